"""``briefing stories``: the stories that are remembered, one story over the days, and editors' decisions on them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.model import Article, Fact, Thread
    from briefing.settings import Settings

NOTE = click.option("--note", default="", help="Why; kept beside the decision.")
JSON = click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")


@click.group()
def stories() -> None:
    """Follow stories over days; merge and split them.

    Decisions are kept in feeds/stories.tsv and hold from the next run on, for as long as the story lives; deleting a line
    takes it back.
    """


@stories.command(name="list")
@CONFIG
@OUTPUT
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="How far back.")
@click.option("--all", "every", is_flag=True, help="Also stories that no edition told or listed.")
@JSON
def list_stories(config: Path | None, output: Path | None, days: int, every: bool, as_json: bool) -> None:
    """The stories of the newest days, with their ids, the latest first."""
    from briefing import following

    with following.opened(_settings(config, output)) as store:
        found = following.newest(store, days)
    shown = [threads for threads in found if every or any(t.told for t in threads)]
    if as_json:
        rows = [
            {
                "story": threads[-1].story,
                "headline": threads[-1].headline,
                "days": [t.date.isoformat() for t in threads],
                "articles": len({key for t in threads for key, _ in t.articles}),
            }
            for threads in shown
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for threads in shown:
        count = len({key for t in threads for key, _ in t.articles})
        days_told = f"{threads[0].date} to {threads[-1].date}" if len(threads) > 1 else f"{threads[0].date}"
        plural = "article" if count == 1 else "articles"
        click.echo(f"{threads[-1].story}  {days_told}  {count} {plural}  {threads[-1].headline}")


@stories.command()
@CONFIG
@OUTPUT
@click.argument("story")
@JSON
def show(config: Path | None, output: Path | None, story: str, as_json: bool) -> None:
    """One story day by day: its articles with their ids, its facts with their sources. STORY is an id or words of a headline."""
    from briefing import following
    from briefing.codec import to_json

    with following.opened(_settings(config, output)) as store:
        threads = following.history(store, story)
        articles = following.articles_of(store, threads)
    if as_json:
        click.echo(json.dumps([to_json(thread) for thread in threads], ensure_ascii=False, indent=2))
        return
    for line in _told(threads, articles):
        click.echo(line)


@stories.command()
@CONFIG
@OUTPUT
@click.argument("names", nargs=-1, required=True, metavar="STORY STORY...")
@NOTE
def merge(config: Path | None, output: Path | None, names: Sequence[str], note: str) -> None:
    """These stories are one, under the first one's id."""
    from briefing import following
    from briefing.editorial.decisions import add_merge
    from briefing.editorial.desk import decisions_file

    settings = _settings(config, output)
    with following.opened(settings) as store:
        ids = [following.history(store, name)[-1].story for name in names]
    path = decisions_file(settings.root)
    added = add_merge(path, ids, note, Path.cwd())
    click.echo(f"{path}: {'one more decision' if added else 'that is decided already'}")


@stories.command()
@CONFIG
@OUTPUT
@click.argument("story")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@NOTE
def split(config: Path | None, output: Path | None, story: str, articles: Sequence[str], note: str) -> None:
    """These articles of STORY, by their ids, are a story of their own."""
    from briefing import following
    from briefing.editorial.decisions import add_split
    from briefing.editorial.desk import decisions_file

    settings = _settings(config, output)
    with following.opened(settings) as store:
        key = following.part_of(following.history(store, story), articles)
    path = decisions_file(settings.root)
    added = add_split(path, key, articles, note, Path.cwd())
    click.echo(f"{path}: {'one more decision' if added else 'that is decided already'}")


def _settings(config: Path | None, output: Path | None) -> Settings:
    from briefing.app import with_output
    from briefing.settings import load_settings

    return with_output(load_settings(config), output)


def _told(threads: Sequence[Thread], articles: dict[str, Article]) -> Iterator[str]:
    yield f"{threads[-1].story}  {threads[-1].headline}"
    known: set[str] = set()
    for thread in threads:
        parents = f", continues or came out of {', '.join(thread.parents)}" if thread.parents else ""
        yield f"\n{thread.date}  {thread.edition}{parents}"
        fresh = [key for key, _ in thread.articles if key not in known]
        known.update(fresh)
        for key in fresh:
            if article := articles.get(key):
                yield f"  {key}  {article.outlet}: {article.title}"
        for fact in thread.facts:
            yield f"    {_fact(fact)}"


def _fact(fact: Fact) -> str:
    value = " ".join(filter(None, (fact.bound, fact.value, fact.counted)))
    about = f" ({', '.join(fact.about)})" if fact.about else ""
    return f"{fact.kind}{about}: {value or fact.text} — {fact.outlet}: “{fact.text}”"
