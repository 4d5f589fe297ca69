"""The composition of `briefing serve`: a schedule, the processes that do the work, and the site.

    briefing.toml ─ LiveSettings ─┐      timetable ─ each minute ─┬─ editions that are due ─> `briefing run --if-missing`
    database ─────────────────────┴─ Service ─ jobs ─────────────┬┼─ feeds ────────────────> `briefing poll`
                                                                 │├─ what is to be sent ───> `briefing send`
    signal ─> stop: processes, timetable, site                   │├─ what is wrong ────────> alerts
                                                                 │└─ reports ──────────────> `briefing bounces --imap`
                                                                 └─ once a day ────────────> upkeep
Each job finds what there is to do in the database, so that a service that was killed goes on where it was, and two of them do
everything once. A job that fails is logged and tried again; the service goes on.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from briefing.alerting import tell
from briefing.app import open_store
from briefing.dispatch import anything_due, can_send, unlisted
from briefing.errors import BriefingError, Busy, OutputError
from briefing.live_settings import LiveSettings
from briefing.ports import Clock
from briefing.schedule.children import Children
from briefing.schedule.editions import EditionParts, EditionWork, meaning
from briefing.schedule.patience import Patience
from briefing.schedule.timetable import Job
from briefing.schedule.timing import Due, coming
from briefing.store import SqlStore
from briefing.upkeep import upkeep

__all__ = ["Service", "ServiceParts", "serving"]

LOOK_SECONDS = 60.0
DAY_SECONDS = 86_400.0
_DATES = 60  # newest ones that are looked at: more than [serve] catch_up_days can be
log = logging.getLogger("briefing.serve")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceParts:
    """What a service works with."""

    settings: LiveSettings
    store: SqlStore
    clock: Clock
    children: Children
    look_seconds: float = LOOK_SECONDS  # a minute, as the settings mean it too


class Service:
    """The jobs of one service, and when they are done; any number of services may be at one database."""

    def __init__(self, parts: ServiceParts) -> None:
        self._parts = parts
        self._patience = Patience()
        self._editions = EditionWork(
            EditionParts(
                clock=parts.clock, dates=self._dates, make=self._make, over=lambda: parts.children.over
            ),
            self._patience,
        )
        self._told: dict[str, Due] = {}  # the next edition of each name, as it was said last
        self.renewed: Callable[[], object] = int  # told each minute, for what else the settings are for

    # ── jobs: each returns the exit code of what failed, or 0 ────────────────────────────────────────────────────────

    def editions(self) -> int:
        """Make the editions that are due."""
        live = self._parts.settings
        live.refresh()
        plans, days = live.present.editions, live.present.serve.catch_up_days
        if missed := self._editions.missed(plans, days):
            self._read_back(missed)
        code = self._editions.look(plans, days)
        self._tell_coming()
        return code

    def poll(self) -> int:
        """Read the feeds."""
        return self._told_code("poll", self._child("poll"))

    def send(self) -> int:
        """Send what is due, and the editions whose recipients are to be listed."""
        settings, store = self._parts.settings.present, self._parts.store
        if not can_send(settings):
            return 0
        worst = 0
        for edition in unlisted(settings, store, self._parts.clock.now()):
            worst = self._sent(edition, lambda: unlisted(settings, store, self._parts.clock.now())) or worst
        if anything_due(store, self._parts.clock.now()):
            worst = self._sent("", tuple) or worst
        return worst

    def bounces(self) -> int:
        """Read the reports of mail servers."""
        if not self._parts.settings.present.imap.host:
            return 0
        return self._told_code("bounces", self._child("bounces", "--imap"))

    def upkeep(self) -> int:
        """Let go of what is kept for a time only."""
        upkeep(self._parts.settings.present, self._parts.store, self._parts.clock.now())
        return 0

    def alerts(self) -> int:
        """Tell operators what is wrong."""
        present = self._parts.settings.present
        if present.alerts.ways:
            with suppress(Busy):
                tell(present, self._parts.store, self._parts.clock)
        return 0

    def once(self) -> int:
        """Do what is due now; the exit code of what failed last, or 0."""
        self.begin()
        bounces = [self.bounces] if self._parts.settings.present.serve.bounce_minutes else []
        codes = [self.guarded(job) for job in (self.editions, self.send, *bounces, self.upkeep, self.alerts)]
        return next((code for code in reversed(codes) if code), 0)

    def guarded(self, job: Callable[[], int]) -> int:
        """Do a job; whatever stands in its way is logged, and the service goes on."""
        try:
            return job()
        except BriefingError as error:
            log.error("%s", error)
            return error.exit_code
        except Exception as error:
            log.exception("a fault of this program (%s)", type(error).__name__)
            return 70

    # ── in time ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """Say what has been missed for good."""
        present = self._parts.settings.present
        self._editions.tell_skipped(present.editions, present.serve.catch_up_days)

    def again(self) -> None:
        """Try at once what waits for its next attempt."""
        self._patience.forget()

    def jobs(self) -> Iterator[Job]:
        """What is done again and again; editions and feeds take turns, for both read the feeds."""
        policy, look = self._parts.settings.present.serve, self._parts.look_seconds
        yield self._job("editions", self.editions, look, "work")
        yield self._job("send", self.send, look, "mail")
        yield self._job("upkeep", self.upkeep, DAY_SECONDS, "mail")
        yield self._job("alerts", self.alerts, look, "site")
        yield Job(name="renew", work=lambda: self.renewed(), seconds=look, lane="site", at_once=False)
        if policy.poll_minutes:
            yield self._job("poll", self.poll, policy.poll_minutes * look, "work")
        if policy.bounce_minutes:
            yield self._job("bounces", self.bounces, policy.bounce_minutes * look, "mail")

    def _job(self, name: str, work: Callable[[], int], seconds: float, lane: str) -> Job:
        return Job(name=name, work=lambda: self.guarded(work), seconds=seconds, lane=lane)

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _dates(self, name: str) -> set[date]:
        """The dates whose edition is made and lies in the archive: one that was killed in between is finished."""
        archive = self._parts.settings.present.output / "archive"
        found = self._parts.store.archive.named(name, _DATES)
        return {issue.date for issue in found if (archive / issue.id).is_dir()}

    def _make(self, found: Due) -> int:
        log.info("%s of %s is due", found.edition, found.day)
        day = found.day.isoformat()
        return self._child("run", "--edition", found.edition, "--date", day, "--if-missing", prints=False)

    def _read_back(self, missed: Due) -> None:
        """Read the feeds for all missed editions: a run reads the pages of its own window, and leaves those of later ones."""
        hours = (self._parts.clock.now() - missed.at) // timedelta(hours=1) + 1
        longest = max(plan.hours for plan in self._parts.settings.present.editions)
        self._told_code("poll", self._child("poll", "--hours", str(hours + longest), prints=False))

    def _child(self, name: str, *words: str, prints: bool = True) -> int:
        return self._parts.children.run([name, *self._parts.settings.words, *words], prints=prints)

    def _sent(self, edition: str, left: Callable[[], Sequence[str]]) -> int:
        """Have an edition, or what is due, sent; an edition that stays unlisted is tried less and less often."""
        work, clock = ("send", edition), self._parts.clock
        if not self._patience.may(work, clock.monotonic()):
            return 0
        code = self._child("send", *([edition] if edition else ["--due"]))
        if code == 0 and edition not in left():
            self._patience.done(work)
            return 0
        self._patience.failed(work, clock.monotonic())
        return self._told_code(f"sending {edition or 'what is due'}", code)

    def _told_code(self, what: str, code: int) -> int:
        if code and code != Busy.exit_code and not self._parts.children.over:
            log.error("%s: %s", what, meaning(code))
        return 0 if code == Busy.exit_code else code

    def _tell_coming(self) -> None:
        """Say when the next edition is due, whenever that is another than before."""
        now = self._parts.clock.now()
        for plan in self._parts.settings.present.editions:
            following = coming(plan, now, self._dates(plan.name))
            if self._told.get(plan.name) != following:
                self._told[plan.name] = following
                local = f"{following.day} {plan.at} {plan.timezone}"
                log.info("the next %s: %s, %s UTC", plan.name, local, f"{following.at:%H:%M}")


@contextmanager
def serving(
    config: Path | None,
    output: Path | None,
    clock: Clock,
    children: Callable[[LiveSettings], Children],
    look_seconds: float = LOOK_SECONDS,
) -> Iterator[tuple[Service, ServiceParts]]:
    """A service with its database open; an error where settings, output folder or database stand in the way."""
    with tempfile.TemporaryDirectory(prefix="briefing-") as private:
        live = LiveSettings(config, output, Path(private))
        _demand_folder(live.present.output)
        store = open_store(live.present, clock)
        try:
            parts = ServiceParts(
                settings=live, store=store, clock=clock, children=children(live), look_seconds=look_seconds
            )
            try:
                yield Service(parts), parts
            finally:
                parts.children.stop()
        finally:
            store.close()


def _demand_folder(folder: Path) -> None:
    """`OutputError` where nothing can be written to the output folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        msg = f"{folder}: {error.strerror}: give a folder that can be written ([output] folder)"
        raise OutputError(msg) from error
