"""A text beside its evidence, read once for all rules: words, the nearest passage, and what of it the text leaves out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from briefing.language.lexicon import word_set
from briefing.language.names import word_gaps, words

__all__ = ["FUNCTION", "LIGHT", "Claim", "Gap", "Reading", "align", "root"]

Gap = tuple[int, int]  # words of a passage that the text leaves out, the end excluded

LIGHT = word_set("the a an and also meanwhile however but")  # may come or go without changing what is said
FUNCTION = word_set(
    "the a an or and but of to in on at by for from with as that which who whom is are was were be been being am has "
    "have had having do does did done it its he she they his her their them him this these those there into over under "
    "after before than so then such up out off 's"
)
_NAMED = re.compile(r"(?<=\w )(?:May|Will)\b|(?<=[,;] )(?:May|Will)\b")  # inside a sentence: a month, a man
_FIGURE = r"(?=\s+(?:\d|an? (?:dozen|hundred|thousand|million)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b))"
_BOUND = re.compile(
    rf"\b(?:(?:no|not) (?:fewer|less|more|later|earlier) than|per cent|(?:(?:fewer|less|more) than|some|nearly|almost){_FIGURE})\b",
    re.IGNORECASE,
)
_DOUBLED = re.compile(r"([bdgklmnprt])\1$")
_IRREGULAR = {
    form: base
    for base, forms in {
        "rise": "rose risen", "fall": "fell fallen", "win": "won", "lose": "lost", "send": "sent", "leave": "left",
        "hold": "held", "uphold": "upheld", "take": "took taken", "shoot": "shot", "strike": "struck stricken",
        "begin": "began begun", "break": "broke broken", "buy": "bought", "sell": "sold", "find": "found",
        "give": "gave given", "go": "went gone", "grow": "grew grown", "keep": "kept", "know": "knew known",
        "lead": "led", "make": "made", "meet": "met", "pay": "paid", "run": "ran", "say": "said", "see": "saw seen",
        "seek": "sought", "shrink": "shrank shrunk", "sink": "sank sunk", "speak": "spoke spoken", "tell": "told",
        "think": "thought", "withdraw": "withdrew withdrawn", "write": "wrote written", "fight": "fought",
        "flee": "fled", "fly": "flew flown", "bring": "brought", "build": "built", "come": "came", "cut": "cutting",
        "die": "dying", "lie": "lying", "retake": "retook retaken", "overthrow": "overthrew",
        "steal": "stole stolen", "swear": "swore sworn", "wear": "wore", "forbid": "forbade forbidden",
        "forgive": "forgave", "freeze": "froze frozen", "drive": "drove driven", "eat": "ate eaten", "feel": "felt",
        "deny": "denied denies denying", "try": "tried tries trying", "ally": "allied allies",
    }.items()
    for form in forms.split()
}  # fmt: skip


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """A word's form that its inflections share: "attacked", "attacks", "attacking" are one; rough, for comparing only."""
    word = word.removesuffix("'s")
    if word in _IRREGULAR:
        return root(_IRREGULAR[word])
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return _DOUBLED.sub(r"\1", word.removesuffix(ending)).rstrip("e")
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]
    return _DOUBLED.sub(r"\1", word.rstrip("e"))


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A text with its words."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        """In lower case, without accents and possessive endings, names in one spelling."""
        return words(self.text)

    @cached_property
    def cues(self) -> list[str]:
        """The same words for those who look for cues: "May" and "Will" of names, bounds of numbers and "per cent" are none."""
        plain = _BOUND.sub(lambda m: " ".join("bound" for _ in m.group().split()), self.text)
        return words(_NAMED.sub("Named", plain))

    @cached_property
    def between(self) -> list[str]:
        """What stands before each of its words: spaces, commas, brackets."""
        return word_gaps(self.text)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of its words."""
        return frozenset(root(w) for w in self.words)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A text and the passages that it must stand on."""

    said: Reading
    evidence: tuple[Reading, ...]

    @classmethod
    def of(cls, text: str, quotes: Sequence[str]) -> Claim:
        """The claim that `text` is supported by `quotes`."""
        return cls(said=Reading(text=text), evidence=tuple(Reading(text=q) for q in quotes))

    @cached_property
    def copied(self) -> bool:
        """Whether the text is a whole passage, spaces and capitals apart."""
        return _bare(self.said.text) in {_bare(e.text) for e in self.evidence}

    @cached_property
    def alignments(self) -> tuple[tuple[Reading, tuple[Gap, ...]], ...]:
        """The passages of which the text is a part in order, each with its gaps."""
        found = ((e, align(self.said.words, e.words)) for e in self.evidence)
        return tuple((e, gaps) for e, gaps in found if gaps is not None)

    @cached_property
    def nearest(self) -> Reading:
        """The passage of which the text is a part with the fewest gaps; else that which shares most words with it."""
        if self.alignments:
            return min(self.alignments, key=lambda pair: (len(pair[1]), len(pair[0].words)))[0]
        said = set(self.said.words) - FUNCTION
        return max(
            self.evidence,
            key=lambda e: (len(said & set(e.words)), -len(e.words)),
            default=Reading(text=""),
        )

    @cached_property
    def gaps(self) -> tuple[Gap, ...] | None:
        """What the text leaves out of the nearest passage; None where it is worded otherwise."""
        return next((gaps for e, gaps in self.alignments if e is self.nearest), None)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of all words of the evidence."""
        return frozenset(r for e in self.evidence for r in e.roots)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def align(said: Sequence[str], quote: Sequence[str]) -> tuple[Gap, ...] | None:
    """The gaps of the quote where `said` is a part of it in order, as few as can be; None where it is not.

    Of gaps that leave the same words the earlier: "hit [the port and] the school".

    Small words (`LIGHT`) of `said` that the quote lacks are passed over.
    """
    known = set(quote)
    if not {w for w in said if w not in LIGHT} <= known:
        return None
    columns: list[dict[int, tuple[int, int]]] = []  # for each word said: place -> (gaps so far, place before)
    last: dict[int, tuple[int, int]] = {-1: (0, -2)}
    for word in said:
        column = _column(word, quote, last)
        if column:
            columns.append(column)
            last = column
        elif word not in LIGHT:
            return None
    return _gaps(columns, len(quote)) if columns else None


def _column(word: str, quote: Sequence[str], last: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Where in the quote a word may stand behind the places of the word before."""
    column: dict[int, tuple[int, int]] = {}
    best: tuple[int, int] | None = (
        None  # fewest gaps of a place that is not the very one before, and that place
    )
    for place, known in enumerate(quote):
        far = last.get(place - 2)
        if far is not None and (best is None or far[0] <= best[0]):
            best = far[0], place - 2
        if known == word:
            options = [(last[place - 1][0], place - 1)] if place - 1 in last else []
            options += [(best[0] + 1, best[1])] if best else []
            if options:
                column[place] = min(options, key=lambda option: (option[0], -option[1]))
    return column


def _gaps(columns: Sequence[dict[int, tuple[int, int]]], length: int) -> tuple[Gap, ...]:
    place = min(columns[-1], key=lambda p: (columns[-1][p][0] + (p < length - 1), p))
    places = [place]
    for column in reversed(columns):
        place = column[place][1]
        places.append(place)
    places = [*reversed(places), length]
    return tuple((a + 1, b) for a, b in itertools.pairwise(places) if b > a + 1)
