from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from briefing.evaluation.facts import FactOutcome, Violation
from briefing.evaluation.gold import Claim, Fact, Gold, GoldStory, Outlet
from briefing.evaluation.labels import Mistake
from briefing.evaluation.report import judge, pooled
from briefing.evaluation.scores import Counts
from tests.evaluation.articles import article

DAY = date(2026, 3, 10)
SIX = Fact(fact="six were killed in Kelm", all=(r"\b(six|6)\b", "kelm"))
SWAP = Claim(claim="the sides are swapped", pattern="ruvenian missiles", unless="denied")
GOLD = Gold(
    themes=("strikes", "diplomacy"),
    outlets={
        "wire": Outlet(name="Wire", base="https://wire.example/"),
        "post": Outlet(name="Post", base="https://post.example/"),
    },
    story=(
        GoldStory(
            id="kelm",
            day=DAY,
            title="Kelm",
            top=1,
            items=("wire:kelm", "post:kelm", "wire:copy"),
            near_duplicates=(("wire:kelm", "wire:copy"),),
            must=(SIX,),
            must_not=(SWAP,),
        ),
    ),
    titles={"post:offer": "Reader offer"},
    passages={"wire:kelm": {"Two missiles": ("strikes",), "Envoys met": ("diplomacy",), "Rain": ()}},
)
KELM = article(
    "a",
    "Kelm hit",
    "Two missiles hit Kelm.",
    "Envoys met in Sahrat.",
    "Rain fell.",
    url="https://wire.example/kelm",
)
POST = article("b", "Six dead", "Six people died in Kelm.", outlet="Post", url="https://post.example/kelm")
COPY = article("c", "Kelm is hit", "Two missiles hit Kelm.", url="https://wire.example/copy")
OFFER = article("d", "Reader offer", "Two for one.", outlet="Post")
ALL = (KELM, POST, COPY, OFFER)


def sentence(text: str, source: str = "a", how: str = "compressed") -> dict[str, Any]:
    return {"text": text, "how": how, "support": [{"article": source, "start": 0, "end": 1, "quote": ""}]}


def edition(*sentences: dict[str, Any], theme: str = "strikes", headline: str = "Missiles") -> dict[str, Any]:
    story = {"id": "s1", "headline": sentence(headline), "sentences": list(sentences), "articles": ["a", "b"]}
    return {
        "id": "daily-2026-03-10",
        "date": "2026-03-10",
        "sections": [{"theme": theme, "stories": [story]}],
        "also": [],
    }


def workings(*groups: str, tags: dict[str, Any] | None = None, duplicates: str = "") -> dict[str, Any]:
    stories = [
        {"id": f"s{n}", "articles": list(group), "duplicates": [d for d in duplicates if d in group]}
        for n, group in enumerate(groups, start=1)
    ]
    return {"stories": stories, "passages": tags or {}}


def outcome(*sentences: dict[str, Any], headline: str = "Missiles") -> str:
    judged = judge(edition(*sentences, headline=headline), workings("abc", "d"), ALL, GOLD)
    return judged.facts[0].said


def test_articles_are_matched_by_address_and_by_title_where_there_is_none() -> None:
    judged = judge(edition(), workings("abc", "d"), ALL, GOLD)

    assert {item.split(" ")[1]: story.split(" ")[1] for item, story in judged.gold.items()} == {
        "wire:kelm": "kelm",
        "post:kelm": "kelm",
        "wire:copy": "kelm",
        "post:offer": "post:offer",
    }
    assert judged.stories.f1 == 1.0


def test_an_item_that_was_wrongly_joined_costs_precision() -> None:
    judged = judge(edition(), workings("abcd"), ALL, GOLD)

    assert (judged.stories.precision, judged.stories.recall) == ((3 * 3 / 4 + 1 / 4) / 4, 1.0)


def test_wrong_groups_are_listed_with_their_items_told_apart() -> None:
    judged = judge(edition(), workings("abd", "c"), ALL, GOLD)

    prefix = "daily-2026-03-10"
    assert judged.merged == [[f"{prefix} post:kelm", f"{prefix} wire:kelm", f"{prefix} post:offer"]]
    assert judged.split == [[f"{prefix} post:kelm", f"{prefix} wire:kelm", f"{prefix} wire:copy"]]


def test_stories_can_be_scored_in_one_language_alone() -> None:
    german = replace(POST, language="de")

    judged = judge(edition(), workings("ac", "b", "d"), (KELM, german, COPY, OFFER), GOLD)

    assert judged.stories.f1 < 1.0
    assert judged.stories_in("en").f1 == 1.0


