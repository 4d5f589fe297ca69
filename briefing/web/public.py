"""Which editions everybody may read: where an editor has to agree, those that were approved or have gone out."""

from __future__ import annotations

import re
from collections.abc import Callable

from briefing.settings import Settings
from briefing.store import SqlStore

__all__ = ["publicity"]

_EDITION = re.compile(r"(?P<name>.+)-\d{4}-\d\d-\d\d(?:-r\d+)?")


def publicity(settings: Settings, store: SqlStore) -> Callable[[str], bool]:
    """Tells of an edition's id whether everybody may read it. What an editor takes back is hidden at once."""
    waiting = {name for name, rule in settings.approvals.items() if rule.policy != "none"}

    def is_public(edition_id: str) -> bool:
        found = _EDITION.fullmatch(edition_id)
        if found is None or found["name"] not in waiting:
            return True
        decided = store.approvals.last(edition_id)
        return decided.state == "approved" if decided else store.approvals.is_out(edition_id)

    return is_public
