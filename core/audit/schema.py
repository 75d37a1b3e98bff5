"""What the migration adds beyond tables: triggers that refuse changes, and the chain's start."""

from sqlalchemy import Connection, text

from core.audit.chain import GENESIS, Facts, entry_hash, seal
from core.audit.rows import sealed_rows_of
from core.secrets.keys import ring

_STATEMENTS = {
    "sqlite": (
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'audit entries cannot be changed'); END",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
        "BEGIN SELECT RAISE(ABORT, 'audit entries cannot be deleted'); END",
        "CREATE TRIGGER audit_entry_next BEFORE INSERT ON audit_entry "
        "WHEN NEW.id <> (SELECT length + 1 FROM audit_head) "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are only appended'); END",
        "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head "
        "WHEN NEW.length <> OLD.length + 1 "
        "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
        "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head "
        "BEGIN SELECT RAISE(ABORT, 'the audit log keeps its head'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit entries cannot be changed or deleted'; END $$",
        "CREATE FUNCTION audit_head_forward() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.length <> OLD.length + 1 THEN "
        "RAISE EXCEPTION 'the audit log only grows'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER audit_entry_fixed BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head "
        "FOR EACH ROW EXECUTE FUNCTION audit_head_forward()",
        "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
}

TRIGGERS = {
    "sqlite": {
        "audit_entry": ("audit_entry_no_update", "audit_entry_no_delete", "audit_entry_next"),
        "audit_head": ("audit_head_forward", "audit_head_no_delete"),
    },
    "postgresql": {
        "audit_entry": ("audit_entry_fixed", "audit_entry_no_truncate"),
        "audit_head": ("audit_head_forward", "audit_head_no_delete", "audit_head_no_truncate"),
    },
}
"""The names of the triggers, by database and table."""


def begin_chain(connection: Connection) -> None:
    """Chain and seal the entries that were written before there was a chain, and set the head."""
    last = GENESIS
    number = 0
    for number, (facts, _hash, _mac) in enumerate(list(sealed_rows_of(connection)), 1):
        last = entry_hash(last, Facts(number, *facts[1:]))
        connection.execute(
            text("UPDATE audit_entry SET id = :id, hash = :hash, mac = :mac WHERE id = :old"),
            {
                "id": number,
                "hash": last,
                "mac": seal(last, ring().derive("audit")[0]),
                "old": facts.id,
            },
        )
    connection.execute(
        text("INSERT INTO audit_head (id, length, hash) VALUES (1, :count, :hash)"),
        {"count": number, "hash": last if number else ""},
    )


def forbid_changes(connection: Connection) -> None:
    """Make the triggers."""
    for statement in _STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
