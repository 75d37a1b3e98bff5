"""The SCIM pages, run as scripts: empty, filled, and by role."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.actor import SYSTEM
from core.app.runtime import Runtime
from core.config import ROOT
from core.scim import service
from core.scim.models import AuthKind
from core.scim.values import ConnectionInput
from core.storage.database import Database
from tests.support.scim_bridge import bridged
from tests.support.scim_connections import Office
from tests.support.scim_peers import bad, reference_server


@pytest.fixture
def ours(our_runtime: Runtime) -> Database:
    return our_runtime.database


def page(name: str) -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / name), default_timeout=20).run()


@pytest.mark.parametrize("name", ["scim/bridge.py", "scim/connections.py", "scim/lab.py"])
def test_an_empty_page_says_what_to_do(ours: Database, name: str) -> None:
    shown = page(name)
    assert not shown.exception
    says = " ".join(str(each.value) for each in shown.markdown)
    assert "yet" in says or shown.selectbox(key="lab-endpoint").value == 0
    assert not shown.info


def test_a_connection_asks_for_four_things_and_what_its_sign_in_needs(ours: Database) -> None:
    shown = page("scim/connections.py")
    folded = shown.expander[0]
    assert folded.label == "Advanced"

    def asked() -> list[str]:
        fields = [*shown.text_input, *shown.selectbox]
        return [each.label for each in fields if each not in [*folded.text_input]]

    assert sorted(asked()) == ["App", "Sign-in", "Token", "URL of its SCIM endpoint"]
    shown.selectbox[0].select(AuthKind.OAUTH).run()
    folded = shown.expander[0]
    assert {"Client id", "Client secret", "Token endpoint"} < set(asked())


def test_the_bridge_page_shows_events_and_finishes_a_step(ours: Database, tmp_path: Path) -> None:
    bridge = bridged(ours, tmp_path)
    bridge.user("ada@example.com", displayName="Ada <b>Byron</b>")
    shown = page("scim/bridge.py")
    assert not shown.exception, shown.exception
    text = " ".join(each.body for each in shown.get("html"))
    assert "Ada &lt;b&gt;Byron" in text
    assert bridge.token not in text
    shown.query_params["event"] = str(bridge.events()[0].id)
    shown.run()
    shown.text_area[-1].set_value("Account made, role viewer")
    next(b for b in shown.button if b.label == "Done").click().run()
    assert bridge.told() == [("user-created", "done")]


def test_a_new_token_is_shown_once(ours: Database, tmp_path: Path) -> None:
    bridge = bridged(ours, tmp_path)
    shown = page("scim/bridge.py")
    next(b for b in shown.button if b.label == "New token").click().run()
    [token] = [each.value for each in shown.code if each.value.startswith("ofr_")]
    assert bridge.send("GET", "/Users", token=token).status_code == 200
    assert not [each for each in shown.run().code if each.value == token]
    # Two are valid now: a third ends the first, so it is asked.
    next(b for b in shown.button if b.label == "New token").click().run()
    assert bridge.send("GET", "/Users").status_code == 200
    assert any(b.label == "Make a new one" for b in shown.button)


def test_the_lifetime_of_access_tokens_is_set_on_the_page(ours: Database, tmp_path: Path) -> None:
    bridge = bridged(ours, tmp_path)
    shown = page("scim/bridge.py")
    minutes = next(n for n in shown.number_input if "access token" in n.label)

    def save(value: int) -> None:
        minutes.set_value(value)
        next(b for b in shown.button if b.label == "Save").click().run()

    save(400)
    assert [each.value for each in shown.error] == ["Access tokens live 60 to 360 minutes."]
    minutes = next(n for n in shown.number_input if "access token" in n.label)
    save(180)
    assert not shown.exception
    assert not shown.error
    with ours.read() as session:
        assert service.get_bridge(session, SYSTEM, bridge.id).token_minutes == 180


def test_the_connections_page_lists_connections_and_removals(ours: Database) -> None:
    with ours.write() as session:
        wanted = ConnectionInput("figma", "https://93.184.216.34/scim", AuthKind.BEARER, "canary")
        made = service.connect(session, SYSTEM, wanted)
        service.ask_removal(session, SYSTEM, made.id, "ada@example.com")
    shown = page("scim/connections.py")
    assert not shown.exception, shown.exception
    text = " ".join(each.body for each in shown.get("html"))
    assert "ada@example.com" in text
    assert "canary" not in text
    assert not page("scim/lab.py").exception


def test_switching_a_connection_off_can_be_undone(ours: Database) -> None:
    with ours.write() as session:
        wanted = ConnectionInput("figma", "https://93.184.216.34/scim", AuthKind.BEARER, "canary")
        made = service.connect(session, SYSTEM, wanted)

    def is_on() -> bool:
        with ours.read() as session:
            [found] = service.connections(session, SYSTEM)
        return found.enabled

    shown = AppTest.from_file(str(ROOT / "pages/scim/connections.py"), default_timeout=20)
    shown.query_params["connection"] = str(made.id)
    shown.run()
    next(b for b in shown.button if b.label == "Switch off").click().run()
    assert not is_on()
    next(b for b in shown.button if b.label == "Undo").click().run()
    assert not shown.exception
    assert is_on()


def test_the_lab_shows_what_an_endpoint_can_do_and_what_follows(ours: Database) -> None:
    office = Office(ours)
    with reference_server() as url:
        office.connect(url)
        shown = page("scim/lab.py")
        shown.button[0].click().run(timeout=60)
        assert not shown.exception, shown.exception
        assert not shown.error, [each.value for each in shown.error]
        [heading] = [each.value for each in shown.subheader]
    assert heading.endswith("requirements met")
    tables = [each.proto.body for each in shown.get("html")]
    assert any("Entra ID" in each and "●\u00a0all that it needs" in each for each in tables)


def test_an_endpoint_that_cannot_be_asked_is_a_sentence(ours: Database) -> None:
    shown = page("scim/lab.py")
    shown.text_input[0].set_value("ftp://nowhere.example.com")
    shown.button[0].click().run(timeout=60)
    assert not shown.exception
    assert not shown.error
    assert [each.value for each in shown.subheader] == ["The endpoint could not be tested"]
    assert "http" in " ".join(str(each.value) for each in shown.markdown)


def test_many_people_are_removed_from_every_app_when_that_is_confirmed(ours: Database) -> None:
    office = Office(ours)
    with bad() as (_, url):
        apps = [office.connect(url), office.connect(url)]
        shown = page("scim/connections.py")
        shown.checkbox(key="ask-everywhere").check()
        shown.text_area(key="ask-whom").set_value("ada@example.com\nben@example.com")
        [go] = [each for each in shown.button if each.label == "Remove"]
        go.click().run()
        assert not shown.success
        assert not shown.exception, shown.exception
        assert any(each.label == "Remove 2 people" for each in shown.button)
        assert any("4 removals, begun at once." in each.value for each in shown.caption)
        with ours.read() as session:
            assert not service.runs(session, SYSTEM)  # asked first
        pairs = [(app, f"{who}@example.com") for app in apps for who in ("ada", "ben")]
        with ours.write() as session:
            service.ask_removals(session, SYSTEM, pairs, key="20261125-120000-abcd")
        office.runner.run_due()
        with ours.read() as session:
            [run] = service.runs(session, SYSTEM)
    assert (run.total, run.connections, run.proven, run.needs_person) == (4, 2, 2, 2)
