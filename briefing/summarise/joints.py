"""Whether the grammar holds around a stretch that goes: what stays on either side must still fit together.

Parsers err most around commas, so a stretch whose neighbours look odd stays.
"""

from __future__ import annotations

from briefing.language.lexicon import SAYING, word_set
from briefing.model import Token
from briefing.summarise.grammar import Tree
from briefing.summarise.span import Span

__all__ = ["JOINTS", "SUBJECTS", "finite"]

_ARTICLES = word_set("a an the one his her its their our who whose another both")
_ASIDE_DEPS = frozenset({"relcl", "appos", "acl", "prep", "advcl", "npadvmod"})
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_EXAMPLES = word_set("including such like notably especially")
_TURNS = word_set("but though although albeit yet not nor only")
_SOURCED = word_set("according citing")
_LOOSE = word_set("after as while because although though despite amid")
_ASKING = word_set("how why what whether whom")
_DASHES = frozenset({"—", "–", "--", "-"})


def finite(tree: Tree, verb: Token) -> bool:
    """Whether a verb can carry a sentence: "left", "has left", "will leave"; not "leaving"."""
    helpers = tree.children(verb.i, "aux", "auxpass")
    return verb.tag in {"VBD", "VBZ", "VBP"} or any(t.tag in {"VBD", "VBZ", "VBP", "MD"} for t in helpers)


def _list(span: Span) -> bool:
    """Members of a list look like appositions and participles: nothing goes from a list."""
    if span.governor is None:
        return True
    joins = any(t.dep == "cc" for t in span.tokens)
    nominal = span.kind in {"apposition", "phrase"} and span.head.pos in {"NOUN", "PROPN", "NUM"}
    if nominal and joins and span.words[0] not in _ARTICLES:  # "Ivanov, “Newsnight” and Petrov"
        return False
    if span.words[0] in _ASKING or span.words[0] == "that":
        return False  # "how it began, how it went on and when it ended"; "a theory, much disputed, that ..."
    return span.kind != "apposition" or (_alone(span) and not _enumerates(span))


def _enumerates(span: Span) -> bool:
    """ "a speech, a show of tanks and fly-pasts": the rest of a list, taken for an apposition."""
    nouns = any(t.dep == "conj" and t.pos in {"NOUN", "PROPN"} for t in span.tokens)
    return nouns and not any(t.pos in {"VERB", "AUX"} for t in span.tokens)


def _alone(span: Span) -> bool:
    """An apposition is the only one, and nothing is joined to it."""
    if span.governor is None:
        return True
    siblings = span.tree.children(span.governor.i, "appos", "conj")
    after = span.tree.lower(span.right + 2) if span.tree.lower(span.right + 1) == "," else ""
    joined = span.tree.children(span.head.i, "conj")
    return len(siblings) == 1 and after not in {"and", "or"} and span.governor.dep != "appos" and not joined


def _participle(span: Span) -> bool:
    """A main verb or the member of a list of verbs, taken for a participle: "Pryce, who came on late, headed in"."""
    if span.kind != "participle" or span.governor is None:
        return True
    joined = span.tree.children(span.head.i, "conj")
    if (
        joined
        and span.head.tag == "VBN"
        and (span.governor.tag == "VBN" or len(joined) > 1 or _chained(span))
    ):
        return False  # "was searched, fined and sent home"
    before = {span.tree.lower(i) for i in range(max(0, span.left - 12), span.left)}
    if joined and span.head.tag == "VBG" and before & _EXAMPLES:
        return False  # "such as a tax on cars, closing two yards and lending to farmers"
    above = span.tree.tokens[span.governor.head]
    if span.head.tag == "VBN" and span.governor.dep in {"pobj", "conj", "appos"} and _absolute(span, above):
        return False  # "with two brothers, used as stand-ins"
    return not (_behind_aside(span) or finite(span.tree, span.head))  # "shows Moe, who died in May, playing"


def _absolute(span: Span, above: Token) -> bool:
    """Whether what the stretch hangs on is what somebody does something "with"."""
    tokens = span.tree.tokens
    while above.pos in {"NOUN", "PROPN"} and above.head != above.i:
        above = tokens[above.head]
    return above.text.lower() == "with" and tokens[above.i - 1].text == ","


def _chained(span: Span) -> bool:
    """ "copied, printed or sold": joined without a conjunction before the second."""
    after = next((t for t in span.tree.children(span.head.i) if t.i > span.head.i and t.text != ","), None)
    return after is not None and after.dep == "conj"


def _clause(span: Span) -> bool:
    """An adverbial clause has its own subject: ", after falling short, equalised" is the main verb."""
    if span.kind != "clause" or span.head.dep != "advcl":
        return True
    own = bool(span.tree.children(span.head.i, *SUBJECTS))
    return own or not finite(span.tree, span.head)


def _phrase(span: Span) -> bool:
    """ "rebuke politicians, including Moe, for what they did": the phrase is the verb's, not set off."""
    tree = span.tree
    if any(t.tag == "TO" and tree.lower(t.i - 1) == "," for t in span.tokens[1:]):
        return False  # "the north, which decides most years, to get the 70 seats"
    purpose = span.kind == "clause" and span.words[0] == "to"
    return not (span.kind == "phrase" or purpose) or not _behind_aside(span)


