"""What outside covers the log: a tail that was cut off shows, and what nothing covers is said."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from core.actor import LOCAL_OPERATOR
from core.app.audit.anchors import Anchoring, anchoring
from core.app.audit.checkpoints import checkpoint_now
from core.app.audit.forwarding import forward_now
from core.audit import service as audit
from core.config import Settings, load_settings
from core.errors import Invalid, OfframpError, SettingError
from core.signatures.carriers import Form
from core.storage.database import Database
from tests.support.audit_log import drop_triggers
from tests.support.processes import offramp
from tests.support.signed_files import log
from tests.support.time_stamps import TimeStampService, time_stamps

LATER = timedelta(hours=3)
"""Longer than a checkpoint may take."""


@pytest.fixture(scope="module")
def stamps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeStampService]:
    with time_stamps(tmp_path_factory.mktemp("stamps") / "service") as service:
        yield service


@pytest.fixture
def honest(stamps: TimeStampService) -> TimeStampService:
    stamps.fault = ""
    stamps.asked = 0
    return stamps


class Hook(BaseHTTPRequestHandler):
    """A webhook that keeps what it gets; answers as told."""

    heard: list[bytes] = []
    status = 200
    authorization: str | None = None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        Hook.authorization = self.headers["authorization"]
        if Hook.status == 200:
            Hook.heard.append(body)
        self.send_response(Hook.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[str]:
    Hook.heard, Hook.status = [], 200
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/canary"
    server.shutdown()
    server.server_close()


def fill(database: Database, count: int) -> None:
    with database.write() as session:
        for number in range(count):
            audit.record(session, LOCAL_OPERATOR, "stack.edit", f"stack:{number}")


def cut_back(database: Database, left: int) -> None:
    """What a database's owner can do: the newest entries go, and the head says so."""
    with database.engine.begin() as connection:
        drop_triggers(connection)
    with database.write() as session:
        hash_ = session.scalar(text(f"SELECT hash FROM audit_entry WHERE id = {left}"))
        session.execute(text(f"DELETE FROM audit_entry WHERE id > {left}"))
        session.execute(
            text("UPDATE audit_head SET length = :n, hash = :h"), {"n": left, "h": hash_}
        )


def look(
    database: Database, config: Settings, *against: Path, after: timedelta = LATER
) -> Anchoring:
    """How far the log is covered, a while later."""
    with database.read() as session:
        assert audit.verify(session, LOCAL_OPERATOR, config.checkpoints).holds
        return anchoring(session, config, against=against, now=datetime.now(UTC) + after)


@pytest.fixture
def folder(tmp_path: Path, database: Database) -> Path:
    """The data folder; of SQLite, with the database in it."""
    return Path(database.engine.url.database or "").parent if database.is_sqlite else tmp_path


