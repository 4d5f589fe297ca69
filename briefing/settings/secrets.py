"""Secrets of the environment: in a variable, or in a file that a variable ending in _FILE names. Never in briefing.toml.

A file's last line end does not belong to the secret. The empty variable counts as none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from briefing.errors import Fault
from briefing.redaction import hide

__all__ = ["OPERATOR_TOKEN", "guessable", "secret", "secret_file", "secret_files", "unreadable"]

OPERATOR_TOKEN = "BRIEFING_OPERATOR_TOKEN"
SHORTEST = 20  # characters of an operator's token


def secret(given: Mapping[str, str], name: str, here: Path) -> str:
    """The secret of a variable, or of the file that its _FILE names; "" where there is none. No log line shows it."""
    found = given.get(name, "") or secret_file(given, f"{name}_FILE", here).decode(errors="replace")
    hide(found)
    return found.rstrip("\r\n")


def secret_file(given: Mapping[str, str], name: str, here: Path) -> bytes:
    """The bytes of the file that a variable names; b"" where there is none, or it cannot be read (see `unreadable`)."""
    path = given.get(name, "")
    if not path:
        return b""
    try:
        found = (here / Path(path).expanduser()).read_bytes()
    except OSError:
        return b""
    hide(found.decode(errors="replace"))
    return found


def secret_files(given: Mapping[str, str], here: Path) -> dict[str, Path]:
    """The variables that name files of secrets, and those files."""
    return {
        name: here / Path(given[name]).expanduser()
        for name in sorted(given)
        if name.startswith("BRIEFING_") and name.endswith("_FILE") and given[name]
    }


def unreadable(given: Mapping[str, str], here: Path) -> list[Fault]:
    """A fault for each file of a secret that cannot be read; its path is told, nothing of what is in it."""
    faults = []
    for name, path in secret_files(given, here).items():
        try:
            path.read_bytes()
        except OSError as error:
            mend = "name a file that this user can read, or unset the variable"
            faults.append(Fault(file=given[name], line=0, what=f"{name}: {error.strerror}", mend=mend))
    return faults


def guessable(given: Mapping[str, str], here: Path) -> list[Fault]:
    """A fault where the operator's token is so short that it could be guessed."""
    token = secret(given, OPERATOR_TOKEN, here)
    if not token or len(token) >= SHORTEST:
        return []
    mend = "make one with `python3 -c 'import secrets; print(secrets.token_urlsafe())'`"
    what = f"the token has less than {SHORTEST} characters"
    return [Fault(file=OPERATOR_TOKEN, line=0, what=what, mend=mend)]
