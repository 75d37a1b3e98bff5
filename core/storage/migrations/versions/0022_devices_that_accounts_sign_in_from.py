"""Devices that accounts sign in from, and sign-ins that are news to an account's owner

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import core.storage.columns

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, core.storage.columns.UtcDateTime
    op.create_table(
        "sign_in_device",
        sa.Column("id", text(), nullable=False),
        sa.Column("digest", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("first_seen_at", moment(timezone=True), nullable=False),
        sa.Column("last_seen_at", moment(timezone=True), nullable=False),
        sa.Column("address", text(), nullable=True),
        sa.Column("agent", text(), nullable=True),
        sa.Column("ended_at", moment(timezone=True), nullable=True),
        sa.Column("end_reason", text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_device_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_device")),
    )
    op.create_index(op.f("ix_sign_in_device_digest"), "sign_in_device", ["digest"])
    op.create_index(op.f("ix_sign_in_device_account_id"), "sign_in_device", ["account_id"])
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", text(), nullable=True))
        batch_op.add_column(sa.Column("is_news", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("told_at", moment(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_sign_in_session_device_id"), ["device_id"])
