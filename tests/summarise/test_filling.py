from __future__ import annotations

from collections.abc import Sequence

from briefing.model import Article
from briefing.summarise.budget import Budget
from briefing.summarise.contradiction import Scored
from briefing.summarise.coverage import terms
from briefing.summarise.filling import centrality, fill
from tests.fakes import WordEmbedder
from tests.summarise.articles import article

STRUCK = "Missiles struck the port of Belgar on Monday and set three fuel tanks on fire."
AGAIN = "On Monday missiles struck the port of Belgar and three fuel tanks were set on fire."
TUGS = "Two tugs towed the tanker Halvard away from the burning quay before noon."
REPAIRS = "Repairs to the fuel terminal will take at least two months, according to its owner."
MARKET = "The central bank kept its interest rate where it has been since the spring."


def scored(*articles: Article, lean: Sequence[str] = ()) -> list[Scored]:
    found = [(a, p) for a in articles for p in a.passages if p.kind == "sentence"]
    rows = WordEmbedder().embed([p.text for _, p in found])
    return [
        Scored(
            article=a,
            passage=p,
            vector=row,
            score=1.0,
            terms=terms(p.text),
            lean=float(p.text in lean),
        )
        for (a, p), row in zip(found, rows, strict=True)
    ]


def told(sentences: Sequence[Scored], words: int) -> set[str]:
    return {s.passage.text for s in fill(sentences, Budget(words=words), ["Missiles strike port of Belgar"])}


def test_all_is_told_where_there_is_room() -> None:
    one = article("Port of Belgar", STRUCK, TUGS, REPAIRS)
    assert told(scored(one), 200) == {STRUCK, TUGS, REPAIRS}


def test_one_sentence_is_told_however_little_room_there_is() -> None:
    assert len(told(scored(article("Port of Belgar", STRUCK, TUGS)), 3)) == 1


def test_what_several_articles_tell_goes_before_what_one_does() -> None:
    port = article("Port of Belgar", MARKET, STRUCK)
    radio = article("Belgar burns", AGAIN, outlet="Radio")
    assert told(scored(port, radio), 16) <= {STRUCK, AGAIN}


def test_nothing_is_told_twice() -> None:
    port = article("Port of Belgar", STRUCK, TUGS)
    radio = article("Belgar burns", AGAIN, outlet="Radio")
    assert len({STRUCK, AGAIN} & told(scored(port, radio), 200)) == 1


def test_a_sentence_that_leans_is_told_behind_the_one_before_or_not_at_all() -> None:
    sentences = scored(article("Port of Belgar", MARKET, STRUCK, REPAIRS), lean=[STRUCK])
    assert told(sentences, 28) in ({MARKET, STRUCK}, {MARKET, REPAIRS})
    assert told(sentences, 14) <= {MARKET, REPAIRS}


def test_an_older_toll_is_not_told_even_where_there_is_room_for_both() -> None:
    early = "The missile attack on the market in Belgar killed 12 people, the rescue service said on Monday."
    late = "The missile attack on the market in Belgar killed 19 people, the rescue service said on Tuesday."
    a = article("Attack kills 12", early, outlet="Courier", hours=0)
    b = article("Attack kills 19", TUGS, late, outlet="Radio", hours=10)
    assert told(scored(a, b), 200) == {TUGS, late}
    assert early not in told(scored(a, b), 17)


def test_the_article_that_is_most_like_all_is_central() -> None:
    articles = [
        article("Port of Belgar", STRUCK, outlet="Courier"),
        article("Belgar burns", AGAIN, outlet="Radio"),
        article("Bank", MARKET, outlet="Wire"),
    ]
    central = centrality(scored(*articles))
    assert min(central, key=lambda a: central[a]) == articles[2].id


def test_of_two_articles_neither_is_central() -> None:
    two = [article("Port", STRUCK, outlet="Courier"), article("Bank", MARKET, outlet="Wire")]
    assert len(set(centrality(scored(*two)).values())) == 1


def test_a_story_of_very_many_sentences_is_told_of_its_best() -> None:
    texts = [f"Quay {i} held {i} ships, {i + 300} cranes and {i + 600} sheds." for i in range(300)]
    sentences = scored(article("Ships", *texts))
    assert len(told(sentences, 30)) == 3
