from __future__ import annotations

import pytest

from briefing.model import Article, Limits, StorySummary
from briefing.summarise import Summariser, SummaryTask
from briefing.summarise.standalone import stands_alone
from briefing.summarise.titles import is_comment, title_cost, title_cuts, title_fault
from tests.fakes import PlainPrompter, RecordingProgress
from tests.summarise.articles import article, ref, tag, task
from tests.summarise.test_evidence import LEAD, NEXT, vectors

BODY = "Missiles struck the port of Belgar on Monday and killed 12 people, the harbour office said."


def summarise(*tasks: SummaryTask, limits: Limits | None = None, **tags: object) -> list[StorySummary]:
    plain = Summariser(
        writer=None,
        parser=None,
        prompter=PlainPrompter(),
        limits=limits or Limits(),
        mode="compress",
        language="en",
    )
    articles: list[Article] = [a for t in tasks for a in t.articles]
    return plain.summarise(tasks, vectors(*articles), {}, RecordingProgress())


def headline(*articles: Article) -> str:
    return summarise(task(*articles))[0].headline.text


@pytest.mark.parametrize(
    ("title", "outlet", "left"),
    [
        ("Missiles hit Belgar - BBC News", "BBC", "Missiles hit Belgar"),
        ("Missiles hit Belgar | World | The Courier", "The Courier", "Missiles hit Belgar | World"),
        ("BREAKING: Missiles hit Belgar", "Courier", "Missiles hit Belgar"),
        ("World › Asia › Missiles hit Belgar", "Courier", "Missiles hit Belgar"),
        ("Missiles hit Belgar.", "Courier", "Missiles hit Belgar"),
        ("Missiles hit Belgar. Here's why.", "Courier", "Missiles hit Belgar"),
        ("Missiles hit Belgar — here’s what we know | The Courier", "Courier", "Missiles hit Belgar"),
        ("Missiles hit Belgar - 12 dead", "Courier", "Missiles hit Belgar - 12 dead"),
    ],
)
def test_labels_and_outlets_go_from_titles(title: str, outlet: str, left: str) -> None:
    gone = {i for a, b in title_cuts(title, outlet) for i in range(a, b)}
    assert "".join(c for i, c in enumerate(title) if i not in gone).strip() == left


@pytest.mark.parametrize(
    "title",
    [
        "LIVE: missiles hit the port of Belgar",
        "Missiles hit Belgar: live updates",
        "Is the port of Belgar burning?",
        "What we know about the missiles on Belgar",
        "5 things to know about the port of Belgar",
        "Why the port of Belgar burns",
        "You won't believe how Belgar burns",
        "MISSILES HIT THE PORT OF BELGAR",
        "Opinion: missiles on the port of Belgar",
        "Belgar",
        "Picture of the day: the port of Belgar",
        "Missiles hit the port of Belgar and then ...",
    ],
)
def test_a_title_that_reports_nothing_is_refused(title: str) -> None:
    assert title_fault(title, article(title, BODY), 12) != ""


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Missiles hit the port of Belgar, killing 12", ""),
        ("Missiles hit the port of Belgar, killing twelve", ""),
        ("Missiles hit the port of Belgar, killing 15", "numbers"),
        ("Missiles hit the port of Tarvik, killing 12", "names"),
        ("Missiles hit the port of Belgar on Friday", "dates"),
        ("Missiles hit the port of Belgar in “cowardly act”", "quotations"),
    ],
)
def test_a_title_must_be_borne_out_by_its_article(title: str, fault: str) -> None:
    assert title_fault(title, article(title, BODY), 12) == fault


def test_a_title_is_quoted_with_its_place() -> None:
    one = article("BREAKING: Missiles hit the port of Belgar", BODY)
    found = summarise(task(one))[0].headline
    support = found.support[0]
    assert (found.text, found.how) == ("Missiles hit the port of Belgar", "compressed")
    assert one.text[support.start : support.end] == support.quote == one.title
    assert [one.text[a:b] for a, b in found.cuts] == ["BREAKING: "]


