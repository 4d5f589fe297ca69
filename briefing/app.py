"""The composition root: nothing else builds parts.

briefing.toml, feeds/, prompts/ ─> Settings, Editorial ─> Request ┐
cache of models, network, database ─────────────────────> Parts   ┴─ pipeline.run ─> Outcome ─ render ─> publish
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.clock import SystemClock
from briefing.errors import BriefingError, ConfigError, Fault
from briefing.issuing import FILES, edition_files, issue, reissue
from briefing.model import Article, EditionPlan, Feed
from briefing.parts import Models, build_parts
from briefing.ports import Clock, Progress
from briefing.store import SqlStore, is_there

if TYPE_CHECKING:
    from briefing.editorial import Editorial
    from briefing.pipeline import Outcome, Request
    from briefing.settings import Settings

__all__ = [
    "RunOptions",
    "existing_store",
    "make_digest",
    "one_article",
    "open_store",
    "rebuild",
    "stored_edition",
    "stored_files",
    "with_output",
]

NAMED = 5  # articles that an error names
SAMPLE = "sample"  # the feed list that is read only when it is named


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the caller of a run may choose instead of what briefing.toml says."""

    edition: str = ""  # "" = the first one
    day: date | None = None  # the edition's local date; None = today
    hours: int | None = None  # how far back it looks
    feeds: tuple[str, ...] = ()  # feed documents, lists or URLs instead of the configured lists
    offline: bool = False
    if_missing: bool = False  # a date has one edition; the window opens as if the run were on time


def open_store(settings: Settings, clock: Clock | None = None) -> SqlStore:
    """The database of these settings."""
    from briefing import store

    return store.open_store(settings.database, clock or SystemClock())


def existing_store(settings: Settings) -> SqlStore:
    """The database of these settings; an error where there is none, for looking must not make one."""
    if not is_there(settings.database):
        msg = f"no database at {settings.database}: `briefing run` makes it, --output names another output folder"
        raise BriefingError(msg)
    return open_store(settings)


def with_output(settings: Settings, output: Path | None) -> Settings:
    """The settings with another output folder; a database file and the outbox, where they lie in it, go with it."""
    if output is None:
        return settings
    folder = output.absolute()

    def moved(path: Path) -> Path:
        return folder / path.relative_to(settings.output) if path.is_relative_to(settings.output) else path

    mail = replace(settings.mail, outbox=str(moved(Path(settings.mail.outbox))))
    database = settings.database
    return replace(
        settings,
        output=folder,
        database=moved(database) if isinstance(database, Path) else database,
        mail=mail,
    )


def stored_edition(settings: Settings, edition_id: str) -> tuple[str, str]:
    """The canonical JSON of a stored edition and its workings; an error that names the newest ones when there is none."""
    store = existing_store(settings)
    try:
        content, workings = store.edition(edition_id), store.workings(edition_id)
        known = ", ".join(store.editions(5)) or "none yet: `briefing run` makes one"
    finally:
        store.close()
    if content is None or workings is None:
        msg = f"no edition {edition_id!r} in {settings.database}: the newest are {known}"
        raise BriefingError(msg)
    return content, workings


def one_article(found: Sequence[Article], wanted: str, edition_id: str, *, mend: str) -> Article:
    """The only one of the articles of an edition that what an editor wrote fits; `BriefingError` where it is none, or several."""
    if len(found) == 1:
        return found[0]
    if found:
        titles = "; ".join(f"{a.id} {a.outlet}: {a.title}" for a in found[:NAMED])
        msg = f"{wanted!r} fits {len(found)} articles of {edition_id}: {titles}"
        raise BriefingError(msg)
    msg = f"no article {wanted!r} in {edition_id}: {mend}"
    raise BriefingError(msg)


def make_digest(
    settings: Settings,
    options: RunOptions,
    progress: Progress,
    clock: Clock | None = None,
    models: Models | None = None,
) -> tuple[Outcome, dict[str, Path]]:
    """One run: from feeds to the files in the output folder. Returns what it came to and the files' paths by name."""
    from briefing import editorial, pipeline
    from briefing.recording import recorded

    clock = clock or SystemClock()
    plan = edition_plan(settings, options.edition)
    store = open_store(settings, clock)
    try:
        with recorded(store, plan, options.day, clock, progress) as record:
            desk = editorial.load(settings.root, settings.editions, settings.place)
            request = build_request(settings, desk, plan, options, clock)
            parts = build_parts(
                settings, desk, request, store, clock, record, offline=options.offline, models=models
            )
            outcome = pipeline.run(request, parts)
            paths = _issued(store, settings.output, outcome)
            record.finish(outcome)
        return outcome, paths
    finally:
        store.close()


