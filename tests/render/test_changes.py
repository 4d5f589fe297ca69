"""What is new is shown first, with the words of both sides and their sources, in mail, text and page alike."""

from dataclasses import replace

import pytest

from briefing.model import Change, Conflict
from briefing.render import render
from briefing.render.contrast import came, went
from briefing.render.proof import Piece
from briefing.render.since import LINES
from tests.render import editions, mornings_after, reading

WEB = "https://brief.example/2026-11-24/"
LEAD = "Overnight missile attack on Oststadt kills 21, emergency service says"


@pytest.fixture(scope="module")
def files():
    return render(mornings_after.after()).files


@pytest.fixture(scope="module")
def mail():
    return reading.parts(render(mornings_after.after(), public_url=WEB).files["digest.eml"])


def shown(node):
    return " ".join(node.text_content().split())


def block(document):
    """The lines of what is new."""
    return [shown(li) for li in document.xpath("//h2[@id='since']/following-sibling::ul[1]/li")]


def unwrapped(text):
    return " ".join(text.split())


# ── The block that leads the day ─────────────────────────────────────────────────────────────────────────────────────


def test_corrections_come_first_then_updates_then_what_still_leads(files):
    withdrawn, edited, updated, unchanged = block(reading.tree(files["digest.html"]))
    assert withdrawn == (
        "Corrected What is known of the night in Oststadt"
        " it said “A hospital in the river districts was hit.” Meridian Post Mon 12:00"
        "Meridian Post no longer says so."
    )
    assert edited == (
        "Corrected Envoys return to Marren for a second round of ceasefire talks"
        " we quoted “Delegations from both governments are to meet in Marren on Friday, the mediators said.”"
        " Coastal Wire Mon 12:00"
        "it now says “Delegations from both governments are to meet in Marren on Thursday, the mediators said, after a week"
        " of messages carried by way of third countries.” Coastal Wire Mon 22:00"
    )
    assert updated == (
        f"{LEAD} was “At least 14 people were killed” Coastal Wire Mon 11:00now “killing 21 people” Coastal Wire 06:12"
        " denial “denied hitting homes” Meridian Post 07:06"
    )
    assert (
        unchanged
        == "Unchanged, still leading Dockers in Halm walk out for a third week Harbour Times Mon 02:00"
    )


def test_text_part_says_the_same(mail):
    told = unwrapped(mail[0]).partition("New today")[0]
    for said in (
        "Since yesterday - Corrected: What is known of the night in Oststadt",
        "it said “A hospital in the river districts was hit.” – Meridian Post Mon 12:00",
        "Meridian Post no longer says so.",
        f"- {LEAD} was “At least 14 people were killed” – Coastal Wire Mon 11:00 [5]",
        "now “killing 21 people” – Coastal Wire 06:12 [1] denial “denied hitting homes” – Meridian Post 07:06 [2]",
        "- Unchanged, still leading: Dockers in Halm walk out for a third week – Harbour Times Mon 02:00",
    ):
        assert said in told


def test_both_parts_have_the_same_links(mail):
    text, markup = mail
    assert set(reading.URL.findall(text)) == reading.links(markup)
    assert mornings_after.FIRST_TOLL.cited.url in reading.links(markup)
    assert f"{WEB}#s7f3a9c01-c1" in reading.links(markup)


def test_sources_of_stories_without_a_place_stand_below_the_block(mail):
    notes = mail[0].partition("New today")[0].partition("Sources")[2]
    assert [line.partition("] ")[2] for line in notes.splitlines() if line.startswith("[")] == [
        "Meridian Post, Mon 12:00",
        "Harbour Times, Mon 02:00",
    ]


def test_line_leads_to_the_storys_place_where_it_has_one(files):
    for name in ("digest.html", "index.html"):
        document = reading.tree(files[name])
        links = document.xpath("//h2[@id='since']/following-sibling::ul[1]/li/a")
        assert [(a.get("href"), a.text) for a in links] == [
            ("#sc05d7730", editions.TALKS.cited.title),
            ("#s7f3a9c01", LEAD),
        ]
        assert {"sc05d7730", "s7f3a9c01"} <= set(document.xpath("//@id"))


