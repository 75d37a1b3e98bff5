"""A person has one open case of what IdPs removed, also when two bridges tell at once

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OPEN = "status = 'open' AND kind = 'idp-removal'"

_REMOVED = "removal_id IS NOT NULL"

# Of cases that a race opened beside each other, the oldest goes on with the steps of all.
_STEPS = """
UPDATE offboarding_step SET case_id = (
    SELECT min(one.id) FROM offboarding_case AS one
    JOIN offboarding_case AS own ON own.email = one.email
    WHERE own.id = offboarding_step.case_id AND one.status = 'open' AND one.kind = 'idp-removal')
WHERE status IN ('open', 'started', 'blocked') AND case_id IN (
    SELECT id FROM offboarding_case WHERE status = 'open' AND kind = 'idp-removal')
"""
_CASES = """
UPDATE offboarding_case SET status = 'closed', version = version + 1, ended_at = opened_at,
    ended_by = 'system', end_reason = 'its steps go on in this person''s other open case'
WHERE status = 'open' AND kind = 'idp-removal' AND id NOT IN (
    SELECT min(id) FROM offboarding_case
    WHERE status = 'open' AND kind = 'idp-removal' GROUP BY email)
"""


def upgrade() -> None:
    op.execute(_STEPS)
    op.execute(_CASES)
    op.create_index(
        "uq_offboarding_case_open_removal",
        "offboarding_case",
        ["email"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
    # Few steps have a removal: the others need no entry.
    op.drop_index("ix_offboarding_step_removal_id", table_name="offboarding_step")
    op.create_index(
        "ix_offboarding_step_removal_id",
        "offboarding_step",
        ["removal_id"],
        sqlite_where=sa.text(_REMOVED),
        postgresql_where=sa.text(_REMOVED),
    )


def downgrade() -> None:
    op.drop_index("ix_offboarding_step_removal_id", table_name="offboarding_step")
    op.create_index("ix_offboarding_step_removal_id", "offboarding_step", ["removal_id"])
    op.drop_index("uq_offboarding_case_open_removal", table_name="offboarding_case")
