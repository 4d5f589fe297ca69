"""What the articles of stories offer for headlines: each title with what its report bears out, each opening made short.

    articles ─┬─ title less label and outlet ─ parse ─ beside the parsed opening ─> Grounding ─┐
              └─ first sentence ─ parse ─ what a headline may leave out ─ parse again ─ checks ┴─> Reading

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
from briefing.summarise.grounding import OPENING, Grounding, ground, recased
from briefing.summarise.headline_cuts import headline_candidates
from briefing.summarise.joints import SUBJECTS, finite
from briefing.summarise.roles import roles_fault
from briefing.summarise.sentences import compressed, titled, verbatim
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
    openings: tuple[Sentence, ...]  # the first sentence made short, the shortest first; as it stands last
    whole: bool  # whether the first sentence has a main verb, as far as is known


def headline_of(article: Article, title: Passage) -> Sentence:
    """A title without label, outlet's name and final stop."""
    source = EvidencePassage(article=article, passage=title, score=0.0)
    return titled(source, title_cuts(title.text, article.outlet))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """One article before it is parsed."""

    article: Article
    title: Sentence | None
    said: str  # the title in the body's own spelling
    opening: tuple[str, ...]  # the first sentences, without a dateline
    lead: EvidencePassage | None
    cut: Cut | None  # the dateline


def read_titles(articles: Sequence[Article], parser: Parser | None, marks: Marks) -> dict[str, Reading]:
    """A reading of each article, by its id."""
    opened = [_open(a) for a in {a.id: a for a in articles}.values()]
    parses = _parses(opened, parser)
    forms = {o.article.id: _forms(o, parses) for o in opened}
    again = [c.text for candidates in forms.values() for c in candidates]
    seconds = dict(zip(again, parser.parse(again), strict=True)) if parser and again else {}
    return {o.article.id: _reading(o, parses, forms[o.article.id], seconds, marks) for o in opened}


def _open(article: Article) -> _Opened:
    title = next((p for p in article.passages if p.kind == "title"), None)
    body = [p for p in article.passages if p.kind == "sentence"]
    first: Passage | None = next((p for p in article.passages if p.kind != "title"), None)
    drafted = headline_of(article, title) if title else None
    cut = dateline(first.text) if first else None
    opening = tuple(p.text[cut[1] :] if p is first and cut else p.text for p in body[:OPENING])
    told = " ".join(p.text for p in body)
    told_first = first is not None and first.kind == "sentence"
    lead = EvidencePassage(article=article, passage=first, score=0.0) if first and told_first else None
    return _Opened(
        article=article,
        title=drafted,
        said=recased(drafted.text, told) if drafted else "",
        opening=opening,
        lead=lead,
        cut=cut,
    )


def _parses(opened: Sequence[_Opened], parser: Parser | None) -> Mapping[str, Parse]:
    if parser is None:
        return {}
    read = [o for o in opened if o.article.language == _ENGLISH and _ENGLISH in parser.languages()]
    texts = list(dict.fromkeys(text for o in read for text in (o.said, *o.opening) if text))
    return dict(zip(texts, parser.parse(texts) if texts else [], strict=True))


def _forms(opened: _Opened, parses: Mapping[str, Parse]) -> list[Candidate]:
    if opened.lead is None or opened.opening[0] not in parses:
        return []
    return headline_candidates(parses[opened.opening[0]], opened.lead.passage.text, opened.cut)


def _reading(
    opened: _Opened,
    parses: Mapping[str, Parse],
    forms: Sequence[Candidate],
    seconds: Mapping[str, Parse],
    marks: Marks,
) -> Reading:
    grounding = None
    if opened.title is not None and opened.article.language == _ENGLISH:
        known = [parses[s] for s in opened.opening if s in parses]
        grounding = ground(opened.said, opened.opening, parse=parses.get(opened.said), parses=known)
    first = parses.get(opened.opening[0]) if opened.opening else None
    return Reading(
        title=opened.title,
        grounding=grounding,
        openings=tuple(_openings(opened, first, forms, seconds, marks)),
        whole=first is None or _has_main_verb(first),
    )


def _has_main_verb(parse: Parse) -> bool:
    tree = Tree(parse)
    roots = [t for t in tree.tokens if t.head == t.i]
    return any(
        (finite(tree, root) or root.tag == "VBN") and bool(tree.children(root.i, *SUBJECTS)) for root in roots
    )


def _openings(
    opened: _Opened,
    first: Parse | None,
    forms: Sequence[Candidate],
    seconds: Mapping[str, Parse],
    marks: Marks,
) -> list[Sentence]:
    if opened.lead is None:
        return []
    made = []
    if first is not None:
        for form in forms:
            fault = _fault(seconds[form.text], first, form, opened.cut)
            made.append(compressed(opened.lead, _without_stop(form, opened.lead), roles=fault, stop=False))
    made = [m for m in made if not marks.refuse_cuts(m.patterns)]
    cut = None if marks.refuse_cuts(["dateline"]) else opened.cut
    full = _without_stop(whole(opened.lead.passage.text, cut), opened.lead)
    as_it_stands = compressed(opened.lead, full, stop=False)
    if cut is None and as_it_stands.text not in opened.lead.passage.text:  # its marks do not pair off
        as_it_stands = verbatim(opened.lead)
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
