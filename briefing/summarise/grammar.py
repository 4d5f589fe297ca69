"""Questions about one parsed sentence: subtrees, clauses, quotations."""

from __future__ import annotations

from functools import cached_property

from briefing.language.lexicon import word_set
from briefing.model import Parse, Token

__all__ = ["Tree", "quoted_spans"]

_CLAUSE = word_set("ROOT ccomp advcl relcl acl parataxis csubj pcomp xcomp")
_OPEN, _CLOSE = "“«„", "”»"


class Tree:
    """A dependency tree over one parse; every index is a token's."""

    def __init__(self, parse: Parse) -> None:
        self.text = parse.text
        self.tokens = parse.tokens
        self.single = len(parse.sentences) == 1
        self._children: list[list[int]] = [[] for _ in parse.tokens]
        for token in parse.tokens:
            if token.head != token.i:
                self._children[token.head].append(token.i)

    @cached_property
    def root(self) -> Token:
        """The first token that heads itself."""
        return next(t for t in self.tokens if t.head == t.i)

    @cached_property
    def last(self) -> int:
        """The last token that is not closing punctuation; -1 where there is none."""
        return max((t.i for t in self.tokens if t.pos != "PUNCT"), default=-1)

    def children(self, i: int, *deps: str) -> list[Token]:
        """Direct dependants, of these kinds if any are given."""
        return [self.tokens[c] for c in self._children[i] if not deps or self.tokens[c].dep in deps]

    def subtree(self, i: int) -> set[int]:
        """A token and all below it."""
        found, stack = {i}, [i]
        while stack:
            for child in self._children[stack.pop()]:
                if child not in found:
                    found.add(child)
                    stack.append(child)
        return found

    def span(self, i: int) -> tuple[int, int] | None:
        """First and last token of a subtree without punctuation at its edges; None where it has gaps."""
        inside = self.subtree(i)
        left, right = min(inside), max(inside)
        if len(inside) != right - left + 1:
            return None
        while left < right and self._edge(left):
            left += 1
        while right > left and self._edge(right):
            right -= 1
        return left, right

    def _edge(self, i: int) -> bool:
        return self.tokens[i].text in {",", ";", ":", "-", "--", "–", "—", ".", "(", ")"}

    def clause(self, i: int) -> Token:
        """The head of the clause that a token stands in (its verb, as a rule)."""
        token = self.tokens[i]
        seen = 0
        while token.head != token.i and seen < len(self.tokens):
            if token.dep in _CLAUSE or (token.dep == "conj" and token.pos in {"VERB", "AUX"}):
                break
            token = self.tokens[token.head]
            seen += 1
        return token

    def own(self, i: int) -> list[Token]:
        """The tokens of a clause without those of clauses below it."""
        return [t for t in self.tokens if self.clause(t.i).i == i]

    def words(self, left: int, right: int) -> int:
        """How many words stand from one token to another, both included."""
        return sum(t.pos not in {"PUNCT", "SPACE"} and t.tag != "POS" for t in self.tokens[left : right + 1])

    def lower(self, i: int) -> str:
        """The token in lower case; "" outside the sentence."""
        return self.tokens[i].text.lower() if 0 <= i < len(self.tokens) else ""


def quoted_spans(text: str) -> list[tuple[int, int]] | None:
    """Character spans of quotations, marks included; None where the marks do not pair off."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for at, mark in enumerate(text):
        if mark in _OPEN or (mark == '"' and opened is None):
            if opened is not None:
                return None
            opened = at
        elif mark in _CLOSE or mark == '"':
            if opened is None:
                return None
            spans.append((opened, at + 1))
            opened = None
    return None if opened is not None else spans
