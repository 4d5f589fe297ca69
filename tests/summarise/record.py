"""Write data/parses.json anew, after a list in data/ or what may be cut has changed: python -m tests.summarise.record"""

from __future__ import annotations

from briefing.model import ModelChoice
from briefing.models.load import load_parser
from briefing.ports import Parser
from briefing.settings import load_settings
from briefing.summarise.compress import candidates
from briefing.summarise.stability import reported
from tests.summarise import headlines
from tests.summarise.recorded import examples, record

OTHERS = (
    "The fire destroyed four freight trains.",
    "The fire destroyed five freight trains.",
    "Freight trains destroyed the fire.",
)


def texts(parser: Parser) -> list[str]:
    """The examples, each as a report, and every candidate of each, for all these are parsed again."""
    given = [e.text for e in examples()]
    parses = parser.parse(given)
    shorter = (c.text for t, p in zip(given, parses, strict=True) for c in candidates(p, t))
    whole = [*given, *OTHERS, *headlines.sources()]
    made = headlines.shorter(dict(zip(whole, parser.parse(whole), strict=True)))
    return [*whole, *(reported(p) for p in parses), *shorter, *made]


def main() -> None:
    parser = load_parser(ModelChoice(name="bundled"), load_settings(None).cache)
    record(parser, texts(parser))


if __name__ == "__main__":
    main()
