from briefing.analyse.coverage import themes_of
from briefing.analyse.themes import verdict
from briefing.model import PassageRef, Theme, ThemeScore
from tests.analyse.write import article

THEMES = (
    Theme(name="strikes", means="missiles"),
    Theme(name="diplomacy", means="talks"),
    Theme(name="releases", means="prisoners freed"),
    Theme(name="other", means="the rest", catch_all=True),
)
BODY = "One. Two. Three. Four. Five. Six."


def carried(report, strikes=(), diplomacy=(), releases=()):
    """Themes of a story of one article whose passages have these scores (0 where none is given)."""
    tags = {}
    for passage in report.passages:
        scores = [dict(given).get(passage.index, 0.0) for given in (strikes, diplomacy, releases)]
        given = zip(THEMES, [*scores, 1 - max(scores)], strict=True)
        tags[PassageRef(article=report.id, passage=passage.index)] = tuple(
            ThemeScore(theme=theme.name, score=score, verdict=verdict(score)) for theme, score in given
        )
    return themes_of([report], THEMES, tags)


def brief(themes):
    return [(t.theme, t.verdict, [ref.passage for ref in t.passages]) for t in themes]


def test_a_theme_of_the_title_is_carried_with_its_passages_best_first():
    report = article("Title", BODY)
    assert brief(carried(report, strikes={0: 0.8, 2: 0.95})) == [("strikes", "yes", [2, 0])]


def test_a_passing_word_in_the_background_is_undecided_and_the_story_stays_with_the_rest():
    report = article("Title", BODY)
    found = carried(report, diplomacy={5: 0.65})
    assert [(t, v) for t, v, _ in brief(found)] == [("other", "yes"), ("diplomacy", "undecided")]


def test_two_passages_in_the_background_are_reporting():
    assert brief(carried(article("Title", BODY), diplomacy={5: 0.65, 6: 0.85})) == [
        ("diplomacy", "yes", [6, 5])
    ]


def test_one_passage_beyond_doubt_is_reporting_in_a_short_story_and_not_in_a_long_one():
    short, long = article("Title", BODY), article("Title", "Word. " * 30)
    assert brief(carried(short, diplomacy={6: 0.95})) == [("diplomacy", "yes", [6])]
    assert brief(carried(long, diplomacy={6: 0.95}))[1] == ("diplomacy", "undecided", [6])


def test_words_in_passing_in_two_articles_are_not_reporting():
    one, other = article("One", "Word. " * 30), article("Other", "Word. " * 30)
    tags = {}
    for report in (one, other):
        for passage in report.passages:
            score = 0.95 if passage.index == 9 else 0.0
            given = zip(THEMES, [0.0, score, 0.0, 1 - score], strict=True)
            tags[PassageRef(article=report.id, passage=passage.index)] = tuple(
                ThemeScore(theme=theme.name, score=s, verdict=verdict(s)) for theme, s in given
            )
    found = themes_of([one, other], THEMES, tags)
    assert [(t.theme, t.verdict) for t in found] == [("other", "yes"), ("diplomacy", "undecided")]


def test_in_a_lone_article_of_two_themes_a_paragraphs_opening_earns_a_third():
    body = "One. Two.\n\nThree. Four.\n\nFive. Six.\n\n" + "Word. " * 30
    strikes, diplomacy = {1: 0.9, 2: 0.9, 7: 0.9, 8: 0.9}, {3: 0.9, 4: 0.9, 9: 0.9, 10: 0.9}

    def found(**releases):
        given = {int(key[1:]): score for key, score in releases.items()}
        themes = carried(article("Title", body), strikes=strikes, diplomacy=diplomacy, releases=given)
        return {t.theme for t in themes if t.verdict == "yes"}

    assert found(p5=0.8) == {"strikes", "diplomacy", "releases"}
    assert found(p6=0.8) == {"strikes", "diplomacy"}
    assert found(p5=0.7) == {"strikes", "diplomacy"}


def test_in_an_article_of_one_theme_a_paragraphs_opening_earns_nothing():
    body = "One. Two.\n\nThree. Four.\n\n" + "Word. " * 20
    found = carried(article("Title", body), strikes={1: 0.9, 2: 0.9, 5: 0.9}, releases={3: 0.8})
    assert [t.theme for t in found if t.verdict == "yes"] == ["strikes"]


def test_two_weak_passages_are_not_reporting():
    found = carried(article("Title", BODY), diplomacy={1: 0.65, 2: 0.62})
    assert found[0].theme == "other"


def test_a_language_that_the_embedder_does_not_read_needs_more():
    scores = {0: 0.86, 1: 0.8}
    english, french = article("Titre", BODY), article("Titre", BODY, language="fr")
    assert carried(english, diplomacy=scores)[0].theme == "diplomacy"
    assert carried(french, diplomacy=scores)[0].theme == "other"
    assert carried(french, diplomacy={0: 0.95, 1: 0.9})[0].theme == "diplomacy"


def test_a_story_carries_several_themes_strongest_first():
    found = carried(article("Title", BODY), strikes={1: 0.85, 2: 0.8}, diplomacy={3: 0.95, 4: 0.9})
    assert brief(found) == [("diplomacy", "yes", [3, 4]), ("strikes", "yes", [1, 2])]


def test_a_story_without_a_theme_goes_to_the_catch_all_with_all_its_passages():
    report = article("Title", "One. Two.")
    assert brief(carried(report)) == [("other", "yes", [0, 1, 2])]


def test_undecided_passages_alone_earn_nothing():
    report = article("Title", BODY)
    assert brief(carried(report, strikes={0: 0.55}))[0][:2] == ("other", "yes")
