"""Why a text has a theme or has not: what it is nearest to of all that the editor wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from briefing.analyse.described import Described
from briefing.analyse.labelled import Labelled
from briefing.analyse.meaning import parts_of
from briefing.model import Theme
from briefing.ports import Vectors

__all__ = ["Kind", "Near", "Reason", "reasons"]

Kind = Literal["means", "example", "not", "counterexample", "label"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Something that an editor wrote, and its cosine to the text."""

    kind: Kind
    text: str
    cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What decided on one theme of one text."""

    theme: str
    near: Near  # the nearest part of the meaning, example, or line labelled as belonging
    against: Near | None = (
        None  # what of `not` and the counterexamples held the score down, or a line labelled otherwise
    )


def reasons(theme: Theme, described: Described, labelled: Labelled, vectors: Vectors) -> list[Reason]:
    """One a vector."""
    own: list[tuple[Kind, str]] = [("means", part) for part in parts_of(theme.means)] + [
        ("example", text) for text in theme.examples
    ]
    own += [("label", text) for text, belongs in theme.labelled if belongs]
    rows = [described.meaning.parts, described.meaning.examples, labelled.vectors[labelled.belongs]]
    near = _nearest(own, _stacked(rows), vectors)
    most = described.most(vectors)
    resembling = labelled.odds(vectors)
    found = []
    for row, vector in enumerate(vectors):
        against = None
        strictest = int(most[row].argmin())
        if most[row, strictest] < 0:
            against = _excluded(theme, described, strictest - 1, vector)
        elif resembling[row] < 0:
            other: list[tuple[Kind, str]] = [
                ("label", text) for text, belongs in theme.labelled if not belongs
            ]
            [against] = _nearest(other, labelled.vectors[~labelled.belongs], vector[None, :])
        found.append(Reason(theme=theme.name, near=near[row], against=against))
    return found


def _excluded(theme: Theme, described: Described, index: int, vector: Vectors) -> Near:
    """What of an exclusion is nearest: the text itself, or one of the counterexamples."""
    unlike = described.unlike[index]
    if index < len(theme.excludes):
        cosine = float((unlike.rows @ vector).max())
        return Near(kind="not", text=theme.excludes[index], cosine=cosine)
    others: list[tuple[Kind, str]] = [("counterexample", text) for text in theme.counterexamples]
    [near] = _nearest(others, unlike.parts, vector[None, :])
    return near


def _nearest(texts: Sequence[tuple[Kind, str]], rows: Vectors, vectors: Vectors) -> list[Near]:
    cosines = vectors @ rows.T
    best = cosines.argmax(axis=1)
    return [
        Near(kind=texts[at][0], text=texts[at][1], cosine=round(float(cosines[row, at]), 4))
        for row, at in enumerate(best)
    ]


def _stacked(rows: Sequence[Vectors]) -> Vectors:
    return np.concatenate([each for each in rows if len(each)])
