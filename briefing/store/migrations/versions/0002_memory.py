"""Threads of stories, other names of articles, when an article was revised"""

import sqlalchemy as sa
from alembic import op

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
        sa.Column("seen", sa.DateTime(), nullable=False),
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
        batch_op.create_index("ix_articles_revised", ["revised"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index("ix_articles_revised")
        batch_op.drop_column("revised")

    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index("ix_threads_name_date")
        batch_op.drop_index("ix_threads_story")

    op.drop_table("threads")
    op.drop_table("aliases")
