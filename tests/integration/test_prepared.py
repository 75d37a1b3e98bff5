"""Prepared statements say what SQLAlchemy's own execution says, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.scim.bridge.tables import events
from core.scim.models import WorkState
from core.storage.database import Database
from core.storage.prepared_statements import Prepared, savepoint
from tests.support.scim_bridge import add_bridge

COLUMNS = [column.name for column in events.c if column.name != "id"]
ADD = Prepared(insert(events).returning(events.c.id), COLUMNS)
LOOK = select(events.c.id, events.c.at, events.c.state, events.c.detail, events.c.note)
ONE = LOOK.where(events.c.id == bindparam("event"))


@pytest.fixture(autouse=True)
def _a_bridge(database: Database) -> None:
    add_bridge(database)


def event(**changes: object) -> dict[str, object]:
    values = dict.fromkeys(COLUMNS) | {
        "bridge_id": "b1",
        "at": datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=timezone(timedelta(hours=2))),
        "kind": "user-deleted",
        "resource_id": "r1",
        "user_name": "ada",
        "state": WorkState.OPEN,
        "detail": {"group": "Größe"},
    }
    return values | changes


def test_values_are_converted_as_sqlalchemy_converts_them(database: Database) -> None:
    with database.transaction() as connection:
        made = ADD.scalar(connection, event())
        usual = connection.execute(ONE, {"event": made}).one()
        assert Prepared(ONE).first(connection, {"event": made}) == tuple(usual)
        assert Prepared(LOOK).all(connection) == [tuple(usual)]
    assert usual.at == datetime(2026, 3, 1, 10, 0, 0, 250, tzinfo=UTC)
    assert usual.state is WorkState.OPEN
    assert usual.detail == {"group": "Größe"}


def test_a_change_tells_how_many_rows_it_met(database: Database) -> None:
    change = Prepared(
        update(events)
        .where(events.c.id == bindparam("event"), events.c.state == WorkState.OPEN)
        .values(state=WorkState.DONE, note=bindparam("said"))
    )
    with database.transaction() as connection:
        made = ADD.scalar(connection, event())
        assert change.run(connection, {"event": made, "said": "gone"}) == 1
        assert change.run(connection, {"event": made, "said": "again"}) == 0
        (found,) = Prepared(ONE).all(connection, {"event": made})
    assert found[2:] == (WorkState.DONE, {"group": "Größe"}, "gone")


def test_nothing_found_is_none(database: Database) -> None:
    with database.transaction() as connection:
        assert Prepared(ONE).first(connection, {"event": 7}) is None
        assert Prepared(ONE).scalar(connection, {"event": 7}) is None


def count(connection: Connection) -> int:
    return len(Prepared(LOOK).all(connection))


def test_a_part_fails_alone_and_its_error_is_sqlalchemys(database: Database) -> None:
    def adds_two_then_fails(connection: Connection) -> None:
        with savepoint(connection):
            ADD.scalar(connection, event())
            ADD.scalar(connection, event(bridge_id="nobody"))

    with database.transaction() as connection:
        ADD.scalar(connection, event())
        with pytest.raises(IntegrityError):
            adds_two_then_fails(connection)
        assert count(connection) == 1
        with savepoint(connection):
            ADD.scalar(connection, event())
    with database.transaction() as connection:
        assert count(connection) == 2


def test_what_fails_outside_a_part_takes_the_transaction_with_it(database: Database) -> None:
    wrong = Prepared(select(events.c.id).where(events.c.id == bindparam("event")))
    with pytest.raises(IntegrityError), database.transaction() as connection:
        ADD.scalar(connection, event())
        ADD.scalar(connection, event(bridge_id="nobody"))
    with database.transaction() as connection:
        assert count(connection) == 0
        with pytest.raises(KeyError):
            wrong.all(connection, {"evnt": 1})


def test_enumerations_refuse_what_they_do_not_know(database: Database) -> None:
    with database.transaction() as connection, pytest.raises(ValueError, match="lost"):
        ADD.scalar(connection, event(state="lost"))
