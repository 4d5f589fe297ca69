"""``briefing eval``: measure editions, and each stage, against labelled data."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.evaluate_trials import COMMANDS
from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from rich.table import Table

    from briefing.evaluation import Counts, Gold, Judgement
    from briefing.model import Article
    from briefing.ports import Store
    from briefing.settings import Settings


@click.group()
def evaluate() -> None:
    """Measure editions, and each stage, against labelled data."""


for command in COMMANDS:
    evaluate.add_command(command)


@evaluate.command()
@CONFIG
@click.argument("gold_file", metavar="GOLD", type=click.Path(path_type=Path))
@click.option(
    "--edition",
    "names",
    multiple=True,
    metavar="ID",
    help="Which stored edition; may be repeated.  [default: the newest of each day that GOLD knows]",
)
@OUTPUT
@click.option("--mistakes", is_flag=True, help="List wrong groups and wrongly themed passages too.")
@click.option("--json", "as_json", is_flag=True, help="All figures and mistakes as JSON on standard output.")
@click.option(
    "--strict", is_flag=True, help="End with 1 when a must-fact is missing or a must-not claim is made."
)
def gold(
    config: Path | None,
    gold_file: Path,
    names: tuple[str, ...],
    output: Path | None,
    mistakes: bool,
    as_json: bool,
    strict: bool,
) -> None:
    """Judge stored editions by a gold file, such as feeds/sample/gold.toml.

    Prints how well items were grouped into stories (B-cubed precision, recall, F1), how well passages were given their
    themes (macro F1, and each theme's), which facts of the day's ten top stories are said, replaced by the story's best
    passage verbatim or missing, and every sentence that says what it must not.
    """
    from briefing.app import open_store, with_output
    from briefing.evaluation import pooled
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    labelled = _read_gold(gold_file)
    store = open_store(settings)
    try:
        judgements = [_judge(store, name, labelled) for name in names or _newest(store, settings, labelled)]
    finally:
        store.close()
    overall = pooled(judgements)
    if as_json:
        figures = {"editions": [_figures(each) for each in judgements], "overall": _figures(overall)}
        click.echo(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        _print(judgements, overall, mistakes=mistakes)
    if strict and not overall.passed:
        sys.exit(1)


def _read_gold(path: Path) -> Gold:
    from briefing.errors import ConfigError, Fault
    from briefing.evaluation import read_gold
    from briefing.tomlfile import read

    document = read(path.absolute(), Path.cwd())
    if isinstance(document, Fault):
        raise ConfigError([document])
    return read_gold(document.data, document.fault)


def _newest(store: Store, settings: Settings, gold: Gold) -> list[str]:
    """Ids of the newest editions of the gold's days; an error that says how to make one when there is none."""
    from briefing.errors import BriefingError

    found = [store.latest(plan.name, day) for plan in settings.editions for day in gold.days()]
    ids = [json.loads(content)["id"] for content in found if content]
    if not ids:
        days = ", ".join(map(str, gold.days()))
        msg = f"no edition of {days} in {settings.database}: make one with `briefing run --feeds LIST --date DAY`"
        raise BriefingError(msg)
    return ids


def _judge(store: Store, edition_id: str, gold: Gold) -> Judgement:
    from briefing.errors import BriefingError
    from briefing.evaluation import judge

    content, raw = store.edition(edition_id), store.workings(edition_id)
    if content is None or raw is None:
        msg = f"no edition {edition_id!r} is stored: `briefing run` makes one"
        raise BriefingError(msg)
    workings = json.loads(raw)
    return judge(json.loads(content), workings, _articles(store, workings), gold)


def _articles(store: Store, workings: dict[str, Any]) -> list[Article]:
    """Every article that the edition was made from, those included in no story's telling."""
    ids = {article for story in workings["stories"] for article in story["articles"]} | set(
        workings["passages"]
    )
    return [article for each in sorted(ids) if (article := store.article(each))]


def _figures(judgement: Judgement) -> dict[str, Any]:
    """A judgement as JSON data, without the groups themselves."""
    return {
        "editions": list(judgement.editions),
        "stories": dataclasses.asdict(judgement.stories),
        "stories_by_language": {
            tag: dataclasses.asdict(judgement.stories_in(tag)) for tag in _languages(judgement)
        },
        "merged": judgement.merged,
        "split": judgement.split,
        "copies": dataclasses.asdict(judgement.copies),
        "macro_f1": judgement.macro_f1,
        "themes": {
            theme: dataclasses.asdict(counts) | dataclasses.asdict(counts.score)
            for theme, counts in judgement.themes.items()
        },
        "passages": judgement.passages,
        "mistakes": [dataclasses.asdict(mistake) for mistake in judgement.mistakes],
        "facts": [dataclasses.asdict(fact) for fact in judgement.facts],
        "violations": [dataclasses.asdict(violation) for violation in judgement.violations],
        "unknown": list(judgement.unknown),
        "passed": judgement.passed,
    }


def _languages(judgement: Judgement) -> list[str]:
    return sorted(set(judgement.languages.values()))


def _print(judgements: Sequence[Judgement], overall: Judgement, *, mistakes: bool) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    console.print(_table(judgements, overall))
    console.print()
    for line in (*_lines(overall), *(_mistakes(overall) if mistakes else ())):
        console.print(escape(line), soft_wrap=True)


def _table(judgements: Sequence[Judgement], overall: Judgement) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    columns = [*judgements, overall] if len(judgements) > 1 else list(judgements)
    for each in columns:
        name = each.editions[0] if len(each.editions) == 1 else "together"
        table.add_column(escape(name), justify="right")
    languages = _languages(overall)
    for row in zip(*(_cells(each, languages) for each in columns), strict=True):
        table.add_row(escape(row[0][0]), *(cell for _, cell in row))
    return table


def _cells(judgement: Judgement, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    stories = judgement.stories
    yield "items", str(stories.items)
    yield "stories: B-cubed P", f"{stories.precision:.3f}"
    yield "stories: B-cubed R", f"{stories.recall:.3f}"
    yield "stories: B-cubed F1", f"{stories.f1:.3f}"
    for tag in languages if len(languages) > 1 else ():
        yield f"stories: B-cubed F1, {tag}", f"{judgement.stories_in(tag).f1:.3f}"
    yield "near-copies found/false/missed", _counted(judgement.copies)
    yield "labelled passages", str(judgement.passages)
    yield "themes: macro F1", f"{judgement.macro_f1:.3f}"
    for theme, counts in judgement.themes.items():
        score = counts.score
        yield f"{theme}: P R F1", f"{score.precision:.2f} {score.recall:.2f} {score.f1:.2f}"
    for said in ("present", "verbatim", "missing"):
        yield f"must-facts {said}", str(sum(fact.said == said for fact in judgement.facts))
    yield "must-not claims made", str(len(judgement.violations))


def _counted(counts: Counts) -> str:
    return f"{counts.found}/{counts.false}/{counts.missed}"


def _lines(overall: Judgement) -> Iterator[str]:
    """What a table cannot hold: each fact that is not said, each claim that is made, each label without its text."""
    for fact in overall.facts:
        if fact.said == "verbatim":
            yield f"verbatim instead of the fact, {fact.story}: {fact.fact}"
    for fact in overall.facts:
        if fact.said == "missing":
            yield f"missing, {fact.story}: {fact.fact}"
    for violation in overall.violations:
        yield f"must not be said ({violation.claim}), under {violation.theme}: {violation.text}"
    for item in overall.unknown:
        yield f"in the gold, not among the edition's articles: {item}"


def _mistakes(overall: Judgement) -> Iterator[str]:
    """Every wrong group, and every passage with a theme too many or too few."""
    for items in overall.merged:
        yield f"merged: {_told_apart(items, overall.gold)}"
    for items in overall.split:
        yield f"split: {_told_apart(items, overall.system)}"
    for each in overall.mistakes:
        yield f"{each.kind} {each.theme} ({each.score:.2f}), {each.item}: {each.opening} ..."


def _told_apart(items: Sequence[str], groups: Mapping[str, str]) -> str:
    """Items in a line, those of one group joined by commas, groups by bars; the edition's id is left out."""
    parts: dict[str, list[str]] = {}
    for item in items:
        parts.setdefault(groups[item], []).append(item.partition(" ")[2])
    return " | ".join(", ".join(part) for part in parts.values())
