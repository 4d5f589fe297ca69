"""Who did what to whom, before and after: a second parse must find no relation that the first did not.

    Parse ─ relations (subject, object, agent, attribute, owner, what a name or adjective stands by) ─> set, lemmas
    new relations of the text = those that no source has, in whatever voice ─> fault

The sources' relations are read generously (a subject serves its verb's conjuncts, "who" stands for its noun), the text's
strictly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefing.language.lexicon import SAYING, word_set
from briefing.language.names import words
from briefing.model import Parse, Token
from briefing.summarise.grammar import Tree

__all__ = ["roles_fault"]

_SUBJECT = word_set("nsubj csubj")
_OBJECT = word_set(
    "dobj nsubjpass csubjpass attr acomp oprd"
)  # a parse is not sure which; a subject is none of them
_OTHER = word_set("dative neg poss")
_MODIFIER = word_set("amod compound nmod")
_NAMED = word_set("NORP GPE")
_DIRECTED = word_set("to from by against")  # prepositions that tell whom
_RELATIVE = frozenset({"WDT", "WP"})
Relation = tuple[str, str, str]  # role, dependant, head; lemmas in lower case


def roles_fault(after: Parse, before: Iterable[Parse]) -> str:
    """What the shorter or rewritten text says that its sources do not; "" where the core relations are all theirs.

    A text of two roots has come apart; a root that is nobody's root makes a side remark the message.
    """
    sources = [Tree(p) for p in before]
    known = {r for tree in sources for r in (*_relations(tree), *_implied(tree))}
    tree = Tree(after)
    new = sorted(set(_relations(tree)) - known)
    if new:
        role, child, head = new[0]
        return f"{child} has become {role} of {head}"
    if fault := _moved(tree, sources):
        return fault
    if not tree.single:
        return "falls apart in two"
    roots = {_lemma(t) for s in sources for t in s.tokens if t.head == t.i}
    speaks = _lemma(tree.root) in SAYING  # ", an aide said" may lead: who said what is among the relations
    return "" if speaks or _lemma(tree.root) in roots else f"{tree.root.text} has become the main verb"


def _lemma(token: Token) -> str:
    """In lower case, a name in its first spelling."""
    return " ".join(words(token.lemma)) or token.lemma


def _relations(tree: Tree) -> Iterator[Relation]:
    for token in tree.tokens:
        head = tree.tokens[token.head]
        role = _role(token)
        if role == "modifier" and head.pos == "PROPN":
            continue  # part of a name: the names are checked
        if role and token.tag not in _RELATIVE and head.text[0].isalnum():
            yield role, _lemma(token), _lemma(head)
        if token.dep == "agent":
            yield from (("subject", _lemma(t), _lemma(head)) for t in tree.children(token.i, "pobj"))


def _role(token: Token) -> str:
    if token.dep in _SUBJECT:
        return "subject"
    if token.dep in _OBJECT:
        return "object"
    if token.dep in _OTHER:
        return token.dep
    return "modifier" if token.dep in _MODIFIER and token.entity in _NAMED else ""


def _implied(tree: Tree) -> Iterator[Relation]:
    """What a sentence says without repeating: the subject of a second verb, the noun behind "who", the role of a conjunct or apposition."""
    for token in tree.tokens:
        role, head = _role(token), tree.tokens[token.head]
        if role == "subject":
            yield from ((role, _lemma(token), _lemma(verb)) for verb in _second_verbs(tree, head))
        if role in {"subject", "object"} and token.tag in _RELATIVE and head.dep == "relcl":
            yield role, _lemma(tree.tokens[head.head]), _lemma(head)
        if role and role != "modifier":
            yield from ((role, _lemma(t), _lemma(head)) for t in tree.children(token.i, "conj", "appos"))


def _second_verbs(tree: Tree, verb: Token) -> list[Token]:
    """Conjuncts of a verb that have no subject of their own."""
    conjuncts = tree.children(verb.i, "conj")
    return [c for c in conjuncts if not tree.children(c.i, "nsubj", "nsubjpass", "csubj")]


def _moved(tree: Tree, sources: Iterable[Tree]) -> str:
    """ "sent drones [to Marland and tanks] to Norland": a phrase whose head went must not find another."""
    known: dict[tuple[str, str], set[str]] = {}
    for source in sources:
        for word, name, head in _phrases(source):
            known.setdefault((word, name), set()).add(head)
    kept = {_lemma(t) for t in tree.tokens}
    for word, name, head in _phrases(tree):
        heads = known.get((word, name), {head})
        if head not in heads and not heads & kept:
            return f"“{word} {name}” has become part of {head}"
    return ""


def _phrases(tree: Tree) -> Iterator[tuple[str, str, str]]:
    for token in tree.tokens:
        if token.dep == "pobj" and tree.lower(token.head) in _DIRECTED:
            head = tree.tokens[tree.tokens[token.head].head]
            yield tree.lower(token.head), _lemma(token), _lemma(head)
