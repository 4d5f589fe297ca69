"""The order of the stages, over fakes: what is read, kept, made once and told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefing.edition.freeze import freeze, thaw
from briefing.edition.window import EVER, window
from briefing.errors import Busy, NothingToReport
from briefing.ingest.assemble import make_article
from briefing.model import Decisions, EditionPlan, Feed, Limits, Marks, Prompt, Theme, sentence_key
from briefing.pipeline import Parts, Request, run
from briefing.summarise import Summariser
from tests.fakes import (
    FakeClock,
    FakeFetcher,
    MemoryStore,
    PlainPrompter,
    RecordingProgress,
    WordEmbedder,
)

NOW = datetime(2026, 3, 10, 6, tzinfo=UTC)
WIRE = Feed(name="Wire", location="https://wire.example/feed")
DEAD = Feed(name="Dead Letter", location="https://dead.example/feed")
THEMES = (
    Theme(name="strikes", means="missiles drones attack hit town killed"),
    Theme(name="other", means="everything else", catch_all=True),
)


def article(number: int, body: str, hours_ago: float = 2):
    return make_article(
        outlet="Wire",
        feed=WIRE.location,
        entry_id=str(number),
        url=f"https://wire.example/{number}",
        title=f"Report {number}: missiles hit a town",
        body=body,
        published=NOW - timedelta(hours=hours_ago),
        dated="published",
        language="en",
    )


ATTACK = article(1, "Missiles hit the town of Oststadt on Monday. Six people were killed, the mayor said.")


class Run:
    """One request over fakes; `again` runs it on the same store."""

    def __init__(self, *articles, feeds=(WIRE,), store=None, **request):
        self.clock = FakeClock(NOW)
        self.store = store or MemoryStore()
        self.progress = RecordingProgress()
        self.embedder = WordEmbedder()
        self.fetcher = FakeFetcher({WIRE.location: articles}, self.clock)
        day, opens, closes = window(EditionPlan(), None, None, NOW)
        self.request = Request(
            **{
                "plan": EditionPlan(),
                "feeds": feeds,
                "themes": THEMES,
                "prompts": {
                    "shorten": Prompt(name="shorten", purpose="-", template="", variables=(), sha256="1")
                },
                "limits": Limits(),
                "mode": "verbatim",
                "opens": opens,
                "closes": closes,
                "day": day,
            }
            | request
        )

    def __call__(self):
        summariser = Summariser(
            writer=None,
            parser=None,
            prompter=PlainPrompter(),
            limits=self.request.limits,
            mode="verbatim",
            language="en",
            marks=self.request.marks,
        )
        parts = Parts(
            clock=self.clock,
            fetcher=self.fetcher,
            embedder=self.embedder,
            summariser=summariser,
            models=(self.embedder.describe(),),
            store=self.store,
            progress=self.progress,
        )
        return run(self.request, parts)


def test_article_becomes_a_story_with_its_own_words():
    edition = Run(ATTACK)().edition
    sentences = [s for section in edition.sections for story in section.stories for s in story.sentences]
    assert sentences
    assert all(s.how == "verbatim" and s.text in ATTACK.text for s in sentences)


def test_every_quote_is_the_articles_text_at_its_offsets():
    edition = Run(
        ATTACK, article(2, "The talks in Marren were called off. Both sides blamed each other.")
    )().edition
    stored = {ATTACK.id: ATTACK}
    told = [
        support
        for section in edition.sections
        for story in section.stories
        for sentence in (story.headline, *story.sentences)
        for support in sentence.support
        if support.article in stored
    ]
    assert told
    assert all(stored[s.article].text[s.start : s.end] == s.quote for s in told)


def test_same_inputs_give_the_same_edition_and_no_model_work():
    first = Run(ATTACK)
    made = first()
    again = Run(ATTACK, store=first.store)
    found = again()
    assert (found.made, found.content, again.embedder.embedded) == (False, made.content, [])


def test_later_run_of_the_day_keeps_what_the_first_one_told():
    early = article(2, "A ship ran aground. Nobody was hurt.", hours_ago=23)
    first = Run(ATTACK, early)
    first()
    later = NOW + timedelta(hours=3)
    again = Run(ATTACK, early, store=first.store, opens=later - timedelta(hours=24), closes=later)()
    assert (again.made, again.articles) == (False, 2)


def test_window_that_the_caller_chose_is_kept_to():
    early = article(2, "A ship ran aground. Nobody was hurt.", hours_ago=23)
    first = Run(ATTACK, early)
    first()
    again = Run(ATTACK, early, store=first.store, opens=NOW - timedelta(hours=3), fixed=True)()
    assert (again.made, again.articles) == (True, 1)


def test_outlet_that_was_renamed_is_not_two():
    first = Run(ATTACK)
    first()
    renamed = replace(WIRE, name="The Wire")
    fresh = make_article(
        outlet="The Wire",
        feed=WIRE.location,
        entry_id="1",
        url=ATTACK.url,
        title=ATTACK.title,
        body="Missiles hit the town of Oststadt on Monday. Six people were killed, the mayor said.",
        published=ATTACK.published,
        dated="published",
        language="en",
    )
    assert Run(fresh, feeds=(renamed,), store=first.store)().articles == 1


def test_later_article_makes_a_revision_and_the_first_edition_stays():
    first = Run(ATTACK)
    made = first()
    second = Run(ATTACK, article(2, "A ship ran aground. Nobody was hurt."), store=first.store)()
    assert (second.edition.id, second.edition.revision) == ("daily-2026-03-10-r2", 2)
    assert first.store.edition("daily-2026-03-10") == made.content


def test_changed_theme_makes_a_revision():
    first = Run(ATTACK)
    first()
    themes = (replace(THEMES[0], means="attacks on towns"), THEMES[1])
    assert Run(ATTACK, store=first.store, themes=themes)().made


def test_labelled_line_makes_a_revision():
    first = Run(ATTACK)
    first()
    themes = (replace(THEMES[0], labelled=(("Two drones hit the depot.", False),)), THEMES[1])
    assert Run(ATTACK, store=first.store, themes=themes)().made


def test_moved_line_in_the_themes_file_changes_nothing():
    first = Run(ATTACK)
    first()
    themes = (replace(THEMES[0], listed_at="prompts/themes.toml:99"), THEMES[1])
    assert not Run(ATTACK, store=first.store, themes=themes)().made


def test_feed_that_is_down_is_named_in_the_colophon_and_stops_nothing():
    outcome = Run(ATTACK, feeds=(WIRE, DEAD))()
    assert [(f.feed, f.reason) for f in outcome.edition.colophon.failures] == [
        ("Dead Letter", "does not answer")
    ]
    assert outcome.edition.colophon.feeds == ("Wire",)


def test_health_of_a_feed_that_is_down_is_kept():
    attempt = Run(ATTACK, feeds=(WIRE, DEAD))
    attempt()
    assert attempt.store.states[DEAD.location].failures == 1


def test_article_before_the_window_stays_out():
    old = article(2, "A ship ran aground. Nobody was hurt.", hours_ago=25)
    assert Run(ATTACK, old)().articles == 1


def test_open_window_takes_old_articles():
    old = article(2, "A ship ran aground. Nobody was hurt.", hours_ago=2500)
    assert Run(ATTACK, old, opens=EVER)().articles == 2


def test_open_window_tells_the_documents_as_they_are_now():
    first = Run(ATTACK, opens=EVER)
    first()
    other = article(2, "A ship ran aground. Nobody was hurt.")
    assert Run(other, store=first.store, opens=EVER)().articles == 1


def test_new_marks_make_a_revision_that_obeys_them():
    first = Run(ATTACK)
    told = first().edition.sections[0].stories[0].sentences[0]
    marks = Marks(sentences=frozenset({told.key}))
    again = Run(ATTACK, store=first.store, marks=marks)
    edition = again().edition
    assert edition.revision == 2
    assert told.text not in [s.text for x in edition.sections for story in x.stories for s in story.sentences]
    assert again().made is False


def test_where_everything_was_marked_nothing_is_told_or_listed():
    marks = Marks(sentences=frozenset(sentence_key(p.text, [p.text]) for p in ATTACK.passages))
    edition = Run(ATTACK, marks=marks)().edition
    assert (edition.sections, edition.also, edition.summary) == ((), (), ())


def test_marks_that_refuse_nothing_make_no_revision():
    first = Run(ATTACK)
    first()
    assert Run(ATTACK, store=first.store, marks=Marks())().made is False


def test_all_feeds_down_is_said_with_the_first_reason():
    with pytest.raises(NothingToReport) as raised:
        Run(feeds=(DEAD,))()
    assert str(raised.value) == (
        "none of 1 feeds could be read:\n"
        "  Dead Letter (https://dead.example/feed): does not answer: try later"
    )


def test_all_feeds_paused_is_said():
    with pytest.raises(NothingToReport, match="every feed of this edition is paused"):
        Run(feeds=())()


def test_newest_item_is_named_also_when_the_feed_has_not_changed():
    first = Run(ATTACK)
    first()
    later = NOW + timedelta(days=9)
    again = Run(store=first.store, opens=later - timedelta(days=1), closes=later, fixed=True)
    with pytest.raises(NothingToReport, match="the newest is of 2026-03-10"):
        again()


def test_empty_feed_is_said_to_have_no_items():
    with pytest.raises(NothingToReport, match="no items in 1 feeds"):
        Run()()


def test_only_old_items_names_the_newest_and_the_mend():
    with pytest.raises(NothingToReport, match=r"the newest is of 2026-03-08 .*--hours"):
        Run(article(1, "Old news. Very old.", hours_ago=40))()


def test_failed_run_leaves_no_edition():
    attempt = Run(feeds=(DEAD,))
    with pytest.raises(NothingToReport):
        attempt()
    assert attempt.store.editions == {}


def test_two_runs_at_once_are_refused():
    attempt = Run(ATTACK)
    with attempt.store.lease("run daily", 60), pytest.raises(Busy):
        attempt()


def test_stages_are_timed_and_announced():
    attempt = Run(ATTACK)
    edition = attempt().edition
    assert set(edition.colophon.seconds) == {
        "read feeds",
        "analyse",
        "follow",
        "summarise",
        "compose",
    }
    assert attempt.progress.stages == ["embed", "group", "themes", "summarise"]


def test_edition_is_frozen_as_it_is_returned():
    outcome = Run(ATTACK)()
    assert outcome.content == freeze(outcome.edition)
    assert thaw(outcome.content) == outcome.edition


def days_later(days, *articles, store, **request):
    """The run of a later day on the same store."""
    attempt = Run(*articles, store=store, **request)
    closes = NOW + timedelta(days=days)
    attempt.clock = FakeClock(closes)
    attempt.request = replace(
        attempt.request, day=closes.date(), opens=closes - timedelta(hours=24), closes=closes
    )
    return attempt


def told_stories(edition):
    return {story.id: story for section in edition.sections for story in section.stories}


FOURTEEN = article(
    2,
    "Missiles that hit the town of Oststadt on Monday killed fourteen people, the mayor said. Rescuers found eight bodies.",
    hours_ago=-20,
)


def test_a_story_of_yesterday_goes_on_under_its_id_and_is_marked_as_updated():
    first = Run(ATTACK)
    [before] = told_stories(first().edition)
    edition = days_later(1, ATTACK, FOURTEEN, store=first.store)().edition
    story = told_stories(edition)[before]
    assert (story.status, story.since) == ("updated", "daily-2026-03-10")
    assert edition.since == "daily-2026-03-10"


def test_a_story_that_is_told_again_word_for_word_is_left_out_but_for_a_line():
    first = Run(ATTACK)
    [before] = told_stories(first().edition)
    copied = replace(article(3, ATTACK.text.partition("\n\n")[2], hours_ago=-20), title=ATTACK.title)
    edition = days_later(1, copied, store=first.store)().edition
    assert told_stories(edition) == {}
    assert edition.also == ()
    assert [(u.story, u.status) for u in edition.updates] == [(before, "unchanged")]


def test_a_story_that_nobody_reported_on_for_a_week_is_forgotten():
    first = Run(ATTACK)
    [before] = told_stories(first().edition)
    later = article(2, FOURTEEN.text.partition("\n\n")[2], hours_ago=-9 * 24 + 4)
    edition = days_later(9, later, store=first.store)().edition
    assert before not in told_stories(edition)
    assert edition.since == ""


def test_an_edition_that_is_made_again_has_the_same_memory():
    first = Run(ATTACK)
    first()
    second = days_later(1, FOURTEEN, store=first.store)
    assert second().made
    assert not days_later(1, FOURTEEN, store=first.store)().made


def test_a_quote_that_its_outlet_altered_is_reported_on_a_day_without_other_news():
    first = Run(ATTACK)
    [before] = told_stories(first().edition)
    altered = article(1, ATTACK.text.partition("\n\n")[2].replace("Monday", "Sunday"))
    edition = days_later(1, altered, store=first.store)().edition
    [update] = edition.updates
    assert (update.story, update.status) == (before, "corrected")
    assert update.changes[0].old.text == "Missiles hit the town of Oststadt on Monday."
    assert update.changes[0].new.text == "Missiles hit the town of Oststadt on Sunday."
    assert ATTACK.id in {a.id for a in edition.articles}


def test_documents_told_whole_know_no_yesterday():
    first = Run(ATTACK)
    first()
    again = days_later(1, ATTACK, store=first.store)
    again.request = replace(again.request, opens=EVER)
    edition = again().edition
    assert edition.since == ""
    assert [s.status for s in told_stories(edition).values()] == ["new"]


def test_stories_that_an_editor_merged_are_one_from_the_next_run_on():
    other = article(5, "The talks in Marren were called off. Both sides blamed each other for it.")
    first = Run(ATTACK, other)
    ids = sorted(told_stories(first().edition))
    merged = Run(ATTACK, other, store=first.store, decisions=Decisions(merged=(tuple(ids),)))
    outcome = merged()
    assert outcome.made
    assert [len(s.articles) for s in told_stories(outcome.edition).values()] == [2]


def test_an_edit_of_an_item_that_is_older_than_the_memory_makes_no_story():
    old = replace(
        article(7, "The market of Marren was closed.", hours_ago=900), revised=NOW - timedelta(hours=1)
    )
    edition = Run(ATTACK, old)().edition
    assert old.id not in {a.id for a in edition.articles}


def test_an_item_of_a_remembered_story_that_its_outlet_rewrote_goes_on_as_that_story():
    first = Run(ATTACK)
    [before] = told_stories(first().edition)
    longer = (
        ATTACK.text.partition("\n\n")[2]
        + " Rescuers from Weststadt found eight bodies in the ruins of the market."
    )
    rewritten = replace(article(1, longer), revised=NOW + timedelta(hours=5))
    edition = days_later(1, rewritten, store=first.store)().edition
    [(key, story)] = told_stories(edition).items()
    assert (key, story.status) == (before, "updated")


def test_the_same_items_in_two_windows_are_told_once():
    first = Run(ATTACK)
    first()
    again = days_later(1, ATTACK, store=first.store)
    again.request = replace(again.request, opens=again.request.opens - timedelta(hours=24))
    edition = again().edition
    assert told_stories(edition) == {}
    assert [u.status for u in edition.updates] == ["unchanged"]


def test_an_edition_of_an_earlier_day_knows_nothing_of_later_ones():
    later = days_later(1, FOURTEEN, store=MemoryStore())
    later()
    edition = Run(ATTACK, store=later.store)().edition
    assert edition.since == ""
    assert {s.status for s in told_stories(edition).values()} == {"new"}
