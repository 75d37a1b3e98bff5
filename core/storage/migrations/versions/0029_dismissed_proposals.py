"""What a list of people proposed, and somebody dismissed

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from core.storage.columns import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "roster_dismissal",
        sa.Column("proposal", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("by_id", text(), nullable=False),
        sa.PrimaryKeyConstraint("proposal", name=op.f("pk_roster_dismissal")),
    )
