"""How figures with their intervals are shown: a table on a terminal, a line a figure elsewhere, or JSON.

Evaluation ─┬─ as_data ─> JSON
            ├─ table ──> system rows, a column a metric: value, interval, what ours is more
            └─ lines ──> the same, for a file or another program
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.table import Table

    from briefing.evaluation.intervals import Difference, Interval, Measured
    from briefing.measure import Evaluation

__all__ = ["as_data", "show"]

JUDGED = {"themes": "texts", "stories": "articles", "summaries": "summaries", "support": "claims"}
MOST_COLUMNS = 6
NOT_DEFINED = "–"
DRAWN = {"themes": "texts", "stories": "stories", "summaries": "summaries", "support": "articles"}


def as_data(evaluation: Evaluation) -> dict[str, Any]:
    """All of it as JSON data; a figure that is not defined on these items is null."""
    ours = evaluation.systems[0]
    return {
        "task": evaluation.task,
        "file": evaluation.file,
        "sha256": evaluation.sha256,
        "rows": evaluation.rows,
        "of": evaluation.of,
        "items": evaluation.items,
        "units": evaluation.units,
        "seed": evaluation.seed,
        "themes": evaluation.themes,
        "kept": evaluation.kept,
        "systems": [
            {"name": system.name, "note": system.note, "metrics": dict(_metrics(ours, system))}
            for system in evaluation.systems
        ],
    }


def show(evaluation: Evaluation, *, terminal: bool) -> None:
    """Print one file's figures and what they say."""
    from rich.console import Console

    for line in _heading(evaluation):
        click.echo(line)
    if terminal:
        Console(highlight=False).print(_table(evaluation))
    else:
        for line in _lines(evaluation):
            click.echo(line)
    for line in (*_notes(evaluation), *_verdicts(evaluation), ""):
        click.echo(line)


def _metrics(ours: Measured, system: Measured) -> Iterator[tuple[str, dict[str, Any]]]:
    from briefing.evaluation.intervals import interval, paired

    for name in system.values:
        found = interval(system, name)
        data: dict[str, Any] = {
            "value": _number(found.value),
            "low": _number(found.low),
            "high": _number(found.high),
        }
        if system is not ours:
            less = paired(ours, system, name)
            data["ours_less_it"] = {
                "value": _number(less.value),
                "low": _number(less.low),
                "high": _number(less.high),
                "p": _number(less.p),
                "ours_is": less.verdict,
            }
        yield name, data


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _heading(evaluation: Evaluation) -> Iterator[str]:
    judged, drawn = JUDGED[evaluation.task], DRAWN[evaluation.task]
    count = f"{evaluation.items:,} {judged}"
    if drawn != judged:
        count += f" of {evaluation.units:,} {drawn}"
    if evaluation.rows < evaluation.of:
        count += f" (the first {evaluation.rows:,} of {evaluation.of:,} rows)"
    yield f"{evaluation.task}: {evaluation.file}: {count}"
    if evaluation.themes:
        yield f"themes: {evaluation.themes}"
    if evaluation.kept:
        yield "measured before; --fresh measures again"


def _table(evaluation: Evaluation) -> Table:
    """A row a system; where there are many metrics, as with one for each theme, a row a metric."""
    from rich.markup import escape
    from rich.table import Table

    ours = evaluation.systems[0]
    metrics = list(ours.values)
    cells = {
        (system.name, metric): "\n".join(_cell(ours, system, metric))
        for system in evaluation.systems
        for metric in metrics
    }
    names = [system.name for system in evaluation.systems]
    down, across = (metrics, names) if len(metrics) > MOST_COLUMNS else (names, metrics)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
    table.add_column("", overflow="fold")
    for name in across:
        table.add_column(escape(name), justify="right")
    for row in down:
        table.add_row(escape(row), *(cells.get((row, name)) or cells[name, row] for name in across))
    return table


def _cell(ours: Measured, system: Measured, metric: str) -> Iterator[str]:
    from briefing.evaluation.intervals import interval, paired

    found = interval(system, metric)
    if math.isnan(found.value):
        yield NOT_DEFINED
        return
    yield f"[bold]{_figure(found.value)}[/]"
    yield f"[dim]{_bounds(found)}[/]"
    if system is not ours:
        less = paired(ours, system, metric)
        style = {"better": "green", "worse": "red"}.get(less.verdict, "dim")
        yield f"[{style}]{_signed(less.value)} p {_chance(less.p)}[/]"


def _lines(evaluation: Evaluation) -> Iterator[str]:
    from briefing.evaluation.intervals import interval, paired

    ours = evaluation.systems[0]
    wide = max(len(system.name) for system in evaluation.systems)
    wide_metric = max(len(name) for name in ours.values)
    for system in evaluation.systems:
        for name in ours.values:
            found = interval(system, name)
            if math.isnan(found.value):
                continue
            line = f"{system.name:{wide}}  {name:{wide_metric}}  {_figure(found.value)} [{_bounds(found)}]"
            if system is not ours:
                less = paired(ours, system, name)
                line += f"  ours {_signed(less.value)} [{_bounds(less, sign=True)}] p {_chance(less.p)}"
            yield line


def _notes(evaluation: Evaluation) -> Iterator[str]:
    for system in evaluation.systems:
        if system.note:
            yield f"{system.name}: {system.note}"


def _verdicts(evaluation: Evaluation) -> Iterator[str]:
    """What a second configuration's figures say, in words."""
    from briefing.evaluation.intervals import paired
    from briefing.measure import AGAINST

    ours = evaluation.systems[0]
    for system in evaluation.systems:
        if system.name != AGAINST:
            continue
        differences = {name: paired(ours, system, name) for name in ours.values}
        if all(each.low == each.high == 0 for each in differences.values() if not math.isnan(each.value)):
            yield f"ours against {system.note}: the same on every item"
            continue
        yield f"ours against {system.note}:"
        for name, each in differences.items():
            if math.isnan(each.value):
                continue
            how = f"{_signed(each.value)} [{_bounds(each, sign=True)}], p {_chance(each.p)}"
            yield f"  {name}: {each.verdict} ({how})"


def _figure(value: float) -> str:
    return NOT_DEFINED if math.isnan(value) else f"{value:.3f}"


def _signed(value: float) -> str:
    return NOT_DEFINED if math.isnan(value) else f"{value:+.3f}"


def _bounds(found: Interval | Difference, *, sign: bool = False) -> str:
    write = _signed if sign else _figure
    return f"{write(found.low)} to {write(found.high)}"


def _chance(p: float) -> str:
    return f"{p:.3f}".lstrip("0") if p < 1 else "1"
