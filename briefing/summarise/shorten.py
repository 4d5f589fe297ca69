"""Compress many passages at once: one parse call, one score call, one parse call to check.

passages ─ parse ─> candidates ─ score ─> ranked ─ parse again, and each passage as a report ─> checked ─> Shortened
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefing.language.datelines import dateline
from briefing.model import EvidencePassage, Limits, Marks, Parse, Sentence
from briefing.ports import Parser, Prompter, Writer
from briefing.summarise.compress import DATELINE, Candidate, Price, candidates, ranked, whole
from briefing.summarise.cutting import Cut
from briefing.summarise.roles import roles_fault
from briefing.summarise.sentences import because, compressed, verbatim
from briefing.summarise.stability import reported, stability_fault, wavering_fault
from briefing.summarise.verify import passed

__all__ = ["Key", "Shortened", "key_of", "shorten"]

_HEADLINE = Price(word=0.03, loss=0.03, short=6, comfortable=12, floor=0.6)  # shortness is worth more there
_RULED = "en"  # the language of the rules for what may go
_TRIED = 4  # candidates that are parsed again, best first
_MARKED = "compression: marked"  # readers found this sentence, or this kind of cut, distorting

Key = tuple[str, int]  # article id, passage index


def key_of(source: EvidencePassage) -> Key:
    """What identifies a passage."""
    return source.article.id, source.passage.index


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """One passage with the ways to say it."""

    source: EvidencePassage
    as_sentence: tuple[Candidate, ...]  # best first
    as_headline: tuple[Candidate, ...]
    faults: Mapping[str, str] = field(default_factory=dict)  # candidate's text -> what its second parse found
    marks: Marks = field(default_factory=Marks)
    marked: bool = False  # whether readers' marks refuse what would have been the best candidate

    def sentence(self) -> Sentence:
        """The best candidate that passes every check, at worst the passage as it stands with the reason why."""
        reason = _MARKED if self.marked else ""
        for option in self.as_sentence:
            if not option.cuts:
                break
            drafted = compressed(self.source, option, roles=self.faults.get(option.text, ""))
            if self.marks.refuse(drafted):
                reason = reason or _MARKED
                continue
            if passed(drafted.checks):
                return drafted
            reason = reason or "compression: " + next(c.name for c in drafted.checks if not c.passed)
        return because(verbatim(self.source), reason)

    def drafts(self) -> list[Sentence]:
        """The shorter candidates that were tried, best first, each with its checks, passed or not."""
        options = [option for option in self.as_sentence if option.cuts]
        return [compressed(self.source, o, roles=self.faults.get(o.text, "")) for o in options]

    def headlines(self) -> list[Sentence]:
        """Candidates without a final stop that pass every check, best first; the passage as it stands is the last."""
        drafted = [
            compressed(
                self.source, _without_stop(o, self.source), roles=self.faults.get(o.text, ""), stop=False
            )
            for o in self.as_headline
        ]
        return [d for d in drafted if passed(d.checks) and not self.marks.refuse(d)]


def _without_stop(option: Candidate, source: EvidencePassage) -> Candidate:
    quote = source.passage.text
    end = len(quote.rstrip())
    stop = quote[:end].endswith(".") and not quote[:end].endswith("..")
    cuts = (*option.cuts, (end - 1, len(quote))) if stop else option.cuts
    return replace(option, cuts=cuts)


def shorten(
    sources: Sequence[EvidencePassage],
    *,
    writer: Writer | None,
    parser: Parser | None,
    prompter: Prompter,
    limits: Limits,
    marks: Marks | None = None,
) -> dict[Key, Shortened]:
    """Each passage with its candidates; only the whole passage where a model is missing or the language is not parsed.

    No candidate leaves out a kind of part that `marks` refuse. The rules are of English: in another language that the
    parser knows, only a dateline goes.
    """
    marks = marks or Marks()
    unique = {key_of(s): s for s in sources}
    if writer is None or parser is None:
        return {key: _whole(s, marks) for key, s in unique.items()}
    known = {k: s for k, s in unique.items() if s.article.language in parser.languages()}
    ruled = {k: s for k, s in known.items() if s.article.language == _RULED}
    shortened = {k: _whole(s, marks, dated=k in known) for k, s in unique.items() if k not in ruled}
    return shortened | _choose(ruled, writer, parser, prompter, limits, marks)


def _whole(source: EvidencePassage, marks: Marks, *, dated: bool = False) -> Shortened:
    lead = _lead(source, marks) if dated else None
    only = whole(source.passage.text, lead)
    marked = dated and _dateline_stays(source, lead)
    return Shortened(source=source, as_sentence=(only,), as_headline=(only,), marks=marks, marked=marked)


def _lead(source: EvidencePassage, marks: Marks) -> Cut | None:
    """The dateline that goes, if any."""
    return None if marks.refuse_cuts([DATELINE]) else dateline(source.passage.text)


def _dateline_stays(source: EvidencePassage, lead: Cut | None) -> bool:
    """Whether only readers' marks keep a dateline from going."""
    return lead is None and dateline(source.passage.text) is not None


