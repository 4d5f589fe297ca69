"""Tells operators what is wrong, once, and that it is over, once.

    Watching ─ problems ─> store.problems: seen ─ what nobody was told of ─┬─ mail ─> the SMTP server or the outbox
                                                                           └─ hook ─> POST of JSON
What could not be told stays untold, and the next look tries again. One process at a time looks; cron and a service may both.
Of a database that cannot be used `briefing run` tells at once, and every some hours, for then nothing is remembered.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from briefing.app import open_store
from briefing.clock import SystemClock
from briefing.deliver.alert import Alert, message, payload
from briefing.deliver.hook import post
from briefing.deliver.signing import Signer
from briefing.deliver.transports import hand_over, transports
from briefing.errors import BriefingError, Busy, MailError, StoreError
from briefing.model import EditionPlan, FeedState, Problem, Run
from briefing.ports import Clock
from briefing.redaction import redacted
from briefing.schedule.timing import due
from briefing.settings import Settings
from briefing.store import SqlStore
from briefing.watching import FeedHealth, Watching

__all__ = ["looked_at_after", "problems", "tell", "try_ways"]

SECONDS = 120.0  # of a hold; longer than mail and hook may take
LOOKED_BACK = timedelta(days=400)
RUNS = 20  # of one edition among which the last that says something is looked for
FIRST_FAILURES = 10  # of a feed that was never read
_WORDS = {"failed": "failed", "killed": "was killed"}
QUIET = timedelta(hours=6)  # between two alerts that nothing can remember
MARK = ".database-alert"
KINDS = ("run", "overdue", "sending", "feed")  # of problems, the gravest first
SAYING_NOTHING = ("running", "busy", "stopped")  # outcomes
log = logging.getLogger("briefing.alerts")


@contextmanager
def looked_at_after(settings: Settings, clock: Clock | None = None) -> Iterator[None]:
    """Look, and tell, when the block has ended, also by an error; what stands in the way of that is logged only.

    Whoever is told to stop does not wait for a mail server first.
    """
    try:
        yield
    except Exception:
        _try(settings, clock or SystemClock())
        raise
    _try(settings, clock or SystemClock())


def tell(settings: Settings, store: SqlStore, clock: Clock) -> list[Problem]:
    """Look what is wrong, and tell what is new or over by each way that is configured; what is wrong, the oldest first.

    `Busy` where another process is at it. `MailError` where a way is closed; the other one is used all the same.
    """
    with store.lease("alerts", SECONDS):
        watching = Watching(settings, store, clock)
        store.problems.see(problems(watching), clock.now())
        failed = [str(error) for way in settings.alerts.ways if (error := _told(way, settings, store, clock))]
    if failed:
        raise MailError("; ".join(failed))
    return store.problems.open()


def try_ways(settings: Settings, clock: Clock) -> tuple[str, ...]:
    """Tell by each way that this is a test; the ways. `MailError` where one is closed, `BriefingError` where there is none."""
    if not settings.alerts.ways:
        msg = "nobody is told: give [alerts] to or hook in briefing.toml"
        raise BriefingError(msg)
    trial = Problem(key="test", title="this is a test", text="Alerts reach you this way.", since=clock.now())
    for way in settings.alerts.ways:
        _ways(way)(_alert(settings, clock, [trial], []), settings)
    return settings.alerts.ways


def problems(watching: Watching) -> list[Problem]:
    """Everything that is wrong now, the gravest first."""
    return sorted(_problems(watching), key=_weight)


def _problems(watching: Watching) -> Iterator[Problem]:
    policy = watching.settings.alerts
    for plan in watching.settings.editions:
        yield from _failed(plan, watching)
        if policy.overdue_minutes:
            yield from _overdue(plan, watching, timedelta(minutes=policy.overdue_minutes))
    if policy.sending_minutes:
        yield from _standing_still(watching, timedelta(minutes=policy.sending_minutes))
    if policy.feed_days:
        for health in watching.feeds(counted=False):
            yield from _dead(health, watching, timedelta(days=policy.feed_days))


def _failed(plan: EditionPlan, watching: Watching) -> Iterator[Problem]:
    recent = watching.runs(RUNS, plan.name)
    last = next((run for run in recent if run.outcome not in SAYING_NOTHING), None)
    if last and last.outcome in ("failed", "killed"):
        yield Problem(
            key=f"run {plan.name}",
            title=f"the last run of {plan.name} {_WORDS[last.outcome]}",
            text=_why(last),
            since=last.ended or last.started,
        )


def _why(run: Run) -> str:
    lines = [f"run {run.id} of {run.date}: {redacted(run.error)}"]
    if run.stage:
        lines.append(f"It had come to: {run.stage}.")
    return "\n".join(
        [*lines, f"Try it again with `briefing run --edition {run.name}`; see `briefing doctor`."]
    )


def _overdue(plan: EditionPlan, watching: Watching, patience: timedelta) -> Iterator[Problem]:
    """Of an edition that was made before; one that never was is nobody's habit yet."""
    made = watching.observations.dates(plan.name, watching.now().date() - LOOKED_BACK)
    then = watching.now() - patience
    for missing in due(plan, then, made, 0, then) if made else ():
        yield Problem(
            key=f"overdue {plan.name}",
            title=f"{plan.name} of {missing.day} is overdue",
            text=f"It was to be made at {plan.at} ({plan.timezone}). Is cron or `briefing serve` running?",
            since=missing.at,
        )