def test_of_two_titles_the_one_with_the_figure_of_the_evidence_is_taken() -> None:
    early = article(
        "Missiles on Belgar market kill 12",
        "Missiles struck the market in Belgar and killed 12 people on Monday.",
    )
    late = article(
        "Missiles on Belgar market kill 19",
        "Missiles struck the market in Belgar and killed 19 people on Monday.",
        outlet="Radio",
        hours=9,
    )
    assert headline(early, late) == "Missiles on Belgar market kill 19"


def test_a_title_that_is_not_borne_out_gives_way_to_another() -> None:
    wrong = article("Missiles on Belgar kill 90", BODY)
    right = article("Missiles on Belgar port kill 12", BODY, outlet="Radio", hours=1)
    assert headline(wrong, right) == "Missiles on Belgar port kill 12"


def test_without_any_title_the_lead_is_the_headline_without_its_stop() -> None:
    assert headline(article("Is it war?", "Missiles struck the port of Belgar on Monday.")) == (
        "Missiles struck the port of Belgar on Monday"
    )


def test_two_stories_do_not_share_a_headline() -> None:
    a = article("Missiles hit the port of Belgar", LEAD, NEXT)
    b = article("Missiles hit the port of Belgar", BODY, outlet="Radio")
    first, second = summarise(task(a), task(b))
    assert first.headline.text != second.headline.text


def test_a_later_theme_has_a_headline_of_its_own_part() -> None:
    release = "Ruvenia and Karsovia freed 40 prisoners each at the crossing of Orlec."
    report = article("Missiles hit the port of Belgar", LEAD, NEXT, release)
    own = task(report, theme="releases", themes=("strikes", "releases"), passages=[ref(report, 3)])
    plain = Summariser(
        writer=None, parser=None, prompter=PlainPrompter(), limits=Limits(), mode="compress", language="en"
    )
    tags = {ref(report, 0): (tag("strikes"), tag("releases", 0.1))}
    found = plain.summarise([own], vectors(report), tags, RecordingProgress())[0]
    assert found.headline.text == release.removesuffix(".")


@pytest.mark.parametrize(
    "text",
    [
        "None of them had been convicted of killing civilians, the ministry said",
        "The agreement to spare power stations does not take effect until midnight on Friday",
        "Karsovia says that the step is an attempt to sink the talks in Dar Elim",
        '"General Vetrov is at his post," the ministry said in a statement of one line',
        "The Humanitarian Relief Committee says that they have been flown to the capital, Nawasi",
        "The exchange, the fourteenth since the war began, was mediated by Sahrat",
        "Prime Minister Margaret Thole insists that no deal was done to get her out",
        "The company is focusing on new overseas branches",
        "Since May, those visits to Belgar have carried an additional benefit",
        "Both sides freed 40 prisoners each at the crossing of Orlec",
        "In contrast, Anton Weiss became an advocate of the new port",
    ],
)
def test_a_sentence_that_needs_another_is_no_headline(text: str) -> None:
    assert not stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "Missiles struck the port of Belgar on Monday",
        "The Northern Front in Tamuria has released 27 government soldiers",
        "Port Ellery Rovers are in the final of the Carrow Cup",
        "Ruvenia and Karsovia freed 40 prisoners each at the crossing of Orlec",
    ],
)
def test_a_sentence_that_says_who_did_what_may_be_a_headline(text: str) -> None:
    assert stands_alone(text)


def test_each_theme_of_a_story_has_the_title_that_fits_it() -> None:
    one = article(
        "Karsovia frees journalist Mira Dahl after seven months",
        "Karsovia freed journalist Mira Dahl on Monday after seven months.",
    )
    two = article(
        "Talks in Orlec on journalist Mira Dahl end",
        "Talks in Orlec on journalist Mira Dahl end on Monday.",
        outlet="Radio",
    )
    both = ("diplomacy", "releases")
    tags = {
        ref(one, 0): (tag("releases"), tag("diplomacy", 0.2)),
        ref(two, 0): (tag("releases", 0.2), tag("diplomacy")),
    }
    tasks = [
        task(one, two, theme="diplomacy", themes=both, passages=[ref(two, 1)]),
        task(one, two, theme="releases", themes=both, passages=[ref(one, 1)]),
    ]
    plain = Summariser(
        writer=None, parser=None, prompter=PlainPrompter(), limits=Limits(), mode="compress", language="en"
    )
    found = plain.summarise(tasks, vectors(one, two), tags, RecordingProgress())
    assert [f.headline.text for f in found] == [two.title, one.title]


