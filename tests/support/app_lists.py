"""Lists of an app's accounts, delivered to the accounts room itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import polars as pl
from sqlmodel import Session

from core.accounts import service as accounts
from core.accounts.frames import ACCOUNTS
from core.accounts.values import Delivery, How, ImportResult, Subject
from core.actor import LOCAL_OPERATOR
from core.app import account_hooks


def listed(*people: Mapping[str, Any] | str) -> Delivery:
    """A list with these accounts: a user name, or columns of ``frames.ACCOUNTS``."""
    rows = [one if isinstance(one, Mapping) else {"email": one} for one in people]
    found = []
    for line, row in enumerate(rows, 2):
        key = row.get("external_id") or row.get("user_name") or row["email"]
        found.append({"key": key, "status": "active", "kind": "person", "line": line, **row})
    frame = pl.DataFrame(found, schema=ACCOUNTS)
    data = frame.write_json().encode()
    columns = ("email", "user_name", "status", "admin")
    same = {name: name for name in columns}
    digest = sha256(data).hexdigest()
    return Delivery(Subject.ACCOUNTS, "table", "Table", (), columns, same, frame, digest, data)


def deliver(
    session: Session,
    app: str,
    people: Iterable[Mapping[str, Any] | str],
    taken_at: datetime,
    *,
    complete: bool = True,
) -> ImportResult:
    """Deliver a list of the app, taken at a moment; nobody holds it up."""
    how = How(complete=complete, as_of=taken_at)
    result = accounts.import_accounts(session, LOCAL_OPERATOR, app, listed(*people), how)
    if result.held and result.snapshot:
        accounts.settle_snapshot(
            session, LOCAL_OPERATOR, result.snapshot, accept=True, reason="It is right."
        )
    return result


def wire() -> None:
    """Cases hear of lists, and tell what they remove, as ``core/app/wiring.py`` has it: the same
    functions, for a process in which the app is started as well tells everything once."""
    accounts.on_concluded(account_hooks.list_concluded)
    accounts.on_matched(account_hooks.accounts_matched)
    accounts.removals_from(account_hooks.removals_of_cases)
    accounts.cases_are_seen_by(account_hooks.cases_seen)
