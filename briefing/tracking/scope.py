"""Whether a number is the whole figure of the event that the sentence tells of.

Not so: figures over a time ("since the war began", "this year"), of another time ("last month's attack", "in 2015"), averages
and rates, comparisons ("up from 14"), and parts of a whole ("three of them children", "including two nurses").
"""

from __future__ import annotations

import re

from briefing.language.lexicon import word_set
from briefing.tracking.clauses import Clauses

__all__ = ["of_this_event", "of_this_time"]

_RECORD = re.compile(  # "the deadliest attack since November" says nothing of when this one was
    r"\b(?:the )?(?:\w+(?:est|iest)|most \w+|worst|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\d+th)\b[^.;:]*?\b(?:since|in|for|this)\b[^,.;:]*",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"\bsince\b|\bago\b|\bso far\b|\bto date\b|\banniversar|\b(?:last|past|previous|earlier|prior|next|each|every|per|this|recent)"
    r"(?:\s\w+)?\s(?:years?|months?|weeks?|days?|summer|winter|spring|autumn|fall|decades?|century|season|quarter|time|attacks?|strikes?)\b|"
    r"\b(?:a|an)\s(?:year|month|week|day|decade)\b(?!\s(?:old|after))|\b(?:years?|months?|weeks?|decades?|days?|hours?|night)\s(?:ago|earlier|before|later|after)\b|\b(?:years|months|weeks|decades)\sof\b|"
    r"\b(?:1[6-9]|20)\d\d\b|\bprevious(?:ly)?\b|\bformer(?:ly)?\b|\boverall\b|\ball told\b|\baverages?\b|\bin (?:total|all|history)\b|"
    r"\b(?:during|over|within|in) the (?:last|past|course|war|first|conflict)\b|\bannual|\bonce\b|\bdecades?\b|\bcentury\b|"
    r"\bcompared\b|\bcomparison\b|\bsimilar\b|\banother (?:attack|incident|case)|\bearlier (?:attack|incident|blast)|\bup from\b|"
    r"\bmore than \w+ times\b|\bsecond world war\b|\bworld war\b|\bnationwide\b|\bworldwide\b|\bglobally\b|\baround the world\b|"
    r"\bin (?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\bused to\b|\bever\b|"
    r"\bif\b|\bwhether\b|\bglobal|\b(?:that|in one|in a single|a|per) day\b|\bdaily\b|\b24 hours\b|\blater\b|\bnow-?famous\b|\b(?:including|includes?|along with|plus|and) (?:the |a |an |one )?(?:\w+ )?(?:gunm[ae]n|shooters?|attackers?|bombers?|suspects?|assailants?|perpetrators?|himself|herself|hijackers?)\b|\bduring (?:his|her|its|their)\b|\bunder (?:\S+ )*?(?:regime|rule|presidency|dictatorship)\b|\baltogether\b|\bhistor",
    re.IGNORECASE,
)
_OWN = word_set("i we our us my you your let")
_LONGEST = 80  # tokens: a longer sentence is a list
_PART = word_set("including among of whom which comprising include included includes")
_WHOLE_FOR = 6  # tokens before a number in which "including" makes it a part


def of_this_event(clauses: Clauses, predicate: int, start: int, nominal: int) -> bool:
    """Whether neither time nor share keeps the number at `start`, which counts `nominal`, from being the event's own."""
    if not of_this_time(clauses):
        return False
    return not _is_part(clauses, start, nominal) and not _compared(clauses, start)


def _is_part(clauses: Clauses, start: int, nominal: int) -> bool:
    before = [clauses.lower(i) for i in range(max(0, start - _WHOLE_FOR), start)]
    if {"including", "among", "include", "includes", "included", "whom", "comprising", "namely"} & set(
        before
    ):
        return True
    after = [clauses.lower(i) for i in range(nominal + 1, nominal + 4)]
    if after[:2] in (
        ["of", "them"],
        ["of", "whom"],
        ["of", "the"],
        ["of", "those"],
        ["of", "which"],
        ["of", "these"],
    ):
        return True
    return clauses.tokens[nominal].dep == "appos"


def _compared(clauses: Clauses, start: int) -> bool:
    return clauses.lower(start - 1) in {"from", "than"} and clauses.lower(start - 2) not in {
        "more",
        "less",
        "fewer",
    }


def of_this_time(clauses: Clauses) -> bool:
    """Whether no words of the sentence put it into another time than that of the news, or into somebody's memories."""
    if len(clauses.tokens) > _LONGEST or any(t.text.lower() in _OWN for t in clauses.tokens):
        return False
    return not _OTHER_TIME.search(_RECORD.sub(" ", clauses.text))
