"""Who acts on the command line: ``--as NAME`` with its password, a token, or nobody by name."""

import json
import os
import pty
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit.models import AuditEntry
from core.config import Settings
from core.errors import Invalid, NotFound
from core.identity import passwords
from core.identity import service as identity
from core.identity.values import LONGEST_LIFE, SignInRefused, SlowDown
from core.storage.database import Database
from tests.support.processes import environment, offramp

PASSWORD = "five small boats on a lake"
DAY = timedelta(days=1)


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """bcrypt takes a quarter of a second on purpose; its work is tested elsewhere."""
    monkeypatch.setattr(passwords, "hashed", lambda password: f"hash of {password}")
    monkeypatch.setattr(
        passwords, "matches", lambda password, stored: stored == f"hash of {password}"
    )


def now() -> datetime:
    return datetime.now(UTC)


def account(database: Database, name: str = "ola", role: Role = Role.OPERATOR) -> Actor:
    with database.write() as session:
        made = identity.add(
            session, LOCAL_OPERATOR, username=name, name=name, role=role, password=PASSWORD
        )
    return Actor(made, name, role)


def token_of(database: Database, who: Actor, life: timedelta = DAY) -> str:
    with database.write() as session:
        return identity.make_token(session, who, "nightly", life)


def entries(database: Database) -> list[AuditEntry]:
    with database.read() as session:
        return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.id))))


@pytest.mark.usefixtures("cheap")
def test_a_password_makes_the_account_act_and_the_log_says_from_where(database: Database) -> None:
    ola = account(database)
    found = identity.act_with_password(database, Settings(), " OLA ", PASSWORD, now())
    assert (found.id, found.role, found.address) == (ola.id, Role.OPERATOR, "command line")
    assert entries(database)[-1].action == "identity.sign-in"
    assert entries(database)[-1].address == "command line"


@pytest.mark.usefixtures("cheap")
def test_wrong_passwords_wait_as_at_sign_in_and_are_logged(database: Database) -> None:
    account(database)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            identity.act_with_password(database, Settings(), "ola", "wrong", now())
    with pytest.raises(SlowDown):
        identity.act_with_password(database, Settings(), "ola", PASSWORD, now())
    actions = [entry.action for entry in entries(database)]
    assert actions.count("identity.sign-in-failed") == 5
    assert "wrong" not in str([(entry.before, entry.after) for entry in entries(database)])


@pytest.mark.usefixtures("cheap")
def test_a_disabled_account_acts_neither_by_password_nor_by_token(database: Database) -> None:
    ola = account(database)
    token = token_of(database, ola)
    with database.write() as session:
        identity.disable(session, LOCAL_OPERATOR, "ola")
    with pytest.raises(SignInRefused):
        identity.act_with_password(database, Settings(), "ola", PASSWORD, now())
    with pytest.raises(SignInRefused):
        identity.act_with_token(database, token, None, now())


def test_a_token_is_one_accounts_is_named_in_the_log_and_ends(database: Database) -> None:
    ola, pia = account(database), account(database, "pia")
    token = token_of(database, ola)
    found = identity.act_with_token(database, token, None, now())
    assert (found.id, found.address) == (ola.id, "command line, token nightly")
    with pytest.raises(SignInRefused):
        identity.act_with_token(database, token, "pia", now())
    with pytest.raises(SignInRefused):
        identity.act_with_token(database, token, "ola", now() + 2 * DAY)
    with database.read() as session:
        (mine,) = identity.my_tokens(session, ola, now=now())
        assert identity.my_tokens(session, pia, now=now()) == []
    with pytest.raises(NotFound), database.write() as session:
        identity.end_my_token(session, pia, mine.digest)
    with database.write() as session:
        identity.end_my_token(session, ola, mine.digest)
    with pytest.raises(SignInRefused):
        identity.act_with_token(database, token, "ola", now())
    told = [(entry.action, entry.object) for entry in entries(database)]
    assert ("account.add-token", f"account:{ola.id}") in told
    assert ("account.end-token", f"account:{ola.id}") in told
    assert token not in str([(e.before, e.after, e.address) for e in entries(database)])


