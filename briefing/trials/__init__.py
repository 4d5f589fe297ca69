"""Trials on labelled files: our stages and the simple methods that they must beat, on the same items.

    FILE.jsonl[.gz] ─ files, rows ─> rows of one kind ─┐
    configuration ─ measure ─> TrialParts ─────────────┼─ themes.run | stories.run | summaries.run | support.run ─> Trial
    command line ─> TrialOptions ──────────────────────┘          (first system: ours; the others: floors)

A module for each task, each with one function of the shape `Run`, for rows of its own kind. A trial uses the deciding code
as the daily run does, with the settings of the configuration that it is given, and reports every stage to `parts.progress`.
Trials are deterministic: what is drawn at random is drawn with `options.seed`.
"""

from briefing.trials.parts import ArticleMaker, Run, SummariserMaker, TrialOptions, TrialParts

__all__ = ["ArticleMaker", "Run", "SummariserMaker", "TrialOptions", "TrialParts"]