def test_a_title_is_said_twice_rather_than_a_stray_sentence() -> None:
    back = "None of them had been convicted, the ministry said."
    one = article(
        "Tamuria frees 40 fighters", "They were freed by Tamuria on Monday, 40 fighters in all.", back
    )
    both = ("releases", "diplomacy")
    tasks = [
        task(one, theme="releases", themes=both, passages=[ref(one, 2)]),
        task(one, theme="diplomacy", themes=both, passages=[ref(one, 2)]),
    ]
    headlines = [s.headline.text for s in summarise(*tasks)]
    assert headlines == ["Tamuria frees 40 fighters"] * 2


def test_a_plain_title_wins_over_pun_tease_and_market() -> None:
    body = (
        "Ruvenia and Karsovia agreed on Monday to spare power stations for 30 days and bonds surge in Selvar."
    )
    plain = article("Ruvenia and Karsovia agree to spare power stations", body)
    others = [
        article(title, body, outlet=title[:5], hours=1)
        for title in (
            "Power stations strike! Ruvenia and Karsovia agree",
            "Bonds surge as Ruvenia and Karsovia agree",
            "Thirty days of power: what Ruvenia and Karsovia agreed",
        )
    ]
    assert headline(*others, plain) == plain.title


def test_a_one_line_body_leaves_the_title_rather_than_a_stray_sentence() -> None:
    blurb = "The company is focusing on new overseas branches."
    assert headline(article("Anton Weiss closes six restaurants in Belgar", blurb)) == (
        "Anton Weiss closes six restaurants in Belgar"
    )


def test_what_only_another_outlet_reports_does_not_bear_a_title_out() -> None:
    short = article("12 killed in Belgar", "Help is on its way to the port of Belgar.")
    full = article("Is it over?", "Missiles killed 12 people in Belgar.", outlet="Radio")
    assert headline(short, full) == "Missiles killed 12 people in Belgar"


def test_what_another_outlet_quotes_an_outlet_may_say_itself() -> None:
    title = "Missiles on the port of Belgar a cowardly crime"
    plain = article(title, "The missiles on the port were a cowardly crime, Belgar says.")
    quoting = "A “cowardly crime”, the mayor called the missiles on the port."
    assert title_fault(title, plain, 12, beside=[quoting]) == ""


def test_a_question_behind_a_report_is_never_cut_for_it_may_be_the_doubt() -> None:
    title = "Belgar reports great successes. Should we trust the numbers?"
    assert title_cuts(title, "Courier") == ()
    assert title_fault(title, article(title, BODY), 12) == "no report"


def test_a_text_that_breaks_off_is_no_headline() -> None:
    cut = article("We were in the port of Belgar", "This is what happened in the port of Belgar when the")
    assert headline(cut) == "We were in the port of Belgar"


def test_a_title_that_asks_is_better_than_a_stray_sentence() -> None:
    asking = article(
        "Altruism or a show? Ruvenia sends masks",
        "We were at the airport when the masks came.",
        "The mayor of Belgar keeps two brown dogs in Tarvik.",
    )
    assert headline(asking) == "Altruism or a show? Ruvenia sends masks"


def test_a_title_that_states_what_others_only_hear_alleged_gives_way() -> None:
    body = "The harbour master of Belgar is accused of selling the port's fuel, prosecutors said."
    flat = article("Harbour master of Belgar sold the port's fuel", body)
    hedged = article("Harbour master of Belgar accused of selling fuel", body, outlet="Radio")
    third = article("Prosecutors: master of Belgar's harbour suspected", body, outlet="Wire")
    assert headline(flat, hedged, third) != flat.title


def test_a_columnists_verdict_gives_way_to_a_report() -> None:
    verdict = article("The port of Belgar should never have been built", BODY)
    report = article("Missiles hit the port of Belgar, killing 12", BODY, outlet="Radio", hours=1)
    assert title_cost(verdict.title, 12) > title_cost(
        "The port of Belgar should never have been built, mayor says", 12
    )
    assert headline(verdict, report) == report.title


