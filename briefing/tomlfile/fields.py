"""Checks of single values that several shapes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError


def one_line(text: str) -> str:
    """The text without blanks around it; `ValueError` where it is empty or holds a control character."""
    if not text.strip() or any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ValueError
    return text.strip()


def refusal(*, what: str = "", mend: str = "") -> PydanticCustomError:
    """What a validator raises to say in its own words what is wrong, what would be right, or both."""
    from pydantic_core import PydanticCustomError

    return PydanticCustomError("refused", "refused", {"what": what, "mend": mend})
