"""An edition as canonical JSON and back: the frozen form that is stored, hashed and rendered from.

Canonical means: keys in the order in which `briefing.model` declares them, two spaces of indent, UTF-8 as it is, one line
feed at the end. Equal editions give equal bytes, and ``thaw(freeze(e)) == e``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from briefing.model import Edition

__all__ = ["digest_of", "freeze", "thaw", "to_json"]


def freeze(edition: Edition) -> str:
    """The edition as canonical JSON."""
    return json.dumps(to_json(edition), ensure_ascii=False, indent=2) + "\n"


def thaw(content: str) -> Edition:
    """The edition that a canonical JSON holds; `ValueError` where it is not one."""
    try:
        return typing.cast(Edition, _decoder(Edition)(json.loads(content)))
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"not an edition: {error!r}"
        raise ValueError(msg) from error


def digest_of(*values: object) -> str:
    """Sha256, in hex, of the canonical JSON of some values: equal values give equal digests."""
    flat = json.dumps([to_json(v) for v in values], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(flat.encode()).hexdigest()


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


Decoder = Callable[[Any], Any]


@cache
def _decoder(kind: Any) -> Decoder:
    """What turns JSON data into a value of this type; the inverse of `to_json` for the types that model.py uses."""
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
    # a field that came later, and has a default, may be missing in an edition that was frozen before
    optional = {f.name for f in dataclasses.fields(kind) if f.default is not dataclasses.MISSING}

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
