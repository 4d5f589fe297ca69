"""The outbox: messages as .eml files, for trying things out and for whoever sends them by other means.

message ─> .NAME.half ─ rename ─> outbox/NAME.eml, once for each edition and subscriber
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import uuid
from pathlib import Path

from briefing.deliver.outcome import Outcome
from briefing.errors import MailError

__all__ = ["Outbox"]

_ID = re.compile(rb"(?mi)^Message-ID: *\r?\n? *<([^@>\r\n]+)@")


class Outbox:
    """A folder as `Transport`: a message is accepted when it lies there under its own name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def open(self) -> None:
        """The folder is there; `MailError` where it cannot be made."""
        try:
            await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        except OSError as error:
            raise MailError(_told(self._folder, error)) from error

    async def send(self, recipient: str, message: bytes) -> Outcome:
        """Write the message; one that lies there already is written again, which changes nothing."""
        path = self._folder / f"{_name(message)}.eml"
        half = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.half")
        try:
            half.write_bytes(message)
            half.replace(path)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise MailError(_told(path, error)) from error
        return Outcome(result="accepted", reply=f"written to {path.name}")

    async def close(self) -> None:
        """Nothing is open."""


def _name(message: bytes) -> str:
    found = _ID.search(message.partition(b"\r\n\r\n")[0])
    name = found[1].decode("ascii", "replace") if found else hashlib.sha256(message).hexdigest()[:32]
    return re.sub(r"[^A-Za-z0-9.-]", "-", name).strip(".")[:200] or "message"


def _told(path: Path, error: OSError) -> str:
    return f"{path}: {error.strerror}: free some space, or give a folder that can be written ([mail] outbox)"