def _choose(
    sources: Mapping[Key, EvidencePassage],
    writer: Writer,
    parser: Parser,
    prompter: Prompter,
    limits: Limits,
    marks: Marks,
) -> dict[Key, Shortened]:
    leads = {k: _lead(s, marks) for k, s in sources.items()}
    bare = [_behind(s.passage.text, leads[k]) for k, s in sources.items()]
    parses = dict(zip(sources, parser.parse(bare) if bare else [], strict=True))
    options = {k: candidates(parses[k], s.passage.text, lead=leads[k]) for k, s in sources.items()}
    scores = _score(sources, options, writer, prompter)
    best = {k: ranked(options[k], scores[k], limit=limits.sentence_words) for k in sources}
    heads = {k: ranked(options[k], scores[k], limit=limits.headline_words, price=_HEADLINE) for k in sources}
    ranks = {k: (_unmarked(best[k], marks)[:_TRIED], _unmarked(heads[k], marks)[:_TRIED]) for k in sources}
    faults = _faults(sources, ranks, parses, parser)
    return {
        k: Shortened(
            source=s,
            as_sentence=tuple(ranks[k][0]),
            as_headline=tuple(ranks[k][1]),
            faults=faults.get(k, {}),
            marks=marks,
            marked=marks.refuse_cuts(best[k][0].patterns) or _dateline_stays(s, leads[k]),
        )
        for k, s in sources.items()
    }


def _unmarked(options: Sequence[Candidate], marks: Marks) -> list[Candidate]:
    """Those that leave out no kind of part that readers found distorting."""
    return [option for option in options if not marks.refuse_cuts(option.patterns)]


def _behind(text: str, lead: Cut | None) -> str:
    return text[lead[1] :] if lead else text


def _score(
    sources: Mapping[Key, EvidencePassage],
    options: Mapping[Key, Sequence[Candidate]],
    writer: Writer,
    prompter: Prompter,
) -> dict[Key, list[float]]:
    """Scores of all candidates in one call; a passage with one candidate needs none."""
    open_keys = [k for k in sources if len(options[k]) > 1]
    tasks = [
        (prompter.render("shorten", sentence=sources[k].passage.text), [o.text for o in options[k]])
        for k in open_keys
    ]
    scored = dict(zip(open_keys, writer.score(tasks) if tasks else [], strict=True))
    return {k: scored.get(k, [0.0]) for k in sources}


def _faults(
    sources: Mapping[Key, EvidencePassage],
    ranks: Mapping[Key, tuple[Sequence[Candidate], Sequence[Candidate]]],
    parses: Mapping[Key, Parse],
    parser: Parser,
) -> dict[Key, dict[str, str]]:
    """What other parses find wrong in the candidates that may be published."""
    options = {k: {o.text: o for r in both for o in r if o.cuts} for k, both in ranks.items()}
    options = {k: found for k, found in options.items() if found}
    texts = [text for k, found in options.items() for text in (reported(parses[k]), *found)]
    read = iter(parser.parse(texts) if texts else [])
    faults: dict[Key, dict[str, str]] = {}
    for key, found in options.items():
        report = next(read)
        lead = len(sources[key].passage.text) - len(parses[key].text)
        for text, option in found.items():
            cuts = [(max(0, a - lead), b - lead) for a, b in option.cuts if b > lead]
            faults.setdefault(key, {})[text] = _fault(next(read), parses[key], report, cuts)
    return faults


def _fault(after: Parse, before: Parse, report: Parse, cuts: Sequence[Cut]) -> str:
    return (
        roles_fault(after, [before])
        or stability_fault(after, before, cuts)
        or wavering_fault(report, before, cuts)
    )
