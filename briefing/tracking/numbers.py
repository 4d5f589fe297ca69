"""Exact numbers among the tokens of a parse: how many, at least or about how many, and of what.

"at least 14 people" ─> Number(value="14", bound=">", first, last, nominal: "people")

Ranges, vague numbers ("dozens"), ordinals, dates, money, shares and parts of a whole are not among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from briefing.language.lexicon import word_set
from briefing.language.quantities import quantities
from briefing.tracking.clauses import Clauses

__all__ = ["Number", "numbers"]

_NO_COUNT = word_set("DATE TIME MONEY PERCENT ORDINAL QUANTITY")
_VAGUE = word_set("dozen dozens hundreds thousands millions scores half quarter score couple")
_PARTLY = word_set(
    "another more additional further extra remaining last first latest next final other each every"
)
_PLURALS = word_set("police people staff crew aircraft infantry personnel")
_DEFINITE = word_set("the these those his her their its whose this that our my")
_RANGE = re.compile(r"\d\s*(?:-|–|—|to|or|and|/)\s*$|\b\w+\s+(?:to|or)\s*$")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_BOUND_WORDS = 32  # characters before a number in which "at least" may stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One exact number of a sentence; indexes are tokens'."""

    value: str  # a plain decimal
    bound: str  # as `Fact.bound`
    first: int  # the bound's first word, if it has one
    start: int  # the number's first token
    last: int  # the number's last token
    nominal: int  # the noun that it counts, or the number itself where it stands alone
    definite: bool  # "the 14 people"
    partly: bool  # "another 14", "14 more"
    others: bool  # "31 others"

    @property
    def alone(self) -> bool:
        """Whether it stands without a noun."""
        return self.nominal == self.last


def numbers(clauses: Clauses) -> Iterator[Number]:
    """The exact numbers of a sentence, in order."""
    for start, last in _runs(clauses):
        if found := _number(clauses, start, last):
            yield found


def _runs(clauses: Clauses) -> Iterator[tuple[int, int]]:
    tokens, i = clauses.tokens, 0
    while i < len(tokens):
        if not _numeral(clauses, i):
            i += 1
            continue
        last = i
        while last + 1 < len(tokens) and (
            _numeral(clauses, last + 1)
            or (
                tokens[last + 1].text == "-"
                and last + 2 < len(tokens)
                and _numeral(clauses, last + 2)
                and tokens[last].text.isalpha()
            )
        ):
            last += 1
        yield i, last
        i = last + 1


def _numeral(clauses: Clauses, i: int) -> bool:
    token = clauses.tokens[i]
    if token.entity in _NO_COUNT and not _mistaken(clauses, i):
        return False
    if token.pos == "NUM" or token.text.replace(",", "").isdigit():
        return True
    return token.entity == "CARDINAL" and bool(quantities(token.text)) and token.text.lower() not in _VAGUE


def _mistaken(clauses: Clauses, i: int) -> bool:
    """Whether a bare number that a verb acts on was taken for a date: "killed six and wounded 31"."""
    token = clauses.tokens[i]
    beside = {clauses.tokens[n].entity for n in (i - 1, i + 1) if 0 <= n < len(clauses.tokens)}
    bare = token.entity in {"DATE", "TIME"} and token.entity not in beside and not _YEAR.fullmatch(token.text)
    return bare and token.dep in {"dobj", "nsubjpass"}


