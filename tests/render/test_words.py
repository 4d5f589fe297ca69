"""The digest speaks its reader's language."""

import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import get_args, get_type_hints

import pytest

from briefing.model import ModelUsed
from briefing.render import render
from briefing.render.colour import NIGHT, PALETTE, PAPER, contrast, tint
from briefing.render.proof import reason
from briefing.render.words import Words
from briefing.summarise.span import Kind
from briefing.summarise.verify import CHECKS
from tests.render import editions, reading

DAY = date(2026, 11, 24)


def catalogue(language):
    return tomllib.loads(files("briefing.render").joinpath("words", f"{language}.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", ["de", "fr"])
def test_catalogue_is_complete(language):
    english, other = catalogue("en"), catalogue(language)
    assert set(other) == set(english)
    assert set(other["names"]) == set(english["names"])
    assert set(other["reasons"]) == set(english["reasons"])
    for key, entry in english.items():
        assert isinstance(other[key], dict) == isinstance(entry, dict), key


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Tuesday, 24 November 2026"),
        ("en-US", "Tuesday, November 24, 2026"),
        ("de", "Dienstag, 24. November 2026"),
        ("fr", "mardi 24 novembre 2026"),
        ("xx-nonsense", "Tuesday, 24 November 2026"),
    ],
)
def test_dates_are_written_as_the_language_does(language, expected):
    assert Words(language, "UTC").long_date(DAY) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (datetime(2026, 11, 24, 4, 5, tzinfo=UTC), "06:05"),
        (datetime(2026, 11, 23, 22, 30, tzinfo=UTC), "00:30"),
        (datetime(2026, 11, 23, 21, 30, tzinfo=UTC), "Mon 23:30"),
        (datetime(2026, 11, 2, 12, 0, tzinfo=UTC), "2 Nov 2026"),
    ],
    ids=["same day", "same day there", "day before", "weeks before"],
)
def test_times_are_those_of_the_editions_zone(when, expected):
    assert Words("en", "Europe/Helsinki").moment(when, DAY) == expected


@pytest.mark.parametrize(
    ("verbatim", "compressed", "rewritten", "expected"),
    [
        (
            21,
            13,
            0,
            "Of 34 sentences, 21 are their source’s own words and 13 were shortened; none was rewritten.",
        ),
        (
            3,
            1,
            1,
            "Of 5 sentences, 3 are their source’s own words and 1 was shortened; 1 was rewritten.",
        ),
        (12, 0, 0, "All 12 sentences are their source’s own words."),
    ],
)
def test_ways_of_making_are_counted_in_a_sentence(verbatim, compressed, rewritten, expected):
    counts = {"verbatim": verbatim, "compressed": compressed, "rewritten": rewritten}
    edition = editions.replace(editions.morning(), colophon=editions.colophon(counts))
    assert expected in " ".join(render(edition).files["digest.txt"].decode().split())


def test_window_without_a_beginning_is_said_as_such():
    edition = editions.replace(editions.morning(), opens=datetime(1, 1, 2, tzinfo=UTC))
    text = " ".join(render(edition).files["digest.txt"].decode().split())
    assert "Covers everything up to 24 November 2026, 08:00 (Europe/Helsinki)." in text


@pytest.mark.parametrize("language", ["de", "fr", "ar", "ja", "pt-BR", "tlh"])
def test_editions_of_any_language_render(language):
    files = render(editions.replace(editions.morning(), language=language)).files
    document = reading.tree(files["digest.html"])
    assert document.get("lang") == language
    assert document.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_language_without_a_catalogue_has_its_own_dates_and_english_words():
    words = Words("ja", "UTC")
    assert words.long_date(DAY) == "2026年11月24日火曜日"
    assert words.say("minutes", 1) == "1 minute"
    assert words.language_name("de") == "German"
    assert words.both(("a", "b", "c")) == "a, b and c"


def test_german_edition_is_german():
    files = render(editions.replace(editions.morning(), language="de")).files
    document = reading.tree(files["digest.html"])
    assert document.xpath("//h2/text()")[0] == "Der Tag in drei Zeilen"
    assert "Von 13 Sätzen sind 8 im Wortlaut ihrer Quelle" in document.text_content()
    assert document.xpath("//h3/@lang") == ["en"] * 4


@pytest.mark.parametrize("colour", [*PALETTE, "#ffff00", "#000000", "#ffffff", "#808080", "nonsense", ""])
def test_any_theme_colour_becomes_legible_on_both_grounds(colour):
    shades = tint(colour, 0)
    assert contrast(shades.light, PAPER) >= 4.5
    assert contrast(shades.dark, NIGHT) >= 4.5


@pytest.mark.parametrize("colour", ["#1d1b18", "#625e56", *(tint(c, 0).light for c in PALETTE)])
def test_mail_stays_legible_when_a_client_inverts_it(colour):
    def inverted(given):
        return "#" + "".join(f"{255 - int(given[i : i + 2], 16):02x}" for i in (1, 3, 5))

    assert contrast(inverted(colour), inverted(PAPER)) >= 4.5


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_check_and_every_kind_of_part_has_a_name(language):
    words = Words(language, "UTC")
    made = (
        *CHECKS,
        "verbatim",
        "cuts only",
        "whole",
        *get_args(Kind),
        "dateline",
        *get_args(get_type_hints(ModelUsed)["role"]),
    )
    assert [term for term in made if not words.knows(term)] == []


@pytest.mark.parametrize(
    ("fallback", "shown"),
    [
        ("compression: numbers", "a shortened form did not pass the check of numbers"),
        ("rewriting: order", "a rewritten form did not pass the check of order of words"),
        ("compression: marked", "readers had marked it, or its kind of cut, as distorting"),
        ("rewriting: out of time", "the time for writing was over"),
        ("the model failed.", "the model failed"),
        ("compression: of springs", "compression: of springs"),
    ],
)
def test_reason_of_a_replacement_is_in_the_readers_words(fallback, shown):
    assert reason(fallback, Words("en", "UTC")) == shown
