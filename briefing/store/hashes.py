"""Secrets of the installation, made at first use and kept for good, and the salted hashes of addresses."""

from __future__ import annotations

import hmac
import secrets as randomness

from sqlalchemy import Connection, select

from briefing.store.schema import secrets
from briefing.subscribers.addresses import same_key

__all__ = ["address_hash", "known_hash", "secret"]

_SALT = "addresses"


def secret(connection: Connection, name: str) -> bytes:
    """32 random bytes, the same at every call; made in a transaction that writes."""
    found = _kept(connection, name)
    if found is None:
        found = randomness.token_bytes(32)
        connection.execute(secrets.insert().values(name=name, value=found))
    return found


def address_hash(connection: Connection, address: str) -> str:
    """The salted hash under which an address is remembered when it is not kept: 64 hex digits. Writes, the first time."""
    return _hash(secret(connection, _SALT), address)


def known_hash(connection: Connection, address: str) -> str | None:
    """The same in a transaction that reads; None where nothing was hashed yet."""
    salt = _kept(connection, _SALT)
    return _hash(salt, address) if salt else None


def _kept(connection: Connection, name: str) -> bytes | None:
    query = select(secrets.c.value).where(secrets.c.name == name)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else bytes(found)


def _hash(salt: bytes, address: str) -> str:
    return hmac.digest(salt, same_key(address).encode(), "sha256").hex()
