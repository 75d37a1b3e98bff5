"""Devices: who guesses elsewhere keeps nobody out on them, and sign-ins elsewhere are told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app import new_sign_in
from core.audit.models import AuditEntry
from core.errors import NotFound, OfframpError
from core.identity import passwords, session_cleanup, sessions, sign_in, throttle
from core.identity import service as identity
from core.identity.devices import arrivals, guessing, known
from core.identity.devices.browser_name import browser_name
from core.identity.models import Device, GuessCounter
from core.identity.sessions import Lifetimes, Place
from core.identity.sign_in import SignInRefused, SlowDown
from core.jobs.models import Job as Row
from core.jobs.values import Job
from core.notify import service as notify
from core.notify.models import Message
from core.notify.values import Audience, ChannelInput
from core.secrets.service import recognisable
from core.storage.database import Database

PASSWORD = "five small boats on a lake"
LIFE = Lifetimes(timedelta(hours=2), timedelta(hours=12))
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OFFICE = Place("192.0.2.1", FIREFOX)
HOME = Place("198.51.100.7", FIREFOX)
START = datetime(2031, 6, 1, 20, 0, tzinfo=UTC)
"""After the moment at which these tests make accounts, which is the real one."""


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """bcrypt takes a quarter of a second on purpose; its work is tested elsewhere."""
    monkeypatch.setattr(passwords, "hashed", lambda password: f"hash of {password}")
    monkeypatch.setattr(
        passwords, "matches", lambda password, stored: stored == f"hash of {password}"
    )


def make(database: Database, username: str = "ada", role: Role = Role.ADMINISTRATOR) -> str:
    with database.write() as session:
        return identity.add(
            session,
            LOCAL_OPERATOR,
            username=username,
            name=username.title(),
            role=role,
            password=PASSWORD,
            email=f"{username}@example.com",
        )


def enter(
    database: Database, place: Place, username: str = "ada", at: datetime = START
) -> tuple[str, Place]:
    """Sign in as a browser does; the session's id, and the place with its new device cookie."""
    token = sign_in.with_password(database, username, PASSWORD, place, LIFE, at)
    with database.write() as session:
        return token, replace(place, device=identity.remember_device(session, token, place, at))


def guess(
    database: Database, place: Place, username: str = "ada", times: int = 1, at: datetime = START
) -> list[type[OfframpError]]:
    """Wrong passwords; how each was refused."""
    refusals = []
    for _ in range(times):
        with pytest.raises(OfframpError) as refused:
            sign_in.with_password(database, username, "wrong", place, LIFE, at)
        refusals.append(type(refused.value))
    return refusals


def actor(database: Database, token: str) -> Actor:
    with database.read() as session:
        live = sign_in.find(session, token, LIFE, START)
    assert live
    return live.actor


def test_who_was_here_before_gets_in_while_others_guess_from_the_same_address(
    database: Database,
) -> None:
    """Forty wrong guesses at forty names from the office's one address; then at Ada herself."""
    make(database)
    make(database, "ben", Role.VIEWER)
    _, ada = enter(database, OFFICE)
    for number in range(40):
        guess(database, OFFICE, f"user{number}")
    assert enter(database, OFFICE), "by the address alone, which she has signed in from"
    guess(database, OFFICE, "ada", times=40)
    with pytest.raises(SlowDown):
        enter(database, OFFICE)
    _, ada = enter(database, ada)
    # And on her device from anywhere, whatever is guessed there as well.
    guess(database, HOME, "ada", times=40)
    assert enter(database, replace(ada, address=HOME.address))
    with pytest.raises(SlowDown):
        enter(database, OFFICE, "ben")


def test_a_device_has_a_counter_of_its_own_and_is_no_free_pass(database: Database) -> None:
    make(database)
    _, ada = enter(database, OFFICE)
    assert guess(database, ada, times=30) == [SignInRefused] * 5 + [SlowDown] * 25
    with pytest.raises(SlowDown):
        enter(database, ada)
    assert enter(database, OFFICE), "the place has its own"
    assert enter(database, ada, at=START + throttle.PER_NAME.ceiling)


