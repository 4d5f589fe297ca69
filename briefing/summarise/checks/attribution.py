"""Attribution: who says so stays, and speaks as it did."""

from __future__ import annotations

from briefing.language.lexicon import word_set
from briefing.summarise.checks.claim import FUNCTION, Claim, Gap, root

__all__ = ["attribution"]

_VERBS = word_set(
    "say tell add announce warn claim report state insist argue note explain declare confirm allege acknowledge admit "
    "concede deny suggest tweet write assert estimate believe expect predict think contend maintain reveal testify vow "
    "stress reiterate accuse blame"
)
_SPEAKS = frozenset(root(v) for v in _VERBS)
_SOURCES = word_set("according citing quoting per")
_NOUNS = word_set(
    "claim claims report reports note notes estimate estimates state states tweet tweets vow vows stress reporting"
)  # as often as verbs
_CLAUSE = word_set("that it he she they we i there the")  # what opens the clause behind such a verb
_BEFORE_NOUN = word_set(
    "a an the this its his her their no of amid over despite by on with from in such and false baseless new"
)
_OPENERS = word_set(  # of a clause whose own speaker says what follows
    "who which whom that and but while although though because after before when where if since whose what"
)
_ADVERBIAL = word_set(
    "in on at late early during by to last this earlier later yesterday through via without after before monday tuesday "
    "wednesday thursday friday saturday sunday separately again"
)
_FINITE = word_set(
    "is are was were be been has have had will would can could may might must should did does do"
)
_SAME = 0.7  # share of a text's words from which on it says what a passage says, not something of its own
_NEAR = 2  # words between such an opener and the verb
_BEHIND = 3  # words behind the verb that can be what was said


def attribution(claim: Claim) -> str:
    """A source that the text lacks for what it keeps, or one that speaks otherwise than in the evidence."""
    if claim.gaps is not None:
        cue = next((c for gap in claim.gaps if (c := _lost(claim.nearest.cues, gap))), "")
        return f"“{cue}” is left out, what it answers for is kept" if cue else ""
    spoken, known = _voices(claim.said.cues), _voices(claim.nearest.cues)
    if known and not spoken and _share(claim) >= _SAME:
        return f"“{min(known)}” is left out"
    everywhere = {v for e in claim.evidence for v in _voices(e.cues)} | {"according", "say"}
    if new := sorted(spoken - (everywhere if known else everywhere - {"say", "according"})):
        return f"“{new[0]}” is not in the evidence"
    return ""


def _share(claim: Claim) -> float:
    """How much of what the text says stands in the nearest passage."""
    said = {root(w) for w in claim.said.words if w not in FUNCTION}
    return len(said & claim.nearest.roots) / max(1, len(said))


def _voices(words: list[str]) -> set[str]:
    """Roots of the verbs of saying, "say" for all plain ones."""
    found = {root(w) for i, w in enumerate(words) if _speaks(w) and _verb(words, i)}
    return found | {w for w in words if w in _SOURCES}


def _speaks(word: str) -> bool:
    return word not in {"not", "ad", "ads"} and root(word) in _SPEAKS  # "note" and "not" have one root


def _lost(words: list[str], gap: Gap) -> str:
    start, end = gap
    for at in range(start, end):
        if words[at] in _SOURCES:
            return words[at]
        if _speaks(words[at]) and _verb(words, at) and not _answers(words, start, at, end):
            return words[at]
    return ""


def _verb(words: list[str], at: int) -> bool:
    """Whether a word such as "report" or "claims" is the verb."""
    if words[at] not in _NOUNS:
        return True
    return words[at - 1] not in _BEFORE_NOUN and words[at + 1 : at + 2] != [] and words[at + 1] in _CLAUSE


def _answers(words: list[str], start: int, at: int, end: int) -> bool:
    """Whether what the verb answers for goes with it: it is a participle, stands in a clause of its own, or speaks on."""
    behind = words[at + 1 : end]
    if len(behind) < _BEHIND or all(w in FUNCTION for w in behind):
        return False
    own = (
        words[at].endswith("ing")
        or words[at - 1] == "to"
        or any(w in _OPENERS for w in words[max(start, at - 1 - _NEAR) : at])
    )
    speaks_on = behind[0] not in _ADVERBIAL and any(w in _FINITE for w in behind)
    return own or speaks_on
