"""How exposed the organisation was, as it was measured each day

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

import core.storage.columns

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exposure_observation",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", core.storage.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("apps", sa.Integer(), nullable=False),
        sa.Column("automatic", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("unseated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_exposure_observation")),
    )
