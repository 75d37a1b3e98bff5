"""What was known of a leaver's accounts when their case was opened

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from core.storage.columns import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offboarding_known_account",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("app_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("known", sa.String(length=40), nullable=False),
        sa.Column("as_of", UtcDateTime(timezone=True), nullable=True),
        sa.Column("feed", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("snapshot", sa.Integer(), nullable=True),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["app_id"], ["app.id"], name=op.f("fk_offboarding_known_account_app_id_app")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["offboarding_case.id"],
            name=op.f("fk_offboarding_known_account_case_id_offboarding_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["offboarding_step.id"],
            name=op.f("fk_offboarding_known_account_step_id_offboarding_step"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "app_id", name=op.f("pk_offboarding_known_account")),
    )
    with op.batch_alter_table("offboarding_known_account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_offboarding_known_account_step_id"), ["step_id"], unique=False
        )

    with op.batch_alter_table("offboarding_step", schema=None) as batch_op:
        batch_op.create_index(
            "ix_offboarding_step_removes",
            ["app_id", "status"],
            unique=False,
            sqlite_where=sa.text("removes_access"),
            postgresql_where=sa.text("removes_access"),
        )