def test_a_device_of_ones_own_account_gains_nothing_against_others(database: Database) -> None:
    make(database)
    make(database, "mallory", Role.VIEWER)
    _, mallory = enter(database, HOME, "mallory")
    refused = [guess(database, mallory, "ada")[0] for _ in range(30)]
    assert refused.count(SignInRefused) == 5
    others = [guess(database, mallory, f"user{number}")[0] for number in range(30)]
    assert others.count(SignInRefused) <= 20


def test_a_copied_cookie_is_worth_nothing_after_the_next_sign_in(database: Database) -> None:
    make(database)
    make(database, "ben", Role.VIEWER)
    _, first = enter(database, OFFICE)
    _, second = enter(database, first, "ben")
    _, third = enter(database, second)
    with database.read() as session:
        for copy in (first, second):
            assert known.device_of(session, "ada", copy) is None
        assert known.device_of(session, "ben", first) is None
        # The browser is both accounts' device, by one cookie; each has a row of its own.
        found = [known.device_of(session, name, third) for name in ("ada", "ben")]
        stored = session.exec(select(Device.digest)).all()
    assert None not in found
    assert found[0] != found[1]
    secrets = (third.device or "").split(".")
    assert set(stored) == {recognisable(each) for each in secrets}, "the secrets are not there"
    assert third.device not in repr(third)


def test_who_signs_in_with_anothers_cookie_moves_no_device(database: Database) -> None:
    make(database)
    make(database, "mallory", Role.VIEWER)
    _, adas = enter(database, OFFICE)
    _, mallorys = enter(database, replace(HOME, device=adas.device), "mallory")
    with database.read() as session:
        assert known.device_of(session, "ada", adas), "the owner's browser is still known"
        assert known.device_of(session, "mallory", adas) is None
        assert known.device_of(session, "mallory", mallorys)
    _, again = enter(database, adas)
    with database.read() as session:
        assert known.device_of(session, "ada", again)
        assert known.device_of(session, "ada", mallorys) is None, "the copy is worth nothing now"


def test_a_browser_is_known_by_the_last_accounts_that_signed_in(database: Database) -> None:
    names = [f"person{number}" for number in range(known.MOST_SHARING + 1)]
    here = OFFICE
    for name in names:
        make(database, name, Role.VIEWER)
        _, here = enter(database, here, name)
    with database.read() as session:
        found = [known.device_of(session, name, here) is not None for name in names]
    assert found == [False] + [True] * known.MOST_SHARING


@pytest.mark.parametrize("odd", ["", "x", "\0", "y" * 5000, "\xff", "." * 5000, ".x" * 2000])
def test_an_odd_cookie_is_no_device(database: Database, odd: str) -> None:
    make(database)
    assert enter(database, replace(OFFICE, device=odd))
    with database.read() as session:
        assert known.device_of(session, "ada", replace(OFFICE, device=odd)) is None


def test_ending_a_device_ends_its_sessions_and_its_address(database: Database) -> None:
    make(database)
    mine, _ = enter(database, OFFICE)
    theirs, their_place = enter(database, HOME)
    me = actor(database, mine)
    with database.write() as session:
        found = identity.my_devices(session, me, now=START)
        assert [len(device.sessions) for device in found] == [1, 1]
        device = next(d for d in found if recognisable(theirs) in d.sessions)
        assert identity.end_my_device(session, me, device.id, START) == 1
        with pytest.raises(NotFound):
            identity.end_my_device(session, me, device.id, START)
    with database.read() as session:
        assert sign_in.find(session, theirs, LIFE, START) is None
        assert sign_in.find(session, mine, LIFE, START)
        assert known.device_of(session, "ada", their_place) is None
        assert not sessions.is_known_place(session, "ada", "198.51.100.7")
        assert sessions.is_known_place(session, "ada", "192.0.2.1")
        [entry] = [e for e in session.exec(select(AuditEntry)) if e.action == "account.end-device"]
    assert entry.after["sessions"] == 1


