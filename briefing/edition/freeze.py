"""An edition as canonical JSON and back: the frozen form that is stored, hashed and rendered from.

Canonical means: keys in the order in which `briefing.model` declares them, two spaces of indent, UTF-8 as it is, one line
feed at the end. Equal editions give equal bytes, and ``thaw(freeze(e)) == e``.
"""

from __future__ import annotations

import hashlib
import json

from briefing.codec import from_json, to_json
from briefing.model import Edition

__all__ = ["digest_of", "freeze", "thaw"]


def freeze(edition: Edition) -> str:
    """The edition as canonical JSON."""
    return json.dumps(to_json(edition), ensure_ascii=False, indent=2) + "\n"


def thaw(content: str) -> Edition:
    """The edition that a canonical JSON holds; `ValueError` where it is not one."""
    data = json.loads(content)
    try:
        return from_json(Edition, data)
    except ValueError as error:
        msg = f"not an edition: {error}"
        raise ValueError(msg) from error


def digest_of(*values: object) -> str:
    """Sha256, in hex, of the canonical JSON of some values: equal values give equal digests."""
    flat = json.dumps([to_json(v) for v in values], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(flat.encode()).hexdigest()
