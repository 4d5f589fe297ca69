"""Corrections of an edition, as readers are told of them: on its page, and in a mail of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefing.model import Correction, Edition
from briefing.render.contrast import amiss, came
from briefing.render.plain import plain, safe_url
from briefing.render.proof import Piece
from briefing.render.view import Notice
from briefing.render.words import Words

Places = Mapping[str, str]  # key of a published sentence -> its anchor


def anchors(corrections: Sequence[Correction]) -> Places:
    """Key of a corrected sentence -> anchor of its notice; of several, that of the last one."""
    return {correction.sentence: _anchor(i) for i, correction in enumerate(_in_order(corrections), 1)}


def notices(
    corrections: Sequence[Correction], edition: Edition, places: Places, words: Words
) -> tuple[Notice, ...]:
    """One notice a correction, in the order of their publication."""
    headlines = {s.id: plain(s.headline.text) for section in edition.sections for s in section.stories}
    headlines |= {also.story: plain(also.headline.text) for also in edition.also}
    return tuple(
        Notice(
            anchor=_anchor(i),
            when=words.full_moment(correction.at),
            iso=correction.at.astimezone(words.zone).isoformat(timespec="minutes"),
            place=places.get(correction.sentence, ""),
            headline=headlines.get(correction.story, ""),
            said=_quoted(amiss(plain(correction.said), plain(correction.right)), words),
            right=came(plain(correction.right), plain(correction.said)),
            outlet=plain(correction.source_outlet) or safe_url(correction.source_url) or "?",
            url=safe_url(correction.source_url),
            quote=words.say("quotation", text=plain(correction.source_quote))
            if correction.source_quote
            else "",
        )
        for i, correction in enumerate(_in_order(corrections), 1)
    )


def _quoted(shown: tuple[Piece, ...], words: Words) -> tuple[Piece, ...]:
    opening, closing = words.quotation_marks
    return (Piece(text=opening, cut=False), *shown, Piece(text=closing, cut=False))


def _in_order(corrections: Sequence[Correction]) -> list[Correction]:
    return sorted(corrections, key=lambda correction: (correction.at, correction.id))


def _anchor(number: int) -> str:
    return f"correction-{number}"
