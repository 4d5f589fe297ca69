"""A correction as a mail of its own, to those who were sent the edition.

Edition, Corrections ─ notices ─> Notice ─┬─ correction.html ─┐
                                          └─ correction.txt ──┴─ message ─> correction.eml
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.model import Correction, Edition
from briefing.render.compose_view import view_of
from briefing.render.html import correction_html
from briefing.render.message import Envelope, build
from briefing.render.plain import safe_url
from briefing.render.text import correction_text
from briefing.render.view import View
from briefing.render.words import Words


def render_correction(
    edition: Edition,
    corrections: Sequence[Correction],
    *,
    public_url: str = "",
    mail_from: str = "",
    list_id: str = "",
) -> Mapping[str, bytes]:
    """The mail "Correction to TITLE of DATE" as correction.html, correction.txt and correction.eml.

    `public_url`, `mail_from` and `list_id` as for `render`. Its date is that of the latest correction, its Message-ID comes
    from the edition and the corrections' ids. Raises `ValueError` where there is nothing to correct.
    """
    if not corrections:
        msg = f"no correction of {edition.id} is given"
        raise ValueError(msg)
    words = Words(edition.language, edition.timezone)
    view = view_of(edition, corrections)
    web = safe_url(public_url).partition("#")[0]
    html = correction_html(view, words, web=web)
    text = correction_text(view, words, web=web)
    envelope = replace(
        correction_envelope(edition, corrections, view, words), mail_from=mail_from, list_id=list_id
    )
    return {
        "correction.html": html.encode(),
        "correction.txt": text.encode(),
        "correction.eml": build(envelope, text, html),
    }


def correction_envelope(
    edition: Edition, corrections: Sequence[Correction], view: View, words: Words
) -> Envelope:
    """What the headers of a correction say, without who sends it."""
    ids = "\n".join(sorted(correction.id for correction in corrections))
    return Envelope(
        edition=f"{edition.id}-correction-{hashlib.sha256(ids.encode()).hexdigest()[:12]}",
        list_name=edition.name,
        subject=words.say("correction_subject", title=view.title, date=words.short_date(edition.date)),
        date=max(correction.at for correction in corrections).astimezone(words.zone),
    )