def test_the_day_in_lines_does_not_repeat_what_the_block_tells(files):
    for name in ("digest.html", "index.html"):
        document = reading.tree(files[name])
        headings = [h.text for h in document.xpath("//h2")]
        assert headings[:2] == ["Since yesterday", "New today"]
        lines = document.xpath("//h2[text()='New today']/following-sibling::ul[1]/li/a/text()")
        assert lines == [editions.EXCHANGE.cited.title]


def test_preheader_is_something_new(files):
    assert reading.tree(files["digest.html"]).xpath("//body//p")[0].text == (
        "Also today: Nine detainees cross at Karsk in the year’s first exchange"
    )


@pytest.mark.parametrize("name", ["digest.html", "index.html", "digest.txt"])
def test_without_updates_there_is_no_block(name):
    content = render(mornings_after.after(())).files[name].decode()
    assert "Since yesterday" not in content
    assert "The day in three lines" in content


@pytest.mark.parametrize(
    ("since", "language", "expected"),
    [
        ("daily-2026-11-23", "en", "Since yesterday"),
        ("daily-2026-11-23-r2", "de", "Seit gestern"),
        ("daily-2026-11-23", "fr", "Depuis hier"),
        ("daily-2026-11-20", "en", "Since Friday’s edition"),
        ("daily-2026-11-20", "de", "Seit der Ausgabe vom Freitag"),
        ("daily-2026-11-20", "fr", "Depuis l’édition de vendredi"),
        ("daily-2026-10-02", "en", "Since the edition of 2 Oct"),
        ("daily-2026-11-24", "en", "Since the last edition"),
        ("daily-2026-12-24", "de", "Seit der letzten Ausgabe"),
        ("daily-2026-99-99", "fr", "Depuis la dernière édition"),
        ("first", "en", "Since the last edition"),
    ],
)
def test_heading_names_the_edition_compared_with(since, language, expected):
    edition = replace(mornings_after.after(since=since), language=language)
    files = render(edition).files
    assert reading.tree(files["digest.html"]).get_element_by_id("since").text == expected
    assert f"\n{expected}\n" in files["digest.txt"].decode()


def test_mail_tells_a_few_changes_and_the_page_all():
    files = render(mornings_after.after(mornings_after.many(20)), public_url=WEB).files
    text, markup = reading.parts(files["digest.eml"])
    document = reading.tree(markup)
    told = len(block(document))
    assert 0 < told <= LINES / 2
    more = document.xpath("//a[contains(., 'more change')]")[0]
    assert (more.get("href"), more.text) == (f"{WEB}#since", f"and {20 - told} more changes")
    assert f"and {20 - told} more changes: {WEB}#since" in text
    assert len(block(reading.tree(files["index.html"]))) == 20


def test_updates_that_tell_no_change_share_a_line():
    bare = replace(mornings_after.UPDATES[2], changes=())
    other = replace(bare, story="c05d7730", headline=editions.headline(editions.TALKS))
    edition = mornings_after.after((bare, other, *mornings_after.many(1)))
    for name in ("digest.html", "index.html"):
        lines = block(reading.tree(render(edition).files[name]))
        assert [line.partition(" was")[0] for line in lines] == [
            mornings_after.FIRST_TOLL.cited.title,
            f"Updated {LEAD} · {editions.TALKS.cited.title}",
        ]
    text = unwrapped(render(edition).files["digest.txt"].decode())
    assert f"- Updated: {LEAD} · {editions.TALKS.cited.title}" in text


