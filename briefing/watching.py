"""What operators watch: runs, feeds, what is sent. Made of the database and the editor's lists at each look.

store.runs, store.observations ─┐
feeds/*.toml, at most once a minute ─┴─ Watching ─> status page, metrics, alerts
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from briefing import editorial
from briefing.app import configured_feeds
from briefing.errors import ConfigError
from briefing.model import Feed, FeedState, Run
from briefing.ports import Clock
from briefing.settings import Settings
from briefing.store import SqlStore
from briefing.store.observations import ObservationTable, Sending

__all__ = ["DAYS", "FeedHealth", "Watching"]

DAYS = 14  # that are shown of feeds
SENT_DAYS = 7  # that are counted of what was sent
LISTS_SECONDS = 60.0  # after which the editor's lists are read again


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """How one feed of the lists is doing."""

    feed: Feed
    state: FeedState | None  # None: it was never read
    rests: bool  # it is not read today, or not at all
    per_day: tuple[int, ...]  # items published on each of the last `DAYS` dates (UTC), the present one last

    @property
    def word(self) -> str:
        """Its state in a word or two."""
        if self.rests:
            return "paused"
        if self.state is None or self.state.last_attempt is None:
            return "not read yet"
        if self.state.gone:
            return "gone"
        return "failing" if self.state.failures else "well"

    @property
    def a_day(self) -> float:
        """Items a day, on the whole days of those."""
        whole = self.per_day[:-1]
        return sum(whole) / len(whole)


class Watching:
    """Looks at one installation."""

    def __init__(self, settings: Settings, store: SqlStore, clock: Clock) -> None:
        self.settings = settings
        self._store = store
        self._clock = clock
        self._listed: tuple[Feed, ...] = ()
        self._fault = ""
        self._read_at: float | None = None

    @property
    def observations(self) -> ObservationTable:
        """The database's numbers."""
        return self._store.observations

    def now(self) -> datetime:
        """The present moment."""
        return self._clock.now()

    def runs(self, limit: int, name: str = "") -> list[Run]:
        """The last runs, at one edition or at all, newest first."""
        return self._store.runs.recent(self.now(), limit, name=name)

    def made(self, name: str = "", limit: int = 1) -> list[Run]:
        """The last runs that made an edition, of one name or of all, newest first."""
        return self._store.runs.made(limit, name=name)

    def last_made(self) -> list[Run]:
        """The last run at each edition of the settings that made one."""
        return [run for plan in self.settings.editions for run in self.made(plan.name)]

    def sendings(self) -> list[Sending]:
        """What was begun to be sent in the last days, newest first."""
        return self.observations.sendings(self.now() - timedelta(days=SENT_DAYS))

    def days(self) -> list[date]:
        """The dates (UTC) that feeds are shown by, oldest first."""
        today = self.now().date()
        return [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]

    def feeds(self, *, counted: bool = True) -> list[FeedHealth]:
        """Every feed of the lists that editions read, those in trouble first; without items a day where not `counted`."""
        states = self._store.feed_states()
        days = self.days()
        since = datetime.combine(days[0], datetime.min.time(), self.now().tzinfo)
        items: Mapping[str, Mapping[date, int]] = self.observations.items_a_day(since) if counted else {}
        found = [
            FeedHealth(
                feed=replace(feed, paused=feed.rests(days[-1])),
                state=states.get(feed.location),
                rests=feed.rests(days[-1]),
                per_day=tuple(items.get(feed.location, {}).get(day, 0) for day in days),
            )
            for feed in self.listed()
        ]
        return sorted(found, key=lambda each: (_ORDER.index(each.word), each.feed.name.casefold()))

    def fault(self) -> str:
        """What is wrong with the editor's files, a fault a line; "" where nothing is."""
        self.listed()
        return self._fault

    def listed(self) -> Sequence[Feed]:
        """The feeds of the lists that editions read; where a list has a fault, as they were before."""
        tick = self._clock.monotonic()
        if self._read_at is None or not 0 <= tick - self._read_at < LISTS_SECONDS:
            self._read_at = tick
            try:
                self._listed, self._fault = tuple(_listed(self.settings)), ""
            except ConfigError as error:
                self._fault = str(error)
        return self._listed


_ORDER = ("gone", "failing", "not read yet", "well", "paused")


def _listed(settings: Settings) -> list[Feed]:
    desk = editorial.load(settings.root, settings.editions, settings.place)
    read = (feed for plan in settings.editions for feed in configured_feeds(settings, desk, plan))
    return list({feed.location: feed for feed in read}.values())
