"""Sending one message through Apprise, with the URL's secrets kept out of what is said about it."""

import logging
import re
from datetime import datetime, timedelta
from urllib.parse import unquote

from sqlalchemy import update
from sqlmodel import Session, col

from core.errors import OfframpError, Unavailable
from core.jobs import service as jobs
from core.jobs.values import MOST_ATTEMPTS
from core.names import visible
from core.net import connect_check, guard
from core.notify import channel_url
from core.notify.models import Channel, Message, MessageState
from core.secrets import service as vault
from core.storage.database import Database

KIND = "message.send"
SECONDS = 20
"""Time limit of one attempt."""
GOOD_FOR = timedelta(days=1)
"""After this a message is no news any more, and is not sent."""
LONGEST_PROBLEM = 300
BAD = {"WARNING", "ERROR"}
MAIL = {"mailto", "mailtos"}
_MENTION = re.compile(r"@(?=here\b|channel\b|everyone\b|all\b|room\b)", re.IGNORECASE)
_CONTROL = re.compile(r"<(?=[!@#/]|at\b|https?:|users?/|mailto:)", re.IGNORECASE)


def send(database: Database, job: jobs.Job, now: datetime) -> None:
    """The job of one message: at least once, so a message may arrive twice after a crash."""
    number = int(job.payload["message"])
    with database.read() as session:
        message = session.get(Message, number)
        channel = session.get(Channel, message.channel_id) if message else None
        if message is None or channel is None or message.state is MessageState.SENT:
            return
        url = channel.url
    if channel.removed_at or not channel.enabled:
        _note(database, message, MessageState.DROPPED, "The channel was switched off.")
        return
    if now - message.created_at > GOOD_FOR:
        _note(database, message, MessageState.FAILED, "Not sent within a day.")
        raise jobs.GiveUp("Not sent within a day.")
    try:
        deliver(vault.decrypt(url), message.recipient, message.subject, message.body)
    except OfframpError as problem:
        last = job.attempts + 1 >= MOST_ATTEMPTS
        with database.write() as session:
            state = MessageState.FAILED if last else MessageState.WAITING
            _told(session, number, state, problem.message)
            failed(session, message.channel_id, problem.message, now)
        raise
    with database.write() as session:
        session.connection().execute(
            update(Message)
            .where(col(Message.id) == number)
            .values(
                state=MessageState.SENT,
                sent_at=now,
                problem=None,
                attempts=col(Message.attempts) + 1,
            )
        )
        succeeded(session, message.channel_id, now)


def deliver(url: str, recipient: str, subject: str, body: str) -> None:
    """Send now. Raises :class:`Unavailable` with what the service said."""
    from apprise import Apprise, AppriseAsset, NotifyFormat

    found = channel_url.service(url, recipient)
    if found is None:
        raise Unavailable("Apprise no longer accepts the channel's URL.")
    for host in channel_url.hosts(url):
        guard.check_host(host, 443)
    _quiet()
    subject, body = fit_for(url, " ".join(subject.split())), fit_for(url, body)
    sender = Apprise(asset=AppriseAsset(async_mode=False))
    sender.add(found)
    with (
        connect_check.only_to_services(),
        sender.notify(
            body=body,
            title=subject,
            body_format=NotifyFormat.TEXT,
            timeout=SECONDS,
            log_level=logging.INFO,
        ) as result,
    ):
        if result:
            return
        said = [
            str(entry.message) for entry in result.logs() if entry.level in {"WARNING", "ERROR"}
        ]
    raise Unavailable(_without_secrets(" ".join(said) or "The service refused it.", url))


def fit_for(url: str, text: str) -> str:
    """A message as this service may get it: names in it call nobody and link nowhere.

    Chats read mentions (``@here``, ``<!channel>``, ``<@U1>``, ``<at>``) and links
    (``<https://…|…>``, ``[…](…)``) in plain text, too; a mark of no width parts them. Mail reads
    none of it.
    """
    text = visible(text)
    if url.partition("://")[0].lower() in MAIL:
        return text
    text = _MENTION.sub("@\u200b", text)
    return _CONTROL.sub("\u2039", text).replace("](", "]\u200b(")


def succeeded(session: Session, channel: int, now: datetime) -> None:
    """Note on the channel that something arrived."""
    session.connection().execute(
        update(Channel)
        .where(col(Channel.id) == channel)
        .values(last_success_at=now, failures=0, last_problem=None, last_problem_at=None)
    )


def failed(session: Session, channel: int, problem: str, now: datetime) -> None:
    """Note on the channel that something did not arrive."""
    session.connection().execute(
        update(Channel)
        .where(col(Channel.id) == channel)
        .values(last_problem=problem, last_problem_at=now, failures=col(Channel.failures) + 1)
    )


def _note(database: Database, message: Message, state: MessageState, problem: str) -> None:
    assert message.id is not None
    with database.write() as session:
        _told(session, message.id, state, problem)


def _told(session: Session, message: int, state: MessageState, problem: str) -> None:
    session.connection().execute(
        update(Message)
        .where(col(Message.id) == message)
        .values(state=state, problem=problem, attempts=col(Message.attempts) + 1)
    )


def _without_secrets(said: str, url: str) -> str:
    """The text with every longer part of the URL but its scheme and host taken out."""
    scheme, _, rest = url.partition("://")
    host = channel_url.shown_host(rest)
    for part in re.split(r"[/@:?&=#]", rest):
        for form in (part, unquote(part)):
            if len(form) >= 4 and form != host and form != scheme:
                said = said.replace(form, "•••")
    return " ".join(said.split())[:LONGEST_PROBLEM]


def _quiet() -> None:
    """What goes wrong is said on the page, not on the console."""
    logger = logging.getLogger("apprise")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.propagate = False
