"""An item is one article, however its feed treats it: edits in place, dates that move, ids that change or are used again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from briefing.ingest.assemble import make_article
from briefing.model import Feed, FeedReading, FeedState
from briefing.store import open_store
from tests.fakes import FakeClock

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WIRE = Feed(name="Wire", location="https://wire.example/feed")
WORLD = Feed(name="Wire", location="https://wire.example/world")
ATTACK = "Missiles hit the town of Kelm on Monday. Six people were killed, the mayor said."
HARVEST = "Farmers in Marren expect the best wheat harvest since records began. Rain fell in time."
LONG = "It is told once more in a sentence of some words. " * 8


def item(entry="1", title="A town is hit", body=ATTACK, *, page="kelm", **changes):
    values = {
        "outlet": "Wire",
        "feed": WIRE.location,
        "entry_id": entry,
        "url": f"https://wire.example/{page}" if page else "",
        "title": title,
        "body": body,
        "published": NOON,
        "dated": "published",
        "language": "en",
    }
    return make_article(**(values | changes))


class Wire:
    """A feed that is read again and again."""

    def __init__(self, database):
        self.clock = FakeClock(NOON)
        self.store = open_store(database, self.clock)

    def gives(self, *items, feed=WIRE, as_of=None):
        """The articles that these items are, by id."""
        items = tuple(replace(i, feed=feed.location) for i in items)
        reading = FeedReading(feed=feed, state=FeedState(location=feed.location), articles=items)
        (kept,) = self.store.save_readings([reading], as_of)
        return [article.id for article in kept.articles]

    def later(self, **by):
        self.clock.move(**by)
        return self

    def stored(self, article_id):
        return self.store.articles_named([article_id])[article_id]

    def window(self, opens, closes):
        return self.store.articles(opens, closes, [WIRE.location, WORLD.location])


@pytest.fixture
def wire(database):
    wire = Wire(database)
    yield wire
    wire.store.close()


# ── Edits in place ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_changed_text_is_an_edit_of_the_article_and_says_when_it_was_seen(wire):
    (known,) = wire.gives(item())
    (again,) = wire.later(hours=5).gives(item(body=ATTACK.replace("Six", "Nine")))
    assert (again, wire.stored(known).revised) == (known, NOON + timedelta(hours=5))


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Missiles hit the  town of Kelm on Monday.\n\nSix people were killed, the mayor said"},
        {"title": "A Town Is Hit"},
        {"page": "kelm?utm_source=rss"},
        {"page": "kelm-town-hit"},
        {"published": NOON + timedelta(hours=3)},
        {"published": NOON - 5 * DAY},
    ],
    ids=["white space", "case", "tracking", "link", "later date", "earlier date"],
)
def test_white_space_case_links_and_dates_are_no_revision(wire, change):
    (known,) = wire.gives(item())
    values = {"title": "A town is hit", "body": ATTACK} | change
    assert wire.later(hours=5).gives(item(**values)) == [known]
    assert wire.stored(known).revised is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A truce holds", "A truce holds?"),
        ("The general fled", "The general 'fled'"),
        ("Losses of 3.5 billion", "Losses of 35 billion"),
        ("Growth of 2 percent", "Growth of -2 percent"),
        ("停火协议达成", "停火协议破裂"),
    ],
)
def test_a_question_a_quotation_or_a_number_is_a_revision(wire, old, new):
    (known,) = wire.gives(item(title=old))
    assert wire.later(hours=5).gives(item(title=new)) == [known]
    assert wire.stored(known).revised == wire.clock.now()


def test_first_date_stays_while_the_feed_moves_it_at_every_poll(wire):
    (known,) = wire.gives(item())
    for _ in range(4):
        wire.later(days=1).gives(item(published=wire.clock.now()))
    assert wire.stored(known).published == NOON
    assert wire.window(NOON, NOON + 9 * DAY) == []


def test_older_article_that_was_revised_in_the_window_is_found_by_it(wire):
    (known,) = wire.gives(item(), item("2", "Wheat", HARVEST, page="wheat"))[:1]
    wire.later(days=3).gives(item(body=ATTACK.replace("Six", "Nine")))
    found = wire.window(NOON + 2 * DAY, NOON + 3 * DAY)
    assert [(a.id, a.published, a.revised) for a in found] == [(known, NOON, NOON + 3 * DAY)]
    assert wire.window(NOON + 3 * DAY, NOON + 4 * DAY) == []


def test_what_an_edition_reads_counts_as_seen_when_the_edition_closes(wire):
    (known,) = wire.gives(item(), as_of=NOON)
    closes = NOON + DAY
    wire.later(days=1, seconds=40).gives(item(body=HARVEST[:30] + ATTACK), as_of=closes)
    assert [a.id for a in wire.window(NOON, closes)] == [known]


def test_what_a_feed_gives_late_is_in_the_next_edition_and_in_no_other(wire):
    closes = [NOON + i * DAY for i in range(4)]
    wire.gives(item(published=NOON - DAY / 4), as_of=NOON)
    (late,) = wire.later(days=1).gives(item("2", "Wheat", HARVEST, page="wheat", published=NOON - DAY / 4))
    told = [[a.id for a in wire.window(opens, end)] for opens, end in pairwise(closes)]
    assert told == [[late], [], []]


def test_backlog_of_a_feed_that_is_read_for_the_first_time_is_not_late(wire):
    wire.gives(item(), feed=WORLD)
    wire.later(days=1).gives(item("2", "Wheat", HARVEST, page="wheat", published=NOON - DAY / 4))
    assert wire.window(NOON, NOON + DAY) == []


def test_run_that_is_early_does_not_tell_again_what_the_last_one_told(wire):
    wire.later(days=-1).gives(item("0", "Rain", "It rained all day.", page="rain", published=NOON - 3 * DAY))
    (told,) = wire.later(days=1).gives(item(published=NOON - DAY / 4))
    opens = NOON - timedelta(minutes=5)
    assert [a.id for a in wire.window(NOON - DAY, NOON)] == [told]
    assert wire.window(opens, opens + DAY) == []


def test_text_that_takes_turns_between_two_feeds_of_an_outlet_is_no_revision(wire):
    short, long = item(body=ATTACK[:40]), item(body=ATTACK)
    (known,) = wire.gives(short)
    for _ in range(3):
        wire.later(hours=1).gives(long, feed=WORLD)
        wire.later(hours=1).gives(short)
    assert wire.stored(known).revised is None


def test_two_feeds_in_one_run_give_the_fuller_text_and_the_earlier_date(wire):
    short, long = item(body=ATTACK[:40], published=NOON - DAY), item(body=ATTACK)
    readings = [
        FeedReading(feed=f, state=FeedState(location=f.location), articles=(replace(a, feed=f.location),))
        for f, a in ((WIRE, short), (WORLD, long))
    ]
    wire.store.save_readings(readings)
    stored = wire.stored(long.id)
    assert (stored.text, stored.published) == (long.text, NOON - DAY)


def test_page_that_could_be_fetched_only_now_is_no_revision(wire):
    (known,) = wire.gives(item(body=ATTACK[:40]))
    wire.later(hours=1).gives(item(full_text=True))
    assert (wire.stored(known).full_text, wire.stored(known).revised) == (True, None)


def test_new_title_is_seen_where_only_the_feeds_line_is_read_and_the_full_text_stays(wire):
    (known,) = wire.gives(item(full_text=True))
    wire.later(hours=1).gives(item(title="Nine dead as a town is hit", body="The line."))
    stored, whole = wire.stored(known), item(title="Nine dead as a town is hit", full_text=True)
    assert (stored.text, stored.text_sha256, stored.passages) == (
        whole.text,
        whole.text_sha256,
        whole.passages,
    )
    assert stored.revised == wire.clock.now()


# ── Absurd clocks and dates ──────────────────────────────────────────────────────────────────────────────────────────


def test_item_without_a_date_takes_the_feeds_date_when_it_comes_and_is_earlier(wire):
    (known,) = wire.gives(item(dated="fetched"))
    wire.later(hours=5).gives(item(published=NOON - 3 * DAY))
    assert (wire.stored(known).published, wire.stored(known).dated) == (NOON - 3 * DAY, "published")


def test_item_without_a_date_does_not_move_forward_when_one_comes(wire):
    (known,) = wire.gives(item(dated="fetched"))
    wire.later(days=1).gives(item(published=NOON + DAY))
    assert wire.stored(known).published == NOON


def test_date_that_a_wrong_clock_let_pass_is_mended_when_the_clock_is(wire):
    wire.later(days=26_000)
    absurd = wire.clock.now()
    (known,) = wire.gives(item(dated="fetched", published=absurd))
    (dated,) = wire.gives(item("2", "Wheat", HARVEST, page="wheat", published=absurd))[:1]
    wire.clock.present = NOON + DAY
    wire.gives(
        item(dated="fetched", published=NOON + DAY),
        item("2", "Wheat", HARVEST, page="wheat", published=NOON + DAY),
    )
    assert {wire.stored(known).published, wire.stored(dated).published} == {NOON + DAY}


def test_clock_that_steps_back_makes_nothing_new(wire):
    (known,) = wire.gives(item())
    wire.later(days=-3)
    assert wire.gives(item(body=ATTACK.replace("Six", "Nine"))) == [known]
    assert wire.gives(item("other id")) == [known]


# ── Another id ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "page",
    ["kelm", "kelm/", "kelm?utm_medium=rss&at_campaign=x", "kelm#comments", "kelm?fbclid=1"],
)
def test_feed_that_changes_its_ids_over_night_has_nothing_new(wire, page):
    known = wire.gives(item(), item("2", "Wheat", HARVEST, page="wheat"))
    later = published = NOON + DAY
    wire.later(days=1)
    assert later == wire.clock.now()
    again = item("new-1", body=ATTACK.replace("Six", "Nine"), page=page, published=published)
    assert wire.gives(item("new-2", "Wheat", HARVEST, page="wheat"), again) == known[::-1]
    assert wire.window(NOON, NOON + 2 * DAY) == [wire.stored(known[0])]  # revised, not new
    assert wire.stored(known[0]).published == NOON


def test_scheme_and_www_do_not_make_another_page(wire):
    known = wire.gives(item())
    assert wire.gives(item("new", url="http://www.WIRE.example/kelm/", title="Other title")) == known


def test_article_keeps_its_id_through_one_change_after_the_other(wire):
    known = wire.gives(item())
    for entry in ("second", "third", "1", "second"):
        assert wire.later(days=1).gives(item(entry)) == known


def test_same_words_under_another_link_on_the_same_day_are_the_same_article(wire):
    known = wire.gives(item())
    assert (
        wire.later(hours=3).gives(item("new", page="2026/kelm", published=NOON + timedelta(hours=7))) == known
    )


def test_nearly_the_same_words_under_the_same_title_are_the_same_article(wire):
    known = wire.gives(item())
    body = ATTACK.replace("the mayor said", "the mayor told us")
    assert wire.later(hours=3).gives(item("new", body=body, page="other")) == known


def test_the_same_title_at_the_same_moment_is_the_same_article(wire):
    published = NOON + timedelta(seconds=7)
    known = wire.gives(item(published=published))
    assert wire.gives(item("new", body=HARVEST, page="other", published=published)) == known


def test_feed_without_dates_and_ids_that_gives_new_links_each_time_has_nothing_new(wire):
    known = wire.gives(item("a", page="kelm?session=1", dated="fetched"))
    wire.later(days=2)
    again = item("b", page="kelm?session=2", dated="fetched", published=wire.clock.now())
    assert wire.gives(again) == known


def test_article_that_the_feed_dropped_long_ago_is_known_by_its_page_but_not_by_its_words(wire):
    (known,) = wire.gives(item())
    assert wire.later(days=31).gives(item("new", page="other")) != [known]
    assert wire.later(days=200).gives(item("newer")) == [known]


def test_article_that_the_feed_has_listed_all_the_time_is_recognised_after_months(wire):
    known = wire.gives(item())
    for _ in range(9):
        assert wire.later(days=29).gives(item()) == known
    assert wire.later(days=29).gives(item("new", page="other")) == known


def test_ids_of_another_outlet_are_never_taken(wire):
    (known,) = wire.gives(item())
    assert wire.gives(item("1", outlet="Herald")) != [known]


# ── What stays two ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        ("News in brief", ATTACK, HARVEST),
        ("Live updates", "", ""),
        ("Jobless claims fell", "Claims fell to 221,000 last week.", "Claims fell to 224,000 last week."),
        (
            "The week ahead",
            "What to look out for in the coming days.",
            "What to look out for in the coming days.",
        ),
    ],
)
def test_column_of_one_title_is_another_article_every_day(wire, title, first, second):
    (known,) = wire.gives(item("1", title, first, page="a"))
    wire.later(days=1)
    assert wire.gives(item("2", title, second, page="b", published=NOON + DAY)) != [known]


def test_dates_without_a_time_do_not_make_two_columns_one(wire):
    midnight = NOON.replace(hour=0)
    (known,) = wire.gives(item("1", "News in brief", page="a", published=midnight))
    assert wire.gives(item("2", "News in brief", HARVEST, page="b", published=midnight)) != [known]


def test_two_items_of_one_document_are_never_one(wire):
    assert len(set(wire.gives(item("1"), item("2")))) == 2
    wire.later(days=1)
    assert len(set(wire.gives(item("1"), item("2"), item("3")))) == 3


def test_two_items_of_one_document_keep_their_ids_when_both_change(wire):
    known = wire.gives(item("1", body=LONG), item("2", body=LONG))
    again = wire.later(days=1).gives(item("x", body=LONG), item("y", body=LONG))
    assert sorted(again) == sorted(known)


def test_entries_of_one_live_page_stay_apart(wire):
    wire.gives(item("1", "Talks begin", ATTACK, page="live#1"), item("2", "Wheat", HARVEST, page="live#2"))
    wire.later(hours=1)
    (third,) = wire.gives(
        item("3", "A ship runs aground", "Nobody was hurt when it hit a reef.", page="live#3")
    )
    assert third == item("3").id


def test_page_that_all_items_link_to_names_none_of_them(wire):
    titles = ["Storm hits", "Talks end", "Ship sinks", "Rain falls"]
    news = [item(f"{i}", title, "", page="news") for i, title in enumerate(titles)]
    known = wire.gives(*news[:3])
    assert wire.later(hours=1).gives(*news[1:]) == [*known[1:], news[3].id]


def test_id_that_is_given_to_another_article_of_a_later_day_makes_a_new_one(wire):
    (known,) = wire.gives(item("top"))
    wire.later(days=1)
    harvest = item("top", "Wheat", HARVEST, page="wheat", published=NOON + DAY)
    (second,) = wire.gives(harvest)
    assert second != known
    assert wire.stored(second).published == NOON + DAY
    assert wire.stored(known).text == item().text
    assert wire.gives(harvest) == [second]
    assert wire.gives(item("top")) == [known]


def test_page_that_is_rewritten_from_end_to_end_within_a_day_is_one_article(wire):
    (known,) = wire.gives(item("live"))
    wire.later(hours=19)
    assert wire.gives(item("live", "Wheat", HARVEST, published=NOON + timedelta(hours=19))) == [known]


# ── Many ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_thousands_of_copies_are_kept_and_recognised_under_new_ids(wire):
    known = wire.gives(*(item(f"{i}") for i in range(2_000)))
    assert len(set(known)) == 2_000
    assert set(wire.gives(*(item(f"new-{i}") for i in range(2_000)))) == set(known)


def test_thousands_of_items_of_one_title_and_other_texts_take_bounded_work(wire):
    known = wire.gives(*(item(f"{i}", body=f"{HARVEST} {i}", page=f"p{i}") for i in range(2_000)))
    wire.later(days=1)
    published = NOON + DAY
    new = (item(f"n{i}", body=f"{ATTACK} {i} {i}", page=f"q{i}", published=published) for i in range(300))
    assert not set(known) & set(wire.gives(*new))
