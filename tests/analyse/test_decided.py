"""Editors' decisions on stories."""

from briefing.analyse.decided import merge, split
from briefing.model import Decisions, Split, Story
from tests.analyse.write import article

A, B, C, D = (
    article(f"Title {n}", f"Body {n}.", hours_ago=h) for n, h in zip("ABCD", (4, 3, 2, 1), strict=True)
)
BY_ID = {a.id: a for a in (A, B, C, D)}


def story(key, *articles, copies=(), continues=()):
    ids = tuple(a.id for a in (*articles, *copies))
    return Story(
        id=key,
        lead=ids[0],
        articles=ids,
        duplicates=tuple(c.id for c in copies),
        joins=tuple((i, "likeness") for i in ids[1:]),
        continues=continues,
    )


def test_articles_that_were_taken_out_are_a_story_of_their_own_and_the_others_stay():
    taken = Split(story="s", articles=(A.id, B.id))
    parts = {s.id: s for s in split([story("s", A, B, C, D)], Decisions(splits=(taken,)), BY_ID)}
    assert set(parts) == {"s", taken.id}
    assert parts["s"].articles == (C.id, D.id)
    assert parts["s"].lead == C.id
    assert parts[taken.id].articles == (A.id, B.id)
    assert parts[taken.id].joins == ((B.id, "likeness"),)


def test_what_was_taken_out_together_stays_together_wherever_it_is_grouped():
    taken = Split(story="s", articles=(A.id, B.id))
    parts = {s.id: s for s in split([story("x", A, C), story("y", B)], Decisions(splits=(taken,)), BY_ID)}
    assert set(parts) == {"x", taken.id}
    assert set(parts[taken.id].articles) == {A.id, B.id}


def test_a_copy_goes_with_the_part_that_the_editor_named():
    taken = Split(story="s", articles=(A.id, D.id))
    parts = {s.id: s for s in split([story("s", A, B, copies=(D,))], Decisions(splits=(taken,)), BY_ID)}
    assert parts[taken.id].duplicates == (D.id,)
    assert parts["s"].duplicates == ()


def test_a_copy_that_is_taken_out_alone_is_no_copy_there():
    taken = Split(story="s", articles=(D.id,))
    parts = {s.id: s for s in split([story("s", A, copies=(D,))], Decisions(splits=(taken,)), BY_ID)}
    assert (parts[taken.id].articles, parts[taken.id].duplicates) == ((D.id,), ())


def test_merged_stories_are_one_under_the_first_id_and_continue_what_both_continue():
    decisions = Decisions(merged=(("one", "two"),))
    stories = [story("two", A, B, C, continues=("two",)), story("one", D, continues=("one",)), story("x", A)]
    found = {s.id: s for s in merge(stories, decisions)}
    assert set(found) == {"one", "x"}
    assert found["one"].articles == (A.id, B.id, C.id, D.id)
    assert found["one"].joins[-1] == (D.id, "an editor's decision")
    assert found["one"].continues == ("two", "one")


def test_without_decisions_nothing_changes():
    stories = [story("s", A, B), story("t", C)]
    assert split(stories, Decisions(), BY_ID) == stories
    assert merge(stories, Decisions()) == stories
