"""Where long work says how far it is: a bar on a terminal, a plain line a stage elsewhere; always on standard error."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from briefing import logs
from briefing.ports import Progress

if TYPE_CHECKING:
    from rich import progress as rich_progress

__all__ = ["progress"]

log = logging.getLogger("briefing.progress")


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """The fitting `Progress` for this standard error; notes are shown in every case."""
    if logs.is_json():
        yield LoggedProgress()
        return
    if quiet or not sys.stderr.isatty():
        yield PlainProgress(quiet)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        yield RichProgress(bars)


class PlainProgress:
    """A line a stage."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins."""
        if not self._quiet:
            click.echo(f"{name} ({total})" if total else name, err=True)

    def advance(self, steps: int = 1) -> None:
        """Steps are not told apart."""

    def note(self, message: str) -> None:
        """One line."""
        click.echo(message, err=True)


class LoggedProgress:
    """Lines of the log, where that is for programs. A run's stages are there as its record has them."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins."""
        log.debug("stage", extra={"stage": name, "total": total})

    def advance(self, steps: int = 1) -> None:
        """Steps are not told apart."""

    def note(self, message: str) -> None:
        """One line."""
        log.warning("%s", message)


class RichProgress:
    """A bar a stage."""

    def __init__(self, bars: rich_progress.Progress) -> None:
        self._bars = bars
        self._task: rich_progress.TaskID | None = None

    def stage(self, name: str, total: int | None = None) -> None:
        """The bar before is filled, a new one begins."""
        self._finish()
        self._task = self._bars.add_task(name, total=total)

    def advance(self, steps: int = 1) -> None:
        """The bar moves."""
        if self._task is not None:
            self._bars.advance(self._task, steps)

    def note(self, message: str) -> None:
        """One line above the bars."""
        self._bars.console.print(message, markup=False, highlight=False)

    def _finish(self) -> None:
        if self._task is not None:
            task = self._bars.tasks[-1]
            total = task.total or task.completed or 1
            self._bars.update(self._task, total=total, completed=total)