def test_stories_that_only_go_on_take_one_line_and_one_block():
    still = mornings_after.UPDATES[-1]
    edition = mornings_after.after((still,) * 5)
    lines = block(reading.tree(render(edition).files["digest.html"]))
    assert [line.count(mornings_after.STRIKE.cited.title) for line in lines] == [3]
    assert [
        line.count(mornings_after.STRIKE.cited.title)
        for line in block(reading.tree(render(edition).files["index.html"]))
    ] == [5]


def test_changes_of_one_story_that_do_not_fit_are_counted():
    one = replace(mornings_after.many(1)[0], changes=(mornings_after.TOLL,) * 12)
    document = reading.tree(render(mornings_after.after((one,))).files["digest.html"])
    assert block(document)[0].count("now “killing 21 people”") == LINES - 1
    assert "and 5 more changes" in document.text_content()


def test_line_of_a_story_that_left_the_mail_leads_nowhere():
    crowded = editions.crowded(200)
    last = crowded.sections[-1].stories[-1]
    update = replace(mornings_after.UPDATES[2], story=last.id, headline=last.headline, changes=())
    edition = replace(crowded, updates=(update,), since=mornings_after.YESTERDAY)
    document = reading.tree(render(edition, public_url=WEB).files["digest.html"])
    assert block(document) == [f"Updated {last.headline.text}"]
    assert document.xpath(f"//a[@href='#s{last.id}']") == []
    inner = {href[1:] for href in document.xpath("//a/@href") if href.startswith("#")}
    assert inner <= set(document.xpath("//@id"))


# ── At the story ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["digest.html", "index.html"])
def test_stories_are_marked_as_new_updated_or_corrected(files, name):
    heads = reading.tree(files[name]).xpath("//h3")
    assert [(h.text.strip(), h.xpath("string(span)")) for h in heads] == [
        (LEAD, "Updated"),
        (editions.RADIO.cited.title, "New"),
        (editions.TALKS.cited.title, "Corrected"),
        (editions.EXCHANGE.cited.title, "New"),
    ]


def test_text_marks_them_too(mail):
    assert f"{LEAD} (Updated)" in unwrapped(mail[0])
    assert f"{editions.TALKS.cited.title} (Corrected)" in unwrapped(mail[0])


def test_one_liners_are_marked_too(mail):
    assert (
        "Dockers in Halm extend their walk-out by a week – Harbour Times Mon 17:00 [16] · New"
        in unwrapped(mail[0])
    )
    line = reading.tree(mail[1]).xpath("//li[span='Dockers in Halm extend their walk-out by a week']")[0]
    assert shown(line).endswith("Harbour Times Mon 17:00 New")


@pytest.mark.parametrize("name", ["digest.html", "index.html"])
def test_first_edition_marks_nothing(name):
    assert reading.tree(render(editions.morning()).files[name]).xpath("//h3/span") == []


def test_story_that_is_unchanged_has_no_mark():
    edition = mornings_after.after(())
    first = edition.sections[0]
    told = replace(first.stories[1], status="unchanged")
    section = replace(first, stories=(first.stories[0], told))
    heads = reading.tree(
        render(replace(edition, sections=(section, *edition.sections[1:]))).files["index.html"]
    ).xpath("//h3")
    assert heads[1].xpath("span") == []


def test_changes_stand_under_their_story_with_a_mark_to_the_proof(mail):
    document = reading.tree(mail[1])
    lead = document.get_element_by_id("s7f3a9c01")
    changes = [p for p in lead.xpath("following-sibling::p") if shown(p).startswith(("was", "denial"))]
    assert [shown(p) for p in changes[:2]] == [
        "was “At least 14 people were killed” 5 Coastal Wire Mon 11:00now “killing 21 people” 1 Coastal Wire 06:12",
        "denial “denied hitting homes” 2 Meridian Post 07:06",
    ]
    assert changes[0].xpath("a/@href") == [
        f"{WEB}#s7f3a9c01-c1",
        mornings_after.FIRST_TOLL.cited.url,
        f"{WEB}#s7f3a9c01-c1",
        editions.WIRE.cited.url,
    ]


