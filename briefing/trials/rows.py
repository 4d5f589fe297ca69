"""The rows of the four labelled formats, and what each key of a line may hold.

    JSON object ─ check_row ─> ThemeRow | StoryRow | SummaryRow | SupportRow, or every (what, mend) that is wrong with it

What a source does not say is "" or null. Keys that no kind knows are passed over: a file may carry notes of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

__all__ = [
    "KINDS",
    "Kind",
    "Row",
    "SourceText",
    "StoryRow",
    "SummaryRow",
    "SupportRow",
    "ThemeRow",
    "check_row",
    "kind_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """A text and the themes that a reader gave it; none is an answer too."""

    id: str
    title: str = ""
    text: str
    themes: tuple[str, ...]
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """An article and the story that it tells."""

    id: str
    title: str = ""
    text: str
    outlet: str = ""
    published: datetime | None = None  # aware
    lang: str = ""
    story: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One of the articles that a reference summary was written from."""

    title: str = ""
    text: str
    outlet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """Articles on one story, and what an editor wrote of them."""

    id: str
    articles: tuple[SourceText, ...]  # at least one; title and text may be empty
    reference: str
    headline: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRow:
    """A claim about an article, and whether the article supports it."""

    id: str
    article: str
    claim: str
    supported: bool
    note: str = ""
    lang: str = ""


Row = ThemeRow | StoryRow | SummaryRow | SupportRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of a line: `read` gives its value or raises `ValueError`; `right` says what it would take."""

    read: Callable[[Any], Any]
    right: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One of the four formats."""

    task: str
    row: Callable[..., Row]
    keys: Mapping[str, Key] = field(repr=False)


def check_row(kind: Kind, data: Any) -> Row | list[tuple[str, str]]:
    """The row that a line's JSON holds, or all that is wrong with it, each as (what, mend)."""
    if not isinstance(data, dict):
        return [("not a JSON object", f"write {_shape(kind)}")]
    values: dict[str, Any] = {}
    wrong = []
    for name, key in kind.keys.items():
        if data.get(name) is None:
            if key.required:
                wrong.append((f'"{name}" is missing', f"{key.right}; a line is {_shape(kind)}"))
            continue
        try:
            values[name] = key.read(data[name])
        except ValueError as error:
            wrong.append((f'"{name}" {error}', key.right))
    return wrong or kind.row(**values)


def kind_of(data: Any) -> Kind | None:
    """The only kind whose required keys a line has: for telling that a file is meant for another task."""
    if not isinstance(data, dict):
        return None
    fitting = [
        kind
        for kind in KINDS.values()
        if all(data.get(name) is not None for name, key in kind.keys.items() if key.required)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _shape(kind: Kind) -> str:
    return "{" + ", ".join(f'"{name}": …' for name, key in kind.keys.items() if key.required) + "}"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        msg = f"is {_named(value)}, not a text"
        raise ValueError(msg)
    return value.encode("utf-8", "replace").decode()  # a lone surrogate cannot be written anywhere


def _filled(value: Any) -> str:
    text = _text(value)
    if not text.strip():
        msg = "is empty"
        raise ValueError(msg)
    return text


def _names(value: Any) -> tuple[str, ...]:
    names = [_filled(each) for each in _list(value)]
    if repeated := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        msg = f'names "{repeated[0]}" twice'
        raise ValueError(msg)
    return tuple(names)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        msg = f"is {_named(value)}, not true or false"
        raise ValueError(msg)
    return value


def _date(value: Any) -> datetime:
    text = _text(value)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f'is no date: "{text[:40]}"'
        raise ValueError(msg) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _articles(value: Any) -> tuple[SourceText, ...]:
    items = _list(value)
    if not items:
        msg = "is an empty list"
        raise ValueError(msg)
    return tuple(_article(number, item) for number, item in enumerate(items, start=1))


def _article(number: int, item: Any) -> SourceText:
    if not isinstance(item, dict):
        msg = f"holds {_named(item)} as article {number}"
        raise ValueError(msg)
    if item.get("text") is None:
        msg = f'has no "text" in article {number}'
        raise ValueError(msg)
    try:
        given = {key: _text(item[key]) for key in ("title", "text", "outlet") if item.get(key) is not None}
    except ValueError as error:
        msg = f"has a fault in article {number}: a value {error}"
        raise ValueError(msg) from error
    return SourceText(**given)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        msg = f"is {_named(value)}, not a list"
        raise ValueError(msg)
    return value


def _named(value: Any) -> str:
    """A JSON value's type, as people say it."""
    names = {bool: "true or false", str: "a text", dict: "an object", list: "a list"}
    return "null" if value is None else names.get(type(value), "a number")


def _keys(**keys: Key) -> Iterator[tuple[str, Key]]:
    yield "id", Key(read=_filled, right="give every line an id of its own, a text in quotes")
    yield from keys.items()
    yield "lang", Key(read=_text, right='a language tag such as "en", or ""', required=False)


_TITLE = Key(read=_text, right='a text in quotes, "" where there is none', required=False)
_TEXT = Key(read=_text, right='a text in quotes, "" where there is none')

KINDS: Mapping[str, Kind] = {
    kind.task: kind
    for kind in (
        Kind(
            task="themes",
            row=ThemeRow,
            keys=dict(
                _keys(
                    title=_TITLE,
                    text=_TEXT,
                    themes=Key(read=_names, right='a list of names such as ["Sports"], [] for none'),
                )
            ),
        ),
        Kind(
            task="stories",
            row=StoryRow,
            keys=dict(
                _keys(
                    title=_TITLE,
                    text=_TEXT,
                    outlet=_TITLE,
                    published=Key(
                        read=_date,
                        right='a date such as "2015-09-01" or "2015-09-01T06:30:00Z", or null',
                        required=False,
                    ),
                    story=Key(
                        read=_filled, right="a text in quotes, the same for all articles that tell one story"
                    ),
                )
            ),
        ),
        Kind(
            task="summaries",
            row=SummaryRow,
            keys=dict(
                _keys(
                    articles=Key(read=_articles, right='a list such as [{"title": "…", "text": "…"}]'),
                    reference=Key(
                        read=_filled, right="what an editor wrote of the articles, a text in quotes"
                    ),
                    headline=_TITLE,
                )
            ),
        ),
        Kind(
            task="support",
            row=SupportRow,
            keys=dict(
                _keys(
                    article=Key(read=_filled, right="the source's text in quotes"),
                    claim=Key(read=_filled, right="what is said of the article, a text in quotes"),
                    supported=Key(read=_flag, right="true or false without quotes"),
                    note=_TITLE,
                )
            ),
        ),
    )
}
