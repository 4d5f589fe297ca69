"""Which brackets and dashes hold nothing of their own: another name, another measure, a word on what stands before."""

from __future__ import annotations

import re

from briefing.language.lexicon import word_set
from briefing.summarise.places import heads
from briefing.summarise.span import Span

__all__ = ["bracketed"]

_CLOCKS = word_set("gmt bst utc cet cest est edt pst pdt mst mdt cst cdt ist")
_MONEY = re.compile(r"[^\w]?[£$€¥][\d.,]+ ?(?:m|bn|tn|k|million|billion|trillion)?(?: ?[;,/] ?[£$€¥][\d.,]+ ?(?:m|bn|tn|k|million|billion|trillion)?)?")  # fmt: skip
_LENGTH = re.compile(r"[\d.,/-]+ ?(?:miles?|km|kilometres?|kilometers?|mph|kph|ft|feet|foot|m|metres?|meters?|in|inches|cm|lb|lbs|pounds?|kg|kilos?|acres?|hectares?|litres?|gallons?|°?[CF]|sq ?(?:miles?|km|ft|m))")  # fmt: skip
_MEMBER = re.compile(r"[RDI]-[A-Z][\w.]*|[RDI]|pictured|left|right|above|below|centre|center")
_SHORT = re.compile(r"[A-Z][A-Za-z&.-]*[A-Z][A-Za-z&.-]*s?|[A-Z]\.")


def bracketed(span: Span) -> bool:
    """Brackets around another name or measure of what stands before; dashes around a relative clause or an apposition."""
    tree = span.tree
    content = tree.text[span.tokens[0].start : span.tokens[-1].end]
    if tree.lower(span.left - 1) == "(":
        return _says_again(span, content)
    both = span.right < span.tree.last
    before = tree.tokens[span.left - 2] if span.left > 1 else None
    if before is None or before.pos not in {"NOUN", "PROPN"}:
        return False
    if any(tree.tokens[i].dep == "appos" for i in (before.i, *heads(span, before))):
        return False  # "Lindt, head of Varda - a weekly - believes": the dash closes what the comma opened
    return (both and span.words[0] in {"which", "who"}) or (
        span.words[0] in {"a", "an"} and span.head.dep == "appos"
    )


def _says_again(span: Span, content: str) -> bool:
    before = span.tree.tokens[span.left - 2] if span.left > 1 else None
    if before is None or content.lower() in _CLOCKS:
        return False
    if _MONEY.fullmatch(content) or _LENGTH.fullmatch(content):
        return any(
            c.isdigit() for t in span.tree.tokens[max(0, span.left - 4) : span.left - 1] for c in t.text
        )
    if _MEMBER.fullmatch(content):
        return before.pos == "PROPN"
    return bool(_SHORT.fullmatch(content)) and before.pos in {"PROPN", "NOUN"} and _initials(span, content)


def _initials(span: Span, short: str) -> bool:
    """Whether an abbreviation is of the words before it: its first letter opens one of them."""
    words = [t.text for t in span.tree.tokens[max(0, span.left - 12) : span.left - 1]]
    letters = "".join(w[0] for w in words if w[0].isalnum()).lower()
    wanted = [c for c in short.lower() if c.isalnum()]
    return sum(c in letters for c in wanted) * 2 >= len(wanted) and wanted[0] in letters
