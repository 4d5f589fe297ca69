"""Modality: what may, will, should, is planned or was tried has not happened, and the one is not the other."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.language.lexicon import NEGATIONS
from briefing.summarise.checks.claim import Claim
from briefing.summarise.checks.scope import governed, left_out, marker

__all__ = ["modality"]

_CUES = {
    cue: name
    for name, cues in {
        "possible": "may might could",
        "able": "can able capable",
        "future": "will would shall going due",
        "ought": "must should ought need needs needed supposed",
        "meant": "plan plans planned planning intend intends intended intending aim aims aimed aiming hope hopes hoped hoping "
        "want wants wanted wanting seek seeks sought seeking wish wishes wished prepare prepares prepared preparing poised",
        "told": "threaten threatens threatened threatening vow vows vowed vowing promise promises promised promising pledge "
        "pledges pledged pledging agree agrees agreed agreeing offer offers offered offering",
        "asked": "urge urges urged urging demand demands demanded demanding ask asks asked asking propose proposes proposed "
        "proposing order orders ordered ordering call calls called calling",
        "weighed": "consider considers considered considering weigh weighs weighed weighing mull mulls mulled mulling "
        "discuss discusses discussed discussing whether",
        "tried": "try tries tried trying attempt attempts attempted attempting",
    }.items()
    for cue in cues.split()
}  # fmt: skip
_PLAIN = frozenset(
    {"may", "might", "could", "can", "will", "would", "shall", "must", "should", "able", "capable", "whether"}
)
_TO = (
    5  # words behind which "to" may follow: "urged both of the armies to leave"; without it "plan" is a noun
)
_NOT = frozenset(NEGATIONS) | {"not"}


_all = marker(_CUES)


def _mark(words: Sequence[str]) -> list[str]:
    return [
        name if word in _PLAIN or "to" in words[i + 1 : i + 1 + _TO] or _doing(words, i) else ""
        for i, (word, name) in enumerate(zip(words, _all(words), strict=True))
    ]


def _doing(words: Sequence[str], at: int) -> bool:
    """ "considered closing", "aimed at closing" """
    behind = [w for w in words[at + 1 : at + 3] if w not in {"at", "for", "on"}]
    return bool(behind) and behind[0].endswith("ing")


def modality(claim: Claim) -> str:
    """A word of will, leave, plan or attempt that the text lacks, or has in place of another."""
    if claim.gaps is not None and (cue := left_out(claim, _mark, length=5, onward=True)):
        return f"“{cue}” is left out, what it governs is kept"
    known: dict[str, set[str]] = {}
    for passage in claim.evidence:
        for word, says in governed(passage.cues, _mark, _NOT).items():
            known.setdefault(word, set()).update(says)
    for word, says in governed(claim.said.cues, _mark, _NOT).items():
        given = known.get(word)
        if given is None or says & given:
            continue
        if claim.gaps is not None and "" in given:
            continue  # a cut brought a cue nearer; that one was lost is seen above
        return f"“{word}” is {_told(says)} here, {_told(given)} in the evidence"
    return ""


def _told(says: set[str]) -> str:
    return min(says) or "plain"
