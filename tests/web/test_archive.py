"""What everybody may read: editions, search, stories over days, feeds."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from lxml import etree, html

from briefing.edition.freeze import freeze
from briefing.model import Approval, Thread
from briefing.render import render
from tests.render import editions, mornings_after
from tests.web import sites
from tests.web.sites import STORY, TODAY, YESTERDAY

SCRIPT = "<script>alert(1)</script>"
EVERYWHERE = (
    "/archive/",
    "/archive/?q=missile",
    f"/stories/{STORY}",
    "/feed.xml",
    "/themes/strikes/feed.xml",
    "/sitemap.xml",
)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def page(site, path):
    answer = site.ask(path)
    assert answer.status == 200, answer.text
    return html.fromstring(answer.body)


def links(tree):
    return [link.get("href") for link in tree.iter("a")]


def words(node):
    return " ".join(node.text_content().split())


def test_archive_lists_editions_newest_first_with_their_leading_stories(site):
    tree = page(site, "/archive/")
    assert [words(h) for h in tree.iter("h2")][:2] == [
        "Tuesday, 24 November 2026",
        "Monday, 23 November 2026",
    ]
    assert f"/stories/{STORY}" in links(tree)
    assert "1 correction" in words(tree)


def test_archive_is_read_page_by_page_without_repeating_or_losing_an_edition(tmp_path):
    with sites.site(tmp_path) as site:
        first = sites.before()
        for days in range(1, 31):
            day = first.date - timedelta(days=days)
            sites.add(site.store, replace(first, id=f"daily-{day}", date=day))
        seen, path = [], "/archive/"
        while path:
            tree = page(site, path)
            seen += [link for link in links(tree) if link.startswith("/archive/daily")]
            path = next((a.get("href") for a in tree.iter("a") if a.get("rel") == "next"), "")
        assert len(seen) == len(set(seen)) == 32
        assert seen == sorted(seen, reverse=True)


def test_archive_shows_the_newest_revision_only(tmp_path):
    with sites.site(tmp_path) as site:
        again = replace(sites.before(), id=f"{YESTERDAY}-r2", revision=2)
        sites.add(site.store, again)
        shown = links(page(site, "/archive/"))
        assert f"/archive/{YESTERDAY}-r2/" in shown
        assert f"/archive/{YESTERDAY}/" not in shown
        assert site.ask(f"/archive/{YESTERDAY}/").status == 200  # old links lead on


def test_edition_is_served_as_it_is_published_with_its_corrections(site):
    stored = mornings_after.after()
    published = render(stored, corrections=[mornings_after.correction()]).files["index.html"]
    served = site.ask(f"/archive/{TODAY}/").text
    assert links(html.fromstring(served))[1:3] == ["/archive/", "/"]  # behind the skip link
    its_own = re.sub(r"<nav.*</nav>\n", "", served)
    assert re.sub(r' · <a href="/stories/[^<]*</a>', "", its_own).encode() == published


@pytest.mark.parametrize("query", ["missiles river", "MISSILES", "Óststadt missile".replace("Ó", "O")])
def test_search_finds_stories_by_their_words_in_any_case(site, query):
    tree = page(site, "/archive/?q=" + query.replace(" ", "+"))
    assert links(tree).count(f"/stories/{STORY}") == 1  # once, though two editions told it


@pytest.mark.parametrize(
    "query", ["%25", "_", "%22told%22", "missiles+nowhere", "0badc0de", "Never", "outlet's"]
)
def test_search_finds_no_patterns_no_fields_and_nothing_untold(site, query):
    tree = page(site, f"/archive/?q={query}")
    assert not [link for link in links(tree) if link.startswith("/stories/")]
    assert "No story has all these words" in words(tree)


def test_story_tells_its_days_newest_first_with_proof_changes_and_sources(site):
    tree = page(site, f"/stories/{STORY}")
    days = [link for link in links(tree) if link.startswith("/archive/daily")]
    assert days == [f"/archive/{TODAY}/", f"/archive/{YESTERDAY}/"]
    assert (
        words(tree.find(".//h1")) == "Overnight missile attack on Oststadt kills 21, emergency service says"
    )
    assert "Followed since Monday, 23 November 2026" in words(tree)
    struck = [words(d) for d in tree.iter("del")]
    assert ", in what residents called the longest night since the bridges fell" in struck
    assert "Outlets differ" in words(tree)
    assert mornings_after.FIRST_TOLL.cited.url in links(tree)


def test_figures_of_a_story_are_told_once_each_oldest_first_in_their_sources_words(site):
    tree = page(site, f"/stories/{STORY}")
    rows = [row for row in tree.iter("tr") if row.find("td") is not None]
    assert [words(row.find(".//summary")) for row in rows] == [
        "At least 14 people were killed",
        "killing 21 people",
    ]
    assert [words(row[2]) for row in rows] == ["Coastal Wire", "Coastal Wire"]


def test_edition_leads_from_each_story_to_its_page_over_the_days(site):
    shown = page(site, f"/archive/{TODAY}/")
    found = {link.get("href") for link in shown.iter("a") if words(link) == "This story over the days"}
    told = {story.id for part in mornings_after.after().sections for story in part.stories}
    assert found == {f"/stories/{each}" for each in told}
    assert all(site.ask(each).status == 200 for each in found)


def test_published_file_of_an_edition_has_no_links_to_a_site():
    after = mornings_after.after()
    assert b"/stories/" not in render(after).files["index.html"]


def test_story_that_was_corrected_says_so_on_its_page(site):
    tree = page(site, "/stories/91e4aa5b")
    assert "The schoolteacher had been held since 2023." in words(tree)
    assert "(Correction)" in words(tree)


def test_story_that_no_edition_told_has_no_page(site):
    assert site.ask("/stories/0badc0de").status == 404


def test_feed_of_editions_is_atom_with_an_entry_each_and_the_time_of_its_last_correction(site):
    feed = etree.fromstring(site.ask("/feed.xml").body)
    entries = feed.findall("a:entry", ATOM)
    assert [e.findtext("a:id", "", ATOM) for e in entries] == [
        f"{site.url}/archive/{TODAY}/",
        f"{site.url}/archive/{YESTERDAY}/",
    ]
    made = mornings_after.correction().at
    assert entries[0].findtext("a:updated", "", ATOM) == f"{made:%Y-%m-%dT%H:%M:%SZ}"
    content = "".join(entries[0].find("a:content", ATOM).itertext())
    assert "The schoolteacher had been held since 2023." in content


def test_feed_of_a_theme_has_its_stories_once_as_they_were_told_last(site):
    parsed = feedparser.parse(site.ask("/themes/strikes/feed.xml").body)
    assert not parsed.bozo
    mine = [entry for entry in parsed.entries if entry.link.endswith(STORY)]
    assert [entry.title for entry in mine] == [
        "Overnight missile attack on Oststadt kills 21, emergency service says"
    ]
    assert site.ask("/themes/nothing/feed.xml").status == 404


def test_sitemap_and_robots_name_public_pages_only(site):
    tree = etree.fromstring(site.ask("/sitemap.xml").body)
    found = [e.text for e in tree.iter("{*}loc")]
    assert f"{site.url}/archive/{TODAY}/" in found
    assert f"{site.url}/stories/{STORY}" in found
    assert not [url for url in found if "0badc0de" in url]
    robots = site.ask("/robots.txt").text
    assert "Disallow: /unsubscribe/" in robots
    assert f"Sitemap: {site.url}/sitemap.xml" in robots


@pytest.mark.parametrize("path", ["/archive/", "/stories/hostile", "/feed.xml", "/themes/strikes/feed.xml"])
def test_markup_in_a_title_is_text_everywhere(tmp_path, path):
    with sites.site(tmp_path) as site:
        piece = editions.article(
            "Wire", f"{SCRIPT} & more", "One thing happened.", hours=1, url="javascript:alert(1)"
        )
        story = editions.story("hostile", editions.headline(piece), [], [piece], 9.0)
        whole = editions.morning()
        section = replace(whole.sections[0], theme="Strikes", stories=(story,))
        edition = replace(
            whole, id="daily-2026-11-25", date=whole.date + timedelta(days=1), sections=(section,),
            summary=(), also=(), articles=(piece.cited,),
        )  # fmt: skip
        sites.add(site.store, edition, [sites.thread(edition, "hostile")])
        text = site.ask(path).text
        assert "&lt;script&gt;" in text
        assert SCRIPT not in text
        assert "javascript:" not in text


def test_markup_in_a_search_is_text(site):
    text = site.ask("/archive/?q=%3Cscript%3Ealert(1)%3C/script%3E%22%3E").text
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    "path",
    ["/nothing", "//evil.example/", "/\\evil.example", "/archive/no-such/", "/archive/..%2f..%2fetc/", "/stories/%00",
     "/archive/?before=nothing", "/archive/?q=" + "x" * 300, "/docs", "/openapi.json"],
)  # fmt: skip
def test_what_is_not_there_is_one_styled_page_that_leads_to_the_archive(site, path):
    answer = site.ask(path)
    assert answer.status == 404
    assert answer.body == site.ask("/no-such-page").body
    assert "/archive/" in links(html.fromstring(answer.body))
    assert "location" not in answer.headers


def test_site_under_a_path_has_its_links_there(tmp_path):
    with sites.site(tmp_path, toml="") as site:
        base = site.settings
    moved = replace(base, public_url="https://news.example.org/brief", database=tmp_path / "other.sqlite")
    listening = sites.socket.create_server(("127.0.0.1", 0))
    store = sites.open_store(moved.database, site.clock)
    store.add_edition(mornings_after.after(), freeze(mornings_after.after()), json.dumps({}), ())
    there = replace(site, url=f"http://127.0.0.1:{listening.getsockname()[1]}")
    with sites.running(sites.create(moved, store, site.clock, sites.OFFER), listening):
        for path in ("/brief/archive/", "/archive/"):  # the server in front may pass the path on or not
            assert f"/brief/archive/{TODAY}/" in links(page(there, path))
        assert f"https://news.example.org/brief/archive/{TODAY}/" in there.ask("/feed.xml").text
    store.close()


def test_edition_that_waits_for_an_editor_is_nowhere_until_it_is_approved(tmp_path):
    toml = '[[editions]]\nname = "daily"\napproval = "hold"\n'
    with sites.site(tmp_path, toml=toml) as site:
        paths = (f"/archive/{TODAY}/", f"/stories/{STORY}", "/stories/91e4aa5b")
        assert [site.ask(path).status for path in paths] == [404] * 3
        for path in (
            "/archive/",
            "/archive/?q=missiles",
            "/feed.xml",
            "/themes/strikes/feed.xml",
            "/sitemap.xml",
        ):
            assert "7f3a9c01" not in site.ask(path).text
            assert TODAY not in site.ask(path).text
        for state, status in (("approved", 200), ("refused", 404)):
            decided = Approval(edition=TODAY, state=state, by="ann", at=site.clock.now())
            site.store.approvals.add(decided)
            assert [site.ask(path).status for path in paths] == [status] * 3


def test_revision_that_waits_for_an_editor_leaves_the_one_before_it_everywhere(tmp_path):
    toml = '[[editions]]\nname = "daily"\napproval = "hold"\n'
    with sites.site(tmp_path, toml=toml) as site:
        site.store.approvals.add(Approval(edition=YESTERDAY, state="approved", by="ann", at=site.clock.now()))
        before = {path: site.ask(path).text for path in EVERYWHERE}
        assert all(YESTERDAY in text or STORY in text for text in before.values())
        again = replace(sites.before(), id=f"{YESTERDAY}-r2", revision=2)
        sites.add(site.store, again, [sites.thread(again, STORY)])
        assert {path: site.ask(path).text for path in EVERYWHERE} == before
        assert site.ask(f"/archive/{YESTERDAY}-r2/").status == 404
        site.store.approvals.add(
            Approval(edition=f"{YESTERDAY}-r2", state="approved", by="ann", at=site.clock.now())
        )
        for path in ("/archive/", f"/stories/{STORY}", "/feed.xml", "/sitemap.xml"):
            assert f"{YESTERDAY}-r2" in site.ask(path).text


def test_day_that_only_corrected_what_was_said_before_shows_what_changed(tmp_path):
    with sites.site(tmp_path) as site:
        after = mornings_after.after()
        places = {s.id for part in after.sections for s in part.stories} | {item.story for item in after.also}
        update = next(each for each in after.updates if each.changes and each.story not in places)
        left = Thread(
            story=update.story, edition=f"{TODAY}-r2", date=after.date, headline="-", articles=(), told=(update.headline,)
        )  # fmt: skip
        sites.add(site.store, replace(after, id=f"{TODAY}-r2", revision=2), [left])
        tree = page(site, f"/stories/{update.story}")
        assert [words(h) for h in tree.iter("h3")] == [update.headline.text]
        assert update.changes[0].old.text.split()[-1].strip(".") in words(tree)
