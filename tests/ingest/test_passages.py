from __future__ import annotations

import itertools

import pytest

from briefing.ingest.passages import LONGEST, split


def passages(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end, _ in split(text, language)]


ONE_SENTENCE = [
    "Gov. Ann Smith, R-Ariz., met Lt. Col. Bo B. Jones of the U.S. Army at 5 p.m. Monday on St. Mark's Rd. in Mt. Vernon.",
    "KYIV, March 3 (Reuters) — Russian forces struck a depot near St. Petersburg on Jan. 5.",
    "MOSCOW, March 3. /TASS/. Two ships left the port.",
    "Rear. Adm. Hossein Karimi spoke for 3.5 minutes about No. 5 and Nos. 6 to 8.",
    "Rep. Ana Lopez, D-N. Y., and Sen. Joe Hall, D-W. Va., agreed.",
    "“We will fight. We will not stop. We will win,” the commander said.",
    "\"We will fight. We will not stop,\" the commander said.",
    "'We will fight. We will not stop,' the commander said.",
    "The minister said: «We will fight. We will not stop.»",
    "“We were attacked. They killed fifty people. We could not leave.",
    "\"Stop!\" Commander Jones said.",
    "3. Luis Sanchez finished ten seconds behind.",
    "What? he asked.",
    "He waited ... and left.",
    "Yahoo! Inc. bought the J. P. Morgan unit of Acme Co. Holdings.",
    "The talks, i.e. the third round, were held at the U.N. Security Council.",
]  # fmt: skip


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_one_sentence_is_one_passage(text):
    assert passages(text) == [text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The troops left the U.S.", "The army stayed."),
        ("It began at 5 p.m.", "The mayor was not there."),
        ("The price was $5.", "Then it fell."),
        ("He works for Acme Inc.", "She does not."),
        ("Was it a strike?", "Nobody knows."),
        ("“We will fight,” he said.", "“We will win.”"),
        ("(He was there.)", "She was not."),
        ("The attack was filmed.", "“It was not an accident. It was planned."),
        ("The attack was filmed.", '"It was not an accident. It was planned.'),
        ("They came in 2022.", "They left in 2023."),
        ("The boys' club won.", "They're happy."),
    ],
)
def test_two_sentences_are_two_passages(first, second):
    assert passages(f"{first} {second}") == [first, second]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "de",
            [
                "Am 3. März kam z. B. Herr Dr. Müller.",
                "Das kostet ca. 10 Mio. Euro.",
                "„Gut. Sehr gut“, sagte er.",
            ],
        ),
        (
            "fr",
            [
                "M. Dupont est arrivé à 5 heures.",
                "« Oui. Non. Peut-être », a dit Mme. Duval.",
                "L'État a refusé.",
            ],
        ),
        ("es", ["El Sr. García viajó a EE. UU. con la Dra. Ruiz.", "¿Quién lo sabe?", "Nadie."]),
        ("it", ["Il dott. Rossi e l'on. Bianchi sono partiti.", "Nessuno sa perché."]),
        (
            "ru",
            [
                "В 2022 г. население составило 5 млн. человек.",
                "Об этом сообщил А. С. Иванов.",
                "Подробностей нет.",
            ],
        ),
        ("zh", ["他说：“我们会战斗。我们不会停止。”", "然后他走了。", "好的！"]),
        ("ja", ["首相は「行きません。残ります。」と述べた。", "会談は終わった。"]),
    ],
)
def test_other_languages_are_split_by_their_own_habits(language, sentences):
    between = "" if language in ("zh", "ja") else " "
    assert passages(between.join(sentences), language) == sentences


@pytest.mark.parametrize("language", ["", "und", "xx", "uk", "ar"])
def test_a_language_that_is_not_known_is_split_all_the_same(language):
    assert passages("One came. Two left.", language) == ["One came.", "Two left."]


def test_a_line_break_ends_a_passage_and_a_blank_line_a_paragraph():
    text = "A heading\nThe first line\nthe second line\n\nAnother paragraph. It goes on."
    assert [(text[a:b], n) for a, b, n in split(text, "en")] == [
        ("A heading", 1),
        ("The first line", 1),
        ("the second line", 1),
        ("Another paragraph.", 2),
        ("It goes on.", 2),
    ]


def test_a_run_without_a_stop_is_divided_at_semicolons_only():
    clause = "the depot was hit and the port stayed open " * 10
    text = "; ".join([clause.strip()] * 8)
    parts = passages(text)
    assert [len(part) <= LONGEST for part in parts] == [True] * len(parts)
    assert all(part.endswith((";", "open")) for part in parts)
    assert passages("word " * 1000) == [("word " * 1000).strip()]


@pytest.mark.parametrize("text", ["", " \n\n ", "...", "Word", '"', "“", "A.", "5.", "\n\nWord.\n\n\n"])
def test_next_to_nothing_is_no_trouble(text):
    assert [text[a:b] for a, b, _ in split(text, "en")] == ([text.strip()] if text.strip() else [])


def test_passages_cover_the_text_in_order_and_touch_only_at_white_space():
    text = "\n\n".join(ONE_SENTENCE) + " " + " ".join(ONE_SENTENCE)
    spans = split(text, "en")
    assert all(not text[a.end : b.start].strip() for a, b in itertools.pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b, _ in spans) == "".join(text.split())


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["'A ", '"A ', "“A ", "A. ", "a. B; ", "U.S. ", 'army "on. It" said. ', "(a. ", "。"]
)
def test_pathological_text_takes_no_time_to_speak_of(piece):
    assert split(piece * (200_000 // len(piece)), "en")


_SMALL = (
    "The council of the old port of kelm met on monday to hear what the harbour master and the owners of the ferry had to say of "
    "the night of the storm, and of those who were on board when it left for the island."
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('" we were never told of it, and nobody came. "', "the ferry left all the same."),
        ('He called it " a night to forget ".', "Anna berg, who was on board, left the hall."),
        ("The doors were closed at nine.", '" nobody was warned, " anna berg told the council.'),
        ('She spoke of " negligence " and left.', "The harbour master stayed."),
    ],
)
def test_text_in_small_letters_is_split_where_a_quotation_ends_or_begins(first, second):
    text = f"{_SMALL} {first} {second}"
    assert passages(text) == [_SMALL, first, second]


def test_text_whose_sentences_begin_small_is_split_behind_every_stop_but_an_abbreviation():
    sentences = (
        _SMALL.lower(),
        "the mayor, dr. anna berg, came from the u.s. army base at nine.",
        "nobody was warned.",
        "the ferry left all the same.",
    )
    text = " ".join(sentences)
    assert passages(text) == list(sentences)


@pytest.mark.parametrize(
    "sentence",
    [
        '" nobody was warned! " she told the council.',
        '" was it the storm? " asked the mayor of kelm.',
        'The mayor said: " nobody was warned. We all know it. "',
    ],
)
def test_a_quotation_in_small_letters_stays_whole_and_with_its_speaker(sentence):
    text = f"{_SMALL} {sentence}"
    assert passages(text) == [_SMALL, sentence]
