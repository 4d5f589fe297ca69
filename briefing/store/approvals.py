"""Editors' decisions on editions: a row each, inserted once, never updated; of several the last one counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import ColumnElement, Connection, Exists, exists, literal, select

from briefing.model import Approval
from briefing.store.schema import approvals, deliveries

__all__ = ["ApprovalTable", "gone_out"]

_GONE = ("sending", "accepted", "unknown")  # states of what a subscriber may have

Opened = Callable[[], AbstractContextManager[Connection]]


class ApprovalTable:
    """The decisions of one database; each method is one transaction, unless it is called within `transaction`."""

    def __init__(self, read: Opened, write: Opened) -> None:
        self._read = read
        self._write = write

    @contextmanager
    def transaction(self) -> Iterator[ApprovalTable]:
        """The table within one transaction that writes: what is read in it stays so until it ends."""
        with self._write() as connection:
            yield ApprovalTable(lambda: nullcontext(connection), lambda: nullcontext(connection))

    def add(self, approval: Approval) -> None:
        """Record a decision."""
        values = {
            "edition": approval.edition,
            "state": approval.state,
            "decided_by": approval.by,
            "at": approval.at,
            "note": approval.note,
        }
        with self._write() as connection:
            connection.execute(approvals.insert().values(**values))

    def of(self, edition_id: str) -> list[Approval]:
        """The decisions on an edition, oldest first."""
        query = select(approvals).where(approvals.c.edition == edition_id).order_by(approvals.c.id)
        with self._read() as connection:
            return [_approval(row) for row in connection.execute(query)]

    def last(self, edition_id: str) -> Approval | None:
        """The decision on an edition that counts; None where there is none."""
        decided = self.of(edition_id)
        return decided[-1] if decided else None

    def is_out(self, edition_id: str) -> bool:
        """Whether somebody may have been sent the edition."""
        with self._read() as connection:
            return bool(connection.execute(select(gone_out(literal(edition_id)))).scalar_one())


def gone_out(edition_id: ColumnElement[str]) -> Exists:
    """That somebody may have been sent an edition."""
    return exists().where(deliveries.c.edition == edition_id, deliveries.c.state.in_(_GONE))


def _approval(row: Any) -> Approval:
    return Approval(edition=row.edition, state=row.state, by=row.decided_by, at=row.at, note=row.note)
