"""Quantifiers: all, most, some, few, only, nearly. None is lost, none stands in another's place."""

from __future__ import annotations

from briefing.language.lexicon import word_set
from briefing.summarise.checks.claim import Claim
from briefing.summarise.checks.scope import governed, left_out, marker

__all__ = ["quantifiers"]

_mark = marker(
    {
        cue: name
        for name, cues in {
            "all": "all every each entire whole",
            "most": "most majority",
            "many": "many numerous countless",
            "several": "several various multiple",
            "some": "some partly partially",
            "few": "few fewer minority",
            "only": "only solely merely",
            "both": "both",
            "nearly": "nearly almost virtually practically",
            "half": "half",
        }.items()
        for cue in cues.split()
    }
    | dict.fromkeys(("part of", "parts of", "portion of"), "some")
)


_WHOLLY = word_set(  # what these say holds of some only, where a phrase behind says of which
    "all every each any no nobody none only most few many neither both never first last "
    "largest biggest deadliest worst best highest lowest heaviest longest oldest youngest strongest bloodiest smallest greatest"
)
_WHICH = word_set(
    "who whose whom that which where in of from with without for on at near by under against outside inside along across "
    "aged born held"
)
_WITHIN = 4  # words between such a word and the phrase that limits it


def quantifiers(claim: Claim) -> str:
    """A quantifier that the text lacks on a word that it keeps, or has in place of another."""
    if limit := _limit(claim):
        return f"“{limit}” is left out, which says of which"
    if claim.gaps is not None and (cue := left_out(claim, _mark, length=1, onward=True)):
        return f"“{cue}” is left out, what it measures is kept"
    known: dict[str, set[str]] = {}
    for passage in claim.evidence:
        for word, says in governed(passage.cues, _mark).items():
            known.setdefault(word, set()).update(says)
    for word, says in governed(claim.said.cues, _mark).items():
        given = known.get(word)
        if given is not None and not says & given and (claim.gaps is None or "" not in given):
            return f"“{word}” has “{min(says)}” here, “{min(given)}” in the evidence"
    every = {name for says in known.values() for told in says for name in told.split()}
    said = {
        name for says in governed(claim.said.cues, _mark).values() for told in says for name in told.split()
    }
    return f"“{min(said - every)}” is not in the evidence" if said - every else ""


def _limit(claim: Claim) -> str:
    """ "all hospitals [in the north] were hit": the first word of a phrase without a comma that says which ones."""
    quote = claim.nearest
    for start, _ in claim.gaps or ():
        before = quote.words[max(0, start - _WITHIN - 1) : start]
        limits = quote.words[start] in _WHICH and not quote.between[start].strip()
        if limits and _WHOLLY & set(before):
            return quote.words[start]
    return ""
