"""What is remembered between runs: one database, a SQLite file by default, or on a PostgreSQL server.

open_store(place) ─ migrate ─> SqlStore (ports.Store)
                    alembic     articles, texts, feeds, vectors, editions, leases; .subscribers
"""

from briefing.store.confirmations import Due, Kind
from briefing.store.database import is_there
from briefing.store.sql import SqlStore, open_store
from briefing.store.subscribers import FORGOTTEN, SubscriberTable

__all__ = ["FORGOTTEN", "Due", "Kind", "SqlStore", "SubscriberTable", "is_there", "open_store"]
