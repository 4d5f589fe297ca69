"""What the program says of its work while it works: lines for people on a terminal, JSON elsewhere; no secret in either.

    logging.getLogger("briefing.*", "uvicorn", "apscheduler", ...) ─> one handler ─ structlog: time, level, run, fields
                                                                        └─ redacted ─> text | JSON ─> standard error
Modules log with the standard library, fields as `extra`; whoever begins a piece of work binds its id (`recording`).
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

from briefing.redaction import HIDDEN, redacted

__all__ = ["FORMATS", "LEVELS", "child_environment", "configure", "is_json", "relay"]

Format = Literal["text", "json"]
FORMATS = ("auto", "text", "json")
LEVELS = ("debug", "info", "warning", "error")
FORMAT_VARIABLE, LEVEL_VARIABLE = "BRIEFING_LOG_FORMAT", "BRIEFING_LOG_LEVEL"

OTHERS = ("uvicorn", "apscheduler")  # libraries that tell of our work
_SAID = "briefing.run"  # tells what `briefing run` prints anyway
_NAMES = (
    "password",
    "token",
    "secret",
    "address",
    "cookie",
    "authorization",
)  # fields that nobody is to read
_EVENT = "event"


class _Handler(logging.StreamHandler[Any]):
    """Ours: there is one at most, and it knows how it writes. To whatever standard error is by then: a bar may stand in it."""

    def __init__(self, kind: Format) -> None:
        logging.Handler.__init__(self)
        self.kind = kind
        self.setFormatter(_Late(kind))

    @property
    def stream(self) -> Any:
        """Standard error."""
        return sys.stderr


class _Late(logging.Formatter):
    """Loads structlog when there is something to say: most commands say nothing."""

    def __init__(self, kind: Format) -> None:
        super().__init__()
        self._kind = kind
        self._formatter: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        self._formatter = self._formatter or _formatter(self._kind)
        return self._formatter.format(record)


def configure(*, kind: str = "auto", level: str = "", debug: bool = False, working: bool = False) -> None:
    """Say from now on what is of this level ("debug" to "error") and above, on standard error as it is now.

    Without a level it is "info" for what goes on `working` until it is stopped, and "warning" for other commands, which print
    what they come to. `debug` is everything, of every library.
    """
    chosen: Format = "json" if kind == "json" else "text"
    if kind == "auto" and (working or level) and not sys.stderr.isatty():
        chosen = "json"
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Handler)]:
        root.removeHandler(handler)
    root.addHandler(_Handler(chosen))
    own = logging.DEBUG if debug else _number(level or ("info" if working else "warning"))
    root.setLevel(logging.DEBUG if debug else logging.WARNING)
    for name in ("briefing", *OTHERS):
        logging.getLogger(name).setLevel(own)
    printed = not (level or working or debug or kind == "json")
    logging.getLogger(_SAID).setLevel(logging.CRITICAL if printed else logging.NOTSET)


def is_json() -> bool:
    """Whether lines are for programs, so that nothing else should be among them."""
    return any(isinstance(each, _Handler) and each.kind == "json" for each in logging.getLogger().handlers)


def child_environment() -> dict[str, str]:
    """What a command that this process starts needs so that `relay` can say its lines again."""
    level = logging.getLevelName(logging.getLogger("briefing").getEffectiveLevel()).lower()
    return {FORMAT_VARIABLE: "json", LEVEL_VARIABLE: level}


def relay(line: str, source: str) -> None:
    """Say a line of a command that this process started: with its own level and fields where it is one of its log."""
    log = logging.getLogger(f"briefing.{source}")
    fields = _fields(line)
    if fields is None:
        log.info("%s", line)
        return
    fields.pop("timestamp", None)
    level = _number(str(fields.pop("level", "info")))
    name = str(fields.pop("logger", log.name))
    event = str(fields.pop(_EVENT))
    exception = fields.pop("exception", "")
    if exception:
        event = f"{event}\n{exception}"
    allowed = {key: value for key, value in fields.items() if key not in _TAKEN}
    logging.getLogger(name).log(level, "%s", event, extra=allowed)


_TAKEN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def _fields(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and _EVENT in found else None


def _number(level: str) -> int:
    return logging.getLevelNamesMapping().get(level.upper(), logging.INFO)


def _formatter(kind: Format) -> logging.Formatter:
    import structlog
    from structlog import processors as steps
    from structlog import stdlib

    renderer: Any = (
        steps.JSONRenderer(ensure_ascii=False, default=str)
        if kind == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    return stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            stdlib.add_logger_name,
            stdlib.add_log_level,
            stdlib.ExtraAdder(),
            steps.TimeStamper(fmt="iso", utc=True)
            if kind == "json"
            else steps.TimeStamper("%Y-%m-%d %H:%M:%S", utc=False),
        ],
        processors=[
            stdlib.ProcessorFormatter.remove_processors_meta,
            steps.format_exc_info,
            _redact,
            renderer,
        ],
    )


def _redact(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for spelling in (
        "message",
        "asctime",
        "color_message",
    ):  # of the event: other handlers and uvicorn add them
        event.pop(spelling, None)
    for key, value in event.items():
        event[key] = HIDDEN if key.lower() in _NAMES else _without(value)
    return event


def _without(value: Any) -> Any:
    """A field's value without secrets, whatever it is."""
    if isinstance(value, Mapping):
        return {redacted(str(key)): _without(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without(item) for item in value]
    if isinstance(value, int | float | None):
        return value
    return redacted(str(value))
