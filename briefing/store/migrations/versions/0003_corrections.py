"""Corrections of editions, and which edition told of which"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("edition", sa.String(length=100), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_edition", ["edition"], unique=False)
    op.create_table(
        "tellings",
        sa.Column("edition", sa.String(length=100), nullable=False),
        sa.Column("correction", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("edition", "correction", name=op.f("pk_tellings")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("tellings")
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_index("ix_corrections_edition")
    op.drop_table("corrections")
