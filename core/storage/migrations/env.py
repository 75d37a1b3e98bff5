"""Alembic's entry: runs migrations on the database that core.storage.migrate hands over."""

from alembic import context

from core.storage.columns import EnumText
from core.storage.database import Database

database: Database = context.config.attributes["database"]


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our column types as what they are in the database: migrations outlive the classes."""
    if kind == "type" and isinstance(item, EnumText):
        return "sa.String(length=40)"
    return False


with database.engine.connect() as connection:
    if database.is_sqlite:
        # Tables are rebuilt by "batch" migrations; their references must not cascade meanwhile.
        # On the driver's connection: inside a transaction SQLite ignores this pragma.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
    else:
        # A migration waits for whoever works, as long as it takes.
        connection.exec_driver_sql("SET lock_timeout = 0")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes["metadata"],
        render_as_batch=True,
        transaction_per_migration=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.rollback()
    connection.detach()
