"""Second factors: codes, passkeys, recovery codes, grace and reset, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app.factor_messages import tell
from core.audit.models import AuditEntry
from core.config import load_settings
from core.errors import ConfirmationNeeded, Forbidden, Invalid, NotFound, OfframpError
from core.identity import company_sign_in, passwords, sign_in
from core.identity import service as identity
from core.identity.company_sign_in import NotLetIn
from core.identity.oidc_providers import Provider, Rule
from core.identity.second_factor import changes
from core.identity.second_factor.challenges import Purpose
from core.identity.second_factor.half_sign_in import Half, HalfEnded
from core.identity.second_factor.models import AuthenticatorApp
from core.identity.second_factor.passkeys import RelyingParty
from core.identity.second_factor.requirement import FactorPolicy
from core.identity.sessions import Lifetimes, Place
from core.identity.sign_in import SignInRefused, SlowDown
from core.notify import service as notify
from core.notify.values import Audience, ChannelInput
from core.secrets.service import recognisable
from core.storage.database import Database
from tests.support.passkey import Device

PASSWORD = "five small boats on a lake"
LIFE = Lifetimes(timedelta(hours=2), timedelta(hours=12))
HERE = Place("192.0.2.1", "Test", "req-1")
PARTY = RelyingParty("localhost", "http://localhost:8501")
POLICY = FactorPolicy()
NOBODY = FactorPolicy(roles=frozenset())
GRACE = POLICY.grace
STEP = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hashed", lambda password: f"hash of {password}")
    monkeypatch.setattr(
        passwords, "matches", lambda password, stored: stored == f"hash of {password}"
    )


def now() -> datetime:
    return datetime.now(UTC)


def made(database: Database, username: str = "ada", role: Role = Role.ADMINISTRATOR) -> Actor:
    with database.write() as session:
        who = identity.add(
            session, LOCAL_OPERATOR, username=username, name=username, role=role, password=PASSWORD
        )
    return Actor(who, username, role)


def enter(
    database: Database, at: datetime | None = None, policy: FactorPolicy = POLICY
) -> str | Half:
    return sign_in.with_password(database, "ada", PASSWORD, HERE, LIFE, at or now(), policy)


def half(database: Database, at: datetime | None = None) -> str:
    entered = enter(database, at)
    assert isinstance(entered, Half)
    return entered.token


def with_app(database: Database, who: Actor, at: datetime | None = None) -> tuple[pyotp.TOTP, list]:
    """Set an app up whose codes before now are used up; the app and the recovery codes."""
    at = at or now()
    with database.write() as session:
        new = identity.begin_app(session, who, now=at)
        app = pyotp.TOTP(new.secret)
        return app, identity.add_app(session, who, new.sealed, app.at(at - STEP), now=at)


def with_passkey(database: Database, who: Actor, name: str = "key") -> Device:
    device = Device()
    with database.read() as session:
        options = identity.passkey_options(session, who, PARTY, "browser", now=now())
    with database.write() as session:
        answer = device.make(options)
        identity.add_passkey(session, who, name, answer, PARTY, "browser", now=now())
    return device


def use_passkey(database: Database, token: str, device: Device, browser: str | None = None) -> str:
    browser = browser or recognisable(token)
    with database.read() as session:
        account, _ = identity.asked_of(session, token, now())
        options = identity.ask_passkey(
            session, PARTY, Purpose.SECOND_FACTOR, browser, account, now()
        )
    answer = device.use(options)
    return identity.complete_with_passkey(database, token, answer, PARTY, HERE, LIFE, now())


def alone(database: Database, device: Device, browser: str = "b") -> str:
    with database.read() as session:
        options = identity.ask_passkey(session, PARTY, Purpose.SIGN_IN, "b", None, now())
    answer = device.use(options)
    return identity.sign_in_with_passkey(database, browser, answer, PARTY, HERE, LIFE, now())


def holds(database: Database, token: str) -> Actor | None:
    with database.read() as session:
        live = identity.find_session(session, token, LIFE, now())
    return live.actor if live else None


def by_code(database: Database, token: str, code: str, at: datetime | None = None) -> str:
    return identity.complete_with_code(database, token, code, HERE, LIFE, at or now())


def actions(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(col(AuditEntry.action)).order_by(col(AuditEntry.id))))


def test_the_password_alone_opens_no_session_where_there_is_an_app(database: Database) -> None:
    app, _ = with_app(database, made(database))
    token = half(database)
    assert holds(database, token) is None
    session = by_code(database, token, app.now())
    assert holds(database, session) is not None
    assert holds(database, token) is None
    with pytest.raises(HalfEnded):
        by_code(database, token, app.at(now() + STEP))
    assert actions(database)[-2:] == ["identity.half-sign-in", "identity.sign-in"]


def test_a_code_is_good_once_and_so_is_its_step(database: Database) -> None:
    app, _ = with_app(database, made(database))
    code = app.now()
    by_code(database, half(database), code)
    with pytest.raises(SignInRefused, match="is wrong"):
        by_code(database, half(database), code)
    at = now()
    with pytest.raises(SignInRefused):  # the step before one that was used
        by_code(database, half(database, at), app.at(at - STEP), at)
    assert "identity.factor-failed" in actions(database)


@pytest.mark.parametrize(
    ("off", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_the_apps_clock_may_be_a_step_off(database: Database, off: int, is_right: bool) -> None:
    later = now() + timedelta(minutes=3)
    app, _ = with_app(database, made(database))
    token = half(database, later)
    code = app.at(later + off * STEP)
    if is_right:
        by_code(database, token, code, later)
    else:
        with pytest.raises(SignInRefused):
            by_code(database, token, code, later)


def test_of_two_who_bring_one_code_at_once_one_gets_in(database: Database) -> None:
    app, recovery = with_app(database, made(database))
    for code in (app.now(), recovery[0]):
        halves = [half(database) for _ in range(4)]

        def attempt(token: str, code: str = code) -> bool:
            try:
                by_code(database, token, code)
            except SignInRefused:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(attempt, halves)) == 1


def test_a_half_sign_in_ends_by_time_tries_and_whatever_ends_sessions(database: Database) -> None:
    who = made(database)
    app, _ = with_app(database, who)
    token = half(database)
    with pytest.raises(HalfEnded):
        by_code(database, token, app.now(), now() + timedelta(minutes=5, seconds=1))
    for _ in range(5):
        with pytest.raises(SignInRefused):
            by_code(database, token, "000000")
    with pytest.raises(HalfEnded):
        by_code(database, token, app.now())
    later = half(database)
    with database.write() as session:
        identity.revoke_sessions(session, LOCAL_OPERATOR, who.id)
    with pytest.raises(HalfEnded):
        by_code(database, later, app.now())


def test_guesses_at_codes_wait_and_passkeys_do_not(database: Database) -> None:
    who = made(database)
    app, recovery = with_app(database, who)
    device = with_passkey(database, who)
    for _ in range(2):
        token = half(database)
        for _ in range(3):
            with pytest.raises((SignInRefused, SlowDown)):
                by_code(database, token, "000000")
    with pytest.raises(SlowDown):
        by_code(database, half(database), recovery[0])
    assert holds(database, use_passkey(database, half(database), device))
    at = now() + timedelta(minutes=6)
    assert by_code(database, half(database, at), app.at(at), at)


def test_a_recovery_code_signs_in_once_however_it_is_typed(database: Database) -> None:
    who = made(database)
    _, recovery = with_app(database, who)
    assert len(set(recovery)) == 10
    by_code(database, half(database), f"  {recovery[3].upper()} ")
    with pytest.raises(SignInRefused):
        by_code(database, half(database), recovery[3])
    with database.write() as session:
        assert identity.my_factors(session, who, POLICY).recovery_left == 9
        fresh = identity.new_recovery_codes(session, who, now=now())
    with pytest.raises(SignInRefused):
        by_code(database, half(database), recovery[4])
    by_code(database, half(database), fresh[0])


def test_a_passkey_is_the_second_factor_and_alone_it_is_both(database: Database) -> None:
    device = with_passkey(database, made(database))
    assert holds(database, use_passkey(database, half(database), device))
    assert holds(database, alone(database, device))
    device.verifies = False
    assert holds(database, use_passkey(database, half(database), device))
    with pytest.raises(SignInRefused, match="not accepted"):
        alone(database, device)


def test_an_answer_is_good_once_for_one_browser_one_origin_one_purpose(database: Database) -> None:
    who = made(database)
    device = with_passkey(database, who)
    with pytest.raises(SignInRefused, match="too long"):
        use_passkey(database, half(database), device, browser="another")
    with pytest.raises(SignInRefused, match="too long"):
        alone(database, device, browser="another")
    with database.read() as session:
        options = identity.ask_passkey(session, PARTY, Purpose.SIGN_IN, "b", None, now())
    answer = device.use(options)

    def send(at: datetime | None = None) -> str:
        return identity.sign_in_with_passkey(database, "b", answer, PARTY, HERE, LIFE, at or now())

    with pytest.raises(SignInRefused, match="too long"):
        send(now() + timedelta(minutes=6))
    assert send()
    with pytest.raises(SignInRefused, match="too long"):
        send()
    device.origin = "http://localhost:9000"
    with pytest.raises(SignInRefused, match="not accepted"):
        alone(database, device)


def test_a_passkey_of_another_account_does_not_complete_a_sign_in(database: Database) -> None:
    ada, eve = made(database), made(database, "eve")
    with_passkey(database, ada)
    with pytest.raises(SignInRefused, match="another account"):
        use_passkey(database, half(database), with_passkey(database, eve))


@pytest.fixture
def told() -> object:
    heard: list[str] = []

    def hear(_session: object, change: changes.FactorChange) -> None:
        heard.append(change.what)

    changes.on_change.append(hear)
    yield heard
    changes.on_change.remove(hear)


def test_a_copied_passkey_is_disabled_and_the_password_alone_is_not_enough_then(
    database: Database, told: list[str]
) -> None:
    who = made(database)
    device = with_passkey(database, who)
    copy = device.copy()
    use_passkey(database, half(database), device)
    use_passkey(database, half(database), device)
    with pytest.raises(SignInRefused, match="copy"):
        use_passkey(database, half(database), copy)
    assert any("disabled" in what for what in told)
    assert actions(database)[-1] == "identity.passkey-copied"
    with pytest.raises(SignInRefused, match="disabled"):
        use_passkey(database, half(database), device)
    assert isinstance(enter(database, policy=NOBODY), Half)


def test_a_lower_counter_without_the_right_signature_disables_nothing(database: Database) -> None:
    device = with_passkey(database, made(database))
    use_passkey(database, half(database), device)
    forged = Device()
    forged.id = device.id
    with pytest.raises(SignInRefused, match="not accepted"):
        use_passkey(database, half(database), forged)
    assert holds(database, use_passkey(database, half(database), device))


def test_after_the_time_of_grace_a_sign_in_leads_to_setting_one_up_and_to_nothing_else(
    database: Database,
) -> None:
    who = made(database)
    begun = now()
    assert isinstance(enter(database, begun), str)
    assert isinstance(enter(database, begun + GRACE - timedelta(seconds=1)), str)
    with database.read() as session:
        due = identity.my_factors(session, who, POLICY).due_at
    assert due == begun + GRACE
    late = begun + GRACE
    token = half(database, late)
    with pytest.raises(SignInRefused):
        by_code(database, token, "000000", late)
    with database.write() as session:
        actor = identity.who_sets_up(session, token, late)
        new = identity.begin_app(session, actor, now=late)
        code = pyotp.TOTP(new.secret).at(late)
        assert len(identity.add_app(session, actor, new.sealed, code, now=late)) == 10
        opened = identity.complete_set_up(session, token, HERE, LIFE, late)
    with database.read() as session:
        assert identity.find_session(session, opened, LIFE, late)


def test_whoever_has_a_factor_adds_no_other_with_the_password_alone(database: Database) -> None:
    with_app(database, made(database))
    token = half(database)
    with database.read() as session, pytest.raises(Forbidden, match="has a second factor"):
        identity.who_sets_up(session, token, now())


def test_roles_and_days_are_settings(database: Database) -> None:
    made(database, role=Role.OPERATOR)
    at_once = FactorPolicy(frozenset({Role.OPERATOR}), timedelta(0))
    assert isinstance(enter(database, policy=POLICY), str)
    assert isinstance(enter(database, policy=at_once), Half)


def test_the_last_factor_that_a_role_needs_stays(database: Database) -> None:
    who = made(database)
    with_app(database, who)
    with database.write() as session, pytest.raises(Forbidden, match="last one"):
        identity.remove_app(session, who, POLICY)
    with_passkey(database, who, " blue\nkey ")
    with database.write() as session:
        identity.remove_app(session, who, POLICY)
        key = identity.my_factors(session, who, POLICY).passkeys[0]
        assert key.name == "blue key"
        identity.rename_passkey(session, who, key.id, "red key")
        with pytest.raises(NotFound):
            identity.rename_passkey(session, who, "a\0b", "red key")
    with database.write() as session, pytest.raises(Forbidden, match="last one"):
        identity.remove_passkey(session, who, key.id, POLICY)
    with database.write() as session:
        identity.remove_passkey(session, who, key.id, NOBODY)
        assert identity.my_factors(session, who, POLICY).recovery_left == 0


def test_an_administrator_resets_a_lost_factor_and_nobody_their_own(
    database: Database, told: list[str]
) -> None:
    who, boss = made(database), made(database, "boss")
    app, _ = with_app(database, who)
    session_token = by_code(database, half(database), app.now())
    with database.write() as session, pytest.raises(Forbidden, match="their own"):
        identity.reset_factors(session, who, who.id)
    with database.write() as session:
        assert identity.reset_factors(session, boss, who.id) == 1
    assert holds(database, session_token) is None
    assert told[-1] == "boss reset the second factors."
    assert actions(database)[-1] == "account.reset-factors"
    assert isinstance(enter(database), str)


def test_a_one_time_link_does_not_pass_the_second_factor(database: Database) -> None:
    who, boss = made(database), made(database, "boss")
    app, _ = with_app(database, who)
    with database.write() as session:
        code = identity.reset_password(session, boss, who.id)
    with database.write() as session:
        account = identity.reset_with_code(session, code, "four quiet birds on ice", HERE, now())
        entered = identity.enter(session, account, "password", HERE, LIFE, now(), POLICY)
    assert isinstance(entered, Half)
    assert by_code(database, entered.token, app.now())


def test_a_session_is_confirmed_with_the_strongest_that_the_account_has(
    database: Database,
) -> None:
    who = made(database)
    token = enter(database)
    assert isinstance(token, str)
    later = now() + LIFE.confirmation
    with database.read() as session:
        live = identity.find_session(session, token, LIFE, now())
        assert live is not None
    stale = replace(live.actor, confirmed_until=now())
    with database.write() as session, pytest.raises(ConfirmationNeeded):
        identity.begin_app(session, stale, now=now())
    with pytest.raises(SignInRefused):
        identity.confirm_with_password(database, live, "wrong", HERE, later)
    identity.confirm_with_password(database, live, PASSWORD, HERE, later)
    with database.read() as session:
        again = identity.find_session(session, token, LIFE, later)
    assert again is not None
    assert again.actor.confirmed_until == later + LIFE.confirmation
    app, _ = with_app(database, who)
    with pytest.raises(Forbidden, match="has a second factor"):
        identity.confirm_with_password(database, live, PASSWORD, HERE, later)
    identity.confirm_with_code(database, live, app.now(), HERE, now())
    device = with_passkey(database, who)
    with database.read() as session:
        options = identity.ask_passkey(session, PARTY, Purpose.CONFIRM, live.digest, who.id, now())
    identity.confirm_with_passkey(database, live, device.use(options), PARTY, HERE, now())
    assert actions(database).count("identity.confirm") == 3


def test_a_code_of_the_app_that_is_set_up_is_not_good_again(database: Database) -> None:
    who = made(database)
    with database.write() as session:
        new = identity.begin_app(session, who, now=now())
        code = pyotp.TOTP(new.secret).now()
        identity.add_app(session, who, new.sealed, code, now=now())
        stored = session.get(AuthenticatorApp, who.id)
        assert stored is not None
        assert new.secret not in stored.secret
    with pytest.raises(SignInRefused):
        by_code(database, half(database), code)


def test_an_app_is_set_up_by_its_own_account_within_a_quarter_of_an_hour(
    database: Database,
) -> None:
    ada, eve = made(database), made(database, "eve")
    with database.write() as session:
        new = identity.begin_app(session, ada, now=now())
        code = pyotp.TOTP(new.secret)
        for actor, at in ((eve, now()), (ada, now() + timedelta(minutes=16))):
            with pytest.raises(Invalid, match="too long"):
                identity.add_app(session, actor, new.sealed, code.at(at), now=at)
        with pytest.raises(Invalid, match="is wrong"):
            identity.add_app(session, ada, new.sealed, "12345", now=now())
        with pytest.raises(Invalid, match="too long"):
            identity.add_app(session, ada, "sealed:nonsense", code.now(), now=now())


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id":"a"}', "\0", "[" * 9000])
def test_nonsense_in_place_of_a_passkey_is_refused(answer: str, database: Database) -> None:
    who = made(database)
    with_passkey(database, who)
    with pytest.raises(SignInRefused, match="not accepted"):
        identity.sign_in_with_passkey(database, "b", answer, PARTY, HERE, LIFE, now())
    with database.write() as session, pytest.raises(OfframpError, match="not accepted"):
        identity.add_passkey(session, who, "x", answer, PARTY, "b", now=now())


def test_a_company_sign_in_is_asked_only_where_the_settings_say_so(database: Database) -> None:
    who = made(database)
    with_app(database, who)
    both = FactorPolicy(company=True)
    for policy, kind in ((POLICY, str), (both, Half)):
        with database.write() as session:
            account = identity.my_account(session, who, now=now())
            row = sign_in.accounts.find(session, account.id)
            entered = identity.enter(session, row, "okta", HERE, LIFE, now(), policy, "mfa, otp")
        assert isinstance(entered, kind)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"amr": ["pwd", "mfa"], "acr": "urn:okta:loa:2fa"}, "pwd, mfa, acr urn:okta:loa:2fa"),
        ({"amr": ["otp\nforged", 7]}, "otp forged, 7"),
        ({"amr": "mfa", "acr": 2}, None),
        ({}, None),
    ],
)
def test_what_a_provider_says_of_the_factor_is_shown_and_not_guessed(
    claims: dict[str, object], said: str | None
) -> None:
    assert company_sign_in.said_of_factor(claims) == said


def test_a_token_acts_as_one(database: Database) -> None:
    who = made(database)
    with database.write() as session:
        token = identity.make_token(session, who, "nightly", timedelta(days=1))
    actor = identity.act_with_token(database, token, None, now())
    assert actor.by_token
    with database.write() as session, pytest.raises(Forbidden, match="token cannot"):
        identity.set_role(session, actor, who.id, Role.VIEWER)


def test_owner_and_administrators_get_a_message(database: Database) -> None:
    with database.write() as session:
        for name, role in (("ola", Role.OPERATOR), ("ada", Role.ADMINISTRATOR)):
            identity.add(
                session,
                LOCAL_OPERATOR,
                username=name,
                name=name.title(),
                role=role,
                email=f"{name}@example.com",
            )
        channel = ChannelInput("Mail", "mailto://user:pass@example.com?to={to}", Audience.PERSONAL)
        notify.add_channel(session, LOCAL_OPERATOR, channel)
        ola = sign_in.accounts.find(session, "ola")
        tell(session, changes.FactorChange(ola.id, ola.name, ola.email, "A passkey was added."))
        _, found = notify.messages(session, LOCAL_OPERATOR)
    assert {message.recipient for message in found} == {"ola@example.com", "ada@example.com"}
    assert {message.subject for message in found} == {
        "Offramp account of Ola: second factor changed"
    }


def test_the_command_line_is_no_way_round_the_second_factor(database: Database) -> None:
    app, _ = with_app(database, made(database))

    def act(*ask: Callable[[], str]) -> Actor:
        return identity.act_with_password(database, load_settings(), "ada", PASSWORD, now(), *ask)

    with pytest.raises(Forbidden, match="nobody to ask"):
        act()
    with pytest.raises(SignInRefused, match="is wrong"):
        act(lambda: "000000")
    assert act(app.now).name == "ada"
    assert actions(database)[-1] == "identity.sign-in"


@pytest.mark.parametrize("said", [None, True, "now", -(10**18), 1, timedelta(minutes=6)])
def test_a_provider_confirms_a_session_only_with_a_sign_in_of_just_now(
    database: Database, said: object
) -> None:
    at = now()
    provider = Provider(
        name="okta", label="Okta", client_id="o", client_secret="s", server_metadata_url="https://i",
        rules=(Rule(domain="example.com", role=Role.VIEWER),),
    )  # fmt: skip
    claims = {
        "iss": "https://i", "sub": "1", "email": "ada@example.com", "email_verified": True,
        "iat": int(at.timestamp()), "auth_time": int(at.timestamp()) - 3600,
    }  # fmt: skip
    with database.write() as session:
        token = company_sign_in.exchange(session, provider, claims, HERE, LIFE, at)
        assert isinstance(token, str)
        live = identity.find_session(session, token, LIFE, at)
    # The session at the provider was old: what takes a confirmation is asked for one.
    assert live
    assert live.actor.confirmed_until
    assert live.actor.confirmed_until < at

    def confirm(**more: object) -> None:
        with database.write() as session:
            assert live
            told = claims | {"nonce": str(more)} | more
            identity.confirm_with_assertion(session, provider, told, live, HERE, at)

    if isinstance(said, timedelta):
        said = int((at - said).timestamp())
    with pytest.raises(NotLetIn, match="did not (say when|ask you)"):
        confirm(auth_time=said)
    with pytest.raises(NotLetIn, match="as someone else"):
        confirm(sub="2", auth_time=int(at.timestamp()))
    held = holds(database, token)
    assert held
    assert held.confirmed_until == live.actor.confirmed_until
    confirm(auth_time=int(at.timestamp()))
    held = holds(database, token)
    assert held
    assert held.confirmed_until
    assert held.confirmed_until > at
    with pytest.raises(NotLetIn, match="used already"):
        confirm(auth_time=int(at.timestamp()))
    assert actions(database)[-1] == "identity.confirm"
