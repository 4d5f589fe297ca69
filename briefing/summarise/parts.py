"""The parts of a sentence that may be left out without making the rest untrue.

    Parse ─ Tree ─ one finder for each kind ─> spans ─ safe.py says which must stay ─> Part

A finder knows grammar only ("a relative clause between commas"); whether a part may go is asked of `safe`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefing.language.lexicon import COMMUNICATION, CONNECTIVES, TELLING
from briefing.model import Token
from briefing.summarise.cutting import Cut
from briefing.summarise.grammar import Tree
from briefing.summarise.leftover import loss
from briefing.summarise.safe import may_go
from briefing.summarise.span import Kind, Span

__all__ = ["Part", "between_commas", "removable"]

_COMMAS = {","}
_DASHES = {"—", "–", "--", "-"}
_DASHED = {
    "DET",
    "NOUN",
    "PROPN",
    "PRON",
    "NUM",
    "CCONJ",
}  # what a last dash may open: no "– on paper", no "– not yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part that may go: the characters, with the punctuation that set it off."""

    kind: Kind
    pattern: str  # see `Span.pattern`
    cut: Cut
    tokens: tuple[int, int]  # first and last, without that punctuation
    words: int
    loss: float  # what a reader misses with it: names and numbers, 0 = nothing much


def removable(tree: Tree) -> list[Part]:
    """Every part that may go, in the order of the sentence; parts may nest but never overlap otherwise."""
    parts: dict[tuple[int, int], Part] = {}
    for span in _spans(tree):
        place = span.left, span.right
        if place not in parts and may_go(span):
            words = tree.words(span.left, span.right)
            parts[place] = Part(
                kind=span.kind,
                pattern=span.pattern,
                cut=span.cut,
                tokens=place,
                words=words,
                loss=loss(span),
            )
    return sorted(parts.values(), key=lambda p: p.tokens)


Found = tuple[Kind, int, int, Cut]


def _spans(tree: Tree) -> Iterator[Span]:
    """What grammar offers, before the rules; the later tokens of a kind's finder, the later in order."""
    found = [*_connectives(tree), *_parentheses(tree), *_dashes(tree)]
    for token in tree.tokens:
        found += [
            *_set_off(tree, token),
            *_manner(tree, token),
        ]
    for kind, left, right, cut in found:
        if 0 <= left <= right:
            yield Span(tree=tree, kind=kind, left=left, right=right, cut=_to_the_end(tree, right, cut))


def _to_the_end(tree: Tree, right: int, cut: Cut) -> Cut:
    """With the last part goes what closes it: a quotation's mark, and the stop, which is put back."""
    closing = tree.text[tree.tokens[right].end :].rstrip()
    return (
        (cut[0], len(tree.text)) if right >= tree.last and closing and not set(closing) & {"?", "!"} else cut
    )


# ── Set off by commas ────────────────────────────────────────────────────────────────────────────────────────────────


def _set_off(tree: Tree, token: Token) -> Iterator[Found]:
    kind = _kind(tree, token)
    span = tree.span(token.i) if kind else None
    if kind is None or span is None:
        return
    left, right = span
    cut = between_commas(tree, left, right)
    if cut is not None:
        yield kind, left, right, cut


def _kind(tree: Tree, token: Token) -> Kind | None:
    by_dep: dict[str, Kind] = {
        "appos": "apposition",
        "relcl": "relative",
        "acl": "participle",
        "prep": "phrase",
        "npadvmod": "phrase",
        "advmod": "phrase",
    }
    if token.dep == "advcl":
        return (
            "participle" if token.tag in {"VBG", "VBN"} and not tree.children(token.i, "mark") else "clause"
        )
    return by_dep.get(token.dep)


def between_commas(tree: Tree, left: int, right: int) -> Cut | None:
    """The characters of a span and the commas around it; None where it is not set off on both sides."""
    opened = tree.lower(left - 1) in _COMMAS
    closed = tree.lower(right + 1) in _COMMAS
    ends = right >= tree.last
    if left == 0 and closed:
        return tree.tokens[0].start, _next_start(tree, right + 1)
    if not opened or not (closed or ends):
        return None
    start = tree.tokens[left - 1].start
    if ends:
        return start, tree.tokens[right].end
    if _comma_stays(tree, left, right):
        return start, tree.tokens[right].end
    return start, tree.tokens[right + 1].end


def _next_start(tree: Tree, i: int) -> int:
    return tree.tokens[i + 1].start if i + 1 < len(tree.tokens) else tree.tokens[i].end


