from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from briefing.ingest.assemble import make_article
from briefing.model import Article

PUBLISHED = datetime(2026, 11, 22, 5, tzinfo=UTC)


def article(
    title: str = "Depot hit", body: str = "It was hit. Nobody died.\n\nThe port is open.", **more: object
) -> Article:
    given = {
        "outlet": "The Outlet",
        "feed": "f",
        "entry_id": "1",
        "url": "",
        "published": PUBLISHED,
        "dated": "published",
    }
    return make_article(**{**given, "title": title, "body": body, **more})


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Depot hit", "It was. It is.\n\nOpen."),
        ("", "It was. It is."),
        ("Depot", ""),
        ("", ""),
        ("De\u200bpot\n", "a\u202e b.\r\n c"),
    ],
)
def test_every_passage_stands_where_it_says(title, body):
    made = article(title, body)
    assert [made.text[p.start : p.end] for p in made.passages] == [p.text for p in made.passages]
    assert [p.index for p in made.passages] == list(range(len(made.passages)))


def test_the_title_is_the_first_passage_and_paragraphs_count_from_one():
    made = article()
    assert made.text == "Depot hit\n\nIt was hit. Nobody died.\n\nThe port is open."
    assert [(p.text, p.kind, p.paragraph) for p in made.passages] == [
        ("Depot hit", "title", 0),
        ("It was hit.", "sentence", 1),
        ("Nobody died.", "sentence", 1),
        ("The port is open.", "sentence", 2),
    ]


def test_without_a_title_the_text_is_the_body_and_without_a_body_the_title():
    assert article(title="").text == "It was hit. Nobody died.\n\nThe port is open."
    assert article(title="").passages[0].kind == "sentence"
    assert [p.kind for p in article(body="").passages] == ["title"]


def test_a_body_that_begins_with_the_title_says_it_once():
    assert article(body="Depot hit\n\nIt was hit.").text == "Depot hit\n\nIt was hit."


def test_the_id_stays_when_the_outlet_edits_and_differs_between_outlets_and_entries():
    first = article()
    assert len(first.id) == 16
    assert int(first.id, 16) >= 0
    assert article(title="Depot burnt", body="Other.", url="https://x.example/").id == first.id
    assert len({first.id, article(outlet="Other").id, article(entry_id="2").id}) == 3


def test_without_an_entry_id_the_link_names_the_article_and_then_the_title():
    by_link = article(entry_id="", url="https://x.example/1")
    assert by_link.id == article(entry_id="", url="https://x.example/1", title="Edited").id
    assert article(entry_id="").id == article(entry_id="", body="Edited.").id


def test_the_hash_is_of_the_text_and_the_date_in_utc():
    made = article(published=PUBLISHED.astimezone(timezone(timedelta(hours=5))))
    assert made.text_sha256 == hashlib.sha256(made.text.encode()).hexdigest()
    assert (made.published, made.published.tzinfo) == (PUBLISHED, UTC)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("The depot was hit at night and nobody was hurt, officials in the town said.", "en"),
        ("Das Lager wurde in der Nacht getroffen, verletzt wurde niemand, teilte die Stadt mit.", "de"),
        ("Склад был поражён ночью, никто не пострадал, сообщили власти города.", "ru"),
        ("仓库在夜间遭到袭击，没有人员受伤。", "zh"),
        ("倉庫は夜間に攻撃を受けたが、けが人はいなかった。", "ja"),
        ("창고가 밤에 공격을 받았지만 다친 사람은 없었다.", "ko"),
        ("OK", "und"),
        ("12 : 7", "und"),
    ],
)
def test_the_language_is_told_from_enough_text(body, language):
    assert article(title="", body=body).language == language


def test_a_given_language_stands_and_the_usual_one_serves_where_the_text_is_too_short():
    german = "Das Lager wurde in der Nacht getroffen, verletzt wurde niemand, teilte die Stadt mit."
    assert article(title="", body="OK", usual_language="fr").language == "fr"
    assert article(title="", body=german, usual_language="fr").language == "de"
    assert article(title="", body=german, language="nl").language == "nl"
