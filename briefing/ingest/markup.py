"""HTML to plain text: what a reader of the page would see, as paragraphs.

    HTML ─ parse (lxml) ─ prune (scripts, furniture, hidden elements) ─ walk ─ blocks and lines ─> text

Text that is hidden on the page is dropped, because nobody who wrote or checked the article saw it there.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

__all__ = ["parse_page", "prune_hidden", "to_line", "to_text"]

_Element = Any  # lxml has no types of its own


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_NEVER_TEXT = _names(
    "script style template noscript iframe frame object embed applet svg math canvas audio video map head title meta link base"
)
_FURNITURE = _names(
    "nav aside footer figure figcaption caption menu form button input select textarea dialog"
)
_BLOCKS = _names(
    "p div section article main header h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr address center details "
    "summary fieldset body html hgroup tbody thead tfoot"
)
_LINES = _names("li dt dd tr")
_CELLS = _names("td th")
_PARAGRAPH, _LINE, _BREAK = "\n\n", "\f", "\v"  # white space of the source is one blank, so these are ours

_HIDDEN_CLASSES = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|screenreader(?:-only)?|hidden)(?:\s|$)"
)
_HIDDEN_STYLE = re.compile(
    r"""(?:^|;)(?:
      display:none | visibility:(?:hidden|collapse) | mso-hide:all | color:transparent
    | font(?:-size)?:0?\.?[01]?(?:px|pt|em|rem|ex|%|vw|vh)?(?:/|!|;|$)
    | opacity:(?:0?\.0\d*|0+)(?:%|!|;|$)
    | (?:left|right|top|bottom|text-indent|margin-left|margin-top|margin):-\d{3,}
    | (?:left|top|right|bottom):-\d+(?:em|rem|vw|vh|%)
    | clip:rect\((?:0|1px) | clip-path:(?:inset\((?:50|100)%|circle\(0|polygon\(00)
    | transform:(?:scale\(0|translate[xy]?\(-\d{3,})
    | (?:max-)?(?:height|width):[01](?:px)?(?:!|;|$).*overflow:hidden
    | overflow:hidden.*;(?:max-)?(?:height|width):[01](?:px)?(?:!|;|$)
    )""",
    re.VERBOSE,
)
_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def to_text(source: str) -> str:
    """The paragraphs of a piece of HTML, separated by blank lines, list items on lines; entities are decoded once.

    `source` may be plain text as well: it comes back with its white space collapsed.
    """
    tree = parse_page(source)
    if tree is None:
        return ""
    prune_hidden(tree)
    return _joined(_pieces(tree))


def to_line(source: str) -> str:
    """A title's text, on one line."""
    return " ".join(to_text(source).split())


def parse_page(source: str) -> _Element | None:
    """The tree of an HTML page or fragment; None where there is nothing in it. Nesting beyond libxml2's limit is cut."""
    source = source.replace("\0", "")
    if not source.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(source.encode("utf-8", errors="replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def prune_hidden(tree: _Element) -> None:
    """Take out, in place, what a reader of the page does not see as text. The words behind an element stay."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in _NEVER_TEXT or _is_hidden(element):
            _remove(element)


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is None:
        element.clear()
        return
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _is_hidden(element: _Element) -> bool:
    if element.tag in ("html", "body"):
        return False
    get = element.get
    if get("hidden") is not None or (get("aria-hidden") or "").strip().lower() == "true":
        return True
    if _HIDDEN_CLASSES.search((get("class") or "").lower()):
        return True
    return _HIDDEN_STYLE.search(_normal_style(get("style") or "")) is not None


def _normal_style(style: str) -> str:
    style = _CSS_ESCAPE.sub(lambda match: chr(min(int(match.group(1), 16), 0x10FFFF)), style.lower())
    return re.sub(r"\s+", "", _CSS_COMMENT.sub("", style))


def _pieces(tree: _Element) -> list[str]:
    """The tree's words and breaks in order, without recursion: depth is the document's to choose."""
    pieces: list[str] = []
    skipped = 0  # how deep inside furniture
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        furniture = element.tag in _FURNITURE
        if event == "start":
            skipped += furniture
            if not skipped:
                pieces += (_break_before(element.tag), _blank(element.text))
            continue
        skipped -= furniture
        if not skipped:
            pieces += (_break_after(element.tag), _blank(element.tail))
    return pieces


def _break_before(tag: str) -> str:
    if tag in _BLOCKS:
        return _PARAGRAPH
    if tag in _LINES:
        return _LINE
    return _BREAK if tag == "br" else ""


def _break_after(tag: str) -> str:
    if tag in _BLOCKS or tag in _FURNITURE:
        return _PARAGRAPH
    if tag in _LINES:
        return _LINE
    return " " if tag in _CELLS else ""


def _blank(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _joined(pieces: list[str]) -> str:
    text = re.sub(r" *([\n\f\v]) *", r"\1", "".join(pieces))
    text = re.sub(r"\v{2,}", _PARAGRAPH, text)
    text = re.sub(r"(?<=[^\W\d_,;])\v(?=[^\W\d_])|(?<=,)\v", _unbroken, text)
    return re.sub(r"[\n\f\v]+", lambda breaks: _PARAGRAPH if "\n" in breaks.group() else "\n", text).strip()


def _unbroken(match: re.Match[str]) -> str:
    """A line break inside a sentence, which goes on in lower case, is no break."""
    return " " if match.string[match.end() : match.end() + 1].islower() else "\f"
