"""What an operator may choose of alerts, and what of it cannot go together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["AlertPolicy", "alert_faults"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPolicy:
    """``[alerts]``: who is told, and from when on something is a problem."""

    to: str = ""  # an address; "" = no mail
    hook: str = ""  # an address of the web that takes JSON; "" = none
    overdue_minutes: int = 60  # after its hour that an edition may take; 0 = as long as it likes
    sending_minutes: int = 60  # after its time that a copy may wait; 0 = as long as it likes
    feed_days: int = 3  # without a reading that a feed may fail; 0 = as long as it likes

    @property
    def ways(self) -> tuple[str, ...]:
        """How operators are told."""
        return tuple(way for way, where in (("mail", self.to), ("hook", self.hook)) if where)


def alert_faults(policy: AlertPolicy, sender: str) -> Iterator[tuple[str, str, str]]:
    """The faults of a policy, each as key, what is wrong and the mend; `sender` is the From of [mail]."""
    if policy.to and not sender:
        yield (
            "to",
            "there is somebody to write to, but nobody who writes",
            'add from = "Name <address>" to [mail]',
        )
