"""The audit log as a file, whole and signed or what its page's filters show, streamed: a million
entries are held in no memory."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from core.actor import Actor
from core.app.limits.heavy_work import in_turns
from core.app.runtime import runtime
from core.audit import service as audit
from core.audit.service import Query
from core.errors import Invalid
from core.signatures.carriers import Form
from core.web.files.made import Made


def whole(who: Actor, form: Form) -> Made:
    """The whole log, signed; recorded."""
    now = datetime.now(UTC)
    with runtime().database.write() as session:
        statement = audit.begin_export(session, who, form, now=now)

    def lines() -> Iterator[bytes]:
        with runtime().database.read() as session:
            yield from in_turns(who.id, audit.signed_log(session, who, statement, form))

    return Made(f"offramp-audit-{now:%Y%m%dT%H%M%SZ}.{form}", lines())


def selection(who: Actor, form: Form, asked: Mapping[str, str]) -> Made:
    """The entries that match; recorded."""
    now, query = datetime.now(UTC), query_of(asked)
    with runtime().database.write() as session:
        audit.begin_selection(session, who, query, form.value)

    def lines() -> Iterator[bytes]:
        with runtime().database.read() as session:
            yield from in_turns(who.id, audit.selected(session, who, query, form.value))

    return Made(f"offramp-audit-selection-{now:%Y%m%dT%H%M%SZ}.{form}", lines())


def query_of(asked: Mapping[str, str]) -> Query:
    """The filters, named as :class:`Query` names them; raises :class:`Invalid`."""
    since, until = asked.get("since"), asked.get("until")
    try:
        return Query(
            actor=asked.get("actor"),
            action=asked.get("action"),
            object=asked.get("object"),
            since=datetime.fromisoformat(since).astimezone(UTC) if since else None,
            until=datetime.fromisoformat(until).astimezone(UTC) if until else None,
        )
    except (OverflowError, ValueError):
        raise Invalid("since and until are moments in ISO 8601.") from None