def test_a_title_without_its_label_carries_every_check() -> None:
    made = summarise(task(article("BREAKING: Missiles strike the port of Belgar", BODY)))[0].headline
    assert (made.text, made.how) == ("Missiles strike the port of Belgar", "compressed")
    assert {"cuts only", "numbers", "names", "order", "attribution"} <= {c.name for c in made.checks}
    assert all(c.passed for c in made.checks)


def test_a_theme_without_a_headline_of_its_own_repeats_the_title_rather_than_a_long_sentence() -> None:
    long = (
        "Karsovia launched 18 drones at Ruvenia in the night to Thursday, the smallest number in five weeks, "
        "of which 15 were shot down, Ruvenia's air force said."
    )
    later = "The agreement that they reached does not take effect until Friday."
    title = (
        "Karsovia launched 18 drones at Ruvenia in the night to Thursday, the smallest number in five weeks"
    )
    report = article(title, long, later)
    themes = ("strikes", "diplomacy")
    own = [task(report, theme="diplomacy", themes=themes, passages=[ref(report, 2)])]
    tags = {
        ref(report, 0): (tag("strikes"), tag("diplomacy", 0.1)),
        ref(report, 1): (tag("strikes"), tag("diplomacy", 0.1)),
    }
    plain = Summariser(
        writer=None, parser=None, prompter=PlainPrompter(), limits=Limits(), mode="compress", language="en"
    )
    found = plain.summarise(own, vectors(report), tags, RecordingProgress())[0]
    assert found.headline.text == report.title


def test_what_a_later_report_denies_is_no_headline() -> None:
    claim = article(
        "General killed by drone at Belgar",
        "General Arno Keller was killed by a drone at Belgar on Monday, a source told the Lantern.",
        outlet="Lantern",
    )
    denial = article(
        "Ministry denies that general was killed by drone at Belgar",
        "The ministry denied on Tuesday that General Arno Keller was killed by a drone at Belgar on Monday.",
        outlet="Agency",
        hours=6,
    )
    assert "denie" in headline(claim, denial)
    assert headline(claim).startswith("General")


def test_what_is_supposed_is_no_headline_while_there_is_a_title() -> None:
    title = "Missiles struck the port of Belgar and Ruvenia may end the talks, the council of Belgar said"
    opening = "If Belgar is struck again, Ruvenia will end the talks, the council said."
    assert headline(article(title, opening, LEAD)) == title


REPORT = (
    "Belgar woke to a grey sky and a cold wind from the sea on Monday, as it has on most mornings of this long winter.",
    "Parliament in Belgar passed the harbour law in the evening by four votes after two days of debate, its speaker said.",
    "It obliges the owners of ships to pay for the dredging of the port from the first of May.",
)


def test_a_title_that_its_report_lacks_gives_way_to_the_sentence_that_tells_it() -> None:
    told = headline(article("Harbour law passed, owners furious and shipping in turmoil", *REPORT))
    assert told.startswith("Parliament in Belgar passed the harbour law")


def test_a_title_that_its_report_bears_out_is_the_headline() -> None:
    title = "Parliament passes harbour law by four votes"
    assert headline(article(title, *REPORT)) == title


def test_a_title_with_another_count_than_its_line_gives_way() -> None:
    line = "Five men were shot in Tarvik on Friday after the third raid on the town in two days."
    assert headline(article("Tarvik raided three times in three days", line)) == line.removesuffix(".")


def test_a_line_leaves_a_figure_to_its_title() -> None:
    line = "The army of Karsovia could have its own death ray by the middle of the decade."
    title = "Ministry spends 30 million crowns on a laser"
    assert headline(article(title, line)) == title


@pytest.mark.parametrize(
    "title", ["OPINION: The harbour law is a gift to the owners", "A gift to the owners | Comment"]
)
def test_what_calls_itself_a_comment_is_one(title: str) -> None:
    assert is_comment(article(title, *REPORT))
    assert not is_comment(article("Analysis of the water finds lead", *REPORT))
