"""The bridge over HTTP: sign-in, limits, integrity, ETags, bulk; as any SCIM client sees it."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scim2_models import UnauthorizedException
from sqlalchemy import event
from sqlalchemy import text as sql
from sqlmodel import col, select

from core.actor import SYSTEM
from core.audit import service as audit
from core.errors import Invalid
from core.scim import service
from core.scim.bridge import connections
from core.scim.bridge.authentication import authenticate
from core.scim.models import BridgeCredential, CredentialKind, Profile
from core.scim.values import BridgeView
from core.storage.database import Database
from tests.support.scim_bridge import ENTERPRISE, GROUP, LIFECYCLE, PATCH, USER, Bridged, bridged


@pytest.fixture
def bridge(database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path)


def test_all_connections_are_listed_with_as_many_statements_as_one(
    database: Database, tmp_path: Path
) -> None:
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    def listed() -> list[BridgeView]:
        sent.clear()
        event.listen(database.engine, "before_cursor_execute", note)
        try:
            with database.read() as session:
                return service.list_bridges(session, SYSTEM)
        finally:
            event.remove(database.engine, "before_cursor_execute", note)

    first = bridged(database, tmp_path)
    listed()
    alone = len(sent)
    more = bridged(database, tmp_path)
    for name in ("ada@example.com", "eva@example.com"):
        more.user(name)
    with database.write() as session:
        service.rotate_token(session, SYSTEM, more.id)
    found = {each.id: each for each in listed()}
    assert len(sent) == alone == 2
    assert (found[first.id].users, found[first.id].open_work) == (0, 0)
    assert found[first.id].last_event_at is None
    assert (found[more.id].users, found[more.id].groups, found[more.id].open_work) == (2, 0, 2)
    assert found[more.id].last_event_at is not None
    assert [len(found[each].credentials) for each in (first.id, more.id)] == [1, 2]


def test_a_user_is_created_found_changed_and_deleted(bridge: Bridged) -> None:
    made = bridge.send(
        "POST",
        "/Users",
        {
            "schemas": [USER, ENTERPRISE],
            "userName": "Ada@Example.com",
            "externalId": "X-1",
            "active": True,
            "password": "never stored",
            "name": {"givenName": "Ada"},
            ENTERPRISE: {"department": "R&D", "manager": {"value": "m", "$ref": "Users/m"}},
        },
    )
    assert made.status_code == 201
    user = made.json()
    base = f"https://offramp.example/scim/v2/{bridge.id}"
    assert made.headers["location"] == user["meta"]["location"] == f"{base}/Users/{user['id']}"
    assert made.headers["content-type"].startswith("application/scim+json")
    assert user[ENTERPRISE]["manager"]["$ref"] == f"{base}/Users/m"
    assert LIFECYCLE not in user
    asked = bridge.send("GET", f"/Users/{user['id']}?attributes={LIFECYCLE}").json()
    assert (asked[LIFECYCLE]["work"], asked[LIFECYCLE]["state"]) == ("create-account", "open")
    assert "password" not in user

    found = bridge.send("GET", '/Users?filter=userName eq "ada@example.COM"').json()
    assert found["totalResults"] == 1
    assert found["Resources"][0] == bridge.send("GET", f"/Users/{user['id']}").json()
    assert bridge.send("GET", '/Users?filter=externalId eq "x-1"').json()["totalResults"] == 0

    off = bridge.patch(f"/Users/{user['id']}", {"op": "replace", "path": "active", "value": False})
    assert (off.status_code, off.json()["active"]) == (200, False)
    assert bridge.send("DELETE", f"/Users/{user['id']}").status_code == 204
    assert bridge.send("GET", f"/Users/{user['id']}").status_code == 404


def test_quick_answers_equal_the_long_ones(bridge: Bridged) -> None:
    user = bridge.user("ada", externalId="e", title="x", emails=[{"value": "a@example.com"}])
    same = {"attributes": "", "sortBy": "userName"}
    quick = bridge.send("GET", f"/Users/{user}").json()
    assert quick == bridge.send("GET", f"/Users/{user}?excludedAttributes=photos").json()
    for text in ('userName eq "ADA"', 'externalId eq "e"', 'userName eq "nobody"'):
        short = bridge.send("GET", "/Users", params={"filter": text}).json()
        long = bridge.send("GET", "/Users", params={"filter": text, "sortBy": same["sortBy"]})
        assert {**long.json(), "Resources": long.json().get("Resources", [])} == short


@pytest.mark.parametrize("active", [False, True])
def test_a_quick_activation_equals_a_long_one(bridge: Bridged, active: bool) -> None:
    quick, long = bridge.user("quick", active=not active), bridge.user("long", active=not active)
    one = bridge.patch(f"/Users/{quick}", {"op": "replace", "path": "active", "value": active})
    two = bridge.patch(
        f"/Users/{long}",
        {"op": "replace", "path": "active", "value": active},
        {"op": "replace", "path": "active", "value": active},
    )
    a, b = one.json(), two.json()
    for shown in (a, b):
        for name in ("id", "userName", "meta"):
            shown.pop(name)
    assert (one.status_code, a) == (two.status_code, b)
    kinds = [(e.kind, e.state) for e in bridge.events() if e.user_name == "quick"]
    assert kinds == [(e.kind, e.state) for e in bridge.events() if e.user_name == "long"]


def test_wrong_missing_revoked_and_foreign_tokens_are_refused(
    bridge: Bridged, database: Database, tmp_path: Path
) -> None:
    other = bridged(database, tmp_path)
    with database.write() as session:
        service.rotate_token(session, SYSTEM, bridge.id)
        [old, _new] = service.get_bridge(session, SYSTEM, bridge.id).credentials
        service.revoke_credential(session, SYSTEM, bridge.id, old.id)
    for token in (bridge.token, other.token, "ofr_x", "", bridge.token[:-1] + "!", "é"):
        headers = {"Authorization": f"Bearer {token}".encode()}
        answer = bridge.client.get(f"/scim/v2/{bridge.id}/Users", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert "bearer" in answer.headers["www-authenticate"].lower()
    assert other.send("GET", "/Users").status_code == 200
    assert other.client.get("/scim/v2/no-such-bridge/Users").status_code == 401


def test_rotation_keeps_the_token_before_and_ends_the_one_before_that(bridge: Bridged) -> None:
    with bridge.database.write() as session:
        second = service.rotate_token(session, SYSTEM, bridge.id)
    assert bridge.send("GET", "/Users").status_code == 200
    with bridge.database.write() as session:
        third = service.rotate_token(session, SYSTEM, bridge.id)
    assert bridge.send("GET", "/Users").status_code == 401
    assert bridge.send("GET", "/Users", token=second).status_code == 200
    assert bridge.send("GET", "/Users", token=third).status_code == 200


def test_tokens_are_stored_hashed_and_their_use_is_shown(bridge: Bridged) -> None:
    bridge.send("GET", "/Users")
    with bridge.database.read() as session:
        [shown] = service.get_bridge(session, SYSTEM, bridge.id).credentials
        stored = session.connection().exec_driver_sql("SELECT * FROM scim_credential").all()
    assert shown.last_used_at is not None
    assert bridge.token not in str(stored)
    assert bridge.token.split("_", 2)[2] not in str(stored)


def test_a_client_secret_buys_access_tokens_that_end_with_it(bridge: Bridged) -> None:
    with bridge.database.write() as session:
        secret = service.rotate_token(session, SYSTEM, bridge.id, CredentialKind.CLIENT_SECRET)
    name = service.client_id_of(secret)
    url = f"/scim/v2/{bridge.id}/oauth2/token"
    form = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret}
    sold = bridge.client.post(url, data=form).json()
    assert (sold["token_type"], sold["expires_in"]) == ("Bearer", 3600)
    assert bridge.send("GET", "/Users", token=sold["access_token"]).status_code == 200
    assert bridge.send("GET", "/Users", token=secret).status_code == 401
    grant = {"grant_type": "client_credentials"}
    assert bridge.client.post(url, data=grant, auth=(name, secret)).status_code == 200
    assert bridge.client.post(url, data=grant, auth=(name, "wrong")).status_code == 401
    for form, said in (
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "invalid_request"),
    ):
        refused = bridge.client.post(url, data=form, auth=(name, secret))  # RFC 6749 §5.2
        assert (refused.status_code, refused.json()["error"]) == (400, said)
    with bridge.database.write() as session:
        [_, kept] = service.get_bridge(session, SYSTEM, bridge.id).credentials
        service.revoke_credential(session, SYSTEM, bridge.id, kept.id)
    assert bridge.send("GET", "/Users", token=sold["access_token"]).status_code == 401


def test_a_secret_that_is_revoked_while_it_buys_leaves_no_token(bridge: Bridged) -> None:
    database = bridge.database
    with database.write() as session:
        secret = service.rotate_token(session, SYSTEM, bridge.id, CredentialKind.CLIENT_SECRET)
    name = service.client_id_of(secret)
    with database.read() as session:
        found = service.get_bridge(session, SYSTEM, bridge.id).credentials
    [number] = [each.id for each in found if each.kind is CredentialKind.CLIENT_SECRET]

    def revoke() -> None:
        with database.write() as session:
            service.revoke_credential(session, SYSTEM, bridge.id, number)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            sold = service.buy_access_token(session, bridge.id, name, secret)
            session.flush()
            revoking = pool.submit(revoke)
            if not database.is_sqlite:
                _until_one_waits_for_a_lock(database)
        revoking.result()
    assert sold is not None
    assert bridge.send("GET", "/Users", token=sold.text).status_code == 401
    with database.read() as session:
        rows = session.exec(select(BridgeCredential).where(col(BridgeCredential.parent) == number))
        assert all(row.revoked_at for row in rows)


def _until_one_waits_for_a_lock(database: Database) -> None:
    waiting = sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    until = time.monotonic() + 20
    with database.engine.connect() as connection:
        while not connection.execute(waiting).scalar():
            connection.rollback()
            assert time.monotonic() < until, "nobody waits"


def test_a_token_whose_secret_was_revoked_is_refused_whatever_its_own_row_says(
    bridge: Bridged,
) -> None:
    with bridge.database.write() as session:
        secret = service.rotate_token(session, SYSTEM, bridge.id, CredentialKind.CLIENT_SECRET)
        sold = service.buy_access_token(session, bridge.id, service.client_id_of(secret), secret)
    assert sold is not None
    assert bridge.send("GET", "/Users", token=sold.text).status_code == 200
    with bridge.database.write() as session:
        kind = col(BridgeCredential.kind) == CredentialKind.CLIENT_SECRET
        [parent] = session.exec(select(BridgeCredential).where(kind)).all()
        parent.revoked_at = datetime.now(UTC)
        session.add(parent)
    assert bridge.send("GET", "/Users", token=sold.text).status_code == 401


def test_another_bridges_name_is_no_new_start_for_guesses(bridge: Bridged) -> None:
    form = {"grant_type": "client_credentials"}
    answers = [
        bridge.client.post(f"/scim/v2/made-up-{number}/oauth2/token", data=form, auth=("x", "y"))
        for number in range(40)
    ]
    assert Counter(each.status_code for each in answers)[429] >= 10


@pytest.mark.parametrize("minutes", [60, 61, 360])
def test_access_tokens_live_as_long_as_the_connection_says(bridge: Bridged, minutes: int) -> None:
    with bridge.database.write() as session:
        secret = service.rotate_token(session, SYSTEM, bridge.id, CredentialKind.CLIENT_SECRET)
        service.change_bridge(session, SYSTEM, bridge.id, 1, token_minutes=minutes)
    pair = (service.client_id_of(secret), secret)
    url = f"/scim/v2/{bridge.id}/oauth2/token"
    sold = bridge.client.post(url, data={"grant_type": "client_credentials"}, auth=pair).json()
    assert sold["expires_in"] == minutes * 60
    now = datetime.now(UTC)
    header = f"Bearer {sold['access_token']}"
    with bridge.database.read() as session:
        connection, life = session.connection(), timedelta(minutes=minutes)
        authenticate(connection, bridge.id, header, now + life - timedelta(minutes=1))
        with pytest.raises(UnauthorizedException):
            authenticate(connection, bridge.id, header, now + life)


@pytest.mark.parametrize("minutes", [-1, 0, 59, 361, 10**9])
def test_a_lifetime_outside_of_60_to_360_minutes_is_refused(bridge: Bridged, minutes: int) -> None:
    told = "Access tokens live 60 to 360 minutes."
    with bridge.database.write() as session, pytest.raises(Invalid, match=told):
        service.change_bridge(session, SYSTEM, bridge.id, 1, token_minutes=minutes)
    with bridge.database.write() as session, pytest.raises(Invalid, match=told):
        service.create_bridge(session, SYSTEM, "some-app", token_minutes=minutes)


def test_a_change_of_the_lifetime_is_an_entry_with_before_and_after(bridge: Bridged) -> None:
    with bridge.database.write() as session:
        service.change_bridge(session, SYSTEM, bridge.id, 1, token_minutes=120)
    with bridge.database.read() as session:
        entry = audit.history(session, f"scim-bridge:{bridge.id}")[-1]
    assert (entry.before, entry.after) == ({"token_minutes": 60}, {"token_minutes": 120})


def test_expired_access_tokens_are_forgotten_when_another_is_bought(bridge: Bridged) -> None:
    with bridge.database.write() as session:
        secret = service.rotate_token(session, SYSTEM, bridge.id, CredentialKind.CLIENT_SECRET)
    name, start = service.client_id_of(secret), datetime.now(UTC)

    def buy(after: timedelta) -> int:
        with bridge.database.write() as session:
            assert service.buy_access_token(session, bridge.id, name, secret, now=start + after)
        with bridge.database.read() as session:
            kind = col(BridgeCredential.kind) == CredentialKind.ACCESS_TOKEN
            return len(session.exec(select(BridgeCredential).where(kind)).all())

    assert [buy(timedelta(minutes=m)) for m in (0, 59, 60, 300)] == [1, 2, 2, 1]


def test_a_client_that_buys_without_end_holds_so_many_and_the_oldest_ends(
    bridge: Bridged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_ACCESS_TOKENS", 3)
    with bridge.database.write() as session:
        secrets = [
            service.rotate_token(session, SYSTEM, bridge.id, CredentialKind.CLIENT_SECRET)
            for _ in range(2)
        ]

    def buy(secret: str) -> str:
        with bridge.database.write() as session:
            name = service.client_id_of(secret)
            sold = service.buy_access_token(session, bridge.id, name, secret)
        assert sold is not None
        return sold.text

    others = buy(secrets[1])
    bought = [buy(secrets[0]) for _ in range(5)]
    answers = [bridge.send("GET", "/Users", token=one).status_code for one in [others, *bought]]
    assert answers == [200, 401, 401, 200, 200, 200]


def test_a_client_that_is_no_text_or_of_another_bridge_is_refused(
    bridge: Bridged, tmp_path: Path
) -> None:
    other = bridged(bridge.database, tmp_path)
    with bridge.database.write() as session:
        secret = service.rotate_token(session, SYSTEM, bridge.id, CredentialKind.CLIENT_SECRET)
    name = service.client_id_of(secret)
    wrong = [(other.id, name, secret), (bridge.id, "\0", "\0"), ("%00", name, secret)]
    for where, one, two in wrong:
        form = {"grant_type": "client_credentials", "client_id": one, "client_secret": two}
        answer = bridge.client.post(f"/scim/v2/{where}/oauth2/token", data=form)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_connection_that_is_switched_off_answers_403(bridge: Bridged) -> None:
    with bridge.database.write() as session:
        service.change_bridge(session, SYSTEM, bridge.id, 1, enabled=False)
    assert bridge.send("GET", "/Users").status_code == 403


def test_too_many_requests_are_told_to_wait(bridge: Bridged) -> None:
    with bridge.database.write() as session:
        service.change_bridge(session, SYSTEM, bridge.id, 1, requests_per_second=1)
    codes = [bridge.send("GET", "/Users").status_code for _ in range(4)]
    assert codes[:2] == [200, 200]
    slow = bridge.send("POST", "/Users", {"schemas": [USER], "userName": "x"})
    assert slow.status_code == 429
    assert int(slow.headers["retry-after"]) >= 1


def test_the_host_header_has_no_say(bridge: Bridged) -> None:
    user = bridge.user("ada")
    shown = bridge.send("GET", f"/Users/{user}", headers={"Host": "evil.example"})
    assert "evil" not in shown.text + str(shown.headers)


def test_a_taken_user_name_is_a_conflict(bridge: Bridged) -> None:
    bridge.user("ada")
    again = bridge.send("POST", "/Users", {"schemas": [USER], "userName": "ADA"})
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")


def test_groups_hold_only_what_exists(bridge: Bridged) -> None:
    ada, ben = bridge.user("ada"), bridge.user("ben")
    team = bridge.group("Team", ada, ben)
    ghost = {"schemas": [GROUP], "displayName": "Ghosts", "members": [{"value": "nobody"}]}
    assert bridge.send("POST", "/Groups", ghost).status_code == 400
    bridge.send("DELETE", f"/Users/{ben}")
    shown = bridge.send("GET", f"/Groups/{team}").json()
    assert [member["value"] for member in shown["members"]] == [ada]
    assert shown["members"][0]["$ref"].endswith(f"/scim/v2/{bridge.id}/Users/{ada}")
    lean = bridge.send("GET", f"/Groups/{team}?excludedAttributes=members").json()
    assert "members" not in lean
    by_member = bridge.send("GET", "/Groups", params={"filter": f'members eq "{ada}"'}).json()
    assert by_member["totalResults"] == 1


def test_ten_thousand_members_are_added_listed_and_one_removed(bridge: Bridged) -> None:
    now = "2026-01-01T00:00:00.000000"
    with bridge.database.write() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO scim_resource (bridge_id, resource_id, kind, user_name, version,"
            " created_at, modified_at, body, search) "
            + (
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<10000)"
                f" SELECT '{bridge.id}', 'u'||i, 'User', 'u'||i, 1, '{now}', '{now}',"
                f' \'{{"schemas":["{USER}"],"userName":"u\'||i||\'"}}\', \'{{}}\' FROM n'
            ).replace("'{}'", "'{}'")
        )
    members = [{"value": f"u{i}"} for i in range(1, 10_001)]
    body = {"schemas": [GROUP], "displayName": "Everybody", "members": members}
    made = bridge.send("POST", "/Groups", body)
    assert made.status_code == 201, made.text[:300]
    group = made.json()["id"]
    path = f"/Groups/{group}"
    gone = bridge.patch(path, {"op": "remove", "path": 'members[value eq "u77"]'})
    assert gone.status_code == 204
    assert len(bridge.send("GET", path).json()["members"]) == 9_999
    assert len(bridge.events()) == 1000  # a page of the 10,001


def test_who_only_asks_does_not_wait_for_who_writes(bridge: Bridged) -> None:
    bridge.user("ada")
    wanted = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": 'userName eq "ada"',
    }
    with bridge.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE scim_resource SET version = 7")
        found = bridge.send("POST", "/Users/.search", wanted)
        assert (found.status_code, found.json()["totalResults"]) == (200, 1)
        assert bridge.send("GET", "/Users").json()["totalResults"] == 1


def test_a_stale_etag_is_refused(bridge: Bridged) -> None:
    user = bridge.user("ada")
    etag = bridge.send("GET", f"/Users/{user}").headers["etag"]
    unchanged = bridge.send("GET", f"/Users/{user}", headers={"If-None-Match": etag})
    assert unchanged.status_code == 304
    bridge.patch(f"/Users/{user}", {"op": "replace", "path": "title", "value": "x"})
    body = {"schemas": [PATCH], "Operations": [{"op": "remove", "path": "title"}]}
    stale = bridge.send("PATCH", f"/Users/{user}", body, headers={"If-Match": etag})
    assert stale.status_code == 412


def test_bulk_runs_each_operation_on_its_own(bridge: Bridged) -> None:
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": "a",
         "data": {"schemas": [USER], "userName": "ada"}},
        {"method": "POST", "path": "/Users", "bulkId": "b",
         "data": {"schemas": [USER], "userName": "ADA"}},
        {"method": "POST", "path": "/Groups", "bulkId": "c",
         "data": {"schemas": [GROUP], "displayName": "T", "members": [{"value": "bulkId:a"}]}},
    ]  # fmt: skip
    schema = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
    done = bridge.send("POST", "/Bulk", {"schemas": [schema], "Operations": operations}).json()
    assert [each["status"] for each in done["Operations"]] == ["201", "409", "201"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 5000, b'{"a":' * 5000, b"1e999",
     json.dumps({"schemas": [USER], "userName": "a\0b"}).encode(),
     b'{"schemas":["%s"],"userName":"\\ud800"}' % USER.encode(),
     json.dumps({"schemas": [USER], "userName": {"a": 1}}).encode(),
     json.dumps({"schemas": "x", "userName": 1}).encode()],
)  # fmt: skip
@pytest.mark.parametrize("profile", list(Profile))
def test_a_body_that_is_no_user_is_the_clients_mistake(
    catalog_database: Database, tmp_path: Path, body: bytes, profile: Profile
) -> None:
    bridge = bridged(catalog_database, tmp_path, profile)
    user = bridge.user("ada")
    headers = {"Authorization": f"Bearer {bridge.token}", "Content-Type": "application/scim+json"}
    for method, path in (("POST", "/Users"), ("PUT", f"/Users/{user}"), ("PATCH", f"/Users/{user}"),
                         ("POST", "/.search"), ("POST", "/Bulk"), ("POST", "/Groups")):  # fmt: skip
        answer = bridge.client.request(
            method, f"/scim/v2/{bridge.id}{path}", content=body, headers=headers
        )
        assert 400 <= answer.status_code < 500, (method, path, answer.text)


def test_a_huge_body_is_refused_before_it_is_read(bridge: Bridged) -> None:
    headers = {"Authorization": f"Bearer {bridge.token}"}

    def chunks():  # type: ignore[no-untyped-def]
        for _ in range(100):
            yield b"x" * 1_048_576

    url = f"/scim/v2/{bridge.id}/Users"
    assert bridge.client.post(url, content=chunks(), headers=headers).status_code == 413
    declared = {**headers, "Content-Length": "104857600"}
    assert bridge.client.post(url, content=b"x", headers=declared).status_code == 413


def test_deeply_nested_filters_are_refused(bridge: Bridged) -> None:
    deep = "not (" * 100 + "userName pr" + ")" * 100
    wide = " or ".join(f'userName eq "u{i}"' for i in range(2000))
    for text in (deep, "(" * 5000, wide):
        code = bridge.send("POST", "/Users/.search", {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": text,
        }).status_code  # fmt: skip
        assert code in (200, 400)


def test_events_and_changes_are_written_together_or_not_at_all(
    bridge: Bridged, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.scim.bridge.events.recorder import Recorder

    user = bridge.user("ada", active=True)

    def broken(*_: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(Recorder, "write", broken)
    off = bridge.patch(f"/Users/{user}", {"op": "replace", "path": "active", "value": False})
    assert off.status_code == 500
    monkeypatch.undo()
    assert bridge.send("GET", f"/Users/{user}").json()["active"] is True
    assert bridge.told() == [("user-created", "open")]
