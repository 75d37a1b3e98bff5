"""Removing people from real and from bad SCIM servers: proven, or open with a reason."""

import json
import threading
from dataclasses import replace
from typing import Any

import pytest
import requests

from core.actor import SYSTEM, Actor, Role
from core.errors import Conflict, Forbidden, Invalid
from core.scim import service
from core.scim.lab.checks import REQUIREMENTS
from core.scim.lab.report import share
from core.scim.models import AuthKind, Outbound, Removal, RemovalState
from core.scim.outbound.runner import LeaseLost
from core.scim.outbound.worker_pool import WorkerPool
from core.scim.values import LabTarget
from tests.support.scim_connections import LOOPBACK, Office
from tests.support.scim_peers import bad, reference_server, send

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
# -- servers that work ---------------------------------------------------------------


@pytest.mark.parametrize("deletes", [False, True])
def test_a_user_is_removed_from_the_reference_server_and_it_is_proven(
    office: Office, deletes: bool
) -> None:
    with reference_server() as url:
        headers = {"Authorization": "Bearer peer"}
        body = {"schemas": [USER], "userName": "ada@example.com", "active": True}
        user = requests.post(f"{url}/Users", json=body, headers=headers, timeout=5).json()["id"]
        done = office.remove(url, "ADA@example.com", deletes=deletes)
        left = requests.get(f"{url}/Users/{user}", headers=headers, timeout=5)
    assert (done.state, done.remote_id) == (RemovalState.VERIFIED, user), done.outcome
    assert left.status_code == 404 if deletes else left.json()["active"] is False
    assert ("deleted" if deletes else "inactive") in (done.outcome or "")


def test_evidence_shows_the_exchange_without_the_secret(office: Office) -> None:
    secret = "canary-4711-token"
    user = {"id": "1", "userName": "ada@example.com", "active": True, "password": "canary-pw"}

    def echo(request: Any, method: str, path: str) -> bool:
        if method == "PATCH":
            send(request, 200, {"echo": request.headers["Authorization"]})
        return method == "PATCH"

    with bad(echo, **{"1": user}) as (_, url):
        done = office.remove(url, secret=secret)
    text = office.evidence(done.id)
    assert "PATCH" in text
    assert "canary" not in text
    with office.database.read() as session:
        tables = ("scim_outbound", "scim_removal", "scim_exchange", "audit_entry")
        everything = [
            session.connection().exec_driver_sql(f"SELECT * FROM {name}").all() for name in tables
        ]
    assert "canary" not in str(everything)


def test_asking_twice_is_asking_once(office: Office) -> None:
    with bad() as (peer, url):
        connection = office.connect(url)
        first, second = office.ask(connection), office.ask(connection, "ADA@example.com")
        office.runner.run_due()
        assert not office.runner.run_one(first)
    assert first == second
    assert sum(method == "PATCH" for method, _ in peer.asked) == 1


def test_oauth_client_credentials_are_used_and_not_kept(office: Office) -> None:
    def sell(request: Any, method: str, path: str) -> bool:
        if path == "/token":
            send(request, 200, {"access_token": "bought", "token_type": "Bearer"})
            return True
        if request.headers["Authorization"] != "Bearer bought":
            send(request, 401, {})
            return True
        return False

    with bad(sell) as (_, url):
        token_url = url.replace("/scim", "/token")
        done = office.remove(
            url, auth=AuthKind.OAUTH, user_name="me", secret="s3cret", token_url=token_url
        )
    assert done.state is RemovalState.VERIFIED, done.outcome
    assert "bought" not in office.evidence(done.id)


# -- servers that do not ------------------------------------------------------------------


def test_a_200_that_changes_nothing_ends_as_an_open_step(office: Office) -> None:
    def nothing(request: Any, method: str, path: str) -> bool:
        if method in ("PATCH", "PUT"):
            send(request, 200, {"id": "1", "userName": "ada@example.com", "active": False})
        return method in ("PATCH", "PUT")

    with bad(nothing) as (peer, url):
        done = office.remove(url)
    assert done.state is RemovalState.OPEN_STEP
    assert "still active" in (done.outcome or "")
    assert [m for m, _ in peer.asked].count("PUT") == 1