def test_a_checkpoint_file_with_the_data_is_no_anchor_and_that_is_said(
    database: Database, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = load_settings(data_dir=folder)
    fill(database, 5)
    checkpoint_now(database, config)
    found = look(database, config)
    assert (found.is_anchored, found.coverage.first_open) == (False, 1)
    assert not look(database, config, after=timedelta(0)).is_anchored, "no checkpoint will help"
    assert "UNANCHORED since entry 1" in found.sentences[0]
    assert "it lies with the data" in found.sentences[1]
    link = tmp_path_factory.mktemp("links") / "link"
    link.symlink_to(folder)
    linked = load_settings(data_dir=folder, checkpoint_file=link / "audit-checkpoints.jsonl")
    assert not look(database, linked).is_anchored, "a link to the folder is the folder"


def test_a_checkpoint_file_elsewhere_covers_until_its_newest(
    database: Database, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "points.jsonl"
    config = load_settings(data_dir=folder, checkpoint_file=elsewhere)
    fill(database, 5)
    checkpoint_now(database, config)
    assert look(database, config).is_anchored
    fill(database, 2)
    fresh = look(database, config, after=timedelta(minutes=5))
    assert fresh.is_anchored
    assert "Entries from 6 on" in fresh.sentences[0]
    assert "wait for the next checkpoint" in fresh.sentences[0]
    late = look(database, config)
    assert (late.is_anchored, late.coverage.first_open) == (False, 6)
    assert "covers entries 1 to 5" in late.sentences[0]


def test_what_the_webhook_acknowledged_covers_and_what_it_refused_does_not(
    database: Database, folder: Path, hook: str, caplog: pytest.LogCaptureFixture
) -> None:
    config = load_settings(data_dir=folder, checkpoint_webhook=hook)
    fill(database, 5)
    Hook.status = 500
    with caplog.at_level(logging.ERROR):
        assert checkpoint_now(database, config), "the log goes on"
    assert "has no webhook" in caplog.text
    assert "canary" not in caplog.text
    assert not look(database, config).is_anchored
    Hook.status = 200
    assert checkpoint_now(database, config) is None, "nothing new, and yet it is sent again"
    assert json.loads(Hook.heard[0])["count"] == 5
    found = look(database, config)
    assert found.is_anchored
    assert "Webhook (127.0.0.1" in found.sentences[0]
    checkpoint_now(database, config)
    assert len(Hook.heard) == 1, "what was acknowledged is not sent again"
    assert config.anchors.stat().st_mode & 0o077 == 0


def test_the_collector_gets_every_entry_in_its_order_and_covers_them(
    database: Database, folder: Path, hook: str
) -> None:
    config = load_settings(
        data_dir=folder, audit_forward_url=hook, audit_forward_token="canary-bearer"
    )
    fill(database, 5)
    assert forward_now(database, config) == 5
    fill(database, 3)
    Hook.status = 503
    with pytest.raises(OfframpError, match="answers 503") as refused:
        forward_now(database, config)
    assert "canary" not in str(refused.value)
    assert not look(database, config).is_anchored, "what was refused is not covered"
    Hook.status, Hook.heard = 200, Hook.heard[:1]
    assert forward_now(database, config) == 3
    assert forward_now(database, config) == 0, "what was acknowledged is not sent again"
    entries = [json.loads(line) for body in Hook.heard for line in body.splitlines()]
    assert [entry["id"] for entry in entries] == list(range(1, 9))
    assert Hook.authorization == "Bearer canary-bearer"
    assert look(database, config).is_anchored
    cut_back(database, 6)
    assert "log collector" in _cut(database, config).breaks[0].reason


def test_a_cut_tail_shows_although_checkpoints_were_cut_too(
    database: Database, folder: Path, hook: str, tmp_path: Path
) -> None:
    config = load_settings(data_dir=folder, checkpoint_webhook=hook)
    fill(database, 5)
    exported = tmp_path / "log.jsonl"
    exported.write_bytes(log(database, Form.JSONL))
    checkpoint_now(database, config)
    kept = tmp_path / "heard.jsonl"
    kept.write_bytes(Hook.heard[0] + b"\n")
    cut_back(database, 3)
    found = _cut(database, config)
    assert "webhook" in found.breaks[0].reason, "its receipt is still there"
    for file in (config.checkpoints, config.anchors):
        file.unlink()
    blind = look(database, config)
    assert not blind.breaks
    assert not blind.is_anchored, "without any anchor it is said that nothing covers"
    for anchor in (exported, kept):
        found = look(database, config, anchor)
        assert found.breaks[0].entry == 4
        assert "the tail was cut off" in found.breaks[0].reason
        assert anchor.name in found.breaks[0].reason


def _cut(database: Database, config: Settings) -> Anchoring:
    with database.read() as session:
        return anchoring(session, config, now=datetime.now(UTC))


def test_a_rewritten_log_does_not_fit_a_file_that_was_handed_out(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    config = load_settings(data_dir=folder)
    fill(database, 5)
    exported = tmp_path / "log.csv"
    exported.write_bytes(log(database, Form.CSV))
    assert look(database, config, exported).is_anchored
    cut_back(database, 4)
    fill(database, 9)
    found = look(database, config, exported)
    assert "saw another hash" in found.breaks[0].reason


def test_what_is_no_anchor_is_refused(database: Database, folder: Path, tmp_path: Path) -> None:
    config = load_settings(data_dir=folder)
    fill(database, 2)
    exported = tmp_path / "log.jsonl"
    exported.write_bytes(log(database, Form.JSONL).replace(b"stack:1", b"stack:7"))
    (tmp_path / "note.txt").write_text("nothing")
    (tmp_path / "bytes.pdf").write_bytes(b"\xff\xfe")
    for name in ("log.jsonl", "note.txt", "bytes.pdf", "none.zip"):
        with pytest.raises(Invalid, match="is no anchor|cannot be read"):
            look(database, config, tmp_path / name)


def test_a_receipt_that_is_not_ours_is_named(database: Database, folder: Path, hook: str) -> None:
    config = load_settings(data_dir=folder, checkpoint_webhook=hook)
    fill(database, 3)
    checkpoint_now(database, config)
    line = config.anchors.read_text()
    for forged in (line.replace('"count": 3', '"count": 2'), "{}\n", "no JSON\n", "\x00\n"):
        config.anchors.write_text(forged)
        found = _cut(database, config)
        assert "is not a receipt of ours" in found.breaks[0].reason


# Time stamps.


def stamping(folder: Path, service: TimeStampService, **more: object) -> Settings:
    given: dict[str, object] = {
        "data_dir": folder,
        "timestamp_url": service.url,
        "timestamp_networks": "127.0.0.0/8",
        "timestamp_certificates": service.root,
    }
    return load_settings(**(given | more))


def test_the_head_is_stamped_at_each_checkpoint(
    database: Database, folder: Path, honest: TimeStampService
) -> None:
    config = stamping(folder, honest)
    for number in (1, 2):
        fill(database, 3)
        checkpoint_now(database, config)
        assert honest.asked == number
    checkpoint_now(database, config)
    assert honest.asked == 2, "an idle log is not stamped again"
    found = look(database, config)
    assert found.is_anchored
    assert "Time stamp (127.0.0.1" in found.sentences[0]
    assert len(found.sentences) == 2, found.sentences  # and the checkpoint file's
    unchecked = look(database, stamping(folder, honest, timestamp_certificates=None))
    assert unchecked.is_anchored
    assert "who signed them was not checked to a root" in " ".join(unchecked.sentences)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("wrong nonce", "nonce"),
        ("wrong digest", "Mismatch between messages"),
        ("other", "certificates"),
        ("expired", "certificates"),
        ("garbage", "not a time stamp"),
        ("empty", "not a time stamp"),
        ("down", "It answered with status 50"),
    ],
)
def test_a_stamp_that_is_none_is_refused_and_the_log_goes_on(
    database: Database,
    folder: Path,
    honest: TimeStampService,
    fault: str,
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    config = stamping(folder, honest)
    fill(database, 3)
    honest.fault = fault
    with caplog.at_level(logging.ERROR):
        assert checkpoint_now(database, config)
    assert re.search(said, caplog.text), caplog.text
    assert "has no time stamp" in caplog.text
    assert not config.anchors.exists()
    assert not look(database, config).is_anchored
    honest.fault = ""
    checkpoint_now(database, config)
    assert look(database, config).is_anchored, "asked again at the next checkpoint"


def test_a_stored_stamp_is_checked_to_the_root_each_time(
    database: Database, folder: Path, honest: TimeStampService
) -> None:
    config = stamping(folder, honest)
    fill(database, 3)
    checkpoint_now(database, config)
    other = stamping(folder, honest, timestamp_certificates=honest.folder / "other-root.pem")
    found = look(database, other)
    assert not found.is_anchored
    assert "does not count" in " ".join(found.sentences)
    empty = folder / "empty.pem"
    empty.write_text("nothing")
    with pytest.raises(Invalid, match="has no certificate"):
        look(database, stamping(folder, honest, timestamp_certificates=empty))


def test_without_a_root_a_stamp_is_still_for_this_head_alone(
    database: Database, folder: Path, honest: TimeStampService, caplog: pytest.LogCaptureFixture
) -> None:
    config = stamping(folder, honest, timestamp_certificates=None)
    fill(database, 3)
    honest.fault = "wrong digest"
    checkpoint_now(database, config)
    assert "it is for other content" in caplog.text
    assert not config.anchors.exists()


def test_a_service_inside_the_network_needs_consent(
    database: Database, folder: Path, honest: TimeStampService, caplog: pytest.LogCaptureFixture
) -> None:
    fill(database, 1)
    checkpoint_now(database, stamping(folder, honest, timestamp_networks=""))
    assert honest.asked == 0
    assert "loopback" in caplog.text
    with pytest.raises(SettingError, match="networks such as"):
        load_settings(timestamp_networks="everywhere")


# The command.


def test_the_exit_code_tells_holds_from_unanchored_from_broken(
    migrated_file: Path, tmp_path: Path
) -> None:
    data, outside = tmp_path / "data", tmp_path / "outside"
    data.mkdir()
    outside.mkdir()
    (data / "offramp.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{data / 'offramp.db'}")
    with database.write() as session:
        long_ago = datetime.now(UTC) - timedelta(days=2)
        audit.record(session, LOCAL_OPERATOR, "stack.edit", "stack:x", at=long_ago)
    database.close()
    done = offramp(data, "audit", "verify", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["holds"], said["anchored"]) == (3, True, False)
    assert said["unanchored_since"]["entry"] == 1
    assert "UNANCHORED since entry 1" in offramp(data, "audit", "verify").stdout
    exported = outside / "log.jsonl"
    assert offramp(data, "audit", "export", str(exported)).returncode == 0
    done = offramp(data, "audit", "verify", "--against", str(exported))
    assert (done.returncode, "Signed file (log.jsonl" in done.stdout) == (0, True)
    assert offramp(data, "verify", str(exported)).returncode == 3
    [key] = json.loads(offramp(data, "audit", "public-key", "--json").stdout)
    assert offramp(data, "verify", "--key", key["key"], str(exported)).returncode == 0
    listed = json.loads(offramp(data, "audit", "exports", "--json").stdout)
    checked = json.loads(offramp(data, "verify", "--json", str(exported)).stdout)
    assert checked[0]["audit"] == {"count": listed[0]["count"], "hash": listed[0]["hash"]}
    assert checked[0]["key"] == key["key"]
    elsewhere = {"OFFRAMP_CHECKPOINT_FILE": str(outside / "points.jsonl")}
    assert offramp(data, "audit", "checkpoint", **elsewhere).returncode == 0
    assert offramp(data, "audit", "verify", **elsewhere).returncode == 0
    done = offramp(data, "audit", "verify", "--against", str(tmp_path / "none"))
    assert (done.returncode, "cannot be read" in done.stderr) == (2, True)
    database = Database(f"sqlite:///{data / 'offramp.db'}")
    cut_back(database, 2)
    database.close()
    done = offramp(data, "audit", "verify", "--against", str(exported))
    assert (done.returncode, "THE CHAIN IS BROKEN" in done.stdout) == (1, True)
    assert offramp(data, "audit", "verify").returncode == 3