def _comma_stays(tree: Tree, left: int, right: int) -> bool:
    """Whether the closing comma also closes something larger: an opening phrase, a clause before a conjunction, a quotation."""
    after = tree.lower(right + 2)
    if after in {"and", "but", "or", "so", "yet", "according", '"', "“"}:
        return True
    i = next((t.head for t in tree.tokens[left : right + 1] if not left <= t.head <= right), -1)
    while i >= 0 and tree.tokens[i].head != i:
        token = tree.tokens[i]
        span = tree.span(i)
        fronted = (
            token.dep in {"prep", "advcl", "npadvmod", "relcl", "appos", "acl", "ccomp"}
            and token.head > right
        )
        if span is not None and span[1] == right:
            opened = token.dep in {"appos", "relcl", "acl"} and tree.lower(span[0] - 1) in _COMMAS
            if fronted or opened:
                return True
        i = token.head
    return False


# ── Set off by dashes, parentheses; connectives ──────────────────────────────────────────────────────────────────────


def _parentheses(tree: Tree) -> Iterator[Found]:
    opened: int | None = None
    for token in tree.tokens:
        if token.text == "(":
            opened = token.i
        elif token.text == ")" and opened is not None and opened + 1 < token.i:
            start = tree.tokens[opened].start
            while start and tree.text[start - 1] == " ":
                start -= 1
            yield "parenthesis", opened + 1, token.i - 1, (start, token.end)
            opened = None


def _dashes(tree: Tree) -> Iterator[Found]:
    dashes = [t.i for t in tree.tokens if t.text in _DASHES and _spaced(tree, t)]
    if len(dashes) == 2:
        left, right = dashes[0] + 1, dashes[1] - 1
        if left <= right:
            start = tree.tokens[dashes[0] - 1].end if dashes[0] else 0
            yield "parenthesis", left, right, (start, tree.tokens[dashes[1]].end)
    elif len(dashes) == 1 and 0 < dashes[0] < tree.last and tree.tokens[dashes[0] + 1].pos in _DASHED:
        yield (
            "parenthesis",
            dashes[0] + 1,
            tree.last,
            (tree.tokens[dashes[0] - 1].end, tree.tokens[tree.last].end),
        )


def _spaced(tree: Tree, token: Token) -> bool:
    """A dash between phrases, not a hyphen: an em dash, or one with spaces around."""
    around = tree.text[max(0, token.start - 1) : token.start] + tree.text[token.end : token.end + 1]
    return token.text in {"—", "--"} or around == "  "


def _connectives(tree: Tree) -> Iterator[Found]:
    text = tree.text.lower()
    for words in CONNECTIVES:
        if text.startswith(words + ","):
            right = next((t.i for t in tree.tokens if t.start >= len(words)), 0) - 1
            if right >= 0:
                yield "connective", 0, right, (0, _next_start(tree, right + 1))
    if (
        tree.lower(0) in {"but", "and", "yet", "so"}
        and (tree.tokens[0].dep == "cc" or tree.lower(1) == ",")
        and len(tree.tokens) > 3
    ):
        yield "connective", 0, 0, (0, _next_start(tree, 1 if tree.lower(1) == "," else 0))
    for token in tree.tokens[1:-1]:
        if token.text.lower() in {"however", "meanwhile", "moreover"}:
            commas = tree.lower(token.i - 1) == "," and tree.lower(token.i + 1) in {",", "."}
            if commas:
                yield (
                    "connective",
                    token.i,
                    token.i,
                    (
                        tree.tokens[token.i - 1].start,
                        tree.tokens[token.i + 1].end if tree.lower(token.i + 1) == "," else token.end,
                    ),
                )


# ── Without punctuation ──────────────────────────────────────────────────────────────────────────────────────────────


def _manner(tree: Tree, token: Token) -> Iterator[Found]:
    """ "in an interview", "on Monday", "late Tuesday" behind a verb of saying: how it was said, not who said it."""
    head = tree.tokens[token.head]
    if head.lemma.lower() not in TELLING or head.pos != "VERB" or token.i < head.i:
        return
    span = tree.span(token.i)
    if span is None or not _manner_of_saying(tree, token):
        return
    left, right = span
    if tree.lower(left - 1) == ",":
        return
    start, end = tree.tokens[left - 1].end, tree.tokens[right].end
    yield "manner", left, right, (start, end)


def _manner_of_saying(tree: Tree, token: Token) -> bool:
    if token.dep == "npadvmod":
        return token.entity in {"DATE", "TIME"}
    if token.dep != "prep":
        return False
    objects = tree.children(token.i, "pobj")
    return bool(objects) and (
        objects[0].lemma.lower() in COMMUNICATION
        or (token.text.lower() == "on" and objects[0].entity == "DATE")
    )
