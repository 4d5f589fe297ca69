"""Whether an edition may be sent: an editor's yes or no, and what the policy says when none has come in time.

edition ─ decided? ─ yes ─> approved | refused | replaced by another revision | verbatim: that revision is made, and sent instead
              │ no
              └─ its rule ─ none ─> approved
                            until the hour ─> waiting
                            after it ─ hold ─> held     send ─> approved     verbatim ─> made from the same articles, approved
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from briefing.app import RunOptions, build_request, edition_plan
from briefing.edition.freeze import thaw
from briefing.errors import BriefingError
from briefing.issuing import issue
from briefing.model import Approval, ApprovalRule, Edition, Feed, FeedReading, FeedState
from briefing.parts import build_parts
from briefing.ports import Clock, Progress
from briefing.store import SqlStore

if TYPE_CHECKING:
    from briefing.settings import Settings

__all__ = [
    "POLICY",
    "Verdict",
    "Waits",
    "Wish",
    "approve",
    "deadline",
    "make_verbatim",
    "may_send",
    "standing",
    "waiting",
]

POLICY = "policy"  # who decided, where it was no person
_DAYS = 7  # how old an edition may be that is listed as waiting
_LISTED = 30  # editions that are looked at for it
_LONGEST_NAME = 100
_LONGEST_NOTE = 2000

Wish = Literal["approved", "refused", "verbatim"]  # of an editor
VerdictState = Literal["approved", "waiting", "held", "refused"]
MakeVerbatim = Callable[[Edition], str]  # the id of the revision that says the same in the sources' own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an edition may be sent, and which one goes out for it."""

    state: VerdictState
    edition_id: str  # to send, where the state is "approved"
    reason: str  # one line
    due: bool = False  # the policy would decide now


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """An edition whose rule asks for a yes."""

    edition: str
    title: str
    rule: ApprovalRule
    until: datetime | None  # None: for good
    verdict: Verdict


def standing(settings: Settings, store: SqlStore, edition: Edition, now: datetime) -> Verdict:
    """How things stand with an edition; nothing is decided by asking."""
    last = store.approvals.last(edition.id)
    if last is not None:
        return _decided(last)
    rule = settings.approvals.get(edition.name)
    if rule is None:
        return Verdict(state="approved", edition_id=edition.id, reason="no approval is needed")
    until = deadline(settings, rule, edition)
    if until is None or now < until:
        when = f" until {_local(until, edition)}" if until else ""
        reason = f"it waits for a yes{when}: `briefing approve {edition.id}`"
        return Verdict(state="waiting", edition_id=edition.id, reason=reason)
    reason = f"nobody approved it until {_local(until, edition)}"
    if rule.policy == "hold":
        reason += f": `briefing approve {edition.id}` still does"
    return Verdict(state="held", edition_id=edition.id, reason=reason, due=rule.policy != "hold")


def may_send(
    settings: Settings, store: SqlStore, edition: Edition, now: datetime, make: MakeVerbatim | None = None
) -> Verdict:
    """Whether an edition may be sent now; where its time is over, what the policy decides is decided and recorded.

    `make` makes the revision in the sources' own words, where the policy is to send that; without it, or where it fails,
    the edition is held.
    """
    verdict = standing(settings, store, edition, now)
    if not verdict.due:
        return verdict
    wish = store.approvals.last(edition.id)  # that it be verbatim; None where the policy decides
    if wish is None and settings.approvals[edition.name].policy == "send":
        made = Approval(edition=edition.id, state="approved", by=POLICY, at=now, note=verdict.reason)
        return _decided(_first(store, [made], wish))
    if make is None:
        return replace(verdict, reason=f"{verdict.reason}: its verbatim revision is yet to be made")
    try:
        other = make(edition)
    except BriefingError as error:
        return replace(verdict, reason=f"{verdict.reason}, and no verbatim revision can be made: {error}")
    by = wish.by if wish else POLICY
    yes = Approval(edition=other, state="approved", by=by, at=now, note=f"verbatim, for {edition.id}")
    if other == edition.id:
        return _decided(_first(store, [yes], wish))
    return _decided(
        _first(store, [replace(yes, edition=edition.id, state="replaced", note=other), yes], wish)
    )


def approve(
    store: SqlStore, edition_id: str, by: str, at: datetime, *, note: str = "", state: Wish = "approved"
) -> Approval:
    """Record an editor's yes, or no, for an edition, or that it go out in the sources' own words; the decision that counts then.

    `BriefingError` where there is no such edition, where another goes out instead, and for a no to what has been sent.
    """
    if store.edition(edition_id) is None:
        known = ", ".join(store.editions(5)) or "none yet: `briefing run` makes one"
        msg = f"no edition {edition_id!r}: the newest are {known}"
        raise BriefingError(msg)
    made = Approval(
        edition=edition_id,
        state=state,
        by=_line("the name of who decides", by, _LONGEST_NAME),
        at=at,
        note=_line("the reason", note, _LONGEST_NOTE),
    )
    with store.approvals.transaction() as table:
        last = table.last(edition_id)
        if last and last.state == "replaced":
            msg = f"{edition_id}: {last.note} goes out instead, {_whose(last)}"
            raise BriefingError(msg)
        if state != "approved" and table.is_out(edition_id):
            msg = f"{edition_id} has been sent: say what is wrong in it with `briefing correct`"
            raise BriefingError(msg)
        if last and last.state == made.state:
            return last
        table.add(made)
    return made


