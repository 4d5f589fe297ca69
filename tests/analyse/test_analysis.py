import random

from briefing.analyse import analyse
from briefing.analyse.continuing import KnownStory
from briefing.model import PassageRef, Theme
from tests.analyse.test_duplicates import WIRE
from tests.analyse.test_group import OSTSTADT, REST, WESTHAFEN
from tests.analyse.write import AS_OF, article
from tests.fakes import RecordingProgress, WordEmbedder

THEMES = (
    Theme(name="strikes", means="drone attacks, missile strikes, shelling"),
    Theme(name="other", means="everything else", catch_all=True),
)
DAY = [*OSTSTADT, WESTHAFEN, *REST]


class WideEmbedder(WordEmbedder):
    dimension = 4096  # so that two different words hardly ever share a place


def analysed(articles):
    return analyse(articles, THEMES, WideEmbedder(), as_of=AS_OF, hours=24, progress=RecordingProgress())


def test_the_outcome_does_not_depend_on_the_order_of_the_articles():
    shuffled = DAY[:]
    random.Random(3).shuffle(shuffled)
    one, other = analysed(DAY), analysed(shuffled)
    assert (one.stories, dict(one.tags)) == (other.stories, dict(other.tags))


def test_every_article_is_in_one_story_and_every_passage_has_tags_and_a_vector():
    found = analysed(DAY)
    assert sorted(key for story in found.stories for key in story.articles) == sorted(a.id for a in DAY)
    passages = {PassageRef(article=a.id, passage=p.index) for a in DAY for p in a.passages}
    assert set(found.tags) == set(found.vectors) == passages


def test_near_copies_follow_their_original_and_are_no_source():
    first = article("Missiles hit port", WIRE, outlet="Agency", hours_ago=5)
    copies = [article("Missiles hit port", WIRE, outlet=name) for name in ("Courier", "Lantern")]
    alone = next(s for s in analysed([first]).stories if first.id in s.articles)
    story = next(s for s in analysed([first, *copies]).stories if first.id in s.articles)
    assert (story.lead, set(story.duplicates)) == (first.id, {copy.id for copy in copies})
    assert story.articles[0] == first.id
    assert story.rank.value == alone.rank.value
    assert (
        dict(story.joins)[copies[0].id]
        == "near-copy of Agency's “Missiles hit port”: 100 % of its five-word runs"
    )


def test_every_join_carries_a_reason():
    story = next(s for s in analysed(DAY).stories if len(s.articles) > 1)
    assert [key for key, _ in story.joins] == list(story.articles[1:])
    assert all("; " in reason for _, reason in story.joins)


def test_stories_come_best_first():
    values = [story.rank.value for story in analysed(DAY).stories]
    assert values == sorted(values, reverse=True)


def test_a_story_keeps_its_id_while_it_grows():
    before = next(s for s in analysed([OSTSTADT[0], *REST]).stories if OSTSTADT[0].id in s.articles)
    after = next(s for s in analysed([*OSTSTADT, *REST]).stories if OSTSTADT[0].id in s.articles)
    assert len(after.articles) == 2
    assert before.id == after.id


def test_a_story_of_earlier_days_lends_its_id_and_no_two_stories_share_one():
    [first, *others] = analysed(DAY).stories
    by_id = {a.id: a for a in DAY}
    known = [KnownStory(id="0123456789abcdef", articles=tuple(by_id[a] for a in first.articles))]
    again = analyse(
        DAY, THEMES, WideEmbedder(), as_of=AS_OF, hours=24, progress=RecordingProgress(), known=known
    ).stories
    assert [(s.id, s.continues) for s in again if s.lead == first.lead] == [
        ("0123456789abcdef", ("0123456789abcdef",))
    ]
    assert {s.id for s in again} == {"0123456789abcdef", *(s.id for s in others)}


def test_no_articles_and_articles_without_text_are_no_stories():
    assert analysed([]).stories == ()
    assert analysed([article("", "")]).stories == ()


def test_each_passage_and_opening_is_embedded_once():
    words = WordEmbedder()
    analyse(DAY, THEMES, words, as_of=AS_OF, hours=24, progress=RecordingProgress())
    texts = [text for text in words.embedded if text.startswith("Football")]
    assert len(texts) == len(set(texts))
