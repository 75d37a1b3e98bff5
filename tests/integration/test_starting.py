"""Every way to start the server serves the same, and says in words why it does not start."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from core.config import ROOT
from tests.support.processes import answer, environment, offramp, started
from tests.support.server import free_port

WAYS = {
    "python -m core serve": ["core", "serve"],
    "uvicorn app:app": ["uvicorn", "app:app", "--port", "{port}"],
    "streamlit run app.py": ["streamlit", "run", "app.py", "--server.port", "{port}"],
}

WHAT_IS_SET_UP = """
import app
from streamlit import config

print(config.get_option("client.showErrorDetails"))
print(config.get_option("client.disableDataExport"))
print(app.app._resolve_script_path())
"""


WHAT_A_RUN_DOES_TO_THE_PATH = """
import sys
import app
from streamlit.runtime.scriptrunner.exec_code import modified_sys_path

before = list(sys.path)
with modified_sys_path(str(app.app._resolve_script_path())):
    assert sys.path == before, set(sys.path) ^ set(before)
assert sys.path.index(str(app.SHELL.parent)) == len(sys.path) - 1
"""


@pytest.mark.parametrize("way", WAYS)
def test_every_way_serves_routes_and_pages_behind_the_gate(
    way: str, loaded_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    port = free_port()
    with started(way, WAYS, port, tmp_path) as process:
        health = answer(process, f"http://127.0.0.1:{port}/healthz")
        page = requests.get(f"http://127.0.0.1:{port}/", timeout=5)
    assert health.json() == {"status": "ok"}
    assert page.status_code == 401
    assert "Content-Security-Policy" in page.headers


def test_the_working_directory_does_not_matter(loaded_file: Path, tmp_path: Path) -> None:
    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    port = free_port()
    away = {"folder": tmp_path, "PYTHONPATH": str(ROOT)}
    with started("python -m core serve", WAYS, port, tmp_path, **away) as process:
        health = answer(process, f"http://127.0.0.1:{port}/healthz")
    assert health.json() == {"status": "ok"}


def test_streamlit_is_set_up_by_our_file_whatever_the_working_directory(tmp_path: Path) -> None:
    """Without it a page's exception would show a traceback to whoever looks at it."""
    told = subprocess.run(
        [sys.executable, "-c", WHAT_IS_SET_UP],
        cwd=tmp_path,
        env=environment(tmp_path, PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.split() == ["none", "True", str(ROOT / "pages" / "shell.py")]


def test_no_run_of_a_page_moves_what_another_thread_is_searching(tmp_path: Path) -> None:
    """An import in a request failed of a package that is there, when a page ended beside it."""
    told = subprocess.run(
        [sys.executable, "-c", WHAT_A_RUN_DOES_TO_THE_PATH],
        cwd=tmp_path,
        env=environment(tmp_path, PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        (
            "OFFRAMP_STALE_AFTER_DAYS",
            "soon",
            "OFFRAMP_STALE_AFTER_DAYS='soon' cannot be used. Allowed: Age in days from which a "
            "verdict is stale, 1 to 3650.",
        ),
        (
            "OFFRAMP_DATA_DIR",
            "/proc/nowhere",
            "The data folder /proc/nowhere cannot be used: No such file or directory. Set "
            "OFFRAMP_DATA_DIR to a folder that can be written to.",
        ),
        (
            "OFFRAMP_CATALOG_DIR",
            "/nowhere",
            "OFFRAMP_CATALOG_DIR='/nowhere' cannot be used. Allowed: a folder that is there, such "
            "as data/catalog",
        ),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(
    way: str, setting: str, value: str, said: str, tmp_path: Path
) -> None:
    with started(way, WAYS, free_port(), tmp_path, **{setting: value}) as process:
        output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert output.count(setting) == 1
    assert said in output.splitlines()
    assert "Traceback" not in output


OPEN_TO_ALL = 0o000
"""The umask that closes nothing."""


def modes(folder: Path) -> dict[str, str]:
    """What others may do, by name: everything that is not for its owner alone."""
    found = [folder, *folder.rglob("*")]
    return {
        str(one): oct(one.stat().st_mode & 0o777) for one in found if one.stat().st_mode & 0o077
    }


@contextmanager
def serving(data: Path, **more: str) -> Iterator[None]:
    """A server whose umask closes nothing; what it said is in a file then."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "core", "serve"],
        cwd=ROOT,
        env=environment(data, OFFRAMP_PORT=str(port), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        umask=OPEN_TO_ALL,
    )
    try:
        answer(process, f"http://127.0.0.1:{port}/healthz")
        yield
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=20)
        (data / "said.txt").write_text(said)


def test_what_a_server_keeps_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    with serving(data, OFFRAMP_SECRET_KEY=""):
        assert (data / "offramp.db-wal").exists()
        assert modes(data) == {}
        assert (data / "secret.key").exists(), "a fresh folder gets a key"


def test_what_was_open_to_others_is_closed_at_the_start_and_said_once(
    loaded_file: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    evidence = data / "evidence" / "ab"
    evidence.mkdir(parents=True)
    (data / "offramp.db").write_bytes(loaded_file.read_bytes())
    for name in ("jobs.db", "audit-checkpoints.jsonl"):
        (data / name).touch()
    (evidence / "abc").write_text("proof")
    (data / "notes.txt").write_text("not ours")
    for path in (data, *data.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    with serving(data):
        assert modes(data) == {str(data / "notes.txt"): "0o666"}
    said = (data / "said.txt").read_text()
    assert said.count("others could read") == 1


LEFT = "The key is missing"


def sealed(loaded_file: Path, data: Path) -> None:
    """A data folder whose database has sealed entries."""
    data.mkdir(exist_ok=True)
    (data / "offramp.db").write_bytes(loaded_file.read_bytes())


@pytest.mark.parametrize("way", WAYS)
def test_a_start_beside_sealed_data_without_its_key_is_refused(
    way: str, loaded_file: Path, tmp_path: Path
) -> None:
    sealed(loaded_file, tmp_path)
    with started(way, WAYS, free_port(), tmp_path, OFFRAMP_SECRET_KEY="") as process:
        output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert LEFT in output
    assert "secret.key" in output
    assert "Traceback" not in output
    assert not (tmp_path / "secret.key").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("secrets", "status"),
        ("secrets", "rotate"),
        ("audit", "verify"),
        ("audit", "public-key"),
        ("audit", "checkpoint"),
        ("user", "list"),
        ("case", "list"),
    ],
)
def test_no_command_makes_a_key_beside_sealed_data(
    command: tuple[str, ...], loaded_file: Path, tmp_path: Path
) -> None:
    sealed(loaded_file, tmp_path)
    before = (tmp_path / "offramp.db").read_bytes()
    done = offramp(tmp_path, *command, OFFRAMP_SECRET_KEY="")
    assert done.returncode == 1
    assert LEFT in done.stderr
    assert not (tmp_path / "secret.key").exists()
    assert (tmp_path / "offramp.db").read_bytes() == before
