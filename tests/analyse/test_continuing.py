from dataclasses import replace

import numpy as np

from briefing.analyse.continuing import Continued, KnownStory, continued, lasting_ids
from briefing.analyse.likeness import VETO
from tests.analyse.write import article

FIRE = [article("Fire in Brenn", "One dead."), article("Brenn burns", "Two hurt.", outlet="Agency")]
FLOOD = [article("Flood in Asterby", "Streets closed.")]
TODAY = [article("Brenn fire out", hours_ago=1), article("Brenn mourns", hours_ago=1, outlet="Agency")]


class Given:
    """Likeness as a test states it: the titles of two articles -> their likeness; 0 where it says nothing."""

    def __init__(self, articles, pairs):
        self.articles = list(articles)
        self._pairs = pairs | {(b, a): v for (a, b), v in pairs.items()}

    def among(self, rows, columns):
        titles = [a.title for a in self.articles]
        found = [
            [1.0 if r == c else self._pairs.get((titles[r], titles[c]), 0.0) for c in columns] for r in rows
        ]
        return np.array(found, dtype=np.float32).reshape(len(rows), len(columns))


def known(**stories):
    return [KnownStory(id=key, articles=tuple(articles)) for key, articles in stories.items()]


def find(groups, stories, pairs):
    everything = {a.id: a for a in (*FIRE, *FLOOD, *TODAY)}
    return continued([[a.id for a in g] for g in groups], stories, Given(everything.values(), pairs))


def test_a_story_like_one_of_earlier_days_takes_its_id():
    pairs = {("Brenn fire out", "Fire in Brenn"): 0.9, ("Brenn fire out", "Brenn burns"): 0.8}
    [found] = find([TODAY[:1]], known(flood=FLOOD, fire=FIRE), pairs)
    assert found.id == "fire"
    assert found.known == ("fire",)
    assert found.why == "likeness 0.85 to the nearest of its articles, 0.85 to all 2"


def test_a_story_like_none_stays_new():
    [found] = find([TODAY[:1]], known(fire=FIRE), {("Brenn fire out", "Fire in Brenn"): 0.5})
    assert (found.id, found.known) == ("", ())


def test_what_conflicts_with_most_of_a_known_story_does_not_continue_it():
    pairs = {("Brenn fire out", "Fire in Brenn"): 0.99, ("Brenn fire out", "Brenn burns"): VETO}
    [found] = find([TODAY[:1]], known(fire=FIRE), pairs)
    assert found.id == ""


def test_of_two_stories_that_continue_one_the_stronger_takes_the_id_and_the_other_knows_it():
    pairs = {
        ("Brenn fire out", "Fire in Brenn"): 0.8,
        ("Brenn fire out", "Brenn burns"): 0.8,
        ("Brenn mourns", "Fire in Brenn"): 0.9,
        ("Brenn mourns", "Brenn burns"): 0.9,
    }
    weaker, stronger = find([TODAY[:1], TODAY[1:]], known(fire=FIRE), pairs)
    assert (stronger.id, stronger.known) == ("fire", ("fire",))
    assert (weaker.id, weaker.known) == ("", ("fire",))


def test_a_story_that_joins_two_known_ones_takes_the_id_of_the_nearer_and_knows_both():
    pairs = {("Brenn fire out", "Flood in Asterby"): 0.7, ("Brenn fire out", "Fire in Brenn"): 0.95}
    [found] = find([TODAY[:1]], known(flood=FLOOD, fire=FIRE[:1]), pairs)
    assert (found.id, found.known) == ("fire", ("fire", "flood"))


def test_an_article_that_is_in_both_settles_it():
    [found] = find([FIRE[:1] + TODAY[:1]], known(flood=FLOOD, fire=FIRE), {})
    assert found.id == "fire"
    assert found.why == "has 1 of its articles"


def test_nothing_known_and_nothing_new_are_no_error():
    assert find([], known(fire=FIRE), {}) == []
    assert [f.id for f in find([TODAY], [], {})] == [""]
    assert [f.id for f in find([TODAY, []], known(empty=[]), {})] == ["", ""]


FIRST = Continued(id="fire", known=("fire",), strength=0.9)
SPLIT = Continued(known=("fire",), strength=0.9)


def test_a_story_that_continues_none_keeps_its_own_id():
    assert lasting_ids(["a", "b"], [FIRST, Continued()], {"fire"}, [False, False]) == ["fire", "b"]


def test_no_two_stories_share_an_id_even_where_a_split_one_began_the_known_story():
    first, second = lasting_ids(["a", "fire"], [FIRST, SPLIT], {"fire"}, [False, False])
    assert first == "fire"
    assert second not in ("fire", "a")
    assert len(second) == 16


def test_a_report_in_a_language_that_is_not_read_joins_where_it_surely_continues_the_same_story():
    unsure = replace(SPLIT, strength=0.7)
    assert lasting_ids(["a", "b"], [FIRST, SPLIT], {"fire"}, [False, True]) == ["fire", "fire"]
    assert lasting_ids(["a", "b"], [FIRST, unsure], {"fire"}, [False, True]) == ["fire", "b"]