def test_an_app_without_patch_is_put(office: Office) -> None:
    peer_users = {"1": {"id": "1", "userName": "ada@example.com", "active": True}}

    def put_only(request: Any, method: str, path: str) -> bool:
        if method == "PATCH":
            send(request, 501, {"detail": "no PATCH"})
        if method == "PUT":
            peer_users["1"]["active"] = False
        return method == "PATCH"

    with bad(put_only, **peer_users) as (_, url):
        assert office.remove(url).state is RemovalState.VERIFIED


def test_two_matches_are_a_question_and_the_answer_goes_on(office: Office) -> None:
    mail = [{"value": "ada@example.com"}]
    users = {
        "1": {"id": "1", "userName": "ada@example.com", "active": True},
        "2": {"id": "2", "userName": "admin-ada", "active": True, "emails": mail},
    }
    with bad(**users) as (peer, url):
        asked = office.remove(url)
        assert asked.state is RemovalState.OPEN_STEP
        assert "admin-ada" in (asked.outcome or "")
        assert not any(method in ("PATCH", "PUT", "DELETE") for method, _ in peer.asked)
        with office.database.write() as session:
            with pytest.raises(Conflict):
                service.choose(session, SYSTEM, asked.id, "3")
            service.choose(session, SYSTEM, asked.id, "2")
        office.runner.run_due()
        assert office.see(asked.id).state is RemovalState.VERIFIED
        assert (users["1"]["active"], users["2"]["active"]) == (True, False)


def test_an_ignored_filter_never_hits_somebody_else(office: Office) -> None:
    users = {
        str(n): {"id": str(n), "userName": f"u{n}@example.com", "active": True} for n in range(250)
    }
    users["250"] = {"id": "250", "userName": "ada@example.com", "active": True}
    with bad(**users) as (peer, url):
        peer.filters = False
        done = office.remove(url)
    assert (done.state, done.remote_id) == (RemovalState.VERIFIED, "250")
    assert [name for name, user in users.items() if not user["active"]] == ["250"]


def test_nobody_found_is_a_question(office: Office) -> None:
    with bad() as (_, url):
        asked = office.remove(url, "ghost@example.com")
    assert asked.state is RemovalState.OPEN_STEP
    assert "no user" in (asked.outcome or "")


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"<html>Sign in</html>", "text/html"), (b"[]", "application/json"), (b"", "text/plain"),
     (b'{"Resources": "x", "totalResults": "many"}', "application/scim+json"),
     (b"x" * 3_000_000, "application/scim+json"), (b"[" * 100_000, "application/scim+json")],
)  # fmt: skip
def test_what_is_no_scim_ends_as_an_open_step(office: Office, body: bytes, kind: str) -> None:
    def strange(request: Any, method: str, path: str) -> bool:
        send(request, 200, body, kind)
        return True

    with bad(strange) as (_, url):
        done = office.remove(url)
    assert (done.state, bool(done.outcome)) == (RemovalState.OPEN_STEP, True)


def test_refused_credentials_end_as_an_open_step(office: Office) -> None:
    with bad(lambda r, *_: send(r, 401, {}) is None) as (_, url):
        done = office.remove(url)
    assert done.state is RemovalState.OPEN_STEP
    assert "credentials" in (done.outcome or "")


def test_429_waits_as_long_as_the_app_asks(office: Office) -> None:
    left = [2]

    def busy(request: Any, method: str, path: str) -> bool:
        if left[0]:
            left[0] -= 1
            send(request, 429, {}, Retry_After="120")
            return True
        return False

    with bad(busy) as (_, url):
        waiting = office.remove(url)
        assert waiting.state is RemovalState.RETRYING
        office.clock.on(seconds=119)
        assert office.runner.run_due() == 0
        office.clock.on(seconds=2)
        assert office.runner.run_due() == 1
        office.clock.on(seconds=121)
        office.runner.run_due()
        assert office.see(waiting.id).state is RemovalState.VERIFIED


def test_500_for_ever_ends_as_an_open_step_and_opens_the_circuit(office: Office) -> None:
    with bad(lambda r, *_: send(r, 500, {}) is None) as (peer, url):
        connection = office.connect(url)
        removal, other = office.ask(connection), office.ask(connection, "ben@example.com")
        for _ in range(30):
            office.runner.run_due()
            office.clock.on(hours=2)
        done = office.see(removal)
        asked = len(peer.asked)
    assert done.state is RemovalState.OPEN_STEP
    assert "500" in (done.outcome or "")
    assert office.see(other).state is RemovalState.OPEN_STEP
    assert asked == 16


