from briefing.analyse.direction import Direction
from briefing.analyse.meaning import Meaning, as_subject, parts_of


def test_a_meaning_lists_parts_at_commas_and_semicolons():
    assert parts_of("missile strikes, shelling; drones") == ["missile strikes", "shelling", "drones"]


def test_a_noun_phrase_becomes_a_sentence_and_keeps_its_names():
    assert as_subject("Talks in NATO") == "This news is about talks in NATO"
    assert as_subject("NATO talks") == "This news is about NATO talks"


def test_a_meaning_holds_what_it_lists_and_not_what_it_does_not(words):
    meaning = Meaning.of("missile strikes, drone attacks, shelling", words)
    listed, other = Meaning.of("shelling", words), Meaning.of("choirs and concerts", words)
    assert meaning.holds(listed) > 0.9 > 0.5 > meaning.holds(other)


def test_examples_raise_the_similarity_of_what_is_like_them(words):
    text = words.embed(["The harbour burned after the salvo"])
    plain = Meaning.of("shelling", words).similarity(text)
    sharpened = Meaning.of("shelling", words, ["The harbour burned after the salvo"]).similarity(text)
    assert sharpened[0] > plain[0]


def test_a_direction_learns_the_words_that_tell_two_sides_apart(words):
    own = words.embed(["the meeting of ministers", "the meeting of envoys", "ministers and envoys"])
    other = words.embed(["the meeting of the choir", "the meeting of the club", "the choir and the club"])
    odds = Direction.between(own, other).log_odds(words.embed(["ministers and envoys met", "the club met"]))
    assert odds[0] > 0 > odds[1]


def test_log_odds_are_bounded(words):
    direction = Direction.between(words.embed(["envoys"] * 50), words.embed(["choir"] * 50))
    assert abs(direction.log_odds(100 * words.embed(["envoys"]))[0]) == 6.0
