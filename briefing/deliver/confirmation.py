"""The mail that goes out because an address was typed in: please confirm, or that they receive the digest already.

    Subscriber, kind, link, words/<language>.toml ─> Letter ─┬─ confirmation.html ─┐
                                                             └─ lines of text ─────┴─ render.message ─> bytes
One link, nothing remote, no word of whoever typed the address in: it may be anybody.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Literal

from jinja2 import Environment

from briefing.model import Subscriber
from briefing.render.colour import NIGHT, PAPER
from briefing.render.html import html_templates
from briefing.render.message import Envelope, build
from briefing.render.text import wrap
from briefing.render.words import Words

__all__ = ["Sender", "confirmation_message"]

Kind = Literal["confirm", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whose mail it is."""

    title: str  # of the digest
    list_name: str  # the name of the edition
    language: str  # of those who chose none
    mail_from: str = ""
    list_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """What it says, sentence by sentence."""

    subject: str
    head: str
    why: str
    act: str  # the link's words
    link: str
    until: str
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What the mail's frame asks for."""

    lang: str
    dir: str
    parts: tuple[()] = ()


def confirmation_message(
    subscriber: Subscriber, kind: Kind, sender: Sender, *, link: str, asked: datetime, until: datetime
) -> bytes:
    """The message, CRLF, multipart/alternative, in the subscriber's language or else the sender's.

    `asked` dates it and gives its Message-ID; `until` is when the link ends.
    """
    language = subscriber.language or sender.language
    words = Words(language if _known(language) else "en", subscriber.timezone)
    letter = _letter(subscriber, kind, sender, words, link, until)
    envelope = Envelope(
        edition=f"{kind}-{subscriber.id}-{asked:%Y%m%d%H%M%S}",
        list_name=sender.list_name,
        subject=letter.subject,
        date=asked,
        mail_from=sender.mail_from,
        mail_to=subscriber.address,
        list_id=sender.list_id,
    )
    frame = _Frame(lang=words.language, dir=words.direction)
    html = _environment().get_template("confirmation.html")
    return build(
        envelope,
        _text(letter),
        html.render(view=frame, letter=letter, paper=PAPER, night=NIGHT, say=words.say),
    )


def _letter(
    subscriber: Subscriber, kind: Kind, sender: Sender, words: Words, link: str, until: datetime
) -> _Letter:
    said = _sentences(words.language)
    values = {
        "title": sender.title,
        "address": subscriber.address,
        "until": words.full_moment(until),
        "timezone": subscriber.timezone,
    }

    def say(key: str) -> str:
        return said[f"{kind}_{key}"].format(**values)

    return _Letter(
        subject=say("subject"),
        head=say("head"),
        why=say("why"),
        act=say("act"),
        link=link,
        until=say("until"),
        otherwise=say("else"),
    )


def _text(letter: _Letter) -> str:
    paragraphs = [wrap(letter.head), wrap(letter.why), f"{letter.act}:\n{letter.link}"]
    if letter.until:
        paragraphs.append(wrap(letter.until))
    return "\n\n".join([*paragraphs, wrap(letter.otherwise)]) + "\n"


def _known(language: str) -> bool:
    return language.isalpha() and files("briefing.deliver").joinpath("words", f"{language}.toml").is_file()


@cache
def _sentences(language: str) -> dict[str, str]:
    path = files("briefing.deliver").joinpath("words", f"{language}.toml")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _environment() -> Environment:
    # the frame and the styles are the digest's
    return html_templates("briefing.deliver", "briefing.render", keep_trailing_newline=True)
