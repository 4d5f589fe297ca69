"""Where the database is: a file, or postgresql://user@host:port/name?option=value on a server.

text ─ is_address ─┬ no ──> Path: SQLite
                   └ yes ─ address_of ─> DatabaseAddress, whose password is never shown
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["AddressFault", "Database", "DatabaseAddress", "address_of", "is_address"]

EXAMPLE = "postgresql://briefing@db.example.org/briefing"
_SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseAddress:
    """A database on a PostgreSQL server; what is empty is left to the client library (PGUSER, ~/.pgpass, the local socket)."""

    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: int = 0
    options: tuple[tuple[str, str], ...] = field(
        default=(), repr=False
    )  # of libpq: sslmode, sslrootcert, ...

    def __str__(self) -> str:
        """The address without what is secret."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        user, port = f"{self.user}@" if self.user else "", f":{self.port}" if self.port else ""
        return f"postgresql://{user}{host}{port}/{self.name}"

    @property
    def is_secret(self) -> bool:
        """Whether it holds a password."""
        return bool(self.password) or any("password" in name for name, _ in self.options)


Database = Path | DatabaseAddress


class AddressFault(ValueError):
    """What is wrong with an address, and the mend; neither repeats it, for there may be a password in it."""

    def __init__(self, what: str, mend: str = f"write it as {EXAMPLE}") -> None:
        super().__init__(f"{what}: {mend}")
        self.what = what
        self.mend = mend


def is_address(text: str) -> bool:
    """Whether a text means a server rather than a file."""
    return "://" in text


def address_of(text: str) -> DatabaseAddress:
    """The address that a text is; `AddressFault` where it is none."""
    try:
        parts = urlsplit(text.strip())
        port, options = parts.port or 0, parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        msg = "the address of the database has a host or port that cannot be read"
        raise AddressFault(msg) from None
    if parts.scheme not in _SCHEMES:
        msg = "the database is neither a file nor on a PostgreSQL server"
        raise AddressFault(msg)
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name or parts.fragment:
        msg = "the address of the database does not end in the name of one"
        raise AddressFault(msg)
    return DatabaseAddress(
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(parts.hostname or ""),
        port=port,
        options=tuple(options),
    )
