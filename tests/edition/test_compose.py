"""Which stories an edition tells, and what fits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from briefing.edition.compose import PALETTE, assign, compose
from briefing.model import (
    Article,
    Change,
    Claim,
    Limits,
    Marks,
    News,
    Passage,
    PassageRef,
    Place,
    Rank,
    Sentence,
    Story,
    StorySummary,
    StoryTheme,
    Support,
    Theme,
    Update,
    Verdict,
    sentence_key,
)

STRIKES, DIPLOMACY, OTHER = (
    Theme(name="strikes", means="missile attacks", colour="#111111"),
    Theme(name="diplomacy", means="talks"),
    Theme(name="other", means="the rest", catch_all=True),
)
THEMES = (STRIKES, DIPLOMACY, OTHER)
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def article(name: str, language: str = "en", outlet: str = "", minutes: int = 0) -> Article:
    title = f"Title of {name}"
    return Article(
        id=name,
        url=f"https://wire.example/{name}",
        title=title,
        text=f"{title}\n\nBody.",
        text_sha256="0" * 64,
        outlet=outlet or f"Outlet {name}",
        feed="https://wire.example/feed",
        published=NOON + timedelta(minutes=minutes),
        dated="published",
        language=language,
        passages=(Passage(index=0, start=0, end=len(title), text=title, kind="title"),),
    )


def story(
    name: str, rank: float, *themes: str, articles: tuple[str, ...] = (), verdict: Verdict = "yes"
) -> Story:
    carried = tuple(
        StoryTheme(theme=t, score=0.9, verdict=verdict, passages=(PassageRef(article=name, passage=0),))
        for t in themes
    )
    ids = articles or (name,)
    return Story(id=name, lead=ids[0], articles=ids, themes=carried, rank=Rank(value=rank, factors=()))


def summary(name: str, theme: str, words: int = 5) -> StorySummary:
    support = Support(article=name, start=0, end=5, quote="Title")
    text = " ".join(["word"] * (words - 1))
    return StorySummary(
        story=name,
        theme=theme,
        headline=Sentence(text="Head", how="verbatim", support=(support,)),
        sentences=(Sentence(text=text, how="verbatim", support=(support,)),),
    )


def articles_of(*names: str, language: str = "en") -> dict[str, Article]:
    return {name: article(name, language) for name in names}


def test_story_stands_under_every_theme_that_it_carries():
    placed = assign([story("a", 1, "strikes", "diplomacy")], THEMES, articles_of("a"), Limits(), "en")
    assert [(p.story.id, p.theme) for p in placed] == [("a", "strikes"), ("a", "diplomacy")]


def test_undecided_theme_gives_no_place():
    placed = assign([story("a", 1, "strikes", verdict="undecided")], THEMES, articles_of("a"), Limits(), "en")
    assert placed == []


def test_section_takes_its_most_important_stories():
    stories = [story("a", 1, "strikes"), story("b", 3, "strikes"), story("c", 2, "strikes")]
    placed = assign(stories, THEMES, articles_of("a", "b", "c"), Limits(stories_per_theme=2), "en")
    assert [p.story.id for p in placed] == ["b", "c"]


def test_story_in_another_language_only_is_listed_not_told():
    articles = articles_of("a") | articles_of("b", language="de")
    placed = assign([story("a", 1, "strikes"), story("b", 3, "strikes")], THEMES, articles, Limits(), "en")
    assert [p.story.id for p in placed] == ["a"]


def test_stories_in_another_language_are_told_when_there_are_no_others():
    placed = assign([story("b", 3, "strikes")], THEMES, articles_of("b", language="de"), Limits(), "en")
    assert [p.story.id for p in placed] == ["b"]


def test_least_important_story_gives_way_to_the_budget_and_is_listed():
    stories = [story("a", 3, "strikes"), story("b", 2, "strikes"), story("c", 1, "strikes")]
    summaries = [summary(s.id, "strikes", words=10) for s in stories]
    contents = compose(stories, summaries, THEMES, articles_of("a", "b", "c"), Limits(words=20))
    assert [s.id for s in contents.sections[0].stories] == ["a", "b"]
    assert [entry.story for entry in contents.also] == ["c"]


def test_every_theme_keeps_its_first_story_whatever_the_budget():
    stories = [story("a", 3, "strikes"), story("b", 2, "diplomacy")]
    summaries = [summary("a", "strikes", words=20), summary("b", "diplomacy", words=20)]
    contents = compose(stories, summaries, THEMES, articles_of("a", "b"), Limits(words=20))
    assert [section.theme for section in contents.sections] == ["strikes", "diplomacy"]


def test_section_without_stories_is_left_out():
    contents = compose(
        [story("a", 1, "diplomacy")], [summary("a", "diplomacy")], THEMES, articles_of("a"), Limits()
    )
    assert [(s.theme, s.colour) for s in contents.sections] == [("diplomacy", PALETTE[1])]


def test_editors_colour_wins_over_the_palette():
    contents = compose(
        [story("a", 1, "strikes")], [summary("a", "strikes")], THEMES, articles_of("a"), Limits()
    )
    assert contents.sections[0].colour == "#111111"


def test_day_in_three_lines_names_the_three_most_important_stories_once():
    stories = [story(name, 9 - i, "strikes", "diplomacy") for i, name in enumerate("abcd")]
    summaries = [summary(s.id, theme) for theme in ("strikes", "diplomacy") for s in stories]
    contents = compose(stories, summaries, THEMES, articles_of(*"abcd"), Limits())
    assert contents.summary == tuple(Place(story=name, theme="strikes") for name in "abc")


def test_near_copies_come_last_and_are_no_outlets():
    told = Story(
        id="s",
        lead="a",
        articles=("a", "copy", "b"),
        duplicates=("copy",),
        themes=story("s", 1, "strikes").themes,
        rank=Rank(value=1, factors=()),
    )
    written = replace(summary("b", "strikes"), story="s")
    contents = compose([told], [written], THEMES, articles_of("a", "b", "copy"), Limits())
    shown = contents.sections[0].stories[0]
    assert shown.articles == ("b", "a", "copy")
    assert shown.outlets == ("Outlet a", "Outlet b")


def test_cited_articles_are_those_shown_each_once():
    stories = [story("a", 2, "strikes", "diplomacy"), story("b", 1)]
    summaries = [summary("a", "strikes"), summary("a", "diplomacy")]
    contents = compose(stories, summaries, THEMES, articles_of("a", "b", "unused"), Limits())
    assert [a.id for a in contents.articles] == ["a", "b"]


def test_also_reported_shows_the_title_with_its_place():
    contents = compose([story("a", 1)], [], THEMES, articles_of("a"), Limits())
    headline = contents.also[0].headline
    assert (headline.text, headline.support[0].quote, headline.how) == (
        "Title of a",
        "Title of a",
        "verbatim",
    )


def test_a_title_that_was_marked_is_not_listed_but_another_outlets_is():
    articles = articles_of("a", "b", "c")
    marks = Marks(sentences=frozenset(sentence_key(articles[n].title, [articles[n].title]) for n in "ac"))
    stories = [story("a", 2, articles=("a", "b")), story("c", 1)]
    contents = compose(stories, [], THEMES, articles, Limits(), marks)
    assert [(entry.article, entry.headline.text) for entry in contents.also] == [("b", "Title of b")]


def known(status, since="daily-2026-03-09", changes=()):
    return News(status=status, since=since, changes=changes)


RISE = Change(
    kind="figure",
    what="killed",
    old=Claim(
        text="six",
        support=Support(article="z", start=0, end=5, quote="Title"),
        version="",
        outlet="Z",
        published=NOON,
    ),
    new=Claim(
        text="14",
        support=Support(article="b", start=0, end=5, quote="Title"),
        version="",
        outlet="B",
        published=NOON,
    ),
)


def composed(stories, told, news, amended=()):
    articles = {n: article(n) for n in (*(s.id for s in stories), "z")}
    summaries = [summary(s.id, "strikes") for s in told]
    return compose(stories, summaries, THEMES, articles, Limits(), news=news, amended=amended)


def test_a_story_carries_what_is_new_of_it_and_an_update_stands_in_the_day_s_list_of_changes():
    a, b = story("a", 0.9, "strikes"), story("b", 0.5, "strikes")
    contents = composed([a, b], [a, b], {"b": known("updated", changes=(RISE,))})
    told = {s.id: s for s in contents.sections[0].stories}
    assert (told["a"].status, told["a"].changes) == ("new", ())
    assert (told["b"].status, told["b"].since, told["b"].changes) == ("updated", "daily-2026-03-09", (RISE,))
    [update] = contents.updates
    assert (update.story, update.status, update.changes) == ("b", "updated", (RISE,))
    assert update.headline == told["b"].headline


def test_the_articles_that_a_change_quotes_are_cited():
    b = story("b", 0.5, "strikes")
    contents = composed([b], [b], {"b": known("updated", changes=(RISE,))})
    assert {cited.id for cited in contents.articles} == {"b", "z"}


def test_an_unchanged_story_is_not_listed_and_has_a_line_only_where_it_leads():
    stories = [story(name, 0.9 - i / 10, "strikes") for i, name in enumerate("abcde")]
    news = {"a": known("unchanged"), "e": known("unchanged")}
    contents = composed(stories, stories[1:3], news)
    assert [(u.story, u.status) for u in contents.updates] == [("a", "unchanged")]
    assert [entry.story for entry in contents.also] == ["d"]


def test_corrections_come_before_updates_and_those_of_stories_without_news_are_there_too():
    b = story("b", 0.5, "strikes")
    head = Sentence(
        text="Title", how="verbatim", support=(Support(article="z", start=0, end=5, quote="Title"),)
    )
    amended = [Update(story="old", status="corrected", headline=head, changes=(RISE,))]
    contents = composed([b], [b], {"b": known("updated", changes=(RISE,))}, amended)
    assert [u.status for u in contents.updates] == ["corrected", "updated"]


def test_a_new_story_with_a_denial_is_no_update_of_anything():
    b = story("b", 0.5, "strikes")
    contents = composed([b], [b], {"b": known("new", since="", changes=(RISE,))})
    assert contents.updates == ()
    assert contents.sections[0].stories[0].changes == (RISE,)


def headed(*sentences: Sentence, headline: Sentence) -> tuple[Sentence, ...]:
    made = StorySummary(story="a", theme="strikes", headline=headline, sentences=sentences)
    contents = compose(
        [story("a", 1, "strikes")], [made], THEMES, articles_of("a"), Limits(), news={"a": News(status="new")}
    )
    return contents.sections[0].stories[0].sentences


def said(text: str, start: int) -> Sentence:
    support = Support(article="a", start=start, end=start + 5, quote="Title")
    return Sentence(text=text, how="verbatim", support=(support,))


LEAD = said("Ten drones hit the port of Kelm at night, the mayor said.", 10)
MORE = said("Nobody was hurt.", 80)


def test_a_sentence_that_the_headline_gives_nearly_whole_is_not_told_again():
    assert headed(
        LEAD, MORE, headline=said("Ten drones hit the port of Kelm at night, the mayor said", 10)
    ) == (MORE,)


def test_a_sentence_that_says_more_than_the_headline_made_of_it_is_told():
    assert headed(LEAD, MORE, headline=said("Ten drones hit the port", 10)) == (LEAD, MORE)


def test_another_sentence_of_the_same_words_and_the_only_one_are_told():
    assert headed(LEAD, headline=said(LEAD.text, 10)) == (LEAD,)
    assert headed(LEAD, MORE, headline=said(LEAD.text, 200)) == (LEAD, MORE)


def test_a_story_of_thousands_of_articles_cites_the_first_hundred_and_names_all_outlets():
    names = tuple(f"a{n}" for n in range(3000))
    big = story("a0", 1, "strikes", articles=names)
    contents = compose([big], [summary("a0", "strikes")], THEMES, articles_of(*names), Limits())
    [told] = contents.sections[0].stories
    assert told.articles[0] == "a0"
    assert len(told.articles) == len(contents.articles) == 100
    assert len(told.outlets) == 3000
