"""What one more list of accounts changes, by name: what matters is named first."""

from datetime import UTC, datetime, timedelta

from core.accounts.feeds.changes import of_accounts
from core.accounts.feeds.fold import fold
from tests.support.app_lists import listed

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_who_becomes_an_administrator_is_named_before_other_changes() -> None:
    people = [
        {"email": f"p{number}@example.com", "user_name": "a", "admin": False}
        | {"external_id": str(number), "name": "A"}
        for number in range(30)
    ]
    before, _counts = fold(None, listed(*people).frame, snapshot=1, taken_at=NOW, complete=True)
    later = [one | {"user_name": "b"} for one in people[:-1]] + [people[-1] | {"admin": True}]
    found = of_accounts(before, listed(*later).frame, NOW + timedelta(hours=1), complete=True)
    assert found.changed[0].name == "p29@example.com"
    assert [one.field for one in found.changed[0].fields] == ["admin"]
