import numpy as np

from briefing.analyse import neighbours
from briefing.analyse.likeness import Likeness
from tests.analyse.write import article


def pool(size, *, same):
    articles = [article(f"Report {i}", f"Reporters wrote report {i}.", key=str(i)) for i in range(size)]
    rows = np.ones((size, 1)) if same else np.eye(size)
    return Likeness(articles, (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32))


def test_a_component_is_never_larger_than_the_bound_even_where_all_are_equally_alike():
    size = neighbours.LARGEST + 100
    parts = list(pool(size, same=True).neighbours.components(frozenset()))
    assert max(map(len, parts)) <= neighbours.LARGEST
    assert sorted(np.concatenate(parts).tolist()) == list(range(size))


def test_who_is_to_stay_alone_is_a_component():
    parts = list(pool(6, same=True).neighbours.components(frozenset({2})))
    assert [2] in [part.tolist() for part in parts]


def test_in_a_pool_of_one_the_background_is_what_is_expected():
    assert pool(1, same=True).neighbours.background.tolist() == [np.float32(neighbours.EXPECTED)]