def test_old_words_are_struck_and_new_ones_bold_where_they_differ(files):
    for name in ("digest.html", "index.html"):
        line = reading.tree(files[name]).xpath("//h2[@id='since']/following-sibling::ul[1]/li[2]")[0]
        assert line.xpath(".//s/text()") == ["Friday,"]
        assert [b.text for b in line.xpath(".//b")] == [
            "Thursday,",
            "after a week of messages carried by way of third countries.",
        ]


@pytest.mark.parametrize(
    ("before", "now", "struck", "bold"),
    [
        ("6 people were killed", "14 people were killed", ["6"], ["14"]),
        ("At least 14 people were killed", "killing 21 people", ["At least 14 people were killed"], ["killing 21 people"]),
        ("Talks were agreed", "Talks were not agreed", [], ["not"]),
        ("Six were freed.", "six were freed", ["Six were freed."], ["six were freed"]),
        ("It rained", "One two three four five six seven eight nine ten eleven twelve thirteen", ["It rained"], []),
    ],
    ids=["figure", "other words", "negation", "same words", "long"],
)  # fmt: skip
def test_what_differs_is_told_from_what_does_not(before, now, struck, bold):
    assert [piece.text for piece in went(before, now) if piece.cut] == struck
    assert [piece.text for piece in came(now, before) if piece.claimed] == bold
    assert "".join(piece.text for piece in went(before, now)) == before
    assert "".join(piece.text for piece in came(now, before)) == now


def test_bare_punctuation_is_compared_as_it_is():
    assert went("a – b c", "a – b d") == (Piece(text="a – b ", cut=False), Piece(text="c", cut=True))


def test_figure_that_no_outlet_gives_any_more_is_not_called_replaced():
    gone = replace(mornings_after.TOLL, new=None)
    update = replace(mornings_after.many(1)[0], changes=(gone,))
    line = block(reading.tree(render(mornings_after.after((update,))).files["digest.html"]))[0]
    assert (
        "it said “At least 14 people were killed” Coastal Wire Mon 11:00Coastal Wire no longer says so."
        in line
    )


def test_words_of_another_outlet_are_not_called_the_same_text():
    other = mornings_after.claim(
        mornings_after.COURIER, "64 wounded in the attack", mornings_after.COURIER.text.partition("\n\n")[2]
    )
    update = replace(mornings_after.many(1)[0], changes=(replace(mornings_after.WITHDRAWN, new=other),))
    line = block(reading.tree(render(mornings_after.after((update,))).files["digest.html"]))[0]
    assert "now “64 wounded in the attack” Lemm Courier 06:30" in line
    assert "it now says" not in line


def test_denied_claim_is_neither_struck_nor_called_past():
    claim = mornings_after.claim(mornings_after.FIRST_TOLL, "Seventeen missiles hit the river districts.")
    denied = replace(mornings_after.DENIAL, old=claim)
    update = replace(mornings_after.many(1)[0], changes=(denied,))
    document = reading.tree(render(mornings_after.after((update,))).files["digest.html"])
    assert (
        "claim “Seventeen missiles hit the river districts.” Coastal Wire Mon 11:00"
        "denial “denied hitting homes” Meridian Post 07:06"
    ) in block(document)[0]
    line = document.xpath("//h2[@id='since']/following-sibling::ul[1]/li[1]")[0]
    assert line.xpath(".//s | .//b") == []


def test_new_status_without_one_before_is_called_new():
    agreed = replace(mornings_after.DENIAL, what="agreed")
    update = replace(mornings_after.many(1)[0], changes=(agreed,))
    assert (
        "new “denied hitting homes”"
        in block(reading.tree(render(mornings_after.after((update,))).files["digest.html"]))[0]
    )


def test_change_with_neither_side_is_not_shown():
    update = replace(
        mornings_after.UPDATES[2], changes=(Change(kind="status", what="denied", old=None, new=None),)
    )
    assert block(reading.tree(render(mornings_after.after((update,))).files["digest.html"])) == [
        f"Updated {LEAD}"
    ]


