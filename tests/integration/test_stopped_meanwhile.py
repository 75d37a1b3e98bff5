"""Who was stopped while their click waited changes nothing any more, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app import wiring
from core.audit import service as audit
from core.audit.query import Query
from core.errors import Forbidden, OfframpError
from core.identity import service as identity
from core.identity.models import Account, CommandLineToken, Device, SignInSession
from core.identity.people.standing import require_standing
from core.identity.sessions import Lifetimes, Live, Place, confirm, find, start
from core.notify import service as notify
from core.notify.values import Audience, ChannelInput
from core.storage.database import Database

LIFE = Lifetimes(timedelta(hours=2), timedelta(hours=12))
Deed = Callable[[Session, Actor], object]


@pytest.fixture(autouse=True)
def _connected() -> None:
    wiring.connect()


@pytest.fixture
def firm(database: Database) -> Database:
    with database.write() as session:
        for name in ("boss", "second"):
            identity.add(session, LOCAL_OPERATOR, username=name, name=name, role=Role.ADMINISTRATOR)
    return database


def signed_in(firm: Database, name: str) -> Actor:
    now = datetime.now(UTC)
    with firm.write() as session:
        account = session.scalars(select(Account).where(col(Account.username) == name)).one()
        token = start(session, account, "password", Place("192.0.2.1"), LIFE, now)
    with firm.read() as session:
        live = find(session, token, LIFE, now)
    assert live
    return live.actor


def backdoor(session: Session, actor: Actor) -> None:
    identity.add(session, actor, username="backdoor", name="B", role=Role.ADMINISTRATOR)


def channel(session: Session, actor: Actor) -> None:
    new = ChannelInput("x", "json://192.0.2.9/x", Audience.SHARED)
    notify.add_channel(session, actor, new)


def enable_oneself(session: Session, actor: Actor) -> None:
    identity.enable(session, actor, "second")
    identity.set_role(session, actor, "second", Role.ADMINISTRATOR)


DEEDS: dict[str, Deed] = {
    "an account": backdoor,
    "another's role": lambda session, actor: identity.set_role(session, actor, "boss", Role.VIEWER),
    "another's end": lambda session, actor: identity.disable(session, actor, "boss"),
    "a one-time link": lambda session, actor: identity.reset_password(session, actor, "boss"),
    "oneself": enable_oneself,
    "a group": lambda session, actor: identity.add_group(session, actor, "ours"),
    "a channel": channel,
}
STOPS: dict[str, Deed] = {
    "disabled": lambda session, actor: identity.disable(session, LOCAL_OPERATOR, actor.id),
    "another role": lambda session, actor: identity.set_role(
        session, LOCAL_OPERATOR, actor.id, Role.VIEWER
    ),
    "signed out": lambda session, actor: identity.revoke_sessions(
        session, LOCAL_OPERATOR, actor.id
    ),
    "suspended": lambda session, actor: identity.suspend(session, LOCAL_OPERATOR, actor.id, "c:1"),
}


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("deed", DEEDS)
def test_who_was_stopped_while_a_click_waited_changes_nothing(
    firm: Database, deed: str, stop: str
) -> None:
    second = signed_in(firm, "second")
    begun = Event()

    def click() -> None:
        begun.set()
        with firm.write() as session:
            DEEDS[deed](session, second)

    with ThreadPoolExecutor(1) as pool:
        with firm.write() as session:
            STOPS[stop](session, second)
            waits = pool.submit(click)
            begun.wait()
        with pytest.raises(Forbidden, match="changed or ended while this waited"):
            waits.result()
    with firm.read() as session:
        rows = session.scalars(select(Account).order_by(col(Account.username))).all()
        entries = audit.entries(session, LOCAL_OPERATOR, Query(actor=second.id))
    assert [(row.username, row.role, row.active) for row in rows if row.username != "second"] == [
        ("boss", Role.ADMINISTRATOR, True)
    ]
    assert not entries


def test_one_session_that_ended_is_enough(firm: Database) -> None:
    second, other = signed_in(firm, "second"), signed_in(firm, "second")
    assert other.session
    with firm.write() as session:
        identity.end_my_session(session, second, other.session)
    with pytest.raises(Forbidden, match="while this waited"), firm.write() as session:
        backdoor(session, other)
    with firm.write() as session:
        backdoor(session, second)


def test_who_ends_their_own_session_or_account_does_so(firm: Database) -> None:
    second = signed_in(firm, "second")
    assert second.session
    with firm.write() as session:
        identity.end_my_session(session, second, second.session)
    for deed in (identity.revoke_sessions, identity.disable):
        actor = signed_in(firm, "second")
        with firm.write() as session:
            deed(session, actor, actor.id)  # type: ignore[operator]
    with firm.read() as session:
        assert identity.actor_of(session, second.id) is None


def test_of_two_administrators_who_remove_each_other_at_once_one_stays(firm: Database) -> None:
    boss, second = signed_in(firm, "boss"), signed_in(firm, "second")

    def remove(by: Actor, whom: Actor, how: int) -> bool:
        try:
            with firm.write() as session:
                if how:
                    identity.disable(session, by, whom.id)
                else:
                    identity.set_role(session, by, whom.id, Role.VIEWER)
        except OfframpError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        for how in (0, 1):
            found = list(pool.map(remove, (boss, second), (second, boss), (how, how)))
            assert sum(found) == 1
            with firm.write() as session:
                left = session.scalars(
                    select(Account).where(
                        col(Account.active), col(Account.role) == Role.ADMINISTRATOR
                    )
                ).all()
                assert len(left) == 1
                for each in ("boss", "second"):
                    identity.enable(session, LOCAL_OPERATOR, each)
                    identity.set_role(session, LOCAL_OPERATOR, each, Role.ADMINISTRATOR)
            boss, second = signed_in(firm, "boss"), signed_in(firm, "second")


def ended(session: Session, actor: Actor) -> None:
    session.execute(
        update(SignInSession)
        .where(col(SignInSession.digest) == actor.session)
        .values(ended_at=datetime.now(UTC))
    )


def out_of_time(session: Session, actor: Actor) -> None:
    session.execute(
        update(SignInSession)
        .where(col(SignInSession.digest) == actor.session)
        .values(expires_at=datetime.now(UTC))
    )


def of_other(session: Session, actor: Actor) -> SignInSession:
    """A session of the same account, in another browser."""
    (other,) = identity.my_sessions(session, actor, now=datetime.now(UTC))
    return session.get_one(SignInSession, other.digest)


OWN_ENDS: dict[str, Deed] = {
    "a session": lambda session, actor: identity.end_my_session(
        session, actor, of_other(session, actor).digest
    ),
    "the others": lambda session, actor: identity.end_my_other_sessions(
        session, actor, actor.session or "", datetime.now(UTC)
    ),
    "a device": lambda session, actor: identity.end_my_device(
        session, actor, of_other(session, actor).device_id or "", datetime.now(UTC)
    ),
    "an account": backdoor,
}


@pytest.mark.parametrize("stop", [ended, out_of_time])
@pytest.mark.parametrize("deed", OWN_ENDS)
def test_a_session_that_has_ended_ends_no_other(firm: Database, deed: str, stop: Deed) -> None:
    """Whoever holds a stolen session could else sign its owner out as long as their click waits."""
    owner, thief = signed_in(firm, "second"), signed_in(firm, "second")
    now = datetime.now(UTC)
    with firm.write() as session:
        row = session.get_one(SignInSession, owner.session)
        device = Device(
            id="d1", digest="x", account_id=owner.id, first_seen_at=now, last_seen_at=now
        )
        session.add(device)
        row.device_id = device.id
        stop(session, thief)
    with pytest.raises(Forbidden, match="while this waited"), firm.write() as session:
        OWN_ENDS[deed](session, thief)
    with firm.read() as session:
        assert session.get_one(SignInSession, owner.session).ended_at is None
        assert session.get_one(Device, "d1").ended_at is None


@pytest.mark.parametrize("stop", ["ended", "out of time"])
def test_a_token_that_has_ended_while_its_command_waited_writes_nothing(
    firm: Database, stop: str
) -> None:
    second = signed_in(firm, "second")
    with firm.write() as session:
        token = identity.make_token(session, second, "nightly", timedelta(days=1))
    script = identity.act_with_token(firm, token, None, datetime.now(UTC))
    assert script.token not in (None, token)
    assert script.token not in repr(script)
    with firm.write() as session:
        audit.record(session, script, "test", "test:1")
    with firm.write() as session:
        if stop == "ended":
            identity.end_my_token(session, second, script.token)
        else:
            session.get_one(CommandLineToken, script.token).expires_at = datetime.now(UTC)
    with pytest.raises(Forbidden, match="while this waited"), firm.write() as session:
        audit.record(session, script, "test", "test:1")


@pytest.mark.parametrize("asked", [False, True])
def test_ones_own_row_shields_one_entry_before_which_was_asked(firm: Database, asked: bool) -> None:
    second = signed_in(firm, "second")
    if not asked:
        with firm.write() as session:
            ended(session, second)
    with pytest.raises(Forbidden, match="while this waited"), firm.write() as session:
        if asked:  # while they stood: that counts for the next entry
            require_standing(session, second)
            audit.record(session, second, "test", "test:1")
            ended(session, second)
        session.get_one(Account, second.id).name = "Another"
        audit.record(session, second, "test", "test:2")
    with firm.read() as session:
        assert session.get_one(Account, second.id).name == "second"


def test_an_ended_session_is_not_confirmed(firm: Database) -> None:
    second = signed_in(firm, "second")
    now = datetime.now(UTC)
    live = Live(second.session or "", second, is_due=False)
    with firm.write() as session:
        confirm(session, live, Place("192.0.2.1"), now)
        ended(session, second)
    with pytest.raises(Forbidden, match="Session expired"), firm.write() as session:
        confirm(session, live, Place("192.0.2.1"), now)
