"""From summaries to an edition that no longer changes.

StorySummary ─ compose ─> Edition ─ freeze ─> canonical JSON ─ thaw ─> Edition
  by theme and rank          what renders        what is stored, hashed, rendered from
  within the length budget   needs
"""
