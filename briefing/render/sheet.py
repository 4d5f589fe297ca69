"""A reading sheet: every sentence of some editions beside the passage that it was made from, for readers' marks.

    Edition, passages of its articles ─ entries ─> Entry ─ sheet_table ─> sheet.tsv (a spreadsheet's)
                                                         └ sheet_page ──> sheet.html (marks by key or click, saved as TSV)

The claims of changes and conflicts are sentences too, for they are published; what stands around them in their passage counts
as left out. A sentence that is published twice, in two sections or revisions, is there once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from briefing.model import Change, Claim, Conflict, Edition, EditionArticle, How, Passage, Sentence, Support
from briefing.render.plain import direction, language_tag, plain, safe_url
from briefing.render.proof import Piece, pieces
from briefing.render.words import Words

__all__ = ["Entry", "Origin", "PassagesOf", "entries", "published"]

# (article id, sha256 of the text that the edition quotes) -> its passages in order; () where it is no longer known
PassagesOf = Callable[[str, str], Sequence[Passage]]

Kind = Literal["sentence", "headline"]

ALSO = "Also reported"
SINCE = "Since the last edition"
OPENING = 2  # sentences of the article that stand beside its title


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A passage behind a sentence, with what stands around it in its article."""

    title: str  # the article's, where the passage is its first sentence
    before: str
    pieces: tuple[Piece, ...]
    opening: str  # of the article, where the passage is its title
    after: str
    outlet: str
    url: str  # "" where there is no safe link
    when: str
    iso: str
    place: str  # "its title", "paragraph 3" or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sentence or headline to be judged."""

    number: int
    key: str
    edition: str
    section: str
    kind: Kind
    how: str
    patterns: tuple[str, ...]
    text: str
    lang: str
    dir: str
    origins: tuple[Origin, ...]


def entries(
    editions: Sequence[Edition], passages_of: PassagesOf, *, shortened: bool = False
) -> tuple[Entry, ...]:
    """Every sentence and headline in the order of the editions; with `shortened`, only those that are not verbatim."""
    found: dict[str, Entry] = {}
    for edition in editions:
        origins = _Origins(edition, passages_of)
        for section, kind, sentence in published(edition):
            if sentence.key in found or (shortened and sentence.how == "verbatim"):
                continue
            text = plain(sentence.text)
            found[sentence.key] = Entry(
                number=len(found) + 1,
                key=sentence.key,
                edition=edition.id,
                section=plain(section)[:1].upper() + plain(section)[1:],
                kind=kind,
                how=sentence.how,
                patterns=sentence.patterns,
                text=text,
                lang=language_tag(sentence.language),
                dir=direction(text),
                origins=tuple(origins.of(sentence)),
            )
    return tuple(found.values())


def published(edition: Edition) -> Iterator[tuple[str, Kind, Sentence]]:
    """Every sentence and headline of an edition, with its section and kind, and every claim that is neither."""
    told: set[str] = set()
    for section, kind, sentence in _told(edition):
        told.add(sentence.key)
        yield section, kind, sentence
    for section, claim in _claimed(edition):
        if (sentence := _said(claim)).key not in told:
            yield section, "sentence", sentence


def _told(edition: Edition) -> Iterator[tuple[str, Kind, Sentence]]:
    for section in edition.sections:
        for story in section.stories:
            yield section.theme, "headline", story.headline
            for sentence in story.sentences:
                yield section.theme, "sentence", sentence
    for also in edition.also:
        yield ALSO, "headline", also.headline
    for update in edition.updates:
        yield SINCE, "headline", update.headline


def _claimed(edition: Edition) -> Iterator[tuple[str, Claim]]:
    """Each claim of a change or a conflict, with its section."""
    for section in edition.sections:
        for story in section.stories:
            for claim in _claims(story.changes, story.conflicts):
                yield section.theme, claim
    for update in edition.updates:
        for claim in _claims(update.changes):
            yield SINCE, claim


def _claims(changes: Sequence[Change], conflicts: Sequence[Conflict] = ()) -> Iterator[Claim]:
    for change in changes:
        yield from filter(None, (change.old, change.new))
    for conflict in conflicts:
        yield from conflict.claims


def _said(claim: Claim) -> Sentence:
    """A claim as a sentence to be judged: the words of its passage, what stands around them left out."""
    at = claim.support.quote.find(claim.text)
    start, end = claim.support.start, claim.support.end
    around = ((start, start + at), (start + at + len(claim.text), end)) if at >= 0 else ()
    cuts = tuple((a, b) for a, b in around if a < b)
    how: How = "verbatim" if claim.text == claim.support.quote else "compressed"
    return Sentence(text=claim.text, how=how, support=(claim.support,), cuts=cuts)


class _Origins:
    """Shows the passages of one edition's sentences where they stand."""

    def __init__(self, edition: Edition, passages_of: PassagesOf) -> None:
        self._articles = {article.id: article for article in edition.articles}
        self._words = Words(edition.language, edition.timezone)
        self._passages_of = passages_of
        # a claim may quote another version of its article than the one that the edition lists
        self._versions = {claim.support: claim.version for _, claim in _claimed(edition)}

    def of(self, sentence: Sentence) -> Iterator[Origin]:
        for i, support in enumerate(sentence.support):
            article = self._articles[support.article]
            passages = self._passages_of(article.id, self._versions.get(support, article.text_sha256))
            title, before, opening, after = _around(support, passages)
            yield Origin(
                title=title,
                before=before,
                pieces=pieces(support, sentence.cuts if i == 0 else ()),
                opening=opening,
                after=after,
                outlet=plain(article.outlet) or "?",
                url=safe_url(article.url),
                when=self._words.full_moment(article.published),
                iso=_iso(article, self._words),
                place=_place(support, passages),
            )


def _around(support: Support, passages: Sequence[Passage]) -> tuple[str, str, str, str]:
    """The title or the sentence before; the first sentences behind a title, or the sentence after."""
    before = [p for p in passages if p.end <= support.start]
    after = [p for p in passages if p.start >= support.end]
    titles = [p for p in before[-1:] if p.kind == "title"]
    first = not before
    shown = (
        titles,
        before[-1:] if not titles else [],
        after[:OPENING] if first else [],
        after[:1] if not first else [],
    )
    title, near, opening, behind = (" ".join(plain(p.text) for p in some) for some in shown)
    return title, near, opening, behind


def _place(support: Support, passages: Sequence[Passage]) -> str:
    here = next((p for p in passages if p.start <= support.start < p.end), None)
    if here is None:
        return ""
    return "its title" if here.kind == "title" else f"paragraph {here.paragraph}"


def _iso(article: EditionArticle, words: Words) -> str:
    return article.published.astimezone(words.zone).isoformat(timespec="minutes")