def test_figure_of_a_text_that_was_changed_since_says_so():
    old = mornings_after.former(editions.WIRE, "Six people were killed.")
    update = replace(mornings_after.UPDATES[2], changes=(replace(mornings_after.TOLL, old=old),))
    files = render(mornings_after.after((update,))).files
    assert (
        "was “Six people were killed.” Coastal Wire Mon 12:00 (since changed)"
        in block(reading.tree(files["digest.html"]))[0]
    )
    assert "was “Six people were killed.” – Coastal Wire Mon 12:00 [1] (since changed)" in unwrapped(
        files["digest.txt"].decode()
    )
    assert "paragraph 1, since changed · open the article" in shown(
        reading.tree(files["index.html"]).get_element_by_id("since-1-1")
    )


# ── Figures on which outlets differ ──────────────────────────────────────────────────────────────────────────────────


def test_conflict_is_one_line_with_every_outlet_as_a_link(mail):
    line = reading.tree(mail[1]).xpath("//p[contains(., 'Outlets differ')]")[0]
    assert shown(line) == (
        "Outlets differ: “21 people were killed” 6 (Lemm Courier, Coastal Wire, The Ledger), “22” 7 (The Lantern),"
        " “Mindestens 19 Menschen wurden getötet” 8 (Oststadt Tageblatt)"
    )
    assert [a.get("href") for a in line.xpath("a") if "#" not in a.get("href")] == [
        mornings_after.COURIER.cited.url,
        editions.WIRE.cited.url,
        editions.LATER[0].cited.url,
        mornings_after.LANTERN.cited.url,
        mornings_after.TAGBLATT.cited.url,
    ]
    assert (
        "Outlets differ: “21 people were killed” (Lemm Courier [6], Coastal Wire [1], The Ledger [4]), “22” (The"
        " Lantern [7]), “Mindestens 19 Menschen wurden getötet” (Oststadt Tageblatt [8])"
    ) in unwrapped(mail[0])


def test_words_of_another_language_are_marked(mail):
    german = reading.tree(mail[1]).xpath("//p[contains(., 'Outlets differ')]/span[@lang='de']")
    assert [span.text for span in german] == ["“Mindestens 19 Menschen wurden getötet”"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("14 people were killed", "At least 13 people were killed", "“At least 13”"),
        ("14 people were killed", "13 civilians were killed", "“13 civilians were killed”"),
        ("14 people were killed", "Thirteen people were killed", "“Thirteen people were killed”"),
        ("6 wounded and 14 killed", "9 wounded and 14 killed", "“9”"),
        ("14 killed", "15 wounded and 14 killed", "“15 wounded and 14 killed”"),
        ("the toll rose to 14", "the toll rose to 15", "“the toll rose to 15”"),
        ("14 people were killed", "14 people were killed", "“14 people were killed”"),
    ],
)
def test_second_figure_is_short_only_where_it_counts_the_same(first, second, expected):
    piece = editions.article("Wire", "A title", f"{first}. {second}.", hours=1)
    edition = editions.single(piece, f"{first}.")
    conflict = Conflict(
        what="killed",
        claims=(mornings_after.claim(piece, first), mornings_after.claim(piece, second)),
        outlets=(("Wire",), ("Wire",)),
    )
    story = replace(edition.sections[0].stories[0], conflicts=(conflict,))
    section = replace(edition.sections[0], stories=(story,))
    document = reading.tree(render(replace(edition, sections=(section,))).files["digest.html"])
    assert document.xpath("//p[contains(., 'Outlets differ')]/span/text()")[1] == expected


