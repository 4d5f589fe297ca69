"""Reads rendered bytes back as a mail client or browser would."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from lxml import html

URL = re.compile(r"https?://\S+")


def message(raw: bytes) -> EmailMessage:
    """The parsed mail."""
    parsed = message_from_bytes(raw, policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def parts(raw: bytes) -> tuple[str, str]:
    """The decoded text and HTML parts of a mail."""
    text, markup = message(raw).iter_parts()
    return text.get_content(), markup.get_content()


def tree(markup: str | bytes) -> html.HtmlElement:
    """The parsed document."""
    content = markup.encode() if isinstance(markup, str) else markup
    return html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))


def squeezed(text: str) -> str:
    """Text without white space, so that wrapping makes no difference."""
    return "".join(text.split())


def links(markup: str) -> set[str]:
    """Every http(s) link of a document."""
    return {href for href in tree(markup).xpath("//a/@href") if href.startswith("http")}


def reported(markup: str) -> list[str]:
    """Headlines, sentences and one-liners of a mail's HTML, without the marks behind sentences."""
    nodes = tree(markup).xpath("//h3 | //p[contains(@style, '17px')] | //li/span[1] | //li/a")
    return [node.text for node in nodes if node.text and node.text.strip()]
