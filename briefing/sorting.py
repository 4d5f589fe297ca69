"""The composition root of `briefing themes`: how the next run would sort a text.

prompts/themes.toml, prompts/labels.tsv ─> themes ──┐
stored articles of the window ─ passages in context ┴─ ThemeMatcher.attuned ─┬─ a text's passages ─> Sorted, with reasons
                                                                             └─ labelled lines ────> Judged
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from briefing.analyse.context import in_context, likeness_within
from briefing.analyse.embed import CachingEmbedder
from briefing.analyse.reasons import Reason
from briefing.analyse.themes import ThemeMatcher
from briefing.edition.window import window
from briefing.editorial.labels import Label
from briefing.evaluation.scores import Counts
from briefing.ingest.assemble import make_article
from briefing.model import Article, Theme, ThemeScore
from briefing.models.load import load_embedder
from briefing.store import is_there, open_store

if TYPE_CHECKING:
    from briefing.editorial import Editorial
    from briefing.ports import Clock, Embedder, Progress, Store, Vectors
    from briefing.settings import Settings

__all__ = ["Judged", "Sorted", "Sorter", "opened"]

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
VECTORS = "evaluation/vectors.sqlite"  # in the models' cache, where there is no database yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """A passage, its score for every theme, and why."""

    text: str
    scores: tuple[ThemeScore, ...]  # in the themes' order
    reasons: tuple[Reason, ...]  # one a theme but the catch-all


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Decisions on labelled lines: only the verdict yes gives a theme."""

    themes: Mapping[str, Counts]
    lines: tuple[tuple[Label, Sorted], ...]


class Sorter:
    """The themes of one configuration, as the next run reads them."""

    def __init__(self, themes: Sequence[Theme], embedder: Embedder, day: Vectors | None) -> None:
        """`day` [n, d]: passages in context of the day that the themes learn from."""
        self._themes = tuple(themes)
        self._embedder = embedder
        self._day = day

    def of(self, themes: Sequence[Theme]) -> Sorter:
        """A sorter by other themes, on the same day."""
        return Sorter(themes, self._embedder, self._day)

    def sort(self, text: str) -> list[Sorted]:
        """Each passage of a text, which is read like an article: a first line with a blank one behind it is its title."""
        title, blank, body = text.strip().partition("\n\n")
        if not blank or "\n" in title:
            title, body = "", text
        article = make_article(
            outlet="",
            feed="",
            entry_id="text",
            url="",
            title=title,
            body=body,
            published=UNDATED,
            dated="fetched",
        )
        passages = article.passages
        if not passages:
            return []
        own = self._embedder.embed([passage.text for passage in passages])
        contexts = in_context(passages, own)
        matcher = self._matcher(self._themes)
        tags = matcher.tag(contexts, likeness_within(own), [passage.text for passage in passages])
        return [
            Sorted(text=passage.text, scores=scores, reasons=reasons)
            for passage, scores, reasons in zip(passages, tags, matcher.explain(contexts), strict=True)
        ]

    def judge(self, labels: Sequence[Label]) -> Judged:
        """Sort labelled lines, each on its own; a line that is judged does not teach."""
        tested = {label.text for label in labels}
        themes = [
            replace(t, labelled=tuple(line for line in t.labelled if line[0] not in tested))
            for t in self._themes
        ]
        matcher = self._matcher(themes)
        texts = [label.text for label in labels]
        vectors = self._embedder.embed(texts)
        counts = {theme.name: Counts() for theme in themes if not theme.catch_all}
        lines = []
        for label, scores, reasons in zip(
            labels, matcher.tag(vectors, texts=texts), matcher.explain(vectors), strict=True
        ):
            for score in scores:
                if score.theme in counts:
                    said, wanted = score.verdict == "yes", score.theme in label.themes
                    counts[score.theme] += Counts(
                        found=said and wanted, false=said and not wanted, missed=wanted and not said
                    )
            lines.append((label, Sorted(text=label.text, scores=scores, reasons=reasons)))
        return Judged(themes=counts, lines=tuple(lines))

    def _matcher(self, themes: Sequence[Theme]) -> ThemeMatcher:
        matcher = ThemeMatcher(themes, self._embedder)
        none = self._embedder.embed(["-"])[:0]
        return matcher.attuned(none if self._day is None else self._day)


@contextmanager
def opened(
    settings: Settings,
    desk: Editorial,
    clock: Clock,
    progress: Progress,
    articles: Sequence[Article] | None = None,
) -> Iterator[Sorter]:
    """A sorter as long as the block runs; `ModelError` without the embedder.

    Its themes have learnt from the passages of these articles, or of those that a run of the first edition would read now,
    as far as they are stored.
    """
    embedder = load_embedder(
        settings.embedder, settings.cache, dtype=settings.dtype, threads=settings.threads
    )
    there = is_there(settings.database)
    database = settings.database if there else settings.cache / VECTORS
    with closing(open_store(database, clock)) as store:
        remembering = CachingEmbedder(embedder, store)
        if articles is None:
            articles = _stored(settings, desk, store, clock) if there else ()
        day = _day([article for article in articles if article.passages], remembering, progress)
        if day is None:
            progress.note("Nothing is stored of this day, so the themes are sorted by what you wrote alone.")
        yield Sorter(desk.themes, remembering, day)


def _stored(settings: Settings, desk: Editorial, store: Store, clock: Clock) -> Sequence[Article]:
    """The articles that a run of the first edition would read now."""
    plan = settings.editions[0]
    lists = [desk.feed_lists[name] for name in plan.feeds or desk.feed_lists if name in desk.feed_lists]
    feeds = sorted({feed.location for feeds in lists for feed in feeds})
    _, opens, closes = window(plan, None, None, clock.now())
    return store.articles(opens, closes, feeds)


def _day(articles: Sequence[Article], embedder: Embedder, progress: Progress) -> Vectors | None:
    """[n, d]: the passages of the articles in context; None where there are none."""
    if not articles:
        return None
    progress.stage("the day's passages", len(articles))
    rows = []
    for article in articles:
        own = embedder.embed([passage.text for passage in article.passages])
        rows.append(in_context(article.passages, own))
        progress.advance()
    return np.concatenate(rows)
