"""How long a bridge's OAuth 2 access tokens live

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Bridges that are there keep the hour that was fixed until now.
    with op.batch_alter_table("scim_bridge", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("token_minutes", sa.Integer(), server_default="60", nullable=False)
        )
