"""Whether it answers, whether it can work, and what Prometheus reads."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from briefing.model import Feed, FeedReading, FeedState, Run, RunCounts
from briefing.store.deliveries import Queued
from briefing.web import create
from tests.render.editions import CLOSES
from tests.web import sites
from tests.web.test_operator import TOKEN

LIST = """
[[feed]]
name = "Wire"
url = "https://wire.example/rss?key=canary-key"
[[feed]]
name = "Asleep"
url = "https://asleep.example/rss"
paused = true
"""
RUN = Run(
    id="a" * 12,
    name="daily",
    date=CLOSES.date(),
    started=CLOSES,
    ended=CLOSES + timedelta(minutes=3),
    outcome="made",
    exit_code=0,
    edition=sites.TODAY,
    seconds={"analyse": 2.5},
    counts=RunCounts(
        articles=30, stories=4, sentences={"verbatim": 7}, failed_checks={"compression: grammar": 2}
    ),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sites.Site]:
    folder = tmp_path_factory.mktemp("watched")
    (folder / "feeds").mkdir()
    (folder / "feeds" / "world.toml").write_text(LIST)
    with sites.site(folder, BRIEFING_OPERATOR_TOKEN=TOKEN) as running:
        fill(running)
        yield running


def fill(site):
    store = site.store
    store.runs.begin(replace(RUN, outcome="running", ended=None))
    store.runs.end(RUN)
    failed = replace(RUN, id="b" * 12, outcome="failed", exit_code=4, error="no model", edition="")
    store.runs.begin(replace(failed, outcome="running", ended=None))
    store.runs.end(failed)
    feed = Feed(name="Wire", location="https://wire.example/rss?key=canary-key")
    state = FeedState(
        location=feed.location, name="Wire", last_success=CLOSES, last_attempt=CLOSES, failures=3
    )
    store.save_readings([FeedReading(feed=feed, state=state)])
    store.ledger.open(sites.TODAY, CLOSES)
    store.ledger.queue(sites.TODAY, [Queued(subscriber="s1", due=CLOSES, choice={})], CLOSES)


@pytest.fixture
def read(site):
    """A value by name and labels; None where there is no such."""
    text = site.ask("/metrics", Authorization=f"Bearer {TOKEN}").text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]

    def value(name, **labels):
        found = [
            each.value for each in samples if each.name == name and labels.items() <= each.labels.items()
        ]
        return found[0] if found else None

    value.text = text
    return value


def test_runs_are_counted_by_outcome_with_the_last_success(read):
    assert read("briefing_runs", edition="daily", outcome="made") == 1
    assert read("briefing_runs", edition="daily", outcome="failed") == 1
    assert read("briefing_run_last_success_timestamp_seconds", edition="daily") == RUN.ended.timestamp()


def test_last_edition_is_told_by_stage_kind_and_check(read):
    assert read("briefing_run_stage_seconds", edition="daily", stage="analyse") == 2.5
    assert read("briefing_edition_sentences", edition="daily", how="verbatim") == 7
    assert read("briefing_edition_failed_checks", edition="daily", check="compression: grammar") == 2


def test_feeds_are_told_by_failures_and_last_success_without_keys_in_addresses(read):
    assert read("briefing_feed_failures", feed="Wire") == 3
    assert read("briefing_feed_last_success_timestamp_seconds", feed="Wire") == CLOSES.timestamp()
    assert read("briefing_feed_paused", feed="Asleep") == 1
    assert "canary-key" not in read.text


def test_deliveries_are_told_by_state(read):
    assert read("briefing_deliveries", state="queued") == 1
    assert read("briefing_deliveries_open", state="queued") == 1
    assert read("briefing_deliveries_open", state="unknown") == 0


def test_answers_are_counted_by_route_and_never_by_address(site):
    token = "0123456789abcdef." + "A" * 43
    site.ask(f"/confirm/{token}")
    site.ask("/no/such/page")
    site.ask("/archive/", "BREW")
    text = site.ask("/metrics", Authorization=f"Bearer {TOKEN}").text
    assert 'briefing_http_requests_total{method="GET",route="/confirm/{token}",status="404"} 1.0' in text
    assert 'route="(no page)"' in text
    assert 'method="other"' in text
    assert token not in text


def test_memory_of_the_process_is_told(read):
    assert read("process_resident_memory_bytes") > 1e6


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_metrics_are_for_the_operator_alone(site, headers):
    answer = site.ask("/metrics", **headers)
    assert (answer.status, answer.text) == (401, "")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_without_a_token_there_are_no_metrics(tmp_path):
    with sites.site(tmp_path) as open_:
        assert open_.ask("/metrics").status == 404


def test_ready_while_database_and_templates_work(site):
    answer = site.ask("/readyz")
    assert (answer.status, json.loads(answer.text)) == (
        200,
        {"ready": True, "parts": {"database": "ok", "templates": "ok"}},
    )


def test_not_ready_without_its_tables_while_it_is_still_alive(tmp_path, caplog):
    with sites.site(tmp_path) as broken:
        with sqlite3.connect(tmp_path / "output" / "briefing.sqlite") as database:
            database.execute("DROP TABLE editions")
        answer = broken.ask("/readyz")
        assert (answer.status, json.loads(answer.text)["parts"]["database"]) == (503, "does not work")
        assert "no such table" not in answer.text
        assert "no such table" in caplog.text
        assert broken.ask("/healthz").status == 200


def test_part_that_has_ended_makes_it_unready(site):
    from fastapi.testclient import TestClient

    probes = {"schedule": lambda: "the timetable has ended"}
    app = create(site.settings, site.store, site.clock, sites.OFFER, probes=probes)
    answer = TestClient(app).get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["schedule"]) == (503, "the timetable has ended")


def test_probes_are_never_asked_too_often(site):
    answers = {site.ask("/healthz", client="10.7.7.7").status for _ in range(650)}
    assert answers == {200}
    assert site.ask("/archive/", client="10.7.7.7").status == 200
