"""Which sentences of a story may tell it under one theme."""

from __future__ import annotations

from briefing.model import Article, EvidencePassage, Passage, PassageRef
from briefing.ports import PassageTags, PassageVectors
from briefing.summarise.contradiction import ABOUT, denies
from briefing.summarise.length import word_count
from briefing.summarise.standalone import cased, instructs, unusable
from briefing.summarise.task import SummaryTask

__all__ = ["Pool", "find_denials", "find_pool", "last_resort", "spare", "unclaimed"]

_FAR = 150  # passages of an article that are considered: news comes first, and a book would take minutes
_LONGEST = 120  # words beyond which a "sentence" is a text whose stops are missing
_SPARE = {"first person", "half a quotation", "a quotation without its speaker", "a list", "no verb"}

Pool = list[tuple[Article, Passage]]


def find_pool(task: SummaryTask, tags: PassageTags, language: str, room: int = 0) -> Pool:
    """Usable body sentences: the theme's own first; the story's others only where no second theme claims them.

    `room` is the number of words that is asked for, 0 if none is: no passage is too long that fits.
    """
    longest = max(_LONGEST, room)
    earned = {(r.article, r.passage) for r in task.passages}
    every = [
        (a, p)
        for a in task.articles
        for p in a.passages[:_FAR]
        if p.kind == "sentence"
        and (not _fault(a, p, language) or (room and spare(a, p, language)))
        and word_count(p.text) <= longest
    ]
    own = [(a, p) for a, p in every if (a.id, p.index) in earned]
    if task.passages and len(task.story.themes) > 1:
        pool = own
    else:
        pool = [(a, p) for a, p in every if (a.id, p.index) in earned or unclaimed(a, p, task.theme, tags)]
    pool = pool or own or every
    return _in_language(pool, language)


def spare(article: Article, passage: Passage, language: str) -> bool:
    """Whether a sentence is dull or hard to read alone but harmless: good enough where a length is to be filled."""
    return _fault(article, passage, language) in _SPARE


def _fault(article: Article, passage: Passage, language: str) -> str:
    spoken = article.language if article.language != "und" else language
    return unusable(passage.text, spoken, capitals=cased(article.text))


def find_denials(task: SummaryTask, pool: Pool, vectors: PassageVectors, language: str) -> Pool:
    """What later articles deny of the pool belongs to it, whatever theme it was given."""
    inside = {(a.id, p.index) for a, p in pool}
    known = [(a.published, vectors.get(PassageRef(article=a.id, passage=p.index))) for a, p in pool]
    found: Pool = []
    for article in task.articles:
        for passage in article.passages[:_FAR]:
            row = vectors.get(PassageRef(article=article.id, passage=passage.index))
            if row is None or passage.kind != "sentence" or (article.id, passage.index) in inside:
                continue
            meant = any(
                v is not None and at < article.published and float(v @ row) >= ABOUT for at, v in known
            )
            if meant and denies(passage.text) and not _fault(article, passage, language):
                found.append((article, passage))
    return _in_language(found, language)


def unclaimed(article: Article, passage: Passage, theme: str, tags: PassageTags) -> bool:
    """Whether no other theme has this passage for its own."""
    scores = tags.get(PassageRef(article=article.id, passage=passage.index), ())
    return not any(s.verdict == "yes" and s.theme != theme for s in scores)


def _in_language(pool: Pool, language: str) -> Pool:
    matching = [(a, p) for a, p in pool if a.language in {language, "und"}]
    return matching or pool


def last_resort(task: SummaryTask) -> EvidencePassage:
    """Where no sentence is fit: the lead article's title, unless that is no better than what stands below it."""
    by_id = {a.id: a for a in task.articles}
    lead = by_id.get(task.story.lead, task.articles[0])
    earned = [(by_id[r.article], r.passage) for r in task.passages if r.article in by_id]
    body = [(a, a.passages[i]) for a, i in earned if i < len(a.passages)]
    body += [(lead, p) for p in lead.passages if p.kind == "sentence"]
    titles = [(a, p) for a in (lead, *task.articles) for p in a.passages if p.kind == "title"]
    found = [(a, p) for a, p in (*titles, *body) if p.kind != "refused"]
    found = found or [(a, p) for a in task.articles for p in a.passages if p.kind != "refused"]
    article, passage = min(found, key=lambda pair: _unfit(pair[1].text))
    return EvidencePassage(article=article, passage=passage, score=0.0)


def _unfit(text: str) -> int:
    """How unfit a text is to be quoted at all: 2 where it tells the reader to do something, 1 where it is hard to read."""
    count = word_count(text)
    if instructs(text) or unusable(text) == "boilerplate":
        return 2
    return int(count < 3 or count > _LONGEST or unusable(text) == "all capitals")
