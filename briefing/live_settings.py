"""briefing.toml while a service runs: read again when it changes, kept as it was while it has faults.

file ─ changed? ─ copy ─ load ─┬─ right ─> the settings, and the copy that the processes we start read in its place
                               └─ faults ─> the log, once; the settings and the copy stay
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from briefing.app import with_output
from briefing.errors import BriefingError, ConfigError, Fault
from briefing.settings import DEFAULT_FILE, SETTINGS_COPY, Settings, environment, load_settings

__all__ = ["LiveSettings"]

log = logging.getLogger("briefing.serve")

_Signature = tuple[int, int, int] | None  # changed when, size, which file


class LiveSettings:
    """The settings of a service; `folder` is a private one for copies."""

    def __init__(self, config: Path | None, output: Path | None, folder: Path) -> None:
        self._config = config
        self._output = output
        self._folder = folder
        self._seen = self._signature()
        self._number = 0
        self.present, self._copy = self._load()

    @property
    def words(self) -> list[str]:
        """The options by which a command reads the same settings."""
        config = ["--config", str(self._config)] if self._config else []
        return config + (["--output", str(self._output)] if self._output else [])

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """The environment in which a command reads the same settings, whatever the file says by now."""
        return environment(**more, **({SETTINGS_COPY: str(self._copy)} if self._copy else {}))

    def refresh(self) -> None:
        """Read the file again, if it has changed; its faults are logged, and the settings stay as they were."""
        signature = self._signature()
        if (
            signature is None or signature == self._seen
        ):  # an editor that puts a new file in its place removes it first
            return
        self._seen = signature
        try:
            settings, copy = self._load()
            self._demand_same_place(settings)
        except BriefingError as error:
            log.error("the settings stay as they were: %s", error)
            return
        log.info("settings read again")
        before, self._copy = self._copy, copy
        self.present = settings
        if before:
            before.unlink()  # who is at work has read it

    def _load(self) -> tuple[Settings, Path | None]:
        """The settings as the file says now, and a copy of what was read; None where there is no file."""
        if not self._file.is_file():
            return with_output(load_settings(self._config), self._output), None
        copy = self._copied()
        settings = load_settings(self._config, environment(**{SETTINGS_COPY: str(copy)}))
        return with_output(settings, self._output), copy

    def _copied(self) -> Path:
        self._number += 1
        copy = self._folder / f"briefing-{self._number % 2}.toml"  # the other one is in use
        try:
            copy.write_bytes(self._file.read_bytes())
        except OSError as error:
            what, mend = str(error.strerror), "give the briefing.toml to use"
            raise ConfigError([Fault(file=str(self._file), line=0, what=what, mend=mend)]) from error
        return copy

    def _demand_same_place(self, settings: Settings) -> None:
        """The database is open and the site shows this folder: neither can be changed now."""
        present = self.present
        if (settings.output, settings.database) != (present.output, present.database):
            msg = "another output folder or database counts when the service is started anew"
            raise BriefingError(msg)

    @property
    def _file(self) -> Path:
        return Path.cwd() / (self._config or DEFAULT_FILE)

    def _signature(self) -> _Signature:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
