"""The text part: 72 columns, ruled headings, notes with full links at each section's end.

Width is counted in terminal cells: a CJK character takes two, a combining mark none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.cells import cell_len

from briefing.render.view import Line, Source, Told, View
from briefing.render.words import Words

WIDTH = 72

_SPACE = re.compile(r"[^\S\xa0\u202f]+")  # where a line may break


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A numbered source at a section's end, with the anchors of the sentences that it proves."""

    source: Source
    proofs: tuple[str, ...]


def mail_text(view: View, words: Words, *, web: str, footer: str = "") -> str:
    """The digest as plain text; `web` and `footer` as for the HTML part."""
    rendered = (
        _environment()
        .get_template("mail.txt")
        .render(
            view=view,
            say=words.say,
            web=web,
            footer=footer,
            width=WIDTH,
            notes_of=notes_of,
            notes_of_since=notes_of_since,
        )
    )
    return _tidy(rendered)


def correction_text(view: View, words: Words, *, web: str, footer: str = "") -> str:
    """A correction as plain text; `web` and `footer` as for the HTML part."""
    template = _environment().get_template("correction.txt")
    return _tidy(template.render(view=view, say=words.say, web=web, footer=footer, width=WIDTH))


def footer_text(words: Words, unsubscribe: str, preferences: str) -> str:
    """The last lines of a subscriber's copy: why they get it, and the links that are theirs."""
    lines = (
        wrap(words.say("why_you")),
        f"{words.say('unsubscribe')}:",
        unsubscribe,
        f"{words.say('preferences')}:",
        preferences,
    )
    return "\n".join(lines)


def notes_of(stories: Sequence[Told], lines: Sequence[Line]) -> tuple[Note, ...]:
    """The sources that these stories and one-liners name, by number, each once."""
    cited = [source for story in stories for _, source in story.cited]
    named = [source for story in stories for source in story.shown] + [line.source for line in lines]
    proofs: dict[int, list[str]] = {}
    for story in stories:
        for sentence in story.sentences:
            for source in sentence.sources:
                proofs.setdefault(source.number, []).append(sentence.anchor)
        for anchor, source in story.cited:
            proofs.setdefault(source.number, []).append(anchor)
    return _numbered([*cited, *named], proofs)


def notes_of_since(view: View) -> tuple[Note, ...]:
    """The sources of what is new since the last edition, as far as no section names them further down."""
    below = [note for part in view.parts for note in notes_of(part.stories, part.lines)]
    below += notes_of((), view.also)
    known = {note.source.number for note in below}
    cited = view.since.cited if view.since else ()
    return _numbered([source for source in cited if source.number not in known], {})


def _numbered(named: Sequence[Source], proofs: Mapping[int, Sequence[str]]) -> tuple[Note, ...]:
    """A note a number; of several times of one article the last given counts."""
    by_number = {source.number: source for source in named}
    return tuple(
        Note(source=by_number[n], proofs=tuple(dict.fromkeys(proofs.get(n, ())))) for n in sorted(by_number)
    )


def wrap(text: str, first: str = "", rest: str = "", width: int = WIDTH) -> str:
    """The text in lines of at most `width` cells; a word is broken only between wide characters, a URL never."""
    lines: list[str] = []
    line, used, empty = first, cell_len(first), True
    for gap, word in _units(text):
        need = cell_len(word) + (0 if empty else len(gap))
        if not empty and used + need > width:
            lines.append(line)
            line, used, empty = rest, cell_len(rest), True
            need = cell_len(word)
        line += word if empty else gap + word
        used += need
        empty = False
    return "\n".join([*lines, line])


def _units(text: str) -> Iterator[tuple[str, str]]:
    """What may stand alone on a line, each with the space before it: words, and single wide characters."""
    for word in _SPACE.split(text.strip()):
        gap = " "
        for unit in _breakable(word):
            yield gap, unit
            gap = ""


# Marks that do not begin a line (Unicode Annex 14, class CL and the like) and those that do not end one (OP).
_NOT_FIRST = "、。，．：；？！）］｝〉》」』】〕〗〙’”…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_NOT_LAST = "（［｛〈《「『【〔〖〘‘“"


def _breakable(word: str) -> Iterator[str]:
    unit = ""
    for character in word:
        joins = character in _NOT_FIRST or unit.endswith(tuple(_NOT_LAST))
        if unit and not joins and (cell_len(character) == 2 or cell_len(unit[-1]) == 2):
            yield unit
            unit = ""
        unit += character
    yield unit


def _tidy(text: str) -> str:
    """No space at line ends, at most two empty lines together, one line feed at the end."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.rstrip()
        if bare or lines[-2:] != ["", ""]:
            lines.append(bare)
    return "\n".join(lines).strip("\n") + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("briefing.render", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["wrap"] = wrap
    return environment
