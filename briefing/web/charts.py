"""Charts as geometry, drawn by templates/charts.html as plain SVG: no script, no colour that means anything.

numbers ─┬─ strips: one row of columns for each series, all on one scale, the newest last ─> Strips
         ├─ bars: one bar for each name, the longest first ──────────────────────────────────> Bars
         └─ spark: a row of columns as small as a word ──────────────────────────────────────> Strip
Every chart carries its numbers as a table too, for whoever does not see it, or wants to know exactly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Bar", "Mark", "Strip", "Strips", "bars", "number", "spark", "strips"]

HEIGHT = 100.0  # of a strip, in its own units
GAP = 0.2  # of a column's width


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A column: a rectangle in a strip of `width` columns by `HEIGHT`."""

    x: float
    y: float
    width: float
    height: float
    tip: str  # "2026-03-10: 12.5 s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One series."""

    name: str
    width: int  # columns
    marks: tuple[Mark, ...]
    said: str  # what it shows, in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Strips:
    """Several series over the same steps."""

    title: str
    unit: str
    top: str  # the value at the upper edge of each strip
    steps: tuple[str, ...]  # what the columns stand for, oldest first
    strips: tuple[Strip, ...]
    rows: tuple[tuple[str, ...], ...]  # the table: a row a step, newest first, its name before the values


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One name with its value; `share` of the largest, 0 to 100."""

    name: str
    value: str
    share: float


def strips(
    title: str, unit: str, steps: Sequence[str], series: Mapping[str, Sequence[float | None]]
) -> Strips | None:
    """A chart of series that have a value, or None, for each step; None where there is nothing to draw."""
    shown = {name: values for name, values in series.items() if any(values)}
    if not shown:
        return None
    top = _round_up(max(value for values in shown.values() for value in values if value))
    rows = [(step, *(_said(values[at]) for values in shown.values())) for at, step in enumerate(steps)]
    return Strips(
        title=title,
        unit=unit,
        top=number(top),
        steps=tuple(steps),
        strips=tuple(_strip(name, unit, steps, values, top) for name, values in shown.items()),
        rows=tuple(reversed(rows)),
    )


def spark(name: str, unit: str, steps: Sequence[str], values: Sequence[float]) -> Strip:
    """A series on a scale of its own."""
    return _strip(name, unit, steps, values, max([1.0, *values]))


def bars(values: Mapping[str, float]) -> tuple[Bar, ...]:
    """A bar for each name, the largest value first, ties by name."""
    largest = max([1.0, *values.values()])
    ordered = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Bar(name=name, value=number(value), share=round(100 * value / largest, 2)) for name, value in ordered
    )


def number(value: float) -> str:
    """A value with as many digits as it deserves: 1,204, 12.5, 0.03."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2g}"


def _strip(name: str, unit: str, steps: Sequence[str], values: Sequence[float | None], top: float) -> Strip:
    marks = tuple(
        _mark(at, step, value, unit, top)
        for at, (step, value) in enumerate(zip(steps, values, strict=True))
        if value
    )
    known = [value for value in values if value is not None]
    said = f"{name}: " + (
        f"last {number(known[-1])}, least {number(min(known))}, most {number(max(known))}"
        if known
        else "no value"
    )
    return Strip(name=name, width=len(steps), marks=marks, said=f"{said} {unit}".strip())


def _mark(at: int, step: str, value: float, unit: str, top: float) -> Mark:
    height = round(HEIGHT * value / top, 2)
    tip = f"{step}: {number(value)} {unit}".strip()
    return Mark(x=at + GAP / 2, y=round(HEIGHT - height, 2), width=1 - GAP, height=height, tip=tip)


def _round_up(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, ... that is not smaller."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)


def _said(value: float | None) -> str:
    return "–" if value is None else number(value)
