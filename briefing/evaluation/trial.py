"""What a trial on labelled data leaves: for each system one row of figures an item, and the metrics that sum them up.

labelled file ─ trials ─> Trial ─ intervals ─> values with bootstrap intervals, paired differences between systems

Metrics see columns, so that a resample of the items is one indexing of arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

__all__ = ["Columns", "Metric", "System", "Trial"]

Columns = Mapping[str, NDArray[Any]]  # each [items, ...], items in the file's order


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure over items: higher is better, 0 to 1 unless its name says otherwise."""

    name: str
    compute: Callable[[Columns], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One way of doing the task, and what came of it item by item."""

    name: str  # "briefing", or a floor: "lead", "TF-IDF, average linkage"
    columns: Columns
    note: str = ""  # how it was set, where that must be known: "threshold tuned on this very file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """All systems on one file; the first is ours."""

    task: str  # "themes", "stories", "summaries", "support"
    items: tuple[str, ...]  # ids
    systems: tuple[System, ...]
    metrics: tuple[Metric, ...]
    units: tuple[str, ...] = ()  # what an item is drawn together with, such as its article; () = each alone
