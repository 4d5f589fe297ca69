"""What is remembered between runs: one database, SQLite by default.

open_store(path) ─ migrate ─> SqlStore (ports.Store)
                   alembic     articles, texts, feeds, vectors, editions, leases; .subscribers
"""

from briefing.store.confirmations import Due, Kind
from briefing.store.sql import SqlStore, open_store
from briefing.store.subscribers import FORGOTTEN, SubscriberTable

__all__ = ["FORGOTTEN", "Due", "Kind", "SqlStore", "SubscriberTable", "open_store"]
