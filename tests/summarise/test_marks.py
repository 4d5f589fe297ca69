"""What readers marked as distorted is not made again, and something else is told instead."""

from __future__ import annotations

from briefing.model import Limits, Marks, Sentence, StorySummary, sentence_key
from briefing.ports import Parser, Writer
from briefing.summarise import Mode, Summariser, SummaryTask
from tests.fakes import LengthWriter, PlainPrompter, RecordingProgress
from tests.summarise.articles import article, ref, task
from tests.summarise.recorded import RecordedParser
from tests.summarise.test_draft import SENTENCE, SHORT, Fond, one
from tests.summarise.test_evidence import LEAD, NEXT, THIRD, vectors
from tests.summarise.writing import writing

TITLE = "Missiles hit the port of Belgar"
OTHER = "Missiles strike the port of Belgar"


def told(
    *tasks: SummaryTask,
    marks: Marks,
    writer: Writer | None = None,
    parser: Parser | None = None,
    mode: Mode = "compress",
) -> list[StorySummary]:
    summariser = Summariser(
        writer=writer, parser=parser, prompter=PlainPrompter(), limits=Limits(), mode=mode, language="en", marks=marks,
        rewriting=writing(writer),
    )  # fmt: skip
    return summariser.summarise(
        tasks, vectors(*(a for t in tasks for a in t.articles)), {}, RecordingProgress()
    )


def refusing(*texts: str) -> Marks:
    """Marks of passages as they stand."""
    return Marks(sentences=frozenset(sentence_key(text, [text]) for text in texts))


def texts(summary: StorySummary) -> list[str]:
    return [s.text for s in summary.sentences]


def shortened(marks: Marks) -> Sentence:
    return told(one(), marks=marks, writer=Fond(), parser=RecordedParser())[0].sentences[0]


def test_a_kind_of_cut_that_was_marked_is_not_made_and_the_reason_is_kept() -> None:
    pattern = shortened(Marks()).patterns
    assert pattern
    sentence = shortened(Marks(patterns=frozenset(pattern)))
    assert (sentence.text, sentence.how, sentence.fallback) == (SENTENCE, "verbatim", "compression: marked")


def test_another_kind_of_cut_is_still_made() -> None:
    assert shortened(Marks(patterns=frozenset({"tail:with:pobj"}))).text == SHORT


def test_a_shortened_sentence_that_was_marked_stands_as_it_is() -> None:
    sentence = shortened(Marks(sentences=frozenset({sentence_key(SHORT, [SENTENCE])})))
    assert (sentence.how, sentence.fallback) == ("verbatim", "compression: marked")


def test_a_dateline_that_was_marked_stays() -> None:
    dated = f"BELGAR, March 9 (Wire) - {SHORT}"
    given = task(article("Fire destroys freight trains", dated, language="fr"))
    parser = RecordedParser()
    parser.languages = lambda: frozenset({"en", "fr"})  # type: ignore[method-assign]
    without = told(given, marks=Marks(), writer=Fond(), parser=parser)[0].sentences[0]
    stays = told(given, marks=Marks(patterns=frozenset({"dateline"})), writer=Fond(), parser=parser)[
        0
    ].sentences[0]
    assert (without.text, stays.text) == (SHORT, dated)
    assert (without.fallback, stays.fallback) == ("", "compression: marked")


def test_a_passage_that_was_marked_gives_way_to_another() -> None:
    given = task(article(TITLE, LEAD, NEXT, THIRD))
    assert LEAD in texts(told(given, marks=Marks())[0])
    without = texts(told(given, marks=refusing(LEAD))[0])
    assert without
    assert LEAD not in without


def test_no_part_of_a_marked_passage_is_told() -> None:
    given = task(article("Fire destroys four freight trains", SENTENCE, THIRD))
    summary = told(given, marks=refusing(SENTENCE))[0]
    assert texts(summary) == [THIRD]


def test_a_title_that_was_marked_is_no_headline() -> None:
    given = task(article(TITLE, LEAD, NEXT, THIRD), article(OTHER, LEAD, NEXT, THIRD, outlet="Wire"))
    heads = {told(given, marks=marks)[0].headline.text for marks in (refusing(TITLE), refusing(OTHER))}
    assert heads == {TITLE, OTHER}


def test_a_title_less_its_label_that_was_marked_is_no_headline() -> None:
    labelled = f"BREAKING: {TITLE}"
    given = task(article(labelled, LEAD, NEXT, THIRD))
    assert told(given, marks=Marks())[0].headline.text == TITLE
    marks = Marks(sentences=frozenset({sentence_key(TITLE, [labelled])}))
    assert told(given, marks=marks)[0].headline.text != TITLE


def test_where_every_sentence_was_marked_the_title_tells_the_story() -> None:
    summary = told(task(article(TITLE, LEAD, NEXT)), marks=refusing(LEAD, NEXT))[0]
    assert texts(summary) == [TITLE]


def test_a_story_of_which_everything_was_marked_has_no_summary_and_the_others_have() -> None:
    lost, kept = task(article(TITLE, LEAD)), task(article("Insurers raise prices", THIRD))
    summaries = told(lost, kept, marks=refusing(TITLE, LEAD))
    assert [s.story for s in summaries] == [kept.story.id]


def test_a_theme_whose_passages_were_marked_does_not_show_those_of_another() -> None:
    report = article(TITLE, LEAD, NEXT)
    strikes = task(report, theme="strikes", themes=["strikes", "trade"], passages=[ref(report, 1)])
    trade = task(report, theme="trade", themes=["strikes", "trade"], passages=[ref(report, 2)])
    assert [s.theme for s in told(strikes, trade, marks=refusing(LEAD))] == ["trade"]


def test_a_rewriting_that_was_marked_is_not_published_nor_made_by_cuts() -> None:
    def rewritten(marks: Marks) -> Sentence:
        writer = LengthWriter([SHORT])
        return told(one(), marks=marks, writer=writer, parser=RecordedParser(), mode="rewrite")[0].sentences[
            0
        ]

    assert rewritten(Marks()).how == "rewritten"
    sentence = rewritten(Marks(sentences=frozenset({sentence_key(SHORT, [SENTENCE])})))
    assert (sentence.how, sentence.fallback) == ("verbatim", "compression: marked")
