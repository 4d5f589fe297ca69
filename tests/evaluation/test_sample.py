"""The sample and its gold agree with each other and with what the sample's README promises."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from briefing.evaluation.facts import Told, check_claims, check_facts
from briefing.evaluation.gold import Gold, read_gold
from briefing.evaluation.matching import find_passage, name_items
from briefing.ingest.assemble import make_article
from briefing.ingest.parse import parse_feed
from briefing.model import Article
from briefing.tomlfile import Document, read

FEEDS = Path(__file__).parents[2] / "feeds"
UNDATED = datetime(1, 1, 2, tzinfo=UTC)


@cache
def gold() -> Gold:
    document = read(FEEDS / "sample" / "gold.toml", FEEDS)
    assert isinstance(document, Document), document
    return read_gold(document.data, document.fault)


@cache
def articles() -> tuple[Article, ...]:
    found = []
    for feed in tomllib.loads((FEEDS / "sample.toml").read_text(encoding="utf-8"))["feed"]:
        parsed = parse_feed((FEEDS / feed["path"]).read_bytes(), "", "", 50)
        assert not parsed.fault, f"{feed['path']}: {parsed.fault}"
        found += [
            make_article(
                outlet=feed["name"],
                feed=feed["path"],
                entry_id=entry.entry_id,
                url=entry.url,
                title=entry.title,
                body=entry.body,
                published=datetime.fromisoformat(entry.published) if entry.published else UNDATED,
                dated="published",
                language=feed["language"],
            )
            for entry in parsed.entries
        ]
    return tuple(found)


@cache
def items() -> dict[str, Article]:
    named = name_items(gold(), articles())
    return {named[article.id]: article for article in articles()}


def edition_of(article: Article) -> date | None:
    """The edition whose window, 24 hours to 06:00 UTC, holds the article."""
    for day in gold().days():
        closes = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        if closes - timedelta(hours=24) < article.published <= closes:
            return day
    return None


def test_it_has_150_items_of_eight_outlets_in_three_languages() -> None:
    assert len(items()) == 150
    assert len({article.outlet for article in articles()}) == 8
    assert {article.language for article in articles()} == {"en", "de", "fr"}


def test_each_of_three_days_has_at_least_32_items() -> None:
    days = Counter(edition_of(article) for article in articles())

    assert sorted(filter(None, days)) == [date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 12)]
    assert all(days[day] >= 32 for day in gold().days()), days
    assert days[None] == 3  # no date, 1970, 2099


def test_every_item_that_the_gold_names_exists() -> None:
    assert gold().items() - items().keys() == set()


def test_every_labelled_passage_opens_with_its_words_and_once_only() -> None:
    for item, openings in gold().passages.items():
        for opening in openings:
            assert find_passage(items()[item], opening) is not None, f"{item}: {opening}"
            assert items()[item].text.count(opening) == 1, f"{item}: {opening}"


def test_at_least_150_passages_are_labelled_and_each_theme_has_its_share() -> None:
    labels = [themes for openings in gold().passages.values() for themes in openings.values()]
    by_theme = Counter(theme for themes in labels for theme in themes)

    assert len(labels) >= 150
    assert all(by_theme[theme] >= 30 for theme in gold().themes), by_theme
    assert sum(not themes for themes in labels) >= len(labels) // 3
    assert any(len(themes) > 1 for themes in labels)


def test_every_story_lies_in_its_day() -> None:
    for story in gold().story:
        assert {edition_of(items()[item]) for item in story.items} == {story.day}, story.id


def test_each_day_has_ten_top_stories_with_facts() -> None:
    for day in gold().days():
        top = sorted(story.top for story in gold().story if story.day == day and story.top)
        assert top == list(range(1, 11))
    assert all(story.must for story in gold().story if story.top)


def test_at_least_14_stories_are_told_by_three_outlets_or_more() -> None:
    outlets = {story.id: {items()[item].outlet for item in story.items} for story in gold().story}

    assert sum(len(names) >= 3 for names in outlets.values()) >= 14


def test_every_must_fact_is_said_by_the_storys_own_sources() -> None:
    for story in gold().story:
        sources = [items()[item] for item in story.items]
        shown = [as_told(article) for article in sources]
        ids = frozenset(article.id for article in sources)
        missing = [outcome.fact for outcome in check_facts(story, ids, shown) if outcome.said != "present"]
        assert missing == [], story.id


def test_no_source_makes_a_claim_that_no_sentence_may_make() -> None:
    by_day = defaultdict(list)
    for article in articles():
        by_day[edition_of(article)].append(as_told(article))
    for day in gold().days():
        assert check_claims(gold().claims(day), by_day[day]) == []


def test_claims_are_made_by_their_examples() -> None:
    """Each kind of false claim that the gold is there to catch."""
    false = [
        (date(2026, 3, 10), "", "Ruvenia released 103 Karsovian prisoners of war on Monday."),
        (date(2026, 3, 10), "", "Three people were killed by drones in Tavisk."),
        (date(2026, 3, 10), "strikes", "Some 1,900 dockers walked out."),
        (date(2026, 3, 10), "", "Peace has been declared."),
        (date(2026, 3, 11), "", "Karsovian drones set fire to an oil depot."),
        (date(2026, 3, 11), "", "A Karsovian guided bomb hit the hospital."),
        (date(2026, 3, 12), "", "General Arkan Vetrov was killed near Zhorin."),
        (date(2026, 3, 12), "", "Ruvenia and Karsovia agreed on a ceasefire."),
    ]

    for day, theme, text in false:
        shown = Told(theme=theme, headline="", sentences=(text,), articles=frozenset())
        assert check_claims(gold().claims(day), [shown]), text


def test_hostile_markup_leaves_no_trace_in_the_text() -> None:
    whole = "\n".join(article.text + article.url for article in articles())

    for trace in (
        "<script",
        "onerror",
        "javascript:",
        "data:text",
        "gnore your instructions",
        "SYSTEM:",
        "\u200b",
        "\u202e",
    ):
        assert trace not in whole, trace


def as_told(article: Article) -> Told:
    """The article as a digest would show it that left every sentence as it is."""
    sentences = tuple(passage.text for passage in article.passages if passage.kind == "sentence")
    return Told(theme="", headline=article.title, sentences=sentences, articles=frozenset([article.id]))
