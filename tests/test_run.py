"""The daily run, end to end: real models, real files, the sample and what can be wrong with what is given."""

import copy
import hashlib
import json
import re
import shutil
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from briefing.clock import SystemClock
from briefing.issuing import FILES
from briefing.store import open_store
from tests.conftest import ROOT, briefing
from tests.ingest.server import ScriptedServer, answer

SAMPLE = ROOT / "feeds" / "sample.toml"
DAY = "2026-03-12"

pytestmark = pytest.mark.models


def sha256(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "sqlite" not in path.name
    }


def told(edition):
    return [(section["theme"], story) for section in edition["sections"] for story in section["stories"]]


def sentences(edition):
    return [s for _, story in told(edition) for s in (story["headline"], *story["sentences"])]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample's third day, made once: (folder, what the command printed)."""
    folder = tmp_path_factory.mktemp("sample")
    ran = briefing("run", "--feeds", SAMPLE, "--date", DAY, "--output", folder, "--json")
    assert ran.code == 0, ran.err
    return folder, ran.json


@pytest.fixture(scope="module")
def edition(sample):
    return json.loads((sample[0] / "edition.json").read_text(encoding="utf-8"))


def test_run_leaves_every_file_and_prints_its_path(sample):
    folder, printed = sample
    assert sorted(printed["paths"]) == sorted(FILES)
    assert all(
        Path(path).parent == folder and Path(path).stat().st_size for path in printed["paths"].values()
    )


