"""Numbers the articles of an edition and says of each what a reader wants to know: who, when, in which language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from briefing.model import Change, Conflict, Edition, EditionArticle, EditionStory, Sentence
from briefing.render.plain import direction, language_tag, plain, safe_url
from briefing.render.view import Source
from briefing.render.words import Words

NAMED = 4  # outlets that a story names in the mail, if more are not quoted

Sources = Mapping[str, Source]


def number_sources(edition: Edition, words: Words) -> Sources:
    """Every cited article by id, numbered in the order in which the mail meets them, the unnamed ones last.

    Raises `ValueError` where the edition quotes an article that it does not list.
    """
    # where several versions of an article are listed, the first is the one that sentences are from
    articles = {article.id: article for article in reversed(edition.articles)}
    order = dict.fromkeys((*_named(edition, articles), *_cited(edition)))
    if missing := [article for article in order if article not in articles]:
        msg = f"edition {edition.id} cites articles that it does not list: {', '.join(missing)}"
        raise ValueError(msg)
    return {
        article: _source(articles[article], number, edition, words) for number, article in enumerate(order, 1)
    }


def named(story: EditionStory, outlet_of: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of the articles that the mail names: all that are quoted, then one of each further outlet while there is room."""
    chosen = list(_quoted(story))
    seen = {outlet_of.get(article, "") for article in chosen}
    for article in story.articles:
        outlet = outlet_of.get(article, "")
        if outlet in story.outlets and outlet not in seen and len(chosen) < NAMED:
            chosen.append(article)
            seen.add(outlet)
    return tuple(chosen or story.articles[:1])


def of_story(story: EditionStory, sources: Sources) -> tuple[Source, ...]:
    """All sources of a story; those of outlets without own reporting are marked as copies."""
    return tuple(
        replace(sources[article], copy=sources[article].outlet not in {plain(o) for o in story.outlets})
        for article in dict.fromkeys((*_quoted(story), *story.articles))
    )


def _quoted(story: EditionStory) -> tuple[str, ...]:
    sentences = (*story.sentences, story.headline)
    return tuple(dict.fromkeys(article for sentence in sentences for article in _articles(sentence)))


def _articles(sentence: Sentence) -> tuple[str, ...]:
    return tuple(support.article for support in sentence.support)


def _named(edition: Edition, articles: Mapping[str, EditionArticle]) -> Iterator[str]:
    outlet_of = {article.id: article.outlet for article in articles.values()}
    for story in _stories(edition):
        yield from named(story, outlet_of)
        yield from _claimed(story.changes, story.conflicts)
    for update in edition.updates:
        yield from (*_articles(update.headline), *_claimed(update.changes))
    for also in edition.also:
        yield also.article


def _cited(edition: Edition) -> Iterator[str]:
    for story in _stories(edition):
        yield from (*_quoted(story), *story.articles)
    for also in edition.also:
        yield from _articles(also.headline)


def _claimed(changes: Iterable[Change], conflicts: Iterable[Conflict] = ()) -> Iterator[str]:
    sides = (side for change in changes for side in (change.old, change.new) if side)
    figures = (claim for conflict in conflicts for claim in conflict.claims)
    return (claim.support.article for claim in (*sides, *figures))


def _stories(edition: Edition) -> Iterable[EditionStory]:
    return (story for section in edition.sections for story in section.stories)


def _source(article: EditionArticle, number: int, edition: Edition, words: Words) -> Source:
    tag = language_tag(article.language)
    foreign = tag and tag.partition("-")[0].lower() != edition.language.partition("-")[0].lower()
    outlet = plain(article.outlet) or plain(article.url) or "?"
    return Source(
        number=number,
        article=article.id,
        outlet=outlet,
        title=plain(article.title),
        url=safe_url(article.url),
        when=words.moment(article.published, edition.date),
        full_when=words.full_moment(article.published),
        iso=article.published.astimezone(words.zone).isoformat(timespec="minutes"),
        foreign=words.say("in_language", language=words.language_name(tag)) if foreign else "",
        lang=tag if foreign else "",
        dir=_other_direction(outlet, words),
        titled_dir=_other_direction(plain(article.title), words),
    )


def _other_direction(text: str, words: Words) -> str:
    found = direction(text)
    return "" if found == words.direction else found
