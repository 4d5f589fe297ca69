from __future__ import annotations

from collections.abc import Sequence

import pytest

from briefing.model import Limits, StorySummary
from briefing.ports import Parser, Writer
from briefing.summarise import Mode, Summariser, SummaryTask
from briefing.summarise.cutting import cuts_only
from tests.fakes import LengthWriter, PlainPrompter, RecordingProgress
from tests.summarise.articles import article, task
from tests.summarise.recorded import RecordedParser
from tests.summarise.test_evidence import vectors

SENTENCE = "The fire, which broke out in a warehouse near the port on Monday, destroyed four freight trains."
SHORT = "The fire destroyed four freight trains."


def summarise(
    *tasks: SummaryTask, writer: Writer | None = None, parser: Parser | None = None, mode: Mode = "compress"
) -> list[StorySummary]:
    summariser = Summariser(
        writer=writer, parser=parser, prompter=PlainPrompter(), limits=Limits(), mode=mode, language="en"
    )
    return summariser.summarise(
        tasks, vectors(*(a for t in tasks for a in t.articles)), {}, RecordingProgress()
    )


def one(sentence: str = SENTENCE, **kwargs: object) -> SummaryTask:
    return task(article("Fire destroys four freight trains", sentence, **kwargs))  # type: ignore[arg-type]


class Fond(LengthWriter):
    """Likes every candidate the same."""

    def score(self, tasks: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
        self.prompts.extend(prompt for prompt, _ in tasks)
        return [[-0.2] * len(candidates) for _, candidates in tasks]


def test_a_sentence_is_shortened_and_says_what_was_left_out() -> None:
    given = one()
    source = given.articles[0]
    sentence = summarise(given, writer=Fond(), parser=RecordedParser())[0].sentences[0]
    support = sentence.support[0]
    assert (sentence.text, sentence.how, sentence.fallback) == (SHORT, "compressed", "")
    assert source.text[support.start : support.end] == support.quote == SENTENCE
    inside = [(a - support.start, b - support.start) for a, b in sentence.cuts]
    assert cuts_only(sentence.text, support.quote, inside)
    assert [c.name for c in sentence.checks] == [
        "cuts only", "numbers", "names", "dates", "quotations", "order", "negation", "attribution", "hedges", "modality",
        "quantifiers", "antonyms", "roles",
    ]  # fmt: skip
    assert all(c.passed for c in sentence.checks)


@pytest.mark.parametrize(
    ("writer", "parser", "mode"),
    [
        (None, RecordedParser(), "compress"),
        (Fond(), None, "compress"),
        (Fond(), RecordedParser(), "verbatim"),
    ],
)
def test_without_a_model_or_by_wish_the_sentence_stands_as_it_is(
    writer: Writer | None, parser: Parser | None, mode: Mode
) -> None:
    sentence = summarise(one(), writer=writer, parser=parser, mode=mode)[0].sentences[0]
    assert (sentence.text, sentence.how, sentence.cuts) == (SENTENCE, "verbatim", ())


def test_a_language_that_is_not_parsed_stands_as_it_is() -> None:
    text = "Das Feuer, das am Montag ausbrach, zerstörte vier Güterzüge."
    sentence = summarise(one(text, language="de"), writer=Fond(), parser=RecordedParser())[0].sentences[0]
    assert (sentence.text, sentence.how, sentence.language) == (text, "verbatim", "de")


def test_all_candidates_are_scored_in_one_call() -> None:
    writer = Fond()
    other = (
        "Parliament passed the water law late on Tuesday, in a rare victory for the small opposition parties."
    )
    summarise(one(), task(article("Water law passed", other)), writer=writer, parser=RecordedParser())
    assert len(writer.prompts) == 2


def test_the_model_is_asked_about_the_sentence() -> None:
    writer = Fond()
    summarise(one(), writer=writer, parser=RecordedParser())
    assert writer.prompts == [f"shorten\nsentence: {SENTENCE}"]


def test_no_tasks_no_summaries() -> None:
    assert summarise() == []


def test_every_task_is_an_advance() -> None:
    progress = RecordingProgress()
    plain = Summariser(
        writer=None, parser=None, prompter=PlainPrompter(), limits=Limits(), mode="compress", language="en"
    )
    assert len(plain.summarise([one(), one()], {}, {}, progress)) == 2


# ── Rewriting ────────────────────────────────────────────────────────────────────────────────────────────────────────


def rewritten(answer: str) -> StorySummary:
    return summarise(one(), writer=LengthWriter([answer]), parser=RecordedParser(), mode="rewrite")[0]


def test_a_rewriting_that_its_evidence_bears_out_is_published() -> None:
    sentence = rewritten(SHORT).sentences[0]
    assert (sentence.text, sentence.how, sentence.support[0].quote) == (SHORT, "rewritten", SENTENCE)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("The fire destroyed five freight trains.", "rewriting: numbers"),
        ("Freight trains destroyed the fire.", "rewriting: order"),
        ("", "rewriting: nothing was written"),
    ],
)
def test_a_rewriting_that_is_not_borne_out_is_replaced_and_the_reason_kept(answer: str, reason: str) -> None:
    sentence = rewritten(answer).sentences[0]
    assert (sentence.how, sentence.fallback) == ("compressed", reason)
    assert sentence.support[0].quote == SENTENCE


def test_rewriting_without_a_model_says_so() -> None:
    sentence = summarise(one(), mode="rewrite")[0].sentences[0]
    assert (sentence.how, sentence.fallback) == ("verbatim", "rewriting: a model is missing")
