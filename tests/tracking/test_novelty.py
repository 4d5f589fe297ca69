"""Whether a story's new articles say anything new."""

import numpy as np

from briefing.model import PassageRef
from briefing.tracking.novelty import says_more
from tests.analyse.write import article
from tests.fakes import WordEmbedder

OLD = article(
    "Fire in Brenn",
    "A fire destroyed a warehouse in Brenn on Monday. The building belonged to a furniture maker. Four people died.",
    hours_ago=20,
)


def more(text, earlier=(OLD,)):
    words = WordEmbedder()
    new = article("Fire in Brenn", text, outlet="Agency", hours_ago=2)
    rows = {PassageRef(article=new.id, passage=p.index): words.embed([p.text])[0] for p in new.passages}
    known = {(a.id, a.text_sha256): words.embed([p.text for p in a.passages]) for a in earlier}
    return says_more([new], earlier, rows, known)


def test_the_same_said_again_is_not_more():
    assert not more("A fire destroyed a warehouse in Brenn on Monday.")
    assert not more("On Monday a fire destroyed a warehouse in Brenn.")


def test_another_figure_or_name_is_more_however_alike_the_sentence():
    assert more("Six people died.")
    assert more("A fire destroyed a warehouse in Lindmark on Monday.")


def test_a_sentence_unlike_all_others_is_more():
    assert more("Insurers expect losses, and the owner wants to build again.")


def test_an_article_that_was_seen_as_it_stands_is_not_more():
    assert not says_more([OLD], [OLD], {}, {})


def test_where_nothing_is_remembered_everything_is_more():
    assert more("A fire destroyed a warehouse.", earlier=())


def test_only_what_an_article_changed_counts_when_it_is_edited():
    words = WordEmbedder()
    edited = article(
        "Fire in Brenn", OLD.text.partition("\n\n")[2] + " The owner was arrested.", hours_ago=20
    )
    rows = {PassageRef(article=edited.id, passage=p.index): words.embed([p.text])[0] for p in edited.passages}
    known = {(OLD.id, OLD.text_sha256): np.stack([words.embed([p.text])[0] for p in OLD.passages])}
    assert edited.id == OLD.id
    assert says_more([edited], [OLD], rows, known)
