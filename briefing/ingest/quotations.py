"""Finds where a line stands inside quotation marks, so that no quotation is cut in two.

A sentence out of the middle of a quotation would stand in the digest as the newspaper's own claim. Marks are paired
within one line, since each paragraph of a long quotation opens it again (Chicago Manual of Style, 13.32); one that
is never closed reaches to the line's end.
"""

from __future__ import annotations

import re

__all__ = ["LONGEST_OPEN", "inside"]

LONGEST_OPEN = 1500  # a mark that is still open after so many characters was a stray one

_MOST_CANDIDATES = 12  # apostrophes and the like that are looked at for one closing mark
_PAIRS = {"“": "”", "«": "»", "「": "」", "『": "』", "„": "“”", "‘": "’", "‹": "›"}
_MARK = re.compile("[\"“”«»「」『』„‘’‹›']")
_BEFORE_OPENING = " \u00a0([{—–-/…:\"'“‘„"  # what stands before a straight mark that opens
_AFTER_CLOSING = " \u00a0.,;:!?)]}—–-\"'”’…"
_APOSTROPHES = "'‘"


def inside(line: str) -> frozenset[int]:
    """Every offset of `line` that lies between an opening mark and its closing one (the mark itself included)."""
    covered: set[int] = set()
    position = 0
    while (mark := _MARK.search(line, position)) is not None:
        start = mark.start()
        position = mark.end()
        if not _opens(line, start):
            continue
        end = _closing(line, start)
        if end is None:
            continue
        covered.update(range(start + 1, end + 1))
        position = max(position, end + 1)
    return frozenset(covered)


def _opens(line: str, at: int) -> bool:
    mark = line[at]
    if mark in "“«「『„‹":
        return True
    if mark not in "\"'‘":
        return False
    before = line[at - 1] if at else " "
    after = line[at + 1 : at + 2]
    return before in _BEFORE_OPENING and bool(after.strip()) and (mark == '"' or after.isupper())


def _closing(line: str, at: int) -> int | None:
    """Where the quotation that opens at `at` ends; the end of the line where it never does; None for an apostrophe."""
    closers = _PAIRS.get(line[at], line[at])
    position = at + 1
    for _ in range(_MOST_CANDIDATES):
        end = _next_of(line, closers, position, at + LONGEST_OPEN)
        if end is None:
            break
        if line[at] not in _APOSTROPHES + '"' or _closes(line, end):
            return end
        position = end + 1
    if line[at] in _APOSTROPHES or len(line) - at > LONGEST_OPEN:  # a stray mark
        return None
    return len(line)


def _next_of(line: str, marks: str, start: int, stop: int) -> int | None:
    return min((i for i in (line.find(m, start, stop) for m in marks) if i >= 0), default=None)


def _closes(line: str, at: int) -> bool:
    """Whether a mark that may also be an apostrophe or an opening closes: nothing of a word behind it."""
    after = line[at + 1 : at + 2] or " "
    before = line[at - 1]
    return after in _AFTER_CLOSING and (line[at] == '"' or before in ".,!?…" or before.isalnum())
