"""The notification room's door: channels, messages, working hours."""

from collections.abc import Collection
from datetime import UTC, datetime, time

from sqlalchemy import func
from sqlmodel import Session, col, select

from core import clock
from core.actor import SYSTEM, Actor
from core.audit import service as audit
from core.errors import Conflict, Invalid, NotFound, OfframpError
from core.jobs import service as jobs
from core.names import checked
from core.notify import channel_url, sending
from core.notify.models import Audience, Channel, Message, MessageState, WorkingTime
from core.notify.values import ChannelInput, ChannelView, Draft, MessageView
from core.notify.working_hours import WorkingHours
from core.rights import Action, require
from core.secrets import service as vault
from core.stack import service as stack
from core.storage.database import Database
from core.storage.quota import Quota

__all__ = [
    "Audience", "ChannelInput", "ChannelView", "Draft", "MessageState", "MessageView",
    "WorkingHours",
    "add_channel", "change_channel", "channels", "hours", "last_posts", "messages", "open_channels",
    "post", "remove_channel", "set_working_hours", "try_channel", "working_hours",
]  # fmt: skip

LONGEST_NAME = 80


def channels(session: Session, actor: Actor) -> list[ChannelView]:
    """Every channel, by name."""
    require(actor, Action.CHANNEL_READ)
    return [_view(row) for row in _rows(session)]


CHANNELS = Quota(200, "channels", "Remove one that is no longer used.")


def add_channel(session: Session, actor: Actor, new: ChannelInput) -> ChannelView:
    """A new channel; raises :class:`Invalid` for a URL that Apprise does not take."""
    require(actor, Action.CHANNEL_MANAGE)
    if not new.url:
        raise Invalid("The channel needs a URL.", field="url")
    CHANNELS.leave_room(session, Channel)
    shown = channel_url.check(new.url, new.audience)
    row = Channel(
        name=_free_name(session, new.name),
        url=vault.encrypt(new.url.strip()),
        scheme=shown.scheme,
        host=shown.host,
        audience=new.audience,
        urgent_only=new.urgent_only,
        enabled=new.enabled,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "channel.add", f"channel:{row.id}", after=_plain(row))
    return _view(row)


def change_channel(
    session: Session, actor: Actor, channel: int, version: int, new: ChannelInput
) -> ChannelView:
    """Change a channel; raises :class:`Conflict` when somebody else did meanwhile."""
    require(actor, Action.CHANNEL_MANAGE)
    row = _held(session, channel, version)
    before = _plain(row)
    row.name = _free_name(session, new.name, row.id)
    url = new.url.strip() if new.url else vault.decrypt(row.url)
    shown = channel_url.check(url, new.audience)
    if new.url:
        row.url = vault.encrypt(url)
        row.failures, row.last_problem, row.last_problem_at = 0, None, None
    row.scheme, row.host = shown.scheme, shown.host
    row.audience, row.urgent_only, row.enabled = new.audience, new.urgent_only, new.enabled
    row.version += 1
    session.add(row)
    after = _plain(row) | ({"url": "changed"} if new.url else {})
    audit.record(session, actor, "channel.change", f"channel:{channel}", before=before, after=after)
    return _view(row)


def remove_channel(session: Session, actor: Actor, channel: int, version: int) -> None:
    """Remove a channel. What was sent through it stays listed; its URL is forgotten."""
    require(actor, Action.CHANNEL_MANAGE)
    row = _held(session, channel, version)
    before = _plain(row)
    row.url, row.enabled, row.removed_at = "", False, clock.now()
    row.version += 1
    session.add(row)
    audit.record(session, actor, "channel.remove", f"channel:{channel}", before=before)


def try_channel(database: Database, actor: Actor, channel: int, recipient: str = "") -> None:
    """Send a test message now; raises what went wrong. No transaction is open meanwhile."""
    require(actor, Action.CHANNEL_MANAGE)
    with database.read() as session:
        row = _there(session, channel)
        url = vault.decrypt(row.url)
    to = recipient.strip()
    if row.audience is Audience.PERSONAL and "@" not in to:
        raise Invalid("Say to which address the test goes.", field="recipient")
    now = clock.now()
    try:
        sending.deliver(
            url, to, "Offramp: a test", f"{actor.name} tests the channel {row.name}. It works."
        )
    except OfframpError as problem:
        with database.write() as session:
            sending.failed(session, channel, problem.message, now)
        raise
    with database.write() as session:
        sending.succeeded(session, channel, now)
        audit.record(session, actor, "channel.test", f"channel:{channel}")


def messages(
    session: Session,
    actor: Actor,
    *,
    states: Collection[MessageState] = (),
    limit: int = 50,
    offset: int = 0,
) -> tuple[int, list[MessageView]]:
    """How many messages there are, and a page of them, newest first."""
    require(actor, Action.CHANNEL_READ)
    chosen = select(Message, Channel.name).join(Channel, col(Channel.id) == Message.channel_id)
    total = select(func.count()).select_from(Message)
    if states:
        chosen = chosen.where(col(Message.state).in_(list(states)))
        total = total.where(col(Message.state).in_(list(states)))
    rows = session.exec(chosen.order_by(col(Message.id).desc()).limit(limit).offset(offset))
    return session.exec(total).one(), [_message(row, name) for row, name in rows]


