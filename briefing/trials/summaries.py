"""How close our summaries come to an editor's, beside the openings and a plain centroid method.

    rows ─ articles ─ embed ─┬─ Summariser, as in a daily run, to the given length ─┐
                             └─ extracts, to the same length ───────────────────────┴─ ROUGE ─> Trial

Items are stories. The length is a number of words or of sentences for every story alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean

import numpy as np

from briefing.evaluation.overlap import HEADLINES, SUMMARIES, overlap_columns
from briefing.evaluation.trial import Columns, System, Trial
from briefing.model import Article, Limits, PassageRef, Story
from briefing.ports import PassageVectors, Progress
from briefing.summarise import Budget, Summariser, SummaryTask
from briefing.summarise.length import word_count
from briefing.trials.extracts import Source, centroid, fill, lead, openings, source_of
from briefing.trials.parts import TrialOptions, TrialParts
from briefing.trials.rows import SummaryRow

__all__ = ["run"]

_BATCH = 25  # stories that are summarised between two signs of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What one system says of a story; a headline where it makes one."""

    text: str
    headline: str | None = None


def run(rows: Sequence[SummaryRow], parts: TrialParts, options: TrialOptions) -> Trial:
    """Ours and the floors; see `trials.parts.Run`."""
    limits = _limits(rows, parts.limits, options)
    stories = [_articles(row, parts) for row in rows]
    vectors = _vectors(stories, parts)
    told = {"briefing": _ours(stories, vectors, parts.make_summariser(limits), parts.progress)}
    if options.floors:
        parts.progress.stage("floors")
        told |= _floors(stories, vectors, Budget.of(limits))
    headed = any(row.headline for row in rows)
    return Trial(
        task="summaries",
        items=tuple(row.id for row in rows),
        systems=tuple(
            System(name=name, columns=_columns(rows, texts), note=_length(texts))
            for name, texts in told.items()
        ),
        metrics=(*SUMMARIES, *(HEADLINES if headed else ())),
    )


def _limits(rows: Sequence[SummaryRow], limits: Limits, options: TrialOptions) -> Limits:
    """The configuration's limits with the length of this trial."""
    if options.sentences:
        return replace(limits, sentences_per_story=options.sentences, words_per_story=0)
    return replace(
        limits, words_per_story=options.words or round(mean(word_count(r.reference) for r in rows)) or 1
    )


def _articles(row: SummaryRow, parts: TrialParts) -> list[Article]:
    return [
        parts.make_article(
            id=f"{row.id} {i}",
            title=source.title,
            text=source.text,
            outlet=source.outlet or f"outlet {i}",
            language=row.lang,
        )
        for i, source in enumerate(row.articles)
    ]


def _vectors(stories: Sequence[Sequence[Article]], parts: TrialParts) -> PassageVectors:
    passages = [(a.id, p) for articles in stories for a in articles for p in a.passages]
    parts.progress.stage("embed", len(passages))
    rows = parts.embedder.embed([p.text for _, p in passages])
    refs = [PassageRef(article=article, passage=p.index) for article, p in passages]
    return dict(zip(refs, rows, strict=True))


def _ours(
    stories: Sequence[Sequence[Article]],
    vectors: PassageVectors,
    summariser: Summariser,
    progress: Progress,
) -> list[_Told]:
    """What the product says; nothing of a story whose articles are all empty."""
    tasks = {i: task for i, articles in enumerate(stories) if (task := _task(i, articles, vectors))}
    told = [_Told(text="")] * len(stories)
    numbers = list(tasks)
    progress.stage("summarise", len(tasks))
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        summaries = summariser.summarise([tasks[i] for i in batch], vectors, {}, progress)
        for i, summary in zip(batch, summaries, strict=True):
            text = " ".join(sentence.text for sentence in summary.sentences)
            told[i] = _Told(text=text, headline=summary.headline.text)
    return told


def _task(number: int, articles: Sequence[Article], vectors: PassageVectors) -> SummaryTask | None:
    """The articles as one story, led by the one that is most like all of them."""
    full = tuple(a for a in articles if a.passages)
    if not full:
        return None
    means = np.stack([_mean(a, vectors) for a in full])
    leading = full[int(np.argmax(means @ means.mean(axis=0)))]
    ids = (leading.id, *(a.id for a in full if a is not leading))
    return SummaryTask(
        story=Story(id=f"story {number}", lead=leading.id, articles=ids), theme="", articles=full, passages=()
    )


def _mean(article: Article, vectors: PassageVectors) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    rows = [vectors[PassageRef(article=article.id, passage=p.index)] for p in article.passages]
    mean_row = np.mean(rows, axis=0)
    return np.asarray(mean_row / (np.linalg.norm(mean_row) or 1.0), np.float32)


def _floors(
    stories: Sequence[Sequence[Article]], vectors: PassageVectors, budget: Budget
) -> Mapping[str, list[_Told]]:
    sources = [source_of(articles, vectors) for articles in stories]
    titles = [next((a.title for a in articles if a.title), None) for articles in stories]
    return dict(_extracts(sources, titles, budget))


def _extracts(
    sources: Sequence[Source], titles: Sequence[str | None], budget: Budget
) -> Iterator[tuple[str, list[_Told]]]:
    firsts = [_Told(text=fill(s, lead(s), budget), headline=t) for s, t in zip(sources, titles, strict=True)]
    yield "lead", firsts
    if any(len(set(s.articles)) > 1 for s in sources):
        yield "openings in turn", [_Told(text=fill(s, openings(s), budget)) for s in sources]
    yield "centroid + position + MMR", [_Told(text=fill(s, centroid(s), budget)) for s in sources]


def _columns(rows: Sequence[SummaryRow], told: Sequence[_Told]) -> Columns:
    return {
        **overlap_columns([r.reference for r in rows], [t.text for t in told]),
        **overlap_columns([r.headline for r in rows], [t.headline for t in told], of="headline "),
    }


def _length(told: Sequence[_Told]) -> str:
    return f"{mean(word_count(t.text) for t in told):.0f} words on average"
