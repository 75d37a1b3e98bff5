"""Accounts, sessions, throttling, one-time codes, company sign-in: the rules, on both databases."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, delete, func, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit import service as audit
from core.audit.models import AuditEntry
from core.errors import Conflict, Forbidden, Invalid, OfframpError
from core.identity import company_sign_in, passwords, session_cleanup, sessions, sign_in
from core.identity import service as identity
from core.identity.models import Account, GuessCounter
from core.identity.oidc_providers import Provider, Rule
from core.identity.second_factor import changes as factor_changes
from core.identity.second_factor.changes import FactorChange
from core.identity.sessions import Lifetimes, Place
from core.identity.sign_in import NewAdministrator, SignInRefused, SlowDown
from core.jobs.values import Job
from core.storage.database import Database
from tests.support.accounts import add_account

PASSWORD = "five small boats on a lake"
LIFE = Lifetimes(timedelta(hours=2), timedelta(hours=12))
HERE = Place("192.0.2.1", "Test", "req-1")
ELSEWHERE = Place("198.51.100.7", "Test", "req-2")


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """bcrypt takes a quarter of a second on purpose; its work is tested elsewhere."""
    monkeypatch.setattr(passwords, "hashed", lambda password: f"hash of {password}")
    monkeypatch.setattr(
        passwords, "matches", lambda password, stored: stored == f"hash of {password}"
    )


def now() -> datetime:
    return datetime.now(UTC)


def make(database: Database, username: str = "ada", role: Role = Role.ADMINISTRATOR) -> str:
    with database.write() as session:
        return identity.add(
            session, LOCAL_OPERATOR, username=username, name=username, role=role, password=PASSWORD
        )


def enter(
    database: Database,
    username: str = "ada",
    password: str = PASSWORD,
    place: Place = HERE,
    at: datetime | None = None,
) -> str:
    return sign_in.with_password(database, username, password, place, LIFE, at or now())


def holds(database: Database, token: str, at: datetime | None = None) -> Actor | None:
    with database.read() as session:
        live = sign_in.find(session, token, LIFE, at or now())
    return live.actor if live else None


def as_account(database: Database, token: str) -> Actor:
    found = holds(database, token)
    assert found
    return found


def test_signing_in_gives_a_new_session_each_time(database: Database) -> None:
    make(database)
    first, second = enter(database, "ADA "), enter(database)
    assert first != second
    assert as_account(database, first).role is Role.ADMINISTRATOR
    assert holds(database, first + "x") is None


def test_an_unknown_user_and_a_wrong_password_get_the_same_answer(database: Database) -> None:
    make(database)
    said = set()
    for username in ("ada", "nobody-of-that-name"):
        with pytest.raises(SignInRefused) as refused:
            enter(database, username, "wrong")
        said.add(str(refused.value))
    assert len(said) == 1
    with database.read() as session:
        texts = [str(e.after) for e in session.exec(select(AuditEntry))]
    assert not any("nobody-of-that-name" in text for text in texts)


def test_fifty_failures_at_once_count_as_fifty(database: Database) -> None:
    make(database)
    start = now()

    def attempt(_number: int) -> str:
        try:
            enter(database, password="wrong", at=start)
        except OfframpError as error:
            return type(error).__name__
        return "in"

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(attempt, range(50)))
    assert "in" not in found
    assert found.count("SignInRefused") == 5, "five guesses are free, then one waits"
    with database.read() as session:
        counted = session.exec(select(GuessCounter.failures)).all()
        slowed = [
            e.after["failures"]
            for e in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
            if e.action == "identity.sign-in-slowed"
        ]
    assert counted == [50, 50]
    assert slowed == [8, 16, 32], "the log shows the flood without being flooded"
    with pytest.raises(SlowDown):
        enter(database, at=start)


def test_the_wait_ends_and_others_cannot_lock_a_known_place_out(database: Database) -> None:
    make(database)
    start = now()
    enter(database, place=HERE, at=start)
    for number in range(30):
        with pytest.raises(OfframpError):
            enter(database, password="wrong", place=ELSEWHERE, at=start + timedelta(seconds=number))
    assert enter(database, place=HERE, at=start + timedelta(seconds=31))
    with pytest.raises(SlowDown):
        enter(database, place=ELSEWHERE, at=start + timedelta(seconds=31))
    assert enter(database, place=ELSEWHERE, at=start + timedelta(minutes=16))


def answer_to(database: Database, username: str, place: Place, at: datetime) -> str:
    with pytest.raises(OfframpError) as refused:
        enter(database, username, "wrong", place, at)
    return f"{type(refused.value).__name__}: {refused.value}"


@pytest.mark.parametrize("flood", ["the address", "the name from elsewhere", "both", "nothing"])
def test_who_has_been_at_an_address_is_not_to_be_heard_there(
    database: Database, flood: str
) -> None:
    """A name with an account that is known here is answered as one that nobody has at an address
    like it, to the second, in a row of wrong guesses; and yet its owner gets in."""
    make(database)
    start, there = now(), Place("192.0.2.99", "Test", "req-3")
    enter(database, place=HERE, at=start)
    asked = (("ada", HERE), ("nobody", there))
    for name, place in asked:
        for number in range(25 if flood in ("the address", "both") else 0):
            answer_to(database, f"name{number}", place, start)
        for _ in range(8 if flood in ("the name from elsewhere", "both") else 0):
            with pytest.raises(OfframpError):
                enter(database, name, "wrong", ELSEWHERE, start)
    for step in (1, 2, 2, 40, 41, 300, 301, 1000, 1001, 1002, 3000, 3001):
        at = start + timedelta(seconds=step)
        known, unknown = (answer_to(database, name, place, at) for name, place in asked)
        assert known == unknown
        if step == 2:
            assert enter(database, at=at), "the right password is looked at all the same"


def test_who_never_stops_knocking_does_not_keep_others_out(database: Database) -> None:
    make(database)
    start = now()
    for second in range(3600):
        with pytest.raises(OfframpError):
            enter(database, password="wrong", at=start + timedelta(seconds=second))
        if second % 120 == 119:
            # Ada has not been here before, so she waits like anybody, but not for long.
            elsewhere = Place(f"198.51.100.{second // 120}", "Test", "req")
            try:
                enter(database, place=elsewhere, at=start + timedelta(seconds=second + 0.5))
            except SlowDown:
                continue
            return
    raise AssertionError("Ada was kept out for an hour")


def test_ones_own_account_does_not_make_guesses_at_others_free(database: Database) -> None:
    make(database, "mallory", Role.VIEWER)
    looked_at = 0
    start = now()
    for number in range(60):
        if number % 10 == 0:
            with suppress(SlowDown):
                enter(database, "mallory", at=start)
        try:
            enter(database, f"user{number}", "wrong", at=start)
        except SignInRefused:
            looked_at += 1
        except SlowDown:
            pass
    assert looked_at <= 20


@pytest.mark.parametrize("odd", ["ada\0", "\0", "x" * 5000, "İ"])
def test_odd_input_is_refused_like_any_other(database: Database, odd: str) -> None:
    make(database)
    with pytest.raises(SignInRefused):
        enter(database, odd)
    with pytest.raises(SignInRefused):
        enter(database, "ada", odd)


def test_a_short_idle_time_does_not_end_a_session_in_use(database: Database) -> None:
    make(database)
    life = Lifetimes(timedelta(minutes=1), timedelta(hours=1))
    start = now()
    token = sign_in.with_password(database, "ada", PASSWORD, HERE, life, start)
    for seconds in range(30, 600, 30):
        at = start + timedelta(seconds=seconds)
        with database.write() as session:
            live = sign_in.find(session, token, life, at)
            assert live, seconds
            if live.is_due:
                sign_in.touch(session, live, at)


def test_an_administrator_does_not_reset_themselves_out(database: Database) -> None:
    make(database)
    me = as_account(database, enter(database))
    with pytest.raises(Invalid, match="for others"), database.write() as session:
        identity.reset_password(session, me, "ada")
    assert enter(database)


def test_a_session_ends_when_idle_and_at_its_latest(database: Database) -> None:
    make(database)
    start = now()
    token = enter(database, at=start)
    assert holds(database, token, start + timedelta(minutes=119))
    assert not holds(database, token, start + timedelta(minutes=121))
    with database.write() as session:
        live = sign_in.find(session, token, LIFE, start)
        assert live
        sign_in.touch(session, live, start + timedelta(hours=11))
    assert holds(database, token, start + timedelta(hours=11, minutes=59))
    assert not holds(database, token, start + timedelta(hours=12))


def test_an_account_that_is_not_active_has_no_session_though_none_was_ended(
    database: Database,
) -> None:
    account = make(database)
    token = enter(database)
    with database.write() as session:
        row = session.get_one(Account, account)
        row.active = False
        audit.record(session, LOCAL_OPERATOR, "account.disable", f"account:{row.id}")
    assert not holds(database, token, now())


def test_sessions_are_forgotten_half_a_year_after_their_end(database: Database) -> None:
    make(database, role=Role.OPERATOR)
    start = now()
    ran_out, kept = enter(database, at=start), enter(database, at=start + timedelta(days=179))
    job = Job(1, session_cleanup.KIND, session_cleanup.KIND, None, start, 0)

    def known() -> list[bool]:
        with database.read() as session:
            return [sessions.was_ever(session, token) for token in (ran_out, kept)]

    session_cleanup.forget_sessions(database, job, start + timedelta(days=180, hours=11))
    assert known() == [True, True]
    session_cleanup.forget_sessions(database, job, start + timedelta(days=180, hours=13))
    assert known() == [False, True]
    assert holds(database, kept, start + timedelta(days=179, minutes=1))


def test_all_other_sessions_are_ended_at_once_and_ones_own_goes_on(database: Database) -> None:
    make(database, "ada", Role.OPERATOR)
    make(database, "bob", Role.OPERATOR)
    here, there, elsewhere = (enter(database) for _ in range(3))
    me = as_account(database, here)
    with database.write() as session:
        mine = sessions.find(session, here, LIFE, now())
        assert mine
        assert identity.end_my_other_sessions(session, me, mine.digest, now()) == 2
        assert identity.end_my_other_sessions(session, me, mine.digest, now()) == 0
    assert holds(database, here)
    assert not holds(database, there)
    assert not holds(database, elsewhere)


def test_a_password_is_changed_with_the_current_one_alone(database: Database) -> None:
    make(database, "ada", Role.OPERATOR)
    token = enter(database)
    me = as_account(database, token)
    for wrong in ("", PASSWORD.upper(), PASSWORD + " ", "six small boats on a lake"):
        with pytest.raises(Invalid, match="The current password is wrong"):
            with database.write() as session:
                identity.change_password(session, me, wrong, "seven small boats on a lake")
    assert holds(database, token)
    assert enter(database), "nothing changed"


@pytest.mark.parametrize(
    "change", ["sign-out", "disable", "role", "password", "reset", "revoke", "own"]
)
def test_what_ends_sessions_ends_them_at_once(database: Database, change: str) -> None:
    make(database, "boss")
    who = make(database, "ada", Role.OPERATOR)
    tokens = [enter(database), enter(database, place=ELSEWHERE)]
    me = as_account(database, tokens[0])
    with database.write() as session:
        if change == "sign-out":
            sign_in.sign_out(session, tokens[0], HERE, LIFE, now())
        elif change == "disable":
            identity.disable(session, LOCAL_OPERATOR, who)
        elif change == "role":
            identity.set_role(session, LOCAL_OPERATOR, who, Role.VIEWER)
        elif change == "password":
            identity.change_password(session, me, PASSWORD, PASSWORD + " again")
        elif change == "reset":
            identity.reset_password(session, LOCAL_OPERATOR, who)
        elif change == "revoke":
            assert identity.revoke_sessions(session, LOCAL_OPERATOR, who) == 2
        else:
            mine = identity.my_sessions(session, me, now=now())
            identity.end_my_session(session, me, mine[-1].digest)
    assert holds(database, tokens[0]) is None
    assert (holds(database, tokens[1]) is None) is (change not in {"sign-out", "own"})
    if change == "disable":
        with pytest.raises(SignInRefused):
            enter(database)


def test_nobody_ends_anothers_session(database: Database) -> None:
    make(database, "ada")
    make(database, "ben", Role.VIEWER)
    hers, his = enter(database, "ada"), enter(database, "ben")
    with database.read() as session:
        found = identity.my_sessions(session, as_account(database, hers), now=now())
    with pytest.raises(OfframpError), database.write() as session:
        identity.end_my_session(session, as_account(database, his), found[0].digest)


def test_the_first_administrator_is_made_once(database: Database) -> None:
    new = NewAdministrator("ada", "Ada", "ada@example.com", PASSWORD)
    with database.write() as session:
        code = sign_in.set_up_code(session, now())
    assert code
    for wrong in ("", "x" * 43):
        with pytest.raises(Invalid), database.write() as session:
            sign_in.first_run(session, new, HERE, now(), code=wrong)

    def attempt(number: int) -> bool:
        try:
            with database.write() as session:
                name = NewAdministrator(f"ada{number}", "Ada", "", PASSWORD)
                sign_in.first_run(session, name, HERE, now(), code=code)
        except OfframpError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    with database.write() as session:
        assert sign_in.set_up_code(session, now()) is None


def test_a_one_time_code_is_good_once_and_for_a_day(database: Database) -> None:
    who = make(database)
    with database.write() as session:
        code = identity.reset_password(session, LOCAL_OPERATOR, who)
    with pytest.raises(SignInRefused):
        enter(database)
    late = now() + timedelta(hours=25)
    with pytest.raises(Invalid), database.write() as session:
        sign_in.reset_with_code(session, code, PASSWORD + "!", HERE, late)
    with database.write() as session:
        sign_in.reset_with_code(session, code, PASSWORD + " new", HERE, now())
    assert enter(database, password=PASSWORD + " new")
    with pytest.raises(Invalid), database.write() as session:
        sign_in.reset_with_code(session, code, PASSWORD + " newer", HERE, now())


def test_the_last_administrator_stays(database: Database) -> None:
    who = make(database)
    with pytest.raises(Forbidden), database.write() as session:
        identity.disable(session, LOCAL_OPERATOR, who)
    with pytest.raises(Forbidden), database.write() as session:
        identity.set_role(session, LOCAL_OPERATOR, who, Role.VIEWER)


def test_a_stale_change_of_an_account_is_a_conflict(database: Database) -> None:
    make(database, "boss")
    who = make(database, "ada", Role.VIEWER)
    with database.write() as session:
        identity.set_role(session, LOCAL_OPERATOR, who, Role.OPERATOR, version=1)
    with pytest.raises(Conflict, match="operator"), database.write() as session:
        identity.set_role(session, LOCAL_OPERATOR, who, Role.AUDITOR, version=1)


PROVIDER = Provider(
    name="okta",
    label="Okta",
    client_id="x",
    client_secret="y",
    server_metadata_url="https://idp.example/.well-known/openid-configuration",
    rules=(Rule(role=Role.ADMINISTRATOR, group="it"), Rule(role=Role.VIEWER, domain="example.com")),
)


def claims(**more: Any) -> Mapping[str, Any]:
    return {
        "iss": "https://idp.example",
        "sub": "1",
        "iat": int(now().timestamp()),
        "nonce": str(more),
        "email": "ada@example.com",
        "email_verified": True,
        "name": "Ada",
        **more,
    }


def exchange(database: Database, said: Mapping[str, Any], at: datetime | None = None) -> str:
    with database.write() as session:
        return company_sign_in.exchange(session, PROVIDER, said, HERE, LIFE, at or now())


def test_a_rule_gives_the_role_and_the_link_is_the_subject(database: Database) -> None:
    local = make(database, "ada@example.com")
    found = as_account(database, exchange(database, claims()))
    assert found.role is Role.VIEWER
    assert found.id != local, "an address alone links to nobody"
    again = as_account(database, exchange(database, claims(email="new@example.com", nonce="2")))
    assert again.id == found.id
    risen = as_account(database, exchange(database, claims(groups=["it"], nonce="3")))
    assert (risen.id, risen.role) == (found.id, Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("email", "username"),
    [
        ("o'brien@example.com", None),
        ("jürgen@example.com", None),
        ("taken@example.com", None),
        ("address@example.com", None),
        ("no address", None),
        (None, None),
        ("x" * 200 + "@example.com", None),
    ],
)
def test_whatever_the_directory_calls_somebody_there_is_an_account(
    database: Database, email: str | None, username: str | None
) -> None:
    make(database, "taken@example.com")
    with database.write() as session:
        add_account(session, "Other", email="address@example.com")
    said = claims(email=email, groups=["it"], name="Ada\0\n Odd", nonce="odd")
    who = as_account(database, exchange(database, said))
    assert who.name == "Ada Odd"
    with database.read() as session:
        found = identity.account_list(session, LOCAL_OPERATOR, now=now())
    made = next(account for account in found if account.id == who.id)
    assert made.username == (username or made.username)
    assert made.username.startswith("okta-")


@pytest.mark.parametrize("unsure", [False, None, "true", 1])
def test_an_address_that_the_provider_does_not_vouch_for_counts_nowhere(
    database: Database, unsure: object
) -> None:
    said = claims(email="mo@example.com", email_verified=unsure, groups=["it"], nonce="mal")
    for name in ("Mal", "mo@example.com", "MO@example.com "):
        of = claims(**{**said, "sub": name, "name": name})
        mal = as_account(database, exchange(database, of))
        with database.read() as session:
            row = identity.my_account(session, mal, now=now())
            called = identity.answers_to(session, mal) | {identity.handle_of(session, mal)}
            assert "mo@example.com" not in called
            assert identity.addresses(session).get("mo@example.com") is None
        assert (row.email, row.username.partition("-")[0]) == (None, "okta")
        assert "@" not in row.name


def test_a_name_that_reads_as_an_address_is_none_whoever_gave_it(database: Database) -> None:
    with database.write() as session:
        mal = add_account(session, "mo@example.com", email="mal@example.com")
        session.get_one(Account, mal.id).username = "mal"
        session.flush()
        assert identity.answers_to(session, mal) == {"mal", "mal@example.com"}


def test_an_unvouched_address_of_before_is_taken_away_at_the_next_sign_in(
    database: Database,
) -> None:
    said = {"email": "mo@example.com", "groups": ["it"], "name": "mo@example.com"}
    who = as_account(database, exchange(database, claims(**said))).id
    exchange(database, claims(**said, email_verified=False, nonce="2"))
    with database.read() as session:
        row = session.get_one(Account, who)
        changes = [e.after for e in audit.history(session, f"account:{who}")]
    assert (row.email, row.username, row.name) == (None, row.username, row.username)
    assert row.username.startswith("okta-")
    assert changes[-2]
    assert changes[-2]["by"] == "directory of okta"


def test_a_user_name_is_not_anothers_address(database: Database) -> None:
    with database.write() as session:
        add_account(session, "Ada Example", email="ada@example.com")
    told = {"username": "ADA@example.com", "name": "Eve", "role": Role.VIEWER}
    with pytest.raises(Conflict, match="address of the account 'ada'"), database.write() as session:
        identity.add(session, LOCAL_OPERATOR, **told)
    with database.write() as session:
        identity.add(session, LOCAL_OPERATOR, **told, email="ada@example.com")


@pytest.mark.parametrize("said", [{}, {"groups": ["others"]}])
def test_a_rule_does_not_take_the_last_administrator_away(
    database: Database, said: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[FactorChange] = []
    monkeypatch.setattr(factor_changes, "on_change", [lambda _session, what: told.append(what)])
    who = as_account(database, exchange(database, claims(groups=["it"]))).id
    for nonce in ("2", "3"):
        kept = as_account(database, exchange(database, claims(**said, nonce=nonce)))
        assert (kept.id, kept.role) == (who, Role.ADMINISTRATOR)
    with database.read() as session:
        entries = audit.history(session, f"account:{who}")
        assert not identity.may_set_up(session)
    kept_as = [e.after["rule_gives"] for e in entries if e.after and "rule_gives" in e.after]
    assert kept_as == [Role.VIEWER, Role.VIEWER]
    assert [(each.account_id, each.about) for each in told] == [
        (who, "the last administrator was kept")
    ]
    make(database, "boss")
    assert as_account(database, exchange(database, claims(**said, nonce="4"))).role is Role.VIEWER


def test_set_up_never_opens_again_whatever_became_of_the_administrators(
    database: Database,
) -> None:
    who = make(database)
    with database.write() as session:
        row = session.get_one(Account, who)
        row.role = Role.VIEWER
    with database.write() as session:
        assert not identity.may_set_up(session)
        assert sign_in.set_up_code(session, now()) is None
    with database.write() as session:
        session.execute(delete(Account))
    with database.write() as session:
        assert identity.needs_first_run(session)
        assert not identity.may_set_up(session)
        with pytest.raises(Forbidden, match="set up already"):
            new = NewAdministrator("root", "Root", "", PASSWORD)
            sign_in.first_run(session, new, HERE, now(), code="x")


def test_a_new_name_and_address_follow_the_directory_if_it_vouches(database: Database) -> None:
    who = as_account(database, exchange(database, claims(groups=["it"]))).id
    married = {"name": "Ada Byron", "email": "byron@example.com", "groups": ["it"]}
    exchange(database, claims(**married, email_verified=False, nonce="2"))
    exchange(database, claims(**married, nonce="3"))
    with database.read() as session:
        changes = [
            (e.after["name"], e.after["email"])
            for e in session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
            if e.action == "account.rename" and e.object == f"account:{who}"
        ]
    assert changes == [("Ada Byron", "ada@example.com"), ("Ada Byron", "byron@example.com")]


@pytest.mark.parametrize(
    "said",
    [
        claims(email="ada@elsewhere.example"),
        claims(email_verified=False),
        claims(email_verified=None),
        claims(email="ada@evil.example@example.com.evil.example"),
        claims(iat=int(now().timestamp()) - 3600),
        claims(iat="soon"),
        claims(sub=""),
    ],
)
def test_who_fits_no_rule_is_refused(database: Database, said: Mapping[str, Any]) -> None:
    with pytest.raises(company_sign_in.NotLetIn):
        exchange(database, said)


def test_what_a_provider_said_is_good_once_and_not_after_the_account_was_stopped(
    database: Database,
) -> None:
    make(database, "boss")
    said = claims()
    token = exchange(database, said)
    with pytest.raises(company_sign_in.NotLetIn, match="used already"):
        exchange(database, said)
    who = as_account(database, token).id
    earlier = claims(iat=int(now().timestamp()) - 5, nonce="earlier")
    with database.write() as session:
        identity.revoke_sessions(session, LOCAL_OPERATOR, who)
    assert holds(database, token) is None
    with pytest.raises(company_sign_in.NotLetIn, match="before your sessions were ended"):
        exchange(database, earlier)
    with database.write() as session:
        identity.disable(session, LOCAL_OPERATOR, who)
    with pytest.raises(company_sign_in.NotLetIn, match="disabled"):
        exchange(database, claims(nonce="later"))


def test_changes_and_refusals_are_in_the_log_without_secrets(database: Database) -> None:
    who = make(database)
    with database.write() as session:
        code = identity.reset_password(session, LOCAL_OPERATOR, who)
    with database.write() as session:
        sign_in.reset_with_code(session, code, PASSWORD + " new", HERE, now())
    token = enter(database, password=PASSWORD + " new")
    with database.read() as session:
        log = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
        assert session.scalar(select(func.count(col(AuditEntry.id)))) == len(log)
    whole = "\n".join(str(entry.model_dump()) for entry in log)
    assert [e.action for e in log] == [
        "account.add",
        "account.reset-password",
        "identity.password-reset",
        "identity.sign-in",
    ]
    assert log[-1].address == "192.0.2.1"
    assert log[-1].request_id == "req-1"
    for secret in (PASSWORD, code, token):
        assert secret not in whole


def test_set_up_goes_on_while_there_is_no_administrator(database: Database) -> None:
    with database.write() as session:
        identity.add(session, LOCAL_OPERATOR, username="ola", name="Ola", role=Role.OPERATOR)
    new = NewAdministrator("root", "Root", "", PASSWORD)
    with database.write() as session:
        assert identity.may_set_up(session)
        assert not identity.needs_first_run(session), "the account that there is can sign in"
        code = sign_in.set_up_code(session, now())
        assert code
        with pytest.raises(Invalid):
            sign_in.first_run(session, new, HERE, now(), code="wrong")
        made = sign_in.first_run(session, new, HERE, now(), code=code)
        made.active = False
        session.flush()
        assert not identity.may_set_up(session), "a disabled one is let in again, not replaced"
        with pytest.raises(Forbidden):
            sign_in.first_run(session, new, HERE, now(), code=code)