def test_an_open_circuit_sends_nothing(office: Office) -> None:
    with bad(lambda r, *_: send(r, 503, {}) is None) as (peer, url):
        connection = office.connect(url, most_at_once=1)
        for number in range(20):
            office.ask(connection, f"u{number}@example.com")
        office.runner.run_due(workers=1)
        office.clock.on(seconds=20)
        assert office.runner.run_due(workers=1) == 0
    assert len(peer.asked) == 5


def test_a_slow_app_is_not_waited_for(office: Office) -> None:
    gone = threading.Event()

    def slow(request: Any, method: str, path: str) -> bool:
        gone.wait(3)
        return False

    office.runner.read_seconds = 0.5
    with bad(slow) as (_, url):
        done = office.remove(url)
        gone.set()
    assert done.state is RemovalState.RETRYING
    assert "time" in (done.outcome or "")


def test_a_redirect_to_another_host_is_not_followed(office: Office) -> None:
    def away(request: Any, method: str, path: str) -> bool:
        send(request, 302, {}, Location="http://169.254.169.254/latest/meta-data/")
        return True

    with bad(away) as (_, url):
        done = office.remove(url)
    assert done.state is RemovalState.OPEN_STEP
    assert "another host" in (done.outcome or "")


def test_a_user_who_comes_back_is_raised_on_a_later_day(office: Office) -> None:
    with bad() as (peer, url):
        done = office.remove(url)
        for days in (1, 7):
            office.clock.on(days=days)
            office.runner.run_due()
            assert office.see(done.id).state is RemovalState.VERIFIED
        peer.users["1"]["active"] = True
        office.clock.on(days=30)
        office.runner.run_due()
        assert office.see(done.id).state is RemovalState.RETURNED


def test_a_second_account_under_the_same_name_is_raised(office: Office) -> None:
    with bad() as (peer, url):
        done = office.remove(url, deletes=True)
        assert done.state is RemovalState.VERIFIED
        peer.users["9"] = {"id": "9", "userName": "ada@example.com", "active": True}
        office.clock.on(days=2)
        office.runner.run_due()
        back = office.see(done.id)
    assert back.state is RemovalState.RETURNED
    assert "9" in (back.outcome or "")


def test_trying_again_goes_for_the_other_account_however_its_coming_was_worded(
    office: Office,
) -> None:
    with bad() as (peer, url):
        done = office.remove(url, deletes=True)
        peer.users["9"] = {"id": "9", "userName": "ada@example.com", "active": True}
        office.clock.on(days=2)
        office.runner.run_due()
        with office.database.write() as session:
            session.get_one(Removal, done.id).outcome = "Jemand ist wieder da."
            service.try_again(session, SYSTEM, done.id)
        office.runner.run_due()
        again = office.see(done.id)
    assert (again.state, again.remote_id) == (RemovalState.VERIFIED, "9")
    assert "9" not in peer.users


def test_an_app_that_takes_its_time_is_looked_at_again(office: Office) -> None:
    with bad() as (_, url):
        done = office.remove(url, verify_after_seconds=600)
        assert done.state is RemovalState.VERIFYING
        office.clock.on(seconds=601)
        office.runner.run_due()
        assert office.see(done.id).state is RemovalState.VERIFIED


def test_a_dead_workers_removal_is_taken_over_with_the_user_it_had_found(office: Office) -> None:
    with bad() as (peer, url):
        removal = office.ask(office.connect(url, deletes=True))
        dead = office.runner._claim(removal)
        assert dead is not None
        office.runner._remember(dead, "1")
        peer.users.clear()  # the dead worker's DELETE had arrived
        assert office.runner.run_due() == 0
        office.clock.on(seconds=91)
        office.runner.run_due()
        assert office.see(removal).state is RemovalState.VERIFIED


def test_a_worker_that_lost_its_lease_sends_and_writes_nothing_more(office: Office) -> None:
    with bad() as (peer, url):
        removal = office.ask(office.connect(url))
        slow = office.runner._claim(removal)
        assert slow is not None
        office.clock.on(seconds=91)
        office.runner.run_due()
        asked = len(peer.asked)
        with pytest.raises(LeaseLost):
            office.runner._run(slow)
        assert len(peer.asked) <= asked + 1  # it learns of it when it notes its first exchange
        assert office.see(removal).state is RemovalState.VERIFIED


