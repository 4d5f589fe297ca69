"""Can a sentence stand alone in a digest? What leans on its neighbours or is no reporting is named here."""

from __future__ import annotations

import re
from functools import lru_cache

from briefing.language.lexicon import word_set
from briefing.summarise.grammar import quoted_spans
from briefing.summarise.length import word_count

__all__ = ["cased", "instructs", "leaning", "stands_alone", "unlinked", "unusable"]

_BOILERPLATE = re.compile(
    r"^(?:read (?:more|also|next)|photo(?:s|graph)?\b|image|picture|video|watch\b|listen\b|subscribe|sign up|newsletter|"
    r"follow us|click|share (?:this|on)|advertisement|sponsored|copyright|©|all rights|source:|by [A-Z][a-z]+ [A-Z][a-z]+$|"
    r"reporting by|editing by|additional reporting|this (?:story|article|post|report) (?:was|is|has been)|"
    r"correction:|editor[’']s note|related|see also|more on this|get the|download|continue reading|claim:|verdict:|"
    r"(?:the )?post .+ appeared first|lesen sie|lire aussi|leer más|mehr zum thema)|"
    r"\b(?:our newsletter|your inbox|cookies|privacy policy|terms of (?:use|service)|ad-free|read more)\b|https?://|www\.|"
    r"\bopens? (?:in )?(?:a |an )?new (?:window|tab|browser)\b",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"^(?:please\s+)?(?:ignore|disregard|forget|click|tap|visit|buy|order|write|print|output|repeat|translate|summari[sz]e|"
    r"subscribe|register|donate|download|join|enter|send|tell|say|discover|try|book|shop|call|check out|find out|learn more|"
    r"don[’']t miss|stay tuned|hurry|act now|order now|buy now)\b"
    r"(?=\s+(?:the|all|any|this|that|these|your|our|us|here|now|today|previous|prior|every|it|him|her|them|how|what|why|more|"
    r"about|in your|on the link|for (?:free|more|updates))\b|[!.:,]|$)|"
    r"\b(?:ignore|disregard|forget|override)\s+(?:(?:all|any|the|your|my|these|those|every|of)\s+)*"
    r"(?:(?:previous|prior|above|earlier|other|preceding)\s+)?(?:instructions?|prompts?|commands?)\b|"
    r"\bsystem prompt\b|\bas an? (?:AI|language model)\b|\b(?:AI|chatbots?|assistants?|language models?)\b[^.]{0,30}\bmust\b|"
    r"\b(?:promo(?:tion)?|discount|coupon|voucher) codes?\b|\blimited[- ]time offer|\bfree trial\b|\bterms apply\b|"
    r"\b\d+ ?% off\b|\byou (?:could|can) (?:save|win|earn)\b|\bdo you qualify\b|\b(?:order|buy|act|call|book|subscribe|join) (?:now|today)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|I[’'](?:m|ve|d|ll)|[Ww]e|[Ww]e[’'](?:re|ve|d|ll)|[Mm]y|[Oo]ur|us|me|[Yy]ou|[Yy]our)\b"
)
_FIRST_PERSON_SMALL = re.compile(  # "us" may be the country
    r"\b(?:i|i[’'](?:m|ve|d|ll)|we|we[’'](?:re|ve|d|ll)|my|our|me|you|your)\b", re.IGNORECASE
)
_TURNS = re.compile(r", (?:however|meanwhile|moreover|instead|likewise|in contrast|by contrast),")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]")
_WORDS_A_PAUSE = 8  # fewer words to a comma than that make a list
_WORDS_A_NAME = 100  # in which a text that capitalises names has one at least
_LEAN_START = re.compile(
    r"^(?:he|she|it|they|his|her|its|their|this|that|these|those|such|both|others?|another|one|some|many|most|"
    r"but|and|so|yet|or|nor|then|thus|hence|there|here|instead|also|still|however|meanwhile|moreover|furthermore|"
    r"in addition|additionally|besides|for (?:his|her|its|their) part|as a result|in turn|of course|in fact|indeed|"
    r"that[’']s|it[’']s|he[’']s|she[’']s|they[’']re|among (?:them|those)|at the time|by then|the (?:former|latter|two|pair|trio|same|"
    r"attack|incident|strike|move|decision|news|announcement|statement|comments|remarks|report|document|official|"
    r"spokes(?:man|woman|person)|man|woman|victims?|latest|meeting|deal|agreement|blast|explosion|company|group|"
    r"firm|ministry|ruling|plan|bill|law|vote|crash|fire|storm|team|club|film|study|measure|proposal|case|trial|suspect)|"
    r"the [\w.’'-]+ (?:move|step|announcement|incident)(?! (?:to|of|that|by|on|against|over|from|in)\b))\b",
    re.IGNORECASE,
)
_LINKS = re.compile(  # what only links a sentence to the one before, and names its own people and things behind that
    r"^(?:But|And|Yet|So|Also|Still|Meanwhile|Moreover|Furthermore|However|In addition|Additionally|Besides),? "
    r"(?=(?:(?:in|on|at) )?(?!The\b|It\b|He\b|She\b|They\b)[A-Z])"
)
_PRONOUN_START = re.compile(
    r"^(?:he|she|it|they|his|her|its|their|this|that|these|those|such)\b|"
    r"^(?:with|after|before|besides|like|unlike|without) (?:her|him|them|it)\b",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"\b(?:this|these|that is|such an?|so)\b(?!\s+(?:week|month|year|morning|afternoon|evening|weekend|season|summer|"
    r"winter|spring|autumn|fall|century|decade|time)\b)"
)
_PRONOUN_SPEAKS = re.compile(r"\W*\b(?:he|she|they|it) (?:\w+ed|said|says|told|tells|wrote)\b")
_SHARE_START = re.compile(
    r"^(?:none|some|most|all|many|few|several|one|each|any|two|three|four|five|both|half|another|\w+) of "
    r"(?:them|those|these|it|this|whom)\b",
    re.IGNORECASE,
)
_NOUNS = (
    "step|move|decision|attack|strike|exchange|deal|release|vote|plan|law|ruling|measure|report|statement|incident|ban|"
    "agreement|proposal|announcement|sanction|claim|accusation|allegation|suspect|victim|prisoner|soldier|dead|wounded"
)
_POINTS_BACK = re.compile(
    rf"\b(?:says?|said|called|calls|insists?|insisted) (?:that )?the (?:{_NOUNS})s?\b"
    r"(?! (?:of|to|on|in|by|against|between|for|that|which|from|at|who)\b)|"
    r"\b(?:says|insists|adds|confirms|announces) (?:that )?they\b|"  # one that speaks is not "they"
    r"\bto (?:get|bring|free|take|fly|send|release|help|save) (?:her|him|them)\b|"
    r"\b(?:had|has|have) no (?:information|comment)\b|\bdeclined to comment\b|\bdid not (?:comment|respond)\b|\bin return\b(?! for)|"
    r"^(?:[A-Z][\w’'.-]* ){1,4}(?:comments|remarks|announcement|statement|decision|warning|visit) (?:came|comes?|follow(?:s|ed))\b|"
    r"^What (?:remains|is left|follows|matters|comes next)\b|^In contrast\b|^By contrast\b|^On being \w+"
)
_HANGING = re.compile(
    r",[”\"’']? (?:he|she|they) (?:said|says|added)\b|\b(?P<pair>the two (?:sides|countries|governments|men|women|states|neighbours|parties|leaders))\b"
)
_SAYS_ITSELF = re.compile(
    r"^The (?:agreement|deal|plan|bill|law|vote|decision|ruling|number|leaders?|head|governor|mayor|president|minister) "
    r"(?:to|of|between|on|over) (?!the two\b|both\b)"
)
_VAGUE = re.compile(
    r"\b(?:he|she|they|him|her|his|them|I|we|you|our|us|this|these|those|such|both|former|latter|same|there)\b(?! (?:is|are) no)|"
    r"\bthat (?:day|night|man|woman|time|way|point)\b|\bthe (?:two|three|four) (?:sides|countries|men|women|governments)\b|"
    r"^(?:when|while|if|as|since|under|for|at|with|by|despite|although|though|because|where)\b",
    re.IGNORECASE,
)
_CONCRETE = re.compile(r"\b[A-Z][a-z]|\d|\b[A-Z]{2,}\b")
_ATTRIBUTED = re.compile(r", the (?:[a-z’'-]+ ){1,4}(?:said|says)(?: on [A-Z][a-z]+)?\.?$")
_QUOTES = frozenset("\"“'‘«„")
_LEAST_WORDS = 5
_UNIQUE = word_set(
    "world internet sun moon sea public economy environment poor rich weekend night morning evening north south east west "
    "northern southern eastern western first second third next last largest biggest highest lowest oldest smallest most"
)
_RESTRICTS = word_set(
    "of in at on for from near between that who which whom whose to by against off outside under"
)
_UNVERIFIED = re.compile(
    r"\b(?:could|can|has|have) not (?:be |been )?(?:independently )?(?:verif|confirm)|"
    r"\b(?:(?:either|neither) side|(?:either|neither|both) (?:account|claim|version|report)s?)\b|^With (?:her|him|them|it|that|this)\b",
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


@lru_cache(maxsize=10_000)
def cased(text: str) -> bool:
    """Whether an article's text writes names with capitals; where it does not, small letters say nothing of them."""
    return len(_CAPITAL_INSIDE.findall(text)) * _WORDS_A_NAME >= len(text.split())


def unusable(text: str, language: str = "en", *, capitals: bool = True) -> str:
    """Why a sentence must not be quoted in a digest; "" where nothing speaks against it."""
    letters = [c for c in text if c.isalpha()]
    count = word_count(text)
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
    if instructs(text):
        return "an instruction or a promotion"
    return _english_fault(text, capitals) if language == "en" else _quote_fault(text)


def instructs(text: str) -> bool:
    """Whether a text tells its reader (or the model that reads it) to do something, or sells something."""
    return bool(_INSTRUCTION.search(text))


def _english_fault(text: str, capitals: bool) -> str:
    if fault := _quote_fault(text):
        return fault
    outside = text
    for start, end in reversed(quoted_spans(text) or []):
        outside = outside[:start] + outside[end:]
    if (_FIRST_PERSON if capitals else _FIRST_PERSON_SMALL).search(outside):
        return "first person"
    if not _VERB.search(text):
        return "no verb"
    pauses = text.count(",") + text.count(";")
    return "a list" if pauses > 9 and pauses * _WORDS_A_PAUSE > word_count(text) else ""


def _quote_fault(text: str) -> str:
    spans = quoted_spans(text)
    if spans is None:
        return "half a quotation"
    said = sum(b - a for a, b in spans)
    if spans and said > 0.5 * len(text) and not _SPOKEN.search(text):
        return "a quotation without its speaker"
    return ""


def _outside(text: str) -> str:
    for start, end in reversed(quoted_spans(text) or []):
        text = text[:start] + " " + text[end:]
    return text


def _nobody_speaks(text: str) -> float:
    """ "“They stopped,” he said.": nobody is named outside the quotation; a bare office leans less than a pronoun."""
    outside = _outside(text)
    if outside == text:
        return 0.0
    if _PRONOUN_SPEAKS.match(outside):
        return 0.9
    if re.search(r"\b[A-Z][a-z]", outside):
        return 0.0
    return 0.9 if _PRONOUN_SPEAKS.search(outside) else 0.6


def _unnamed(text: str) -> bool:
    """ "Nobody was hurt, she said": nobody is named before; "the two sides" without two names before."""
    for match in _HANGING.finditer(text):
        before = set(re.findall(r"[A-Z][a-z]+", text[1 : match.start()]))
        if len(before) < (2 if match["pair"] else 1):
            return True
    return False


def leaning(text: str, language: str = "en", *, capitals: bool = True) -> float:
    """How far a sentence leans on the one before: 0 stands alone, 1 cannot be understood without it.

    Without `capitals` its article writes names in small letters: only pronouns and the like are told then.
    """
    if language != "en":
        return 0.0
    if _PRONOUN_START.match(text) or _SHARE_START.match(text):
        return 1.0
    if _UNVERIFIED.search(text):
        return 0.9
    head = " ".join(text.split()[:8])
    lean = max(
        0.5 * (capitals and _unnamed(text)),
        _nobody_speaks(text) if capitals else 0.0,
        (0.2 if _LINKS.match(text) else 0.5) * bool(_LEAN_START.match(text)),
        0.5 * bool(_POINTS_BACK.search(text)),
        0.4 * bool(_TURNS.search(text)),
    )
    if _THIS.search(" ".join(text.split()[:7])):
        lean = max(lean, 0.6)  # "Karsovia denies this"
    if capitals and re.match(r"The [a-z]", text) and not re.search(r"\b[A-Z]", head[4:]):
        lean = max(lean, 0.4)  # "The billionaire made the comments ..."
    if _SAYS_ITSELF.match(text):
        lean = min(lean, 0.2)  # "The agreement to spare power stations ..."
    if (
        capitals
        and re.search(r"\b(?:he|she|they|his|her|their)\b", text[:60])
        and not re.search(r"(?<!^)\b[A-Z][a-z]+", text[:60])
    ):
        lean += 0.4
    return min(1.0, lean + (0.2 if re.search(r"\b(?:also|too|the latter|the former)\b", text) else 0.0))


# ── Headlines ────────────────────────────────────────────────────────────────────────────────────────────────────────


def unlinked(text: str) -> str:
    """The sentence without a word that only links it to the one before."""
    found = _LINKS.match(text)
    return text[found.end() :] if found else text


def stands_alone(text: str, language: str = "en") -> bool:
    """Whether a sentence made short is fit for a headline: it names its own people and things and refers to nothing outside.

    Strict: it refuses much that a reader would understand.
    """
    if text[:1] in _QUOTES or len(text.split()) < _LEAST_WORDS:
        return False
    if language != "en":
        return True
    if leaning(text) >= 0.4 or _LEAN_START.match(text) or _VAGUE.search(text):
        return False
    if not _CONCRETE.search(text[1:]) and not re.match(r"[A-Z]\w+[’']s ", text):
        return False
    if any(not re.search(r"\b[A-Z]", text[: m.start()]) for m in re.finditer(r"\b(?:its|their|it)\b", text)):
        return False
    told = _ATTRIBUTED.sub("", text)  # whose office it is, the place in the sentence says
    told = told if len(told.split()) > _LEAST_WORDS and _CONCRETE.search(told[1:]) else text
    return all(_defined(told, m.end()) for m in re.finditer(r"\b[Tt]he (?=[a-z])", told))


def _defined(text: str, start: int) -> bool:
    """Whether what stands behind "the" says itself what it is: "the port of Kelm", "the eastern Kelm bridge"."""
    for i, word in enumerate(text[start:].split()[:5]):
        bare = word.strip(",;")
        if bare[:1].isupper() or bare[:1].isdigit() or bare.lower() in _UNIQUE:
            return True
        if i and bare in _RESTRICTS:
            return True
        if word != bare:
            return bool(re.match(r"[A-Z]", text[text.index(word, start) + len(word) :].lstrip()))
    return False