def _number(clauses: Clauses, start: int, last: int) -> Number | None:
    tokens, text = clauses.tokens, clauses.text
    words = {clauses.lower(i) for i in range(start, last + 1)}
    if (words | {clauses.lower(last + 1)}) & _VAGUE or "%" in text[tokens[last].end : tokens[last].end + 1]:
        return None
    lead = text[max(0, tokens[start].start - _BOUND_WORDS) : tokens[start].start]
    if _joined(clauses, start, last, lead):
        return None
    lead = re.split(r"[,;:]", lead)[-1]
    if _whole(clauses, start):
        return None
    found = quantities(lead + text[tokens[start].start : tokens[last].end])
    if not found or found[-1].unit or found[-1].bound == "–" or not _counts(found[-1].value):
        return None
    nominal = _nominal(clauses, start, last)
    if (
        nominal != last
        and tokens[nominal].tag == "NN"
        and not _one_or_many(clauses, found[-1].value, nominal)
    ):
        return None
    near = {clauses.lower(i) for i in range(max(0, start - 2), min(nominal + 2, len(tokens)))}
    bound = found[-1].bound
    first = _bound_start(clauses, start) if bound else start
    return Number(
        value=format(found[-1].value, "f"),
        bound=bound,
        first=first,
        start=start,
        last=last,
        nominal=nominal,
        definite=_definite(clauses, first - 1) or (first > 0 and tokens[first - 1].tag == "POS"),
        partly=bool(near & _PARTLY) or clauses.lower(nominal + 1) in {"more", "else"},
        others="others" in near,
    )


def _whole(clauses: Clauses, start: int) -> bool:
    """Whether the number is the whole that another one is a part of: the 62 of "51 of 62 drones"."""
    before = [i for i in (start - 2, start - 3) if i >= 0]
    return "of" in {clauses.lower(start - 1), clauses.lower(start - 2)} and any(
        _numeral(clauses, i) for i in before
    )


def _definite(clauses: Clauses, i: int) -> bool:
    return clauses.lower(i) in _DEFINITE and clauses.tokens[i].dep != "mark"


def _one_or_many(clauses: Clauses, value: Decimal, nominal: int) -> bool:
    """Whether a noun in the singular may be counted so: "one man", "14 police", not "a Falcon 9 rocket"."""
    return value == 1 or clauses.lower(nominal) in _PLURALS


def _counts(value: Decimal) -> bool:
    return value > 0 and value == value.to_integral_value()


def _joined(clauses: Clauses, start: int, last: int, lead: str) -> bool:
    """Whether the number is one end of a range, a share, a score, or part of a compound."""
    text, tokens = clauses.text, clauses.tokens
    after = text[tokens[last].end : tokens[last].end + 12]
    if re.match(r"\s[-–—]\s", after) and start == 1:
        return True  # "UPDATE 2 - ..."
    if re.match(
        r"\s*(?:-|–|—|to|or|/)\s*\d|(?:-|–)\w|\s(?:to|or)\s\w+\s|\s*(?:percent|per cent|%|pct)|['’:]", after
    ):
        return True
    if _RANGE.search(lead) and re.search(
        r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten))\s*(?:-|–|—|to|or)\s*$", lead
    ):
        return True
    return bool(
        re.search(
            r"[-–$€£#:/]$|\bbetween \S+ and $|\b(?:No|no|number|aged?|day|day's|Flight|flight)\.? $", lead
        )
    )


def _nominal(clauses: Clauses, start: int, last: int) -> int:
    """The counted noun: the numeral's head behind it, or the noun that follows where the parser lost it."""
    tokens = clauses.tokens
    for i in range(last, start - 1, -1):
        head = tokens[i].head
        counts = tokens[i].dep in {"nummod", "amod", "compound", "quantmod"} and last < head <= last + 5
        if counts and tokens[head].pos in {"NOUN", "PROPN"} and _plain(clauses, last, head):
            return head
    return last


def _plain(clauses: Clauses, last: int, head: int) -> bool:
    """Whether only modifiers stand between a number and its noun."""
    return all(
        clauses.tokens[i].pos in {"ADJ", "NOUN", "PROPN", "VERB", "ADV"} or clauses.lower(i) in {"-", "other"}
        for i in range(last + 1, head)
    )


def _bound_start(clauses: Clauses, start: int) -> int:
    """Where "at least", "no fewer than", "some" begins."""
    words = {
        "at", "least", "most", "more", "than", "over", "no", "fewer", "less", "not", "up", "to", "about", "around", "nearly",
        "almost", "some", "roughly", "approximately", "close", "an", "a", "estimated", "as", "many", "under", "below", "above",
        "upwards", "of", "minimum", "maximum", "exceeding", "few", "much",
    }  # fmt: skip
    first = start
    while first > 0 and clauses.lower(first - 1) in words:
        first -= 1
    return first
