"""Opposites: a word that the evidence lacks, where the evidence has its opposite."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from briefing.summarise.checks.claim import Claim, root

__all__ = ["antonyms"]


@cache
def _opposites() -> dict[str, tuple[tuple[frozenset[str], frozenset[str]], ...]]:
    """For a root the (own side, other side) of every pair that it stands in."""
    table = tomllib.loads(files("briefing.summarise").joinpath("opposites.toml").read_text("utf-8"))
    found: dict[str, tuple[tuple[frozenset[str], frozenset[str]], ...]] = {}
    for one, other in table["pairs"]:
        sides = [frozenset(root(w) for w in side.split()) for side in (one, other)]
        for own, against in (sides, sides[::-1]):
            for word in own - against:
                found[word] = (*found.get(word, ()), (own, against))
    return found


def antonyms(claim: Claim) -> str:
    """A word of the text whose opposite stands in the evidence, while neither it nor one like it does."""
    near = claim.nearest.roots
    for word in claim.said.words:
        own_root = root(word)
        if own_root in claim.roots:
            continue
        for own, against in _opposites().get(own_root, ()):
            if near & against and not near & own:
                return f"“{word}” says the opposite of “{min(near & against)}”"
    return ""
