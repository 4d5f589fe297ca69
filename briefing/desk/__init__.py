"""The editor's desk: what a changed word does to the digest, seen before anything is sent.

    a stored edition ─ base ─> its articles, frozen ─┐
    briefing.toml, feeds/, prompts/ ─────────────────┴─ remake (memo: nothing is computed twice) ─> Outcome ─ difference ─┬─ watch ─> the browser
                                                                                                                          └─ report ─> text, page

Nothing here writes to the store: what an editor tries leaves no trace in any edition.
"""
