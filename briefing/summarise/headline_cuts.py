"""What a headline may leave out of an opening sentence beyond what a sentence of the digest may.

    Parse ─ days and hours, closing clauses of time and circumstance ─┐
          ─ what any sentence may lose (`parts.removable`) ───────────┴─> sets of parts ─> candidates, shortest first

A plain statement of what happened still holds without the day on which, and without what happened meanwhile: "Missiles struck
the port as talks began" says that missiles struck the port. It does not where the statement is a denial, a plan, a record or a
comparison, for there the rest says how far it holds; such sentences lose nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.language.lexicon import CONDITIONS, DENYING, HEDGES, NEGATIONS, REVERSING, SAYING, word_set
from briefing.model import Parse, Token
from briefing.summarise.bearing import reckons
from briefing.summarise.compress import DATELINE, Candidate, whole
from briefing.summarise.cutting import CLOSERS, END, Cut, apply, merge
from briefing.summarise.grammar import Tree, quoted_spans
from briefing.summarise.joints import SUBJECTS, finite
from briefing.summarise.leftover import antecedents_stay
from briefing.summarise.parts import between_commas, removable

__all__ = ["headline_candidates"]

_DAY = re.compile(
    r"^(?:early |late )?(?:on )?(?:early |late )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|afternoon|evening|night))?$",
    re.IGNORECASE,
)
_MEANWHILE = word_set("as after while amid following during despite because")
_BEFORE_A_DAY = word_set(  # words that hang on it: "later Wednesday", "until Friday"
    "early late earlier later last next this every by until since from and to before after"
)
_SHADES = word_set("even just shortly hours days")
_PARTY = re.compile(r"^[RDI](?:[-.,–—].*)?$")
_ANY = word_set("someone anyone everyone those all any some many most none nobody everybody people")
_BOUND = word_set(  # with these the rest of the sentence may say of which, or since when
    "first last only all every each most least never no none record highest lowest largest biggest smallest worst best "
    "deadliest longest than since both same another again until unless if whether rather instead either neither until"
)
_CONTRARY = DENYING | REVERSING | NEGATIONS | CONDITIONS | HEDGES
_SUMMING = word_set(  # what sums up the clause before it
    "move step decision blow sign shift victory win setback reversal rebuke departure development result announcement measure"
)
_LEAST = 8  # words of a headline that is a sentence

_Part = tuple[str, int, int, Cut]  # pattern, first and last token, characters


def headline_candidates(parse: Parse, quote: str, lead: Cut | None) -> list[Candidate]:
    """Shorter forms of an opening sentence for a headline, the shortest first; none where nothing may go.

    `parse` is of the quote behind the dateline `lead`, as for `compress.candidates`.
    """
    tree = Tree(parse)
    plain = tree.single and quoted_spans(parse.text) is not None and _plain(tree)
    if not plain or not quote.rstrip(CLOSERS).endswith(END):
        return []
    own = [*_days(tree), *_closing(tree), *_leading(tree), *_asides(tree), *_second(tree)]
    usual = [(p.pattern, *p.tokens, p.cut) for p in removable(tree) if not _topic(tree, *p.tokens)]
    base = whole(quote, lead)
    found: dict[str, Candidate] = {}
    for parts in (own + usual, own, [p for p in own if p[0].startswith("day")], *([p] for p in own)):
        kept = _outermost(parts)
        if kept and (made := _candidate(tree, quote, lead, kept)) and made.words < base.words:
            found.setdefault(made.text, made)
    return sorted(found.values(), key=lambda c: c.words)


def _topic(tree: Tree, left: int, right: int) -> bool:
    """Whether a part opens the sentence and names what it is about: "In his speech on Belgar, the president said ..."."""
    return left == 0 and any(t.pos == "PROPN" for t in tree.tokens[: right + 1])


def _plain(tree: Tree) -> bool:
    """Whether the main clause states what happened: no denial, no wish, no record, no comparison."""
    root = tree.root
    if not tree.children(root.i, *SUBJECTS) or not finite(tree, root) or tree.children(root.i, "neg"):
        return False
    main = list(tree.own(root.i))
    if any(t.tag in {"JJR", "RBR", "JJS", "RBS"} or t.text.lower() in _BOUND for t in main):
        return False
    return not any(t.tag == "MD" and t.text.lower() != "will" for t in tree.children(root.i, "aux"))


def _days(tree: Tree) -> Iterator[_Part]:
    """ "on Monday", "late Tuesday night" behind or before the verb that happened then."""
    for token in tree.tokens:
        span = tree.span(token.i)
        if span is None or token.dep not in {"npadvmod", "prep", "nmod", "advmod"}:
            continue
        left, right = span
        head = tree.tokens[token.head]
        text = tree.text[tree.tokens[left].start : tree.tokens[right].end]
        if head.pos not in {"VERB", "AUX"} or not _DAY.match(text) or left == 0 or right >= tree.last + 1:
            continue
        if tree.lower(left - 1) in _BEFORE_A_DAY or tree.lower(left - 1) == ",":
            continue
        if (
            tree.lower(right + 1) in {"and", "or", "through", "-", "–"}
            or (tree.lower(right + 1) == "to" and _DAY.match(tree.lower(right + 2)))
            or tree.tokens[min(right + 1, len(tree.tokens) - 1)].pos == "NUM"
        ):
            continue
        start, end = tree.tokens[left - 1].end, tree.tokens[right].end
        if not reckons(tree.text[:start] + tree.text[end:]):
            yield "day", left, right, (start, end)


def _closing(tree: Tree) -> Iterator[_Part]:
    """The last clause or phrase of the sentence that tells what happened besides: "as talks began", "amid fears of a war"."""
    root = tree.root
    for token in tree.tokens:
        span = tree.span(token.i)
        if span is None or span[1] < tree.last or token.i <= root.i:
            continue
        if _contrary(tree.tokens[span[0] : span[1] + 1]):
            continue
        before = tree.tokens[span[0] - 1]
        if before.text == "," and _comment(tree, token):
            yield f"comment:{token.dep}", span[0], tree.last, (before.start, len(tree.text))
        elif token.head == root.i and _meanwhile(tree, token, span[0]):
            left = span[0] - (before.text.lower() in _SHADES)
            first = tree.tokens[left - 1]
            start = first.start if first.text == "," else first.end
            yield f"closing:{tree.lower(span[0])}", left, tree.last, (start, len(tree.text))


def _meanwhile(tree: Tree, token: Token, left: int) -> bool:
    """Whether a clause or phrase behind the main verb and what it needs tells of something besides."""
    root, first = tree.root, tree.lower(left)
    if token.dep not in {"advcl", "prep"} or first not in _MEANWHILE or left <= root.i + 1:
        return False
    if first == "as" and token.dep == "prep":
        return False  # "as president"
    if any(t.tag == "MD" for t in tree.children(root.i, "aux")):
        return False  # what will be done then may be done then only
    needed = tree.children(root.i, "dobj", "nsubjpass", "attr", "prep", "ccomp", "xcomp", "prt")
    return any(t.i < left for t in needed)


def _leading(tree: Tree) -> Iterator[_Part]:
    """ "As talks began, missiles struck ...": the same before the main clause."""
    for token in tree.children(tree.root.i, "advcl", "prep"):
        span = tree.span(token.i)
        if span is None or span[0] > 0 or tree.lower(span[1] + 1) != "," or tree.lower(0) not in _MEANWHILE:
            continue
        if token.dep == "prep" and tree.lower(0) == "as":
            continue
        if not _contrary(tree.tokens[: span[1] + 1]) and span[1] + 2 < len(tree.tokens):
            yield f"leading:{tree.lower(0)}", 0, span[1], (0, tree.tokens[span[1] + 2].start)


def _asides(tree: Tree) -> Iterator[_Part]:
    """ ", the minister's lawyer,", ", which opened in May,": what is said besides of somebody named; "(R., Ky.)"."""
    for token in tree.tokens:
        governor = tree.tokens[token.head]
        span = tree.span(token.i)
        if span is None:
            continue
        left, right = span
        if token.dep == "appos" and tree.lower(left - 1) == "(" and tree.lower(right + 1) == ")":
            text = tree.text[tree.tokens[left].start : tree.tokens[right].end]
            if _PARTY.match(text):
                yield "party", left, right, (tree.tokens[left - 2].end, tree.tokens[right + 1].end)
        named = (
            governor.pos == "PROPN" and governor.entity in {"PERSON", "ORG", "GPE"} and token.pos != "PROPN"
        )
        relative = token.dep == "relcl" and tree.lower(left) in {"which", "who", "whose"}
        if not (relative or (token.dep == "appos" and named)) or _contrary(tree.tokens[left : right + 1]):
            continue
        if (
            governor.text.lower() in _ANY
            or governor.dep in {"conj", "appos"}
            or tree.children(governor.i, "conj")
        ):
            continue
        cut = between_commas(tree, left, right)
        if cut is not None and left > 1:
            yield f"aside:{token.dep}", left, right, cut


def _second(tree: Tree) -> Iterator[_Part]:
    """ "and named a new minister": the second of two statements of one subject."""
    root = tree.root
    links = tree.children(root.i, "cc")
    for verb in tree.children(root.i, "conj"):
        span = tree.span(verb.i)
        link = next((t for t in links if t.i < verb.i and t.text.lower() == "and"), None)
        if span is None or link is None or len(links) > 1 or span[1] < tree.last or span[0] != link.i + 1:
            continue
        if verb.tag != root.tag or not finite(tree, verb) or _contrary(tree.tokens[span[0] : span[1] + 1]):
            continue
        before = tree.tokens[link.i - 1]
        if before.text in {'"', "”", "’", "'"}:
            continue
        start = before.start if before.text == "," else before.end
        yield "second", link.i, tree.last, (start, len(tree.text))


def _comment(tree: Tree, token: Token) -> bool:
    """ ", ending months of talks", ", a move that ...": what the outlet adds to the statement."""
    governor = tree.tokens[token.head]
    if token.dep == "advcl" and token.tag == "VBG" and not tree.children(token.i, "mark", "aux"):
        first = min(tree.subtree(token.i))
        return first == token.i and governor.pos in {"VERB", "AUX"} and not tree.children(token.i, "conj")
    summing = token.dep in {"appos", "npadvmod", "dobj", "attr", "dep"} and token.lemma.lower() in _SUMMING
    return summing and tree.lower(min(tree.subtree(token.i))) in {"a", "an", "the"}


def _contrary(tokens: tuple[Token, ...]) -> bool:
    words = {t.lemma.lower() for t in tokens} | {t.text.lower() for t in tokens}
    says = any(t.lemma.lower() in SAYING and t.pos == "VERB" for t in tokens)
    return bool(words & _CONTRARY) or "according" in words or says


def _outermost(parts: list[_Part]) -> list[_Part]:
    """Of parts one within another the larger; of parts that cross, the first."""
    kept: list[_Part] = []
    for part in sorted(parts, key=lambda p: (p[1] - p[2], p[1])):
        if all(part[2] < k[1] or k[2] < part[1] for k in kept):
            kept.append(part)
    return sorted(kept, key=lambda p: p[1])


def _candidate(tree: Tree, quote: str, lead: Cut | None, parts: list[_Part]) -> Candidate | None:
    if not antecedents_stay(tree, [(left, right, "clause") for _, left, right, _ in parts]):
        return None
    offset = lead[1] if lead else 0
    cuts = merge([*([lead] if lead else []), *((a + offset, b + offset) for *_, (a, b) in parts)])
    text = apply(quote, cuts)
    words = len(text.split())
    if words < _LEAST:
        return None
    patterns = (*((DATELINE,) if lead else ()), *(p[0] for p in parts))
    return Candidate(text=text, cuts=cuts, words=words, patterns=patterns)
