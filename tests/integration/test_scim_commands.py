"""The command line as a script sees it: JSON, exit codes, and never a secret."""

import json
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from core.actor import SYSTEM
from core.app.runtime import Runtime
from core.cli.scim import bridge, outbound
from core.config import Settings
from core.scim import service
from core.storage.database import Database
from tests.support.scim_peers import BadServer, serving

Run = Callable[..., str]


@pytest.fixture
def run(catalog_database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    for module in (outbound, bridge):
        monkeypatch.setattr(module, "runtime", lambda: Runtime(Settings(), catalog_database))

    def call(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(outbound.app, words, env={"OFFRAMP_SCIM_SECRET": "canary"})
        assert done.exit_code == code, done.output
        assert "canary" not in done.output
        return done.output

    return call


def test_a_bridge_is_made_rotated_and_read(run: Run) -> None:
    made = json.loads(run("bridge", "create", "Customer.io", "--json"))
    assert set(made) >= {"connection", "path", "token"}
    assert made["path"] == f"/scim/v2/{made['connection']}"
    second = json.loads(run("bridge", "rotate-token", made["connection"], "--json"))
    assert second["token"] != made["token"]
    assert json.loads(run("bridge", "events", made["connection"], "--json")) == []
    assert made["token"] not in run("bridge", "list", "--json")
    run("bridge", "create", "Grapevine", code=1)
    own = json.loads(run("bridge", "create", "Grapevine", "--new-app", "--json"))
    assert own["app"] == "grapevine"
    run("bridge", "create", "Grapevine", "--new-app", code=1)  # it is there by now
    run("bridge", "create", "Grapevine")


def test_a_bridge_is_changed_and_only_in_what_is_given(run: Run) -> None:
    made = json.loads(run("bridge", "create", "Customer.io", "--token-minutes", "90", "--json"))
    name = made["connection"]
    [kept] = json.loads(run("bridge", "list", "--json"))
    assert (kept["token_minutes"], kept["profile"], kept["enabled"]) == (90, "strict", True)
    changed = json.loads(
        run("bridge", "change", name, "--token-minutes", "360", "--profile", "entra-id",
            "--requests-per-second", "50", "--baseline", "--off", "--json")
    )  # fmt: skip
    expected = {"token_minutes": 360, "profile": "entra-id", "requests_per_second": 50,
                "baseline": True, "enabled": False}  # fmt: skip
    assert {key: changed[key] for key in expected} == expected
    again = run("bridge", "change", name, "--end-baseline", "--on")
    assert again.strip() == (
        f"{name}: entra-id, on, no baseline, access tokens 360 minutes, 50 requests a second"
    )
    for minutes in ("59", "361"):
        run("bridge", "change", name, "--token-minutes", minutes, code=1)


def test_a_dry_run_of_a_bridge_stores_nothing_and_has_no_token(run: Run) -> None:
    shown = json.loads(run("bridge", "create", "Customer.io", "--dry-run", "--json"))
    assert shown["token"] is None
    assert "nothing is stored" in run("bridge", "create", "Customer.io", "--dry-run")
    assert json.loads(run("bridge", "list", "--json")) == []


def test_an_app_is_connected_tested_and_a_leaver_removed(run: Run) -> None:
    peer = BadServer()
    with serving(peer) as url:
        made = json.loads(run("connect", "figma", "--url", url, "--allow-http",
                              "--allow-network", "127.0.0.0/8", "--json"))  # fmt: skip
        number = str(made["id"])
        run("test", number, "--json")
        assert json.loads(run("change-secret", number, "--json"))["id"] == made["id"]
        run("change-secret", "99", code=1)
        run("deactivate", number, "ada@example.com", "--dry-run", "--json")
        assert not any(method == "PATCH" for method, _ in peer.asked)
        [done] = json.loads(run("deactivate", number, "ada@example.com", "--json"))
        assert done["state"] == "verified"
        [seen] = json.loads(run("verify", str(done["id"]), "--json"))
        assert seen["state"] == "verified"
        peer.users["2"] = {"id": "2", "userName": "ben@example.com", "active": True}
        run("connect", "slack", "--url", url, "--allow-http", "--allow-network", "127.0.0.0/8")
        run("connect", "zoom", "--url", url, "--allow-http", "--allow-network", "127.0.0.0/8",
            "--dry-run")  # fmt: skip
        everywhere = json.loads(run("deactivate", "all", "ben@example.com", "--json"))
        assert [each["app_id"] for each in everywhere] == ["figma", "slack"]
        run("deactivate", number, "ghost@example.com", code=1)
        peer.users["3"] = {"id": "3", "userName": "ghost@example.com", "active": True}
        run("deactivate", number, "ghost@example.com")
        run("deactivate", "figma", "ada@example.com", code=1)
    states = [each["state"] for each in json.loads(run("status", "--json"))]
    assert set(states) == {"verified"}
    run("connect", "figma", "--url", "https://127.0.0.1/scim", code=1)


def test_a_mistyped_connection_is_changed_and_deleted(run: Run, catalog_database: Database) -> None:
    url = "https://93.184.216.34/scim"
    made = json.loads(run("connect", "Figma", "--url", url, "--json"))
    number = str(made["id"])
    changed = json.loads(
        run("change", number, "--url", f"{url}/v2", "--name", "Ours", "--delete", "--json")
    )
    expected = {"base_url": f"{url}/v2", "name": "Ours", "deletes": True, "auth": "bearer"}
    assert {key: changed[key] for key in expected} == expected
    run("change", number, "--url", "https://93.184.216.35/scim", code=1)
    run("change", number, "--url", "https://93.184.216.35/scim", "--new-secret")
    with catalog_database.write() as session:
        for user in ("ada", "bo"):
            service.ask_removal(session, SYSTEM, made["id"], f"{user}@example.com")
    said = run("disconnect", number, "--yes")
    assert "2 removals are not sent yet; a person must do them." in said
    run("change", number, "--name", "x", code=1)
    run("disconnect", number, "--yes", code=1)


def test_a_bridge_is_renamed_and_deleted(run: Run) -> None:
    made = json.loads(run("bridge", "create", "Customer.io", "--json"))["connection"]
    assert json.loads(run("bridge", "change", made, "--name", "Ours", "--json"))["name"] == "Ours"
    assert "deleted" in run("bridge", "delete", made, "--yes")
    assert json.loads(run("bridge", "list", "--json")) == []
    run("bridge", "change", made, "--on", code=1)
