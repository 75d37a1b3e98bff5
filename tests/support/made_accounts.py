"""Accounts, people and what is known of their lists, as frames, from the few words that matter."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from core.accounts.findings.context import Context, FeedFacts
from core.accounts.frames import IDENTIFIERS, MATCHES, PERSONS, STANDING, Schema
from core.accounts.identifiers import Rules, form

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LISTED: Schema = {"app": pl.String, "feed": pl.Int64, **STANDING}
MATCHED: Schema = {
    **LISTED,
    **{name: kind for name, kind in MATCHES.items() if name not in LISTED},
}


def ago(days: float) -> datetime:
    """So many days before now."""
    return NOW - timedelta(days=days)


def account(key: str, **said: Any) -> dict[str, Any]:
    """One account of ``figma``, active, first seen 100 days ago and last seen yesterday, in
    snapshot 7 of feed 1; ``said`` is what else or otherwise. The forms follow the names."""
    row: dict[str, Any] = {
        "app": "figma",
        "feed": 1,
        "key": key,
        "status": "active",
        "kind": "person",
        "gone": False,
        "first_seen": ago(100),
        "first_snapshot": 1,
        "last_seen": ago(1),
        "last_snapshot": 7,
        "status_since": ago(100),
        **said,
    }
    row.setdefault("email_form", form(row.get("email") or "", Rules()) or None)
    row.setdefault("user_form", form(row.get("user_name") or "", Rules()) or None)
    return row


def listed(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Accounts as they stand, with app and feed."""
    return pl.DataFrame(list(rows), schema=LISTED)


def matched(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Accounts as they stand, and whose they are."""
    return pl.DataFrame(list(rows), schema=MATCHED)


def persons(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """People: employees who work here, unless said otherwise."""
    defaults = {"name": "Ada Example", "kind": "employee", "employment": "active"}
    return pl.DataFrame([{**defaults, **row} for row in rows], schema=PERSONS)


def identifiers(*rows: tuple[str, str, int]) -> pl.DataFrame:
    """``(form, kind, person)``."""
    return pl.DataFrame(rows, schema=IDENTIFIERS, orient="row")


def context(**said: Any) -> Context:
    """Now, with feed 1 complete yesterday (snapshot 7), stale after 35 days; dormant after 90."""
    facts = {
        "now": NOW,
        "dormant_days": 90,
        "feeds": [FeedFacts(1, ago(1), 7, timedelta(days=35))],
        **said,
    }
    return Context(**facts)
