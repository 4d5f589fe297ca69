"""Reads feeds and the pages behind them, and makes Articles of what comes in.

Feed ─ reader (which, when) ─ fetch (bytes) ─ child [ parse (entries) ─ extract (page → text) ] ─ assemble ─> Article
         client, guard, robots      decode          markup                          clean, passages
"""
