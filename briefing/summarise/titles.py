"""Outlets' own titles as headlines: what is cut from them, and which are no headline for a digest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.language.lexicon import word_set
from briefing.language.names import name_runs, words
from briefing.language.quantities import quantities, stem
from briefing.model import Article
from briefing.summarise.cutting import Cut
from briefing.summarise.grammar import quoted_spans
from briefing.summarise.length import word_count
from briefing.summarise.standalone import instructs, leaning
from briefing.summarise.verify import faulty

__all__ = [
    "NO_REPORT",
    "UNTOLD",
    "is_comment",
    "shared_words",
    "title_cost",
    "title_cuts",
    "title_fault",
    "unhedged",
]

_LABEL = re.compile(
    r"^(?:BREAKING|UPDATED?|UPDATE \d+|EXCLUSIVE|JUST IN|ALERT|NOTICE|WRAPUP \d+|CORRECTED)(?: NEWS)?\s*[:|–—-]\s*",
    re.IGNORECASE,
)
_SECTION = re.compile(r"^(?:[A-Z][\w&’' -]{2,24} [›»] )+")
_TAIL = re.compile(r"(?:(?<=[.!])|\s*[;:–—-])\s+here[’']s (?:why|how|what\b.{0,30})[.!]?$", re.IGNORECASE)
_SUFFIX = re.compile(r"\s+(?P<bar>[|–—-]|::|»)\s+(?P<name>[^|–—]{2,40})$")
_REFUSED = re.compile(
    r"^(?:live|watch|video|listen|photos?|pictures?|opinion|analysis|comment|explainer|explained|quiz|podcast|factbox|"
    r"timeline|review|editorial|column|letters?|interview|in pictures|fact[- ]check|newsletter|as it happened)\b\s*[:|–—-]|"
    r"^fact[- ]checking\b|"
    r"\blive (?:updates?|blog)\b|[-–—|:]\s*(?:live|video|opinion|as it happened)\b|"
    r"^(?:here[’']?s|this is|these are|what (?:we|you|to)\b|what is|how to|why|how|who|when|where|meet)\b|"
    r"\bpictures? of the (?:day|week)\b|^\d+ (?:things|ways|reasons|facts|takeaways|photos)\b|\b(?:you need to know|you won[’']t believe|need to know|"
    r"find out|goes viral|mind-blowing|jaw-dropping|what happened next|key takeaways)\b|\?|\.\.\.$|…$",
    re.IGNORECASE,
)
_TEASE = re.compile(
    r"^(?:what|that|the (?:story|tale|secret|truth)|inside|behind|this)\b|:\s+(?:what|how|why|who|the|a|an)\b|\.\s+\w+|"
    r"^[^:]{12,}: |\b(?:as it happened|in pictures|explained|for and against)\b|"
    r"\b(?:explains?|reveals?|here[’']?s) (?:why|how|what)\b",
    re.IGNORECASE,
)
_MARKET = re.compile(
    r"\b(?:oil|bonds?|shares?|stocks?|yields?|futures|crude|gold|prices?|currency|markets?|freight rates|index|rates)\b.{0,40}?"
    r"\b(?:slips?|surges?|ris(?:es?|ing)|falls?|gains?|climbs?|drops?|jumps?|rall(?:y|ies)|eases?|soars?|tumbles?|slides?|"
    r"lifts?|doubles?|edges?)\b|\b(?:lifts|boosts|hits|sinks) (?:\w+ )?(?:companies|shares|stocks|bonds)\b",
    re.IGNORECASE,
)
_LOADED = re.compile(
    r"\b(?:horror|shock(?:ing|er)?|slams?|torches|destroys|blasts|nuts|disgusting|bombshell|stunning|insane|epic|mess|"
    r"throws shade|bluff called|eviscerates|meltdown|livid|must[- ]see|outrage(?:ous)?|appalling|disgrac\w+|shameful\w*|hypocrisy|laughable|pathetic|lunacy|madness|absolutely|loses it|wild|chaos|tyranny|brazen|"
    r"deranged|demagogu\w+|unrestrained|radical(?:ly)? left|irresponsible|fumes?|rips?|melts down|unhinged|so-called|despicable|idiot\w*|moron\w*|clown\w*|insult to|"
    r"at last|finally|breaks (?:his|her|their|its) silence|hilarious\w*|disappointment|smear\w*|witch hunt|hoax)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(  # what a columnist says, unless somebody is quoted for it
    r"\b(?:should|must|ought to|needs? to|nothing to do with|(?:is|are|was|were|has|have) just|just (?:a|an|another)|yes|the most|thanks to|not how|folks|really|surely|clearly|no wonder|congrats|"
    r"RIP|R\.I\.P|squander\w*|betray\w*|remarkable|reckless(?:ly)?|absurd(?:ly)?|lies?|folly|farce|sham|swampy|dangerous(?:ly)?|wrong|means without)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\b(?:say\w*|said|tell\w*|told|urg\w+|call\w*|warn\w*|ask\w*|demand\w*|vow\w*|claim\w*|accus\w+|insist\w*|argu\w+|"
    r"report\w*|rul\w+|order\w*|find\w*|show\w*|think\w*|believ\w+|according)\b|[:“\"‘]",
    re.IGNORECASE,
)
_ALLEGED = re.compile(
    r"\b(?:alleg\w+|accus\w+|suspect\w*|apparent\w*|appears?|reported(?:ly)?|reports?|unconfirmed|claim\w*|purported\w*|said|"
    r"says?|according|may|might|could|likely)\b",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"\b(?:alleg\w+|accus\w+|suspect(?:ed|s)?|unconfirmed|purported\w*|reportedly|apparently)\b", re.I
)
_PERSON = re.compile(r"\b(?:I|we|my|our|you|your|us)\b(?!\.)")
_NEWSY = re.compile(
    r"\b(?:news|times|post|herald|guardian|journal|tribune|press|online|daily|world|bbc|cnn|reuters|ap|afp)\b",
    re.I,
)
_COLUMN = re.compile(
    r"^(?:opinions?|comment(?:ary)?|analysis|editorial|column|op-?ed|perspective|viewpoint|essay|review)\b\s*[:|–—-]|"
    r"[|–—-]\s*(?:opinions?|comment(?:ary)?|analysis|editorial|column|op-?ed)\W*$",
    re.IGNORECASE,
)
NO_REPORT = "no report"  # the fault of a title that asks, teases or speaks of itself
UNTOLD = frozenset({"numbers", "names", "few"})  # faults that a feed's line or two may leave to their title
_BORNE_OUT = ("dates", "quotations")  # checks that a title must pass, in this order
_OPENING = 10  # sentences that tell a comment from a report
_HALF = 0.5
_BLURB = 40  # words of a body that is no article, only a feed's one-line summary
_SMALL = word_set(
    "a an the of to in on at by for from with as and or but nor is are be over after into than vs via"
)


def title_cuts(title: str, outlet: str) -> tuple[Cut, ...]:
    """What goes from a title: "BREAKING:", "World ›", the outlet's name behind a bar or dash, "Here's why", a final stop."""
    cuts: list[Cut] = []
    start = label.end() if (label := _SECTION.match(title) or _LABEL.match(title)) else 0
    if start:
        cuts.append((0, start))
    end = len(title)
    suffix = _SUFFIX.search(title)
    if suffix and _is_outlet(suffix["name"], suffix["bar"], outlet):
        end = suffix.start()
        cuts.append((end, len(title)))
    if tail := _TAIL.search(title, 0, end):
        cuts.append((tail.start(), end))
        end = tail.start()
    bare = title[:end].rstrip()
    doubled = bare.endswith("..") and not bare.endswith("...")
    if doubled or (
        bare.endswith(".") and not re.search(r"\.\w*\.$|\b(?:[A-Z]|Inc|Co|Corp|Jr|Sr|St|Ltd)\.$", bare)
    ):
        cuts.append((len(bare) - 1, end))
    return tuple(cuts)


