from dataclasses import replace

import numpy as np
import pytest

from briefing.analyse.embed import CachingEmbedder
from briefing.model import ModelUsed
from tests.fakes import MemoryStore, WordEmbedder


class Renamed(WordEmbedder):
    def describe(self) -> ModelUsed:
        return replace(super().describe(), revision="2")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def test_vectors_are_those_of_the_model_in_the_order_of_the_texts(words, store):
    texts = ["rain in the north", "snow in the south", "rain in the north"]
    assert np.array_equal(CachingEmbedder(words, store).embed(texts), WordEmbedder().embed(texts))


def test_each_distinct_text_is_embedded_once(words, store):
    CachingEmbedder(words, store).embed(["rain", "snow", "rain"])
    assert words.embedded == ["rain", "snow"]


def test_a_later_run_asks_the_model_only_for_what_is_new(words, store):
    CachingEmbedder(WordEmbedder(), store).embed(["rain", "snow"])
    CachingEmbedder(words, store).embed(["snow", "hail", "rain"])
    assert words.embedded == ["hail"]


def test_another_revision_of_the_model_does_not_take_the_vectors_of_the_first(words, store):
    CachingEmbedder(words, store).embed(["rain"])
    other = Renamed()
    CachingEmbedder(other, store).embed(["rain"])
    assert other.embedded == ["rain"]


def test_what_was_embedded_before_an_interruption_is_kept(store):
    class Failing(WordEmbedder):
        def embed(self, texts):
            if self.embedded:
                raise KeyboardInterrupt
            return super().embed(texts)

    texts = [f"text {n}" for n in range(300)]
    with pytest.raises(KeyboardInterrupt):
        CachingEmbedder(Failing(), store).embed(texts)
    again = WordEmbedder()
    CachingEmbedder(again, store).embed(texts)
    assert 0 < len(again.embedded) < 300


def test_no_texts_give_no_rows_and_no_call(words, store):
    assert len(CachingEmbedder(words, store).embed([])) == 0
    assert words.embedded == []
