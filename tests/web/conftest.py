"""The site that most tests of a module share; each test comes hours after the one before."""

from collections.abc import Iterator

import pytest

from tests.render.conftest import browser
from tests.web import sites

__all__ = ["browser"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sites.Site]:
    with sites.site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def site(shared: sites.Site) -> sites.Site:
    shared.clock.move(hours=2)
    return shared