def test_outlet_without_an_article_in_the_edition_is_named_without_link_and_number():
    edition = mornings_after.after(())
    first = edition.sections[0]
    conflict = replace(
        mornings_after.TOLLS, outlets=(("Far Away Post",), ("The Lantern",), ("Oststadt Tageblatt",))
    )
    section = replace(first, stories=(replace(first.stories[0], conflicts=(conflict,)), *first.stories[1:]))
    files = render(replace(edition, sections=(section, *edition.sections[1:]))).files
    line = reading.tree(files["digest.html"]).xpath("//p[contains(., 'Outlets differ')]")[0]
    assert "(Far Away Post)" in shown(line)
    assert "Far Away Post" not in [a.text for a in line.xpath("a")]
    assert "(Far Away Post), “22” (The Lantern [7])" in unwrapped(files["digest.txt"].decode())


# ── The proof on the page ────────────────────────────────────────────────────────────────────────────────────────────


def test_claim_opens_to_its_words_in_their_passage(files):
    proof = reading.tree(files["index.html"]).get_element_by_id("s7f3a9c01-c1")
    assert proof.getparent().tag == "details"
    old, new = proof.xpath("figure")
    assert shown(old.xpath("blockquote")[0]) == (
        "At least 14 people were killed, the emergency service said, and 40 were wounded."
    )
    assert old.xpath("blockquote/mark/text()") == ["At least 14 people were killed"]
    assert shown(old.xpath("figcaption")[0]) == (
        "5 Coastal Wire, 23 November 2026, 11:00, paragraph 1 · open the article"
    )
    assert old.xpath(".//a/@href") == [mornings_after.FIRST_TOLL.cited.url]
    assert new.xpath("blockquote/mark/text()") == ["killing 21 people"]


def test_changed_text_is_said_to_be_changed_in_its_proof(files):
    proof = reading.tree(files["index.html"]).get_element_by_id("sc05d7730-c1")
    old, new = (shown(caption) for caption in proof.xpath("figure/figcaption"))
    assert "since changed" in old
    assert "since changed" not in new


def test_conflict_opens_to_every_passage_and_outlet(files):
    proof = reading.tree(files["index.html"]).get_element_by_id("s7f3a9c01-d1")
    assert proof.xpath(".//mark/text()") == [
        "21 people were killed",
        "22 people were killed",
        "Mindestens 19 Menschen wurden getötet",
    ]
    assert [a.text for a in proof.xpath("p/a")] == ["Lemm Courier", "Coastal Wire", "The Ledger"]


def test_ids_of_the_page_are_unique_and_headings_in_order(files):
    for name in ("index.html", "digest.html"):
        document = reading.tree(files[name])
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {href[1:] for href in document.xpath("//a/@href") if href.startswith("#")} <= set(ids)


def test_claim_of_an_article_that_is_not_listed_is_an_error():
    edition = mornings_after.after()
    without = tuple(a for a in edition.articles if a.id != mornings_after.FIRST_TOLL.id)
    with pytest.raises(ValueError, match=f"does not list: {mornings_after.FIRST_TOLL.id}"):
        render(replace(edition, articles=without))


def test_first_listed_version_of_an_article_is_the_one_that_counts():
    edition = mornings_after.after()
    earlier = replace(editions.TALKS.cited, text_sha256="0f" * 32, title="Before")
    twice = render(replace(edition, articles=(*edition.articles, earlier))).files
    assert twice == render(edition).files


def test_html_stays_under_100_000_bytes_with_many_changes():
    crowded = editions.crowded(100)
    listed = mornings_after.after().articles
    sections = tuple(
        replace(
            section,
            stories=tuple(
                replace(story, changes=(mornings_after.MOVED, mornings_after.TOLL))
                for story in section.stories
            ),
        )
        for section in crowded.sections
    )
    edition = replace(
        crowded,
        sections=sections,
        since=mornings_after.YESTERDAY,
        updates=mornings_after.many(100),
        articles=(*crowded.articles, *listed),
    )
    for web in ("", WEB):
        files = render(edition, public_url=web).files
        text, markup = reading.parts(files["digest.eml"])
        assert max(len(files["digest.html"]), len(markup.encode())) < 100_000
        assert set(reading.URL.findall(text)) == reading.links(markup)
