"""What a case knows of its person, what was read back of accounts, and who insisted on closing

Revision ID: 0016
Revises: 0015
"""

import json
from unicodedata import normalize

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ACTIVE = sa.text("account_active")


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    with op.batch_alter_table("scim_removal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account_active", sa.Boolean(), nullable=True))
    op.execute(
        sa.text(
            "UPDATE scim_removal SET account_active = :yes WHERE state = 'returned'"
        ).bindparams(yes=True)
    )
    seen = "UPDATE scim_removal SET account_active = :seen WHERE state = :state"
    for state, active in (("returned", True), ("verified", False)):
        op.execute(sa.text(seen).bindparams(seen=active, state=state))
    op.create_index(
        "ix_scim_removal_active",
        "scim_removal",
        ["outbound_id"],
        sqlite_where=_ACTIVE,
        postgresql_where=_ACTIVE,
    )
    with op.batch_alter_table("offboarding_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("insisted", sa.Text(), nullable=True))
    op.create_table(
        "offboarding_identifier",
        sa.Column("value", text, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["offboarding_case.id"],
            name=op.f("fk_offboarding_identifier_case_id_offboarding_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("value", "case_id", name=op.f("pk_offboarding_identifier")),
    )
    op.create_index(
        op.f("ix_offboarding_identifier_case_id"), "offboarding_identifier", ["case_id"]
    )
    op.execute(
        "INSERT INTO offboarding_identifier (value, case_id) SELECT email, id FROM offboarding_case"
    )
    op.create_table(
        "scim_name",
        sa.Column("value", text, nullable=False),
        sa.Column("resource_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_seq"],
            ["scim_resource.seq"],
            name=op.f("fk_scim_name_resource_seq_scim_resource"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("value", "resource_seq", name=op.f("pk_scim_name")),
    )
    op.create_index(op.f("ix_scim_name_resource_seq"), "scim_name", ["resource_seq"])
    _name_stored_users(op.get_bind())


def _name_stored_users(connection: sa.Connection) -> None:
    """As ``core.scim.person_names`` names them from now on."""
    users = connection.execute(
        sa.text("SELECT seq, bridge_id, body FROM scim_resource WHERE kind = 'User'")
    )
    put = sa.text("INSERT INTO scim_name (value, resource_seq) VALUES (:value, :seq)")
    for part in users.partitions(1000):
        rows = [
            {"value": value, "seq": seq}
            for seq, bridge, body in part
            for value in sorted(_names(bridge, json.loads(body)))
        ]
        if rows:
            connection.execute(put, rows)


def _names(bridge: str, user: dict) -> set[str]:
    found = [user.get("userName")]
    found += [e.get("value") for e in user.get("emails") or [] if isinstance(e, dict)]
    external = user.get("externalId")
    if isinstance(external, str) and external.strip():
        own = len(external.strip()) < 16 and "@" not in external
        found.append(f"{bridge}/{external.strip()}" if own else external)
    said = (name.strip() for name in found if isinstance(name, str) and name.strip())
    return {normalize("NFC", normalize("NFC", name).lower()) for name in said}


def downgrade() -> None:
    op.drop_table("scim_name")
    op.drop_table("offboarding_identifier")
    with op.batch_alter_table("offboarding_case", schema=None) as batch_op:
        batch_op.drop_column("insisted")
    op.drop_index("ix_scim_removal_active", table_name="scim_removal")
    with op.batch_alter_table("scim_removal", schema=None) as batch_op:
        batch_op.drop_column("account_active")