def _noun(span: Span) -> bool:
    """ "rude, even dangerous, speech": the noun that a row of adjectives belongs to."""
    bare = span.head.pos == "NOUN" and span.tokens[0].pos in {"NOUN", "ADJ"}
    return not (bare and span.left > 1 and span.tree.tokens[span.left - 2].pos == "ADJ")


def _behind_aside(span: Span) -> bool:
    """Whether the comma before the stretch closes another aside, so that it does not set off the stretch."""
    for token in span.tree.tokens[: span.left]:
        place = span.tree.span(token.i) if token.dep in _ASIDE_DEPS else None
        if place is not None and place[1] == span.left - 2 and span.tree.lower(place[0] - 1) == ",":
            return True
    return False


def _opening(span: Span) -> bool:
    """Behind an opening stretch the subject of its verb follows at once."""
    if span.left != 0 or span.governor is None or span.governor.pos not in {"VERB", "AUX"}:
        return True
    verb, root = span.governor, span.tree.root
    if verb.i != root.i and root.lemma.lower() not in SAYING:
        return False  # "As refuse lay in streets and yards, porters stayed off work, the minister failed": no such clause
    subjects = span.tree.children(verb.i, *SUBJECTS)
    if len(subjects) != 1 or not span.right < subjects[0].i < span.governor.i:
        return False
    first = min(span.tree.subtree(subjects[0].i))
    after = span.right + 2 if span.tree.lower(span.right + 1) == "," else span.right + 1
    between = span.tree.tokens[after:first]
    return first > span.right and not any(t.text == "," for t in between)


def _what_follows(span: Span) -> bool:
    """What comes behind the closing comma may hang on what goes: ", which it won, but not until ...", ", including ..."."""
    tree, after = span.tree, span.right + 2
    if span.left == 0 or tree.lower(span.right + 1) != "," or after > tree.last:
        return True
    word, tag = tree.lower(after), tree.tokens[after].tag
    listed = span.words[0] in _EXAMPLES and word in {"and", "or"}  # "including for Weiss, and scores more"
    if listed or word in _EXAMPLES or (tag in {"VBN", "VBG"} and word not in _SOURCED):
        return False
    if span.governor is not None and span.governor.pos == "VERB" and tag in {"VBD", "VBZ", "VBP"}:
        return False  # "came home, leaving the train, waved to the crowd": one of a list
    if _shares_subject(span, after):
        return False  # "a sign of weakness, as it loses land, and seeks to hide it": who seeks?
    if span.kind in {"relative", "participle"} and tag == "IN" and word not in _LOOSE:
        return False  # ", who had convinced themselves, for a reason, that ..."
    return word not in _TURNS or tree.tokens[after + 1].pos in {"PRON", "DET", "NOUN", "PROPN", "AUX", "VERB"}


def _shares_subject(span: Span, after: int) -> bool:
    """Whether a verb behind the closing comma, without a subject of its own, may be the clause's second."""
    tree = span.tree
    if span.kind not in {"clause", "relative"} or tree.lower(after) not in {"and", "or", "but"}:
        return False
    verb = next((t for t in tree.tokens[after + 1 : after + 3] if t.tag != "RB"), None)
    return verb is not None and verb.tag in {"VBD", "VBZ", "VBP", "MD"}


def _listed_names(span: Span) -> bool:
    """ "bowled Hart, who ran late, Lane and Moss": the relative clause has swallowed the rest of a list of names."""
    tree = span.tree
    if span.kind != "relative" or span.governor is None or span.governor.pos != "PROPN":
        return True
    inside = span.tokens[1:-1]
    named = any(t.text == "," and tree.tokens[t.i + 1].pos == "PROPN" for t in inside)
    return not (named and any(t.dep == "cc" and tree.tokens[t.i + 1].pos == "PROPN" for t in inside))


def _dash(span: Span) -> bool:
    """ "the perceived – and real – conflicts": what is joined by "and" between dashes belongs to its neighbour."""
    joins = span.head.dep == "cc" or span.tokens[0].pos == "CCONJ"
    if span.kind != "parenthesis":
        return True
    if span.tree.lower(span.left - 1) == "(":
        return not joins  # "imports from the island (and its harbours)"
    ends = span.right + 1 >= span.tree.last
    return len(span.words) > 3 if ends else not joins  # "the thing they love best - a winner"


def _cleft(span: Span) -> bool:
    """ "It is they, not the judges, who decide": the clause is the statement."""
    if span.kind != "relative" or span.governor is None:
        return True
    token = span.governor
    while token.head != token.i:
        token = span.tree.tokens[token.head]
        it = any(t.text.lower() == "it" for t in span.tree.children(token.i, "nsubj", "expl"))
        if token.lemma.lower() in {"be", "'s", "’s"} and it:
            return False
        if token.pos in {"VERB", "AUX"} and token.dep != "prep":
            break
    return True


def _kept_clause(span: Span) -> bool:
    """The main clause keeps its verb, and nothing that stays hangs on what goes."""
    inside = range(span.left, span.right + 1)
    tree: Tree = span.tree
    return tree.root.i not in inside and all(
        t.i in inside or t.head not in inside or t.pos == "PUNCT" for t in tree.tokens
    )


JOINTS = (
    _list, _listed_names, _participle, _clause, _phrase, _noun, _opening, _what_follows, _dash, _cleft, _kept_clause,
)  # fmt: skip
