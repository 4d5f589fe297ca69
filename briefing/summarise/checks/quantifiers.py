"""Quantifiers: all, most, some, few, only, nearly. None is lost, none stands in another's place."""

from __future__ import annotations

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
            "some": "some part parts partly partially portion",
            "few": "few fewer minority",
            "only": "only solely merely",
            "both": "both",
            "nearly": "nearly almost virtually practically",
            "half": "half",
        }.items()
        for cue in cues.split()
    }
)


def quantifiers(claim: Claim) -> str:
    """A quantifier that the text lacks on a word that it keeps, or has in place of another."""
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
