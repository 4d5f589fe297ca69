"""Facts of a story that may change: numbers and statuses in a role, each with its source.

    articles ─ titles and opening sentences that hold a trigger word ─ parse ─> figures, statuses ─┐
             └ no parser for the language ─ plain patterns ────────────────────────────────────────┴─ of whom, where ─> Fact

Precision goes before recall: what is negated, planned, hedged, asked, quoted, of another time or a part of a whole is no fact.
English is parsed; German and French give casualties only, in plain wording; other languages give none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from briefing.language.lexicon import SAYING
from briefing.model import Article, Fact, Parse, Support
from briefing.ports import Parser
from briefing.tracking.clauses import Clauses
from briefing.tracking.figures import Figure, figures
from briefing.tracking.kinds import FigureKind, tables
from briefing.tracking.plain import plain_figures, plain_places, readable
from briefing.tracking.readings import Reading, readings_of
from briefing.tracking.statuses import statuses
from briefing.tracking.subjects import same_subject
from briefing.tracking.whereabouts import actor_of, places_of

__all__ = ["facts_of"]

MOST_ARTICLES = 500  # of one story, the newest
MOST_PARSED = 1_500  # sentences of one call, the openings of all articles first
OPENING = 3  # passages, the title among them, that tell the event itself
LONGEST_SAID = 20  # words of a fact's text with its attribution


def facts_of(articles: Sequence[Article], parser: Parser | None) -> list[Fact]:
    """The facts of a story's articles, in the articles' order and then the text's; of each subject an article's first.

    Of an article at most `readings.MOST_PASSAGES` passages are read, of all articles the `MOST_ARTICLES` newest, and at most
    `MOST_PARSED` sentences are parsed, equal ones once.
    """
    newest = sorted(articles, key=lambda a: a.published, reverse=True)[:MOST_ARTICLES]
    wanted = {id(article) for article in newest}
    parsed = parser.languages() if parser else frozenset()
    readings = [(a, readings_of(a)) for a in articles if id(a) in wanted]
    parses = (
        _parses([r for a, own in readings if a.language in parsed for r in own], parser) if parser else {}
    )
    found: list[Fact] = []
    for article, own in readings:
        if article.language in parsed:
            found += _firsts(_parsed_facts(own, parses))
        elif readable(article.language):
            found += _firsts(_plain_facts(article, own))
    return found


def _firsts(facts: Iterator[Fact]) -> Iterator[Fact]:
    """The first fact of each subject: what an article says later of the same is detail, or another time's."""
    seen: list[Fact] = []
    for fact in facts:
        if not any(
            (fact.about == other.about and _kind(fact) == _kind(other)) or same_subject(fact, other)
            for other in seen
        ):
            seen.append(fact)
            yield fact


def _kind(fact: Fact) -> tuple[str, str, bool]:
    return fact.kind, fact.counted, bool(fact.value)


def _parses(readings: Sequence[Reading], parser: Parser) -> dict[str, Parse]:
    """The parses of the sentences that may hold a fact, the first passages of all articles before the second ones."""
    order = sorted(readings, key=lambda r: r.passage.index)
    wanted = list(
        dict.fromkeys(r.text for r in order if r.passage.index < OPENING or _trigger().search(r.text))
    )
    wanted = wanted[:MOST_PARSED]
    return dict(zip(wanted, parser.parse(wanted), strict=True))


@cache
def _trigger() -> re.Pattern[str]:
    """Any word that may tell a fact."""
    known = tables()
    words_of_statuses = [w for s in known.statuses for group in (s.by, s.done_to, s.states) for w in group]
    return _any_of([w for kind in known.figures for w in _words_of(kind)] + words_of_statuses)


def _speaks_of(told: str, kind: FigureKind) -> bool:
    """Whether an article's opening is about what the kind counts: then later figures may be its own event's."""
    return bool(_family(kind.family).search(told))


@cache
def _family(family: str) -> re.Pattern[str]:
    return _any_of([w for kind in tables().figures if kind.family == family for w in _words_of(kind)])


def _words_of(kind: FigureKind) -> list[str]:
    return [
        w for g in (kind.acts_on, kind.done_by, kind.taking, kind.states, kind.nouns, kind.tolls) for w in g
    ]


def _any_of(lemmas: Sequence[str]) -> re.Pattern[str]:
    stems = {word if word.startswith("without") else word.split()[0].rstrip("e") for word in lemmas}
    irregular = {"shot"} & {"shot" if word.startswith("shoot") else "" for word in lemmas}
    forms = {"began", "begun", "dying"} if stems & {"begin", "di"} else set()
    return re.compile(rf"\b(?:{'|'.join(sorted(stems | irregular | forms))})", re.IGNORECASE)


