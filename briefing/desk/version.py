"""The other version of one of the editor's files: what git keeps of it, or what is shipped.

prompts/shorten.toml ─┬─ git show HEAD: ─ other than now? ─ yes ─> that
                      └─ no ─ shipped ─── other than now? ─ yes ─> that, else none
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from briefing.editorial.desk import shipped_folder

__all__ = ["Version", "other_version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A file's content under the name that readers of a comparison know it by."""

    name: str  # "the committed one", "the shipped one"
    content: bytes


def other_version(path: Path) -> Version | None:
    """What the file is compared with; None where it is the shipped one, or nothing is known of it."""
    now = path.read_bytes()
    shipped = shipped_folder() / "prompts" / path.name
    found = [
        Version(name="the committed one", content=_committed(path)),
        Version(name="the shipped one", content=shipped.read_bytes() if shipped.is_file() else b""),
    ]
    return next((version for version in found if version.content not in (b"", now)), None)


def _committed(path: Path) -> bytes:
    """The file's bytes at HEAD; b"" where there is no git, no repository or no such file in it."""
    try:
        done = subprocess.run(
            ["git", "-C", str(path.absolute().parent), "show", f"HEAD:./{path.name}"],
            capture_output=True,
            check=False,
        )
    except OSError:
        return b""
    return b"" if done.returncode else done.stdout
