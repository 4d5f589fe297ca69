"""Tells an article's language from its text, and says so when it cannot."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from briefing.errors import OutputError

__all__ = ["UNKNOWN", "detect"]

UNKNOWN = "und"  # BCP 47 for "undetermined"

_FEWEST_LETTERS = 30  # below this the classifier guesses
_FEWEST_IDEOGRAPHS = 10  # a Chinese, Japanese or Korean character says as much as a short word
_MOST_CHARACTERS = 4_000  # more text does not change the answer
_CONFIDENCE = 0.9
_LETTERS = re.compile(r"[^\W\d_]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def detect(text: str, otherwise: str = UNKNOWN) -> str:
    """The BCP 47 primary tag of the language that `text` is in; `otherwise` where there is too little or it is not clear.

    `OutputError` where the classifier's model cannot be unpacked, which takes a temporary file of a few MB.
    """
    sample = text[:_MOST_CHARACTERS]
    enough = (
        len(_LETTERS.findall(sample)) >= _FEWEST_LETTERS
        or len(_IDEOGRAPHS.findall(sample)) >= _FEWEST_IDEOGRAPHS
    )
    if not enough:
        return otherwise
    script = _by_script(sample)
    if script:
        return script
    language, confidence = _identifier().classify(sample)
    return str(language) if confidence >= _CONFIDENCE else otherwise


def _by_script(sample: str) -> str:
    """Chinese, Japanese and Korean by their characters: the classifier is unsure of short texts in them."""
    ideographs = len(_IDEOGRAPHS.findall(sample))
    if ideographs * 2 < len(_LETTERS.findall(sample)):
        return ""
    if len(_KANA.findall(sample)) * 20 > ideographs:
        return "ja"
    return "ko" if len(_HANGUL.findall(sample)) * 2 > ideographs else "zh"


@cache
def _identifier() -> Any:
    from py3langid import (
        langid,
    )  # its model takes a tenth of a second to load: not for feeds that name their language

    try:
        return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    except OSError as error:
        msg = (
            f"a temporary file cannot be written ({error.strerror or error}): free some space in the folder for them, "
            "or name another one in TMPDIR"
        )
        raise OutputError(msg) from error
