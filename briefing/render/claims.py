"""What outlets say and said: the claims of changes and conflicts, with their proof.

    Change ─ altered ────> Altered (what was said, what is said now)
    Conflict ─ differing ─> Differing (each figure with those who give it)

Nothing here is put in other words: a claim is shown as its outlet has it, in quotation marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from briefing.model import Change, Claim, Conflict, Edition, EditionStory
from briefing.render.anchors import Anchors
from briefing.render.contrast import came, went
from briefing.render.plain import direction, language_tag, plain
from briefing.render.proof import Piece, around
from briefing.render.sources import Sources
from briefing.render.view import Altered, Cited, Differing, Source, Value
from briefing.render.words import Words


class _Labels(NamedTuple):
    before: str
    now: str


class Claims:
    """Shows the claims of one edition. An article that it lists twice is taken as the first of them has it."""

    def __init__(
        self,
        edition: Edition,
        words: Words,
        sources: Sources,
        anchors: Anchors,
        corrected: Mapping[str, str],
    ) -> None:
        self._anchors = anchors
        self._corrected = corrected
        self._edition = edition
        self._words = words
        self._sources = sources
        self._articles = {article.id: article for article in reversed(edition.articles)}

    def altered(self, change: Change, anchor: str) -> Altered:
        """One change; of one that has neither side there is nothing to show."""
        before, now = change.old, change.new
        labels = _labels(change)
        for claim in filter(None, (before, now)):
            self._anchors.put(anchor, claim.published_key)
        gone = self._words.say("no_longer", outlet=plain(before.outlet)) if before and not now else ""
        return Altered(
            anchor=anchor,
            quoted=labels.before in ("we_quoted", "it_said"),
            before=self._before(before, change) if before else None,
            before_label=self._words.say(labels.before),
            now=self._now(now, change) if now else None,
            now_label=self._words.say(labels.now),
            gone=gone,
        )

    def differing(self, conflict: Conflict, story: EditionStory, anchor: str) -> Differing:
        """The figures of a conflict; after the first, each leaves out the words that it shares with it."""
        first, *_ = conflict.claims
        for claim in conflict.claims:
            self._anchors.put(anchor, claim.published_key)
        return Differing(
            anchor=anchor,
            values=tuple(
                Value(
                    text=self._quotation(plain(claim.text) if claim is first else _own_part(claim, first)),
                    cited=self._cited(claim),
                    sources=tuple(self._who(name, claim, story) for name in outlets),
                )
                for claim, outlets in zip(conflict.claims, conflict.outlets, strict=True)
            ),
        )

    def _before(self, claim: Claim, change: Change) -> Cited:
        now = plain(change.new.text) if change.new else ""
        cited = self._cited(claim)
        # a claim that is denied stands as it stood: who is right is not ours to say
        return (
            cited if _is_denial(change) else replace(cited, shown=self._marked(went(plain(claim.text), now)))
        )

    def _now(self, claim: Claim, change: Change) -> Cited:
        before = plain(change.old.text) if change.old else ""
        cited = self._cited(claim)
        if _is_denial(change) and before:
            return cited
        return replace(cited, shown=self._marked(came(plain(claim.text), before)))

    def _marked(self, shown: tuple[Piece, ...]) -> tuple[Piece, ...]:
        opening, closing = self._words.quotation_marks
        return (Piece(text=opening, cut=False), *shown, Piece(text=closing, cut=False))

    def _cited(self, claim: Claim) -> Cited:
        source = self._sources[claim.support.article]
        article = self._articles[claim.support.article]
        tag = language_tag(article.language)
        own = direction(claim.text) == self._words.direction
        place = claim.support.paragraph
        changed = claim.version not in ("", article.text_sha256)
        return Cited(
            text=self._quotation(plain(claim.text)),
            shown=(Piece(text=self._quotation(plain(claim.text)), cut=False),),
            lang="" if tag == self._edition.language else tag,
            dir="" if own else direction(claim.text),
            source=replace(
                source,
                outlet=plain(claim.outlet) or source.outlet,
                when=self._words.moment(claim.published, self._edition.date),
                full_when=self._words.full_moment(claim.published),
                iso=claim.published.astimezone(self._words.zone).isoformat(timespec="minutes"),
            ),
            pieces=around(claim.support, claim.text),
            place=self._words.say("paragraph", place) if place else "",
            outdated=self._words.say("outdated") if changed else "",
            corrected=self._corrected.get(claim.published_key, ""),
        )

    def _who(self, outlet: str, claim: Claim, story: EditionStory) -> Source:
        """The article by which an outlet gives a figure: the one that is quoted, or else its first one of the story."""
        if outlet == claim.outlet:
            return self._cited(claim).source
        for article in story.articles:
            if self._articles[article].outlet == outlet:
                return self._sources[article]
        return replace(self._sources[claim.support.article], number=0, outlet=plain(outlet), url="", dir="")

    def _quotation(self, text: str) -> str:
        return self._words.say("quotation", text=text)


def _labels(change: Change) -> _Labels:
    """The words before what was said and what is said now, by their keys.

    What an outlet takes back it "said": only of an edit is it sure that it was quoted here.
    """
    before, now = change.old, change.new
    if _is_denial(change):
        return _Labels("claim", "denial")
    if change.kind in ("edited", "withdrawn"):
        same = before is None or now is None or before.outlet == now.outlet
        return _Labels(
            "we_quoted" if change.kind == "edited" else "it_said", "it_now_says" if same else "now"
        )
    return _Labels("was" if now else "it_said", "now" if before else "told")


def _is_denial(change: Change) -> bool:
    return change.kind == "status" and change.what == "denied" and change.new is not None


def _own_part(claim: Claim, first: Claim) -> str:
    """ "at least 13" of "at least 13 people were killed" behind "14 people were killed"; the whole where that is not clear."""
    words, others = plain(claim.text).split(), plain(first.text).split()
    pairs = zip(reversed(words), reversed(others), strict=False)
    shared = len(list(takewhile(lambda pair: pair[0].casefold() == pair[1].casefold(), pairs)))
    own, other = words[: len(words) - shared], others[: len(others) - shared]
    clear = shared and own and other and _counts(own[-1]) and _counts(other[-1])
    return " ".join(own if clear else words)


def _counts(word: str) -> bool:
    return any(character.isdigit() for character in word)
