from __future__ import annotations

from collections.abc import Sequence

import pytest

from briefing.errors import ModelError
from briefing.model import Limits, ModelUsed, RewritePolicy, StorySummary
from briefing.ports import Parser, Verifier, Writer
from briefing.summarise import Mode, RewriteParts, Summariser, SummaryTask
from briefing.summarise.cutting import cuts_only
from briefing.summarise.verify import CHECKS
from tests.fakes import FakeClock, LengthWriter, PlainPrompter, RecordingProgress
from tests.summarise.articles import article, task
from tests.summarise.recorded import RecordedParser
from tests.summarise.test_evidence import vectors
from tests.summarise.writing import writing

SENTENCE = "The fire, which broke out in a warehouse near the port on Monday, destroyed four freight trains."
SHORT = "The fire destroyed four freight trains."


def summarise(
    *tasks: SummaryTask,
    writer: Writer | None = None,
    parser: Parser | None = None,
    mode: Mode = "compress",
    rewriting: RewriteParts | None = None,
) -> list[StorySummary]:
    summariser = Summariser(
        writer=writer,
        parser=parser,
        prompter=PlainPrompter(),
        limits=Limits(),
        mode=mode,
        language="en",
        rewriting=rewriting,
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


def rewritten(*answers: str, verifier: Verifier | None = None) -> StorySummary:
    """What becomes of a model's answers."""
    policy = RewritePolicy(candidates=len(answers), threshold=0.8)
    parts = writing(Speaker(answers), verifier=verifier, policy=policy)
    return summarise(one(), writer=Fond(), parser=RecordedParser(), mode="rewrite", rewriting=parts)[0]


class Speaker(LengthWriter):
    """Gives its answers in turn."""

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        self.prompts.append(prompt)
        return self.answers[:count]


class Sure:
    """Gives every pair one probability; a negative one is a model that fails."""

    def __init__(self, value: float) -> None:
        self.value, self.asked = value, list[tuple[str, str]]()

    def describe(self) -> ModelUsed:
        return ModelUsed(role="verifier", name="sure", revision="1", licence="-", sha256="0" * 64)

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.asked += pairs
        if self.value < 0:
            msg = "out of memory"
            raise ModelError(msg)
        return [self.value] * len(pairs)


def test_a_rewriting_that_its_evidence_bears_out_is_published() -> None:
    sentence = rewritten(SHORT).sentences[0]
    assert (sentence.text, sentence.how, sentence.support[0].quote) == (SHORT, "rewritten", SENTENCE)
    assert [c.name for c in sentence.checks] == ["whole", *CHECKS]
    assert all(c.passed for c in sentence.checks)


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


def test_of_several_answers_the_first_that_passes_is_taken() -> None:
    sentence = rewritten("Freight trains destroyed the fire.", f"- {SHORT}").sentences[0]
    assert (sentence.text, sentence.how, sentence.fallback) == (SHORT, "rewritten", "")


def test_an_answer_that_is_the_source_s_own_sentence_is_verbatim() -> None:
    sentence = rewritten(SENTENCE).sentences[0]
    assert (sentence.text, sentence.how, sentence.fallback) == (SENTENCE, "verbatim", "")


def test_the_verifier_s_word_is_recorded_on_what_the_rules_let_pass() -> None:
    verifier = Sure(0.93)
    sentence = rewritten(SHORT, "Freight trains destroyed the fire.", verifier=verifier).sentences[0]
    last = sentence.checks[-1]
    assert (sentence.how, last.name, last.passed, last.note) == (
        "rewritten", "verifier", True, "0.93, at least 0.80",
    )  # fmt: skip
    assert verifier.asked == [(SENTENCE, SHORT)]


@pytest.mark.parametrize(
    ("value", "reason"), [(0.79, "rewriting: verifier"), (-1.0, "rewriting: the model failed")]
)
def test_what_the_verifier_doubts_or_cannot_judge_is_compressed(value: float, reason: str) -> None:
    sentence = rewritten(SHORT, verifier=Sure(value)).sentences[0]
    assert (sentence.how, sentence.fallback) == ("compressed", reason)


def test_when_the_edition_s_time_for_writing_is_up_the_rest_is_compressed() -> None:
    clock = FakeClock()

    class Slow(Speaker):
        given: float | None = None

        def write(
            self, prompt: str, *, count: int, max_words: int, seconds: float | None = None
        ) -> list[str]:
            self.given = seconds
            clock.move(seconds=45)
            return super().write(prompt, count=count, max_words=max_words)

    slow = Slow([SHORT])
    parts = writing(slow, clock=clock, policy=RewritePolicy(seconds=60))
    tasks = [task(article("Fire destroys trains", SENTENCE, outlet=name)) for name in ("A", "B", "C")]
    found = summarise(*tasks, writer=Fond(), parser=RecordedParser(), mode="rewrite", rewriting=parts)
    assert [(f.sentences[0].how, f.sentences[0].fallback) for f in found] == [
        ("rewritten", ""), ("rewritten", ""), ("compressed", "rewriting: out of time"),
    ]  # fmt: skip
    assert slow.given == 15


def test_rewriting_without_a_model_says_so() -> None:
    sentence = summarise(one(), mode="rewrite")[0].sentences[0]
    assert (sentence.how, sentence.fallback) == ("verbatim", "rewriting: a model is missing")
