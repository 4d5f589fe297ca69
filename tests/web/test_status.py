"""The status page: what it shows of runs, feeds and what was sent, read and looked at."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from briefing.model import Article, Feed, FeedReading, FeedState, Run, RunCounts
from briefing.store.deliveries import Queued
from tests.render.editions import CLOSES
from tests.web import sites
from tests.web.test_operator import TOKEN

FEEDS = {"Coastal Wire": 12, "Harbour Post": 3, "Old Mill Gazette": 0, "Asleep": 0}
LIST = "".join(
    f'[[feed]]\nname = "{name}"\nurl = "https://{name.split()[0].lower()}.example/feed"\n' for name in FEEDS
)
STAGES = {"read feeds": 14.0, "analyse": 31.0, "follow": 6.0, "summarise": 42.0, "compose": 0.4}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sites.Site]:
    folder = tmp_path_factory.mktemp("watched")
    (folder / "feeds").mkdir()
    (folder / "feeds" / "world.toml").write_text(f"{LIST}paused = true\n")
    with sites.site(folder, BRIEFING_OPERATOR_TOKEN=TOKEN) as running:
        fill(running)
        yield running


def fill(site):
    """Three weeks of runs, one that failed, one that was killed; four feeds; two sendings."""
    for day in range(21, 0, -1):
        save(site.store, made(day))
    failed = replace(made(0), id="f" * 12, outcome="failed", exit_code=4, edition="", counts=RunCounts())
    save(site.store, replace(failed, error="no embedder: run `briefing models pull` as jane@mail.example"))
    save(
        site.store,
        replace(failed, id="e" * 12, outcome="running", ended=None, started=CLOSES - timedelta(hours=7)),
    )
    for name, daily in FEEDS.items():
        site.store.save_readings([reading(name, daily)])
    for edition in (sites.YESTERDAY, sites.TODAY):
        site.store.ledger.open(edition, CLOSES)
        rows = [
            Queued(subscriber=f"s{n}", due=CLOSES, choice={}, held="asked" if n < 2 else "") for n in range(9)
        ]
        site.store.ledger.queue(edition, rows, CLOSES)


def made(days_ago):
    began = CLOSES - timedelta(days=days_ago)
    factor = 1 + (days_ago * 7 % 5) / 10
    seconds = {stage: round(value * factor, 3) for stage, value in STAGES.items()}
    return Run(
        id=f"{days_ago:012}",
        name="daily",
        date=began.date(),
        started=began,
        ended=began + timedelta(seconds=sum(seconds.values())),
        outcome="made",
        exit_code=0,
        edition=f"daily-{began.date()}",
        seconds=seconds,
        counts=RunCounts(
            articles=180 + days_ago,
            stories=24,
            sentences={"verbatim": 40 + days_ago % 6, "compressed": 22 - days_ago % 4, "rewritten": 0},
            failed_checks={"compression: grammar": 3, "compression: numbers": 1},
            feeds_failed=days_ago % 2,
        ),
    )


def save(store, run):
    store.runs.begin(replace(run, outcome="running", ended=None))
    if run.ended:
        store.runs.end(run)


def reading(name, daily):
    feed = Feed(name=name, location=f"https://{name.split()[0].lower()}.example/feed")
    gone = name == "Old Mill Gazette"
    state = FeedState(
        location=feed.location,
        name=name,
        last_success=CLOSES - timedelta(days=5 if gone else 0),
        last_attempt=CLOSES,
        failures=9 if gone else 0,
        last_error="https://old.example/feed?key=canary-key answered 500" if gone else "",
    )
    articles = tuple(
        article(feed, f"{day}-{n}", CLOSES - timedelta(days=day, minutes=n))
        for day in range(13)
        for n in range(daily + day % 3 if daily else 0)
    )
    return FeedReading(feed=feed, state=state, articles=articles)


def article(feed, key, published):
    text = f"{feed.name} {key}\n\nSomething happened at {key}."
    return Article(
        id=f"{abs(hash((feed.name, key))):016x}"[:16],
        url=f"https://x.example/{feed.name.split()[0]}/{key}",
        title=f"{feed.name} {key}",
        text=text,
        text_sha256=f"{abs(hash(text)):064x}"[:64],
        outlet=feed.name,
        feed=feed.location,
        published=published,
        dated="published",
        language="en",
        passages=(),
    )


@pytest.fixture
def text(site):
    return site.ask("/status", Authorization=f"Bearer {TOKEN}").text


def test_runs_are_told_with_how_they_ended(text):
    assert "made: 24 stories of 181 articles, 1 feed not read, 112 s" in text
    assert (
        '<td class="fault">failed: no embedder: run `briefing models pull` as &lt;address&gt;, 93 s</td>'
        in text
    )
    assert '<td class="fault">killed: its process is gone</td>' in text


def test_what_is_wrong_stands_first_with_what_to_do(text):
    assert text.index("What is wrong") < text.index('id="runs"')
    assert '<p class="fault">The last run of daily failed</p>' in text
    assert "Try it again with `briefing run --edition daily`" in text
    assert '<p class="fault">Old Mill Gazette cannot be read</p>' in text


def test_every_stage_and_kind_of_sentence_is_drawn_and_in_numbers(text):
    for name in (*STAGES, "verbatim", "compressed"):
        assert f"<title>{name}</title>" in text
        assert f'<th scope="col" class="n">{name}</th>' in text
    assert "<title>rewritten</title>" not in text
    assert "<title>2026-11-23: 50.4 seconds</title>" in text


def test_failed_checks_are_summed(text):
    assert '<th scope="row">compression: grammar</th><td class="n">63</td>' in text


def test_feeds_in_trouble_come_first_without_keys_of_their_addresses(text):
    place = [text.index(f'<th scope="row">{name}') for name in ("Old Mill Gazette", "Coastal Wire", "Asleep")]
    assert place == sorted(place)
    assert "failing, 9 times, last read 2026-11-19 06:00: https://old.example/feed?key=" in text
    assert "canary-key" not in text
    assert "paused" in text


def test_sendings_are_counted_by_state(text):
    assert f'<th scope="row">{sites.TODAY}</th>' in text
    assert '<th scope="row">queued</th><td class="n">14</td>' in text
    assert '<th scope="row">held</th><td class="n">4</td>' in text


def test_fault_of_the_editors_files_is_told_and_the_last_good_lists_stay(site):
    path = site.settings.root / "feeds" / "world.toml"
    good = path.read_text()
    path.write_text(f'{good}\n[[feed]]\nname = "x"\n')
    try:
        site.clock.move(seconds=61)
        text = site.ask("/status", Authorization=f"Bearer {TOKEN}").text
    finally:
        path.write_text(good)
        site.clock.move(seconds=61)
    assert "world.toml:" in text
    assert '<th scope="row">Coastal Wire<' in text


def test_page_of_an_installation_without_anything_says_what_to_do(tmp_path):
    (tmp_path / "feeds").mkdir()
    with sites.site(tmp_path, BRIEFING_OPERATOR_TOKEN=TOKEN) as empty:
        text = empty.ask("/status", Authorization=f"Bearer {TOKEN}").text
    assert "There was no run yet" in text
    assert "No feed is listed" in text
    assert "Nothing was sent" in text


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_page_fits_and_axe_finds_nothing(browser, site, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(f"{site.url}/status")
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("In numbers").first.click()
    expect(page.get_by_role("heading", name="Status")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).response["violations"] == []
    assert faults == []
    context.close()


@pytest.mark.browser
def test_log_in_is_a_page_that_axe_finds_nothing_on(browser, site):
    context = browser.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{site.url}/status")
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("This is not the operator’s token.")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    context.close()
