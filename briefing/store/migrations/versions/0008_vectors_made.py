"""When a vector was made: the cache is emptied of old ones"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward; what is there counts as made today."""
    with op.batch_alter_table("vectors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made", sa.DateTime(), nullable=True))
    op.execute("UPDATE vectors SET made = CURRENT_TIMESTAMP")
    with op.batch_alter_table("vectors", schema=None) as batch_op:
        batch_op.alter_column("made", existing_type=sa.DateTime(), nullable=False)
        batch_op.create_index("ix_vectors_made", ["made"], unique=False)


def downgrade() -> None:
    """One step back."""
    with op.batch_alter_table("vectors", schema=None) as batch_op:
        batch_op.drop_index("ix_vectors_made")
        batch_op.drop_column("made")
