"""A stretch of a sentence that might be left out, as the finders hand it to the rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from briefing.model import Token
from briefing.summarise.cutting import Cut
from briefing.summarise.grammar import Tree

__all__ = ["Kind", "Span"]

Kind = Literal[
    "connective",
    "apposition",
    "relative",
    "participle",
    "clause",
    "phrase",
    "parenthesis",
    "manner",
]


@dataclass(frozen=True, kw_only=True)
class Span:
    """Tokens `left` to `right`, without the punctuation that sets them off; `cut` has it, in characters."""

    tree: Tree
    kind: Kind
    left: int
    right: int
    cut: Cut

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the stretch."""
        return self.tree.tokens[self.left : self.right + 1]

    @cached_property
    def words(self) -> list[str]:
        """Its words in lower case."""
        return [t.text.lower() for t in self.tokens]

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """Its lemmas and words, in lower case."""
        return frozenset({t.lemma.lower() for t in self.tokens} | set(self.words))

    @cached_property
    def head(self) -> Token:
        """The token by which it hangs on the rest."""
        return next((t for t in self.tokens if not self.left <= t.head <= self.right), self.tokens[0])

    @cached_property
    def governor(self) -> Token | None:
        """The token outside that it hangs on; None where it hangs on nothing."""
        outside = not self.left <= self.head.head <= self.right
        return self.tree.tokens[self.head.head] if outside else None

    @property
    def pattern(self) -> str:
        """What kind of part it is, for readers' marks: its kind, its first word, what it hangs on."""
        opener = (
            self.words[0]
            if self.tokens[0].pos not in {"PROPN", "NOUN", "NUM", "ADJ"}
            else self.tokens[0].pos.lower()
        )
        return f"{self.kind}:{opener}:{self.governor.dep if self.governor else 'none'}"

    def near_head(self, depth: int) -> frozenset[str]:
        """Lemmas at most `depth` steps below the head."""
        level, found = [self.head], {self.head.lemma.lower()}
        for _ in range(depth):
            level = [c for t in level for c in self.tree.children(t.i) if self.left <= c.i <= self.right]
            found |= {t.lemma.lower() for t in level}
        return frozenset(found)
