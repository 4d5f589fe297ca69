"""What no longer holds of what readers were told: quotes that their outlet has changed since, and reports taken back.

    sentences told ─ quote ─ still in the article's newest text? ─ no ─ what stands there instead? ─> Change "edited"
    articles of the outlets that were quoted ─ a correction by its title or words? ─────────────────> Change "withdrawn"

An outlet that rewrites a running report drops sentences for room, so a quote that is gone counts only where the text around it
still stands; one that was altered counts where figures, names, denials or reservations differ, not for a comma.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from briefing.language.lexicon import DENYING, HEDGES, NEGATIONS
from briefing.language.names import name_runs, words
from briefing.language.quantities import dates, quantities
from briefing.model import Article, Change, Claim, Passage, Sentence, Support
from briefing.tracking.claims import claim_of

__all__ = ["edits_of", "is_retraction", "retractions_of"]

ALIKE = 0.5  # share of the words of both, above which a passage stands where the quote stood
STANDING = (
    0.7  # share of an older text's other passages that must still stand for a missing one to be taken out
)
SHORTEST_QUOTE = 4  # words; "Live updates" comes and goes
CARRIED = 0.2  # share of its words that a correction has of what it takes back, at least

_TITLED = re.compile(
    r"^\W*(?:corrections?|retraction|erratum|clarification|berichtigung|korrektur|richtigstellung|rectificatif|"
    r"rectification)\s*(?:[:–—-]|to\b|zu[mr]?\b|$)",
    re.IGNORECASE,
)
_WORDED = re.compile(
    r"\b(?:(?:we|the \w+(?: \w+)?|which) (?:withdraws?|withdrew|retracts?|retracted)\b|has been (?:withdrawn|retracted)\b|"
    r"an earlier version of this (?:article|story|report|headline)|(?:report|article|story|headline)\b[^.]{0,120}\bwas wrong\b|"
    r"we (?:wrongly|incorrectly|mistakenly|erroneously) (?:reported|said|stated|wrote)|"
    r"this (?:article|story|report) (?:has been|was) (?:corrected|amended)|"
    r"in einer früheren (?:version|fassung)|wir (?:nehmen|ziehen) [^.]{0,60}zurück|"
    r"une (?:première |précédente )?version (?:précédente |antérieure )?de cet article)",
    re.IGNORECASE,
)
_RESERVES = NEGATIONS | HEDGES | DENYING


def is_retraction(article: Article) -> str:
    """The passage by which an article takes back what its outlet reported; "" where it does not."""
    found = _retraction(article)
    return found.text if found else ""


def edits_of(
    told: Sequence[Sentence],
    then: Mapping[tuple[str, str], Article],
    versions: Mapping[str, str],
    now: Mapping[str, Article],
) -> list[Change]:
    """Changes of kind "edited": quotes of these sentences that their articles no longer have.

    `versions` gives the `text_sha256` that was quoted of each article, `then` the article in that version, `now` in its
    newest one. An article that is missing in either says nothing.
    """
    changes: dict[tuple[str, int], Change] = {}
    for sentence in told:
        for support in sentence.support:
            old = then.get((support.article, versions.get(support.article, "")))
            new = now.get(support.article)
            if old is None or new is None or old.text_sha256 == new.text_sha256:
                continue
            if change := _edit(support, old, new):
                changes.setdefault((support.article, support.start), change)
    return list(changes.values())


def retractions_of(
    today: Sequence[Article], told: Sequence[Sentence], earlier: Sequence[Article]
) -> list[Change]:
    """Changes of kind "withdrawn": what an outlet's articles of today take back of its `earlier` ones.

    What was `told` of that outlet is named as the old claim where it is what is meant, else the title of its article.
    """
    changes = []
    known = {article.id: article for article in earlier}
    for article in today:
        passage = _retraction(article)
        own = [a for a in earlier if a.outlet == article.outlet and a.id != article.id]
        if passage is None or not own:
            continue
        old = _meant(article, told, known) or _titled(own, article)
        if old:
            changes.append(Change(kind="withdrawn", what="", old=old, new=claim_of(article, passage)))
    return changes


def _edit(support: Support, old: Article, new: Article) -> Change | None:
    quote = support.quote
    if len(words(quote)) < SHORTEST_QUOTE or _flat(quote) in _flat(new.text):
        return None
    successor = max(new.passages, key=lambda p: _alike(quote, p.text), default=None)
    claim = Claim(
        text=quote, support=support, version=old.text_sha256, outlet=old.outlet, published=old.published
    )
    if successor and _alike(quote, successor.text) >= ALIKE:
        if not _differs(quote, successor.text):
            return None
        return Change(kind="edited", what="", old=claim, new=claim_of(new, successor))
    if _standing(old, new, quote) < STANDING:
        return None
    return Change(kind="edited", what="", old=claim, new=None)


def _differs(old: str, new: str) -> bool:
    """Whether two wordings of one sentence say different things: other figures, names, dates or reservations."""
    if {(q.value, q.unit, q.bound) for q in quantities(old)} != {
        (q.value, q.unit, q.bound) for q in quantities(new)
    }:
        return True
    before, after = set(words(old)), set(words(new))
    if (before ^ after) & _RESERVES or dates(old) != dates(new):
        return True
    return {n for run in name_runs(old) for n in run} != {n for run in name_runs(new) for n in run}


def _standing(old: Article, new: Article, without: str) -> float:
    """Which share of a text's other passages is in the newer text."""
    others = [
        p for p in old.passages if p.kind != "title" and p.text not in without and without not in p.text
    ]
    text = _flat(new.text)
    return sum(_flat(p.text) in text for p in others) / len(others) if others else 0.0


def _retraction(article: Article) -> Passage | None:
    body = [p for p in article.passages if p.kind == "sentence"]
    worded = next((p for p in body if _WORDED.search(p.text)), None)
    if _TITLED.search(article.title):
        return worded or next(iter(body), None) or next(iter(article.passages), None)
    return worded


def _meant(retraction: Article, told: Sequence[Sentence], known: Mapping[str, Article]) -> Claim | None:
    """The sentence told of that outlet that shares most with the retraction."""
    theirs = set(words(retraction.text))
    own = [
        (support, known[support.article])
        for sentence in told
        for support in sentence.support
        if support.article in known and known[support.article].outlet == retraction.outlet
    ]
    found = max(own, key=lambda pair: _share(pair[0].quote, theirs), default=None)
    if found is None or _share(found[0].quote, theirs) < CARRIED:
        return None
    support, article = found
    return Claim(
        text=support.quote,
        support=support,
        version=article.text_sha256,
        outlet=article.outlet,
        published=article.published,
    )


def _titled(own: Sequence[Article], retraction: Article) -> Claim | None:
    """The title of the outlet's article that shares most with the retraction."""
    theirs = set(words(retraction.text))
    article = max(own, key=lambda a: (_share(a.text, theirs), a.published))
    if not article.passages or _share(article.text, theirs) < CARRIED:
        return None
    return claim_of(article, article.passages[0])


def _share(text: str, theirs: set[str]) -> float:
    own = {w for w in words(text) if len(w) > 3}
    return len(own & theirs) / len(own) if own else 0.0


def _alike(one: str, other: str) -> float:
    first, second = set(words(one)), set(words(other))
    return len(first & second) / len(first | second) if first | second else 0.0


def _flat(text: str) -> str:
    return " ".join(words(text))
