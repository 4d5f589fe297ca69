"""The ledger: a row for each edition and subscriber, and what tells a restored backup"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.create_table(
        "deliveries",
        sa.Column("edition", sa.String(length=130), nullable=False),
        sa.Column("subscriber", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.Column("wanted", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("edition", "subscriber", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_edition_state_due", ["edition", "state", "due"], unique=False)
        batch_op.create_index("ix_deliveries_state_due", ["state", "due"], unique=False)
        batch_op.create_index("ix_deliveries_claim", ["claim"], unique=False)
        batch_op.create_index("ix_deliveries_subscriber", ["subscriber"], unique=False)
        batch_op.create_index("ix_deliveries_message_id", ["message_id"], unique=False)
    op.create_table(
        "sendings",
        sa.Column("edition", sa.String(length=130), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=False),
        sa.Column("listed", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("edition", name=op.f("pk_sendings")),
    )
    op.create_table(
        "generations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generations")),
    )


def downgrade() -> None:
    """One step back."""
    op.drop_table("generations")
    op.drop_table("sendings")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_message_id")
        batch_op.drop_index("ix_deliveries_subscriber")
        batch_op.drop_index("ix_deliveries_claim")
        batch_op.drop_index("ix_deliveries_state_due")
        batch_op.drop_index("ix_deliveries_edition_state_due")
    op.drop_table("deliveries")
