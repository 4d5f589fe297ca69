"""What the articles of stories offer for headlines: each title with what its report bears out, each opening made short.

    articles ─┬─ title less label and outlet ─ parse ─ beside the parsed opening ─> Grounding ───────────┐
              └─ first sentence, and the one that says most of the title ─ parse ─ what a headline may   │
                 leave out ─ parse again ─ checks ───────────────────────────────────────────────────────┴─> Reading

Without a parser the titles' words are still looked up, and an opening stays as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.language.datelines import dateline
from briefing.model import Article, EvidencePassage, Marks, Parse, Passage, Sentence
from briefing.ports import Parser
from briefing.summarise.compress import Candidate, whole
from briefing.summarise.cutting import Cut
from briefing.summarise.grammar import Tree
from briefing.summarise.grounding import OPENING, Grounding, ground, nearest, recased
from briefing.summarise.headline_cuts import headline_candidates
from briefing.summarise.joints import SUBJECTS, finite
from briefing.summarise.roles import roles_fault
from briefing.summarise.sentences import compressed, titled, verbatim
from briefing.summarise.shorten import Key, key_of
from briefing.summarise.stability import stability_fault
from briefing.summarise.titles import title_cuts
from briefing.summarise.verify import passed

__all__ = ["Reading", "headline_of", "read_titles"]

_ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one article offers."""

    title: Sentence | None  # without label, outlet's name and stop
    grounding: Grounding | None  # of the title; None where there is none or the language is not English
    openings: tuple[Sentence, ...]  # of each `_Lead` the short forms, the shortest first, and it as it stands


def headline_of(article: Article, title: Passage) -> Sentence:
    """A title without label, outlet's name and final stop."""
    source = EvidencePassage(article=article, passage=title, score=0.0)
    return titled(source, title_cuts(title.text, article.outlet))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    """A sentence that may be a headline."""

    source: EvidencePassage
    text: str  # without a dateline
    cut: Cut | None  # the dateline


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """One article before it is parsed."""

    article: Article
    title: Sentence | None
    said: str  # the title in the body's own spelling
    opening: tuple[str, ...]  # the first sentences, without a dateline
    leads: tuple[_Lead, ...]  # the first of them, and the one that says most of the title


def read_titles(articles: Sequence[Article], parser: Parser | None, marks: Marks) -> dict[str, Reading]:
    """A reading of each article, by its id."""
    opened = [_open(a) for a in {a.id: a for a in articles}.values()]
    parses = _parses(opened, parser)
    forms = {key_of(lead.source): _forms(lead, parses) for o in opened for lead in o.leads}
    again = [c.text for candidates in forms.values() for c in candidates]
    seconds = dict(zip(again, parser.parse(again), strict=True)) if parser and again else {}
    return {o.article.id: _reading(o, parses, forms, seconds, marks) for o in opened}


def _open(article: Article) -> _Opened:
    title = next((p for p in article.passages if p.kind == "title"), None)
    body = [p for p in article.passages if p.kind == "sentence"]
    first: Passage | None = next((p for p in article.passages if p.kind != "title"), None)
    drafted = headline_of(article, title) if title else None
    cut = dateline(first.text) if first else None
    opening = tuple(p.text[cut[1] :] if p is first and cut else p.text for p in body[:OPENING])
    said = recased(drafted.text, " ".join(p.text for p in body)) if drafted else ""
    numbers = [0] if body and body[0] is first else []
    if said and opening and article.language == _ENGLISH:
        numbers.append(nearest(said, opening))
    leads = tuple(
        _Lead(
            source=EvidencePassage(article=article, passage=body[i], score=0.0),
            text=opening[i],
            cut=cut if body[i] is first else None,
        )
        for i in dict.fromkeys(numbers)
    )
    return _Opened(article=article, title=drafted, said=said, opening=opening, leads=leads)


def _parses(opened: Sequence[_Opened], parser: Parser | None) -> Mapping[str, Parse]:
    if parser is None:
        return {}
    read = [o for o in opened if o.article.language == _ENGLISH and _ENGLISH in parser.languages()]
    texts = list(dict.fromkeys(text for o in read for text in (o.said, *o.opening) if text))
    return dict(zip(texts, parser.parse(texts) if texts else [], strict=True))


def _forms(lead: _Lead, parses: Mapping[str, Parse]) -> list[Candidate]:
    if lead.text not in parses:
        return []
    return headline_candidates(parses[lead.text], lead.source.passage.text, lead.cut)


def _reading(
    opened: _Opened,
    parses: Mapping[str, Parse],
    forms: Mapping[Key, Sequence[Candidate]],
    seconds: Mapping[str, Parse],
    marks: Marks,
) -> Reading:
    grounding = None
    if opened.title is not None and opened.article.language == _ENGLISH:
        known = [parses[s] for s in opened.opening if s in parses]
        grounding = ground(opened.said, opened.opening, parse=parses.get(opened.said), parses=known)
    made = [
        form
        for lead in opened.leads
        for form in _openings(lead, parses.get(lead.text), forms[key_of(lead.source)], seconds, marks)
    ]
    return Reading(title=opened.title, grounding=grounding, openings=tuple(made))


def _has_main_verb(parse: Parse) -> bool:
    tree = Tree(parse)
    roots = [t for t in tree.tokens if t.head == t.i]
    return any(
        (finite(tree, root) or root.tag == "VBN") and bool(tree.children(root.i, *SUBJECTS)) for root in roots
    )


def _openings(
    lead: _Lead,
    parse: Parse | None,
    forms: Sequence[Candidate],
    seconds: Mapping[str, Parse],
    marks: Marks,
) -> list[Sentence]:
    """The forms of one sentence; none where it has no main verb, as far as is known."""
    if parse is not None and not _has_main_verb(parse):
        return []
    made = []
    if parse is not None:
        for form in forms:
            fault = _fault(seconds[form.text], parse, form, lead.cut)
            made.append(compressed(lead.source, _without_stop(form, lead.source), roles=fault, stop=False))
    made = [m for m in made if not marks.refuse_cuts(m.patterns)]
    cut = None if marks.refuse_cuts(["dateline"]) else lead.cut
    full = _without_stop(whole(lead.source.passage.text, cut), lead.source)
    as_it_stands = compressed(lead.source, full, stop=False)
    if cut is None and as_it_stands.text not in lead.source.passage.text:  # its marks do not pair off
        as_it_stands = verbatim(lead.source)
    made.append(as_it_stands)
    return [m for m in made if passed(m.checks) and not marks.refuse(m)]


def _fault(after: Parse, before: Parse, form: Candidate, lead: Cut | None) -> str:
    start = lead[1] if lead else 0
    cuts = [(max(0, a - start), b - start) for a, b in form.cuts if b > start]
    return roles_fault(after, [before]) or stability_fault(after, before, cuts)


def _without_stop(option: Candidate, source: EvidencePassage) -> Candidate:
    quote = source.passage.text
    end = len(quote.rstrip())
    stop = quote[:end].endswith(".") and not quote[:end].endswith("..")
    return replace(option, cuts=(*option.cuts, (end - 1, len(quote)))) if stop else option