def test_articles_of_other_outlets_are_not_judged() -> None:
    stranger = article("z", "Elsewhere", "Elsewhere.", outlet="Stranger", url="https://wire.example/kelm")

    assert len(judge(edition(), workings("abcz", "d"), (*ALL, stranger), GOLD).gold) == 4


def test_themes_are_counted_by_passage_and_undecided_is_not_a_yes() -> None:
    tags = {
        "a": {
            "1": {"strikes": [0.9, "yes"], "diplomacy": [0.6, "yes"]},
            "2": {"diplomacy": [0.5, "undecided"]},
            "3": {"strikes": [0.1, "no"]},
        }
    }

    judged = judge(edition(), workings("abc", "d", tags=tags), ALL, GOLD)

    assert judged.themes == {"strikes": Counts(found=1), "diplomacy": Counts(false=1, missed=1)}
    assert judged.passages == 3
    assert judged.macro_f1 == 0.5
    assert judged.mistakes == (
        Mistake(item="wire:kelm", opening="Two missiles", theme="diplomacy", kind="false", score=0.6),
        Mistake(item="wire:kelm", opening="Envoys met", theme="diplomacy", kind="missed", score=0.5),
    )


def test_a_fact_is_present_when_one_sentence_with_its_headline_says_it() -> None:
    assert outcome(sentence("Six people were killed."), headline="Missiles on Kelm") == "present"


def test_a_fact_that_is_spread_over_two_sentences_is_missing() -> None:
    assert outcome(sentence("Six people were killed."), sentence("Missiles hit Kelm.")) == "missing"


def test_a_fact_counts_as_replaced_when_the_storys_best_passage_is_verbatim() -> None:
    assert outcome(sentence("Two missiles hit the town.", how="verbatim")) == "verbatim"


def test_a_verbatim_passage_of_another_storys_article_replaces_nothing() -> None:
    assert outcome(sentence("Two for one.", source="d", how="verbatim")) == "missing"


def test_facts_of_another_day_are_not_asked_for() -> None:
    later = edition() | {"date": "2026-03-11"}

    assert judge(later, workings("abc", "d"), ALL, GOLD).facts == ()


def test_a_claim_is_found_in_sentences_and_headlines() -> None:
    judged = judge(
        edition(sentence("Ruvenian missiles hit Kelm."), headline="Ruvenian missiles"),
        workings("abc", "d"),
        ALL,
        GOLD,
    )

    assert [violation.text for violation in judged.violations] == [
        "Ruvenian missiles",
        "Ruvenian missiles hit Kelm.",
    ]
    assert not judged.passed


def test_a_claim_is_excused_by_its_unless() -> None:
    denied = sentence("Selvar denied that Ruvenian missiles hit Kelm.")

    assert judge(edition(denied), workings("abc", "d"), ALL, GOLD).violations == ()


def test_a_claim_that_belongs_to_a_theme_is_looked_for_in_its_section_only() -> None:
    labour = Claim(claim="labour among strikes", pattern="dockers", theme="strikes")
    gold = Gold(themes=GOLD.themes, outlets=GOLD.outlets, must_not=(labour,))
    text = sentence("The dockers went home.")

    under_strikes = judge(edition(text), workings("abc", "d"), ALL, gold)
    elsewhere = judge(edition(text, theme="other"), workings("abc", "d"), ALL, gold)

    assert under_strikes.violations == (
        Violation(claim="labour among strikes", theme="strikes", text="The dockers went home."),
    )
    assert elsewhere.violations == ()


def test_one_copy_of_each_group_is_wanted_and_the_rest_are_false() -> None:
    assert judge(edition(), workings("abc", "d", duplicates="c"), ALL, GOLD).copies == Counts(found=1)
    assert judge(edition(), workings("abc", "d", duplicates="b"), ALL, GOLD).copies == Counts(
        false=1, missed=1
    )


def test_what_the_edition_does_not_hold_is_named() -> None:
    judged = judge(edition(), workings("a"), (article("a", "Kelm", "Rain fell.", url=KELM.url),), GOLD)

    assert judged.unknown == ("post:kelm", "wire:copy", "wire:kelm: Two missiles", "wire:kelm: Envoys met")


def test_several_editions_are_pooled_and_not_averaged() -> None:
    first = judge(edition(sentence("Six people died in Kelm.")), workings("abc", "d"), ALL, GOLD)
    second = judge(edition() | {"id": "daily-2026-03-10-r2"}, workings("a", "b", "c", "d"), ALL, GOLD)

    both = pooled([first, second])

    assert both.stories.items == 8
    assert both.stories.recall == pytest.approx((4 * 1 + 3 * (1 / 3) + 1) / 8)
    assert both.facts == (
        FactOutcome(story="kelm", fact=SIX.fact, said="present"),
        FactOutcome(story="kelm", fact=SIX.fact, said="missing"),
    )
