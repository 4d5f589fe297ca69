"""``briefing audit`` on a real database: sheets out, marks back."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from briefing.cli.audit import audit
from briefing.edition.freeze import freeze
from briefing.errors import BriefingError, ConfigError
from briefing.store import open_store
from tests.fakes import FakeClock
from tests.render import editions

EDITION = "daily-2026-11-24"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with one stored edition, where the command is run."""
    monkeypatch.chdir(tmp_path)
    store = open_store(tmp_path / "output" / "briefing.sqlite", FakeClock(editions.CLOSES))
    edition = editions.morning()
    store.add_edition(edition, freeze(edition), json.dumps({"stories": [], "passages": {}}))
    store.close()
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(audit, [str(argument) for argument in arguments])


def sheet_at(folder, name=f"audit-{EDITION}.tsv"):
    return folder / "output" / "audit" / name


def fill(path, marks, to=None):
    """Write marks into a sheet's rows by their number, as a spreadsheet would save them."""
    text = path.read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t"))
    for row in rows:
        row["mark"] = marks.get(int(row["number"]), "")
    with (to or path).open("w", encoding="utf-16", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter="\t")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def test_the_newest_edition_becomes_a_page_and_a_table(here):
    ran = run("--json")
    assert ran.exception is None
    found = json.loads(ran.stdout)
    assert found["paths"] == [str(sheet_at(here, f"audit-{EDITION}.{kind}")) for kind in ("html", "tsv")]
    assert found["sentences"] == len(sheet_at(here).read_text("utf-8-sig").splitlines()) - 1


def test_an_unknown_edition_is_named_with_those_that_are_there(here):
    assert EDITION in str(run("daily-2020-01-01").exception)


def test_a_sheet_that_somebody_marked_is_not_overwritten(here):
    run()
    run()
    fill(sheet_at(here), {1: "right"})
    ran = run()
    assert isinstance(ran.exception, BriefingError)
    assert "is marked already: move it away, or write to another folder with --to" in str(ran.exception)


def test_marks_are_summed_told_and_kept_without_the_text(here):
    run()
    rows = fill(sheet_at(here), {1: "right", 2: "distorted", 3: "Unclear"})
    ran = run("--score", sheet_at(here), "--reader", "anna")
    assert ran.exception is None
    assert "distorted (anna; compressed): Seventeen missiles hit" in ran.output
    assert "3 of 3 marks are new or changed" in ran.output
    kept = (here / "prompts" / "marks.tsv").read_text(encoding="utf-8")
    assert kept.count("anna") == 3
    assert not [row["text"] for row in rows if row["text"] in kept]


def test_scoring_twice_keeps_each_mark_once(here):
    run()
    fill(sheet_at(here), {1: "right", 2: "distorted"})
    run("--score", sheet_at(here))
    before = (here / "prompts" / "marks.tsv").read_bytes()
    assert json.loads(run("--score", sheet_at(here), "--json").stdout)["changed"] == 0
    assert (here / "prompts" / "marks.tsv").read_bytes() == before


def test_two_readers_sheets_are_compared(here):
    run()
    other = here / "ben.tsv"
    fill(sheet_at(here), {1: "right", 2: "distorted"}, here / "anna.tsv")
    fill(sheet_at(here), {1: "right", 2: "right"}, other)
    run("--score", other, "--reader", "ben")
    text = (here / "anna.tsv").read_text("utf-16").replace("\r\n", "\n")
    header, *lines = text.splitlines()
    at = header.split("\t").index("reader")
    named = ["\t".join([*line.split("\t")[:at], "anna", *line.split("\t")[at + 1 :]]) for line in lines]
    (here / "anna.tsv").write_text("\n".join([header, *named]), encoding="utf-8")
    figures = json.loads(run("--score", here / "anna.tsv", other, "--json").stdout)
    [agreement] = figures["agreements"]
    assert (agreement["readers"], agreement["sentences"], agreement["same"]) == (["anna", "editor"], 2, 1)


def test_a_sheet_with_a_fault_keeps_nothing(here):
    run()
    fill(sheet_at(here), {1: "right", 2: "dreadful"})
    ran = run("--score", sheet_at(here))
    assert isinstance(ran.exception, ConfigError)
    assert f'output/audit/audit-{EDITION}.tsv:3: the mark "dreadful" is none' in str(ran.exception)
    assert not (here / "prompts").exists()


def test_an_edition_that_is_not_stored_is_a_fault_of_its_row(here):
    run()
    text = sheet_at(here).read_text("utf-8-sig").replace(EDITION, "daily-2020-01-01")
    sheet_at(here).write_text(text, encoding="utf-8")
    fill(sheet_at(here), {1: "right", 2: "right"})
    ran = run("--score", sheet_at(here))
    assert str(ran.exception).count("no edition") == 1
    assert f'audit-{EDITION}.tsv:2: no edition "daily-2020-01-01" is stored here: name the folder' in str(
        ran.exception
    )


def test_faults_of_the_marks_that_are_kept_are_told_before_any_is_added(here):
    run()
    fill(sheet_at(here), {1: "right"})
    marks = here / "prompts" / "marks.tsv"
    marks.parent.mkdir()
    marks.write_text("nonsense\n", encoding="utf-8")
    assert "prompts/marks.tsv:1: no heading" in str(run("--score", sheet_at(here)).exception)
    assert marks.read_text(encoding="utf-8") == "nonsense\n"


def test_a_sheet_without_score_is_wrong_usage(here):
    run()
    ran = run(sheet_at(here))
    assert (ran.exit_code, "is a file: sheets are read with --score" in ran.output) == (2, True)


def test_score_without_a_sheet_is_wrong_usage(here):
    assert run("--score").exit_code == 2
