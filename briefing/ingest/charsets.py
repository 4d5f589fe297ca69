"""Bytes to characters: what the bytes are counts for more than what they are labelled.

BOM ─ UTF-8 that is valid ─ declared charset ─ UTF-8 with a few bad bytes ─ statistics (charset-normalizer) ─ windows-1252
"""

from __future__ import annotations

import codecs
import re

import ftfy

from briefing.ingest.languages import detect

__all__ = ["decode", "repaired"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]+)""",
    re.I,
)
_IN_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.I)
_HEAD = 2048  # bytes in which a document names its charset
_TAG = re.compile(r"<[^<>]*>")
_CYRILLIC = ("cp1251", "koi8-r", "iso8859-5", "cp866")
_COMMON = re.compile("[аеинорст]")  # the commonest lower-case letters of every language in Cyrillic
_ANYTHING_GOES = frozenset(
    [
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1257",
        "iso8859-2",
        "iso8859-5",
        "iso8859-7",
        "iso8859-9",
        "iso8859-15",
        "koi8-r",
        "koi8-u",
        "mac-roman",
    ]
)
_FEW = 0.02  # share of bad sequences among the non-ASCII ones that a UTF-8 document may have
_SAMPLE = 200_000  # bytes for the statistics
_MOJIBAKE = re.compile("[ÂÃÅÄâîïð][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[РС][\u0080-\u00bfѓђ‚ѕ‹Џ]")
_EASTERN = frozenset(
    ["pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"]
)  # languages of Latin script that windows-1252 cannot write
_ISO_2022 = "iso2022"


def decode(body: bytes, content_type: str = "") -> str:
    """The document's text, without NULs and without a byte order mark; never fails."""
    return _text(body, content_type).replace("\0", "").removeprefix("\ufeff")


def repaired(text: str) -> str:
    """`text` with UTF-8 that somebody before us read as Latin-1 put right ("fÃ¤hrt"); other text as it is."""
    return ftfy.fix_encoding(text) if _MOJIBAKE.search(text) else text


def _text(body: bytes, content_type: str) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    wide = _wide(body)
    if wide:
        return body.decode(wide, errors="replace")
    names = _names(body, content_type)
    if not any(name.startswith(_ISO_2022) for name in names):  # those are ASCII bytes throughout
        names.insert(0, "utf-8")
    for name in names:
        try:
            text = body.decode(name)
        except UnicodeDecodeError:
            continue
        if name not in _ANYTHING_GOES or _is_plausible(text):
            return text
    return _guess(body)


def _is_plausible(text: str) -> bool:
    """Whether a single-byte charset, in which any bytes are characters, gave words.

    Cyrillic read as Latin-1 has hardly an ASCII letter in it; one Cyrillic charset read as another swaps the case.
    """
    words = _TAG.sub(" ", text[:_SAMPLE])
    foreign = [char for char in words if not char.isascii() and char.isalpha()]
    latin = sum(char < "\u0250" for char in foreign) * 2 > len(foreign)
    if latin:
        return len(foreign) <= sum(char.isascii() and char.isalpha() for char in words)
    return sum(map(str.isupper, foreign)) * 2 <= len(foreign)


def _wide(body: bytes) -> str:
    """UTF-16 without a byte order mark, told by the first "<" or "{"."""
    start = body[:2]
    if start in (b"<\0", b"{\0"):
        return "utf-16-le"
    return "utf-16-be" if start in (b"\0<", b"\0{") else ""


def _names(body: bytes, content_type: str) -> list[str]:
    """The charsets that the header and the document name, as far as Python knows them for single- and multi-byte text."""
    header = _IN_HEADER.search(content_type)
    document = _DECLARED.search(body[:_HEAD])
    found = [header.group(1)] if header else []
    if document:
        found.append((document.group(1) or document.group(2)).decode("ascii"))
    return [name for name in map(_codec, found) if name]


def _codec(name: str) -> str:
    """Python's name of a charset, as browsers read it: Latin-1 means windows-1252, GB2312 means GB18030; "" if unknown."""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not codec._is_text_encoding or codec.name.startswith(
        ("utf-16", "utf-32", "utf-7", "idna", "punycode", "unicode", "raw")
    ):
        return ""  # such a label without its bytes is wrong
    return {
        "iso8859-1": "cp1252",
        "ascii": "cp1252",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "shift_jis": "cp932",
    }.get(codec.name, codec.name)


def _guess(body: bytes) -> str:
    lenient = body.decode("utf-8", errors="replace")
    bad = lenient.count("\ufffd")
    if bad <= _FEW * sum(not char.isascii() for char in lenient) or bad <= 2:
        return lenient
    for name in (_statistics(body[:_SAMPLE]), "cp1252"):
        try:
            return body.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("latin-1")


def _statistics(sample: bytes) -> str:
    """The most likely charset; among those of Latin script, which differ in few letters, the language decides.

    Those of Cyrillic have the same letters in other places: there the commonest ones tell.
    """
    from charset_normalizer import from_bytes  # only for the few documents that need it

    best = from_bytes(sample).best()
    if best is None:
        return "cp1252"
    letters = [char for char in str(best) if not char.isascii() and char.isalpha()]
    if sum("\u0400" <= char < "\u0530" for char in letters) * 2 > len(letters):
        return max(_CYRILLIC, key=lambda name: len(_COMMON.findall(sample.decode(name, errors="replace"))))
    latin = sum(char < "\u0250" for char in letters) * 2 > len(letters)
    if not latin:
        return best.encoding
    return "cp1250" if detect(sample.decode("cp1250", errors="replace")) in _EASTERN else "cp1252"
