"""Where a step of a case is done, so that what is done in one place can be done in one go

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    with op.batch_alter_table("offboarding_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", text(), nullable=True))
