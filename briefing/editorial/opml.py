"""OPML 2.0 subscription lists: read what other programs export, write what they import.

Source: http://opml.org/spec2.opml, "Subscription lists". Read from strangers, so no document type, no entities, no network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.editorial.language_tags import primary_tag
from briefing.editorial.locations import is_feed_url, name_from, same_feed_key
from briefing.errors import ConfigError, Fault
from briefing.model import Feed

MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One feed of an OPML file."""

    name: str
    url: str  # as it stands there: not checked
    language: str = ""
    line: int = 0


def parse(raw: bytes, file: str) -> tuple[Subscription, ...]:
    """The feeds of an OPML document, nested ones too, in order, each address once; `ConfigError` where it is none.

    `file` names the document in messages.
    """
    from lxml import etree

    if len(raw) > MAX_BYTES:
        raise _refused(file, 0, f"larger than {MAX_BYTES} bytes", "split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        what = f"not valid XML: {error.msg}"
        raise _refused(
            file, error.lineno or 0, what, "export it again from the program it came from"
        ) from error
    if root.getroottree().docinfo.doctype:
        raise _refused(file, 1, "has a document type declaration", "take the <!DOCTYPE …> out")
    if root.tag != "opml":
        raise _refused(
            file, root.sourceline or 0, f"not OPML but <{root.tag}>", "give a file that starts with <opml>"
        )
    found: dict[str, Subscription] = {}
    for outline in root.iter("outline"):
        url = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        if url:
            each = _subscription(outline.attrib, url, outline.sourceline or 0)
            found.setdefault(same_feed_key(url), each)
    return tuple(found.values())


def write(lists: Mapping[str, Sequence[Feed]], title: str) -> bytes:
    """The feeds that have a URL, one outline for each list: UTF-8 with a declaration, the same for the same feeds."""
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _plain(title)
    body = etree.SubElement(root, "body")
    for name, feeds in lists.items():
        group = etree.SubElement(body, "outline", text=_plain(name))
        for feed in feeds:
            if not is_feed_url(feed.location):
                continue
            named = _plain(feed.name)
            outline = etree.SubElement(
                group, "outline", type="rss", text=named, title=named, xmlUrl=feed.location
            )
            if feed.language:
                outline.set("language", feed.language)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return document


def _subscription(attributes: Mapping[str, str], url: str, line: int) -> Subscription:
    name = _plain(attributes.get("text") or "") or _plain(attributes.get("title") or "") or name_from(url)
    language = primary_tag(attributes.get("language") or "") or ""
    return Subscription(name=name, url=url, language=language, line=line)


def _plain(text: str) -> str:
    """One line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _refused(file: str, line: int, what: str, mend: str) -> ConfigError:
    return ConfigError([Fault(file=file, line=line, what=what, mend=mend)])
