"""Alembic's entry: the connection is given by `briefing.store.sql`, never by an ini file."""

from alembic import context

from briefing.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
