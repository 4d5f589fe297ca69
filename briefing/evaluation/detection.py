"""How well a checker tells supported claims from unsupported ones.

Columns: "score" [items] (the higher the more likely supported), "stopped" [items] and "supported" [items], both bool.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from briefing.evaluation.trial import Columns, Metric

__all__ = ["DETECTION", "auc", "best_cut"]


def auc(columns: Columns) -> float:
    """The chance that a supported claim scores above an unsupported one, ties counted half; nan where one kind is missing.

    By ranks (Mann & Whitney 1947).
    """
    supported = columns["supported"]
    positive, negative = int(supported.sum()), int((~supported).sum())
    if not positive or not negative:
        return float("nan")
    _, place, times = np.unique(columns["score"], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(times) - (times - 1) / 2)[place]  # of equal scores the mean
    return float((ranks[supported].sum() - positive * (positive + 1) / 2) / (positive * negative))


def _catch(columns: Columns) -> float:
    """The share of unsupported claims that are stopped."""
    unsupported = ~columns["supported"]
    return float(columns["stopped"][unsupported].mean()) if unsupported.any() else float("nan")


def _passed(columns: Columns) -> float:
    """The share of supported claims that are not stopped: 1 less the false stops."""
    supported = columns["supported"]
    return float(1 - columns["stopped"][supported].mean()) if supported.any() else float("nan")


def _balanced(columns: Columns) -> float:
    return (_catch(columns) + _passed(columns)) / 2


DETECTION = (
    Metric(name="AUC", compute=auc),
    Metric(name="balanced accuracy", compute=_balanced),
    Metric(name="catch", compute=_catch),
    Metric(name="true passed", compute=_passed),
)


def best_cut(scores: NDArray[np.float64], supported: NDArray[np.bool_]) -> float:
    """The score at and above which to pass a claim, so that the balanced accuracy is highest; of equals the highest."""
    order = np.argsort(-scores, kind="stable")
    passed = np.cumsum(supported[order]) / max(1, int(supported.sum()))
    wrong = np.cumsum(~supported[order]) / max(1, int((~supported).sum()))
    last = np.append(np.diff(scores[order]) != 0, True)  # a cut falls between two scores
    gain = np.where(last, passed - wrong, -np.inf)
    return float(scores[order][int(np.argmax(gain))])
