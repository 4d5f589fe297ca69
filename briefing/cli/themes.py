"""``briefing themes``: see the themes, try them on a text, correct them."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG

if TYPE_CHECKING:
    from rich.console import Console

    from briefing.analyse.reasons import Near, Reason
    from briefing.editorial import Editorial
    from briefing.editorial.labels import Label
    from briefing.model import Theme, ThemeScore
    from briefing.settings import Settings
    from briefing.sorting import Judged, Sorted

NEAR = {
    "means": "means",
    "example": "example",
    "label": "labelled line",
    "not": "not",
    "counterexample": "counterexample",
}
LONGEST_PATH = 1000


@click.group()
def themes() -> None:
    """List the themes; try them on a text; correct them with a labelled line."""


@themes.command(name="list")
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def list_themes(config: Path | None, as_json: bool) -> None:
    """Show the themes in the digest's order, and how much is written of each."""
    _, desk = _desk(config)
    if as_json:
        click.echo(
            json.dumps([dataclasses.asdict(theme) for theme in desk.themes], ensure_ascii=False, indent=2)
        )
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Theme", "Means", "Not", "Examples", "Counterex.", "Labelled"):
        table.add_column(
            heading, justify="right" if heading in ("Not", "Examples", "Counterex.", "Labelled") else "left"
        )
    for theme in desk.themes:
        means = "whatever no other theme takes" if theme.catch_all else theme.means
        table.add_row(escape(theme.name), escape(means), *_counts(theme))
    console = _console()
    console.print(table)
    files = dict.fromkeys(theme.listed_at.rpartition(":")[0] for theme in desk.themes)
    console.print(f"\nfrom {', '.join(files)}", markup=False, soft_wrap=True)


@themes.command()
@CONFIG
@click.argument("text", default="-", metavar="[TEXT|FILE|-]")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def test(config: Path | None, text: str, as_json: bool) -> None:
    """Say which themes the next run would give a text, and why.

    Give a sentence in quotes, a file, or - for standard input. A file of text is read like an article: a first line with a
    blank one behind it is its title, and each passage is judged in its context. A file of labelled lines (themes, a tab,
    the text, as in prompts/labels.tsv) is judged line by line: precision, recall and the mistakes; lines that are tested
    do not teach.

    A score of .60 or more is yes, below .40 no. The themes learn from the passages that a run would read now, as far as the
    database has them.
    """
    from briefing import sorting
    from briefing.clock import SystemClock

    settings, desk = _desk(config)
    content, name = _content(text)
    labels = _labels(content, name, desk)
    with progress() as shown, sorting.opened(settings, desk, SystemClock(), shown) as sorter:
        judged = sorter.judge(labels) if labels else None
        passages = [] if labels else sorter.sort(content)
    if judged and as_json:
        click.echo(json.dumps(_judged_data(judged), ensure_ascii=False, indent=2))
    elif judged:
        _print_judged(judged, _console())
    elif as_json:
        click.echo(json.dumps([dataclasses.asdict(each) for each in passages], ensure_ascii=False, indent=2))
    else:
        _print_sorted(passages, _console())


@themes.command()
@CONFIG
@click.argument("names", metavar="THEMES")
@click.argument("text", metavar="TEXT")
def correct(config: Path | None, names: str, text: str) -> None:
    """Label a line: the next run sorts by it.

    THEMES are all themes that the line belongs to, with commas between, or - for none of them. The line is added to
    prompts/labels.tsv, where deleting it takes it back.

    \b
    briefing themes correct strikes "A glide bomb hit the market."
    briefing themes correct -- - "Lightning struck a church tower."
    """
    from briefing.editorial.labels import add_label

    settings, desk = _desk(config)
    path = settings.root / "prompts" / "labels.tsv"
    added = add_label(path, names, text, desk.themes, Path.cwd())
    click.echo(f"{path}: {'one more line' if added else 'the line is there already'}")


def _desk(config: Path | None) -> tuple[Settings, Editorial]:
    from briefing import editorial
    from briefing.settings import load_settings

    settings = load_settings(config)
    return settings, editorial.load(settings.root, settings.editions, settings.place)


def _content(text: str) -> tuple[str, str]:
    """What is to be tested, and what faults call it."""
    from briefing.errors import BriefingError

    try:
        if text == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig"), "standard input"
        path = Path(text)
        if _names_file(text):
            return path.read_bytes().decode("utf-8-sig"), text
    except FileNotFoundError as error:
        msg = f"{text}: no such file; a sentence to test has blanks between its words"
        raise BriefingError(msg) from error
    except (UnicodeDecodeError, OSError) as error:
        msg = f"{text}: cannot be read: give a file that this user may read, saved with the encoding UTF-8"
        raise BriefingError(msg) from error
    if not text.strip():
        msg = "no text to test: give a sentence in quotes, a file, or - for standard input"
        raise BriefingError(msg)
    return text, "text"


