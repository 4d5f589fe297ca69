"""Copies of one edition, or of one correction, for its subscribers: what all copies share is made once.

    Edition, Choice ─ view_of ─ chosen ─ fit ─ mail_html, mail_text ─ message ─┐
    Edition, Correction ────────────────────── correction_html, … ── message ──┴─> Mould
    Mould, subscriber, address, links ─ copy ─> bytes

A mould is a message with a place each for To, Message-ID, List-Unsubscribe and, in both parts, a footer. A footer stands on
lines of its own, and quoted-printable encodes lines one by one: a copy has the bytes that it would have if it were made whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.quoprimime import body_encode

from briefing.model import Correction, Edition
from briefing.render.chosen import Choice, chosen
from briefing.render.colour import PAPER
from briefing.render.compose_view import view_of
from briefing.render.correction import correction_envelope
from briefing.render.fit import Fitting, fit
from briefing.render.html import correction_html, environment, mail_html
from briefing.render.message import Envelope, atom, build, sender_address
from briefing.render.plain import safe_url
from briefing.render.since import brief
from briefing.render.text import correction_text, footer_text, mail_text
from briefing.render.view import View
from briefing.render.words import Words

__all__ = ["Choice", "Links", "Mould", "Sending", "correction_mould", "edition_mould"]

_WIDTH = 78  # of a line of quoted-printable, as `message.build` has it
_HEADERS = re.compile(rb"(?m)^(To|Message-ID|List-Unsubscribe): [^\r\n]*(?:\r\n[ \t][^\r\n]*)*")
# a List-Unsubscribe is a plain header on one line of at most 998 bytes: encoded or folded it is none (RFC 8058 §3.1)
_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$()*+,;=%\[\]-]{1,962}")
_ADDRESS = re.compile(r"[!#-'*+/-9=?A-Z^-~.-]+@[A-Za-z0-9.-]+")  # RFC 5322 dot-atom, in ASCII


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Who sends."""

    mail_from: str  # "Name <address>" or an address
    list_id: str = ""  # "daily.example.org"; "" = from the list's name and the sender's domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What one subscriber may do, each an https URL that nobody else has."""

    unsubscribe: str
    preferences: str


_PLACES = Links(unsubscribe="https://first.invalid/", preferences="https://second.invalid/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mould:
    """A message without what is its subscriber's alone."""

    pieces: tuple[bytes, ...]  # before, between and behind the places
    places: tuple[str, ...]  # one fewer: "To", "Message-ID", "List-Unsubscribe", "text", "html"
    edition: str  # id of the edition, or key of the correction
    domain: str  # of the sender
    footers: tuple[str, str]  # text and HTML, with places for the two links

    def message_id(self, subscriber: str) -> str:
        """The Message-ID of every copy for one subscriber; their id is its last part before the @."""
        return f"<{atom(self.edition)}.{atom(subscriber)}@{self.domain}>"

    def copy(self, subscriber: str, address: str, links: Links) -> bytes:
        """The copy for one subscriber; `ValueError` where the address or a link cannot stand in a header."""
        if not _ADDRESS.fullmatch(address):
            msg = "the address has characters that mail headers cannot have as they are"
            raise ValueError(msg)
        if not (_URL.fullmatch(links.unsubscribe) and _URL.fullmatch(links.preferences)):
            msg = "a link of more than 970 characters, or with others than URLs have, cannot stand in a mail"
            raise ValueError(msg)
        values = {
            "To": f"To: {address}".encode("ascii"),
            "Message-ID": f"Message-ID: {self.message_id(subscriber)}".encode("ascii"),
            "List-Unsubscribe": f"List-Unsubscribe: <{links.unsubscribe}>".encode("ascii"),
            "text": _encoded(_linked(self.footers[0], links)),
            "html": _encoded(_linked(self.footers[1], links)),
        }
        made = [self.pieces[0]]
        for place, piece in zip(self.places, self.pieces[1:], strict=True):
            made += (values[place], piece)
        return b"".join(made)


def edition_mould(edition: Edition, choice: Choice, sending: Sending) -> Mould | None:
    """The mould of an edition's mail for those who made one choice of themes; None where it has nothing for them."""
    words = Words(edition.language, edition.timezone)
    view = chosen(view_of(edition), edition, choice, words)
    if view is None:
        return None
    sent = replace(view, since=view.since and brief(view.since, words))
    web = safe_url(edition.public_url).partition("#")[0]

    def measure(some: View) -> int:
        return len(mail_html(some, words, web=web).encode())

    mail = fit(sent, Fitting(measure=measure, words=words, web=bool(web)))
    place = _place(edition)
    envelope = Envelope(
        edition=edition.id,
        list_name=edition.name,
        subject=view.subject,
        date=edition.closes.astimezone(words.zone),
    )
    text = mail_text(mail, words, web=web, footer=place)
    html = mail_html(mail, words, web=web, footer=place)
    return _mould(envelope, text, html, sending, place, words)


def correction_mould(
    edition: Edition, corrections: Sequence[Correction], key: str, sending: Sending
) -> Mould:
    """The mould of a mail that corrects an edition; `key` names it in Message-IDs."""
    words = Words(edition.language, edition.timezone)
    view = view_of(edition, corrections)
    web = safe_url(edition.public_url).partition("#")[0]
    place = _place(edition)
    envelope = replace(correction_envelope(edition, corrections, view, words), edition=key)
    text = correction_text(view, words, web=web, footer=place)
    html = correction_html(view, words, web=web, footer=place)
    return _mould(envelope, text, html, sending, place, words)


def _mould(envelope: Envelope, text: str, html: str, sending: Sending, place: str, words: Words) -> Mould:
    # in the mould these hold their headers' places; a copy has its own
    extra = {"List-Unsubscribe": "<place>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    whole = build(
        replace(envelope, mail_from=sending.mail_from, list_id=sending.list_id, extra=extra), text, html
    )
    head, gap, body = whole.partition(b"\r\n\r\n")
    pieces, places, at = [], [], 0
    for found in _HEADERS.finditer(head):
        pieces.append(head[at : found.start()])
        places.append(found[1].decode("ascii"))
        at = found.end()
    first, second, last = body.split(b"\r\n" + place.encode("ascii") + b"\r\n")
    pieces += (head[at:] + gap + first + b"\r\n", b"\r\n" + second + b"\r\n", b"\r\n" + last)
    return Mould(
        pieces=tuple(pieces),
        places=(*places, "text", "html"),
        edition=envelope.edition,
        domain=sender_address(sending.mail_from).domain,
        footers=(footer_text(words, _PLACES.unsubscribe, _PLACES.preferences), _footer_html(words)),
    )


def _place(edition: Edition) -> str:
    """A line that no article has: nobody can foresee the hash of what an edition is made from."""
    seed = f"{edition.id}\n{edition.colophon.inputs_sha256}\nfooter"
    return f"footer-{hashlib.sha256(seed.encode()).hexdigest()[:40]}"


def _footer_html(words: Words) -> str:
    template = environment().get_template("mail_footer.html")
    return template.render(say=words.say, links=_PLACES, paper=PAPER).strip("\n")


def _linked(footer: str, links: Links) -> str:
    """A footer with the links in their places; `copy` has seen to it that they need no escaping."""
    with_one = footer.replace(_PLACES.unsubscribe, links.unsubscribe)
    return with_one.replace(_PLACES.preferences, links.preferences)


def _encoded(lines: str) -> bytes:
    """Whole lines as quoted-printable, without the end of the last one."""
    latin = lines.encode().decode("latin-1")
    return body_encode(latin, _WIDTH).replace("\n", "\r\n").encode("ascii")
