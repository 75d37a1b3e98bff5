"""Which identity providers send SCIM to an address of one's own

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("idp", schema=None) as batch_op:
        # The next start loads the files, which changed too, and fills the columns.
        batch_op.add_column(
            sa.Column("custom_scim", sa.String(length=40), nullable=False, server_default="unknown")
        )
        for name in ("custom_scim_source", "custom_scim_note"):
            text = sqlmodel.sql.sqltypes.AutoString()
            batch_op.add_column(sa.Column(name, text, nullable=True))
