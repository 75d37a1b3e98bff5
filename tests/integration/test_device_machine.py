"""A device's life: whatever browsers, accounts and owners do, a cookie is known where it must be.

At each moment a browser is a device of an account exactly if the account signed in there and
nothing ended that since; a copy of an earlier cookie is none of whoever signed in with it, and
moves nobody else's device; and ended devices have no open session.
"""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.actor import LOCAL_OPERATOR, Role
from core.identity import accounts, sessions, sign_in
from core.identity import service as identity
from core.identity.devices import known
from core.identity.models import Device
from core.identity.sessions import Lifetimes, Place
from core.storage.database import Database

NAMES = ("ada", "ben")
BROWSERS = st.integers(0, 2)
LIFE = Lifetimes(timedelta(days=9), timedelta(days=9))


class DeviceLife(RuleBasedStateMachine):
    prepared: ClassVar[Path]

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.prepared, self.folder / "x.db")
        self.database = Database(f"sqlite:///{self.folder / 'x.db'}")
        self.now = datetime(2031, 6, 1, tzinfo=UTC)
        self.cookies: dict[int, str] = {}
        self.copies: set[tuple[str, str]] = set()
        self.known: set[tuple[int, str]] = set()
        with self.database.write() as session:
            self.ids = {
                name: identity.add(
                    session, LOCAL_OPERATOR, username=name, name=name, role=Role.VIEWER
                )
                for name in NAMES
            }

    def place(self, browser: int) -> Place:
        return Place(f"192.0.2.{browser}", "Test", device=self.cookies.get(browser))

    @rule(browser=BROWSERS, name=st.sampled_from(NAMES))
    def sign_in(self, browser: int, name: str) -> None:
        self.now += timedelta(seconds=1)
        with self.database.write() as session:
            account = accounts.find(session, name)
            place = self.place(browser)
            token = sign_in.admit(session, account, "password", place, LIFE, self.now)
            if browser in self.cookies:
                self.copies.add((self.cookies[browser], name))
            self.cookies[browser] = identity.remember_device(session, token, place, self.now)
        self.known.add((browser, name))

    @rule(browser=BROWSERS, name=st.sampled_from(NAMES))
    def sign_in_elsewhere_with_its_cookie(self, browser: int, name: str) -> None:
        self.now += timedelta(seconds=1)
        with self.database.write() as session:
            account = accounts.find(session, name)
            place = self.place(browser)
            token = sign_in.admit(session, account, "password", place, LIFE, self.now)
            identity.remember_device(session, token, place, self.now)
        self.known.discard((browser, name))

    @rule(browser=BROWSERS)
    def lose_the_cookie(self, browser: int) -> None:
        self.cookies.pop(browser, None)
        self.known -= {(browser, name) for name in NAMES}

    @rule(browser=BROWSERS, name=st.sampled_from(NAMES))
    def end_the_device(self, browser: int, name: str) -> None:
        with self.database.write() as session:
            device = known.device_of(session, name, self.place(browser))
            assert (device is not None) == ((browser, name) in self.known)
            if device is not None:
                identity.end_device(session, LOCAL_OPERATOR, name, device, self.now)
        self.known.discard((browser, name))

    @rule(name=st.sampled_from(NAMES))
    def sign_out_everywhere(self, name: str) -> None:
        self.now += timedelta(seconds=1)
        with self.database.write() as session:
            identity.revoke_sessions(session, LOCAL_OPERATOR, name)
        self.known = {pair for pair in self.known if pair[1] != name}

    @invariant()
    def a_cookie_is_known_where_it_must_be(self) -> None:
        if not hasattr(self, "database"):
            return
        with self.database.read() as session:
            for browser in range(3):
                for name in NAMES:
                    found = known.device_of(session, name, self.place(browser))
                    assert (found is not None) == ((browser, name) in self.known)
            for copy, name in self.copies:
                assert known.device_of(session, name, Place(device=copy)) is None
            for name, account in self.ids.items():
                for row in sessions.open_sessions(session, account, self.now):
                    device = session.get(Device, row.device_id)
                    assert device is not None, name
                    assert device.ended_at is None

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            shutil.rmtree(self.folder)


def test_a_devices_life(migrated_file: Path) -> None:
    DeviceLife.prepared = migrated_file
    run_state_machine_as_test(
        DeviceLife, settings=settings(max_examples=25, stateful_step_count=20, deadline=None)
    )
