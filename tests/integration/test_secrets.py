"""The vault: what is stored cannot be read without the key, and outlives a change of key."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlmodel import Session, col, select, update

from core import keys
from core.actor import LOCAL_OPERATOR, Role
from core.app.data_folder import refuse_without_key
from core.audit import service as audit
from core.config import settings
from core.errors import SettingError
from core.identity import service as identity
from core.identity.models import Account
from core.secrets import service
from core.secrets.vault import VERSION
from core.signatures.keys import PublicKey, broken_link
from core.storage.database import Database

CANARY = "canary-5f1e-token"


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No key in the environment: one is made in the data folder."""
    monkeypatch.setenv("OFFRAMP_SECRET_KEY", "")
    monkeypatch.setenv("OFFRAMP_DATA_DIR", str(tmp_path))
    for cache in (settings, keys.ring):
        cache.cache_clear()
    yield tmp_path / keys.FILE_NAME
    monkeypatch.undo()
    for cache in (settings, keys.ring):
        cache.cache_clear()


def test_a_key_file_is_made_for_us_alone_and_refused_when_others_can_read_it(
    key_file: Path,
) -> None:
    sealed = service.encrypt(CANARY)
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert CANARY not in sealed
    assert service.decrypt(sealed) == CANARY
    key_file.chmod(0o640)
    keys.ring.cache_clear()
    with pytest.raises(SettingError, match="can be read by others"):
        keys.ring()


def test_rotation_encrypts_anew_and_the_old_key_can_go(key_file: Path, database: Database) -> None:
    with database.write() as session:
        made = identity.add(session, LOCAL_OPERATOR, username="ada", name="Ada", role=Role.VIEWER)
        # Any text column of any table: here a name stands for a token.
        _store(session, made, service.encrypt(CANARY))
    old = key_file.read_text()
    keys.prepend(key_file, keys.new_secret())
    with database.write() as session:
        assert service.rotate(session, LOCAL_OPERATOR) == 1
    key_file.write_text(key_file.read_text().replace(old.strip(), "").strip() + "\n")
    keys.ring.cache_clear()
    with database.read() as session:
        stored = session.exec(select(Account.name)).one()
    assert service.decrypt(stored) == CANARY
    with pytest.raises(service.Undecipherable) as refused:
        service.decrypt("sealed:gAAAAAB" + "x" * 40)
    assert CANARY not in str(refused.value)


def test_whatever_is_changed_in_a_stored_secret_it_no_longer_opens(key_file: Path) -> None:
    sealed = service.encrypt(CANARY)
    assert sealed != service.encrypt(CANARY)
    start = len(service.MARK) + len(VERSION)
    for at in range(start, len(sealed) - 1):
        other = "A" if sealed[at] != "A" else "B"
        with pytest.raises(service.Undecipherable):
            service.decrypt(sealed[:at] + other + sealed[at + 1 :])
    for short in ("sealed:2.", "sealed:2.AAAA", "sealed:2.é", "sealed:", "sealed:nothing"):
        with pytest.raises(service.Undecipherable):
            service.decrypt(short)


def test_what_was_encrypted_before_is_read_and_becomes_the_new_form_at_a_change_of_the_key(
    key_file: Path, database: Database
) -> None:
    fernet = Fernet(urlsafe_b64encode(service.derive("vault")[0].value))
    before = service.MARK + fernet.encrypt(CANARY.encode()).decode()
    assert service.decrypt(before) == CANARY
    with database.write() as session:
        made = identity.add(session, LOCAL_OPERATOR, username="ada", name="Ada", role=Role.VIEWER)
        _store(session, made, before)
    keys.prepend(key_file, keys.new_secret())
    with database.write() as session:
        assert service.rotate(session, LOCAL_OPERATOR) == 1
    with database.read() as session:
        stored = session.exec(select(Account.name)).one()
    assert stored.startswith(service.MARK + VERSION)
    assert service.decrypt(stored) == CANARY


def _store(session: Session, account: str, text: str) -> None:
    session.exec(update(Account).where(col(Account.id) == account).values(name=text))


def test_a_short_key_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFRAMP_SECRET_KEY", "canary-short")
    settings.cache_clear()
    keys.ring.cache_clear()
    try:
        with pytest.raises(SettingError) as refused:
            keys.ring()
        assert "canary-short" not in str(refused.value)
        assert "canary-short" not in repr(settings())
    finally:
        monkeypatch.undo()
        settings.cache_clear()
        keys.ring.cache_clear()


def test_beside_stored_secrets_no_key_is_made(key_file: Path, database: Database) -> None:
    refuse_without_key(database)  # a fresh database may have a new key
    keys.ring()
    with database.write() as session:
        made = identity.add(session, LOCAL_OPERATOR, username="ada", name="Ada", role=Role.VIEWER)
        _store(session, made, service.encrypt(CANARY))
    refuse_without_key(database)
    key_file.unlink()
    keys.ring.cache_clear()
    with pytest.raises(SettingError, match="1 sealed audit entries and 1 encrypted secrets") as no:
        refuse_without_key(database)
    assert str(key_file) in str(no.value)


def test_rotation_records_the_new_public_key_with_the_word_of_the_old(
    key_file: Path, database: Database
) -> None:
    with database.write() as session:
        service.rotate(session, LOCAL_OPERATOR)
        assert [key.since for key in audit.key_history(session)] == [None], "nothing was signed yet"
        [first] = audit.keep_keys(session)
        assert audit.keep_keys(session) == (first,), "it is recorded once"
    keys.prepend(key_file, keys.new_secret())
    with database.write() as session:
        service.rotate(session, LOCAL_OPERATOR)
    with database.read() as session:
        newest, oldest = audit.key_history(session)
        assert (oldest.key, newest.vouched_for) == (first.key, True)
        assert newest.since is not None
        assert broken_link(audit.signing_keys(session)) is None
        assert audit.verify(session, LOCAL_OPERATOR).holds


def test_a_key_that_somebody_wrote_into_the_log_is_not_followed(
    key_file: Path, database: Database
) -> None:
    with database.write() as session:
        [ours] = audit.keep_keys(session)
        forged = {"key": "ab" * 32, "signed": "cd" * 64}
        audit.record(
            session, LOCAL_OPERATOR, "audit.signing-key", "audit:signing-key", after=forged
        )
        kept = audit.keep_keys(session)
    assert kept == (PublicKey(ours.key),), "neither the forged key nor one that it vouches for"
