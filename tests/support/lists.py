"""What apps' lists say of a leaver, told as the accounts room tells it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from core.accounts import service as accounts
from core.accounts.values import Known, KnownInApp, Seen, Sight, SnapshotState, SnapshotView
from core.actor import Actor

TAKEN = datetime(2026, 11, 30, 9, tzinfo=UTC)


@dataclass
class Lists:
    """Lists of apps, as they stand: which are known, and what the newest complete one shows."""

    known: dict[str, KnownInApp] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    only_admin: set[str] = field(default_factory=set)
    read_again: set[str] = field(default_factory=set)
    number: int = 0

    def say(self, app: str, known: Known, **more: Any) -> None:
        """What is known of the leaver in the app."""
        given = {"as_of": TAKEN, "feed": f"{app} users", "snapshot": 1} | more
        self.known[app] = KnownInApp(app, known, **given)

    def show(self, app: str, state: Sight, taken_at: datetime) -> SnapshotView:
        """A newer complete list of the app, and the delivery that it is."""
        self.number += 1
        feed, digest = f"{app} users", f"{self.number:064x}"
        self.seen[app] = Seen(
            state, app, feed, self.number, taken_at, 412, digest, None, ("ada@example.com",)
        )
        return snapshot(self.number, app, taken_at)

    def known_in_apps(
        self,
        _session: Session,
        _actor: Actor,
        _names: Collection[str],
        _now: datetime,
        _once: object = (),
    ) -> Mapping[str, KnownInApp]:
        return dict(self.known)

    def seen_since(
        self,
        _session: Session,
        app: str,
        _names: Collection[str],
        after: datetime,
        _once: object = (),
    ) -> Seen | None:
        found = self.seen.get(app)
        return found if found and found.taken_at > after else None

    def only_administrators(
        self, _session: Session, _actor: Actor, _now: datetime, app: str | None = None
    ) -> list[tuple[str, str, int | None]]:
        return [(one, "ada", None) for one in self.only_admin if app in (None, one)]

    def shown_in_use(
        self,
        _session: Session,
        app: str,
        names: Mapping[int, Collection[str]],
        _once: object = None,
    ) -> frozenset[int]:
        found = self.seen.get(app)
        return frozenset(names) if found and found.sight is Sight.IN_USE else frozenset()


def lists(monkeypatch: pytest.MonkeyPatch) -> Lists:
    """Lists instead of the accounts room's, until the test ends."""
    made = Lists()
    monkeypatch.setattr(accounts, "known_in_apps", made.known_in_apps)
    monkeypatch.setattr(accounts, "seen_since", made.seen_since)
    monkeypatch.setattr(accounts, "shown_in_use", made.shown_in_use)
    monkeypatch.setattr(accounts, "only_administrators", made.only_administrators)
    monkeypatch.setattr(
        accounts, "apps_read_again", lambda _session, _actor: frozenset(made.read_again)
    )
    return made


def snapshot(number: int, app: str | None, taken_at: datetime, **more: Any) -> SnapshotView:
    """A complete, concluded delivery."""
    given: dict[str, Any] = {
        "state": SnapshotState.CONCLUDED,
        "complete": True,
        "received_at": taken_at,
        "by": "Ola Operator",
        "file": None,
        "format": "table",
        "rows": 412,
        "new": 0,
        "changed": 0,
        "gone": 0,
        "sha256": f"{number:064x}",
    }
    return SnapshotView(
        id=number, feed=1, feed_name=f"{app} users", app=app, taken_at=taken_at, **(given | more)
    )
