"""Send the audit log's entries elsewhere as they are written (ASVS 5.0, 16.4.3).

A collector gets them in their order as JSON lines, in the form of an exported log, at least once
each: ``id`` tells what came twice. What it has acknowledged is a receipt beside the checkpoints,
and an anchor like the others: a cut tail shows (core/audit/anchoring/anchors.py).
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from core.audit.anchoring import anchors, checkpoint
from core.audit.anchoring.anchors import Anchor, Source
from core.audit.chain import Sealed
from core.audit.rows import jsonl, sealed_rows_after
from core.config import Settings
from core.errors import OfframpError
from core.jobs.service import SignOfLife
from core.keys import ring
from core.storage.database import Database

WORKER = "audit forwarding"
EVERY = timedelta(seconds=30)
AT_ONCE = 1000
"""Entries of one request: about a megabyte."""
SECONDS = 10
"""The collector has so long to take them and to answer."""
MOST_BYTES = 4096
"""Of its answer; nothing in it is needed."""

log = logging.getLogger("offramp.audit")


def forward_now(database: Database, settings: Settings) -> int:
    """Send what the collector does not have yet; how many entries that were.

    Raises :class:`OfframpError` or ``OSError`` where it does not take them; they stay to be sent.
    """
    host = urlsplit(settings.audit_forward_url).hostname or ""
    keys = ring().derive("audit")
    held, _broken = anchors.receipts(settings.anchors, keys)
    have = max(
        (one.count for one in held if (one.source, one.where) == (Source.COLLECTOR, host)),
        default=0,
    )
    sent = 0
    while True:
        with database.read() as session:
            entries = sealed_rows_after(session, have, limit=AT_ONCE)
        if not entries:
            return sent
        _send(settings, entries)
        last = entries[-1]
        have = last.facts.id
        receipt = Anchor(Source.COLLECTOR, host, have, last.hash, datetime.now(UTC))
        checkpoint.append(settings.anchors, receipt.sealed(keys[0]))
        sent += len(entries)


def _send(settings: Settings, entries: list[Sealed]) -> None:
    import requests  # most places keep the log in the database alone

    from core.net.limited import exchange
    from core.net.pinned import session_for_operator

    token = settings.audit_forward_token.get_secret_value()
    headers = {"content-type": "application/x-ndjson"}
    headers |= {"authorization": f"Bearer {token}"} if token else {}
    try:
        with session_for_operator(settings.audit_forward_url) as session:
            answer = exchange(
                session,
                "POST",
                settings.audit_forward_url,
                seconds=SECONDS,
                most_bytes=MOST_BYTES,
                data="".join(jsonl(entries)).encode(),
                headers=headers,
            )
        if answer.is_success:
            return
        told = f"answers {answer.status}"
    except requests.Timeout:
        told = f"does not answer within {SECONDS} seconds"
    except requests.RequestException as problem:
        told = f"cannot be reached ({type(problem).__name__})"
    # Not the address: it may hold a secret.
    raise OfframpError(
        f"The collector of OFFRAMP_AUDIT_FORWARD_URL {told}.",
        hint="Entries wait and are sent in their order once it takes them.",
    )


async def forward_for_ever(database: Database, settings: Settings) -> None:
    """Forward until cancelled. A failure is logged, shown, and does not end it."""
    signs = SignOfLife(database, WORKER, EVERY)
    while True:
        try:
            await asyncio.to_thread(forward_now, database, settings)
            await asyncio.to_thread(signs.give)
        except Exception as problem:
            is_plain = isinstance(problem, (OfframpError, OSError))
            log.error("the audit log is not forwarded: %s", problem, exc_info=not is_plain)
            await asyncio.to_thread(signs.note, problem)
        await asyncio.sleep(EVERY.total_seconds())
