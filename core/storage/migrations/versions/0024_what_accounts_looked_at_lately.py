"""What each account looked at lately

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import core.storage.columns

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, core.storage.columns.UtcDateTime
    op.create_table(
        "recently_opened",
        sa.Column("account_id", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("key", text(), nullable=False),
        sa.Column("at", moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_recently_opened_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "kind", "key", name=op.f("pk_recently_opened")),
    )