@pytest.mark.parametrize("change", ["password", "role", "revoke", "disable"])
def test_what_ends_sessions_ends_tokens(database: Database, change: str) -> None:
    account(database, "root", Role.ADMINISTRATOR)
    ola = account(database)
    token = token_of(database, ola)
    with database.write() as session:
        if change == "password":
            identity.change_password(session, ola, PASSWORD, "six small boats on a lake")
        elif change == "role":
            identity.set_role(session, LOCAL_OPERATOR, "ola", Role.ADMINISTRATOR)
        elif change == "revoke":
            identity.revoke_sessions(session, LOCAL_OPERATOR, "ola")
        else:
            identity.disable(session, LOCAL_OPERATOR, "ola")
    with pytest.raises(SignInRefused):
        identity.act_with_token(database, token, "ola", now())


def test_many_wrong_tokens_wait_and_one_that_holds_never_does(database: Database) -> None:
    ola = account(database)
    token, at = token_of(database, ola), now()
    for _ in range(20):
        with pytest.raises(SignInRefused):
            identity.act_with_token(database, "wrong", None, at)
    for _ in range(12):  # the 32nd failure is logged, as at sign-in
        with pytest.raises(SlowDown):
            identity.act_with_token(database, "wrong", None, at)
    assert identity.act_with_token(database, token, None, at).id == ola.id
    assert "identity.sign-in-slowed" in [entry.action for entry in entries(database)]


@pytest.mark.parametrize(
    ("name", "life"), [("", DAY), ("x" * 61, DAY), ("ok", LONGEST_LIFE + DAY), ("ok", -DAY)]
)
def test_a_token_needs_a_name_and_an_end(database: Database, name: str, life: timedelta) -> None:
    ola = account(database)
    with pytest.raises(Invalid), database.write() as session:
        identity.make_token(session, ola, name, life)
    with pytest.raises(NotFound), database.write() as session:
        identity.make_token(session, LOCAL_OPERATOR, "nightly", DAY)


# -- the command itself ---------------------------------------------------------


