"""The order of the stages, and nothing else.

    read feeds ─> keep ─> window ─> same inputs as the edition of that day? ─ yes ─> that edition, untouched
                                        │ no
                                        v
        memory ─> analyse ─> facts ─> follow ─> assign ─> summarise ─> compose ─> freeze ─> keep ─> publish

`remake` goes from analyse to freeze, with the articles that an edition was made of, and keeps nothing.
Everything that a stage needs from outside comes in through `Parts`, which `app` builds.
"""

from briefing.pipeline.gather import told_failure
from briefing.pipeline.request import Outcome, Parts, Request, StorySummariser
from briefing.pipeline.run import remake, run

__all__ = ["Outcome", "Parts", "Request", "StorySummariser", "remake", "run", "told_failure"]
