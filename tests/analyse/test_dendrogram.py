import numpy as np

from briefing.analyse.affinity import Weighed
from briefing.analyse.dendrogram import clusters


def found(alike, own=None):
    """Clusters of the first `own` articles, with all measures equal but for half of the surroundings counting."""
    alike = np.asarray(alike, dtype=np.float32)
    own = own or len(alike)
    measures = alike[:own]
    weighed = Weighed(
        alike=measures, inside=measures, outside=measures / 2, barred=np.zeros(measures.shape, dtype=np.bool_)
    )
    return sorted(sorted(cluster.tolist()) for cluster in clusters(measures[:, :own], weighed))


def blocks(sizes, inside, between):
    which = np.repeat(np.arange(len(sizes)), sizes)
    alike = np.where(which[:, None] == which[None, :], inside, between)
    np.fill_diagonal(alike, 1.0)
    return alike


def test_stories_of_one_subject_are_told_apart_by_what_each_has_beyond_the_others():
    assert found(blocks([3, 3, 3], 0.6, 0.3)) == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_articles_that_are_no_more_alike_than_their_surroundings_stay_apart():
    assert found(blocks([2, 9], 0.25, 0.25), own=2) == [[0], [1]]


def test_a_large_story_is_not_its_own_surroundings():
    assert found(blocks([400, 5], 0.4, 0.1), own=400) == [list(range(400))]


def test_a_single_article_is_a_cluster():
    assert found([[1.0]]) == [[0]]
