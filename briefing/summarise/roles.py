"""Who did what to whom, before and after: a second parse must find no relation that the first did not."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.model import Parse
from briefing.summarise.grammar import Tree
from briefing.summarise.lexicon import SAYING, word_set

__all__ = ["roles_fault"]

_CORE = word_set("nsubj nsubjpass csubj dobj dative attr agent neg oprd acomp")
Relation = tuple[str, str, str]  # dependency, dependant, head; lemmas in lower case


def _relations(parse: Parse) -> set[Relation]:
    tokens = parse.tokens
    return {
        (t.dep, t.lemma.lower(), tokens[t.head].lemma.lower())
        for t in tokens
        if t.dep in _CORE and t.tag not in {"WDT", "WP"} and tokens[t.head].text[0].isalnum()
    }


def roles_fault(after: Parse, before: Iterable[Parse]) -> str:
    """What the shorter or rewritten text says that its sources do not; "" where the core relations are all theirs.

    A text of two roots has come apart; a root that is nobody's root makes a side remark the message.
    """
    sources = list(before)
    known = set().union(*(_relations(p) for p in sources))
    new = sorted(_relations(after) - known)
    if new:
        dep, child, head = new[0]
        return f"{child} has become {dep} of {head}"
    tree = Tree(after)
    if not tree.single:
        return "falls apart in two"
    roots = {t.lemma.lower() for p in sources for t in p.tokens if t.head == t.i}
    speaks = (
        tree.root.lemma.lower() in SAYING
    )  # ", an aide said" may take the lead: who said what is among the relations
    return "" if speaks or tree.root.lemma.lower() in roots else f"{tree.root.text} has become the main verb"
