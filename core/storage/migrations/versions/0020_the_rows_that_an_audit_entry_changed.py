"""the rows that an audit entry changed

Entries carry digests of the rows that they changed. What was in the tables before gets entries that
say so: one for each case, account, connection, decision and edited checklist, and one for the
catalogue's apps, each with the digests of the rows that belong to it.

Revision ID: 0020
Revises: 0019
"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

from core.keys import ring

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# What the audit room did when this migration was written, kept here as it was: the entries that it
# adds must come out the same whatever the room does today.
_SECRET = {
    "scim_outbound": {"secret", "tested_at", "report", "failures", "closed_until"},
    "scim_removal": {
        "state",
        "remote_id",
        "attempts",
        "next_at",
        "claimed_until",
        "outcome",
        "cause",
        "candidates",
        "checks",
    },
    "app": {"category", "website", "depth", "origin", "withdrawn"},
}
_ABOUT = {
    "offboarding_case": "'case:' || id",
    "offboarding_step": "'case:' || case_id",
    "offboarding_need": "'case:' || "
    "(SELECT s.case_id FROM offboarding_step s WHERE s.id = step_id)",
    "offboarding_reader": "'case:' || case_id",
    "offboarding_evidence": "'case:' || case_id",
    "offboarding_identifier": "'case:' || case_id",
    "offboarding_checklist": "'checklist:' || checklist",
    "account": "'account:' || id",
    "account_link": "'account:' || account_id",
    "decision": "'decision:' || id",
    "scim_outbound": "'scim-outbound:' || id",
    "scim_bridge": "'scim-bridge:' || id",
    "scim_removal": "'scim-removal:' || id",
    "app": "'catalog:bundle'",
}
_KEYS = {
    "offboarding_need": ("step_id", "needs_id"),
    "offboarding_reader": ("case_id", "who"),
    "offboarding_identifier": ("value", "case_id"),
    "offboarding_checklist": ("checklist", "number"),
    "account_link": ("issuer", "subject"),
}
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr).encode
_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _rows(connection: sa.Connection) -> Iterator[tuple[str, str, str, str]]:
    """What each row belongs to, its table, its key and its digest."""
    for table, about in _ABOUT.items():
        left_out = _SECRET.get(table, set())
        keys = _KEYS.get(table, ("id",))
        of_table = sa.table(table).alias("t")
        about_it = sa.literal_column(about).label("about_")
        query = sa.select(about_it, sa.literal_column("t.*")).select_from(of_table)
        found = connection.execute(query)
        for row in found.mappings():
            told = {
                name: _plain(row[name])
                for name in sorted(row.keys())
                if name != "about_" and name not in left_out and row[name] is not None
            }
            key = [row[name] for name in keys]
            digest = urlsafe_b64encode(sha256(_compact(told).encode()).digest()[:24]).decode()
            yield row["about_"], table, str(key[0]) if len(key) == 1 else _compact(key), digest


def _add_entries(connection: sa.Connection) -> None:
    states: dict[str, dict[str, dict[str, str]]] = {}
    for about, table, key, digest in _rows(connection):
        states.setdefault(about, {}).setdefault(table, {})[key] = digest
    head = sa.text("SELECT length, hash FROM audit_head")
    number, last = connection.execute(head).one()
    for about, state in states.items():
        number, now = number + 1, datetime.now(UTC)
        after = _canonical({"reason": "as it stood when entries began to carry the state of rows"})
        fields = {
            "id": number, "at": now.isoformat(timespec="microseconds"), "actor_id": "system",
            "actor_name": "Offramp", "action": "audit.state-begin", "object": about,
            "before": None, "after": after, "address": None, "request_id": None,
            "state": _canonical(state),
        }  # fmt: skip
        text = f"{last or '0' * 64}\n{_compact(list(fields.values()))}"
        last = sha256(text.encode()).hexdigest()
        key = ring().derive("audit")[0]
        mac = f"{key.id}:{hmac.digest(key.value, last.encode(), 'sha256').hex()}"
        stored = now.strftime("%Y-%m-%d %H:%M:%S.%f")
        at = stored if connection.dialect.name == "sqlite" else now
        connection.execute(
            sa.text(
                "INSERT INTO audit_entry (id, at, actor_id, actor_name, action, object, before, "
                "after, address, request_id, state, hash, mac) VALUES (:id, :at, :actor_id, "
                ":actor_name, :action, :object, :before, :after, :address, :request_id, :state, "
                ":hash, :mac)"
            ),
            fields | {"at": at, "hash": last, "mac": mac},
        )
        connection.execute(
            sa.text("UPDATE audit_head SET length = :count, hash = :hash"),
            {"count": number, "hash": last},
        )


def upgrade() -> None:
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.Text(), nullable=True))
    _add_entries(op.get_bind())


def downgrade() -> None:
    raise NotImplementedError("the audit log keeps what it says")