def _names_file(text: str) -> bool:
    """Whether it is a file's path rather than a sentence."""
    if len(text) > LONGEST_PATH or "\n" in text:
        return False
    return Path(text).exists() or (" " not in text.strip() and bool(Path(text).suffix or "/" in text))


def _labels(content: str, name: str, desk: Editorial) -> tuple[Label, ...]:
    """The labelled lines of the content, none where it is of another kind."""
    from briefing.editorial.labels import are_labels, parse_labels
    from briefing.errors import ConfigError, Fault

    if Path(name).suffix != ".tsv" and not are_labels(content, desk.themes):
        return ()
    faults: list[Fault] = []
    labels = parse_labels(content, name, desk.themes, faults)
    if faults:
        raise ConfigError(faults)
    return labels


def _counts(theme: Theme) -> tuple[str, ...]:
    belonging = sum(belongs for _, belongs in theme.labelled)
    labelled = f"{belonging} of {len(theme.labelled)}" if theme.labelled else "0"
    return (*(str(len(each)) for each in (theme.excludes, theme.examples, theme.counterexamples)), labelled)


def _print_sorted(passages: Sequence[Sorted], console: Console) -> None:
    for each in passages:
        console.print(each.text, markup=False, soft_wrap=True)
        for line in _lines(each):
            console.print(f"  {line}", markup=False, soft_wrap=True)
        console.print()


def _lines(each: Sorted) -> Iterator[str]:
    why = {reason.theme: reason for reason in each.reasons}
    width = max(len(score.theme) for score in each.scores)
    for score in each.scores:
        told = _told(why[score.theme]) if score.theme in why else "what the other themes leave"
        yield f"{score.theme:{width}}  {score.score:.2f} {score.verdict:9}  {told}"


def _told(reason: Reason) -> str:
    told = f"nearest: {_near(reason.near)}"
    return f"{told}; held down by {_near(reason.against)}" if reason.against else told


def _near(near: Near) -> str:
    return f"{NEAR[near.kind]} “{near.text}” ({near.cosine:.2f})"


def _print_judged(judged: Judged, console: Console) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Theme", "Lines", "Precision", "Recall", "F1"):
        table.add_column(heading, justify="left" if heading == "Theme" else "right")
    for name, counts in judged.themes.items():
        score = counts.score
        own, given = counts.found + counts.missed, counts.found + counts.false
        figures = ((score.precision, given), (score.recall, own), (score.f1, own + given))
        table.add_row(escape(name), str(own), *(f"{figure:.2f}" if of else "-" for figure, of in figures))
    console.print(table)
    mistakes = list(_mistakes(judged))
    console.print(f"\n{len(judged.lines)} lines, {len(mistakes)} mistakes")
    for label, found, tag, reason in mistakes:
        kind = "missed" if tag.theme in label.themes else "false"
        console.print(f"\n{kind} {tag.theme} ({tag.score:.2f}): {label.text}", markup=False, soft_wrap=True)
        console.print(f"  {_confusion(label, found)}", markup=False, soft_wrap=True)
        console.print(f"  {_told(reason)}", markup=False, soft_wrap=True)


def _mistakes(judged: Judged) -> Iterator[tuple[Label, Sorted, ThemeScore, Reason]]:
    for label, found in judged.lines:
        why = {reason.theme: reason for reason in found.reasons}
        for score in found.scores:
            wanted = score.theme in label.themes
            if score.theme in why and wanted != (score.verdict == "yes"):
                yield label, found, score, why[score.theme]


def _confusion(label: Label, found: Sorted) -> str:
    """What a line was given, beside what it was labelled with."""
    given = [f"{score.theme} ({score.score:.2f})" for score in found.scores if score.verdict == "yes"]
    return f"given {', '.join(given) or 'no theme'}; labelled {', '.join(sorted(label.themes)) or 'no theme'}"


def _judged_data(judged: Judged) -> dict[str, Any]:
    return {
        "themes": {
            name: dataclasses.asdict(counts) | dataclasses.asdict(counts.score)
            for name, counts in judged.themes.items()
        },
        "lines": [
            {"themes": sorted(label.themes), **dataclasses.asdict(found)} for label, found in judged.lines
        ],
    }


def _console() -> Console:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)
