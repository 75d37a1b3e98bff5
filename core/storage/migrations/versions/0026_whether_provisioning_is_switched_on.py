"""Whether an identity provider's provisioning of an app of ours is switched on

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stack_app", schema=None) as batch_op:
        batch_op.add_column(sa.Column("provisioning_on", sa.Boolean(), nullable=True))
        batch_op.add_column(
            sa.Column("provisioning_idp", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
        )
