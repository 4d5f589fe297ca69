"""The operator's status page: runs, time by stage, feeds, sentences, what is sent.

Watching ─ numbers ─ charts ─> Shown ─> templates/status.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Response

from briefing.alerting import problems
from briefing.model import Problem, Run
from briefing.redaction import redacted
from briefing.store.observations import Sending
from briefing.watching import DAYS, FeedHealth, Watching
from briefing.web.charts import Bar, Strip, Strips, bars, number, spark, strips
from briefing.web.looks import Looks
from briefing.web.operator import Operator
from briefing.web.speech import Speech

__all__ = ["routes"]

RUNS = 20  # that are listed
MADE = 30  # that are drawn
SENDINGS = 20
MOST_STAGES = 8
ENDED = ("accepted", "refused", "expired", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run in one line of the table."""

    name: str  # "daily, 2026-03-10"
    began: str
    what: str  # how it ended, with what, in what time
    is_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """What is wrong, why, and what to do."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """A feed in one line of the table."""

    name: str
    word: str  # how it is, since when, and why
    drawn: Strip
    a_day: str
    is_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingLine:
    """What became of the copies of one edition."""

    edition: str
    began: str
    waiting: str
    ended: tuple[str, ...]  # as `ENDED`


def routes(watching: Watching, operator: Operator, looks: Looks, speech: Speech) -> APIRouter:
    """The page; `speech` in English."""
    router = APIRouter(dependencies=[Depends(operator.needed)])
    clock_face = _ClockFace(watching.settings.editions[0].timezone)

    @router.get("/status")
    def status() -> Response:
        made = list(reversed(watching.made(limit=MADE)))
        sendings = watching.sendings()[:SENDINGS]
        feeds = watching.feeds()
        return looks.page(
            "status.html",
            speech,
            private=True,
            zone=clock_face.zone,
            now=clock_face.at(watching.now()),
            fault=watching.fault(),
            problems=[_problem_line(each, clock_face) for each in problems(watching)],
            runs=[_run_line(run, clock_face) for run in watching.runs(RUNS)],
            stages=_stages(made),
            sentences=_sentences(made),
            checks=_checks(made),
            made=len(made),
            feeds=[_feed_line(each, clock_face, watching) for each in feeds],
            states=_by_state(feeds),
            days=DAYS,
            sendings=[_sending_line(each, clock_face) for each in sendings],
            copies=_copies(sendings),
        )

    return router


class _ClockFace:
    """Moments as this page has them."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self._zone = ZoneInfo(zone)

    def at(self, when: datetime | None) -> str:
        """Date and time of day in the zone; "never" where there is none."""
        return f"{when.astimezone(self._zone):%Y-%m-%d %H:%M}" if when else "never"


def _problem_line(problem: Problem, clock_face: _ClockFace) -> ProblemLine:
    lines = [f"Since {clock_face.at(problem.since)}.", *problem.text.splitlines()]
    title = redacted(problem.title)
    return ProblemLine(title=title[0].upper() + title[1:], lines=tuple(map(redacted, lines)))


def _run_line(run: Run, clock_face: _ClockFace) -> RunLine:
    parts: list[str] = [run.outcome]
    if run.outcome == "running" and run.stage:
        parts.append(run.stage)
    if run.outcome == "made":
        parts.append(f"{run.counts.stories} stories of {run.counts.articles} articles")
    if failed := run.counts.feeds_failed:
        parts.append(f"{failed} {'feed' if failed == 1 else 'feeds'} not read")
    if run.error:
        parts.append(redacted(run.error))
    if run.ended and run.outcome != "killed":
        parts.append(f"{number(round((run.ended - run.started).total_seconds()))} s")
    return RunLine(
        name=f"{run.name}, {run.date}",
        began=clock_face.at(run.started),
        what=f"{parts[0]}: {', '.join(parts[1:])}" if parts[1:] else parts[0],
        is_wrong=run.outcome in ("failed", "killed"),
    )


def _steps(made: Sequence[Run]) -> list[str]:
    """Editions as charts name them; the edition's own name only where there are several."""
    several = len({run.name for run in made}) > 1
    return [f"{run.date} {run.name}" if several else str(run.date) for run in made]


def _stages(made: Sequence[Run]) -> Strips | None:
    total: Counter[str] = Counter()
    for run in made:
        total.update(dict(run.seconds))
    series = {name: [run.seconds.get(name) for run in made] for name, _ in total.most_common(MOST_STAGES)}
    return strips("Time of each stage", "seconds", _steps(made), series)


def _sentences(made: Sequence[Run]) -> Strips | None:
    kinds = list(dict.fromkeys(kind for run in made for kind in run.counts.sentences))
    series = {kind: [run.counts.sentences.get(kind) for run in made] for kind in kinds}
    return strips("Sentences by how they were made", "sentences", _steps(made), series)


def _checks(made: Sequence[Run]) -> tuple[Bar, ...]:
    failed: Counter[str] = Counter()
    for run in made:
        failed.update(run.counts.failed_checks)
    return bars(failed)


def _feed_line(health: FeedHealth, clock_face: _ClockFace, watching: Watching) -> FeedLine:
    state, is_wrong = health.state, health.word in ("failing", "gone")
    parts = [health.word]
    if state and health.word == "failing":
        parts.append(f"{state.failures} times")
    if state and state.last_attempt:
        parts.append(f"last read {clock_face.at(state.last_success)}")
    word = ", ".join(parts) + (f": {redacted(state.last_error)}" if state and is_wrong else "")
    days = [str(day) for day in watching.days()]
    return FeedLine(
        name=health.feed.name,
        word=word,
        drawn=spark(f"Items of {health.feed.name}", "items", days, health.per_day),
        a_day=number(round(health.a_day, 1)),
        is_wrong=is_wrong,
    )


def _by_state(feeds: Sequence[FeedHealth]) -> str:
    """ "12 well, 1 failing, 1 paused"."""
    counted = Counter(health.word for health in feeds)
    return ", ".join(f"{n} {word}" for word, n in counted.most_common())


def _sending_line(sending: Sending, clock_face: _ClockFace) -> SendingLine:
    states = sending.states
    return SendingLine(
        edition=sending.edition,
        began=clock_face.at(sending.began),
        waiting=number(sum(n for state, n in states.items() if state not in ENDED)),
        ended=tuple(number(states.get(state, 0)) for state in ENDED),
    )


def _copies(sendings: Sequence[Sending]) -> tuple[Bar, ...]:
    counted: Counter[str] = Counter()
    for sending in sendings:
        counted.update(sending.states)
    return bars(counted)
