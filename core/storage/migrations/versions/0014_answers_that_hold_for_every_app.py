"""Answers that hold for every app of the organisation, and quotes for a plan

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

import core.storage.columns

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answers", core.storage.columns.JsonText(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", core.storage.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stack_app", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quote_plan", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("quote", core.storage.columns.DecimalText(), nullable=True))
    # Plans that the catalogue had under two names have one now.
    for app, old, new in _RENAMED:
        op.execute(
            sa.text(
                "UPDATE stack_app SET plan = :new WHERE app_id = :app AND plan = :old"
            ).bindparams(app=app, old=old, new=new)
        )


_RENAMED = (
    ("datadog", "infra-free", "infrastructure-free"),
    ("datadog", "infra-pro", "infrastructure-pro"),
    ("datadog", "infra-enterprise", "infrastructure-enterprise"),
    ("atlassian-cloud", "guard-standard", "guard"),
)
