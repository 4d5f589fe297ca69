"""Does an article bear out its own title? Word by word, in one sentence of its opening, in the same roles.

    title ─ in the body's own spelling ─> content words ─ each looked up in the opening's sentences ─> the nearest one
    title, nearest ─ checks on what is worded otherwise ─────────────────────────┐
    parses of both ─ who does it to whom, who says so, whether it happened ──────┴─> Grounding

An outlet's title is worded by others than its report and often says more: it is the one line of a digest that nobody can
trace. So it is taken for a headline only where the report's own opening says the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from briefing.language.lexicon import word_set
from briefing.language.names import words
from briefing.language.quantities import quantities
from briefing.model import Parse
from briefing.summarise.checks.claim import FUNCTION, root
from briefing.summarise.grammar import quoted_spans
from briefing.summarise.grounding_roles import roles_faults
from briefing.summarise.title_faults import Fault
from briefing.summarise.verify import verify

__all__ = ["OPENING", "Grounding", "bears", "ground", "nearest", "recased"]

OPENING = 5  # sentences of a body in which its title must be told
_LIGHT = FUNCTION | word_set(
    "amid will would not no about us new per via vs just its our off against during while if how why what when where can "
    "won't can't cannot isn't aren't wasn't don't doesn't didn't hasn't haven't wouldn't couldn't shouldn't united states "
    "off now still back ahead toward towards among between under over up"
)
_ENDINGS = [
    "isation",
    "ization",
    "ation",
    "ition",
    "tion",
    "sion",
    "ion",
    "ment",
    "ness",
    "ance",
    "ence",
    "al",
    "ate",
    "at",
    "ive",
    "able",
    "ible",
    "ity",
    "ly",
]
_STEM = 4  # letters that a stem has at least
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_NUMBER = re.compile(
    r"\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|"
    r"billions?|trillions?|percent)$"
)
_PRICE = {  # what a fault tells of the danger that the title is false; 3 = its own report says otherwise
    "swapped": 3.0, "other doer": 3.0, "stronger": 3.0, "antonyms": 3.0, "other count": 3.0,
    "doubted": 1.5, "hedged": 1.5, "negation": 1.2, "numbers": 1.2, "predicate": 1.2, "modality": 1.4, "quotations": 1.0, "dates": 0.7,
    "planned": 1.4, "qualified": 0.7, "no verb": 0.7, "cause": 0.5, "subject": 0.5, "object": 0.3, "said": 0.3, "reported": 1.2,
    "wider": 0.9, "quantifiers": 0.3, "figures apart": 1.2,
}  # fmt: skip
_UNSURE = frozenset({"subject", "object"})
_UNTOLD = _UNSURE | {"predicate", "said", "numbers"}  # what a line or two may leave to their title
_CAUSE = re.compile(r"\b(?:for|over) \w+ing\b|\b(?:because|due to|thanks to)\b")
_CAUSES = re.compile(r"\b(?:for|over|because|due|thanks|result|caus\w+|blam\w+|prompt\w+|led|leading)\b")
_HEARSAY = re.compile(
    r"\baccording to (?:\w+ ){0,4}(?:reports?|sources?|people|persons?|individuals?|documents?|transcripts?|"
    r"Times|Post|News|Journal|Reuters|CNN|Axios|Politico)\b|\breportedly\b|\b(?:sources|people) familiar\b|"
    r"\b(?:Times|Post|Journal|News|Reuters|CNN|Axios|Politico|outlets?|sources?|media|newspapers?)\b[^.,;]{0,30}\breport(?:s|ed)\b"
)
_WHOLE = re.compile(
    r"\b(?:all|every|entire|whole|only|never|always|none|nobody|most|first|last|worst|biggest|largest)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:as long as|so long as|provided that|on condition|only if|unless|except for)\b", re.IGNORECASE
)
_SPEAKS = re.compile(r":|\b(?:report\w*|says?|said|sources?|according|claims?|told|tells?)\b", re.IGNORECASE)
_BRIEF = 40  # words of an opening that is no report, only a feed's summary
_MOST = 2.0  # that a line or two may tell against a title
_FEW = 0.2  # of a title's words that may be lacking
_MISSING = 0.6  # of each content word that the opening does not have
_APART = 0.1  # of each that only another sentence of it has


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounding:
    """How far an article's opening bears a title out."""

    sentence: int  # of the opening, the one that says most of it; -1 = there is none
    words: int  # content words of the title
    brief: bool  # whether the opening is a line or two: a feed's summary
    missing: tuple[str, ...]  # content words that the opening does not have
    apart: tuple[str, ...]  # those that only another sentence of it has
    faults: tuple[Fault, ...]  # what is told otherwise

    @property
    def sound(self) -> bool:
        """Whether the report says it all."""
        return not self.missing and self.near

    @property
    def near(self) -> bool:
        """Whether it says nearly all: but for a word that is not who does it or what is done.

        Who does it to whom is looked up in a headline's unsure grammar, so it may seem amiss. A line or two bears little out:
        it is enough that they say nothing else.
        """
        if self.brief:
            return self._kinds <= _UNTOLD
        few = len(self.missing) <= min(1, _FEW * self.words)
        told = {w for f in self.faults for w in words(f.note)}
        return self.sentence >= 0 and few and self._kinds <= _UNSURE and told.isdisjoint(self.missing)

    @property
    def open(self) -> bool:
        """Whether the report, for all that it does not say, says nothing else."""
        return self.sentence >= 0 and self._kinds <= _UNTOLD | {"no verb"}

    @property
    def risk(self) -> float:
        """How far the title may say more than its report: 0 = every word is borne out, 1 and more = it probably does."""
        told = {f.kind: _PRICE[f.kind] for f in self.faults}
        found = sum(told.values()) + _MISSING * len(self.missing) + _APART * len(self.apart)
        return min(_MOST, found) if self.brief and self.near else found

    @property
    def _kinds(self) -> set[str]:
        return {f.kind for f in self.faults}

    @property
    def note(self) -> str:
        """What its report does not say, in one line."""
        lacking = f"not in its report: {', '.join(self.missing)}" if self.missing else ""
        return "; ".join([*([lacking] if lacking else []), *(f"{f.kind}: {f.note}" for f in self.faults)])