def _parsed_facts(readings: Sequence[Reading], parses: dict[str, Parse]) -> Iterator[Fact]:
    parsed = [(r, Clauses(parses[r.text])) for r in readings if r.text in parses]
    lead = _lead(parsed)
    told = " ".join(r.passage.text for r in readings if r.passage.index < OPENING)
    latest: tuple[tuple[str, ...], int] = ((), 0)
    elsewhere = False
    for reading, clauses in parsed:
        here = places_of(clauses, _root(clauses), located=True)
        before = latest[0] if latest[1] == reading.passage.paragraph else ()
        near = () if here and reading.passage.kind != "title" else before or (() if elsewhere else lead)
        yield from _facts_in(reading, clauses, near, told)
        if here:
            elsewhere = elsewhere or here != lead
            latest = (here, reading.passage.paragraph)


def _lead(parsed: Sequence[tuple[Reading, Clauses]]) -> tuple[str, ...]:
    """The places of the opening: of the first passages the first that has any."""
    opening = [clauses for reading, clauses in parsed if reading.passage.index < OPENING]
    return next((p for clauses in opening if (p := places_of(clauses, _root(clauses), located=True))), ())


def _root(clauses: Clauses) -> int:
    return next((t.i for t in clauses.tokens if t.head == t.i), 0)


def _facts_in(reading: Reading, clauses: Clauses, near: tuple[str, ...], told: str) -> Iterator[Fact]:
    """The facts of one sentence; behind the opening only of kinds that the opening, `told`, speaks of."""
    title = reading.passage.kind == "title"
    opening = reading.passage.index < OPENING
    for figure in figures(clauses, tables(), title=title, opening=opening):
        if not opening and not _speaks_of(told, figure.kind):
            continue
        about = places_of(clauses, figure.predicate, beside=not figure.toll) or near
        if figure.kind.role == "actor":
            about = actor_of(clauses, figure.predicate) or about
        yield _fact(
            reading,
            kind=figure.kind.kind,
            counted=figure.counted,
            value=figure.number.value,
            bound=figure.number.bound,
            about=about,
            span=_said(clauses, figure),
        )
    for status in statuses(clauses, tables(), title=title) if opening else ():
        yield _fact(
            reading, kind=status.kind, about=status.about, span=_span(clauses, status.first, status.last)
        )


def _said(clauses: Clauses, figure: Figure) -> tuple[int, int]:
    """The characters of a figure, with who says so where that stands right before it: "Karsovia said it had shot down 51"."""
    predicate = clauses.tokens[figure.predicate]
    head = clauses.tokens[predicate.head]
    if predicate.dep == "ccomp" and head.lemma.lower() in SAYING and head.i < figure.first:
        speakers = [s for s in clauses.children(head.i, "nsubj") if s.pos != "PRON"]
        first = min((min(clauses.below(s.i)) for s in speakers), default=figure.first)
        if figure.last - first < LONGEST_SAID:
            return _span(clauses, min(first, figure.first), figure.last)
    return _span(clauses, figure.first, figure.last)


def _span(clauses: Clauses, first: int, last: int) -> tuple[int, int]:
    return clauses.tokens[first].start, clauses.tokens[last].end


def _fact(
    reading: Reading,
    *,
    kind: str,
    about: tuple[str, ...],
    span: tuple[int, int],
    counted: str = "",
    value: str = "",
    bound: str = "",
) -> Fact:
    article, passage = reading.article, reading.passage
    return Fact(
        kind=kind,
        counted=counted,
        value=value,
        bound=bound,
        about=about,
        text=article.text[reading.offset + span[0] : reading.offset + span[1]],
        support=Support(
            article=article.id,
            start=passage.start,
            end=passage.end,
            quote=passage.text,
            paragraph=passage.paragraph,
        ),
        version=article.text_sha256,
        outlet=article.outlet,
        published=article.published,
    )


def _plain_facts(article: Article, readings: Sequence[Reading]) -> Iterator[Fact]:
    lead = next((p for r in readings[:OPENING] if (p := plain_places(r.text))), ())
    for reading in readings[:OPENING]:
        for figure in plain_figures(reading.text, article.language):
            yield _fact(
                reading,
                kind=figure.kind,
                counted="people",
                value=figure.value,
                bound=figure.bound,
                about=plain_places(reading.text) or lead,
                span=(figure.start, figure.end),
            )
