"""Judges editions by what a careful reader says of the same items. Pure: nothing here reads or prints.

gold file ─ gold.read_gold ─> Gold ┐
articles ── matching ──────────────┼─ report.judge ─> Judgement ─ report.pooled ─> Judgement of several editions
edition, workings ─────────────────┘     scores (B-cubed, themes), facts (must, must not)
"""

from briefing.evaluation.gold import Gold, read_gold
from briefing.evaluation.report import Judgement, judge, pooled
from briefing.evaluation.scores import Counts, Score, bcubed, macro_f1

__all__ = ["Counts", "Gold", "Judgement", "Score", "bcubed", "judge", "macro_f1", "pooled", "read_gold"]