def _standing_still(watching: Watching, patience: timedelta) -> Iterator[Problem]:
    late, first = watching.observations.late_rows(watching.now() - patience)
    if late and first:
        yield Problem(
            key="sending",
            title=f"{late} copies are late" if late > 1 else "1 copy is late",
            text=f"The first was to be sent at {first:%Y-%m-%d %H:%M} UTC. See `briefing ledger` and `briefing doctor`.",
            since=first,
        )


def _dead(health: FeedHealth, watching: Watching, patience: timedelta) -> Iterator[Problem]:
    feed, state = health.feed, health.state
    if state is None or health.word not in ("failing", "gone"):
        return
    if not state.gone and not _is_dead(state, watching.now() - patience):
        return
    since = f"{state.last_success:%Y-%m-%d %H:%M} UTC" if state.last_success else "ever"
    mend = (
        "Take it out of its list, or give its new address." if state.gone else "See `briefing feeds health`."
    )
    yield Problem(
        key=f"feed {hashlib.sha256(feed.location.encode()).hexdigest()[:32]}",
        title=f"{redacted(feed.name)} {'is gone' if state.gone else 'cannot be read'}",
        text=f"{redacted(feed.location)}: {redacted(state.last_error)}\nNot read since {since}. {mend}",
        since=state.last_success or state.last_attempt or watching.now(),
    )


def _is_dead(state: FeedState, before: datetime) -> bool:
    """Whether a feed that fails was not read since then; of one that never was, the failures count."""
    if state.last_success:
        return state.last_success <= before
    return state.failures >= FIRST_FAILURES


def _told(way: str, settings: Settings, store: SqlStore, clock: Clock) -> str:
    """Tell by one way; "", or why that could not be."""
    wrong, over = store.problems.untold(way)
    if not (wrong or over):
        return ""
    try:
        _ways(way)(_alert(settings, clock, wrong, over), settings)
    except BriefingError as error:
        log.error("an alert could not be told by %s: %s", way, error)
        return str(error)
    log.info("alert", extra={"way": way, "problems": len(wrong), "over": len(over)})
    store.problems.told(way, wrong, over)
    return ""


def _alert(settings: Settings, clock: Clock, wrong: Sequence[Problem], over: Sequence[Problem]) -> Alert:
    has_page = settings.public_url and settings.operator_token
    return Alert(
        site=settings.title,
        at=clock.now(),
        wrong=tuple(sorted(wrong, key=_weight)),
        over=tuple(sorted(over, key=_weight)),
        status_url=f"{settings.public_url}/status" if has_page else "",
    )


def _weight(problem: Problem) -> int:
    kind = problem.key.partition(" ")[0]
    return KINDS.index(kind) if kind in KINDS else 0


def _ways(way: str) -> Callable[[Alert, Settings], None]:
    return _post if way == "hook" else _mail


def _post(alert: Alert, settings: Settings) -> None:
    post(settings.alerts.hook, payload(alert), settings.alert_secret, alert.at)


def _mail(alert: Alert, settings: Settings) -> None:
    mail = message(alert, settings.mail_from, settings.alerts.to)
    if settings.mail.dkim_domain:
        mail = Signer(settings.mail.dkim_domain, settings.mail.dkim_selector, settings.dkim_key).sign(mail)
    transport = transports(settings.mail, settings.mail_from, settings.smtp_password)[0]
    outcome = hand_over(transport, settings.alerts.to, mail)
    if outcome.result != "accepted":
        msg = f"the mail server did not take it: {outcome.reply}"
        raise MailError(msg)


def _try(settings: Settings, clock: Clock) -> None:
    if not settings.alerts.ways:
        return
    try:
        store = open_store(settings, clock)
        try:
            tell(settings, store, clock)
        finally:
            store.close()
    except (Busy, MailError):
        pass  # it tells; why a way is closed is said already
    except StoreError as error:
        log.error("alerts: %s", error)
        _tell_without_memory(settings, clock, error)
    except BriefingError as error:
        log.error("alerts: %s", error)
    except Exception:
        log.exception("alerts: a fault of this program")


def _tell_without_memory(settings: Settings, clock: Clock, error: StoreError) -> None:
    """Tell that the database cannot be used, at most once in `QUIET`: a file beside it, not it, remembers that."""
    mark = settings.output / MARK
    try:
        if clock.now().timestamp() - mark.stat().st_mtime < QUIET.total_seconds():
            return
    except OSError:
        pass  # there is none
    title = "the database cannot be used"
    wrong = Problem(key="database", title=title, text=f"{error}\nSee `briefing doctor`.", since=clock.now())
    for way in settings.alerts.ways:
        try:
            _ways(way)(_alert(settings, clock, [wrong], []), settings)
        except BriefingError as closed:
            log.error("an alert could not be told by %s: %s", way, closed)
    with suppress(OSError):
        mark.touch()
        os.utime(mark, (clock.now().timestamp(),) * 2)
