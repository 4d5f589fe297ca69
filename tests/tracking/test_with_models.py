"""The grammar on record is the bundled parser's."""

from __future__ import annotations

import pytest

from briefing.model import ModelChoice
from briefing.models.load import load_parser
from briefing.models.pull import pull
from briefing.settings import load_settings
from tests.fakes import RecordingProgress
from tests.tracking.recorded import RecordedParser, examples

pytestmark = pytest.mark.models
BUNDLED = ModelChoice(name="bundled")


def test_the_grammar_on_record_is_the_parsers() -> None:
    cache = load_settings(None).cache
    pull({"parser": BUNDLED}, cache, RecordingProgress())
    given = sorted({e.text for e in examples()})
    assert load_parser(BUNDLED, cache).parse(given) == RecordedParser().parse(given)