def recased(text: str, body: str) -> str:
    """A title in the body's own spelling: "Trump Signs Bill" becomes "Trump signs bill" where the body writes "bill" small."""
    small = {w for w in _WORD.findall(body) if w.islower()}
    stems = {root(w) for w in small}

    def of(match: re.Match[str]) -> str:
        word = match.group()
        plain = word.lower()
        if not word[1:].islower():
            return word
        known = plain in small or (plain in FUNCTION) or (word not in body and root(plain) in stems)
        return plain if known else word

    return text[:1] + _WORD.sub(of, text)[1:]


@cache
def _roots(file: str) -> Mapping[str, frozenset[str]]:
    """For the root of a headline's word the roots of the report's words that stand beside it in a file."""
    table = tomllib.loads(files("briefing.summarise").joinpath(file).read_text("utf-8"))
    found: dict[str, frozenset[str]] = {}
    for left, right in table.items():
        known = frozenset(root(w) for w in right.split())
        for word in left.split():
            found[root(word)] = found.get(root(word), frozenset()) | known
    return found


@cache
def _stem(word: str) -> str:
    """A word's root without what makes a noun or adjective of it: "resignation", "resigns"."""
    found = root(word)
    for ending in _ENDINGS:
        if found.endswith(ending) and len(found) - len(ending) >= _STEM:
            return found.removesuffix(ending).rstrip("e")
    return found


@cache
def bears(said: str, told: str) -> bool:
    """Whether a report's word bears a headline's word out; both folded, as `language.names.words` gives them."""
    if said == told or root(said) == root(told):
        return True
    if root(told) in _roots("headlinese.toml").get(root(said), frozenset()):
        return True
    return min(len(said), len(told)) > _STEM and _stem(said) == _stem(told)


def content(text: str) -> list[str]:
    """A title's words that must be told; its numbers are looked up as such."""
    return [w for w in words(text) if w not in _LIGHT and len(w) > 1 and not _NUMBER.search(w)]


def nearest(text: str, opening: Sequence[str]) -> int:
    """The sentence of `opening` that says most of `text` (recased), of several the first; there must be one."""
    return _fullest(_borne_out(content(text), opening))


def _borne_out(wanted: Sequence[str], opening: Sequence[str]) -> list[list[bool]]:
    """For each sentence which of the wanted words it bears out."""
    told = [frozenset(words(s)) | _initials(s) for s in opening]
    return [[any(bears(w, t) for t in s) for w in wanted] for s in told]


def _fullest(found: Sequence[Sequence[bool]]) -> int:
    return max(range(len(found)), key=lambda i: (sum(found[i]), -i))


