"""What an operator may choose of `briefing serve`."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ServePolicy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServePolicy:
    """``[serve]``."""

    poll_minutes: int = 30  # between two readings of the feeds; 0 = they are read for editions only
    catch_up_days: int = 7  # missed dates whose editions are made up for; 0 = today's only
    send: bool = (
        True  # mail editions to their subscribers, where [mail] from and [output] public_url are given
    )
    bounce_minutes: int = 15  # between two readings of the account of [bounces]; 0 = it is not read