def test_edition_is_valid_by_the_published_schema(edition):
    schema = json.loads((ROOT / "docs" / "edition.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(edition)


def test_every_quote_is_the_articles_text_at_its_offsets(sample, edition):
    store = open_store(sample[0] / "briefing.sqlite", SystemClock())
    texts = {a["id"]: store.text(a["id"], a["text_sha256"]) for a in edition["articles"]}
    store.close()
    spans = [span for sentence in sentences(edition) for span in sentence["support"]]
    assert spans
    assert all(texts[s["article"]][s["start"] : s["end"]] == s["quote"] for s in spans)


def test_every_sentence_says_how_it_was_made_and_what_the_checks_said(edition):
    assert all(s["how"] in ("verbatim", "compressed", "rewritten") for s in sentences(edition))
    assert all(s["support"] and s["checks"] for s in sentences(edition))


def test_every_word_of_a_sentence_is_a_word_of_its_source_in_order(edition):
    def words(text):
        return re.findall(r"\w+", text.casefold())

    for sentence in sentences(edition):
        source = iter([word for span in sentence["support"] for word in words(span["quote"])])
        assert all(word in source for word in words(sentence["text"])), sentence["text"]


def test_second_run_changes_no_byte(sample):
    folder, first = sample
    before = sha256(folder)
    ran = briefing("run", "--feeds", SAMPLE, "--date", DAY, "--output", folder, "--json")
    assert (ran.code, ran.json["made"], ran.json["edition"]) == (0, False, first["edition"])
    assert sha256(folder) == before


def test_rebuild_writes_the_same_bytes(sample, tmp_path):
    folder, printed = sample
    ran = briefing("rebuild", printed["edition"], "--output", folder, "--to", tmp_path / "again")
    assert ran.code == 0, ran.err
    assert {name: (tmp_path / "again" / name).read_bytes() for name in FILES} == {
        name: (folder / name).read_bytes() for name in FILES
    }


def untimed(edition):
    seconds = edition["colophon"].pop("seconds")
    assert seconds
    return edition


def test_on_postgresql_the_edition_is_the_same_but_for_its_times(sample, edition, postgres, tmp_path):
    server = {"BRIEFING_DATABASE": postgres.url(postgres.new().name)}
    command = ("run", "--feeds", SAMPLE, "--date", DAY, "--output", tmp_path, "--json")
    ran = briefing(*command, **server)
    assert ran.code == 0, ran.err
    made = json.loads((tmp_path / "edition.json").read_text(encoding="utf-8"))
    assert untimed(made) == untimed(copy.deepcopy(edition))
    timed = {"edition.json", f"archive/{ran.json['edition']}/edition.json"}
    theirs, ours = sha256(sample[0]), sha256(tmp_path)
    assert {name for name in theirs | ours if theirs.get(name) != ours.get(name)} == timed
    assert briefing(*command, **server).json["made"] is False


def test_explain_lists_stories_and_tells_one(sample):
    folder, printed = sample
    listed = briefing("explain", printed["edition"], "--output", folder)
    assert listed.code == 0, listed.err
    story = listed.out.split()[0]
    shown = briefing("explain", printed["edition"], story, "--output", folder).out
    assert "which is the sum of" in shown
    assert "leads the story" in shown
    assert "ok   " in shown


WAR_REPORT = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Field Desk</title>
<link>https://field.example/</link><description>-</description><item>
<title>Missiles hit two cities as envoys meet and captives come home</title>
<link>https://field.example/war-report</link><guid>war-report</guid><pubDate>Mon, 02 Mar 2026 08:00:00 +0000</pubDate>
<content:encoded><![CDATA[
<p>Cruise missiles struck the cities of Velgrad and Osten before dawn on Monday, killing nine people and wounding 31, the
civil protection service said.</p>
<p>Air defences shot down 44 of 60 attack drones launched in the same raid, the air force command reported.</p>
<p>Artillery fire damaged a water tower and two schools in the border village of Harn, its mayor said.</p>
<p>The attacks left about 12,000 households without electricity, and repair crews were working in the cold, the grid
operator said.</p>
<p>Forecasters expect snow and temperatures of minus eight degrees in the region until Thursday.</p>
<p>In the lakeside town of Merin, envoys of both governments met for a third round of ceasefire talks mediated by two neutral
states, the hosts' foreign ministry said.</p>
<p>The foreign minister said after the negotiations that the delegations had agreed to meet again on Friday.</p>
<p>Both sides also released prisoners of war: 85 captured soldiers from each army crossed the bridge at Karlin and were
handed over to the Red Cross, officials said.</p>
<p>Among the freed captives was a field medic who had been held for nineteen months.</p>
]]></content:encoded></item></channel></rss>
"""


@pytest.fixture(scope="module")
def war_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("war")
    (folder / "war.xml").write_text(WAR_REPORT, encoding="utf-8")
    ran = briefing("run", "--feeds", folder / "war.xml", "--output", folder / "output", "--json", cwd=folder)
    assert ran.code == 0, ran.err
    return json.loads((folder / "output" / "edition.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("theme", "own", "foreign"),
    [
        ("Strikes", r"missiles|drones|artillery", r"talks|captives|prisoners of war"),
        ("Diplomacy", r"talks|negotiations", r"drones|prisoners of war"),
        ("Prisoner releases", r"captives|prisoners of war", r"drones|electricity"),
    ],
)
def test_war_report_stands_under_each_theme_with_its_own_passages(war_report, theme, own, foreign):
    stories = [story for name, story in told(war_report) if name.casefold() == theme.casefold()]
    text = " ".join(s["text"] for story in stories for s in story["sentences"])
    assert re.search(own, text, re.IGNORECASE)
    assert not re.search(foreign, text, re.IGNORECASE)


def test_theme_added_in_the_file_appears_in_the_next_run(tmp_path):
    (tmp_path / "war.xml").write_text(WAR_REPORT, encoding="utf-8")
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    themes = tmp_path / "prompts" / "themes.toml"
    added = """
[[theme]]
name = "Energy"
means = "power cuts, electricity supply and damage to power stations and the power grid"
examples = ["Half of the city was without electricity after the substation failed, the utility said."]
"""
    themes.write_text(themes.read_text(encoding="utf-8") + added, encoding="utf-8")
    ran = briefing("run", "--feeds", "war.xml", "--json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert ran.json["sections"].get("Energy") == 1


def test_no_writer_model_makes_a_verbatim_digest_that_says_so(tmp_path):
    (tmp_path / "war.xml").write_text(WAR_REPORT, encoding="utf-8")
    config = tmp_path / "briefing.toml"
    config.write_text(
        '[models]\nwriter = { name = "nobody/nothing", revision = "%s" }\n' % ("0" * 40), encoding="utf-8"
    )
    ran = briefing("run", "--feeds", "war.xml", "--json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert ran.json["sentences"]["compressed"] == 0
    assert "No writer model" in (tmp_path / "output" / "digest.txt").read_text(encoding="utf-8")


def test_no_models_at_all_is_one_line_that_names_the_mend(tmp_path):
    (tmp_path / "war.xml").write_text(WAR_REPORT, encoding="utf-8")
    ran = briefing("run", "--feeds", "war.xml", cwd=tmp_path, BRIEFING_CACHE=str(tmp_path / "empty"))
    assert ran.code == 4
    assert "briefing models pull" in ran.err
    assert "Traceback" not in ran.err


EMPTY_FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>Quiet</title></channel></rss>'


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("empty.xml", EMPTY_FEED, 3, "no items"),
        (
            "page.html",
            "<!doctype html><html><head><title>Home</title></head><body>Hi</body></html>",
            3,
            "web page",
        ),
        ("nothing.xml", "", 3, "nothing"),
    ],
)
def test_feed_that_gives_nothing_is_one_line_and_leaves_no_file(tmp_path, name, content, code, says):
    (tmp_path / name).write_text(content, encoding="utf-8")
    ran = briefing("run", "--feeds", name, cwd=tmp_path)
    assert (ran.code, "Traceback" in ran.err) == (code, False)
    assert says in ran.err
    assert [p.name for p in (tmp_path / "output").glob("*") if "sqlite" not in p.name] == []


def test_feed_that_does_not_exist_is_named(tmp_path):
    ran = briefing("run", "--feeds", "missing.xml", cwd=tmp_path)
    assert (ran.code, "missing.xml" in ran.err, "Traceback" in ran.err) == (1, True, False)


def test_one_bad_feed_of_two_is_named_in_the_colophon(tmp_path):
    (tmp_path / "war.xml").write_text(WAR_REPORT, encoding="utf-8")
    (tmp_path / "page.html").write_text("<!doctype html><html><body>Hi</body></html>", encoding="utf-8")
    ran = briefing("run", "--feeds", "war.xml", "--feeds", "page.html", "--json", cwd=tmp_path)
    assert (ran.code, [f["feed"] for f in ran.json["failures"]]) == (0, ["page"])
    assert "web page" in (tmp_path / "output" / "digest.txt").read_text(encoding="utf-8")


def test_output_folder_that_cannot_be_made_is_exit_code_5(tmp_path):
    (tmp_path / "war.xml").write_text(WAR_REPORT, encoding="utf-8")
    (tmp_path / "file").touch()
    ran = briefing("run", "--feeds", "war.xml", "--output", tmp_path / "file" / "output", cwd=tmp_path)
    assert (ran.code, "Traceback" in ran.err) == (5, False)
    assert "can be written" in ran.err


def test_all_faults_of_the_editors_files_come_at_once(tmp_path):
    (tmp_path / "briefing.toml").write_text('title = 3\nnonsense = "x"\n', encoding="utf-8")
    ran = briefing("run", cwd=tmp_path)
    assert ran.code == 1
    assert re.search(r"briefing\.toml:1: .*\n.*briefing\.toml:2: ", ran.err)


PAGE = """<!doctype html><html lang="en"><head><title>Bridge of Merin reopens</title></head><body><article>
<h1>Bridge of Merin reopens</h1>
<p>The bridge of Merin reopened to lorries on Monday after eleven weeks of repairs, the road authority said.</p>
<p>Engineers replaced forty metres of steel that had rusted through under the eastern lane, and tested it with sand.</p>
<p>The authority expects three thousand lorries a day to return from the detour through the hills by the weekend.</p>
</article></body></html>"""


def test_page_of_an_item_is_fetched_as_far_back_as_the_edition_looks(tmp_path):
    dated = format_datetime(SystemClock().now() - timedelta(days=5))
    with ScriptedServer() as server:
        page = server.on("/bridge.html", answer(body=PAGE.encode(), content_type="text/html; charset=utf-8"))
        feed = f"""<rss version="2.0"><channel><title>Merin</title><item><title>Bridge of Merin reopens</title>
        <link>{page}</link><guid>1</guid><pubDate>{dated}</pubDate><description>Lorries roll again.</description>
        </item></channel></rss>"""
        location = server.on("/feed.xml", answer(body=feed.encode()))
        config = tmp_path / "briefing.toml"
        config.write_text(f'[fetch]\nallow_hosts = ["127.0.0.1:{server.port}"]\n', encoding="utf-8")
        ran = briefing("run", "--feeds", location, "--hours", 168, "--json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert "/bridge.html" in [request.path for request in server.requests]