def _issued(store: SqlStore, output: Path, outcome: Outcome) -> dict[str, Path]:
    """The edition's files, written where they are not there as they should be."""
    from briefing.publish import published

    edition_id, content = outcome.edition.id, outcome.content
    there = None if outcome.made else published(output, edition_id, FILES, content)
    return there or issue(store, output, edition_id, content)


def stored_files(settings: Settings, edition_id: str) -> dict[str, bytes]:
    """All files of a stored edition by name, its page with its corrections; an error as of `stored_edition`."""
    content, _ = stored_edition(settings, edition_id)
    store = existing_store(settings)
    try:
        return edition_files(content, store.corrections(edition_id))
    finally:
        store.close()


def rebuild(settings: Settings, edition_id: str, folder: Path) -> dict[str, Path]:
    """Write all files of a stored edition to a folder; their paths by name, an error as of `stored_edition`."""
    content, _ = stored_edition(settings, edition_id)
    store = existing_store(settings)
    try:
        return reissue(store, folder, edition_id, content)
    finally:
        store.close()


def edition_plan(settings: Settings, name: str) -> EditionPlan:
    """The plan of the named edition, or the first one; `ConfigError` names those that exist."""
    plans = {plan.name: plan for plan in settings.editions}
    if not name:
        return settings.editions[0]
    if name not in plans:
        file = str(settings.file or "briefing.toml")
        known = ", ".join(sorted(plans))
        raise ConfigError(
            [Fault(file=file, line=0, what=f"no edition named {name!r}", mend=f"known are {known}")]
        )
    return plans[name]


def build_request(
    settings: Settings, desk: Editorial, plan: EditionPlan, options: RunOptions, clock: Clock
) -> Request:
    """What the run is asked to make.

    Documents that are named on the command line are told whole, however old their items are, unless a date or a number
    of hours says otherwise: whoever names a file wants to see what is in it.
    """
    from briefing import editorial
    from briefing.edition.window import EVER, hour_of, window

    if options.feeds:
        feeds: Sequence[Feed] = editorial.feeds_from(options.feeds, Path.cwd())
    else:
        feeds = configured_feeds(settings, desk, plan)
    day, opens, closes = window(plan, options.day, options.hours, clock.now())
    if options.if_missing:  # however late it is: what came after the edition before belongs into it
        opens = min(opens, hour_of(plan, day) - timedelta(hours=options.hours or plan.hours))
    whole = options.feeds and options.day is None and options.hours is None
    if whole and all(feed.location.startswith("/") for feed in feeds):
        opens = EVER
    plan = replace(plan, hours=options.hours or plan.hours)
    request = request_of(settings, desk, plan, feeds, (day, opens, closes))
    fixed = options.day is not None or options.hours is not None
    return replace(request, fixed=fixed, if_missing=options.if_missing)


def request_of(
    settings: Settings,
    desk: Editorial,
    plan: EditionPlan,
    feeds: Sequence[Feed],
    window: tuple[date, datetime, datetime],
) -> Request:
    """What these settings and files ask for, of these feeds in a window (day, opens, closes)."""
    from briefing import pipeline

    day, opens, closes = window
    themes = desk.themes
    if plan.themes:
        themes = tuple(theme for name in plan.themes for theme in desk.themes if theme.name == name)
    return pipeline.Request(
        plan=replace(
            plan, public_url=settings.public_url, mail_from=settings.mail_from, list_id=settings.list_id
        ),
        feeds=tuple(feed for feed in feeds if not feed.rests(day)),
        themes=themes,
        prompts=desk.prompts,
        limits=settings.limits,
        mode=settings.mode,
        rewriting=settings.rewriting,
        marks=desk.refused,
        decisions=desk.decisions,
        opens=opens,
        closes=closes,
        day=day,
    )


def configured_feeds(settings: Settings, desk: Editorial, plan: EditionPlan) -> list[Feed]:
    """The feeds of an edition's lists, each once; a fault where there are none."""
    names = plan.feeds or tuple(name for name in desk.feed_lists if name != SAMPLE)
    feeds = {feed.location: feed for name in names for feed in desk.feed_lists[name]}
    if not feeds:
        fault = Fault(
            file=str(settings.root / "feeds"),
            line=0,
            what=f"no feeds for the edition {plan.name!r}",
            mend="add one with `briefing feeds add URL`",
        )
        raise ConfigError([fault])
    return list(feeds.values())
