"""Facts of a story that may change: numbers and statuses in a role, each with its source.

    articles ─ titles and opening sentences that hold a trigger word ─ parse ─> figures, statuses ─┐
             └ no parser for the language ─ plain patterns ────────────────────────────────────────┴─ of whom, where ─> Fact

Precision goes before recall: what is negated, planned, hedged, asked, quoted, of another time or a part of a whole is no fact.
English is parsed; German and French give casualties only, in plain wording; other languages give none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from briefing.language.lexicon import SAYING
from briefing.language.names import words
from briefing.model import Article, Fact, Parse, Passage, Support
from briefing.ports import Parser
from briefing.tracking.clauses import Clauses
from briefing.tracking.figures import Figure, figures
from briefing.tracking.kinds import FigureKind, tables
from briefing.tracking.plain import plain_figures, readable
from briefing.tracking.statuses import statuses
from briefing.tracking.subjects import same_subject
from briefing.tracking.whereabouts import actor_of, places_of

__all__ = ["facts_of"]

MOST_PASSAGES = 40  # of one article: title and opening; the rest is background
MOST_PARSED = 1_500  # sentences of one call, the openings of all articles first
OPENING = 3  # passages, the title among them, that tell the event itself
TITLE_CASE = 0.6  # of a title's longer words with capitals, from which on they say nothing
LONGEST_SAID = 20  # words of a fact's text with its attribution

_DATELINE = re.compile(r"^(?:[A-Z][A-Z .'’-]+(?:,[^—–-]{0,40})?|[A-Z][\w .,]{2,40}\([A-Z][\w ]+\)) ?[-–—] ")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One passage as it is parsed: a dateline is left off, a title has the capitals that the body gives its words."""

    article: Article
    passage: Passage
    text: str
    offset: int  # of `text` in the article's text


def facts_of(articles: Sequence[Article], parser: Parser | None) -> list[Fact]:
    """The facts of a story's articles, in the articles' order and then the text's.

    At most `MOST_PASSAGES` passages of an article and `MOST_PARSED` sentences of all are read; equal sentences are parsed once.
    """
    parsed = parser.languages() if parser else frozenset()
    readings = [r for article in articles if article.language in parsed for r in _readings(article)]
    parses = _parses(readings, parser) if parser else {}
    found: list[Fact] = []
    for article in articles:
        if article.language in parsed:
            found += _firsts(_parsed_facts(article, [r for r in readings if r.article is article], parses))
        elif readable(article.language):
            found += _firsts(_plain_facts(article))
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


def _readings(article: Article) -> list[_Reading]:
    body = article.text
    return [
        _reading(article, passage, body)
        for passage in article.passages[:MOST_PASSAGES]
        if passage.kind != "refused" and len(passage.text) < 1_000
    ]


def _reading(article: Article, passage: Passage, body: str) -> _Reading:
    text, offset = passage.text, passage.start
    if passage.kind == "title" and article.language == "en":
        text = _with_capitals_of(body[passage.end :], text)
    elif dateline := _DATELINE.match(text):
        text, offset = text[dateline.end() :], offset + dateline.end()
    return _Reading(article=article, passage=passage, text=text, offset=offset)


def _with_capitals_of(body: str, title: str) -> str:
    """A Title Like This in sentence case; the same length.

    A word keeps its capital that the body, too, writes with one inside a sentence, or that follows "in" or "near" and that
    the body does not write small.
    """
    longer = [w for w in re.findall(r"[^\W\d_]+", title) if len(w) > 3]
    if not body.strip() or sum(w[0].isupper() for w in longer) < TITLE_CASE * len(longer):
        return title
    capitals = set(re.findall(r"(?<![.!?:”\"] )(?<!^)\b[A-Z][\w’']*", body))
    small = set(re.findall(r"\b[a-z]\w*", body))

    def cased(match: re.Match[str]) -> str:
        word, before = match[0], title[: match.start()].rstrip().rpartition(" ")[2].lower()
        placed = before in {"in", "near", "at"} and word.lower() not in small
        return word if placed or word in capitals or word.isupper() else word.lower()

    return re.sub(r"(?<!^)\b[A-Z][^\W\d_]*", cased, title)


def _parses(readings: Sequence[_Reading], parser: Parser) -> dict[str, Parse]:
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


def _parsed_facts(article: Article, readings: Sequence[_Reading], parses: dict[str, Parse]) -> Iterator[Fact]:
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


def _lead(parsed: Sequence[tuple[_Reading, Clauses]]) -> tuple[str, ...]:
    """The places of the opening: of the first passages the first that has any."""
    opening = [clauses for reading, clauses in parsed if reading.passage.index < OPENING]
    return next((p for clauses in opening if (p := places_of(clauses, _root(clauses), located=True))), ())


def _root(clauses: Clauses) -> int:
    return next((t.i for t in clauses.tokens if t.head == t.i), 0)


def _facts_in(reading: _Reading, clauses: Clauses, near: tuple[str, ...], told: str) -> Iterator[Fact]:
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
    reading: _Reading,
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


def _plain_facts(article: Article) -> Iterator[Fact]:
    lead = _lead_places(article)
    for reading in _readings(article)[:OPENING]:
        for figure in plain_figures(reading.text, article.language):
            yield _fact(
                reading,
                kind=figure.kind,
                counted="people",
                value=figure.value,
                bound=figure.bound,
                about=_plain_places(reading.text) or lead,
                span=(figure.start, figure.end),
            )


_PLAIN_PLACE = re.compile(
    r"(?:\b(?:in|near|à|[Ss]tadt|[Hh]afenstadt|[Kk]leinstadt|Großstadt|(?:ville|marché|port|village|région|centre|gare|hôpital) (?:\w+ )?de|"
    r"(?:town|city|village|port) of)\s)([A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+)*)"
)

_PREFIX = re.compile(r"^([A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+)?) ?: ")  # "Kelm : ..." as headlines open


def _plain_places(text: str) -> tuple[str, ...]:
    found = _PLAIN_PLACE.findall(text) or _PREFIX.findall(text)
    return tuple(sorted({" ".join(words(name)) for name in found}))


def _lead_places(article: Article) -> tuple[str, ...]:
    return next((p for r in _readings(article)[:OPENING] if (p := _plain_places(r.text))), ())
