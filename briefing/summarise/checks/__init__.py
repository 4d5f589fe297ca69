"""The vetoes: each a rule on a claim and its own evidence, one module a kind; `summarise.verify` runs them.

    text, quotes ─ claim.py (words, alignment: what was left out) ─> Claim ─ a rule ─> the fault in one line, or ""

A rule is one-sided: it refuses what it cannot find, and its silence proves nothing. No rule refuses a passage's own sentence.
Most rules have two halves, for a text is either its passage less some words (the gaps are then known, and a rule asks whether
a word that governs went without what it governs) or worded otherwise (a rule then compares what stands next to what).
"""
