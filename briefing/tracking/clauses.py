"""A parsed sentence as its clauses: who depends on whom, and whether a clause says that something is so.

A predicate is asserted where neither it nor any clause that it hangs on is negated, hedged, planned, asked, conditional or
inside somebody's fear, wish or denial. What a side claims counts as asserted: its words stay with it.
"""

from __future__ import annotations

import re

from briefing.language.lexicon import CONDITIONS, DENYING, HEDGES, word_set
from briefing.model import Parse, Token

__all__ = ["Clauses"]

_VERBS = frozenset({"VERB", "AUX"})
_MODAL = word_set("will would could may might should can must shall ought 'll 'd ca wo")
_UNREAL = DENYING | word_set(  # verbs and nouns whose clause need not be so
    "fear threaten plan hope want expect try attempt think believe ask urge demand order prevent avoid allege accuse "
    "suspect presume predict forecast project intend aim vow pledge promise offer propose suggest imply consider warn "
    "call agree refuse fail doubt deny pretend imagine dream risk wish need require seek prepare decide estimate assume "
    "speculate rumour rumor claim conspire plot charge convict bet likely able unable ready set due possible certain confident"
)
_SAID = word_set("say tell report confirm announce state add declare put write claim")
_HEDGED = HEDGES - word_set("appear estimate could would may might likely suspected")
_MARKS = CONDITIONS - word_set("but yet although though except excluding lest till") | word_set("before")


class Clauses:
    """Questions about one parse; every index is a token's."""

    def __init__(self, parse: Parse) -> None:
        self.text = parse.text
        self.tokens = parse.tokens
        self._children: list[list[int]] = [[] for _ in parse.tokens]
        for token in parse.tokens:
            if token.head != token.i:
                self._children[token.head].append(token.i)
        self._quoted = _quoted(parse.text)

    def children(self, i: int, *deps: str) -> list[Token]:
        """Direct dependants, of these kinds if any are given."""
        return [self.tokens[c] for c in self._children[i] if not deps or self.tokens[c].dep in deps]

    def below(self, i: int) -> set[int]:
        """A token and all that depends on it."""
        found, stack = {i}, [i]
        while stack:
            new = [c for c in self._children[stack.pop()] if c not in found]
            found.update(new)
            stack.extend(new)
        return found

    def above(self, i: int) -> list[Token]:
        """What a token depends on, nearest first."""
        found: list[Token] = []
        while self.tokens[i].head != i and len(found) < len(self.tokens):
            i = self.tokens[i].head
            found.append(self.tokens[i])
        return found

    def lower(self, i: int) -> str:
        """The token in lower case; "" outside the sentence."""
        return self.tokens[i].text.lower() if 0 <= i < len(self.tokens) else ""

    def lemma(self, i: int) -> str:
        """The lemma in lower case, of a verb with its particle: "shoot down"."""
        token = self.tokens[i]
        particle = next(
            (c.text.lower() for c in self.children(i, "prt", "advmod") if c.i == i + 1 or c.dep == "prt"), ""
        )
        lemma = token.lemma.lower()
        return f"{lemma} {particle}" if particle in {"down", "out", "off", "up"} else lemma

    def quoted(self, i: int) -> bool:
        """Whether a token stands inside quotation marks."""
        return any(start <= self.tokens[i].start < end for start, end in self._quoted)

    def asserted(self, i: int) -> bool:
        """Whether the sentence says that this predicate holds."""
        if self.text.rstrip(" ”\"'’").endswith("?") or self.quoted(i):
            return False
        if not self._is_so(i):
            return False
        child = self.tokens[i]
        for token in self.above(i):
            if child.dep in {"conj"} and token.pos in _VERBS and not self._shares(child, token):
                child = token
                continue
            if not self._holds(token, child):
                return False
            child = token
        return True

    def _shares(self, child: Token, token: Token) -> bool:
        """Whether a second verb may stand under what the first one stands under: "will free ten and arrest five"."""
        return not self.children(child.i, "nsubj", "nsubjpass") or token.dep not in {"ROOT", "ccomp"}

    def _is_so(self, i: int) -> bool:
        """Whether nothing in the predicate itself denies, plans or weakens it."""
        own = [
            t.text.lower() for t in self.children(i) if t.dep in {"aux", "auxpass", "neg", "advmod", "mark"}
        ]
        if any(word in _MODAL or word in {"not", "n't", "never", "n’t"} for word in own):
            return False
        if "to" in own and self.tokens[i].tag == "VB":
            return False
        lemmas = {
            t.lemma.lower()
            for t in self.children(i, "advmod", "mark", "amod", "acomp", "prep", "cc", "preconj")
        }
        return not lemmas & (_HEDGED | _MARKS)

    def _holds(self, token: Token, child: Token) -> bool:
        if token.pos in _VERBS or token.pos in {"ADJ", "NOUN"}:
            lemma = token.lemma.lower()
            claimed = lemma in _SAID and child.dep in {"ccomp", "advcl", "conj", "parataxis", "dep"}
            if lemma in _UNREAL and not claimed and child.dep in {
                "ccomp", "xcomp", "acl", "advcl", "pcomp", "prep", "conj", "dobj", "oprd",
            }:  # fmt: skip
                return False
        return token.pos not in _VERBS or self._is_so(token.i)


def _quoted(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|(?<!\w)‘[^’]{12,}’(?!\w)", text)]
