"""Second factors, and when a session last proved who uses it

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import core.storage.columns

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text, moment = sqlmodel.sql.sqltypes.AutoString, core.storage.columns.UtcDateTime

    def of_account(table: str) -> sa.ForeignKeyConstraint:
        name = op.f(f"fk_{table}_account_id_account")
        return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name)

    op.create_table(
        "passkey",
        sa.Column("id", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("credential_id", text(), nullable=False),
        sa.Column("public_key", text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("created_at", moment(timezone=True), nullable=False),
        sa.Column("last_used_at", moment(timezone=True), nullable=True),
        sa.Column("disabled_at", moment(timezone=True), nullable=True),
        of_account("passkey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])
    op.create_index(op.f("ix_passkey_credential_id"), "passkey", ["credential_id"], unique=True)
    op.create_table(
        "authenticator_app",
        sa.Column("account_id", text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("created_at", moment(timezone=True), nullable=False),
        sa.Column("last_used_at", moment(timezone=True), nullable=True),
        of_account("authenticator_app"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_authenticator_app")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("digest", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("created_at", moment(timezone=True), nullable=False),
        sa.Column("used_at", moment(timezone=True), nullable=True),
        of_account("recovery_code"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])
    op.create_table(
        "half_sign_in",
        sa.Column("digest", text(), nullable=False),
        sa.Column("account_id", text(), nullable=False),
        sa.Column("method", text(), nullable=False),
        sa.Column("created_at", moment(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        of_account("half_sign_in"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_half_sign_in")),
    )
    op.create_index(op.f("ix_half_sign_in_account_id"), "half_sign_in", ["account_id"])
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_factor_since", moment(timezone=True), nullable=True))
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("factor", text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_column("factor")
        batch_op.drop_column("confirmed_at")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("second_factor_since")
    for table in ("half_sign_in", "recovery_code", "authenticator_app", "passkey"):
        op.drop_table(table)
