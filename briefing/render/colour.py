"""Theme colours that can be read: an editor may choose any, the reader gets one with enough contrast.

Contrast is WCAG 2.2's ratio of relative luminances; 4.5 is its AA level for text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PAPER = "#fffdf9"
NIGHT = "#16181c"
PALETTE = ("#9b2c1f", "#1f5fae", "#2c7a4b", "#7a4b9b", "#8a5a00", "#0f6f78", "#a3356b", "#4a5568")
_ENOUGH = 4.6  # a little above AA, for rounding
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tint:
    """One theme's colour on paper and at night, each as "#rrggbb"."""

    light: str
    dark: str


def tint(colour: str, position: int) -> Tint:
    """The editor's colour, or the palette's at this position, moved until it reads on both grounds."""
    chosen = colour if _HEX.fullmatch(colour) else PALETTE[position % len(PALETTE)]
    return Tint(light=_readable(chosen, PAPER, "#000000"), dark=_readable(chosen, NIGHT, "#ffffff"))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two "#rrggbb" colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _readable(colour: str, ground: str, towards: str) -> str:
    for step in range(21):
        mixed = _mix(colour, towards, step / 20)
        if contrast(mixed, ground) >= _ENOUGH:
            return mixed
    return towards


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _luminance(colour: str) -> float:
    linear = [_linear(value / 255) for value in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
