"""The loop of the desk: a file changes, the digest is made again, the browser shows it.

watchfiles ─ fingerprint, other than before ─ load ─┬─ Files ─ Bench.make ─ render ─ difference ─> Screen
                                                    └─ faults, still there a moment later ───────> Screen, over the last good digest
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.desk.files import FOLDERS, Files, fingerprint, load, root_of
from briefing.desk.remake import Bench, Remade
from briefing.desk.view import Problem, Screen, View, problems_of
from briefing.edition.difference import difference
from briefing.errors import BriefingError, ConfigError
from briefing.issuing import edition_files

if TYPE_CHECKING:
    from types import TracebackType

    from briefing.ports import Progress

__all__ = ["Watcher", "first_view"]

_log = logging.getLogger(__name__)
SETTLE = 0.3  # seconds that a fault must last: editors save in steps
QUIET = 50  # milliseconds without a change after which a save is over
LONGEST = 400  # milliseconds that one save may take
LOOK = 1000  # milliseconds after which the files are looked at anyway: not every disk tells of changes


def first_view(bench: Bench) -> View:
    """The edition as it is stored."""
    base = bench.base
    return View(
        number="", stored=base.edition.id, edition=base.edition, files=edition_files(base.content, ())
    )


class Watcher(AbstractContextManager["Watcher"]):
    """Keeps the screen as the files are, in a thread of its own, while the block runs."""

    def __init__(
        self,
        bench: Bench,
        screen: Screen,
        config: Path | None,
        progress: Progress,
        within: Callable[[Files], Files] = lambda files: files,
    ) -> None:
        """`within` changes what was read, as the options of the command say."""
        self._bench, self._screen, self._config = bench, screen, config
        self._within = within
        self._progress = _Told(progress, screen, self._is_superseded)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)
        self._seen = ""

    def __enter__(self) -> Watcher:
        """Start."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End as soon as the stage that is being done is over."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        self.look()
        self._warm()
        for _ in self._changes():
            self.look()

    def look(self) -> None:
        """Make the digest again where a file is not what it was."""
        seen = fingerprint(self._config)
        if seen == self._seen:
            return
        self._seen = seen
        self._screen.working("reading the files")
        try:
            files = self._within(load(self._config))
            self._show(self._bench.make(files.settings, files.desk, self._progress))
        except BriefingError as error:
            self._tell(error)
        except _Superseded:
            return  # the next look sees the files of now
        except Exception as error:  # noqa: BLE001  # the editor's session outlives a fault of the program
            _log.exception("the digest could not be made")
            self._complain((Problem(what=f"a fault of this program ({type(error).__name__}: {error})"),))

    def _is_superseded(self) -> bool:
        """Whether nobody waits any more for what is being made."""
        return self._stop.is_set() or fingerprint(self._config) != self._seen

    def _show(self, made: Remade) -> None:
        self._screen.working("rendering")
        view, _ = self._screen.now()
        outcome = made.outcome
        self._screen.show(
            replace(
                view,
                edition=outcome.edition,
                files=edition_files(outcome.content, ()),
                problems=(),
                notes=made.notes,
                last=difference(view.edition, outcome.edition),
                whole=difference(self._bench.base.edition, outcome.edition),
                seconds=sum(outcome.seconds.values()),
            )
        )

    def _tell(self, error: BriefingError) -> None:
        """Show an error, unless a file changes in the moment after it: then that one decides."""
        if isinstance(error, ConfigError):
            self._screen.working("a fault: is the file saved?")
            if self._stop.wait(SETTLE):
                return
        if fingerprint(self._config) != self._seen:
            self.look()
        else:
            self._complain(problems_of(error))

    def _complain(self, problems: tuple[Problem, ...]) -> None:
        view, _ = self._screen.now()
        self._screen.show(replace(view, problems=problems))

    def _warm(self) -> None:
        """Load the models that a change may need while the editor is still reading."""
        try:
            self._bench.warm()
        except BriefingError as error:
            _log.info("a model is not loaded beforehand: %s", error)

    def _changes(self) -> Iterator[object]:
        """One item whenever something in the folders changed, and one a second; ends when the block does."""
        from watchfiles import watch

        while not self._stop.is_set():
            folders = self._folders()
            for _ in watch(
                *folders,
                watch_filter=None,
                debounce=LONGEST,
                step=QUIET,
                rust_timeout=LOOK,
                yield_on_timeout=True,
                stop_event=self._stop,
                raise_interrupt=False,
                recursive=False,
            ):
                yield None
                if self._folders() != folders:  # one came or went: it is watched, or no more
                    break

    def _folders(self) -> list[Path]:
        root = root_of(self._config)
        return [root, *(folder for name in FOLDERS if (folder := root / name).is_dir())]


class _Superseded(Exception):
    """What is being made is of no use any more."""


class _Told:
    """A `Progress` that tells the browser too, and ends what is superseded where a stage begins."""

    def __init__(self, progress: Progress, screen: Screen, superseded: Callable[[], bool]) -> None:
        self._progress, self._screen, self._superseded = progress, screen, superseded

    def stage(self, name: str, total: int | None = None) -> None:
        if self._superseded():
            raise _Superseded
        self._screen.working(name)
        self._progress.stage(name, total)

    def advance(self, steps: int = 1) -> None:
        self._progress.advance(steps)

    def note(self, message: str) -> None:
        self._progress.note(message)
