"""Which accounts a case knew as its person's, and what decisions and held lists rest on

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from core.storage.columns import JsonText

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "offboarding_listed_account",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("app_id", text(), nullable=False),
        sa.Column("feed", sa.Integer(), nullable=False),
        sa.Column("key", text(), nullable=False),
        sa.Column("external_id", text(), nullable=True),
        sa.Column("names", JsonText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["app_id"], ["app.id"], name=op.f("fk_offboarding_listed_account_app_id_app")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["offboarding_case.id"],
            name=op.f("fk_offboarding_listed_account_case_id_offboarding_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "case_id", "app_id", "feed", "key", name=op.f("pk_offboarding_listed_account")
        ),
    )
    with op.batch_alter_table("account_snapshot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("columns", JsonText(), nullable=True))
        batch_op.add_column(sa.Column("mapping", JsonText(), nullable=True))
    with op.batch_alter_table("account_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", text(), nullable=True))
        batch_op.add_column(sa.Column("user_name", text(), nullable=True))