@pytest.fixture(scope="module")
def folder(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("acting")
    shutil.copy(migrated_file, path / "offramp.db")
    for name, role in (("root", "administrator"), ("ola", "operator"), ("vic", "viewer")):
        done = offramp(
            path, "user", "add", name, "--role", role, "--password-stdin", text=PASSWORD + "\n"
        )
        assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def tokens(folder: Path) -> dict[str, str]:
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    try:
        listed = json.loads(offramp(folder, "user", "list", "--json").stdout)
        return {
            one["username"]: token_of(
                database, Actor(one["id"], one["name"], Role(one["role"])), LONGEST_LIFE
            )
            for one in listed
        }
    finally:
        database.engine.dispose()


def test_the_accounts_role_decides_on_the_command_line(
    folder: Path, tokens: dict[str, str]
) -> None:
    by_root = offramp(folder, "user", "list", "--json", OFFRAMP_TOKEN=tokens["root"])
    assert by_root.returncode == 0, by_root.stderr
    for name, role in (("ola", "operator"), ("vic", "viewer")):
        refused = offramp(folder, "user", "list", "--json", OFFRAMP_TOKEN=tokens[name])
        assert refused.returncode == 1
        assert f"{name} is signed in as {role}" in refused.stderr
    added = offramp(folder, "groups", "add", "Ops", OFFRAMP_TOKEN=tokens["root"])
    assert (added.returncode, "A command-line token cannot" in added.stderr) == (1, True)
    as_root = offramp(folder, "--as", "root", "groups", "list", OFFRAMP_TOKEN=tokens["ola"])
    assert (as_root.returncode, "not valid" in as_root.stderr) == (1, True)


def test_a_script_without_a_terminal_is_told_to_use_a_token(folder: Path) -> None:
    for arguments, more in (
        (("--as", "ola", "groups", "list"), {}),
        (("--as=ola", "groups", "list"), {}),
        (("groups", "list"), {"OFFRAMP_AS": "ola"}),
    ):
        done = offramp(folder, *arguments, text=PASSWORD + "\n", **more)
        assert done.returncode == 1
        assert "OFFRAMP_TOKEN" in done.stderr
    assert offramp(folder, "--as", "ola", "groups", "list", "--help").returncode == 0


@pytest.mark.parametrize(("typed", "code"), [(PASSWORD, 0), ("something else", 1)])
def test_a_password_is_asked_on_the_terminal_and_not_shown(
    folder: Path, typed: str, code: int
) -> None:
    child, terminal = pty.fork()
    if not child:  # the command, with the terminal as its own
        arguments = [sys.executable, "-m", "core", "--as", "ola", "groups", "list"]
        os.execve(sys.executable, arguments, environment(folder))
    said = b""
    while b"Password of ola" not in said:
        said += os.read(terminal, 1024)
    os.write(terminal, typed.encode() + b"\n")
    try:
        while more := os.read(terminal, 1024):
            said += more
    except OSError:  # the command has ended
        pass
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == code
    assert typed.encode() not in said
    assert (b"IT: no members" in said) is (code == 0)


def test_a_step_that_is_approved_takes_a_name_and_the_log_has_it(
    folder: Path, tokens: dict[str, str]
) -> None:
    leaver = ("--person", "Lena Vogt", "--email", "lena@example.com", "--kind", "involuntary")
    when = ("--effective", "2026-11-02T17:00:00+01:00", "--app", "slack")
    ola = {"OFFRAMP_TOKEN": tokens["ola"]}
    made = offramp(folder, "case", "open", *leaver, *when, "--json", **ola)
    assert (made.returncode, made.stderr) == (0, "")
    case = json.loads(made.stdout)
    assert "IT has no members" in " ".join(case["warnings"])
    step = next(str(s["id"]) for s in case["steps"] if s["status"] == "open")
    done = ("case", "step", step, "done", "--link", "https://tickets.example.com/1")
    nameless = offramp(folder, *done)
    assert nameless.returncode == 1
    assert "it must be known who did it. Say who you are: offramp --as NAME" in nameless.stderr
    proof = folder / "proof.txt"
    proof.write_text("who was asked")
    for move, option, given in (
        ("block", "--file", str(proof)),
        ("start", "--note", "x"),
        ("not-applicable", "--link", "https://tickets.example.com/1"),
        ("reopen", "--file", str(proof)),
    ):
        lost = offramp(folder, "case", "step", step, move, option, given, "--reason", "x", **ola)
        told = f"“{move.replace('-', ' ')}” takes no note"
        assert (lost.returncode, told in lost.stderr) == (1, True)
    assert not any(one.is_file() for one in folder.glob("evidence/??/*"))
    assert offramp(folder, *done, **ola).returncode == 0
    approval = next(str(s["id"]) for s in case["steps"] if s["kind"] == "approval")
    refused = offramp(folder, "case", "step", approval, "not-applicable", "--reason", "x", **ola)
    assert (refused.returncode, "waits for" in refused.stderr) == (1, True)
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    try:
        entry = next(e for e in entries(database)[::-1] if e.action == "case.step-done")
    finally:
        database.engine.dispose()
    assert (entry.actor_name, entry.address) == ("ola", "command line, token nightly")


def test_a_token_of_another_account_names_both(database: Database) -> None:
    ola = account(database)
    token = token_of(database, ola)
    account(database, "pia")
    for name, told in (("pia", "pia"), ("secret", "unknown name")):
        with pytest.raises(SignInRefused):
            identity.act_with_token(database, token, name, now())
        entry = entries(database)[-1]
        assert entry.after == {
            "method": "command-line token", "username": "ola", "said_to_be": told,
        }  # fmt: skip


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_name_or_token_is_nobody(folder: Path, empty: str) -> None:
    """A script whose secret came out empty must not act as whoever has the shell."""
    for done in (
        offramp(folder, "user", "list", OFFRAMP_TOKEN=empty),
        offramp(folder, "--as", empty, "user", "list"),
    ):
        assert done.returncode == 1
        assert "is empty" in done.stderr
