"""Corrections of editions: a row each, inserted once, never updated; a mistaken one is corrected by a further one.

The row is the record that a correction was made, until there is a ledger of who was sent which edition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from briefing.codec import from_json, to_json
from briefing.errors import StoreError
from briefing.model import Correction, Edition
from briefing.store.database import inserting
from briefing.store.schema import corrections, editions, tellings

__all__ = ["add", "by_id", "of_edition", "told", "untold"]

PREPARED = "prepared"  # the mail was written; nobody was sent it yet


def add(connection: Connection, correction: Correction) -> bool:
    """Insert a correction; False where its id is there already."""
    content = json.dumps(to_json(correction), ensure_ascii=False, separators=(",", ":"))
    row = {
        "id": correction.id,
        "edition": correction.edition,
        "created": correction.at,
        "state": PREPARED,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "content": content,
    }
    statement = inserting(connection, corrections).values(**row).on_conflict_do_nothing()
    return connection.execute(statement.returning(corrections.c.id)).first() is not None


def told(connection: Connection, edition: Edition) -> None:
    """Record which corrections of earlier editions an edition tells."""
    rows = [{"edition": edition.id, "correction": each.id} for each in edition.corrections]
    if rows:
        connection.execute(tellings.insert(), rows)


def of_edition(connection: Connection, edition_id: str) -> list[Correction]:
    """The corrections of an edition, oldest first."""
    return _read(connection, _newest_last().where(corrections.c.edition == edition_id))


def by_id(connection: Connection, correction_id: str) -> Correction | None:
    """One correction."""
    found = _read(connection, select(corrections).where(corrections.c.id == correction_id))
    return found[0] if found else None


def untold(connection: Connection, name: str, after: date, before: date) -> list[Correction]:
    """What stands corrected in an edition's issues of after <= date < before and no issue before `before` told of.

    Of several corrections of one sentence the last one counts. Oldest first.
    """
    dated = editions.c.name == name, editions.c.date < before
    query = _newest_last().join(editions, editions.c.id == corrections.c.edition)
    found = _read(connection, query.where(*dated, editions.c.date >= after))
    last = {(each.edition, each.sentence): each for each in found}
    known = select(tellings.c.correction).join(editions, editions.c.id == tellings.c.edition).where(*dated)
    ids = set(connection.execute(known).scalars())
    return sorted((each for each in last.values() if each.id not in ids), key=lambda each: (each.at, each.id))


def _newest_last() -> Select[Any]:
    return select(corrections).order_by(corrections.c.created, corrections.c.id)


def _read(connection: Connection, query: Select[Any]) -> list[Correction]:
    rows: Sequence[Any] = connection.execute(query).all()
    for row in rows:
        if hashlib.sha256(row.content.encode()).hexdigest() != row.sha256:
            msg = f"correction {row.id} of {row.edition} was altered after it was made: restore a backup"
            raise StoreError(msg)
    return [from_json(Correction, json.loads(row.content)) for row in rows]
