"""A mistyped connection is edited, or deleted; nothing that it did is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.actor import SYSTEM
from core.app import wiring
from core.audit import service as audit
from core.errors import Conflict, Invalid
from core.jobs.values import Job
from core.offboarding import service as offboarding
from core.offboarding.models import StepKind, StepStatus
from core.offboarding.steps.automation import automatic, without_connection
from core.scim import connection_edits, service
from core.scim.models import Outbound, Profile, Removal, RemovalState
from core.scim.outbound import listeners
from core.scim.values import AuthKind, ConnectionInput, OutboundView
from core.storage.database import Database
from tests.support.apps import add_app
from tests.support.company import OLA, company, look, opened, step_of
from tests.support.scim_bridge import bridged
from tests.support.scim_connections import LOOPBACK, Office, add_connection
from tests.support.scim_peers import BadServer, send, serving

FIRST = "http://127.0.0.1:9/scim/v2"


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "_listeners", [automatic.removal_settled])
    monkeypatch.setattr(connection_edits, "_on_deleted", [without_connection.connection_deleted])


def connected(database: Database, url: str = FIRST) -> OutboundView:
    with database.write() as session:
        add_app(session)
        add_connection(session, url)
        return service.connections(session, SYSTEM)[0]


def wanted(**more: Any) -> ConnectionInput:
    given: dict[str, Any] = {
        "app": "", "base_url": FIRST, "auth": AuthKind.BEARER, "secret": "", "allow_http": True,
        "allowed_networks": LOOPBACK,
    }  # fmt: skip
    return ConnectionInput(**(given | more))


def edit(database: Database, view: OutboundView, **more: Any) -> OutboundView:
    with database.write() as session:
        return service.edit_connection(session, SYSTEM, view.id, view.version, wanted(**more))


def delete(database: Database, view: OutboundView) -> None:
    with database.write() as session:
        service.delete_connection(session, SYSTEM, view.id, view.version)


def test_what_was_mistyped_is_changed_and_the_secret_kept(database: Database) -> None:
    view = connected(database)
    before = stored(database, view.id).secret
    changed = edit(database, view, base_url=f"{FIRST}/tenant/", name="Ours", deletes=True)
    assert (changed.base_url, changed.name, changed.deletes) == (f"{FIRST}/tenant", "Ours", True)
    assert stored(database, view.id).secret == before
    with pytest.raises(Conflict):
        edit(database, view)
    with pytest.raises(Invalid, match="is no network"):
        edit(database, changed, allowed_networks=("nonsense",))
    with database.read() as session:
        (entry,) = audit.entries(session, SYSTEM, audit.Query(action="scim.connection-change"))
    assert entry.before["base_url"] == FIRST
    assert entry.after == {"base_url": f"{FIRST}/tenant", "name": "Ours", "deletes": True}


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"base_url": "http://127.0.0.2:9/scim/v2"},
        {"base_url": "http://127.0.0.1:10/scim/v2"},
        {"auth": AuthKind.OAUTH, "user_name": "u", "token_url": "http://127.0.0.2:9/token"},
    ],
)
def test_the_stored_secret_never_goes_to_another_host(
    database: Database, elsewhere: dict[str, Any]
) -> None:
    view = connected(database)
    with pytest.raises(Invalid, match="needs its token") as refused:
        edit(database, view, **elsewhere)
    assert refused.value.field == "secret"
    assert edit(database, view, secret="another", **elsewhere).version == view.version + 1
    with database.read() as session:
        (entry,) = audit.entries(session, SYSTEM, audit.Query(action="scim.connection-change"))
    assert entry.after["secret"] == "changed"
    assert "another" not in str(entry)


def test_at_another_address_removals_begin_anew(database: Database) -> None:
    view = connected(database)
    for state, key in (("retrying", "a"), ("verified", "b"), ("open-step", "c")):
        with database.write() as session:
            asked = service.ask_removal(session, SYSTEM, view.id, f"{key}@example.com")
            row = session.get_one(Removal, asked.id)
            row.state, row.remote_id = RemovalState(state), "id-of-the-wrong-server"
            session.add(row)
    edit(database, view, base_url=f"{FIRST}/tenant")
    with database.read() as session:
        found = {r.user[0]: session.get_one(Removal, r.id)
                 for r in service.list_removals(session, SYSTEM)[1]}  # fmt: skip
        assert (found["a"].state, found["a"].remote_id) == (RemovalState.WAITING, None)
        assert (found["b"].state, found["b"].next_at) == (RemovalState.VERIFIED, None)
        assert found["c"].state is RemovalState.OPEN_STEP


@pytest.mark.parametrize("state", list(RemovalState))
def test_at_another_address_every_removal_forgets_whom_it_found(
    database: Database, state: RemovalState
) -> None:
    view = connected(database)
    with database.write() as session:
        asked = service.ask_removal(session, SYSTEM, view.id, "ada@example.com")
        row = session.get_one(Removal, asked.id)
        row.state, row.remote_id, row.account_active = state, "1", True
        session.add(row)
    edit(database, view, base_url=f"{FIRST}/tenant")
    with database.read() as session:
        row = session.get_one(Removal, asked.id)
        assert (row.remote_id, row.account_active, row.seen_at_url) == (None, True, FIRST)


@pytest.mark.parametrize("there", ["ben@example.com", "ada@example.com"])
def test_another_server_proves_nothing_about_the_account_that_was_seen(
    database: Database, there: str
) -> None:
    old = BadServer(**{"1": {"id": "1", "userName": "ada@example.com", "active": True}})
    old.answer = lambda request, method, _path: method != "GET" and _refuse(request)
    new = BadServer(**{"7": {"id": "7", "userName": there, "active": False}})
    office = Office(database)
    with serving(old) as first, serving(new) as second:
        left = office.remove(first)
        assert left.state is RemovalState.OPEN_STEP
        with database.read() as session:
            view = service.connections(session, SYSTEM)[0]
        moved = edit(database, view, base_url=second, secret="another")
        look_again(office, left.id)
        seen = office.see(left.id)
        assert seen.state is RemovalState.OPEN_STEP
        assert f"was active at {first}" in (seen.outcome or "")
        assert "proves nothing about the account there" in (seen.outcome or "")
        assert active_of(database) == ["ada@example.com"]
        # Back at the first address, what is read there counts.
        old.users["1"]["active"] = False
        edit(database, moved, base_url=first, secret="the first")
        look_again(office, left.id)
        assert office.see(left.id).state is RemovalState.VERIFIED
        assert active_of(database) == []


def test_a_deleted_connection_leaves_what_was_read_last(database: Database) -> None:
    view = connected(database)
    with database.write() as session:
        asked = service.ask_removal(session, SYSTEM, view.id, "ada@example.com")
        row = session.get_one(Removal, asked.id)
        row.state, row.account_active = RemovalState.RETURNED, True
        session.add(row)
    delete(database, edit(database, view, base_url=f"{FIRST}/tenant"))
    assert active_of(database) == ["ada@example.com"]


def look_again(office: Office, removal: int) -> None:
    with office.database.write() as session:
        service.verify_again(session, SYSTEM, removal)
    office.clock.now += timedelta(minutes=1)
    office.runner.run_due()


def active_of(database: Database) -> list[str]:
    with database.read() as session:
        found = service.active_accounts(session, frozenset(["ada@example.com"]))
    return [each.account for each in found]


def _refuse(request: object) -> bool:
    send(request, 403, {"status": "403"})  # type: ignore[arg-type]
    return True


def test_while_something_is_sent_nothing_is_changed(database: Database) -> None:
    view = connected(database)
    with database.write() as session:
        asked = service.ask_removal(session, SYSTEM, view.id, "ada@example.com")
        row = session.get_one(Removal, asked.id)
        row.state, row.claimed_until = RemovalState.RUNNING, datetime.now(UTC) + timedelta(hours=1)
        session.add(row)
    for change in (edit, delete):
        with pytest.raises(Conflict, match="is being sent"):
            change(database, view)


def test_a_deleted_connection_is_gone_and_its_history_stays(database: Database) -> None:
    peer = BadServer(**{"1": {"id": "1", "userName": "ada@example.com", "active": True}})
    office = Office(database)
    with serving(peer) as base:
        done = office.remove(base)
        with database.read() as session:
            view = service.connections(session, SYSTEM)[0]
        delete(database, view)
        office.clock.now += timedelta(days=40)
        assert office.runner.run_due() == 0
    assert office.see(done.id).state is RemovalState.VERIFIED
    assert "PATCH" in office.evidence(done.id)
    assert stored(database, view.id).secret == ""
    with database.read() as session:
        assert service.connections(session, SYSTEM) == []
        assert view.app_id not in service.served_apps(session, SYSTEM).connections
    refused = (
        lambda s: service.ask_removal(s, SYSTEM, view.id, "eve@example.com"),
        lambda s: service.verify_again(s, SYSTEM, done.id),
        lambda s: service.set_enabled(s, SYSTEM, view.id, view.version + 1, True),
        lambda s: service.delete_connection(s, SYSTEM, view.id, view.version + 1),
    )
    for work in refused:
        with pytest.raises(Conflict, match="was deleted"), database.write() as session:
            work(session)
    with database.read() as session:
        (entry,) = audit.entries(session, SYSTEM, audit.Query(action="scim.connection-delete"))
    assert entry.before["base_url"] == view.base_url
    assert "peer" not in str(entry.before)


def test_before_it_is_deleted_it_says_how_many_removals_are_under_way(database: Database) -> None:
    view = connected(database)

    def said() -> list[str]:
        with database.read() as session:
            return service.unfinished_removals(session, SYSTEM, view.id).sentences()

    assert said() == []
    with database.write() as session:
        other = add_connection(session, f"{FIRST}/other")
        service.ask_removal(session, SYSTEM, other, "ada@example.com")
        for state in RemovalState:
            asked = service.ask_removal(session, SYSTEM, view.id, f"{state}@example.com")
            session.get_one(Removal, asked.id).state = state
    assert said() == [
        "3 removals are not sent yet; a person must do them.",
        "2 removals are not proven yet; a person must check them.",
    ]
    with database.read() as session:
        before = {r.id for r in service.list_removals(session, SYSTEM)[1]
                  if r.connection == view.id and r.state is RemovalState.OPEN_STEP}  # fmt: skip
    delete(database, view)
    assert said() == []
    with database.read() as session:
        after = {r.id for r in service.list_removals(session, SYSTEM)[1]
                 if r.connection == view.id and r.state is RemovalState.OPEN_STEP}  # fmt: skip
    assert len(after - before) == 5


def test_one_removal_is_said_as_one(database: Database) -> None:
    view = connected(database)
    with database.write() as session:
        service.ask_removal(session, SYSTEM, view.id, "ada@example.com")
    with database.read() as session:
        found = service.unfinished_removals(session, SYSTEM, view.id)
    assert found.sentences() == ["1 removal is not sent yet; a person must do it."]


@pytest.mark.parametrize("asked_for", [False, True])
def test_a_step_that_waits_for_it_becomes_a_persons_and_says_so(
    database: Database, asked_for: bool
) -> None:
    firm = company(database)
    with firm.write() as session:
        add_connection(session, FIRST, "slack")
        view = service.connections(session, SYSTEM)[0]
    case = opened(firm, effective=datetime.now(UTC) + timedelta(hours=2), apps=("slack",))
    step = next(s for s in case.steps if s.kind is StepKind.SCIM)
    if asked_for:
        moment = case.effective + timedelta(seconds=1)
        automatic.start_removal(firm, job_of(step.id), moment)
    with firm.read() as session:
        waiting = offboarding.waiting_for_connection(session, OLA, view.id)
    assert (waiting.steps, waiting.cases) == (1, (case.number,))
    delete(firm, view)
    blocked = step_of(look(firm, case.id), step.key)
    assert blocked.status is StepStatus.BLOCKED
    assert "connection to Slack was deleted" in (blocked.reason or "")
    if not asked_for:
        automatic.start_removal(firm, job_of(step.id), case.effective)
        assert step_of(look(firm, case.id), step.key).removal is None
    with firm.read() as session:
        assert "case.step-block" in [e.action for e in audit.history(session, f"case:{case.id}")]


def test_a_deleted_bridge_lets_nobody_in_and_keeps_its_events(
    database: Database, tmp_path: Any
) -> None:
    bridge = bridged(database, tmp_path, Profile.ENTRA)
    bridge.user("ada@example.com")
    with database.write() as session:
        view = service.get_bridge(session, SYSTEM, bridge.id)
        renamed = service.change_bridge(session, SYSTEM, bridge.id, view.version, name="Ours")
        assert renamed.name == "Ours"
        service.delete_bridge(session, SYSTEM, bridge.id, renamed.version)
    assert bridge.send("GET", "/Users").status_code in (401, 403)
    assert bridge.told() == [("user-created", "open")]
    with database.read() as session:
        assert service.list_bridges(session, SYSTEM) == []
        shown = service.get_bridge(session, SYSTEM, bridge.id)
        assert shown.deleted_at is not None
        assert all(each.revoked_at for each in shown.credentials)
    for work in (
        lambda s: service.rotate_token(s, SYSTEM, bridge.id),
        lambda s: service.change_bridge(s, SYSTEM, bridge.id, shown.version, enabled=True),
    ):
        with pytest.raises(Conflict, match="was deleted"), database.write() as session:
            work(session)
    with database.read() as session:
        (entry,) = audit.entries(session, SYSTEM, audit.Query(action="scim.bridge-delete"))
    assert entry.before["name"] == "Ours"


def test_the_running_server_hears_of_deleted_connections() -> None:
    wiring.connect()
    assert without_connection.connection_deleted in connection_edits._on_deleted


def stored(database: Database, connection: int) -> Outbound:
    with database.read() as session:
        return session.get_one(Outbound, connection)


def job_of(step: int) -> Any:
    return Job(1, "k", f"k:{step}", {"step": step}, datetime.now(UTC), 0)
