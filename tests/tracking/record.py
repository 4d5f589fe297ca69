"""Write data/parses.json anew, after data/facts.toml has changed: python -m tests.tracking.record"""

from __future__ import annotations

from briefing.model import ModelChoice
from briefing.models.load import load_parser
from briefing.settings import load_settings
from tests.tracking.recorded import record

if __name__ == "__main__":
    record(load_parser(ModelChoice(name="bundled"), load_settings(None).cache))
