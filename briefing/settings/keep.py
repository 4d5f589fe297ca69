"""What an operator may choose of how long things are kept."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["KeepPolicy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPolicy:
    """``[keep]``, in days."""

    unconfirmed: int = 30  # sign-ups that nobody confirmed
    articles: int = 180  # that no edition names, since a feed last listed them
    vectors: int = 60  # the cache of them
    reports: int = 400  # which bounces and complaints were read
