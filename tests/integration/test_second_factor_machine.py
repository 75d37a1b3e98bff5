"""The life of an account's second factors: whatever comes in whatever order, nobody gets in without
what is asked, nothing is good twice, and a needed factor is never the last to go."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyotp
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit import service as audit
from core.errors import Forbidden, OfframpError
from core.identity import passwords, sign_in
from core.identity import service as identity
from core.identity.second_factor.challenges import Purpose
from core.identity.second_factor.half_sign_in import Half
from core.identity.second_factor.passkeys import RelyingParty
from core.identity.second_factor.requirement import FactorPolicy
from core.identity.sessions import Lifetimes, Place
from core.identity.sign_in import SlowDown
from core.secrets.service import recognisable
from core.storage.database import Database
from tests.support.databases import copied
from tests.support.passkey import Device

PASSWORD = "five small boats on a lake"
LIFE = Lifetimes(timedelta(hours=2), timedelta(hours=12))
HERE = Place("192.0.2.1")
PARTY = RelyingParty("localhost", "http://localhost:8501")
POLICY = FactorPolicy()


class Factors(RuleBasedStateMachine):
    """One administrator, their devices and codes, and a clock that goes on."""

    migrated: Path

    @initialize()
    def account(self) -> None:
        self.folder = TemporaryDirectory()
        self.opened = copied(self.migrated, Path(self.folder.name))
        self.database: Database = self.opened.__enter__()
        # Of a day that is over, so that what the services look at their own clock for is past.
        self.now = datetime.now(UTC) - timedelta(hours=1)
        with self.database.write() as session:
            who = identity.add(
                session,
                LOCAL_OPERATOR,
                username="ada",
                name="Ada",
                role=Role.ADMINISTRATOR,
                password=PASSWORD,
            )
            sign_in.accounts.find(session, who).not_before = self.now
        self.ada = Actor(who, "Ada", Role.ADMINISTRATOR)
        self.app: pyotp.TOTP | None = None
        self.used_step = 0
        self.codes: list[str] = []
        self.spent: list[str] = []
        self.devices: dict[str, Device] = {}
        self.copied: set[str] = set()

    def teardown(self) -> None:
        if not hasattr(self, "database"):
            return
        with self.database.snapshot() as session:
            # The account's own row is set back by hand above, for the clock.
            found = audit.check_state(session).differences
            assert not [each for each in found if each.table != "account"]
        self.opened.__exit__(None, None, None)
        self.folder.cleanup()

    # -- what the owner does ---------------------------------------------------

    @rule(minutes=st.sampled_from([1, 6]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def sets_an_app_up(self) -> None:
        first = not self.has_any()
        with self.database.write() as session:
            new = identity.begin_app(session, self.ada, now=self.now)
            app = pyotp.TOTP(new.secret)
            codes = identity.add_app(session, self.ada, new.sealed, app.at(self.now), now=self.now)
        assert bool(codes) is first
        self.app, self.used_step = app, app.timecode(self.now)
        self.codes = codes or self.codes

    @precondition(lambda self: len(self.devices) < 3)
    @rule()
    def adds_a_passkey(self) -> None:
        first, device = not self.has_any(), Device()
        with self.database.write() as session:
            options = identity.passkey_options(session, self.ada, PARTY, "b", now=self.now)
            codes = identity.add_passkey(
                session, self.ada, "key", device.make(options), PARTY, "b", now=self.now
            )
            keys = identity.my_factors(session, self.ada, POLICY).passkeys
        assert bool(codes) is first
        (new,) = {key.id for key in keys} - set(self.devices)
        self.devices[new] = device
        self.codes = codes or self.codes

    @precondition(lambda self: self.devices)
    @rule(data=st.data())
    def removes_a_passkey(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.devices)))
        last = not (set(self.usable()) - {key})
        try:
            with self.database.write() as session:
                identity.remove_passkey(session, self.ada, key, POLICY)
        except Forbidden:
            assert last
            return
        assert not last
        del self.devices[key]
        self.copied.discard(key)

    @precondition(lambda self: self.app)
    @rule()
    def removes_the_app(self) -> None:
        last = self.usable() == ["app"]
        try:
            with self.database.write() as session:
                identity.remove_app(session, self.ada, POLICY)
        except Forbidden:
            assert last
            return
        assert not last
        self.app = None

    @rule()
    def an_administrator_resets_them(self) -> None:
        with self.database.write() as session:
            identity.reset_factors(session, LOCAL_OPERATOR, self.ada.id)
            sign_in.accounts.find(session, self.ada.id).not_before = self.now
        self.spent += self.codes
        self.app, self.codes, self.devices, self.copied = None, [], {}, set()
        self.now += timedelta(seconds=1)

    # -- ways in ---------------------------------------------------------------

    @precondition(lambda self: self.app)
    @rule(off=st.integers(-2, 2))
    def gives_a_code(self, off: int) -> None:
        assert self.app
        step = self.app.timecode(self.now) + off
        code = self.app.generate_otp(step)
        right = abs(off) <= 1 and step > self.used_step
        if self.enters_with(code, right):
            self.used_step = step

    @precondition(lambda self: self.codes and self.has_any())
    @rule(data=st.data())
    def gives_a_recovery_code(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(self.codes))
        if self.enters_with(code, True):
            self.codes.remove(code)
            self.spent.append(code)

    @precondition(lambda self: self.spent and self.has_any())
    @rule(data=st.data())
    def gives_a_recovery_code_again(self, data: st.DataObject) -> None:
        self.enters_with(data.draw(st.sampled_from(self.spent)), False)

    @precondition(lambda self: self.devices)
    @rule(data=st.data(), is_copy=st.booleans())
    def uses_a_passkey(self, data: st.DataObject, is_copy: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.devices)))
        device = self.devices[key]
        behind = is_copy and device.count > 0
        if behind:
            device = device.copy()
            device.count -= 1
        token = self.half()
        with self.database.read() as session:
            options = identity.ask_passkey(
                session, PARTY, Purpose.SECOND_FACTOR, recognisable(token), self.ada.id, self.now
            )
        answer = device.use(options)
        try:
            identity.complete_with_passkey(
                self.database, token, answer, PARTY, HERE, LIFE, self.now
            )
        except OfframpError:
            assert behind or key in self.copied
            if behind:
                self.copied.add(key)
            return
        assert not behind
        assert key not in self.copied

    @invariant()
    def the_password_alone_is_enough_only_where_there_is_no_factor(self) -> None:
        if not hasattr(self, "database"):
            return
        entered = sign_in.with_password(
            self.database, "ada", PASSWORD, HERE, LIFE, self.now, POLICY
        )
        assert isinstance(entered, Half) is self.has_any()

    # -- what is so ------------------------------------------------------------

    def has_any(self) -> bool:
        return bool(self.devices) or self.app is not None

    def usable(self) -> list[str]:
        return [*sorted(set(self.devices) - self.copied), *(["app"] if self.app else [])]

    def half(self) -> str:
        entered = sign_in.with_password(
            self.database, "ada", PASSWORD, HERE, LIFE, self.now, POLICY
        )
        assert isinstance(entered, Half)
        return entered.token

    def enters_with(self, code: str, right: bool) -> bool:
        token = self.half()
        try:
            identity.complete_with_code(self.database, token, code, HERE, LIFE, self.now)
        except SlowDown:
            return False
        except OfframpError:
            assert not right
            return False
        assert right
        return True


def test_whatever_happens_the_password_alone_is_never_enough(
    migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "hashed", lambda password: f"hash of {password}")
    monkeypatch.setattr(
        passwords, "matches", lambda password, stored: stored == f"hash of {password}"
    )
    with patch.object(Factors, "migrated", migrated_file, create=True):
        run_state_machine_as_test(
            Factors, settings=settings(max_examples=25, stateful_step_count=25, deadline=None)
        )
