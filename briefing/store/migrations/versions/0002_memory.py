"""Threads of stories, other names of articles, when an article was revised"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from briefing.store.identity import content_names
from briefing.store.schema import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "aliases",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "key", "article", name=op.f("pk_aliases")),
    )
    op.create_table(
        "threads",
        sa.Column("edition", sa.String(length=100), nullable=False),
        sa.Column("story", sa.String(length=16), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("edition", "story", name=op.f("pk_threads")),
    )
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.create_index("ix_threads_story", ["story"], unique=False)
        batch_op.create_index("ix_threads_name_date", ["name", "date"], unique=False)

    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revised", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("listed", sa.DateTime(), nullable=True))
        batch_op.create_index("ix_articles_revised", ["revised"], unique=False)
    op.execute("UPDATE articles SET listed = changed")
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.alter_column("listed", existing_type=sa.DateTime(), nullable=False)

    _name_articles(op.get_bind())


def _name_articles(connection: sa.Connection) -> None:
    """Names for the articles of the last weeks: their feeds may change all ids before they are read again."""
    article = sa.table("articles", *map(sa.column, ("id", "outlet", "url", "title", "text_sha256")))
    article.append_column(sa.column("listed", Moment))
    version = sa.table("texts", *map(sa.column, ("article", "sha256", "text")))
    newest = connection.execute(sa.select(sa.func.max(article.c.listed))).scalar()
    if newest is None:
        return
    same = (version.c.article == article.c.id) & (version.c.sha256 == article.c.text_sha256)
    rows = connection.execute(
        sa.select(article.c.id, article.c.outlet, article.c.url, article.c.title, version.c.text)
        .join(version, same)
        .where(article.c.listed >= newest - timedelta(days=30))
    )
    named = [
        {"outlet": row.outlet, "key": name, "article": row.id}
        for row in rows
        for name in content_names(row.url, row.title, row.text).values()
    ]
    aliases = sa.table("aliases", *map(sa.column, ("outlet", "key", "article")))
    for start in range(0, len(named), 1000):
        connection.execute(aliases.insert(), named[start : start + 1000])


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index("ix_articles_revised")
        batch_op.drop_column("listed")
        batch_op.drop_column("revised")

    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index("ix_threads_name_date")
        batch_op.drop_index("ix_threads_story")

    op.drop_table("threads")
    op.drop_table("aliases")
