"""The databases that tests run on: a SQLite file, and a PostgreSQL server of this test session.

The server is started in a folder of its own, as an ordinary user, on a socket in there: it has no port, and nothing outlives
it. Its language is not the one of bytes, as on most servers.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import text

from briefing.database_address import Database, DatabaseAddress
from briefing.store import open_store, schema
from briefing.store.database import open_database
from tests.fakes import FakeClock

USER = "briefing"
KEEPER = "keeper"  # who has to give the password
PASSWORD = "open sesame"
_TEMPLATE = "migrated"
_ACCESS = f"local all {KEEPER} scram-sha-256\nlocal all all trust\n"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_PARTS = {"listen_addresses": "", "shared_buffers": "32MB", "max_connections": "60"}


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where it is not installed."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return Path(found).parent if found else next(reversed(folders), None)


class Postgres:
    """A running server."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.folder = folder
        self._programs = programs
        self._made = 0
        self._emptied = ""
        self._user = _ordinary() if os.geteuid() == 0 else None  # the server refuses to run as root

    def address(self, name: str, **changes: Any) -> DatabaseAddress:
        """The address of one of its databases, which may not be there yet."""
        plain = DatabaseAddress(name=name, user=USER, options=(("host", str(self.folder)),))
        return replace(plain, **changes)

    def url(self, name: str) -> str:
        """The address as one writes it."""
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def new(self, template: str = _TEMPLATE) -> DatabaseAddress:
        """A new database with empty tables, or a copy of another template."""
        self._made += 1
        name = f"test_{os.getpid()}_{self._made}"
        self.execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.address(name)

    def empty(self) -> DatabaseAddress:
        """A database with empty tables, the same one each time: a new one takes longer than most tests."""
        self._emptied = self._emptied or self.new().name
        with psycopg.connect(host=str(self.folder), user=USER, dbname=self._emptied) as connection:
            for table in schema.metadata.tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute("UPDATE alembic_version SET version_num = %s", (schema.HEAD,))
            connection.execute("ALTER SEQUENCE approvals_id_seq RESTART")
        return self.address(self._emptied)

    def drop_connections(self, address: DatabaseAddress) -> None:
        """End every connection to a database."""
        with psycopg.connect(host=str(self.folder), user=USER, dbname="postgres") as connection:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(ended, (address.name,))

    def execute(self, statement: str, *names: str) -> None:
        """Run a statement with some names in it, outside of any transaction."""
        with psycopg.connect(
            host=str(self.folder), user=USER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]

    def make(self) -> None:
        """Make the server's files."""
        if self._user:
            shutil.chown(self.folder, self._user)
        language = ("--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8")
        self._run(
            "initdb", "-D", "data", "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync", *language
        )
        (self.folder / "data" / "pg_hba.conf").write_text(_ACCESS, "ascii")

    def start(self) -> None:
        """Start it, and wait until it answers. It ends with this process, however that ends."""
        parts = [f"{name}={value}" for name, value in _PARTS.items()]
        options = (*_FAST, *parts, f"unix_socket_directories={self.folder}")
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", "data", *(word for each in options for word in ("-c", each))],
            cwd=self.folder,
            user=self._user,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_end_with_parent,
        )
        assert self._process.stderr is not None
        assert any("ready to accept connections" in line for line in self._process.stderr), "it did not start"
        self._reading = threading.Thread(
            target=self._process.stderr.read, daemon=True
        )  # or it would wait for us
        self._reading.start()

    def stop(self) -> None:
        """Stop it at once."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()
        self._reading.join()
        assert self._process.stderr is not None
        self._process.stderr.close()

    def prepare(self) -> None:
        """What all databases are copied from."""
        self.execute("CREATE DATABASE {}", _TEMPLATE)
        self.execute(f"CREATE ROLE {{}} LOGIN PASSWORD '{PASSWORD}'", KEEPER)
        open_store(self.address(_TEMPLATE), FakeClock()).close()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            cwd=self.folder,
            user=self._user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=120,
        )


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG, prctl(2)


def _ordinary() -> str:
    """Somebody who is not root."""
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"


def _quick() -> str | None:
    """A folder in memory, where there is room: databases are made and dropped by the dozen."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 10**9 else None


@contextmanager
def postgres_server(found: Path) -> Iterator[Postgres]:
    """A server as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=_quick()))
    server = Postgres(found, folder)
    try:
        server.make()
        server.start()
        try:
            server.prepare()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def raw(database: Database, statement: str, **values: object) -> Sequence[Any]:
    """Run a statement behind the store's back; the rows that it gives."""
    opened = open_database(database)
    try:
        with opened.writing() as connection:
            found = connection.execute(text(statement), values)
            return found.all() if found.returns_rows else ()
    finally:
        opened.close()
