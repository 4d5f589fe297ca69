"""``briefing correct`` on a real database and real files: the record, the page, the mail, and what stays as it was sent."""

import hashlib
import json
import re
import sqlite3
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from click.testing import CliRunner

from briefing.cli.correct import correct
from briefing.cli.rebuild import rebuild
from briefing.correcting import Wanted
from briefing.correcting import correct as prepare
from briefing.edition.freeze import freeze
from briefing.errors import BriefingError, Busy, OutputError
from briefing.issuing import edition_files, issuing
from briefing.publish import publish
from briefing.settings import load_settings
from briefing.store import open_store
from tests.fakes import FakeClock
from tests.render import editions, mornings_after, reading

EDITION = "daily-2026-11-24"
BASE = "https://brief.example"
TEACHER = "s91e4aa5b-1"
RIGHT = "The schoolteacher had been held since 2023."
SOURCE = ("--outlet", "Northern Radio", "--source", "https://northernradio.example/2026/11/karsk")
QUOTE = "Mara Ilic, who was arrested in March 2023, was among them."
NOW = editions.CLOSES + timedelta(hours=30)
SCRIPT = "<script>alert(1)</script>"


def put(folder, edition):
    """Store and publish an edition as a run does."""
    store = open_store(folder / "output" / "briefing.sqlite", FakeClock(editions.CLOSES))
    content = freeze(edition)
    store.add_edition(edition, content, json.dumps({"stories": [], "passages": {}}))
    publish(folder / "output", edition.id, edition_files(content, store.corrections(edition.id)))
    store.close()


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with one published edition, where the command is run."""
    monkeypatch.chdir(tmp_path)
    edition = replace(
        mornings_after.after(),
        public_url=f"{BASE}/archive/{EDITION}/",
        mail_from="The Morning Brief <brief@brief.example>",
        list_id="daily.example",
    )
    put(tmp_path, edition)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(correct, [EDITION, *map(str, arguments)])


def corrected(*arguments, which=TEACHER, right=RIGHT):
    """What the command says of a correction; by a source that does not matter unless one is given."""
    source = () if "--source" in arguments or "--outlet" in arguments else SOURCE
    ran = run("--sentence", which, "--right", right, "--json", *source, *arguments)
    assert ran.exception is None, ran.exception or ran.output
    return json.loads(ran.stdout)


def fault(*arguments):
    ran = run(*arguments)
    assert isinstance(ran.exception, BriefingError), ran.output
    return str(ran.exception)


def bytes_of(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "sqlite" not in path.name
    }


def rows(folder):
    with sqlite3.connect(folder / "output" / "briefing.sqlite") as raw:
        found = raw.execute("SELECT edition, state, content FROM corrections ORDER BY created").fetchall()
    return [(edition, state, json.loads(content)) for edition, state, content in found]


def page(folder, name="index.html"):
    return reading.tree((folder / "output" / name).read_bytes())


def shown(node):
    return " ".join(node.text_content().split())


def archived(folder):
    return page(folder, f"archive/{EDITION}/index.html")


# ── What is prepared ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_page_carries_the_correction_and_what_was_sent_stays_as_it_was(here):
    before = bytes_of(here / "output")
    corrected(*SOURCE, "--quote", QUOTE)
    after = bytes_of(here / "output")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"index.html", f"archive/{EDITION}/index.html"}
    assert after["index.html"] == after[f"archive/{EDITION}/index.html"]
    notice = archived(here).get_element_by_id("correction-1")
    assert [shown(p) for p in notice.xpath("p")][1:] == [
        f"We said “{mornings_after.correction().said}”",
        f"Right is {RIGHT}",
        f"Source: Northern Radio, “{QUOTE}”",
    ]
    mark = archived(here).get_element_by_id(TEACHER).getparent().getnext()
    assert mark.xpath("a/@href") == ["#correction-1"]


def test_mail_lies_in_the_outbox_and_keeps_the_rules_of_mail(here):
    made = corrected(*SOURCE, "--quote", QUOTE)
    folder = here / "output" / "outbox" / f"{EDITION}-correction-{made['correction']['id']}"
    assert sorted(path.name for path in folder.iterdir()) == [
        "correction.eml",
        "correction.html",
        "correction.txt",
    ]
    raw = (folder / "correction.eml").read_bytes()
    message = reading.message(raw)
    for name in ("From", "To", "Date", "Subject", "Message-ID", "List-Id", "Auto-Submitted"):
        assert len(message.get_all(name)) == 1
    assert message["Subject"] == "Correction: The Morning Brief, 24 Nov"
    assert (message["List-Id"], message["Auto-Submitted"]) == ("<daily.example>", "auto-generated")
    assert message["To"].addresses[0].addr_spec == "brief@brief.example"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    lines = raw.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(map(len, lines)) <= 78
    text, markup = reading.parts(raw)
    assert set(reading.URL.findall(text)) == reading.links(markup)
    assert f"{BASE}/archive/{EDITION}/#{TEACHER}" in reading.links(markup)
    for said in (mornings_after.correction().said, RIGHT, QUOTE):
        assert reading.squeezed(said) in reading.squeezed(text)
        assert reading.squeezed(said) in reading.squeezed(reading.tree(markup).text_content())


def test_record_has_everything_and_the_state_prepared(here):
    made = corrected(*SOURCE, "--quote", QUOTE, "--editor", "R. Editor", "--note", "a reader wrote")
    [(edition, state, kept)] = rows(here)
    assert (edition, state, kept) == (EDITION, "prepared", made["correction"])
    assert (kept["editor"], kept["note"]) == ("R. Editor", "a reader wrote")
    assert (kept["said"], kept["right"]) == (mornings_after.correction().said, RIGHT)
    everything = b"".join(path.read_bytes() for path in (here / "output").rglob("*.*ml"))
    assert b"R. Editor" not in everything
    assert b"a reader wrote" not in everything


def test_paths_of_all_that_was_written_are_told(here):
    made = corrected(*SOURCE)
    outbox = f"outbox/{EDITION}-correction-{made['correction']['id']}"
    assert [path.removeprefix(f"{here}/output/") for path in made["paths"]] == [
        f"archive/{EDITION}/index.html",
        "index.html",
        f"{outbox}/correction.html",
        f"{outbox}/correction.txt",
        f"{outbox}/correction.eml",
    ]


def test_operator_is_told_how_it_is_sent(here):
    ran = run("--sentence", TEACHER, "--right", RIGHT, *SOURCE)
    assert "`briefing send --correction ID` sends it" in ran.stderr
    assert ran.stdout.splitlines()[0].endswith("is prepared")


def test_without_a_source_it_is_the_passage_that_was_shortened_wrongly(here):
    ran = run("--sentence", "s7f3a9c01-1", "--right", "The attack killed 21 people.", "--json")
    made, cited = json.loads(ran.stdout)["correction"], mornings_after.WIRE
    assert (made["source_outlet"], made["source_url"]) == (cited.cited.outlet, cited.cited.url)
    assert made["source_quote"] in cited.text


@pytest.mark.parametrize("which", [TEACHER, "s91e4aa5b", "At least 14 people were killed"])
def test_what_is_in_its_sources_own_words_needs_somebody_who_says_otherwise(here, which):
    told = fault("--sentence", which, "--right", RIGHT)
    assert told.startswith("it is in its source's own words: name who says otherwise")
    assert rows(here) == []


def test_outlet_of_a_source_that_the_edition_cites_is_known(here):
    url = mornings_after.MERIDIAN.cited.url
    assert corrected("--source", f"{url}?utm_source=x")["correction"]["source_outlet"] == "Meridian Post"


def test_dry_run_shows_the_text_and_writes_nothing(here):
    before = bytes_of(here / "output")
    ran = run("--sentence", TEACHER, "--right", RIGHT, *SOURCE, "--dry-run")
    assert RIGHT in ran.stdout
    assert ran.stdout.startswith("Correction to The Morning Brief of Tuesday, 24 November 2026")
    assert bytes_of(here / "output") == before
    assert rows(here) == []


# ── Again, and again otherwise ───────────────────────────────────────────────────────────────────────────────────────


def test_the_same_correction_again_is_nothing_new(here):
    first = corrected(*SOURCE)
    before = bytes_of(here / "output")
    again = corrected(*SOURCE, "--editor", "somebody else")
    assert (first["new"], again["new"]) == (True, False)
    assert again["correction"] == first["correction"]
    assert bytes_of(here / "output") == before
    assert "was made before: nothing new" in run("--sentence", TEACHER, "--right", RIGHT, *SOURCE).output
    assert len(rows(here)) == 1


def test_a_mistaken_correction_is_corrected_by_a_further_one(here):
    corrected(right="It was 2022.")
    corrected(right="It was 2023.")
    back = corrected(right="It was 2022.")
    assert back["new"]
    assert [kept["right"] for _, _, kept in rows(here)] == ["It was 2022.", "It was 2023.", "It was 2022."]
    assert [shown(p) for p in archived(here).xpath("//div[@class='notice']/p[3]")] == [
        "Right is It was 2022.",
        "Right is It was 2023.",
        "Right is It was 2022.",
    ]
    mark = archived(here).get_element_by_id(TEACHER).getparent().getnext()
    assert mark.xpath("a/@href") == ["#correction-3"]


def test_what_was_right_after_all_can_be_said_of_a_correction_only(here):
    said = mornings_after.correction().said
    assert "that is what daily-2026-11-24 says" in fault("--sentence", TEACHER, "--right", said, *SOURCE)
    corrected()
    assert corrected(right=said)["new"]


def test_corrections_are_in_order_even_when_the_clock_goes_back(here):
    settings = load_settings(None)
    made = [
        prepare(
            settings, EDITION, Wanted(which=TEACHER, right=right, outlet="Wire"), clock=FakeClock(when)
        ).correction.at
        for right, when in (("One.", NOW), ("Two.", NOW), ("Three.", NOW - timedelta(hours=5)))
    ]
    assert made == [NOW, NOW + timedelta(seconds=1), NOW + timedelta(seconds=2)]


def test_date_of_the_mail_is_that_of_the_correction(here):
    made = prepare(
        load_settings(None), EDITION, Wanted(which=TEACHER, right=RIGHT, outlet="Wire"), clock=FakeClock(NOW)
    )
    assert parsedate_to_datetime(reading.message(made.mail["correction.eml"])["Date"]) == NOW


def test_missing_files_are_written_again_and_those_of_the_outbox_stay_as_they_were(here):
    made = corrected()
    outbox = here / "output" / "outbox" / f"{EDITION}-correction-{made['correction']['id']}"
    (outbox / "correction.eml").unlink()
    (outbox / "correction.txt").write_text("as it was sent", encoding="utf-8")
    publish(here / "output", EDITION, {"index.html": b"without"})
    corrected()
    assert archived(here).get_element_by_id("correction-1") is not None
    assert page(here).get_element_by_id("correction-1") is not None
    assert (outbox / "correction.eml").read_bytes().startswith(b"From: ")
    assert (outbox / "correction.txt").read_text(encoding="utf-8") == "as it was sent"


def test_rebuild_keeps_the_correction(here):
    corrected()
    before = bytes_of(here / "output")
    assert CliRunner().invoke(rebuild, [EDITION]).exception is None
    assert bytes_of(here / "output") == before
    CliRunner().invoke(rebuild, [EDITION, "--to", str(here / "elsewhere")])
    assert b'id="correction-1"' in (here / "elsewhere" / "index.html").read_bytes()


def test_an_edition_that_is_not_shown_any_more_is_corrected_in_the_archive_only(here):
    later = replace(editions.morning(), id="daily-2026-11-25", date=editions.CLOSES.date() + timedelta(1))
    put(here, later)
    newest = (here / "output" / "index.html").read_bytes()
    corrected()
    assert (here / "output" / "index.html").read_bytes() == newest
    assert archived(here).get_element_by_id("correction-1") is not None


def test_an_edition_whose_files_are_gone_gets_all_of_them(here):
    folder = here / "output" / "archive" / EDITION
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    corrected()
    assert {path.name for path in folder.iterdir()} == set(kept)
    assert (folder / "digest.eml").read_bytes() == kept["digest.eml"]


# ── Which sentence ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_list_shows_every_statement_with_key_and_place(here):
    corrected()
    lines = run().stdout.splitlines()
    said = next(line for line in lines if mornings_after.correction().said in line)
    assert re.match(rf"{mornings_after.correction().sentence}  {TEACHER} +sentence   Nine people", said)
    assert RIGHT in lines[lines.index(said) + 1]
    assert run("--list").stdout == run().stdout


def test_statements_are_listed_in_the_order_of_the_page(here):
    [*told, last] = [each["key"] for each in json.loads(run("--json").stdout)]
    first = editions.morning().sections[0].stories[0]
    assert told[:4] == [sentence.key for sentence in (first.headline, *first.sentences)]
    assert last == editions.headline(mornings_after.STRIKE).key
    assert len({*told, last}) == len(told) + 1


def test_what_a_terminal_would_obey_is_not_shown(here):
    headline = replace(editions.headline(editions.EXCHANGE), text="Nine \x1b[2Jcross \u202eat Karsk")
    section = editions.morning().sections[2]
    told = replace(section, stories=(replace(section.stories[0], headline=headline),))
    put(here, replace(editions.morning(), id="daily-2026-11-24-r2", revision=2, sections=(told,)))
    for words in ((), ("--sentence", "s", "--right", "x")):
        ran = CliRunner().invoke(correct, ["daily-2026-11-24-r2", *words])
        shown_ = f"{ran.output}{ran.exception or ''}".replace("\n", "")
        assert "cross" in shown_
        assert shown_.isprintable()


def test_every_statement_is_found_by_its_key_and_by_a_place_of_its_own(here):
    rows_ = json.loads(run("--json").stdout)
    assert {row["kind"] for row in rows_} == {"headline", "sentence", "quotation"}
    document = page(here)
    for row in rows_:
        assert corrected("--dry-run", which=row["key"])["correction"]["sentence"] == row["key"]
        assert all(document.get_element_by_id(place) is not None for place in row["places"])
    places = [place for row in rows_ for place in row["places"]]
    alone = {row["places"][0]: row["key"] for row in rows_ if places.count(row["places"][0]) == 1}
    assert len(alone) > 15
    for place, key in alone.items():
        assert corrected("--dry-run", which=place)["correction"]["sentence"] == key


@pytest.mark.parametrize(
    "which",
    [
        f"#{TEACHER}",
        f"{BASE}/archive/{EDITION}/#{TEACHER}",
        "a SCHOOLTEACHER  held since",
        mornings_after.correction().sentence.upper(),
    ],
)
def test_sentence_is_found_by_address_words_or_key(here, which):
    assert (
        corrected("--dry-run", which=which)["correction"]["sentence"] == mornings_after.correction().sentence
    )


def test_headline_is_found_at_its_storys_place_and_by_typed_quotation_marks(here):
    headline = editions.headline(editions.EXCHANGE)
    assert corrected("--dry-run", which="s91e4aa5b")["correction"]["sentence"] == headline.key
    found = corrected("--dry-run", which="the year's first exchange")
    assert found["correction"]["sentence"] == headline.key


def test_words_of_two_statements_are_told_with_their_keys(here):
    told = fault("--sentence", "the", "--right", RIGHT)
    assert re.match(r"'the' may mean several: name one by its key: [0-9a-f]{16} “.*; and \d+ more$", told)
    assert "\n" not in told


def test_two_sides_of_a_change_share_a_place(here):
    told = fault("--sentence", "s7f3a9c01-c1", "--right", RIGHT)
    assert "“At least 14 people were killed”" in told
    assert "“killing 21 people”" in told


def test_quotation_in_a_change_is_corrected_and_leads_to_the_notice(here):
    corrected(which="At least 14 people were killed", right="At least 13 people were killed.")
    document = archived(here)
    [place] = document.get_element_by_id("correction-1").xpath(
        ".//p[@class='about']/a[starts-with(@href,'#')]/@href"
    )
    assert place == "#s7f3a9c01-c1"
    assert len(document.xpath("//p[@class='corrected']")) == 2  # at the story, and in what is new


def test_title_that_is_only_listed_is_corrected_too(here):
    corrected(which=editions.GRAIN.cited.title, right="Grain convoy turns back.")
    document = archived(here)
    assert document.get_element_by_id("salso1").xpath("p[@class='corrected']/a/@href") == ["#correction-1"]


# ── What cannot stand ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--sentence", "no such words", "--right", RIGHT), "does not say 'no such words': `briefing correct"),
        (("--sentence", "", "--right", RIGHT), "does not say ''"),
        (("--sentence", TEACHER, "--right", " \u00a0"), "--right is empty"),
        (("--sentence", TEACHER, "--right", "One.\r\nBcc: a@b.example"), "--right has the character U+000D"),
        (("--sentence", TEACHER, "--right", "One.\u202eowT"), "--right has the character U+202E"),
        (("--sentence", TEACHER, "--right", "One.\udc80"), "--right has the character U+DC80"),
        (("--sentence", TEACHER, "--right", "x" * 10_000), "--right has 10000 characters: write at most 1000"),
        (("--sentence", TEACHER, "--right", RIGHT, "--source", "javascript:alert(1)"), "--source is no web address"),
        (("--sentence", TEACHER, "--right", RIGHT, "--source", "https://a:b@c.example/"), "--source is no web address"),
        (("--sentence", TEACHER, "--right", RIGHT, "--outlet", "A\x1b[2J"), "--outlet has the character U+001B"),
        (("--sentence", TEACHER, "--right", RIGHT, "--quote", "So."), "--quote has nobody who said it"),
        (("--sentence", TEACHER, "--right", RIGHT, "--note", "a\nb"), "--note has the character U+000A"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_in_one_line_before_anything_is_written(here, arguments, told):
    before = bytes_of(here / "output")
    said = fault(*arguments)
    assert told in said
    assert "\n" not in said
    assert bytes_of(here / "output") == before
    assert rows(here) == []


def test_all_that_is_wrong_is_told_at_once(here):
    told = fault("--sentence", TEACHER, "--right", "", "--source", "ftp://a.example", "--editor", "a\tb")
    assert [line.split()[0] for line in told.splitlines()] == ["--editor", "--right", "--source"]


def test_unknown_edition_is_named_with_those_that_are_there(here):
    ran = CliRunner().invoke(correct, ["daily-2020-01-01", "--sentence", "x", "--right", "y"])
    assert f"no edition 'daily-2020-01-01' in {here}" in str(ran.exception)
    assert EDITION in str(ran.exception)


@pytest.mark.parametrize(
    "arguments",
    [("--sentence", "x"), ("--right", "x"), ("--dry-run",), ("--quote", "x"), ("--list", "--sentence", "x", "--right", "y")],
)  # fmt: skip
def test_half_a_correction_is_wrong_usage(here, arguments):
    assert run(*arguments).exit_code == 2


def test_markup_stays_words_everywhere(here):
    made = corrected(
        "--outlet", SCRIPT, "--quote", SCRIPT, "--source", "https://a.example/?q=<script>", right=SCRIPT
    )
    outbox = here / "output" / "outbox" / f"{EDITION}-correction-{made['correction']['id']}"
    for document in (archived(here), reading.tree((outbox / "correction.html").read_bytes())):
        assert document.xpath("//script") == []
        assert document.text_content().count(SCRIPT) == 3
    assert "https://a.example/?q=%3Cscript%3E" in (outbox / "correction.txt").read_text(encoding="utf-8")


# ── Others at it, and nowhere to write ───────────────────────────────────────────────────────────────────────────────


def test_two_at_once_do_not_lose_a_notice(here):
    store = open_store(here / "output" / "briefing.sqlite", FakeClock(NOW))
    with issuing(store, EDITION):
        assert isinstance(run("--sentence", TEACHER, "--right", RIGHT, *SOURCE).exception, Busy)
        assert isinstance(CliRunner().invoke(rebuild, [EDITION]).exception, Busy)
        assert rows(here) == []
    store.close()
    assert corrected()["new"]


def test_correction_that_could_not_be_written_is_recorded_and_finished_by_the_same_command(here):
    outbox = here / "output" / "outbox"
    outbox.touch()  # a file where the folder should be
    ran = run("--sentence", TEACHER, "--right", RIGHT, *SOURCE)
    assert isinstance(ran.exception, OutputError)
    assert "is recorded: give the same command again to write its files" in str(ran.exception)
    assert len(rows(here)) == 1
    outbox.unlink()
    again = corrected()
    assert (again["new"], len(rows(here))) == (False, 1)
    assert (outbox / f"{EDITION}-correction-{again['correction']['id']}" / "correction.eml").is_file()


def test_folder_that_cannot_be_written_ends_with_5(briefing, here):
    (here / "output" / "outbox").touch()
    ran = briefing("correct", EDITION, "--sentence", TEACHER, "--right", RIGHT, *SOURCE, cwd=here)
    assert (ran.code, ran.err.count("\n"), ran.out) == (5, 1, "")
    assert "give a folder that can be written" in ran.err
