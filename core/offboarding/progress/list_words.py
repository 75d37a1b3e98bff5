"""An app's complete list as evidence, in words: its text is JSON (``progress/proven.py``). Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.accounts.values import Shown, Sight
from core.errors import ended
from core.offboarding.durations import local

NEVER_LISTED = "no list has ever shown an account of theirs"
"""Of who may never have had an account: being absent proves no removal then."""
_DIGITS = 16
"""Of a digest, enough to find it by eye; the whole one is in the JSON."""


def list_in_words(text: str, app: str, zone: str) -> str:
    """``Absent from the complete list of Figma of 2026-11-30 15:02 CET, 412 accounts, list digest
    3f2a9c…``, and whether any list ever had an account of theirs. ``app``: its name; ``zone``:
    whose clock the moment is on."""
    said = json.loads(text)
    taken = local(datetime.fromisoformat(said["taken_at"]), zone)
    accounts = "1 account" if said["rows"] == 1 else f"{said['rows']:,} accounts"
    digest = said["sha256"][:_DIGITS]
    told = f"{_how(said)} the complete list of {app} of {taken}, {accounts}, list digest {digest}…"
    if said.get("never"):
        told = f"{told}; {NEVER_LISTED}"
    if "accepted" not in said:
        return told
    of = said["accepted"]
    when = local(datetime.fromisoformat(of["at"]), zone)
    told = f"{told}." if said.get("never") else told
    return f"{told} {held_in_words(of['held'], of['by'], when, of['reason'])}"


def held_in_words(held: Sequence[str], by: str, when: str, reason: str) -> str:
    """That a list was held, and who accepted it: ``It was held: 3 of 20 accounts are missing (15%).
    Ola Operator accepted it, 2026-11-30 15:02 CET: a reorganisation.``"""
    why = ended(reason or "no reason given")
    return f"It was held: {' '.join(map(ended, held))} {by} accepted it, {when}: {why}"


def _how(said: Mapping[str, Any]) -> str:
    if said["state"] == Sight.ABSENT:
        return "Absent from"
    shown = {one["shown"] for one in said["proof"]["names"]} if said["proof"] else set()
    if Shown.SUSPENDED in shown and Shown.DEACTIVATED not in shown:
        return "Suspended in"
    return "Deactivated in"
