"""What is remembered between runs: one database, SQLite by default.

open_store(url) ─ migrate ─> SqlStore (ports.Store)
                  alembic     articles, texts, feeds, vectors, editions, runs, leases
"""

from briefing.store.sql import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
