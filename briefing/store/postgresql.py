"""PostgreSQL: what it takes for it to do as SQLite does.

reading   one snapshot, as SQLite's transactions have: REPEATABLE READ, READ ONLY
writing   alone, behind a lock of the database: code that looks and then writes needs no other thought
sharing   beside others: the ledger's senders, which lock the rows that they take
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from briefing.database_address import DatabaseAddress
from briefing.errors import StoreError
from briefing.store import schema

__all__ = [
    "READING",
    "WRITING",
    "as_sqlite_has_them",
    "begin_writing",
    "demand_unicode",
    "engine_at",
    "lock",
    "mend",
    "said",
]

READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
# READ COMMITTED: a snapshot that is older than the lock would not show what its last holder wrote
WRITING = {"isolation_level": "READ COMMITTED"}

_SESSION = (
    "SET lock_timeout = '10s'",  # as long as a writer waits for SQLite's lock
    "SET idle_in_transaction_session_timeout = '5min'",  # whose machine has died holds the lock no longer
    "SET timezone = 'UTC'",
)
_CONNECT_SECONDS = 10
_LOCK = 0x62726965  # "brie": of all processes that write to this database
_MENDS = {  # SQLSTATE, or its class -> what to do
    "": "see what comes behind the ? of the address: it is for libpq",
    "08": "see that the server runs and can be reached; what was not committed is done again by the next run",
    "22": "the value cannot be kept on PostgreSQL",
    "25": "the server only reads: give the address of the primary one",
    "28": "see user and password: the address in BRIEFING_DATABASE or BRIEFING_DATABASE_FILE, or ~/.pgpass",
    "3D": "make it: createdb --encoding UTF8 --template template0 NAME",
    "40": "another run was at the same rows; run again",
    "42501": "let this user make tables there: ALTER DATABASE ... OWNER TO",
    "53": "the server has no room left: disk, memory or connections",
    "55P03": "another program holds it; try again",
    "57": "the server was stopped; when it is up again the next run goes on",
}


def engine_at(address: DatabaseAddress) -> Engine:
    """The engine of an address; the driver is loaded now, nothing is connected yet."""
    url = URL.create(
        "postgresql+psycopg",
        username=address.user or None,
        password=address.password or None,
        host=address.host or None,
        port=address.port or None,
        database=address.name,
        query=dict(address.options),
    )
    own = {"connect_timeout": _CONNECT_SECONDS, "application_name": "briefing"}
    given = {name for name, _ in address.options}
    arguments = {name: value for name, value in own.items() if name not in given}
    engine = create_engine(url, connect_args=arguments, pool_pre_ping=True)
    event.listen(engine, "connect", _set_session)
    return engine


def _set_session(connection: Any, _: Any) -> None:
    connection.adapters.register_dumper(str, _dumper())
    cursor = connection.cursor()
    for statement in _SESSION:
        cursor.execute(statement)
    cursor.close()
    connection.commit()


@cache
def _dumper() -> type:
    """Writes texts; for a NUL, which no text may hold here, the sign for what cannot be shown, as long as it was."""
    from psycopg.types.string import StrDumperUnknown

    class WithoutNul(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    return WithoutNul


def begin_writing(connection: Connection) -> None:
    """Wait until nobody else writes; the lock ends with the transaction."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def lock(connection: Connection, tables: Sequence[str]) -> None:
    """Let nobody write into these tables until the transaction ends."""
    connection.exec_driver_sql(f"LOCK TABLE {', '.join(tables)} IN SHARE MODE")


def as_sqlite_has_them(connection: Connection) -> None:
    """Make every column of text one of any length and in the order of its bytes, as SQLite has them.

    Migrations name lengths, and the order of the server's language would be another one on each server.
    """
    columns = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND (data_type = 'character varying' OR data_type = 'text' AND collation_name IS DISTINCT FROM 'C') "
        "ORDER BY table_name, ordinal_position"
    )
    changes: dict[str, list[str]] = {}
    for table, column in connection.execute(columns):
        if table in schema.metadata.tables:
            changes.setdefault(table, []).append(f'ALTER COLUMN "{column}" TYPE text COLLATE "C"')
    for table, alterations in changes.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(alterations)}')


def demand_unicode(connection: Connection, address: DatabaseAddress) -> None:
    """`StoreError` where the database could not hold the texts of all languages."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        msg = f"{address}: its encoding is {encoding}: make it with createdb --encoding UTF8 --template template0 NAME"
        raise StoreError(msg)


def said(error: BaseException | None) -> str:
    """What the server said, in one line."""
    first = getattr(getattr(error, "diag", None), "message_primary", None)
    return " ".join(str(first or error).split())


def mend(error: BaseException | None) -> str:
    """What to do about an error of the driver."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        return _MENDS[_class_of_connecting(str(error))]
    return _MENDS.get(state) or _MENDS.get(state[:2]) or "look at the server's log"


def _class_of_connecting(message: str) -> str:
    """Whoever is not let in is told so in words alone."""
    if "password" in message or "authentication" in message or "no pg_hba.conf" in message:
        return "28"
    if "connection option" in message or ": invalid " in message:
        return ""
    return "3D" if "database" in message and "does not exist" in message else "08"
