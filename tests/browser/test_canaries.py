"""Secrets are planted wherever there is room for one, and looked for wherever one could leak."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from core.actor import LOCAL_OPERATOR, Role
from core.identity import service as identity
from core.notify import service as notify
from core.notify.models import Audience
from core.notify.values import ChannelInput
from core.scim import service as scim
from core.scim.models import AuthKind, Profile
from core.scim.values import ConnectionInput
from pages.navigation.places import PLACES
from pages.ui import addresses
from tests.support.browser import at_home, settled
from tests.support.processes import offramp
from tests.support.server import Server, free_port

PASSWORD = "canary boats on a quiet lake"
WRONG = "canary-typed-wrongly-once"
IN_THE_WRONG_FIELD = "canary-password-as-user-name"
NEW_PASSWORD = "canary trains in a slow valley"
CLIENT_SECRET = "canary-oidc-client-secret"
SCIM_SECRET = "canary-outbound-bearer-token"
CHANNEL_TOKEN = "canary-channel-token"
HOOK_TOKEN = "canary-webhook-token"


@pytest.fixture
def leaky(loaded_file: Path, tmp_path: Path) -> Iterator[Server]:
    """A server that logs all it can, with secrets in every place of its settings."""
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    dead = free_port()
    oidc = tmp_path / "oidc.toml"
    oidc.write_text(
        f'[okta]\nclient_id = "x"\nclient_secret = "{CLIENT_SECRET}"\n'
        f'server_metadata_url = "http://127.0.0.1:{dead}/"\n'
        'rules = [{ domain = "example.com", role = "viewer" }]\n'
    )
    running = Server(
        tmp_path,
        OFFRAMP_LOG_LEVEL="debug",
        OFFRAMP_OIDC_FILE=str(oidc),
        OFFRAMP_CHECKPOINT_WEBHOOK=f"http://127.0.0.1:{dead}/{HOOK_TOKEN}",
    )
    with running.database.write() as session:
        identity.add(
            session,
            LOCAL_OPERATOR,
            username="ada",
            name="Ada Example",
            role=Role.ADMINISTRATOR,
            password=PASSWORD,
        )
    running.start()
    yield running
    running.stop()


def command(server: Server, *arguments: str, **more: str) -> str:
    """What a command says, on both its channels."""
    done = offramp(server.data_dir, *arguments, **server.settings | more)
    return done.stdout + done.stderr


def test_no_secret_is_in_a_log_a_url_an_error_an_export_or_the_audit_log(
    page: Page, leaky: Server, tmp_path: Path
) -> None:
    seen: dict[str, str] = {}
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    own = {"origin": leaky.url}
    from_ours = {"sec-fetch-site": "same-origin"}
    secrets = [PASSWORD, WRONG, IN_THE_WRONG_FIELD, NEW_PASSWORD, CLIENT_SECRET, SCIM_SECRET]
    secrets += [CHANNEL_TOKEN, HOOK_TOKEN, leaky.environment["OFFRAMP_SECRET_KEY"]]

    # Passwords, right, wrong and where they do not belong.
    for username, password in (("ada", WRONG), (IN_THE_WRONG_FIELD, "x"), ("nobody", WRONG)):
        form = {"username": username, "password": password}
        answer = requests.post(f"{leaky.url}/sign-in", data=form, headers=own, timeout=60)
        assert answer.status_code == 401
        seen[f"sign-in as {username}"] = answer.text.replace(f'value="{IN_THE_WRONG_FIELD}"', "")
    page.goto(leaky.url)
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    at_home(page)
    secrets += [c["value"] for c in page.context.cookies() if c["name"] == "offramp"]

    # A one-time link, redeemed; tokens that are recognised, and tokens that are used.
    with leaky.database.write() as session:
        ben = identity.add(session, LOCAL_OPERATOR, username="ben", name="Ben", role=Role.VIEWER)
        code = identity.reset_password(session, LOCAL_OPERATOR, ben)
        made, bearer = scim.create_bridge(session, LOCAL_OPERATOR, "figma", profile=Profile.OKTA)
        wanted = ConnectionInput(
            app="slack",
            base_url=f"http://127.0.0.1:{free_port()}/scim",
            auth=AuthKind.BEARER,
            secret=SCIM_SECRET,
            allowed_networks=("127.0.0.0/8",),
            allow_http=True,
        )
        scim.connect(session, LOCAL_OPERATOR, wanted)
        url = f"json://user:{CHANNEL_TOKEN}@127.0.0.1:{free_port()}/"
        notify.add_channel(session, LOCAL_OPERATOR, ChannelInput("ops", url, Audience.SHARED))
    secrets += [code, bearer]
    for again in ("something else entirely", NEW_PASSWORD):
        form = {"code": code, "password": NEW_PASSWORD, "again": again}
        answer = requests.post(f"{leaky.url}/sign-in/reset", data=form, headers=own, timeout=60)
        if again == NEW_PASSWORD:
            assert answer.url == f"{leaky.url}/"
            seen["reset"] = answer.text
    for token in (bearer, f"{bearer}x"):
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.get(f"{leaky.url}{made.path}/Users?filter=(", headers=headers, timeout=60)
        seen[f"SCIM {answer.status_code}"] = answer.text + str(answer.headers)
    seen["company sign-in"] = requests.get(f"{leaky.url}/sign-in/with/okta", timeout=60).text

    # Every page, both exports of the log, and the command line, also where it fails.
    page.goto(leaky.url)
    at_home(page)
    for file in (place.file for place in PLACES):
        page.goto(f"{leaky.url}/{addresses.path(file)}")
        settled(page)
        expect(page.get_by_test_id("stMain").get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Something went wrong")).to_have_count(0)
        seen[f"page {file}"] = page.content()
    for form_ in ("jsonl", "csv"):
        seen[form_] = page.request.get(
            f"{leaky.url}/files/audit-log.{form_}", headers=from_ours
        ).text()
    for arguments in (
        ("user", "list", "--json"),
        ("secrets", "status"),
        ("audit", "verify"),
        ("audit", "checkpoint"),
        ("scim", "status", "--json"),
        ("scim", "bridge", "list", "--json"),
        ("scim", "test", "1"),
    ):
        seen[" ".join(arguments)] = command(leaky, *arguments)
    broken = f"postgresql://offramp:{CHANNEL_TOKEN}@127.0.0.1:1/x"
    seen["no database"] = command(leaky, "user", "list", OFFRAMP_DATABASE_URL=broken)
    assert "does not answer" in seen["no database"]
    seen["short key"] = command(leaky, "audit", "verify", OFFRAMP_SECRET_KEY="canary-short")
    secrets.append("canary-short")

    leaky.stop()
    seen["URLs"] = "\n".join(urls)
    assert "identity.sign-in-failed" in seen["jsonl"]
    for file in tmp_path.iterdir():
        # The database and its log, the checkpoints, the server's log; not where it is configured.
        if file.is_file() and file.name != "oidc.toml":
            seen[file.name] = file.read_bytes().decode("latin-1")
    assert {"server.log", "offramp.db", "audit-checkpoints.jsonl"} <= set(seen)
    leaks = {
        f"{secret[:20]} in {where}"
        for where, text in seen.items()
        for secret in secrets
        if re.search(re.escape(secret), text)
    }
    assert not leaks
