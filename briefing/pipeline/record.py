"""An edition as it is kept: what it tells, how it was made, and how it came about."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from briefing import __version__
from briefing.analyse import Analysis
from briefing.codec import to_json
from briefing.edition.compose import Contents
from briefing.edition.freeze import digest_of
from briefing.model import Article, Colophon, Edition, FeedReading
from briefing.pipeline.request import Parts, Request
from briefing.tracking.memory import Memory

__all__ = ["colophon_of", "edition_of", "workings_of"]


def edition_of(
    request: Request,
    contents: Contents,
    revision: int,
    colophon: Colophon,
    memory: Memory,
) -> Edition:
    """The edition of these contents, as this revision of its day."""
    plan = request.plan
    edition_id = f"{plan.name}-{request.day.isoformat()}" + (f"-r{revision}" if revision > 1 else "")
    return Edition(
        id=edition_id,
        name=plan.name,
        revision=revision,
        date=request.day,
        title=plan.title,
        language=plan.language,
        timezone=plan.timezone,
        opens=request.opens,
        closes=request.closes,
        public_url=f"{plan.public_url.rstrip('/')}/archive/{edition_id}/" if plan.public_url else "",
        mail_from=plan.mail_from,
        list_id=plan.list_id,
        summary=contents.summary,
        sections=contents.sections,
        also=contents.also,
        articles=contents.articles,
        colophon=colophon,
        since=memory.since,
        updates=contents.updates,
        corrections=memory.corrections,
    )


def colophon_of(
    request: Request,
    parts: Parts,
    readings: Sequence[FeedReading],
    articles: Sequence[Article],
    contents: Contents,
) -> Colophon:
    """All of it but the hash of the inputs and the time that was taken."""
    told = [story for section in contents.sections for story in section.stories]
    sentences = [sentence for story in told for sentence in story.sentences]
    return Colophon(
        feeds=tuple(sorted({r.feed.name for r in readings if not r.failure})),
        failures=tuple(
            sorted((r.failure for r in readings if r.failure), key=lambda f: (f.feed, f.location))
        ),
        articles=len(articles),
        outlets=len({a.outlet for a in articles}),
        models=parts.models,
        prompts={name: prompt.sha256 for name, prompt in request.prompts.items()},
        themes_sha256=digest_of([replace(theme, listed_at="") for theme in request.themes]),
        feeds_sha256=digest_of([replace(feed, listed_at="") for feed in request.feeds]),
        inputs_sha256="",
        version=__version__,
        counts={"verbatim": 0, "compressed": 0, "rewritten": 0} | Counter(s.how for s in sentences),
        fallbacks=Counter(s.fallback for s in (*sentences, *(t.headline for t in told)) if s.fallback),
        seconds={},
        notes=parts.notes,
    )


def workings_of(analysis: Analysis) -> str:
    """How the edition came about, for `explain` and for judging: nothing here is shown to readers."""
    passages: dict[str, dict[str, dict[str, list[float | str]]]] = {}
    for ref, scores in analysis.tags.items():
        passages.setdefault(ref.article, {})[str(ref.passage)] = {
            s.theme: [round(s.score, 4), s.verdict] for s in scores
        }
    stories = [to_json(story) for story in analysis.stories]
    for story in stories:
        for theme in story["themes"]:
            theme["passages"] = [[p["article"], p["passage"]] for p in theme["passages"]]
    return json.dumps({"stories": stories, "passages": passages}, ensure_ascii=False)
