"""Connections that were deleted, in both directions, and where a reading was taken

Revision ID: 0019
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("scim_outbound", "scim_bridge"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("scim_removal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at_url", sa.String(), nullable=True))
