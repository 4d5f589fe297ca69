"""``briefing explain``: why a story is in an edition, and what each check said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.model import Claim, Edition, EditionArticle, EditionStory, Section, Sentence
    from briefing.settings import Settings

MOST_PASSAGES = 8  # of a theme's, best first


@click.command()
@CONFIG
@click.argument("edition")
@click.argument("story", default="")
@OUTPUT
@click.option("--json", "as_json", is_flag=True, help="The story's workings as JSON.")
@click.option(
    "--with",
    "other",
    default="",
    metavar="ARTICLE",
    help="Why STORY, then an article too, and this one are one story or two.",
)
def explain(
    config: Path | None, edition: str, story: str, output: Path | None, as_json: bool, other: str
) -> None:
    """Say why a story is in an edition and what each check said.

    EDITION is an id such as daily-2026-03-12. Without STORY all of its stories are listed with their ranks; STORY is an id
    from that list, or words of a headline. With --with two articles, by their ids or words of their titles, are compared as
    grouping compares them. Ends with 1 when there is no such edition, story or article.
    """
    from briefing.app import stored_edition, with_output
    from briefing.edition.freeze import thaw
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    if other:
        for line in _pair(settings, edition, story, other):
            click.echo(line)
        return
    content, raw = stored_edition(settings, edition)
    frozen, workings = thaw(content), json.loads(raw)
    if not story:
        lines = (
            [json.dumps(workings["stories"], ensure_ascii=False, indent=2)]
            if as_json
            else _list(frozen, workings)
        )
        for line in lines:
            click.echo(line)
        return
    found = _find(frozen, workings, story)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for line in _tell(frozen, found):
        click.echo(line)


def _pair(settings: Settings, edition: str, one: str, other: str) -> Iterator[str]:
    from briefing.explaining import compare_articles

    found = compare_articles(settings, edition, one, other)
    for article, story in zip(found.articles, found.stories, strict=True):
        yield f"{article.id}  {article.outlet}: {article.title}  (story {story})"
    first, second = found.stories
    yield "Together, in one story" if first == second else "Apart, in two stories"
    yield f"  {found.pair.likeness}"
    around = " and ".join(f"{likeness:.2f}" for likeness in found.pair.surroundings)
    yield f"  likeness of each to its nearest other articles: {around}; a story must stand out from these"
    if found.pair.conflict:
        yield f"  against it: {found.pair.conflict}"
    if found.pair.copy:
        yield "  one repeats the other"


def _list(edition: Edition, workings: Mapping[str, Any]) -> Iterator[str]:
    titles = _titles(edition)
    for story in workings["stories"]:
        title = titles.get(story["id"])
        place = (
            "told"
            if any(s.id == story["id"] for _, s in _told(edition))
            else "listed"
            if title
            else "left out"
        )
        yield f"{story['id']}  {story['rank']['value']:.2f}  {place:8}  {title or story['lead']}"


def _find(edition: Edition, workings: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    named = {s.id for _, s in _told(edition) if wanted.casefold() in s.headline.text.casefold()}
    named |= {entry.story for entry in edition.also if wanted.casefold() in entry.headline.text.casefold()}
    matching = [story for story in workings["stories"] if story["id"] == wanted or story["id"] in named]
    if len(matching) == 1:
        scores = {article: workings["passages"].get(article, {}) for article in matching[0]["articles"]}
        return {**matching[0], "passages": scores}
    if matching:
        ids = ", ".join(story["id"] for story in matching)
        msg = f"{wanted!r} fits {len(matching)} stories of {edition.id}: give one of {ids}"
        raise click.ClickException(msg)
    msg = f"no story {wanted!r} in {edition.id}: `briefing explain {edition.id}` lists them"
    raise click.ClickException(msg)


def _titles(edition: Edition) -> dict[str, str]:
    titles = {entry.story: entry.headline.text for entry in edition.also}
    for _, story in _told(edition):
        titles.setdefault(story.id, story.headline.text)  # the first section's is the story's own
    return titles


def _told(edition: Edition) -> Iterator[tuple[Section, EditionStory]]:
    for section in edition.sections:
        for story in section.stories:
            yield section, story


def _tell(edition: Edition, story: Mapping[str, Any]) -> Iterator[str]:
    articles = {article.id: article for article in edition.articles}
    yield _titles(edition).get(story["id"], story["id"])
    yield ""
    yield f"Rank {story['rank']['value']:.2f}, which is the sum of"
    for name, share in story["rank"]["factors"]:
        yield f"  {share:+.2f}  {name}"
    yield "Themes"
    for theme in story["themes"]:
        yield f"  {theme['score']:.2f}  {theme['theme']} ({theme['verdict']}, from {len(theme['passages'])} passages)"
        yield from _passages(theme, story["passages"], articles)
    yield from _sources(story, articles)
    yield from _before(edition, story)
    for section, told in _told(edition):
        if told.id == story["id"]:
            yield ""
            yield f"Under {section.theme}"
            for sentence in (told.headline, *told.sentences):
                yield from _sentence(sentence, articles)


def _before(edition: Edition, story: Mapping[str, Any]) -> Iterator[str]:
    """What of the story was known, and what is different."""
    if story.get("continues"):
        yield f"Continues {', '.join(story['continues'])}  ({story['continues_why']})"
    if story.get("roundup"):
        yield "Reports several stories of the day: later ones do not continue it"
    told = next((told for _, told in _told(edition) if told.id == story["id"]), None)
    if told is None:
        return
    yield f"{told.status.capitalize()}" + (f" since {told.since}" if told.since else "")
    for change in told.changes:
        yield f"  {change.kind} {change.what}".rstrip()
        for name, claim in (("was", change.old), ("now", change.new)):
            yield f"      {name} {_claim(claim)}" if claim else f"      {name} nothing"
    for conflict in told.conflicts:
        yield f"  outlets differ: {conflict.what}"
        for claim, outlets in zip(conflict.claims, conflict.outlets, strict=True):
            yield f"      “{claim.text}”  ({', '.join(outlets)})"


def _claim(claim: Claim) -> str:
    return f"“{claim.text}”  ({claim.outlet}, {claim.published:%Y-%m-%d %H:%M} UTC)"


def _passages(
    theme: Mapping[str, Any], scores: Mapping[str, Any], articles: Mapping[str, EditionArticle]
) -> Iterator[str]:
    for article_id, passage in theme["passages"][:MOST_PASSAGES]:
        score, verdict = scores[article_id][str(passage)][theme["theme"]]
        outlet = articles[article_id].outlet if article_id in articles else article_id
        yield f"        {score:.2f}  {verdict}, sentence {passage} of {outlet}"


def _sources(story: Mapping[str, Any], articles: Mapping[str, EditionArticle]) -> Iterator[str]:
    reasons = dict(story["joins"])
    yield "Articles"
    for article_id in story["articles"]:
        article = articles.get(article_id)
        name = f"{article.outlet}: {article.title}" if article else article_id
        why = "leads the story" if article_id == story["lead"] else reasons.get(article_id, "")
        yield f"  {name}" + (f"  ({why})" if why else "")


def _sentence(sentence: Sentence, articles: Mapping[str, EditionArticle]) -> Iterator[str]:
    yield f"  {sentence.text}"
    for support in sentence.support:
        article = articles[support.article]
        yield f"      {sentence.how}, from {article.outlet}, characters {support.start} to {support.end}"
        if support.quote != sentence.text:
            yield f"      source: {support.quote}"
    if sentence.fallback.endswith(": marked"):
        yield "      not shortened: readers marked it, or its kind of cut, as distorted (prompts/marks.tsv)"
    elif sentence.fallback:
        yield f"      instead of a draft that failed: {sentence.fallback}"
    for check in sentence.checks:
        yield f"      {'ok  ' if check.passed else 'FAIL'} {check.name}" + (
            f": {check.note}" if check.note else ""
        )
