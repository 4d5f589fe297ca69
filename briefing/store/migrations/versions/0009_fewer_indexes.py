"""The ledger loses an index: each change of a state wrote it twice, and an edition's rows are found by their key"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.drop_index("ix_deliveries_edition_state_due", table_name="deliveries")


def downgrade() -> None:
    """One step back."""
    op.create_index(
        "ix_deliveries_edition_state_due", "deliveries", ["edition", "state", "due"], unique=False
    )
