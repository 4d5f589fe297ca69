"""What the digest says of each story: evidence, sentences, headline, and the proof of every one.

    SummaryTask ─ evidence.py ─> Evidence ─ shorten.py ─> candidates ─ compress.py, roles.py, verify.py ─> Sentence
                                     │        (parts.py finds what might go; safe.py, joints.py and bearing.py
                                     │         say what must stay; cutting.py makes the text)
                                     ├────── rewrite.py ─ verify.py, roles.py ─> Sentence, if the operator asks for it
                                     └────── titles.py, headline.py ─> headline

`Summariser` runs it over all stories at once. Nothing here reads files of the editor's or the network, and of the clock only
how much of its time the writing has left.
"""

from briefing.summarise.budget import Budget
from briefing.summarise.draft import Mode, Summariser
from briefing.summarise.rewrite import RewriteParts
from briefing.summarise.task import SummaryTask
from briefing.summarise.verify import verify

__all__ = ["Budget", "Mode", "RewriteParts", "Summariser", "SummaryTask", "verify"]
