from __future__ import annotations

from briefing.summarise.expected import Expected, Source

PORT = "Missiles struck the port of Belgar."
AGAIN = "The port of Belgar was struck by missiles."
TUGS = "Two tugs towed a tanker away."


def worth(sources: list[Source], *told: int, titles: tuple[str, ...] = (), share: float = 0.5) -> float:
    return float(Expected(sources, titles, share).worths(told[:-1], told[-1:])[0])


def article(*texts: str, of: str = "a") -> list[Source]:
    return [Source(text=t, article=of, place=i) for i, t in enumerate(texts)]


def test_what_more_sentences_say_is_worth_more() -> None:
    sources = [*article(PORT, of="a"), *article(AGAIN, of="b"), *article(TUGS, of="c")]
    assert worth(sources, 0) > worth(sources, 2)


def test_what_is_told_already_adds_less() -> None:
    sources = [*article(PORT, of="a"), *article(AGAIN, of="b")]
    assert worth(sources, 0, 1) < worth(sources, 0) + worth(sources, 1)


def test_what_the_titles_say_is_worth_more() -> None:
    assert worth(article(TUGS), 0, titles=("Tugs tow tanker",)) > worth(article(TUGS), 0)


def test_an_early_place_is_worth_more() -> None:
    assert worth(article(TUGS, "Nobody was hurt."), 0) > worth(article("Nobody was hurt.", TUGS), 1)


def test_the_more_is_asked_for_the_more_is_expected() -> None:
    assert worth(article(TUGS), 0, share=1.0) > worth(article(TUGS), 0, share=0.2)


def test_each_further_sentence_is_weighed_with_what_is_told() -> None:
    sources = article(PORT, AGAIN, TUGS)
    expected = Expected(sources, (), 0.5)
    assert expected.worths([0], [1, 2]).tolist() == [worth(sources, 0, 1), worth(sources, 0, 2)]


def test_a_sentence_without_words_is_worth_nothing() -> None:
    assert worth(article("..."), 0) == 0
