"""Plain text as it may be shown and prompted with: composed characters, no invisible ones, one kind of space.

    foreign text ─ compose (NFC) ─ drop invisible characters ─ one kind of space ─ unwrap hard line breaks ─> paragraphs

Invisible characters are not only untidy: zero-width, bidirectional and tag characters carry text that a reader does not
see and a model does (Unicode Technical Report 36, §3.6), so all of them go, whatever the outlet meant by them. Joiners
stay where a script needs them between two of its letters (Persian, the Indic scripts).
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "clean_body",
    "clean_line",
    "clean_text",
    "clean_title",
    "encodable",
    "safe_line",
    "trim_boilerplate",
]

_LINE_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]+")
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 controls
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers, Mongolian selectors
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"  # zero width, bidirectional controls, invisible operators
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef"  # surrogates, private use, noncharacters
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"  # variation selectors, BOM, object marks
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
    "\U000e0000-\U0010ffff"  # tags, selectors, private planes
    "]+"
)
_JOINER = re.compile(
    "(?<![\u0590-\U0001ffff])[\u200c\u200d]+|[\u200c\u200d]+(?![\u0590-\u1fff\U0001f000-\U0001ffff])"
)
_STACKED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]{3})[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]+"
)
_BLANK_LINES = re.compile(r"\n\s*\n")

_LONGEST_TITLE = 300  # characters
_LONGEST_BODY = 200_000  # about thirty thousand words
_WRAPPED_WIDTH = (40, 100)  # a hard-wrapped line is about this long, its paragraph's last one aside
_WRAPPED_LINES = 3  # fewer lines do not tell wrapping from a list


def clean_line(text: str) -> str:
    """`text` as one line without invisible characters; fit for a title."""
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """`text` as paragraphs separated by one blank line; single line breaks (lists, verse) inside them are kept.

    Lines that a mail program or a text file broke at a fixed width are joined again.
    """
    paragraphs = (_paragraph(block) for block in _BLANK_LINES.split(_visible(text)))
    return "\n\n".join(filter(None, paragraphs))


def clean_title(text: str) -> str:
    """`clean_line`, and no longer than a title can be; what is longer ends in "…" at a word."""
    line = clean_line(text)
    if len(line) <= _LONGEST_TITLE:
        return line
    head = line[:_LONGEST_TITLE]
    return (head.rpartition(" ")[0] or head) + "…"  # a title of one word, or in a script without spaces


def clean_body(text: str) -> str:
    """`clean_text` of what an outlet published, without its boilerplate, and no longer than an article can be."""
    text = clean_text(text)
    if len(text) > _LONGEST_BODY:
        text = _up_to_an_end(text[:_LONGEST_BODY])
    return trim_boilerplate(text)


def _up_to_an_end(text: str) -> str:
    """`text` up to its last paragraph's or sentence's end: half a sentence might say the opposite of the whole."""
    end = max(text.rfind("\n"), text.rfind(". ") + 1, text.rfind("。") + 1)
    return text[:end] if end > 0 else text


def encodable(text: str) -> str:
    """`text` without lone surrogates: JSON and file names can hold them, UTF-8 (the store, a mail, a page) cannot."""
    return text.encode("utf-8", "ignore").decode()


def safe_line(text: str, limit: int = 200) -> str:
    """`text` from outside as part of a message to people: one line, no markup, no controls, at most `limit` characters."""
    line = re.sub(r"<[^<>]*>", " ", text)
    line = clean_line(line.replace("<", " ").replace(">", " "))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _visible(text: str) -> str:
    text = _LINE_BREAKS.sub("\n", text)
    text = _JOINER.sub("", _INVISIBLE.sub("", text))
    text = _STACKED_MARKS.sub(r"\1", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", text)


def _paragraph(block: str) -> str:
    lines = [line for line in map(str.strip, block.split("\n")) if line]
    return (" " if _is_wrapped(lines) else "\n").join(lines)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the breaks come from a fixed line width: all lines but the last about as long, most go on in lower case."""
    if len(lines) < _WRAPPED_LINES:
        return False
    low, high = _WRAPPED_WIDTH
    widths = [len(line) for line in lines[:-1]]
    if min(widths) < low or max(widths) > high:
        return False
    return sum(line[0].islower() for line in lines[1:]) * 2 >= len(lines) - 1


# Tails that feeds and pages put behind an article's own words.
_TAIL_LINES = re.compile(
    r"""^(?:
      the\ post\ .{1,300}?\ (?:first\ )?appeared\ first\ on\ .{1,120}
    | (?:this|the)\ (?:article|story)\ .{0,200}?(?:originally|first)\ (?:appeared|published)\ (?:on|in|at)\ .{1,120}
    | \(?(?:click\ here\ to\ )?(?:continue\ reading|(?:read|learn)\ (?:more|on|full\ story|the\ full\ (?:story|article)))
        (?:\ (?:about|on|at|here|in|from|of)\b[^,.!?\n]{0,80})?[.…»›→)\s]*
    | (?:continue\ reading|read\ more|full\ story|more|weiterlesen|mehr|lire\ la\ suite|leer\ más|seguir\ leyendo|leggi\ tutto|
        continua\ a\ leggere|leia\ mais|lees\ meer|czytaj\ więcej|читать\ далее|подробнее|читайте\ также)
        \s*(?:[.…:»›→>\]\[)]|&raquo;)*
    | (?:l[’']article|cet\ article|la\ entrada|el\ artículo|o\ post|der\ beitrag|l[’']articolo)\ .{1,300}?
        \ (?:est\ apparu\ en\ premier\ sur|apareció\ primero\ en|apareceu\ primeiro\ em|erschien\ zuerst\ auf|
        proviene\ da|sembra\ essere\ il\ primo\ su)\ .{1,120}
    | (?:leia\ mais|lea\ más|leggi\ (?:tutto|anche|di\ più)|mehr\ dazu|lire\ aussi|read\ also|ещё|see\ also)\b[^.!?\n]{0,60}[.!…»›→]*
    | (?:advertisement|anzeige|publicité|publicidad|реклама)\.?
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_TAIL_INLINE = re.compile(
    r"""\s*(?:
      \bThe\ post\ [^\n]{1,300}?\ (?:first\ )?appeared\ first\ on\ [^\n]{1,120}
    | (?<=[.!?…”"»])\s*\(?(?:Continue\ reading|Read\ more|Read\ the\ full\ (?:story|article))\b\s*(?:[.…»›→>)]|&raquo;)*
    | (?<=[.!?…”"»])\s*Leia\ mais\b[^.!?\n]{0,40}[.!…»›→]*
    | \[(?:…|\.\.\.|&\#8230;|&hellip;)\]
    )\s*$""",
    re.VERBOSE,
)


def trim_boilerplate(text: str) -> str:
    """`text` without what feeds put at its end: "The post X appeared first on Y.", "Continue reading…", "Read more".

    A truncation mark "[…]" goes too, and leaves the words before it; whoever cuts sentences sees them without a stop.
    """
    while True:
        trimmed = _trim_once(text)
        if trimmed == text:
            return text
        text = trimmed


def _trim_once(text: str) -> str:
    text = text.rstrip()
    if not any(map(str.isalnum, text)):
        return ""
    head, _, last = text.rpartition("\n")
    if _TAIL_LINES.match(last.strip()):
        return head.rstrip()
    return text[: -len(last)] + _TAIL_INLINE.sub("", last) if last else text
