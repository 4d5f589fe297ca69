"""Dataclasses as plain JSON data and back, by their declared types: what is frozen and what is stored goes through here.

Equal values give equal data: fields in the order of their declaration, mappings by key, tuples as arrays, dates as ISO 8601.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

__all__ = ["from_json", "to_json"]

_T = typing.TypeVar("_T")
Decoder = Callable[[Any], Any]


def to_json(value: object) -> Any:
    """A value of `briefing.model` as plain JSON data: dataclasses become objects, dates ISO 8601, tuples arrays."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(value[key]) for key in sorted(value)}
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    return value


def from_json(kind: type[_T], data: Any) -> _T:
    """The dataclass that this data, from `to_json`, stands for; `ValueError` where it is none.

    A field that has a default may be missing: it came after the data was written.
    """
    try:
        return typing.cast(_T, _decoder(typing.cast(Any, kind))(data))
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"{error!r}"
        raise ValueError(msg) from error


@cache
def _decoder(kind: Any) -> Decoder:
    """What turns JSON data into a value of this type; the inverse of `to_json` for the types that `model` uses."""
    if dataclasses.is_dataclass(kind):
        return _dataclass_decoder(typing.cast(type, kind))
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if origin in (dict, Mapping, typing.get_origin(Mapping[str, str])):
        inner = _decoder(arguments[1])
        return lambda data: {key: inner(item) for key, item in data.items()}
    if origin in (typing.Union, types.UnionType):
        inner = _decoder(next(a for a in arguments if a is not type(None)))
        return lambda data: None if data is None else inner(data)
    if kind in (datetime, date):
        return typing.cast(Decoder, kind.fromisoformat)
    if kind is float:
        return float
    return lambda data: data


def _dataclass_decoder(kind: type) -> Decoder:
    hints = typing.get_type_hints(kind)
    decoders = {f.name: _decoder(hints[f.name]) for f in dataclasses.fields(kind)}
    missing = dataclasses.MISSING
    fields = dataclasses.fields(kind)
    optional = {f.name for f in fields if (f.default, f.default_factory) != (missing, missing)}

    def decode(data: Any) -> Any:
        return kind(
            **{
                name: made(data[name])
                for name, made in decoders.items()
                if name in data or name not in optional
            }
        )

    return decode


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decoder:
    if arguments[-1] is Ellipsis:
        inner = _decoder(arguments[0])
        return lambda data: tuple(inner(item) for item in data)
    inners = [_decoder(argument) for argument in arguments]
    return lambda data: tuple(inner(item) for inner, item in zip(inners, data, strict=True))