def test_a_secret_that_cannot_be_read_ends_as_an_open_step(office: Office) -> None:
    with bad() as (peer, url):
        removal = office.ask(office.connect(url))
        with office.database.write() as session:
            session.connection().exec_driver_sql("UPDATE scim_outbound SET secret='garbage'")
        office.runner.run_due()
    assert office.see(removal).state is RemovalState.OPEN_STEP
    assert peer.asked == []


def test_an_app_that_is_down_at_a_later_look_is_not_said_to_have_anybody_back(
    office: Office,
) -> None:
    down = [False]
    with bad(lambda r, *_: down[0] and send(r, 503, {}) is None) as (_, url):
        done = office.remove(url)
        down[0] = True
        for _ in range(12):
            office.clock.on(days=2)
            office.runner.run_due()
        seen = office.see(done.id)
    assert seen.state is RemovalState.OPEN_STEP
    assert "503" in (seen.outcome or "")


def test_revoked_credentials_at_a_later_look_are_not_a_return(office: Office) -> None:
    down = [False]
    with bad(lambda r, *_: down[0] and send(r, 401, {}) is None) as (_, url):
        done = office.remove(url)
        down[0] = True
        office.clock.on(days=2)
        office.runner.run_due()
    assert office.see(done.id).state is RemovalState.OPEN_STEP


def test_an_app_that_shows_a_change_late_is_given_its_time(office: Office) -> None:
    late: list[bool] = []

    def slow(request: Any, method: str, path: str) -> bool:
        if method in ("PATCH", "PUT"):
            late.append(True)
            send(request, 200, {})
            return True
        return False

    with bad(slow) as (peer, url):
        done = office.remove(url, verify_after_seconds=600)
        assert (done.state, len(late)) == (RemovalState.VERIFYING, 1)
        peer.users["1"]["active"] = False
        office.clock.on(seconds=601)
        office.runner.run_due()
        assert office.see(done.id).state is RemovalState.VERIFIED


def test_an_app_that_never_shows_the_change_is_an_open_step_after_its_time(office: Office) -> None:
    def deaf(request: Any, method: str, path: str) -> bool:
        return method in ("PATCH", "PUT") and send(request, 200, {}) is None

    with bad(deaf) as (_, url):
        done = office.remove(url, verify_after_seconds=600)
        office.clock.on(seconds=601)
        office.runner.run_due()
        seen = office.see(done.id)
    assert seen.state is RemovalState.OPEN_STEP
    assert "still active" in (seen.outcome or "")


def test_a_pause_that_the_app_asks_for_holds_for_everybody(office: Office) -> None:
    with bad(lambda r, *_: send(r, 429, {}, Retry_After="300") is None) as (peer, url):
        connection = office.connect(url, most_at_once=1)
        for number in range(10):
            office.ask(connection, f"u{number}@example.com")
        office.runner.run_due()
        office.clock.on(seconds=299)
        assert office.runner.run_due() == 0
    assert len(peer.asked) == 1


def test_an_app_that_is_down_for_long_leaves_nobody_waiting(office: Office) -> None:
    with bad(lambda r, *_: send(r, 502, {}) is None) as (peer, url):
        connection = office.connect(url)
        asked = [office.ask(connection, f"u{number}@example.com") for number in range(100)]
        for _ in range(40):
            office.runner.run_due()
            office.clock.on(minutes=31)
        states = {office.see(each).state for each in asked}
    assert states == {RemovalState.OPEN_STEP}
    assert len(peer.asked) < 100


def test_an_open_step_is_tried_again_when_a_person_says_so(office: Office) -> None:
    refused = [True]
    with bad(lambda r, *_: refused[0] and send(r, 403, {}) is None) as (_, url):
        done = office.remove(url)
        assert done.state is RemovalState.OPEN_STEP
        refused[0] = False
        with office.database.write() as session:
            service.try_again(session, SYSTEM, done.id)
        office.runner.run_due()
    assert office.see(done.id).state is RemovalState.VERIFIED


def test_one_leaver_leaves_many_apps_and_a_slow_one_holds_nobody_up(office: Office) -> None:
    gone = threading.Event()
    office.runner.read_seconds = 60.0
    with bad(lambda *_: not gone.wait(50)) as (_, slow), bad() as (_, quick):
        late = [office.ask(office.connect(slow), f"u{n}@example.com") for n in range(3)]
        quickly = office.ask(office.connect(quick))
        pool = WorkerPool(office.runner, workers=64)
        pool.tick()
        while office.see(quickly).state is not RemovalState.VERIFIED:
            gone.wait(0.01)
        assert {office.see(each).state for each in late} == {RemovalState.RUNNING}
        gone.set()
        pool.stop()