def working_hours(session: Session, actor: Actor) -> WorkingHours:
    """When people work, in the organisation's zone."""
    require(actor, Action.CHANNEL_READ)
    return hours(session)


def set_working_hours(session: Session, actor: Actor, new: WorkingHours) -> WorkingHours:
    """Store them (not the zone: that is the organisation's)."""
    require(actor, Action.CHANNEL_MANAGE)
    row = session.get(WorkingTime, 1, with_for_update=True, populate_existing=True)
    row = row or WorkingTime()
    before = {"starts": row.starts, "ends": row.ends, "weekdays": list(row.weekdays)}
    after = {
        "starts": f"{new.starts:%H:%M}",
        "ends": f"{new.ends:%H:%M}",
        "weekdays": sorted(new.weekdays),
    }
    if before == after:  # a second click on Save is no conflict with the first
        return hours(session)
    if row.version != new.version:
        raise Conflict(
            f"The working hours were changed after you opened them, to {row.starts} to {row.ends}.",
            hint="Your change was not saved. Reload, then make it again.",
        )
    row.starts, row.ends = f"{new.starts:%H:%M}", f"{new.ends:%H:%M}"
    row.weekdays = sorted(new.weekdays)
    row.version += 1
    session.add(row)
    session.flush()
    audit.record(session, actor, "channel.hours", "working-time:1", before=before, after=after)
    return hours(session)


def hours(session: Session) -> WorkingHours:
    """The working hours, for other rooms."""
    row = session.get(WorkingTime, 1) or WorkingTime()
    return WorkingHours(
        stack.organisation(session, SYSTEM).time_zone,
        time.fromisoformat(row.starts),
        time.fromisoformat(row.ends),
        frozenset(row.weekdays),
        row.version,
    )


def open_channels(session: Session) -> list[ChannelView]:
    """The channels that messages go out through, for other rooms."""
    return [_view(row) for row in _rows(session) if row.enabled]


def last_posts(session: Session, since: datetime) -> dict[tuple[int, str], datetime]:
    """When a message was last written to (channel, recipient), of those since a moment."""
    rows = session.exec(
        select(Message.channel_id, Message.recipient, func.max(Message.created_at))
        .where(col(Message.created_at) >= since)
        .group_by(col(Message.channel_id), col(Message.recipient))
    )
    return {(channel, recipient): _aware(at) for channel, recipient, at in rows}


def post(session: Session, draft: Draft, now: datetime) -> int:
    """Write a message in this transaction; it is sent once that is committed."""
    row = Message(
        channel_id=draft.channel,
        recipient=draft.recipient,
        subject=draft.subject,
        body=draft.body,
        urgent=draft.urgent,
        state=MessageState.WAITING,
        created_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    jobs.schedule(session, sending.KIND, f"message:{row.id}", {"message": row.id}, now)
    return row.id


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _rows(session: Session) -> list[Channel]:
    chosen = select(Channel).where(col(Channel.removed_at).is_(None))
    return list(session.exec(chosen.order_by(func.lower(Channel.name), col(Channel.id))))


def _there(session: Session, channel: int) -> Channel:
    row = session.get(Channel, channel, with_for_update=True, populate_existing=True)
    if row is None or row.removed_at is not None:
        raise NotFound("This channel was removed.", hint="Reload the page.")
    return row


def _held(session: Session, channel: int, version: int) -> Channel:
    row = _there(session, channel)
    if row.version != version:
        raise Conflict(
            f"The channel {row.name} was changed after you opened it.",
            hint="Your change was not saved. Reload, then make it again.",
        )
    return row


def _free_name(session: Session, name: str, own: int | None = None) -> str:
    wanted = checked(name, field="name", what="The channel’s name")
    if not 1 <= len(wanted) <= LONGEST_NAME:
        raise Invalid(f"A channel's name has 1 to {LONGEST_NAME} characters.", field="name")
    for row in _rows(session):
        if row.id != own and row.name.casefold() == wanted.casefold():
            raise Invalid(f"There is a channel {row.name} already.", field="name")
    return wanted


def _plain(row: Channel) -> dict[str, object]:
    return {
        "name": row.name,
        "service": f"{row.scheme}://{row.host}",
        "audience": str(row.audience),
        "urgent_only": row.urgent_only,
        "enabled": row.enabled,
    }


def _view(row: Channel) -> ChannelView:
    assert row.id is not None
    return ChannelView(
        row.id, row.name, row.scheme, row.host, row.audience, row.urgent_only, row.enabled,
        row.last_success_at, row.last_problem_at, row.last_problem, row.failures, row.version,
    )  # fmt: skip


def _message(row: Message, channel: str) -> MessageView:
    assert row.id is not None
    return MessageView(
        row.id, channel, row.recipient, row.subject, row.state, row.created_at, row.sent_at,
        row.attempts, row.problem,
    )  # fmt: skip
