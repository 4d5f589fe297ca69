"""How much of a story may be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefing.model import Limits
from briefing.summarise.length import word_count

__all__ = ["Budget"]

_SHORT_STORY = 36  # words of a story that one sentence tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """At most so many sentences, or about so many words, whichever is not None: no sentence is cut to fit.

    Words are met as nearly as whole sentences meet them. One sentence is always within the budget, else a story would
    have none.
    """

    sentences: int | None = None
    words: int | None = None

    @classmethod
    def of(cls, limits: Limits) -> Budget:
        """What the limits give a story: the number of words where one is asked for, else of sentences."""
        if limits.words_per_story:
            return cls(words=limits.words_per_story)
        return cls(sentences=max(1, limits.sentences_per_story))

    def for_story(self, longest: int) -> Budget:
        """What is chosen for a story whose longest article has so many words: for a short one a sentence is enough.

        What a sentence needs beside it (its denial, an introduction) may come on top, within the budget. A number of
        words is asked for whatever the story's own.
        """
        return Budget(sentences=1) if self.words is None and longest < _SHORT_STORY else self

    def holds(self, texts: Sequence[str]) -> bool:
        """Whether these sentences together are within the budget."""
        return self.holds_lengths([word_count(text) for text in texts])

    def holds_lengths(self, lengths: Sequence[int]) -> bool:
        """The same of sentences of so many words each."""
        if len(lengths) <= 1:
            return True
        if self.sentences is not None and len(lengths) > self.sentences:
            return False
        if self.words is None:
            return True
        return 2 * (sum(lengths) - self.words) <= min(lengths)  # none could go and leave it nearer

    def count(self, texts: Sequence[str]) -> int:
        """How many of them fit, in their order, up to the first that does not."""
        fitting = 0
        while fitting < len(texts) and self.holds(texts[: fitting + 1]):
            fitting += 1
        return fitting
