"""``briefing eval gold`` on a real database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from briefing.cli.evaluate import evaluate
from briefing.edition.freeze import freeze
from briefing.errors import BriefingError, ConfigError
from briefing.model import EditionStory, Feed, FeedReading, FeedState, Rank, Section, Sentence, Support
from briefing.store import open_store
from tests.editions import edition
from tests.evaluation.articles import article
from tests.fakes import FakeClock

GOLD = """
themes = ["strikes"]
[outlets]
wire = { name = "Wire", base = "https://wire.example/" }
[[story]]
id = "kelm"
day = 2026-03-10
title = "Kelm"
top = 1
items = ["wire:kelm"]
must = [{ fact = "six were killed", all = ['\\bsix\\b'] }]
must_not = [{ claim = "swapped", pattern = "Ruvenian missiles" }]
[passages."wire:kelm"]
"Missiles hit" = ["strikes"]
"""
KELM = article("a" * 16, "Kelm", "Missiles hit Kelm.", "Six people died.", url="https://wire.example/kelm")
NOW = datetime(2026, 3, 10, 6, tzinfo=UTC)


def sentence(text: str) -> Sentence:
    support = Support(article=KELM.id, start=6, end=24, quote=KELM.text[6:24])
    return Sentence(text=text, how="compressed", support=(support,))


def store_edition(folder: Path, text: str, verdict: str = "yes") -> None:
    """An edition of one story, with one sentence, in the database of the output folder."""
    story = EditionStory(
        id="s1",
        headline=sentence("Missiles on Kelm"),
        sentences=(sentence(text),),
        articles=(KELM.id,),
        outlets=("Wire",),
        rank=Rank(value=1.0, factors=()),
        themes=(),
        first_published=NOW,
        last_published=NOW,
    )
    frozen = edition(sections=(Section(theme="strikes", colour="#aa0000", stories=(story,)),))
    tags = {KELM.id: {"1": {"strikes": [0.9, verdict]}}}
    workings = {"stories": [{"id": "s1", "articles": [KELM.id], "duplicates": []}], "passages": tags}
    feed = Feed(name="Wire", location=KELM.feed)
    store = open_store(folder / "briefing.sqlite", FakeClock(NOW))
    store.save_readings([FeedReading(feed=feed, state=FeedState(location=feed.location), articles=(KELM,))])
    store.add_edition(frozen, freeze(frozen), json.dumps(workings))
    store.close()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gold.toml").write_text(GOLD, encoding="utf-8")
    (tmp_path / "briefing.toml").write_text('[output]\ndatabase = "briefing.sqlite"\n', encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(evaluate, ["gold", "gold.toml", *arguments])


def test_it_prints_each_figure_on_a_line_of_its_own(here: Path) -> None:
    store_edition(here, "Six people died.")

    result = run()

    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert lines[:6] == [
        "daily-2026-03-10",
        "items 1",
        "stories: B-cubed P 1.000",
        "stories: B-cubed R 1.000",
        "stories: B-cubed F1 1.000",
        "near-copies found/false/missed 0/0/0",
    ]
    assert "must-facts present 1" in lines
    assert "strikes: P R F1 1.00 1.00 1.00" in lines


def test_it_lists_what_is_missing_and_what_must_not_be_said(here: Path) -> None:
    store_edition(here, "Ruvenian missiles hit Kelm.")

    result = run()

    assert result.exit_code == 0
    assert "missing, kelm: six were killed" in result.output
    assert "must not be said (swapped), under strikes: Ruvenian missiles hit Kelm." in result.output


def test_mistakes_are_listed_when_asked_for(here: Path) -> None:
    store_edition(here, "Six people died.", verdict="no")

    assert "missed strikes (0.90), wire:kelm: Missiles hit ..." in run("--mistakes").output
    assert "missed strikes" not in run().output


@pytest.mark.parametrize(("text", "code"), [("Six people died.", 0), ("Rain fell.", 1)])
def test_strict_ends_with_one_when_a_fact_is_missing(here: Path, text: str, code: int) -> None:
    store_edition(here, text)

    assert run("--strict").exit_code == code


def test_json_holds_the_same_figures(here: Path) -> None:
    store_edition(here, "Six people died.")

    figures = json.loads(run("--json", "--edition", "daily-2026-03-10").output)

    assert figures["overall"]["stories"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "items": 1}
    assert figures["editions"][0]["facts"] == [
        {"story": "kelm", "fact": "six were killed", "said": "present"}
    ]


def test_without_an_edition_it_says_how_to_make_one(here: Path) -> None:
    error = run().exception

    assert isinstance(error, BriefingError)
    assert "no edition of 2026-03-10" in str(error)
    assert "briefing run" in str(error)


def test_a_fault_in_the_gold_names_file_and_line(here: Path) -> None:
    (here / "gold.toml").write_text(
        GOLD.replace('"wire:kelm"]\nmust', '"post:kelm"]\nmust'), encoding="utf-8"
    )

    error = run().exception

    assert isinstance(error, ConfigError)
    assert (
        str(error) == 'gold.toml:10: "post:kelm" names no outlet: write "outlet:path", the outlet one of wire'
    )
