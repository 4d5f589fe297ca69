import pytest

from briefing.analyse.mentions import fold, mentions_of, stem
from tests.analyse.write import article

TOWN = "Shells fell in Oststadt, where Mayor Ida Brandt spoke. The army of Karsovia said nothing."


def mentions(*articles):
    return mentions_of(articles)[0]


def test_words_with_a_capital_inside_sentences_are_names():
    found = mentions(article("Shells fall on the town", TOWN))
    assert found.key_names == {"oststadt", "mayor", "ida", "brandt", "karsovia"}


def test_a_word_that_opens_a_sentence_is_not_a_name_by_that():
    assert "shells" not in mentions(article("", TOWN)).names


def test_a_headline_in_title_case_adds_no_names():
    found = mentions(article("Shells Fall On The Town At Night", TOWN))
    assert found.key_names == {"oststadt", "mayor", "ida", "brandt", "karsovia"}


def test_a_name_is_known_at_the_start_of_a_sentence_once_the_day_knows_it():
    found = mentions(article("Oststadt is burning", "Fire crews came."), article("News", TOWN))
    assert "oststadt" in found.key_names


def test_a_name_behind_a_preposition_of_place_is_a_place_and_others_are_people():
    found = mentions(article("", TOWN))
    assert (found.places, found.people) == ({"oststadt"}, {"brandt"})


def test_days_and_months_are_not_names():
    assert mentions(article("", "The talks in March ended on Friday in Asterby.")).names == {"asterby"}


def test_a_language_that_capitalises_nouns_has_no_people_and_only_places_that_others_know():
    german = article("", "Raketen trafen in Oststadt den Hafen. Ida Brandt sprach.", language="de")
    alone = mentions(german)
    assert (alone.places, alone.people) == (frozenset(), frozenset())
    assert "oststadt" in alone.key_names
    others = [article("", TOWN), article("", "Two houses burned in Oststadt.", outlet="Lantern")]
    assert mentions(german, *others).places == {"oststadt"}


def test_a_name_that_several_articles_put_in_a_place_is_one_in_a_headline_too():
    others = [article("", TOWN), article("", "Two houses burned in Oststadt.", outlet="Lantern")]
    assert mentions(article("Drones hit Oststadt"), *others).places == {"oststadt"}


@pytest.mark.parametrize("names", [("karsovia", "karsowien", "karsovie"), ("ruvenia", "ruvenien")])
def test_a_country_has_one_stem_in_several_languages(names):
    assert len({stem(name) for name in names}) == 1


def test_names_after_the_opening_are_background():
    body = "Shells fell in Oststadt. The town is old. It has a port. Talks go on in Asterby."
    found = mentions(article("", body))
    assert ("asterby" in found.names, "asterby" in found.key_names) == (True, False)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Fourteen people died and 21 were hurt.", {"14", "21"}),
        ("About 3,000 people left their homes.", {"3000"}),
        ("It measured 4.5 on the scale.", {"4.5"}),
        ("Vierzehn Menschen starben.", {"14"}),
        ("Nobody was hurt.", set()),
    ],
)
def test_numbers_are_plain_figures_however_they_are_written(text, numbers):
    assert mentions(article("", text)).numbers == numbers


@pytest.mark.parametrize(
    ("word", "folded"), [("Škoda’s", "skoda"), ("OSTSTADT", "oststadt"), ("Müller", "muller")]
)
def test_folding_takes_away_case_accents_and_the_possessive(word, folded):
    assert fold(word) == folded
