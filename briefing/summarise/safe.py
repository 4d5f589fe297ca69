"""What must stay: the rules that keep a shortened sentence true, each against one kind of distortion."""

from __future__ import annotations

from briefing.model import Token
from briefing.summarise.grammar import Tree, quoted_spans
from briefing.summarise.lexicon import (
    ALTERING,
    ATTRIBUTING,
    CASUALTY,
    COMMUNICATION,
    CONDITIONS,
    DENYING,
    FRAME_PREPOSITIONS,
    HEDGES,
    LIMITING,
    NEGATIONS,
    PERSONAL,
    SAYING,
)

__all__ = ["antecedents_stay", "loss", "may_go"]

_ADVERBIAL = {"participle", "clause", "phrase", "late", "manner"}
_MODALS = frozenset(["would", "could", "might", "may", "should", "will", "can", "shall", "'d", "'ll"])
_TIMELY = frozenset(
    [
        "when",
        "once",
        "after",
        "before",
        "as",
        "until",
        "while",
        "with",
        "without",
        "under",
        "given",
        "by",
        "in",
        "during",
        "upon",
        "on",
    ]
)


def may_go(tree: Tree, kind: str, left: int, right: int, governor: int) -> bool:
    """Whether a part of this kind, hanging on this token, may be left out."""
    if kind == "connective":
        return True
    part = tree.tokens[left : right + 1]
    rules = (_quotation, _polarity, _attribution, _list, _name, _restriction, _scope, _frame, _kept_clause)
    return len(part) > 0 and all(rule(tree, kind, part, governor) for rule in rules)


Part = tuple[Token, ...]


def _lemmas(part: Part) -> set[str]:
    return {t.lemma.lower() for t in part} | {t.text.lower() for t in part}


def _quotation(tree: Tree, kind: str, part: Part, governor: int) -> bool:
    """A quotation goes whole or not at all."""
    spans = quoted_spans(tree.text)
    if spans is None:
        return False
    start, end = part[0].start, part[-1].end
    return all((start <= a and b <= end) or end <= a or b <= start for a, b in spans)


def _polarity(tree: Tree, kind: str, part: Part, governor: int) -> bool:
    """No denial, negation, condition or exception goes."""
    lemmas = _lemmas(part)
    if lemmas & DENYING or lemmas & (NEGATIONS - {"without"}):
        return False
    opening = {t.text.lower() for t in part[:2]}
    if opening & CONDITIONS or "without" in opening:
        return False
    return not any(t.dep == "mark" and t.text.lower() in CONDITIONS for t in part)


def _attribution(tree: Tree, kind: str, part: Part, governor: int) -> bool:
    """Neither who says it nor how sure they are goes: "according to", ", police said,", "as officials put it", "reportedly"."""
    if kind == "manner":
        return True
    words = [t.text.lower() for t in part]
    if words[0] in ATTRIBUTING or (
        set(words) & (ATTRIBUTING - {"quote"}) and kind not in {"relative", "apposition"}
    ):
        return False
    if len(words) <= 3 and _lemmas(part) & HEDGES:
        return False
    if kind in {"relative", "apposition", "tail", "late"}:
        return kind != "tail" or not _cites(tree, part, governor)
    if kind == "participle" and _second_statement(tree, part):
        return True
    return not (
        _lemmas(part) & SAYING
        and (words[0] in {"as", "like"} or kind in {"parenthesis", "clause", "participle"})
    )


def _second_statement(tree: Tree, part: Part) -> bool:
    """ ", saying the ...": says more, and does not say who said the rest."""
    verb = part[0]
    inside = {t.i for t in part}
    return verb.tag == "VBG" and any(t.i in inside for t in tree.children(verb.i, "ccomp", "dobj"))


def _cites(tree: Tree, part: Part, governor: int) -> bool:
    return part[0].head == governor and any(t.dep == "ccomp" and t.i == governor for t in tree.tokens)


def _list(tree: Tree, kind: str, part: Part, governor: int) -> bool:
    """Members of a list look like appositions: nothing goes from a list."""
    if kind != "apposition" or governor < 0:
        return True
    head = tree.tokens[governor]
    siblings = tree.children(head.i, "appos", "conj")
    after = tree.lower(part[-1].i + 2) if tree.lower(part[-1].i + 1) == "," else ""
    joined = any(
        t.dep == "conj" and t.head == part_head.i
        for part_head in part
        if part_head.head == governor
        for t in part
    )
    return len(siblings) == 1 and after not in {"and", "or"} and head.dep != "appos" and not joined


def _name(tree: Tree, kind: str, part: Part, governor: int) -> bool:
    """A name that an apposition gives stays ("his deputy, X,"), so does what makes a name unambiguous ("Paris, Texas")."""
    if kind != "apposition" or governor < 0:
        return True
    head, inner = tree.tokens[governor], [t for t in part if t.head == governor]
    if _lemmas(part) & ALTERING:
        return False
    if head.pos != "PROPN" and any(t.pos == "PROPN" and t.entity in {"PERSON", "ORG", "GPE"} for t in inner):
        return False
    return not (len(part) <= 3 and all(t.entity in {"GPE", "LOC"} or t.pos == "PUNCT" for t in part))


