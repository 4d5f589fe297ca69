"""Where the page has what an edition says: the name of a place, and what stands there by its key."""

from __future__ import annotations

from collections.abc import Mapping


class Anchors:
    """Places of one page, filled as it is built."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}
        self._keys: dict[str, dict[str, None]] = {}

    def put(self, anchor: str, key: str) -> None:
        """What has this key stands at this anchor; the first place of a key is its place."""
        self._places.setdefault(key, anchor)
        self._keys.setdefault(anchor, {})[key] = None

    def place(self, key: str) -> str:
        """The anchor of what has this key; "" where the page has it not."""
        return self._places.get(key, "")

    def keys(self) -> Mapping[str, tuple[str, ...]]:
        """Anchor -> keys of all that stands there: the two sides of a change share one."""
        return {anchor: tuple(keys) for anchor, keys in self._keys.items()}
