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
_LENGTHS = r"(?:years?|months?|weeks?|days?|summer|winter|spring|autumn|fall|decades?|century|season|quarter|time|attacks?|strikes?)"
_OTHER_TIMES = (
    r"since|ago|so far|to date|anniversar\w*|once|ever|used to|previous(?:ly)?|former(?:ly)?|later|decades?|century|histor\w*",
    rf"(?:last|past|previous|earlier|prior|next|each|every|per|this|recent)(?:\s\w+)?\s{_LENGTHS}",
    r"(?:a|an)\s(?:year|month|week|day|decade)(?!\s(?:old|after))",
    r"(?:years?|months?|weeks?|decades?|days?|hours?|night)\s(?:ago|earlier|before|later|after)",
    r"(?:years|months|weeks|decades)\sof",
    r"(?:1[6-9]|20)\d\d",
    r"(?:during|over|within|in) the (?:last|past|course|war|first|conflict)|during (?:his|her|its|their)",
    r"in (?:January|February|March|April|May|June|July|August|September|October|November|December)",
    r"(?:second )?world war|under (?:\S+ )*?(?:regime|rule|presidency|dictatorship)",
    r"another (?:attack|incident|case)|earlier (?:attack|incident|blast)",
)
_RATES = (
    r"overall|altogether|all told|averages?|in (?:total|all|history)|annual\w*|daily|24 hours|(?:that|in one|in a single|a|per) day",
    r"nationwide|worldwide|global\w*|around the world|compared|comparison|similar|up from|more than \w+ times",
)
_GUESSES = (r"if|whether",)
_ATTACKERS = (
    r"gunm[ae]n|shooters?|attackers?|bombers?|suspects?|assailants?|perpetrators?|himself|herself|hijackers?"
)
_WITH_ATTACKER = (  # outlets differ on whether to count the attacker
    rf"(?:including|includes?|along with|plus|and) (?:the |a |an |one )?(?:\w+ )?(?:{_ATTACKERS})",
)
_OTHER_TIME = re.compile(
    rf"\b(?:{'|'.join((*_OTHER_TIMES, *_RATES, *_GUESSES, *_WITH_ATTACKER))})\b", re.IGNORECASE
)
_OWN = word_set("i we our us my you your let")
_LONGEST = 80  # tokens: a longer sentence is a list
_PART = word_set("including among include includes included whom comprising namely")
_WHOLE_FOR = 6  # tokens before a number in which "including" makes it a part


def of_this_event(clauses: Clauses, start: int, nominal: int) -> bool:
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