def _restriction(tree: Tree, kind: str, part: Part, governor: int) -> bool:
    """What tells which ones are meant stays ("those, who ...", "the first, in ...")."""
    if governor < 0 or kind in {"connective", "parenthesis", "tail", "late", "manner", "clause"}:
        return True
    head = tree.tokens[governor]
    below = {t.text.lower() for t in tree.children(governor)}
    if head.pos in {"NOUN", "PROPN", "PRON"}:
        limited = below & {"only", "no", "any", "every", "those", "all", "first", "last", "such"}
        superlative = any(t.tag in {"JJS", "RBS"} for t in tree.children(governor))
        return (
            not limited
            and not superlative
            and head.text.lower() not in {"those", "that", "one", "anyone", "anything"}
        )
    return head.tag not in {"JJR", "RBR", "JJ"} or kind in {"participle"}


def _scope(tree: Tree, kind: str, part: Part, governor: int) -> bool:
    """Under a negation, a modal or a limit, a phrase may carry the point: "not because ...", "would, when ..."."""
    if kind not in _ADVERBIAL or governor < 0 or kind == "manner":
        return True
    own = [t for t in tree.own(tree.clause(governor).i) if not part[0].i <= t.i <= part[-1].i]
    words = {t.text.lower() for t in own}
    negated = any(t.dep == "neg" for t in own) or bool(words & NEGATIONS)
    if kind == "late":
        if not _main(tree, tree.clause(governor)):
            return False
        graded = any(t.tag in {"JJS", "JJR", "RBS", "RBR"} for t in own)
        return (
            not (negated or graded or words & (LIMITING | _MODALS)) and _past(own) and _plain_time(tree, part)
        )
    timed = part[0].text.lower() in _TIMELY
    return not ((negated or words & _MODALS) and timed)


def _main(tree: Tree, verb: Token) -> bool:
    """The main clause, one co-ordinated with it, or what it says."""
    return verb.i == tree.root.i or (verb.dep in {"conj", "ccomp"} and verb.head == tree.root.i)


def _past(own: list[Token]) -> bool:
    return any(t.tag == "VBD" or (t.tag == "VBN" and t.dep in {"ROOT", "conj", "ccomp"}) for t in own)


def _plain_time(tree: Tree, part: Part) -> bool:
    """ "shortly after", "days after", "just as": the word before belongs to the clause."""
    before = tree.tokens[part[0].i - 1]
    return before.pos not in {"ADV", "ADP", "ADJ", "SCONJ"} and before.entity not in {
        "DATE",
        "TIME",
        "CARDINAL",
    }


def _frame(tree: Tree, kind: str, part: Part, governor: int) -> bool:
    """An opening phrase that says where or under what the rest holds stays: "In the film, ...", "Under the plan, ..."."""
    if part[0].i != 0 or kind not in {"phrase", "clause", "participle"}:
        return True
    first = part[0].text.lower()
    if kind == "participle" and part[0].tag in {"VBG", "VBN"}:
        return True
    if first in FRAME_PREPOSITIONS or (kind == "clause" and first in {"as", "while", "because", "since"}):
        return True
    objects = [t for t in part if t.dep == "pobj" and t.head == part[0].i]
    return bool(objects) and objects[0].lemma.lower() in COMMUNICATION


def _kept_clause(tree: Tree, kind: str, part: Part, governor: int) -> bool:
    """The main clause keeps its verb, and the part has only one root of its own."""
    inside = range(part[0].i, part[-1].i + 1)
    return tree.root.i not in inside and all(
        t.i in inside or t.head not in inside or t.pos == "PUNCT" for t in tree.tokens
    )


# ── What a part is worth ─────────────────────────────────────────────────────────────────────────────────────────────


def loss(tree: Tree, left: int, right: int) -> float:
    """What a reader misses with a part: 1 for each number that counts something, 2 for casualties, 0.3 for a place or name."""
    part = tree.tokens[left : right + 1]
    numbers = sum(t.pos == "NUM" and t.entity not in {"DATE", "TIME", "ORDINAL"} for t in part)
    names = sum(t.entity in {"PERSON", "GPE", "LOC", "NORP"} and t.pos == "PROPN" for t in part)
    casualties = bool({t.lemma.lower() for t in part} & CASUALTY)
    return float(numbers) + 0.3 * names + 2.0 * casualties


# ── What a whole choice of parts leaves behind ───────────────────────────────────────────────────────────────────────


def antecedents_stay(tree: Tree, gone: set[int]) -> bool:
    """Whether no kept pronoun, and no kept "the attack" or surname, points into what is gone."""
    kept = [t for t in tree.tokens if t.i not in gone]
    for token in kept:
        earlier = [tree.tokens[i] for i in gone if i < token.i]
        if not earlier:
            continue
        if token.text.lower() in PERSONAL and _may_mean(tree, token, earlier):
            return False
        if token.pos in {"NOUN", "PROPN"} and _takes_up(tree, token, kept, earlier):
            return False
    return True


def _may_mean(tree: Tree, pronoun: Token, earlier: list[Token]) -> bool:
    human = pronoun.text.lower() in {"he", "she", "him", "his", "her", "hers", "himself", "herself"}
    if human:
        named = any(
            t.entity == "PERSON" or (t.dep in {"nsubj", "nsubjpass"} and t.pos == "NOUN") for t in earlier
        )
    else:
        named = any(
            t.dep in {"nsubj", "nsubjpass", "dobj", "pobj"} and t.pos in {"NOUN", "PROPN"} for t in earlier
        )
    return named


def _takes_up(tree: Tree, noun: Token, kept: list[Token], earlier: list[Token]) -> bool:
    definite = noun.pos == "PROPN" or any(
        t.text.lower() in {"the", "that", "this", "these", "those", "such"}
        for t in tree.children(noun.i, "det", "amod")
    )
    named = any(t.lemma == noun.lemma and t.pos == noun.pos for t in earlier)
    known = any(t.lemma == noun.lemma and t.i < noun.i for t in kept)
    return definite and named and not known
