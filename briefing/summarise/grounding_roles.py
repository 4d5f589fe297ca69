"""Does a report say of the same people what its title says? Who does it and to whom; `governing` asks whether it happened.

    parse of the title ─ its verbs, each with subject and object ─┐
    parses of the opening ─ the words that bear a verb out ───────┴─> doers, undergoers, what governs them ─> faults

A headline's grammar is clipped and its parse unsure, so a fault is a sign of danger that is weighed, not a proof; of several
words that may bear a verb out the one with the fewest faults counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from briefing.language.lexicon import word_set
from briefing.model import Parse, Token
from briefing.summarise.governing import governed, hedged
from briefing.summarise.grammar import Tree
from briefing.summarise.title_faults import Bears, Fault, same

__all__ = ["roles_faults"]

_SUBJECTS = ("nsubj", "csubj")
_PASSIVE = ("nsubjpass", "csubjpass")
_OBJECTS = ("dobj", "attr", "dative", "oprd")
_LIGHT = word_set(
    "be do have make get go take set become say"
)  # without them a title still says what it says
_SOME = word_set("several some few certain various")
_RELATIVE = frozenset({"WDT", "WP"})


def roles_faults(title: Parse, sentences: Sequence[Parse], bears: Bears) -> list[Fault]:
    """What the sentences, the nearest first, do not say of those of whom the title says it."""
    said, told = Tree(title), [Tree(p) for p in sentences]
    verbs = [t for t in said.tokens if t.pos == "VERB" and t.dep not in {"amod", "compound"}]
    verbs += _mistaken(said, told[0], bears)
    faults = [] if verbs else [Fault(kind="no verb", note="")]
    for verb in verbs:
        options = [
            _verb_faults(said, verb, tree, match, bears) for tree, match in _matches(verb, told, bears)
        ]
        best = min(options, key=len, default=None)
        if best is not None:
            faults += best
        elif verb.lemma.lower() not in _LIGHT:
            faults.append(Fault(kind="predicate", note=verb.text))
    return faults + list(hedged(said, told[0], bears))


def _mistaken(said: Tree, told: Tree, bears: Bears) -> list[Token]:
    """ "Governor vetoes bill": what the parser takes for a noun in a headline, and the sentence has only as its verb."""
    found = []
    for token in said.tokens:
        if token.dep in {"compound", "nsubj", "dobj", "ROOT"} and token.text.endswith("s"):
            like = [t for t in told.tokens if same(token, t, bears)]
            found += [token] if like and all(t.pos == "VERB" for t in like) else []
    return found


def _matches(verb: Token, told: Sequence[Tree], bears: Bears) -> list[tuple[Tree, Token]]:
    """The words that say what a title's verb says: verbs before nouns, those of one sentence, the nearest that has any."""
    for verbs_only in (True, False):
        for tree in told:
            found = [t for t in tree.tokens if same(verb, t, bears) and (t.pos == "VERB" or not verbs_only)]
            if found:
                return [(tree, t) for t in found]
    return []


def _verb_faults(said: Tree, verb: Token, told: Tree, match: Token, bears: Bears) -> list[Fault]:
    faults = list(governed(said, verb, told, match, bears))
    doers, undergoers = list(_doers(told, match)), list(_undergoers(told, match))
    subjects, patients = _arguments(said, verb)
    for subject in subjects:
        if not any(_is(subject, doer, told, bears) for doer in doers):
            wrong = (
                bool(patients) and match.pos == "VERB" and any(same(subject, u, bears) for u in undergoers)
            )
            another = _another(subject, patients, told, match, bears)
            kind = "swapped" if wrong else "other doer" if another else "subject"
            faults.append(Fault(kind=kind, note=f"{subject.text} {verb.text}"))
    for patient in patients:
        if not _among(patient, undergoers, told, bears):
            others = [d for d in doers if d.i != match.i]
            wrong = match.pos == "VERB" and any(same(patient, d, bears) for d in others)
            faults.append(Fault(kind="swapped" if wrong else "object", note=f"{verb.text} {patient.text}"))
        like = [u for u in undergoers if same(patient, u, bears)]
        if patient.tag == "NNS" and like and all(u.tag == "NN" for u in like):
            faults.append(
                Fault(kind="wider", note=patient.text)
            )  # "silences microphones": the one of the other speaker
    return faults


def _arguments(said: Tree, verb: Token) -> tuple[list[Token], list[Token]]:
    """Who does it and to whom, in a title; of a verb that the parser took for a noun, the nouns on its left and right."""
    subjects = said.children(verb.i, *_SUBJECTS)
    patients = [t for t in said.children(verb.i, *_PASSIVE, "dobj") if t.pos != "NUM"]
    if verb.pos == "VERB":
        return subjects, patients
    before, over = said.children(verb.i, "compound"), said.tokens[verb.head]
    return subjects or before[-1:], patients or [t for t in (over,) if t.i > verb.i]


