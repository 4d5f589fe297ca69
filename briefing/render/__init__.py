"""Turns a frozen edition into what its readers get.

    Edition ─ compose_view ─> View ──────────────────────────────── page_html ─> index.html
       Corrections ───┘        └─ brief, fit ─> View ─┬─ mail_html ─> digest.html
                                                      ├─ mail_text ─> digest.txt
                                                      └─ both ─ message ─> digest.eml
    Edition, Corrections ─ correction ─> correction.html, correction.txt, correction.eml

Pure: no clock, no network, nothing random; the same edition gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefing.model import Correction, Digest, Edition
from briefing.render.compose_view import page_anchors, view_of
from briefing.render.correction import render_correction
from briefing.render.fit import Fitting, fit
from briefing.render.html import mail_html, page_html
from briefing.render.message import Envelope, build
from briefing.render.plain import safe_url
from briefing.render.since import brief
from briefing.render.text import mail_text
from briefing.render.view import View
from briefing.render.words import Words

__all__ = ["PAGE", "page_anchors", "render", "render_correction"]

PAGE = "index.html"  # the web page's name, beside digest.html


def render(
    edition: Edition,
    *,
    public_url: str = "",
    mail_from: str = "",
    list_id: str = "",
    corrections: Sequence[Correction] = (),
) -> Digest:
    """The edition as digest.html, digest.txt, digest.eml and index.html.

    `public_url` is where this edition's index.html will be read; without it digest.html leads to the file beside it and
    the mail, which has no file beside it, leads straight to the sources. `mail_from` is the sender ("Name <address>" or an
    address) and, in this copy, the recipient too; without it both are a reserved address that nobody has. `list_id` is
    the List-Id without brackets. `corrections` are those published of this edition: its page carries them, while the mail
    stays as it was sent. Raises `ValueError` where the edition cites an article that it does not list.
    """
    words = Words(edition.language, edition.timezone)
    whole = view_of(edition, corrections)
    sent = replace(whole, since=whole.since and brief(whole.since, words))
    web = safe_url(public_url).partition("#")[0]

    def measure(view: View) -> int:
        return max(len(mail_html(view, words, web=place).encode()) for place in {web, web or PAGE})

    mail = fit(sent, Fitting(measure=measure, words=words, web=bool(web)))
    text = mail_text(mail, words, web=web)
    envelope = Envelope(
        edition=edition.id,
        list_name=edition.name,
        subject=whole.subject,
        date=edition.closes.astimezone(words.zone),
        mail_from=mail_from,
        list_id=list_id,
    )
    files = {
        "digest.html": mail_html(mail, words, web=web or PAGE).encode(),
        "digest.txt": text.encode(),
        "digest.eml": build(envelope, text, mail_html(mail, words, web=web)),
        PAGE: page_html(whole, words).encode(),
    }
    return Digest(edition=edition.id, files=files)
