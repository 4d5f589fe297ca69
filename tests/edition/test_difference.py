"""What two editions tell differently: stories, places, sentences, words."""

from dataclasses import replace

from briefing.edition.difference import difference, words
from briefing.model import AlsoReported, Section
from tests.render.editions import article, edition, headline, sentence, story

PIECE = article(
    "Wire",
    "Missiles hit Oststadt",
    "Missiles hit Oststadt on Monday, the mayor said. Six people died. A bridge fell.",
    hours=2,
)
FIRST, SECOND, THIRD = (
    sentence(PIECE, text)
    for text in ("Missiles hit Oststadt on Monday, the mayor said.", "Six people died.", "A bridge fell.")
)
SHORT = sentence(PIECE, "Missiles hit Oststadt on Monday, the mayor said.", " on Monday")
PORT = article("Wire", "Dockers strike in Westport", "Dockers walked out.", hours=3)


def told(*sentences, key="s1", piece=PIECE, rank=1.0):
    return story(key, headline(piece), sentences, [piece], rank)


def of(*sections, also=(), **changes):
    made = [Section(theme=theme, colour="#9b2c1f", stories=tuple(stories)) for theme, *stories in sections]
    return edition(made, [PIECE, PORT], also, **changes)


def lines(found):
    [one] = found.stories
    [telling] = one.tellings
    return [(line.kind, *(s and s.text for s in (line.before, line.after))) for line in telling.sentences]


def test_the_same_edition_made_at_another_time_does_not_differ():
    one = of(("strikes", told(FIRST)))
    other = replace(one, colophon=replace(one.colophon, seconds={"analyse": 9.0}, inputs_sha256="f" * 64))
    found = difference(one, other)
    assert (found.same, found.unseen) == (True, False)


def test_what_readers_do_not_see_is_told_apart_from_what_they_see():
    found = difference(of(("strikes", told(FIRST, rank=1.0))), of(("strikes", told(FIRST, rank=2.0))))
    assert (found.same, found.unseen) == (True, True)


def test_a_story_that_only_the_new_edition_tells_is_in_and_one_that_it_lacks_is_out():
    found = difference(of(("strikes", told(FIRST))), of(("strikes", told(key="s2", piece=PORT))))
    assert [(s.change, s.story, s.headline) for s in found.stories] == [
        ("in", "s2", "Dockers strike in Westport"),
        ("out", "s1", "Missiles hit Oststadt"),
    ]
    assert (found.count("in"), found.count("out"), found.sentences) == (1, 1, 0)


def test_a_story_under_another_theme_has_moved():
    found = difference(of(("strikes", told(FIRST))), of(("diplomacy", told(FIRST))))
    [moved] = found.stories
    assert moved.change == "moved"
    assert [(t.before, t.after, t.headline.kind) for t in moved.tellings] == [
        ("strikes", "diplomacy", "same")
    ]


def test_a_story_that_gains_a_section_is_told_there_anew_and_unchanged_where_it_stood():
    found = difference(
        of(("strikes", told(FIRST))), of(("strikes", told(FIRST)), ("diplomacy", told(SECOND)))
    )
    [moved] = found.stories
    assert [(t.before, t.after) for t in moved.tellings] == [("", "diplomacy")]


def test_a_story_for_which_there_was_no_room_has_moved_to_its_title():
    entry = AlsoReported(
        story="s1", theme="strikes", headline=headline(PIECE), article=PIECE.id, outlets=("Wire",)
    )
    found = difference(of(("strikes", told(FIRST))), of(("strikes",), also=[entry]))
    [moved] = found.stories
    assert [(t.before, t.after) for t in moved.tellings] == [("strikes", "strikes, by its title only")]


def test_another_cut_of_the_same_passage_is_a_changed_sentence():
    found = difference(of(("strikes", told(FIRST, SECOND))), of(("strikes", told(SHORT, SECOND))))
    assert lines(found) == [("changed", FIRST.text, SHORT.text), ("same", SECOND.text, SECOND.text)]
    assert found.sentences == 1


def test_a_sentence_of_another_passage_is_a_new_one():
    found = difference(of(("strikes", told(FIRST, SECOND))), of(("strikes", told(FIRST, THIRD))))
    assert lines(found) == [
        ("same", FIRST.text, FIRST.text),
        ("out", SECOND.text, None),
        ("in", None, THIRD.text),
    ]


def test_a_story_whose_sentences_change_places_differs():
    found = difference(of(("strikes", told(FIRST, SECOND))), of(("strikes", told(SECOND, FIRST))))
    assert [s.change for s in found.stories] == ["changed"]


def test_what_concerns_the_whole_edition_is_noted_once():
    before = of(("strikes", told(FIRST), told(key="s2", piece=PORT)), ("talks",))
    after = of(("talks",), ("strikes", told(key="s2", piece=PORT), told(FIRST)), title="The War Brief")
    found = difference(before, after)
    assert found.stories == ()
    assert found.notes == (
        "title: “The Morning Brief” is now “The War Brief”",
        "sections in another order: talks, strikes",
        "strikes: stories in another order",
    )


def test_checks_that_refused_more_or_less_are_counted():
    before, after = of(("strikes", told(FIRST))), of(("strikes", told(FIRST)))
    before = replace(before, colophon=replace(before.colophon, fallbacks={"compression: hedges": 1, "a": 2}))
    after = replace(after, colophon=replace(after.colophon, fallbacks={"compression: hedges": 3, "a": 2}))
    assert difference(before, after).checks == (("compression: hedges", 1, 3),)


def test_words_are_marked_out_before_in():
    assert [(w.kind, w.text) for w in words("Six people died on Monday.", "Six men died on Monday.")] == [
        ("same", "Six "),
        ("out", "people "),
        ("in", "men "),
        ("same", "died on Monday."),
    ]


def test_texts_with_little_in_common_are_no_versions_of_one_another():
    assert [w.kind for w in words("Dockers end strike", "The port is open")] == ["out", "in"]