def _another(subject: Token, patients: Sequence[Token], told: Tree, match: Token, bears: Bears) -> bool:
    """Whether the report has somebody else do the same: "A court issued the warrant, the ministry said", of the ministry."""
    doers = told.children(match.i, *_SUBJECTS)
    like = any(same(p, u, bears) for p in patients for u in told.children(match.i, *_OBJECTS))
    if match.pos != "VERB" or not like or not any(t.pos in {"NOUN", "PROPN"} for t in doers):
        return False
    own = {i for t in doers for i in told.subtree(t.i)}
    others = [t for t in told.tokens if t.dep in _SUBJECTS and t.i not in own]
    return _among(subject, others, told, bears)


def _is(word: Token, doer: Token, tree: Tree, bears: Bears) -> bool:
    """As `_within`, but what only describes a doer does nothing: "several Hollywood figures back" is not "Hollywood backs"."""
    some = [t for t in tree.children(doer.i, "amod", "det") if t.lemma.lower() in _SOME]
    named = doer.pos == "PROPN" or doer.dep in {"poss", "compound"}
    return not some and (same(word, doer, bears) or _within(word, doer, tree, bears, named=named))


def _among(word: Token, heads: Iterable[Token], tree: Tree, bears: Bears) -> bool:
    """Whether a word is the head of one of these noun phrases, or part of the name or apposition that goes with it."""
    return any(_within(word, head, tree, bears) for head in heads)


def _within(word: Token, head: Token, tree: Tree, bears: Bears, *, named: bool = True) -> bool:
    near = [
        head,
        *tree.children(head.i, "appos", "conj"),
        *(tree.children(head.i, "compound", "nmod", "flat", "amod", "poss", "nummod") if named else ()),
    ]
    near += [t for a in near[1:] for t in tree.children(a.i, "compound", "conj", "appos", "pobj")]
    of = [p for p in tree.children(head.i, "prep") if p.text.lower() == "of"]
    near += [t for p in of for t in tree.children(p.i, "pobj")]
    if any(same(word, t, bears) for t in near):
        return True
    if not (1 < len(word.text) < 6 and word.text.isupper()):
        return False
    run = tree.tokens[min(t.i for t in near) : max(t.i for t in near) + 1]
    return word.text in "".join(t.text[0] for t in run if t.text[:1].isupper())


def _doers(tree: Tree, match: Token) -> Iterator[Token]:
    """The subjects of a word, by its own grammar or by that of what it hangs on."""
    for link in tree.children(match.i, "agent", "prep"):
        if link.text.lower() in {"by", "from", "of"}:
            yield from tree.children(link.i, "pobj")
    yield from tree.children(match.i, "poss", "compound")
    if match.dep in {"nsubj", "nsubjpass"}:
        yield match
    if not (match.pos == "VERB" and tree.children(match.i, *_PASSIVE)):
        yield from _subjects_above(tree, match)


def _subjects_above(tree: Tree, match: Token) -> Iterator[Token]:
    """Of a word without a subject, the subject of the nearest clause over it that has one, and who may be meant on the way."""
    token = match
    while True:
        own = tree.children(
            token.i, *_SUBJECTS, *(() if token is match and token.pos == "VERB" else _PASSIVE)
        )
        if own:
            relative = token.dep == "relcl"
            yield from (tree.tokens[token.head] if t.tag in _RELATIVE and relative else t for t in own)
            return
        if token.head == token.i:
            return
        if token.dep in {"relcl", "acl"} and token.tag != "VBN":
            yield tree.tokens[token.head]
        if token.dep in {"xcomp", "ccomp"}:
            yield from tree.children(token.head, "dobj")
        token = tree.tokens[token.head]


def _undergoers(tree: Tree, match: Token) -> Iterator[Token]:
    """The objects of a word, whatever hangs on it by a preposition, and the subject of its passive."""
    yield from tree.children(match.i, *_OBJECTS, *_PASSIVE, "poss", "compound", "amod")
    for link in tree.children(match.i, "prep", "prt"):
        yield from tree.children(link.i, "pobj")
    for inner in tree.children(match.i, "xcomp", "ccomp", "advcl"):
        yield from tree.children(inner.i, "dobj", "nsubj", "nsubjpass", "attr")
    if match.dep == "relcl" or (match.dep == "acl" and match.tag == "VBN"):
        yield tree.tokens[match.head]
    if match.dep == "conj" and match.tag == "VBN":
        yield from tree.children(match.head, *_PASSIVE)
