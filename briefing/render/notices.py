"""Corrections, as readers are told of them: on the corrected page, in a mail of their own, in the next edition.

Corrections of this edition ─ notices ──> Notice (leads to the sentence)
Edition.corrections ──────── earlier ──> Notice (names the edition that it corrects, leads to its page)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from briefing.model import Correction, Edition
from briefing.render.contrast import amiss, came
from briefing.render.plain import plain, safe_url
from briefing.render.proof import Piece
from briefing.render.view import Notice
from briefing.render.words import Words

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:-r\d+)?$")


def anchors(corrections: Sequence[Correction]) -> Mapping[str, str]:
    """Key of a corrected sentence -> anchor of its notice; of several, that of the last one."""
    return {correction.sentence: f"correction-{i}" for i, correction in enumerate(_in_order(corrections), 1)}


def notices(
    corrections: Sequence[Correction], edition: Edition, place: Callable[[str], str], words: Words
) -> tuple[Notice, ...]:
    """One notice a correction, in the order of their publication. `place`: key of a sentence -> its anchor, or ""."""
    headlines = {update.story: plain(update.headline.text) for update in edition.updates}
    headlines |= {also.story: plain(also.headline.text) for also in edition.also}
    headlines |= {s.id: plain(s.headline.text) for section in edition.sections for s in section.stories}
    return tuple(
        _notice(
            correction,
            words,
            anchor=f"correction-{i}",
            place=place(correction.sentence),
            headline=headlines.get(correction.story, ""),
        )
        for i, correction in enumerate(_in_order(corrections), 1)
    )


def earlier(edition: Edition, words: Words) -> tuple[Notice, ...]:
    """One notice for each correction of an earlier edition that this one tells of, in the order of their publication."""
    return tuple(
        _notice(
            correction,
            words,
            anchor=f"since-correction-{i}",
            label=_label(correction.edition, words),
            page=_page(edition, correction.edition),
        )
        for i, correction in enumerate(_in_order(edition.corrections), 1)
    )


def day_of(edition_id: str) -> date | None:
    """The date at the end of an edition's id; None where there is none."""
    found = _DAY.search(edition_id)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _notice(
    correction: Correction,
    words: Words,
    *,
    anchor: str,
    place: str = "",
    headline: str = "",
    label: str = "",
    page: str = "",
) -> Notice:
    said, right, quote = plain(correction.said), plain(correction.right), plain(correction.source_quote)
    return Notice(
        anchor=anchor,
        when=words.full_moment(correction.at),
        iso=correction.at.astimezone(words.zone).isoformat(timespec="minutes"),
        place=place,
        headline=headline,
        said=_quoted(amiss(said, right), words),
        right=came(right, said),
        outlet=plain(correction.source_outlet) or safe_url(correction.source_url) or "?",
        url=safe_url(correction.source_url),
        quote=words.say("quotation", text=quote) if quote else "",
        label=label,
        page=page,
    )


def _label(edition_id: str, words: Words) -> str:
    day = day_of(edition_id)
    return words.say("correction_of", date=words.short_date(day)) if day else words.say("correction")


def _page(edition: Edition, corrected: str) -> str:
    """The page of another edition, which lies beside this one's in the archive; "" where that is not known."""
    beside, found, _ = safe_url(edition.public_url).rpartition(f"/{edition.id}/")
    return f"{beside}/{corrected}/" if found else ""


def _quoted(shown: tuple[Piece, ...], words: Words) -> tuple[Piece, ...]:
    opening, closing = words.quotation_marks
    return (Piece(text=opening, cut=False), *shown, Piece(text=closing, cut=False))


def _in_order(corrections: Sequence[Correction]) -> list[Correction]:
    return sorted(corrections, key=lambda correction: (correction.at, correction.id))
