"""Alembic's entry: the connection is given by `briefing.store.sql`, never by an ini file."""

from alembic import context

from briefing.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
    if connection.dialect.name == "postgresql":
        from briefing.store.postgresql import as_sqlite_has_them

        as_sqlite_has_them(connection)
