"""Check a table against a pydantic model, and tell its errors in an editor's words.

Each field of a shape carries a description that says what would be right; it is the second half of the fault:
``feeds/war.toml:12: weight is 11: a number above 0, at most 10``. pydantic is imported here and inside functions only,
so that the command line starts without it.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from briefing.errors import Fault
from briefing.tomlfile.document import Document
from briefing.tomlfile.locate import Path

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    Shape = TypeVar("Shape", bound=BaseModel)


def validate(
    shape: type[Shape],
    document: Document,
    path: Path,
    faults: list[Fault],
    context: Mapping[str, object] | None = None,
) -> Shape | None:
    """The table at `path` as a shape; None where it has faults, which are appended to `faults`.

    `context` is handed to the shape's validators.
    """
    from pydantic import ValidationError

    try:
        return shape.model_validate(document.at(path), context=context)
    except ValidationError as error:
        faults.extend(_told(shape, document, path, each) for each in error.errors(include_url=False))
        return None


def unknown_keys(document: Document, known: Sequence[str], faults: list[Fault]) -> None:
    """A fault for every top-level key that is not known."""
    faults += [
        document.fault((key,), f'unknown key "{key}"', _nearest(key, known))
        for key in document.data
        if key not in known
    ]


def entries(document: Document, key: str, faults: list[Fault]) -> list[Path]:
    """Paths of the tables of ``[[key]]``; anything else under that name is a fault."""
    found = document.data.get(key, [])
    if isinstance(found, Mapping):
        faults.append(
            document.fault((key,), f"[{key}] with single brackets", f"write [[{key}]] for each entry")
        )
        return []
    if not isinstance(found, list):
        faults.append(
            document.fault((key,), f"{key} is {shown(found)}", f"write [[{key}]] and its keys below")
        )
        return []
    paths: list[Path] = []
    for index, entry in enumerate(found):
        if isinstance(entry, Mapping):
            paths.append((key, index))
        else:
            faults.append(
                document.fault(
                    (key, index), f"{shown(entry)} in {key}", f"write [[{key}]] and its keys below"
                )
            )
    return paths


def shown(value: object) -> str:
    """A value as the editor wrote it, cut to one short line."""
    if isinstance(value, bool | int | float | str) or value is None:
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, Mapping):
        text = "a table"
    elif isinstance(value, list):
        text = "a list"
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:57] + "…" + text[-1]


def _told(shape: type[BaseModel], document: Document, base: Path, error: ErrorDetails) -> Fault:
    path: Path = (*base, *error["loc"])
    key = _dotted(error["loc"])
    owner, mend = _right(shape, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return document.fault(path, f'unknown key "{key}"', _nearest(str(error["loc"][-1]), owner))
    if kind == "missing":
        return document.fault(path, f'"{key}" is missing', mend)
    what = context.get("what") or f"{key} is {shown(error['input'])}"
    return document.fault(path, what, context.get("mend") or mend)


def _right(shape: type[BaseModel], location: Iterable[str | int]) -> tuple[list[str], str]:
    """The known keys of the innermost table on the way to a field, and what would be right for that field."""
    from pydantic import BaseModel

    current: type[BaseModel] | None = shape
    owner, mend = _names(shape), ""
    for step in location:
        if current is None or isinstance(step, int):
            continue
        owner = _names(current)
        field = next((f for n, f in current.model_fields.items() if step == (f.alias or n)), None)
        if field is None:
            continue
        mend = field.description or mend
        inner = [field.annotation, *getattr(field.annotation, "__args__", ())]
        current = next((t for t in inner if isinstance(t, type) and issubclass(t, BaseModel)), None)
    return owner, mend


def _names(shape: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in shape.model_fields.items()]


def _dotted(location: Iterable[str | int]) -> str:
    """A path as an editor would say it: ``models.writer.revision``; positions in lists are told by the line."""
    return ".".join(step for step in location if isinstance(step, str))


def _nearest(word: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"the keys are {', '.join(known)}"