def test_nobody_ends_anothers_device_but_an_administrator(database: Database) -> None:
    make(database)
    make(database, "ben", Role.VIEWER)
    boss, _ = enter(database, OFFICE)
    token, _ = enter(database, HOME, "ben")
    ben, ada = actor(database, token), actor(database, boss)
    with database.write() as session:
        [adas] = identity.my_devices(session, ada, now=START)
        with pytest.raises(NotFound):
            identity.end_my_device(session, ben, adas.id, START)
        with pytest.raises(OfframpError):
            identity.end_device(session, ben, "ada", adas.id, START)
        with pytest.raises(NotFound):
            identity.end_device(session, ada, "ben", adas.id, START)
        [bens] = identity.devices_of(session, ada, "ben", now=START)
        assert identity.end_device(session, ada, "ben", bens.id, START) == 1


def test_a_changed_password_forgets_every_device(database: Database) -> None:
    make(database)
    token, place = enter(database, OFFICE)
    with database.write() as session:
        identity.change_password(session, actor(database, token), PASSWORD, PASSWORD + " again")
    with database.read() as session:
        assert known.device_of(session, "ada", place) is None


def test_an_account_has_fifty_devices_and_they_are_forgotten_with_their_cookie(
    database: Database,
) -> None:
    make(database)
    for number in range(known.MOST + 3):
        enter(database, OFFICE, at=START + timedelta(minutes=number))

    def count() -> int:
        with database.read() as session:
            return len(session.exec(select(Device)).all())

    assert count() == known.MOST
    job = Job(1, session_cleanup.KIND, session_cleanup.KIND, None, START, 0)
    session_cleanup.forget_sessions(database, job, START + known.KEPT)
    assert count() == known.MOST
    session_cleanup.forget_sessions(database, job, START + known.KEPT + timedelta(hours=2))
    assert count() == 0


def test_a_clock_that_is_set_back_makes_nobody_wait_longer_than_the_ceiling(
    database: Database,
) -> None:
    make(database)
    guess(database, OFFICE, times=40, at=START + timedelta(days=30))
    with pytest.raises(SlowDown) as slowed:
        enter(database, OFFICE, at=START)
    assert slowed.value.seconds <= throttle.PER_ADDRESS.ceiling.total_seconds()
    assert enter(database, OFFICE, at=START + throttle.PER_ADDRESS.ceiling)


@given(
    moves=st.lists(st.integers(-100_000, 100_000), max_size=20),
    failures=st.integers(0, 60),
)
def test_no_move_of_the_clock_passes_the_ceiling(moves: list[int], failures: int) -> None:
    database, key, now = Database("sqlite://"), "name:x", START
    GuessCounter.__table__.create(database.engine)  # type: ignore[attr-defined]
    limits = {key: throttle.PER_NAME}
    with database.write() as session:
        for _ in range(failures):
            throttle.count_attempt(session, limits, now=now)
        for move in moves:
            now += timedelta(seconds=move)
            attempt = throttle.count_attempt(session, limits, now=now)
            assert timedelta(0) <= attempt.wait <= throttle.PER_NAME.ceiling
        after = throttle.count_attempt(session, limits, now=now + throttle.PER_NAME.ceiling)
        assert not after.wait, "a wait ends by itself"
    database.close()


def test_each_factor_has_counters_of_its_own(database: Database) -> None:
    make(database)
    guess(database, OFFICE, times=10)
    with database.write() as session:
        code = guessing.count(session, "ada", OFFICE, START, factor="totp")
        assert not code.attempt.wait
        guessing.was_right(session, code, START)
    with pytest.raises(SlowDown):
        enter(database, OFFICE)


