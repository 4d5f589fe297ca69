"""Can a sentence stand alone in a digest? What leans on its neighbours or is no reporting is named here."""

from __future__ import annotations

import re

from briefing.summarise.grammar import quoted_spans

__all__ = ["leaning", "unusable"]

_BOILERPLATE = re.compile(
    r"^(?:read (?:more|also|next)|photo(?:s|graph)?\b|image|picture|video|watch\b|listen\b|subscribe|sign up|newsletter|"
    r"follow us|click|share (?:this|on)|advertisement|sponsored|copyright|©|all rights|source:|by [A-Z][a-z]+ [A-Z][a-z]+$|"
    r"reporting by|editing by|additional reporting|this (?:story|article|post|report) (?:was|is|has been)|"
    r"correction:|editor[’']s note|related|see also|more on this|get the|download|continue reading|claim:|verdict:|"
    r"(?:the )?post .+ appeared first|lesen sie|lire aussi|leer más|mehr zum thema)|"
    r"\b(?:our newsletter|your inbox|cookies|privacy policy|terms of (?:use|service)|ad-free|read more)\b|https?://|www\.",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|I[’'](?:m|ve|d|ll)|we|we[’'](?:re|ve|d|ll)|my|our|us|me|you|your)\b")
_LEAN_START = re.compile(
    r"^(?:he|she|it|they|his|her|its|their|this|that|these|those|such|both|others?|another|one|some|many|most|"
    r"but|and|so|yet|or|nor|then|thus|hence|there|here|instead|also|still|however|meanwhile|moreover|furthermore|"
    r"in addition|additionally|besides|for (?:his|her|its|their) part|as a result|in turn|of course|in fact|indeed|"
    r"that[’']s|it[’']s|he[’']s|she[’']s|they[’']re|among (?:them|those)|at the time|by then|the (?:former|latter|two|pair|trio|same|"
    r"attack|incident|strike|move|decision|news|announcement|statement|comments|remarks|report|document|official|"
    r"spokes(?:man|woman|person)|man|woman|victims?|latest|meeting|deal|agreement|blast|explosion|company|group|"
    r"firm|ministry|ruling|plan|bill|law|vote|crash|fire|storm|team|club|film|study|measure|proposal|case|trial|suspect))\b",
    re.IGNORECASE,
)
_PRONOUN_START = re.compile(
    r"^(?:he|she|it|they|his|her|its|their|this|that|these|those|such)\b", re.IGNORECASE
)
_THIS = re.compile(
    r"\b(?:this|these|that is|such an?|so)\b(?!\s+(?:week|month|year|morning|afternoon|evening|weekend|season|summer|"
    r"winter|spring|autumn|fall|century|decade|time)\b)"
)
_UNVERIFIED = re.compile(
    r"\b(?:could|can|has|have) not (?:be |been )?(?:independently )?(?:verif|confirm)|"
    r"\b(?:either|neither|both) (?:account|side|claim|version|report)s?\b|^With (?:her|him|them|it|that|this)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|could|can|may|might|must|said|says|say|did|does|do|\w+(?:ed|es|en|"
    r"s|ew|aw|ok|ung|ent|ade|eft|ost|aid|ept|old|ound|ut|it))\b"
)
_SPOKEN = re.compile(
    r"\b(?:said|says|told|tells|added|adds|wrote|writes|tweeted|asked|warned|according|announced|argued|called|calls|"
    r"stated|declared|insisted|replied|noted|posted|claimed|explained|described|vowed|promised)\b"
)


def unusable(text: str, language: str = "en") -> str:
    """Why a sentence must not be quoted in a digest; "" where nothing speaks against it."""
    letters = [c for c in text if c.isalpha()]
    count = len(text.split())
    if count < 4 or not letters:
        return "a fragment"
    if sum(c.isupper() for c in letters) > 0.6 * len(letters):
        return "all capitals"
    if text.rstrip("\"”’') ").endswith("?"):
        return "a question"
    if text.rstrip().endswith((":", "…", "...", "[…]", "[...]")):
        return "breaks off"
    if _BOILERPLATE.search(text):
        return "boilerplate"
    return _english_fault(text) if language == "en" else _quote_fault(text)


def _english_fault(text: str) -> str:
    if fault := _quote_fault(text):
        return fault
    outside = text
    for start, end in reversed(quoted_spans(text) or []):
        outside = outside[:start] + outside[end:]
    if _FIRST_PERSON.search(outside):
        return "first person"
    if not _VERB.search(text):
        return "no verb"
    return "a list" if text.count(",") + text.count(";") > 9 else ""


def _quote_fault(text: str) -> str:
    spans = quoted_spans(text)
    if spans is None:
        return "half a quotation"
    said = sum(b - a for a, b in spans)
    if spans and said > 0.5 * len(text) and not _SPOKEN.search(text):
        return "a quotation without its speaker"
    return ""


def _pronoun_speaks(text: str) -> bool:
    """ "“They stopped,” he said.": nobody is named outside the quotation."""
    outside = text
    for start, end in reversed(quoted_spans(text) or []):
        outside = outside[:start] + " " + outside[end:]
    spoken = re.search(r"\b(?:he|she|they|it) (?:\w+ed|said|says|told|tells|wrote)\b", outside)
    return bool(spoken) and len(outside) < len(text) and not re.search(r"\b[A-Z][a-z]", outside)


def leaning(text: str, language: str = "en") -> float:
    """How far a sentence leans on the one before: 0 stands alone, 1 cannot be understood without it."""
    if language != "en":
        return 0.0
    if _PRONOUN_START.match(text):
        return 1.0
    lean = 0.5 if _LEAN_START.match(text) else 0.0
    if _UNVERIFIED.search(text) or _pronoun_speaks(text):
        return 0.9
    if _THIS.search(" ".join(text.split()[:7])):
        lean = max(lean, 0.6)  # "Karsovia denies this"
    if re.match(r"The [a-z]", text) and not re.search(r"\b[A-Z]", " ".join(text.split()[1:8])):
        lean = max(lean, 0.4)  # "The billionaire made the comments ..."
    if re.search(r"\b(?:he|she|they|his|her|their)\b", text[:60]) and not re.search(
        r"(?<!^)\b[A-Z][a-z]+", text[:60]
    ):
        lean += 0.4
    return min(1.0, lean + (0.2 if re.search(r"\b(?:also|too|the latter|the former)\b", text) else 0.0))