def _is_outlet(name: str, bar: str, outlet: str) -> bool:
    same = set(words(name)) & (set(words(outlet)) - _SMALL)
    short = len(name.split()) <= 5
    return short and (bool(same) or bool(_NEWSY.search(name)) or bar in {"|", "::", "»"})


def title_cost(text: str, limit: int) -> float:
    """What readers pay for a title, 0 and up: puns, teases, the market desk's angle, vagueness, length; 0 for a plain report.

    `limit` is the number of words that a headline should have at most.
    """
    count = word_count(text)
    cost = 0.04 * max(0, count - limit) + 0.06 * max(0, 6 - count) + 0.25 * leaning(text)
    cost += 0.5 * ("!" in text) + 0.25 * bool(_TEASE.search(text)) + 0.25 * bool(_MARKET.search(text))
    cost += 0.25 * (text[:1] in {'"', "“", "‘", "'"}) + 0.05 * bool(re.search(r"[\"“”‘]", text))
    cost += 0.5 * (bool(_VERDICT.search(text)) and not _SPEAKS.search(text))
    cost += 0.5 * bool(_LOADED.search(text)) + 0.15 * bool(
        re.match(r"(?:The|A|An) (?:\w+ ){1,2}(?:of|in|and)\b", text)
    )
    return cost - 0.03 * min(3, len(name_runs(text))) - 0.03 * bool(quantities(text))


