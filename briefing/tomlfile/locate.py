"""Where each key of a TOML document stands.

    text ─ headers, pairs, values ─> {("feed", 3, "weight"): line}

A walk over a document that `tomllib` has already accepted (TOML 1.0): it never decides what is valid, it only follows
keys, headers, arrays and inline tables, and steps over strings, comments and bare values. Lines are 1-based.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*+")
_KEY = re.compile(r"""[ \t]*+("(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[A-Za-z0-9_-]++)[ \t]*+""")
_STRING = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}|\'\'\'(?:[^']|'(?!\'\'))*+'{3,5}|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+\'''',
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\n#]++")  # numbers, booleans, dates: "1979-05-27 07:32:00" has a space
_LINE_CHANGES = re.compile(r"\\[ \t]*\n[ \t\n]*|\\n|\\.|\n", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """Lines of a document's keys and values."""

    text: str = ""
    keys: Mapping[Path, int] = field(default_factory=dict)  # offset of the key, header or array item
    values: Mapping[Path, tuple[int, int]] = field(default_factory=dict)  # offsets of the value's token

    def line(self, path: Path) -> int:
        """The line of a key; of its nearest parent where the key is not in the file; 1 for the document itself."""
        while path and path not in self.keys:
            path = path[:-1]
        return self._line_at(self.keys[path]) if path else 1

    def content_line(self, path: Path, nth: int) -> int:
        """The line of the file that holds the `nth` line (1-based) of a string's content."""
        if path not in self.values:
            return self.line(path)
        start, end = self.values[path]
        token, line, left = self.text[start:end], self._line_at(start), nth - 1
        if token[:4] in {'"""\n', "'''\n"}:
            token, line = token[4:], line + 1
        if not token.endswith('"'):
            return line + left  # a literal string has no escapes
        for change in _LINE_CHANGES.finditer(token):
            if left <= 0:
                break
            line += change.group().count("\n")
            left -= change.group() in {"\n", r"\n"}
        return line

    def _line_at(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


def locate(text: str) -> Positions:
    """Map every path of a valid TOML document to its place; `text` must have passed `tomllib.loads`."""
    walk = _Walk(text.replace("\r\n", "\n"))
    walk.document()
    return Positions(text=walk.text, keys=walk.keys, values=walk.values)


class _Walk:
    """One pass over the text; `at` is the offset of what comes next."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.keys: dict[Path, int] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self._tables: dict[Path, int] = {}  # arrays of tables: how many entries so far

    def document(self) -> None:
        table: Path = ()
        self._skip_blank()
        while self.at < len(self.text):
            table = self._header() if self.text[self.at] == "[" else self._pair(table)
            self._skip_blank()

    def _header(self) -> Path:
        start = self.at
        double = self.text.startswith("[[", start)
        self.at += 2 if double else 1
        names = self._dotted()
        self.at += 2 if double else 1
        table: Path = ()
        for name in names[:-1]:
            table = self._entered((*table, name), start)
        table = (*table, names[-1])
        if double:
            self.keys.setdefault(table, start)
            self._tables[table] = self._tables.get(table, 0) + 1
        table = self._entered(table, start)
        self.keys[table] = start
        return table

    def _entered(self, table: Path, start: int) -> Path:
        """The table itself, or the newest entry where it is an array of tables."""
        self.keys.setdefault(table, start)
        return (*table, self._tables[table] - 1) if table in self._tables else table

    def _pair(self, table: Path) -> Path:
        """Step over ``key = value`` in a table, which is returned: the next pair belongs to it too."""
        start, path = self.at, table
        for name in self._dotted():
            path = (*path, name)
            self.keys.setdefault(path, start)
        self.at += 1  # =
        self._value(path)
        return table

    def _dotted(self) -> list[str]:
        names: list[str] = []
        while found := _KEY.match(self.text, self.at):
            raw = found.group(1)
            names.append(tomllib.loads(f"key = {raw}")["key"] if raw[0] in "\"'" else raw)
            self.at = found.end()
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        return names

    def _value(self, path: Path) -> None:
        self._skip_blank()
        start, opener = self.at, self.text[self.at]
        if opener == "[":
            self._items(path, "]")
        elif opener == "{":
            self._items(path, "}")
        else:
            pattern = _STRING if opener in "\"'" else _BARE
            found = pattern.match(self.text, start)
            assert found is not None, f"no value at offset {start}"
            self.at = found.end()
        self.values[path] = (start, self.at)

    def _items(self, path: Path, closer: str) -> None:
        """An array (items numbered) or an inline table (pairs), brackets included."""
        self.at += 1
        index = 0
        self._skip_blank()
        while self.text[self.at] != closer:
            if closer == "]":
                self.keys[*path, index] = self.at
                self._value((*path, index))
                index += 1
            else:
                self._pair(path)
            self._skip_blank()
            if self.text[self.at] == ",":
                self.at += 1
                self._skip_blank()
        self.at += 1

    def _skip_blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