# -- where requests may go -------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["http://example.com/scim", "https://127.0.0.1/", "https://[::1]/", "https://2130706433/",
     "https://0x7f000001/", "https://127.1/", "https://0177.0.0.1/", "https://[::ffff:10.0.0.1]/",
     "https://169.254.169.254/", "https://10.0.0.1/", "https://100.64.0.1/", "https://[fe80::1]/",
     "https://[fd00::1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
     "https://0.0.0.0/", "https://user:pw@example.com/", "https://localhost/", "ftp://example.com",
     "https://", "https://224.0.0.1/", "https://example.com:99999/"],
)  # fmt: skip
def test_addresses_that_must_not_be_reached_are_refused(office: Office, url: str) -> None:
    with pytest.raises(Invalid):
        office.connect(url, allow_http=False, allowed_networks=())


def test_a_name_that_changes_its_address_is_not_followed_there(office: Office) -> None:
    from core.scim.outbound.client import Client, Target

    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    with bad() as (peer, url):
        port = url.split(":")[2].split("/")[0]
        target = Target(f"http://rebind.example:{port}/scim", AuthKind.BEARER, "x", allow_http=True)

        def resolver(host: str, number: int) -> list[str]:
            return next(answers)

        from core.net import guard

        place = guard.check(target.base_url, allow_http=True, resolver=resolver)
        assert place.address == "93.184.216.34"
        with Client(target, resolver=resolver) as client, pytest.raises(Invalid):
            client.get("look", "Users")
        assert peer.asked == []


def test_a_removal_whose_address_became_private_is_an_open_step(office: Office) -> None:
    with bad() as (peer, url):
        connection = office.connect(url)
        with office.database.write() as session:
            session.connection().exec_driver_sql("UPDATE scim_outbound SET allowed_networks='[]'")
        removal = office.ask(connection)
        office.runner.run_due()
    assert office.see(removal).state is RemovalState.OPEN_STEP
    assert "loopback" in (office.see(removal).outcome or "")
    assert peer.asked == []


# -- many, and tests --------------------------------------------------------------------


def test_fifty_leavers_are_removed_in_parallel_within_the_connections_limit(
    office: Office,
) -> None:
    users = {
        str(n): {"id": str(n), "userName": f"u{n}@example.com", "active": True} for n in range(50)
    }
    now, most = [0], [0]
    lock = threading.Lock()

    def counting(request: Any, method: str, path: str) -> bool:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        with lock:
            now[0] -= 1
        return False

    with bad(counting, **users) as (_, url):
        connection = office.connect(url, most_at_once=3)
        with office.database.write() as session:
            pairs = [(connection, f"u{n}@example.com") for n in range(50)]
            service.ask_removals(session, SYSTEM, pairs, key="list-1")
            service.ask_removals(session, SYSTEM, pairs, key="list-1")
        assert office.runner.run_due() == 50
    assert not any(user["active"] for user in users.values())
    assert most[0] <= 3


def test_the_test_says_what_the_app_can_and_where_it_departs(office: Office) -> None:
    with reference_server() as url:
        good = service.run_test(office.database, SYSTEM, office.connect(url))
    assert {each.verdict for each in good} == {"ok"}, good
    with bad() as (peer, url):
        peer.filters = False
        found = service.run_test(office.database, SYSTEM, office.connect(url))
    departures = [each.what for each in found if each.verdict == "departs"]
    assert any("filter is ignored" in what for what in departures)
    assert json.dumps([vars(each) for each in found])


def test_a_dry_run_sends_nothing(office: Office) -> None:
    with bad() as (peer, url):
        connection = office.connect(url)
        with office.database.read() as session:
            shown = service.dry_run(session, SYSTEM, connection, "ada@example.com")
    assert any("PATCH" in line for line in shown)
    assert peer.asked == []


def test_the_lab_finds_the_reference_server_good_and_leaves_nothing_behind(
    office: Office,
) -> None:
    with reference_server() as url:
        report = service.run_lab(office.database, SYSTEM, office.connect(url))
        headers = {"Authorization": "Bearer peer"}
        left = requests.get(f"{url}/Users", headers=headers, timeout=5).json()
    missed = [each.requirement for each in report.checks if not each.met]
    assert missed == []
    ours = [(each.who, each.requirement) for each in report.checks if each.who != "RFC"]
    assert ours == list(REQUIREMENTS)
    assert report.total == len(report.checks)
    assert len(report.checks) > 40
    assert left["totalResults"] == 0
    assert (report.app_id, service.provisioning(report, None)) == ("some-app", "scim")
    assert service.report_pdf(report).startswith(b"%PDF")


