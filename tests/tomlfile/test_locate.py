import random
import tomllib

import pytest

from briefing.tomlfile import locate

LISTS = '''# head
title = "T"  # [[not.a.header]]

[[feed]]
name = "A"
weight = 2

[[feed]] # second
  name = """
[[feed]]
weight = 9 \\
   # still text
"""
  weight = 3
[feed.health]
ok = true
[[feed.mirrors]]
url = 'x # y'
[[feed.mirrors]]
url = "z"
[[feed]]
name = "C"
[[feed.mirrors]]
url = "w"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("feed", 0), 4),
        (("feed", 0, "weight"), 6),
        (("feed", 1), 8),
        (("feed", 1, "name"), 9),
        (("feed", 1, "weight"), 14),
        (("feed", 1, "health"), 15),
        (("feed", 1, "health", "ok"), 16),
        (("feed", 1, "mirrors", 0, "url"), 18),
        (("feed", 1, "mirrors", 1, "url"), 20),
        (("feed", 2, "name"), 22),
        (("feed", 2, "mirrors", 0), 23),
    ],
)
def test_keys_of_arrays_of_tables_have_the_lines_on_which_they_stand(path, line):
    assert locate(LISTS).line(path) == line


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = [1,\n  # ]\n  2,\n]\n", ("a", 1), 3),
        ("a = [\n  [1, 2],\n  [\n    3,\n  ],\n]\nb = 1\n", ("a", 1, 0), 4),
        ("a = [\n  [1, 2],\n  [\n    3,\n  ],\n]\nb = 1\n", ("b",), 7),
        ("a = { b = 1, c = { d = 2 } }\ne = 1\n", ("a", "c", "d"), 1),
        ("a = { b = 1, c = { d = 2 } }\ne = 1\n", ("e",), 2),
        ("a = [\n { x = 1 },\n { x = '}' },\n]\n", ("a", 1, "x"), 3),
        ("x.y.z = 1\nx.y.w = 2\n", ("x", "y", "w"), 2),
        ("x . y = 1\n", ("x", "y"), 1),
        ("\n\"a.b\".'c d' = 1\n", ("a.b", "c d"), 2),
        ('\n"\\u00e9" = 1\n', ("é",), 2),
        ('\n[ "a.b" . c ]\nd = 1\n', ("a.b", "c", "d"), 3),
        ('a = "\\"#"\nb = 1\n', ("b",), 2),
        ("a = '\\'\nb = 1\n", ("b",), 2),
        ('a = """x"""""\nb = 1\n', ("b",), 2),
        ("a = '''\nx''y\n'''''\nb = 1\n", ("b",), 4),
        ('a = """"""\nb = ""\nc = 1\n', ("c",), 3),
        ("a = 1979-05-27 07:32:00\nb = 1\n", ("b",), 2),
        ("a = 1e-7 # x\nb = [-inf, nan, 0xf]\n", ("b", 2), 2),
        ("a = 1\r\nb = '''\r\nx\r\n'''\r\nc = 1\r\n", ("c",), 5),
        ("[a]\nb = 1\n[a.c]\nd = 1\n", ("a", "c", "d"), 4),
        ("[a.c]\nd = 1\n[a]\nb = 1\n", ("a",), 3),
    ],
)
def test_every_notation_is_followed(text, path, line):
    tomllib.loads(text)
    assert locate(text).line(path) == line


def test_a_key_that_is_not_there_has_the_line_of_its_nearest_parent():
    positions = locate(LISTS)
    assert (positions.line(("feed", 1, "url")), positions.line(("feed", 7)), positions.line(("gone", 1))) == (
        8,
        4,
        1,
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('t = """\none\ntwo\nthree"""\n', [2, 3, 4]),
        ('\nt = """one\ntwo"""\n', [2, 3]),
        ("t = '''\none\\\ntwo\n'''\n", [2, 3]),
        ('t = """\none \\\n   still one\ntwo"""\n', [2, 4]),
        ('t = "one\\ntwo"\n', [1, 1]),
        ('t = """\r\none\r\ntwo"""\r\n', [2, 3]),
    ],
)
def test_a_line_of_a_strings_content_is_found_in_the_file(text, lines):
    positions = locate(text)
    assert [positions.content_line(("t",), n) for n in range(1, len(lines) + 1)] == lines


class Writer:
    """Writes a random valid document and remembers the line of each key."""

    STRINGS = (
        '"a"',
        "'#'",
        '"\\"]}"',
        '"""\n[x]\nk = 1\n"""',
        "'''\n# ' ''\n\n'''",
        '"""\\\n  a"""',
        '"""a"" """',
    )
    PLAIN = ("1", "true", "-1.5e3", "2026-03-10", "2026-03-10 07:00:00", "07:00:00")

    def __init__(self, seed):
        self.random, self.text, self.lines = random.Random(seed), "", {}

    def put(self, text):
        self.text += text

    def here(self, path):
        self.lines[path] = self.text.count("\n") + 1

    def blank(self):
        self.put(self.random.choice(["", "", "\n", "# [a] = '\n", "  \n\t# x\n"]))

    def value(self, path, depth):
        kind = self.random.randrange(8 if depth else 6)
        if kind < 3:
            self.put(self.random.choice(self.STRINGS))
        elif kind < 6:
            self.put(self.random.choice(self.PLAIN))
        elif kind == 6:
            self.array(path, depth)
        else:
            self.put("{ ")
            for n in range(count := self.random.randrange(3)):
                self.pair((*path,), f"k{n}", depth - 1)
                self.put(", " if n < count - 1 else " ")
            self.put("}")

    def array(self, path, depth):
        self.put("[")
        for n in range(self.random.randrange(4)):
            self.put(self.random.choice(["", " ", "\n", " # ]\n"]))
            self.here((*path, n))
            self.value((*path, n), depth - 1)
            self.put(self.random.choice([",", " ,", "\n,"]))
        self.put(self.random.choice(["", "\n"]) + "]")

    def pair(self, table, name, depth):
        written, path = self.random.choice(
            [(name, (*table, name)), (f'"{name}"', (*table, name)), (f"{name}.sub", (*table, name, "sub"))]
        )
        for length in range(len(table) + 1, len(path) + 1):
            self.here(path[:length])
        self.put(written + self.random.choice([" = ", "=", "\t= "]))
        self.value(path, depth)

    def table(self, path, header):
        self.blank()
        self.here(path)
        self.put(header + self.random.choice(["\n", " # [[x]]\n"]))
        for n in range(self.random.randrange(4)):
            self.blank()
            self.pair(path, f"k{n}", 2)
            self.put("\n")

    def document(self):
        for n in range(self.random.randrange(3)):
            self.pair((), f"top{n}", 2)
            self.put("\n")
        for n in range(self.random.randrange(4)):
            self.table(("list", n), "[[list]]")
            if self.random.random() < 0.5:
                self.table(("list", n, "sub"), "[list.sub]")
        self.table(("last",), '[ "last" ]')
        return self


@pytest.mark.parametrize("seed", range(300))
def test_random_documents_are_located_key_by_key(seed):
    written = Writer(seed).document()
    tomllib.loads(written.text)
    positions = locate(written.text)
    assert {path: positions.line(path) for path in written.lines} == written.lines
    assert written.lines.keys() <= positions.keys.keys()


def test_a_large_document_takes_well_under_a_second():
    text = "".join(f'[[feed]]\nname = "{n}"\n' for n in range(20_000))
    assert locate(text).line(("feed", 19_999, "name")) == 40_000