def test_guesses_in_the_browser_do_not_keep_the_command_line_out(database: Database) -> None:
    make(database)
    guess(database, OFFICE, times=30)
    for number in range(30):
        guess(database, Place(guessing.COMMAND_LINE), f"user{number}")
    assert enter(database, Place(guessing.COMMAND_LINE))


# A sign-in from where the account had not been


def news(database: Database, token: str) -> list[str | None]:
    with database.read() as session:
        found = identity.my_news(session, actor(database, token), recognisable(token))
    return [each.address for each in found]


def run_jobs(database: Database) -> None:
    """The messages' jobs, as the runner would."""
    with database.read() as session:
        rows = session.exec(select(Row).where(col(Row.kind) == arrivals.KIND)).all()
    for row in rows:
        job = Job(row.id or 0, row.kind, row.key, row.payload, START, 0)
        new_sign_in.tell(database, job, START)


def channel(session: Session, audience: Audience) -> None:
    to = "?to={to}" if audience is Audience.PERSONAL else ""
    url = f"mailtos://user:secret@mail.example.com{to}"
    notify.add_channel(session, LOCAL_OPERATOR, ChannelInput(str(audience), url, audience))


def test_the_owner_hears_of_a_new_device_at_a_new_address_alone(database: Database) -> None:
    make(database)
    with database.write() as session:
        channel(session, Audience.PERSONAL)
        channel(session, Audience.SHARED)
    _, office = enter(database, OFFICE)  # the first
    enter(database, replace(office, address="203.0.113.9"))  # the laptop, elsewhere
    enter(database, OFFICE)  # another browser in the office
    run_jobs(database)
    with database.read() as session:
        assert not session.exec(select(Message)).all()
    token, _ = enter(database, replace(HOME, agent="<b>evil</b> http://evil.example"))
    run_jobs(database)
    run_jobs(database)  # at least once, so perhaps twice
    with database.read() as session:
        [message] = session.exec(select(Message)).all()
    assert message.recipient == "ada@example.com"
    assert message.subject == "Offramp: new sign-in to your account"
    for said in ("2031-06-01 20:00 (UTC)", "198.51.100.7", "Browser: not known", "/account"):
        assert said in message.body
    assert "evil" not in message.body
    assert news(database, token) == []


def test_without_a_channel_it_is_said_at_the_owners_next_sign_in(database: Database) -> None:
    make(database)
    _, office = enter(database, OFFICE)
    theirs, _ = enter(database, HOME)
    run_jobs(database)
    assert news(database, theirs) == [], "not to the one who has just come in"
    mine, _ = enter(database, office)
    assert news(database, mine) == ["198.51.100.7"]
    me = actor(database, mine)
    with database.write() as session:
        identity.confirm_my_news(session, me, recognisable(mine), START)
        identity.confirm_my_news(session, me, recognisable(mine), START)
    assert news(database, mine) == []
    with database.read() as session:
        actions = [e.action for e in session.exec(select(AuditEntry))]
    assert actions.count("account.confirm-sign-in") == 1


def test_who_ends_the_device_has_answered(database: Database) -> None:
    make(database)
    _, office = enter(database, OFFICE)
    theirs, _ = enter(database, HOME)
    mine, _ = enter(database, office)
    me = actor(database, mine)
    with database.write() as session:
        found = identity.my_devices(session, me, now=START)
        device = next(d for d in found if recognisable(theirs) in d.sessions)
        identity.end_my_device(session, me, device.id, START)
    assert news(database, mine) == []


def test_the_entry_of_a_sign_in_says_whether_the_device_was_known(database: Database) -> None:
    make(database)
    _, office = enter(database, OFFICE)
    enter(database, office)
    with database.read() as session:
        found = [
            e.after
            for e in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
            if e.action == "identity.sign-in"
        ]
    assert [after["device"] for after in found] == ["new", "known"]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8.0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_browser_has_a_short_name_or_none(agent: str | None, name: str | None) -> None:
    assert browser_name(agent) == name
