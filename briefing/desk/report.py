"""A difference in lines of plain text.

+ strikes: a story that is in          ~ strikes: one that is told otherwise
- strikes: one that is out                 a sentence with [-words that went-]{+words that came+}
> strikes → diplomacy: one that moved
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.edition.difference import Difference, Line, StoryDifference, Telling, words
from briefing.model import Sentence

__all__ = ["lines", "marked", "place", "reason", "summary"]

_SIGNS = {"in": "+", "out": "-", "moved": ">", "changed": "~"}
_KINDS = (("in", "in"), ("out", "out"), ("moved", "moved"), ("changed", "told otherwise"))


def summary(found: Difference) -> str:
    """The difference in one line."""
    if found.same:
        hidden = "only what readers do not see differs: ranks, scores, records of checks"
        return hidden if found.unseen else "no difference"
    counts = [(found.count(kind), told) for kind, told in _KINDS]  # type: ignore[arg-type]
    parts = [f"{_count(n, 'story', 'stories')} {told}" for n, told in counts if n]
    if found.sentences:
        parts.append(f"{_count(found.sentences, 'line', 'lines')} in them changed")
    return ", ".join([*parts, *(() if parts else found.notes)])


def lines(found: Difference) -> Iterator[str]:
    """All of it."""
    yield summary(found)
    for story in found.stories:
        yield ""
        yield from _story(story)
    if found.notes or found.checks:
        yield ""
    yield from found.notes
    for reason, before, after in found.checks:
        yield f"not shortened or rewritten, {reason}: {before} before, {after} now"


def marked(line: Line) -> str:
    """A line with what went and what came marked as git marks words."""
    if line.before is None or line.after is None:
        return (line.after or line.before or _NONE).text
    marks = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    parts = []
    for word in words(line.before.text, line.after.text):
        bare = word.text.rstrip()
        parts.append(marks[word.kind].format(bare) + word.text[len(bare) :])
    return "".join(parts)


_NONE = Sentence(text="", how="verbatim", support=())


def _story(story: StoryDifference) -> Iterator[str]:
    for telling in story.tellings:
        yield f"{_SIGNS[story.change]} {place(story, telling)}: {marked(telling.headline)}"
        for line in telling.sentences:
            why = reason(line)
            yield f"    {_sign(line)} {marked(line)}" + (f"  (not shortened: {why})" if why else "")


def place(story: StoryDifference, telling: Telling) -> str:
    """Where a story stands, and where it stood if that was elsewhere."""
    if telling.before and telling.after and telling.before != telling.after:
        return f"{telling.before} → {telling.after}"
    if story.change == "moved" and not telling.before:
        return f"now in {telling.after} too"
    if story.change == "moved" and not telling.after:
        return f"no longer in {telling.before}"
    return telling.after or telling.before


def _sign(line: Line) -> str:
    return {"same": " ", "in": "+", "out": "-", "changed": "~"}[line.kind]


def reason(line: Line) -> str:
    """Why the sentence of now is no shorter, where a check said so and did not before; "" else."""
    now = line.after.fallback if line.after else ""
    return now if line.before is None or line.before.fallback != now else ""


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