def waiting(settings: Settings, store: SqlStore, now: datetime, *, decided: bool = False) -> list[Waits]:
    """The newest revisions of the last days' editions that need a yes and have none, newest first.

    With `decided` also those that have one, or a no, and older ones.
    """
    found: dict[tuple[str, object], Waits] = {}
    for edition_id in store.editions(_LISTED):
        edition = thaw(store.edition(edition_id) or "")
        rule = settings.approvals.get(edition.name)
        old = not decided and edition.closes < now - timedelta(days=_DAYS)
        if rule is None or old or (edition.name, edition.date) in found:
            continue
        verdict = standing(settings, store, edition, now)
        found[edition.name, edition.date] = Waits(
            edition=edition.id,
            title=edition.title,
            rule=rule,
            until=deadline(settings, rule, edition),
            verdict=verdict,
        )
    return [each for each in found.values() if decided or each.verdict.state in ("waiting", "held")]


def deadline(settings: Settings, rule: ApprovalRule, edition: Edition) -> datetime | None:
    """Until when an edition waits: the rule's hour of its date, or of the day after where it closes later than that."""
    if not rule.by:
        return None
    plan = next((plan for plan in settings.editions if plan.name == edition.name), None)
    next_day = plan is not None and rule.by <= plan.at
    hour, minute = map(int, rule.by.split(":"))
    day = edition.date + timedelta(days=int(next_day))
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(edition.timezone))
    return local.astimezone(UTC)


def make_verbatim(
    settings: Settings, store: SqlStore, edition: Edition, progress: Progress, clock: Clock
) -> str:
    """Make and publish a revision of an edition in the sources' own words, from the articles that are stored; its id.

    No feed is read. `BriefingError` where it cannot be made, or is not wholly verbatim.
    """
    from briefing import editorial, pipeline

    settings = replace(settings, mode="verbatim")
    desk = editorial.load(settings.root, settings.editions, settings.place)
    plan = edition_plan(settings, edition.name)
    options = RunOptions(edition=edition.name, day=edition.date)
    request = build_request(settings, desk, plan, options, clock)
    request = replace(request, opens=edition.opens, closes=edition.closes, fixed=True)
    parts = build_parts(settings, desk, request, store, clock, progress, offline=True)
    outcome = pipeline.run(request, replace(parts, fetcher=_AsRead(edition)))
    told = outcome.edition.colophon.counts
    if told.get("compressed") or told.get("rewritten"):
        msg = f"{outcome.edition.id} is not wholly verbatim"
        raise BriefingError(msg)
    issue(store, settings.output, outcome.edition.id, outcome.content)
    return outcome.edition.id


class _AsRead:
    """Feeds as they were when an edition was made: nothing new, and the same failures."""

    def __init__(self, edition: Edition) -> None:
        self._failures = {failure.location: failure for failure in edition.colophon.failures}

    def read(
        self, feeds: Sequence[Feed], states: Mapping[str, FeedState], progress: Progress
    ) -> Iterator[FeedReading]:
        """A reading a feed, without articles."""
        for feed in feeds:
            state = states.get(feed.location) or FeedState(location=feed.location, name=feed.name)
            failure = self._failures.get(feed.location)
            yield FeedReading(feed=feed, state=state, failure=failure, unchanged=failure is None)


def _first(store: SqlStore, made: Sequence[Approval], wish: Approval | None) -> Approval:
    """Record what follows from a wish, or from nobody's, unless somebody was first; what counts for the first of these editions."""
    with store.approvals.transaction() as table:
        last = table.last(made[0].edition)
        if last is not None and last != wish:
            return last
        for each in made:
            table.add(each)
    return made[0]


def _decided(approval: Approval) -> Verdict:
    why = f": {approval.note}" if approval.note else ""
    if approval.state == "replaced":
        reason = f"{approval.note} goes out, in the sources' own words, {_whose(approval)}"
        return Verdict(state="approved", edition_id=approval.note, reason=reason)
    if approval.state == "verbatim":
        reason = f"a revision in the sources' own words is to go out instead, {_whose(approval)}"
        return Verdict(state="held", edition_id=approval.edition, reason=reason, due=True)
    state: VerdictState = "refused" if approval.state == "refused" else "approved"
    return Verdict(state=state, edition_id=approval.edition, reason=f"{approval.state} by {approval.by}{why}")


def _whose(approval: Approval) -> str:
    """Who decided that another revision goes out."""
    return "since nobody had approved it in time" if approval.by == POLICY else f"as {approval.by} decided"


def _local(moment: datetime, edition: Edition) -> str:
    return f"{moment.astimezone(ZoneInfo(edition.timezone)):%Y-%m-%d %H:%M} {edition.timezone}"


def _line(name: str, text: str, longest: int) -> str:
    """A text that is typed on one line; `BriefingError` where it is none."""
    if len(text) > longest or any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text):
        msg = f"{name}: write one line of at most {longest} characters"
        raise BriefingError(msg)
    return text.strip()