def test_the_lab_says_what_a_bad_server_lacks_and_what_follows(office: Office) -> None:
    with bad() as (_, url):
        report = service.run_lab(office.database, SYSTEM, office.connect(url), rfc=False)
    missing = [each.requirement for each in report.checks if not each.met]
    assert "POST creates a user: 201 with an id" in missing
    # A list that can be searched gives nobody access; an account that can be made does.
    assert service.provisioning(report, "okta") == "none"
    made = [replace(each, met=each.met or "POST" in each.requirement) for each in report.checks]
    assert service.provisioning(replace(report, checks=tuple(made)), "okta") == "partial"
    assert "POST creates a user" in service.evidence(report)
    # What the run did not come to is no requirement that vanished.
    assert report.untried("Okta") == [text for who, text in REQUIREMENTS if who == "Okta"]
    assert report.total == len(REQUIREMENTS)
    assert share(report, "Okta") == "1 of 6"


@pytest.mark.parametrize("status", [401, 403, 503])
def test_the_lab_concludes_nothing_where_it_was_not_let_in_or_nobody_answers(
    office: Office, status: int
) -> None:
    with bad() as (peer, url):
        peer.answer = lambda request, *_: (send(request, status, {"detail": "not now"}), True)[1]
        report = service.run_lab(office.database, SYSTEM, office.connect(url))
    assert str(status) in (report.hindrance or "")
    assert len(report.checks) == 1  # the RFC's hundred requests are not sent
    assert {service.provisioning(report, idp) for idp in (None, "okta", "entra-id")} == {"unknown"}
    assert service.report_pdf(report).startswith(b"%PDF")


def test_the_lab_takes_an_endpoint_that_is_not_connected(office: Office) -> None:
    with reference_server() as url:
        there = LabTarget(url, AuthKind.BEARER, "peer", allowed_networks=LOOPBACK, allow_http=True)
        report = service.run_lab(office.database, SYSTEM, there, rfc=False)
        worker = Actor("ada", "Ada", Role.OPERATOR)
        with pytest.raises(Forbidden):  # a private network is an administrator's word
            service.run_lab(office.database, worker, there, rfc=False)
        with pytest.raises(Invalid):
            outside = LabTarget(url, AuthKind.BEARER, "peer")
            service.run_lab(office.database, worker, outside, rfc=False)
    assert all(each.met for each in report.checks)
    assert report.app_id is None


def test_a_new_secret_lets_what_waits_go_on_and_is_in_no_log(office: Office) -> None:
    def answer(request: Any, *_: str) -> bool:
        if request.headers["Authorization"] == "Bearer fresh-canary":
            return False
        send(request, 503, {"detail": "no"})
        return True

    with bad(answer) as (_, url):
        connection = office.connect(url)
        removal = office.ask(connection)
        for _ in range(6):
            office.runner.run_due()
            office.clock.on(seconds=60)
        with office.database.read() as session:
            [before] = service.connections(session, SYSTEM)
        assert before.closed_until is not None
        with office.database.write() as session:
            with pytest.raises(Conflict):
                service.change_secret(session, SYSTEM, connection, before.version + 1, "x")
            with pytest.raises(Invalid):
                service.change_secret(session, SYSTEM, connection, before.version, " ")
            now = service.change_secret(session, SYSTEM, connection, before.version, "fresh-canary")
        assert now.closed_until is None
        office.clock.on(hours=1)
        office.runner.run_due()
    assert office.see(removal).state is RemovalState.VERIFIED
    with office.database.read() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM audit_entry").all()
    assert any("scim.secret-change" in str(row) for row in rows)
    assert "canary" not in str(rows) + office.evidence(removal)


def test_a_secret_that_cannot_be_read_any_more_is_said_in_words(office: Office) -> None:
    with bad() as (peer, url):
        connection = office.connect(url)
        with office.database.write() as session:
            row = session.get_one(Outbound, connection)
            row.secret = "sealed:of-another-key"
        view = office.see(office.ask(connection))
        office.runner.run_due()
        view = office.see(view.id)
    assert view.state is RemovalState.OPEN_STEP
    assert (view.outcome or "").startswith("A stored secret cannot be decrypted")
    assert peer.asked == []
