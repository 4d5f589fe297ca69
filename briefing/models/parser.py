"""The parsing model: spaCy's analysis as `model.Parse`."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from briefing.model import Parse, Token
from briefing.models.edge import translated
from briefing.models.transformer import Installed, announce, read_json

if TYPE_CHECKING:
    from briefing.model import ModelUsed

__all__ = ["SpacyParser"]

_BATCH_TEXTS = 64


class SpacyParser:
    """`ports.Parser` by a spaCy pipeline. It loads at the first call; calls take turns."""

    def __init__(self, installed: Installed) -> None:
        self._installed = installed
        self._pipeline: Any = None
        self._lock = threading.Lock()

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it."""
        return self._installed.describe()

    def languages(self) -> frozenset[str]:
        """The language that the pipeline was trained for."""
        meta = read_json(self._installed.folder / "meta.json") or {}
        return frozenset(filter(None, [str(meta.get("lang", ""))]))

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        """See `ports.Parser.parse`. Each text is parsed on its own."""
        with self._lock, translated(f"parser {self._installed.name}"):
            if self._pipeline is None:
                self._pipeline = self._load()
            return [_parse(doc) for doc in self._pipeline.pipe(texts, batch_size=_BATCH_TEXTS)]

    def _load(self) -> Any:
        with announce(self._installed):
            import spacy

            return spacy.load(self._installed.folder)


def _parse(doc: Any) -> Parse:
    return Parse(
        text=doc.text,
        tokens=tuple(_token(token) for token in doc),
        sentences=tuple((sentence.start, sentence.end) for sentence in doc.sents),
    )


def _token(token: Any) -> Token:
    return Token(
        i=token.i,
        start=token.idx,
        end=token.idx + len(token.text),
        text=token.text,
        lemma=token.lemma_,
        pos=token.pos_,
        tag=token.tag_,
        dep=token.dep_,
        head=token.head.i,
        entity=token.ent_type_,
    )
