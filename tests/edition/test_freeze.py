"""The frozen form of an edition."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing.edition.freeze import digest_of, freeze, thaw
from briefing.model import (
    AlsoReported,
    Check,
    EditionArticle,
    EditionStory,
    FeedFailure,
    ModelUsed,
    Rank,
    Section,
    Sentence,
    Support,
    ThemeScore,
)
from tests.editions import edition

SENTENCE = Sentence(
    text="Six died.",
    how="compressed",
    support=(Support(article="a", start=0, end=16, quote="Six died, he said"),),
    checks=(Check(name="numbers", passed=True, note="six"),),
    cuts=((8, 16),),
)
STORY = EditionStory(
    id="s",
    headline=SENTENCE,
    sentences=(SENTENCE,),
    articles=("a",),
    outlets=("Wire",),
    rank=Rank(value=0.5, factors=(("outlets", 0.5),)),
    themes=(ThemeScore(theme="strikes", score=0.9, verdict="yes"),),
    first_published=datetime(2026, 3, 9, 12, tzinfo=UTC),
    last_published=datetime(2026, 3, 9, 13, tzinfo=UTC),
)
ARTICLE = EditionArticle(
    id="a",
    url="https://wire.example/1",
    title="Six die in “Östhafen”",
    outlet="Wire",
    published=datetime(2026, 3, 9, 12, tzinfo=UTC),
    language="en",
    text_sha256="0" * 64,
)
ALSO = AlsoReported(story="t", theme="", headline=SENTENCE, article="a", outlets=("Wire",))


def full():
    plain = edition()
    colophon = replace(
        plain.colophon,
        failures=(FeedFailure(feed="Wire", location="https://wire.example", reason="404"),),
        models=(ModelUsed(role="writer", name="m", revision="1", licence="MIT", sha256="0"),),
    )
    section = Section(theme="strikes", colour="#9b2c1f", stories=(STORY,))
    return replace(plain, sections=(section,), also=(ALSO,), articles=(ARTICLE,), colophon=colophon)


def test_edition_thaws_to_what_was_frozen():
    assert thaw(freeze(full())) == full()


def test_frozen_bytes_do_not_depend_on_the_order_of_mappings():
    one, other = {"a": 1, "b": 2}, {"b": 2, "a": 1}
    colophon = full().colophon
    assert freeze(replace(full(), colophon=replace(colophon, counts=one))) == freeze(
        replace(full(), colophon=replace(colophon, counts=other))
    )


def test_text_is_kept_readable():
    assert "Six die in “Östhafen”" in freeze(full())


@pytest.mark.parametrize("content", ["{}", "[]", '{"id": 1}', "not json"])
def test_what_is_not_an_edition_is_refused(content):
    with pytest.raises(ValueError, match=r"not an edition|Expecting"):
        thaw(content)


def test_an_edition_frozen_before_a_field_came_has_its_default():
    data = json.loads(freeze(full()))
    sentence = data["sections"][0]["stories"][0]["sentences"][0]
    del sentence["patterns"], sentence["support"][0]["paragraph"]
    assert thaw(json.dumps(data)) == full()


def test_digest_tells_values_apart_and_ignores_the_order_of_keys():
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    assert digest_of(["a", "b"]) != digest_of(["ab"])
