"""What the ledger says: which editions were sent, and what became of each copy. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from briefing.model import Delivery, DeliveryState
from briefing.store.database import Database
from briefing.store.deliveries import ENDED, OPEN, delivery_of
from briefing.store.schema import deliveries, editions, generations, sendings

__all__ = ["Accounts"]

_c = deliveries.c


class Accounts:
    """The ledger of one database, to be read; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ── editions ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def opened(self, keys: Sequence[str]) -> list[str]:
        """Those of some editions for which rows have been made, or begun to be, in the order given."""
        with self._database.reading() as connection:
            query = select(sendings.c.edition).where(sendings.c.edition.in_(keys))
            found = set(connection.execute(query).scalars())
        return [key for key in keys if key in found]

    def listed(self, key: str) -> bool:
        """Whether all rows of an edition are made."""
        with self._database.reading() as connection:
            query = select(sendings.c.listed).where(sendings.c.edition == key)
            return connection.execute(query).scalar_one_or_none() is not None

    def frozen(self, edition_id: str) -> datetime | None:
        """When an edition was frozen."""
        with self._database.reading() as connection:
            query = select(editions.c.created).where(editions.c.id == edition_id)
            return connection.execute(query).scalar_one_or_none()

    def newest(self, name: str) -> str | None:
        """The id of the newest revision of an edition's newest date, or of the one of that date that was sent."""
        query = select(editions.c.id, editions.c.date).where(editions.c.name == name)
        with self._database.reading() as connection:
            row = connection.execute(
                query.order_by(editions.c.date.desc(), editions.c.revision.desc())
            ).first()
        if row is None:
            return None
        sent = self.opened(self.revisions(row.id))
        return sent[-1] if sent else str(row.id)

    def revisions(self, edition_id: str) -> list[str]:
        """Ids of all revisions of an edition's name and date."""
        with self._database.reading() as connection:
            query = select(editions.c.name, editions.c.date).where(editions.c.id == edition_id)
            row = connection.execute(query).first()
            if row is None:
                return []
            same = select(editions.c.id).where(editions.c.name == row.name, editions.c.date == row.date)
            return list(connection.execute(same.order_by(editions.c.revision)).scalars())

    def generation(self) -> int:
        """How often there was a sending."""
        with self._database.reading() as connection:
            return connection.execute(select(generations.c.number)).scalar_one_or_none() or 0

    # ── copies ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def counts(self, key: str) -> dict[DeliveryState, int]:
        """How many rows of an edition are in each state."""
        counts: dict[DeliveryState, int] = dict.fromkeys((*OPEN, *ENDED), 0)
        query = select(_c.state, func.count()).where(_c.edition == key).group_by(_c.state)
        with self._database.reading() as connection:
            for state, n in connection.execute(query):
                counts[state] = int(n)
        return counts

    def rows(self, key: str, *, doubtful: bool = False, after: str = "", limit: int = 500) -> list[Delivery]:
        """Rows of an edition in the order of subscribers' ids; `doubtful` ones may have arrived more than once, or not at all."""
        query = select(deliveries).where(_c.edition == key, _c.subscriber > after)
        if doubtful:
            query = query.where(or_(_c.doubts > 0, _c.state.in_(("unknown", "refused", "expired", "held"))))
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(_c.subscriber).limit(limit)).mappings()
            return [delivery_of(row) for row in found]

    def doubted(self, key: str) -> int:
        """How many subscribers may have got an edition more than once, or got one that we count as not accepted."""
        query = select(func.count()).where(_c.edition == key, _c.doubts > 0)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def of_subscriber(self, subscriber: str, limit: int = 100) -> list[Delivery]:
        """What somebody was sent, newest first."""
        query = (
            select(deliveries)
            .where(_c.subscriber == subscriber)
            .order_by(_c.changed.desc(), _c.edition.desc())
        )
        with self._database.reading() as connection:
            return [delivery_of(row) for row in connection.execute(query.limit(limit)).mappings()]

    def by_message_id(self, message_id: str) -> Delivery | None:
        """The row of a message that was sent, such as a report names it: <edition.subscriber@domain>."""
        if not message_id:
            return None
        with self._database.reading() as connection:
            query = select(deliveries).where(_c.message_id == message_id).limit(1)
            row = connection.execute(query).mappings().first()
        return delivery_of(row) if row else None

    def received(self, key: str, *, after: str = "", limit: int = 500) -> list[str]:
        """Ids of those who got an edition, or may have got it, from the one behind `after`."""
        got = or_(_c.state.in_(("accepted", "unknown")), _c.doubts > 0)
        query = select(_c.subscriber).where(_c.edition == key, got, _c.subscriber > after)
        with self._database.reading() as connection:
            return list(connection.execute(query.order_by(_c.subscriber).limit(limit)).scalars())

    def waiting(self, key: str | None = None) -> tuple[int, datetime | None]:
        """How many rows are open, of one edition or of all, and when the first of them is due."""
        query = select(func.count(), func.min(_c.due)).where(_c.state.in_(OPEN))
        if key is not None:
            query = query.where(_c.edition == key)
        with self._database.reading() as connection:
            row = connection.execute(query).one()
        return int(row[0]), row[1]