def unhedged(text: str, beside: Sequence[str]) -> bool:
    """Whether a title states flatly what most of the other outlets, by their titles and openings, only know as alleged."""
    doubted = sum(bool(_DOUBTED.search(each)) for each in beside)
    return bool(doubted) and 2 * doubted >= len(beside) and not _ALLEGED.search(text)


def is_comment(article: Article) -> bool:
    """Whether it says that it is a column, or its author speaks of himself or to his readers: its title is an opinion."""
    if _COLUMN.search(article.title):
        return True
    opening = [p.text for p in article.passages if p.kind == "sentence"][:_OPENING]
    return sum(bool(_PERSON.search(_unquoted(text))) for text in opening) >= min(2, len(opening))


def _unquoted(text: str) -> str:
    for start, end in reversed(quoted_spans(text) or []):
        text = text[:start] + text[end:]
    return text


def title_fault(
    text: str,
    article: Article,
    limit: int,
    *,
    shared: float = _HALF,
    common: frozenset[str] = frozenset(),
    beside: Sequence[str] = (),
) -> str:
    """Why a title is no headline of a digest, or what its article's body does not support; "" where it may be used.

    `shared` is the share of its content words that must stand in the body; below a half the outlet may also begin with a
    name of its own ("Dems fail ..."). A first word that is `common` (written small in some article of the story) is no
    name. `beside` is what the story's other articles say, which may bear it out too.
    """
    letters = [c for c in text if c.isalpha()]
    if not 3 <= word_count(text) <= limit:
        return "length"
    if sum(c.isupper() for c in letters) > 0.7 * len(letters):
        return "all capitals"
    if _REFUSED.search(text) or _PERSON.search(text) or instructs(text):
        return NO_REPORT
    body = [p.text for p in article.passages if p.kind == "sentence"]
    return _unsupported(text, body, beside, shared, common)


def _unsupported(
    text: str,
    body: Sequence[str],
    beside: Sequence[str],
    shared: float,
    common: frozenset[str],
) -> str:
    """The first number, date, name or quotation that is nowhere told; a body that shares few words supports nothing."""
    if not body:
        return "no body"
    own = " ".join(body)
    whole = " ".join([own, *beside])
    known = {q.value for q in quantities(whole)}
    if not shared and not known and len(whole.split()) < _BLURB:
        return ""  # one line without a figure: too little to bear the title out, nothing that disagrees
    if any(q.value not in known for q in quantities(text)):
        return "numbers"
    told = (
        [*body, own],
        [*body, *beside, whole],
    )  # what others put in quotation marks, this outlet may say itself
    failed = [faulty(text, quotes, _BORNE_OUT) for quotes in told]
    if fault := next((name for name in _BORNE_OUT if all(name in each for each in failed)), ""):
        return fault
    opening = frozenset() if shared >= _HALF else _opening_word(text)
    if not _title_case(text) and _unknown_names(text, whole, common | opening):
        return "names"
    return "" if shared_words(text, own) >= shared else "few"  # of its words stand in the body


def _opening_word(text: str) -> frozenset[str]:
    """A title's first word where a small one follows, in which "Health officials" looks as "Kyiv officials" does."""
    first = text.split()[:2]
    return frozenset(words(first[0])) if len(first) > 1 and first[1][:1].islower() else frozenset()


def _unknown_names(text: str, body: str, common: frozenset[str]) -> bool:
    """A title's "Karsovian" may be the body's "Karsovia": the outlet's own words, so five letters are enough."""
    known = frozenset(words(body))
    starts = {w[:5] for w in known}
    runs = name_runs(text, known | common)
    return any(
        name not in known and (len(name) < 5 or name[:5] not in starts) for run in runs for name in run
    )


def _title_case(text: str) -> bool:
    long = [w for w in text.split() if w[:1].isalpha() and w.lower() not in _SMALL]
    return sum(w[0].isupper() for w in long) > 0.7 * len(long)


def shared_words(text: str, body: str) -> float:
    """The share of a text's content words, by their first letters, that stand in another text."""
    content = {stem(w)[:6] for w in words(text) if w not in _SMALL}
    known = {stem(w)[:6] for w in words(body)}
    return len(content & known) / max(1, len(content))
