"""Groups of accounts, command-line tokens, and what suspended an account

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import core.storage.columns

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, core.storage.columns.UtcDateTime
    op.create_table(
        "command_line_token",
        sa.Column("digest", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("created_at", moment(timezone=True), nullable=False),
        sa.Column("expires_at", moment(timezone=True), nullable=False),
        sa.Column("ended_at", moment(timezone=True), nullable=True),
        sa.Column("end_reason", text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_command_line_token_account_id_account")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_command_line_token")),
    )
    op.create_index(op.f("ix_command_line_token_account_id"), "command_line_token", ["account_id"])
    op.create_table(
        "account_group",
        sa.Column("key", text(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account_group")),
    )
    op.create_table(
        "account_group_member",
        sa.Column("group_key", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_group_member_account_id_account")
        ),
        sa.PrimaryKeyConstraint("group_key", "account_id", name=op.f("pk_account_group_member")),
    )
    op.create_index(
        op.f("ix_account_group_member_account_id"), "account_group_member", ["account_id"]
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suspended_by", text(), nullable=True))
