"""What an edition says, one statement after the other, and which of them somebody means.

Edition ─ statements ─> Stated ─┐
"s91e4aa5b-1", words, a key ────┴─ meant ─> Stated
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from briefing.errors import BriefingError
from briefing.model import Change, Claim, Edition, EditionStory, Sentence, Support

__all__ = ["Stated", "meant", "statements"]

MOST_TOLD = 5  # statements that an error names
LONGEST = 90  # characters of each

_QUOTES = str.maketrans("“”„«»‘’‚‹›`´", "\"\"\"\"\"''''''" + "'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Something that an edition says."""

    key: str  # see `sentence_key`
    kind: Literal[
        "headline", "sentence", "quotation"
    ]  # a quotation: an outlet's words in a change or a conflict
    story: str
    text: str
    verbatim: bool  # in its source's own words
    support: tuple[Support, ...]


def statements(edition: Edition) -> tuple[Stated, ...]:
    """Every headline, sentence and quotation of an edition in its order, each once."""
    found: dict[str, Stated] = {}
    for stated in _all(edition):
        found.setdefault(stated.key, stated)
    return tuple(found.values())


def meant(
    which: str, known: Sequence[Stated], anchors: Mapping[str, Sequence[str]], edition_id: str
) -> Stated:
    """The statement with this key, at this place of the page, or with these words.

    `anchors` maps the places of the edition's page to keys; what stands before a "#" is left aside. A `BriefingError` says
    that there is none, or which ones are meant.
    """
    found = _with_key(which.strip().lower(), known) or _at(which, known, anchors) or _with_words(which, known)
    if len(found) == 1:
        return found[0]
    if not found:
        msg = f"{edition_id} does not say {which[:LONGEST]!r}: `briefing correct {edition_id} --list` shows what it says"
        raise BriefingError(msg)
    told = "; ".join(f"{stated.key} “{_short(stated.text)}”" for stated in found[:MOST_TOLD])
    more = f"; and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
    msg = f"{which[:LONGEST]!r} may mean several: name one by its key: {told}{more}"
    raise BriefingError(msg)


def _with_key(key: str, known: Iterable[Stated]) -> list[Stated]:
    return [stated for stated in known if stated.key == key]


def _at(which: str, known: Iterable[Stated], anchors: Mapping[str, Sequence[str]]) -> list[Stated]:
    """What stands at a place; at a story's place its headline."""
    anchor = which.strip().rpartition("#")[2]
    keys = anchors.get(anchor) or anchors.get(f"{anchor}-0") or ()
    return [stated for stated in known if stated.key in keys]


def _with_words(which: str, known: Iterable[Stated]) -> list[Stated]:
    """Statements that have these words; those that have no others, where there are such."""
    words = _folded(which)
    found = [stated for stated in known if words and words in _folded(stated.text)]
    return [stated for stated in found if _folded(stated.text) == words] or found


def _folded(text: str) -> str:
    """Text as it is typed: without case, with plain quotation marks, without what is not seen."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(seen.translate(_QUOTES).casefold().split())


def _short(text: str) -> str:
    flat = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


def _all(edition: Edition) -> Iterator[Stated]:
    for section in edition.sections:
        for story in section.stories:
            yield from _told(story)
    for also in edition.also:
        yield _stated(also.headline, "headline", also.story)
    for update in edition.updates:
        yield _stated(update.headline, "headline", update.story)
        yield from (_quoted(claim, update.story) for claim in _claims(update.changes))


def _told(story: EditionStory) -> Iterator[Stated]:
    yield _stated(story.headline, "headline", story.id)
    yield from (_stated(sentence, "sentence", story.id) for sentence in story.sentences)
    yield from (_quoted(claim, story.id) for claim in _claims(story.changes))
    yield from (_quoted(claim, story.id) for conflict in story.conflicts for claim in conflict.claims)


def _claims(changes: Iterable[Change]) -> Iterator[Claim]:
    return (claim for change in changes for claim in (change.old, change.new) if claim)


def _stated(sentence: Sentence, kind: Literal["headline", "sentence"], story: str) -> Stated:
    return Stated(
        key=sentence.key,
        kind=kind,
        story=story,
        text=sentence.text,
        verbatim=sentence.how == "verbatim",
        support=sentence.support,
    )


def _quoted(claim: Claim, story: str) -> Stated:
    return Stated(
        key=claim.published_key,
        kind="quotation",
        story=story,
        text=claim.text,
        verbatim=True,
        support=(claim.support,),
    )
