"""Why a removal needs a person, as a value instead of the beginning of a sentence

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("scim_removal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cause", sa.String(length=40), nullable=True))
    op.execute(
        "UPDATE scim_removal SET cause = 'other-account' "
        "WHERE outcome LIKE 'There is an active account%'"
    )
    # A note that only named the case was hidden by its first letters.
    op.execute("UPDATE scim_event SET note = NULL WHERE note LIKE 'case:%'")