def ground(
    text: str,
    opening: Sequence[str],
    language: str = "en",
    *,
    parse: Parse | None = None,
    parses: Sequence[Parse] = (),
) -> Grounding:
    """Whether the sentences of `opening` say what `text` (recased) says; `parse` and `parses` are theirs, if known."""
    wanted = content(text)
    found = _borne_out(wanted, opening)
    if not found:
        return Grounding(
            sentence=-1, words=len(wanted), brief=False, missing=tuple(wanted), apart=(), faults=()
        )
    best = _fullest(found)
    anywhere = [any(row[k] for row in found) for k in range(len(wanted))]
    missing = tuple(w for w, f in zip(wanted, anywhere, strict=True) if not f)
    apart = tuple(w for w, f, here in zip(wanted, anywhere, found[best], strict=True) if f and not here)
    faults = [*_stronger(missing, opening), *_told_otherwise(text, opening, best, language)]
    if parse is not None and parses:
        order = [best, *(i for i in range(len(parses)) if i != best)]
        faults += roles_faults(parse, [parses[i] for i in order], bears)
    return Grounding(
        sentence=best,
        words=len(wanted),
        brief=sum(len(sentence.split()) for sentence in opening) < _BRIEF,
        missing=missing,
        apart=apart,
        faults=tuple(faults),
    )


def _initials(text: str) -> frozenset[str]:
    """What the names of a text are shortened to: "fda" where it speaks of the Food and Drug Administration."""
    names = re.findall(r"(?!The\b)(?:[A-Z][\w’'-]+)(?:(?: (?:of|and|the|for|on|&))* [A-Z][\w’'-]+)+", text)
    letters = ["".join(c for c in name if c.isupper()).lower() for name in names]
    return frozenset(run[i:j] for run in letters for i in range(len(run)) for j in range(i + 2, len(run) + 1))


def _stronger(missing: Iterable[str], opening: Sequence[str]) -> Iterator[Fault]:
    """Words that the opening does not bear out, and has a weaker one for."""
    told = [w for s in opening for w in words(s)]
    for word in missing:
        weaker = _roots("stronger.toml").get(root(word), frozenset())
        if said := next((w for w in told if root(w) in weaker), ""):
            yield Fault(kind="stronger", note=f"{word} for {said}")


def _told_otherwise(text: str, opening: Sequence[str], best: int, language: str) -> Iterator[Fault]:
    nearest, whole = opening[best], " ".join(opening)
    yield from _figures(text, opening)
    plain = " ".join(words(whole))
    for start, end in quoted_spans(text) or ():
        if " ".join(words(text[start:end])) not in plain:
            yield Fault(kind="quotations", note=text[start:end])
    yield from _cues(text, nearest, whole)
    for check in verify(text, [nearest, *(s for i, s in enumerate(opening) if i != best)], language):
        if not check.passed and check.name in {"dates", "antonyms", "quantifiers"}:
            yield Fault(kind=check.name, note=check.note)


def _figures(text: str, opening: Sequence[str]) -> Iterator[Fault]:
    """Those that the opening does not have, or has in no one sentence: "1.5 million in 24 hours" of two."""
    known = [{q.value for q in quantities(s)} for s in opening]
    said = quantities(re.sub(r"(?i)\bcovid-19\b", "covid", text))
    counted = {q.value for q in said if q.value != 1}
    if missing := [q for q in said if q.value in counted and not any(q.value in k for k in known)]:
        yield Fault(kind="numbers", note=f"{missing[0].value.normalize():f}")
    elif counted and not any(counted <= k for k in known):
        yield Fault(kind="figures apart", note=", ".join(f"{v.normalize():f}" for v in sorted(counted)))
    told = {(q.value, q.counted[0]) for s in opening for q in quantities(s) if q.counted}
    for q in said:  # "three days" beside "two days"
        if q.counted and (q.value, q.counted[0]) not in told and q.counted[0] in {noun for _, noun in told}:
            yield Fault(kind="other count", note=f"{q.value.normalize():f} {q.counted[0]}")


def _cues(text: str, nearest: str, whole: str) -> Iterator[Fault]:
    """Causes, conditions and sources that stand on one side only, and "all" that is on none but the title's."""
    if (cause := _CAUSE.search(text)) and not _CAUSES.search(nearest):
        yield Fault(kind="cause", note=cause.group())
    if (hearsay := _HEARSAY.search(nearest)) and not _SPEAKS.search(text):
        yield Fault(kind="reported", note=hearsay.group())
    if (wide := _WHOLE.search(text)) and not re.search(rf"\b{wide.group()}\b", whole, re.IGNORECASE):
        yield Fault(kind="wider", note=wide.group())
    if (condition := _CONDITION.search(nearest)) and not _CONDITION.search(text):
        yield Fault(kind="modality", note=condition.group())
