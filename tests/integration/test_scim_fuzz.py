"""Whatever a client sends, the bridge answers with SCIM and never with a 500."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.scim.models import Profile
from core.storage.database import Database
from tests.support.scim_bridge import ENTERPRISE, GROUP, PATCH, USER, bridged

JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8),
        st.sampled_from(["False", "members", "active", "\0", "1" * 400, "2026-13-99", USER]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
NAMES = st.sampled_from(
    ["userName", "active", "emails", "name", "name.givenName", "members", "displayName", "id",
     "schemas", "meta", "externalId", "groups", "password", "addresses", "roles", ENTERPRISE,
     f"{ENTERPRISE}:manager", "emails.value", "$ref", "nosuch", "Members", "meta.created"]
)  # fmt: skip
PATHS = st.one_of(
    NAMES,
    st.builds(lambda n, v: f"{n}[value eq {json.dumps(v)}]", NAMES, st.text(max_size=5)),
    st.builds(lambda n, s: f'{n}[type eq "work"].{s}', NAMES, NAMES),
    st.text(max_size=20),
    st.none(),
)
OPERATION = st.fixed_dictionaries(
    {"op": st.one_of(st.sampled_from(["add", "Replace", "remove", "x"]), JSON)},
    optional={"path": PATHS, "value": JSON},
)
BODY = st.one_of(
    JSON,
    st.builds(lambda ops: {"schemas": [PATCH], "Operations": ops}, st.lists(OPERATION, max_size=3)),
    st.builds(
        lambda more: {"schemas": [USER], "userName": "x"} | more,
        st.dictionaries(NAMES, JSON, max_size=4),
    ),
    st.builds(
        lambda more: {"schemas": [GROUP], "displayName": "x"} | more,
        st.dictionaries(NAMES, JSON, max_size=3),
    ),
)
OPERATORS = st.sampled_from(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "EQ", ""])
TERM = st.builds(
    lambda n, o, v: f"{n} {o} {json.dumps(v)}", st.one_of(NAMES, PATHS), OPERATORS, JSON
)
FILTER = st.one_of(
    st.text(max_size=30),
    TERM,
    st.builds(lambda a, b, j: f"{a} {j} ({b})", TERM, TERM, st.sampled_from(["and", "or", "not"])),
)
NUMBERS = st.one_of(st.integers(), st.text(max_size=5), st.sampled_from(["9" * 30, "-1", "1e3"]))
QUERY = st.dictionaries(
    st.sampled_from(["startIndex", "count", "sortBy", "sortOrder", "attributes", "cursor",
                     "excludedAttributes"]),
    st.one_of(NUMBERS, NAMES, st.sampled_from(["ascending", "descending", ""])),
    max_size=3,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_gives_a_500(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    from core.storage.migrate import upgrade

    url = f"sqlite:///{tmp_path / 'o.db'}" if kind == "sqlite" else None
    database = Database(url or request.getfixturevalue("postgres_url"))
    upgrade(database)
    bridges = [bridged(database, tmp_path, profile) for profile in Profile]
    ids = [
        (bridge, bridge.user("ada", emails=[{"value": "a@example.com"}]), bridge.group("Team"))
        for bridge in bridges
    ]

    @settings(max_examples=250, suppress_health_check=list(HealthCheck), deadline=None)
    @given(
        st.sampled_from(ids),
        st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        st.sampled_from(["/Users", "/Groups", "/Users/{u}", "/Groups/{g}", "/.search", "/Bulk",
                         "/Users/.search", "/Me", "/Schemas", "/nosuch", "/Users/x/y", "", "/",
                         "/ResourceTypes/User", "/%00", "/Users/%F0%28", "/Users/{u}.scim"]),
        BODY,
        st.one_of(st.none(), FILTER),
        QUERY,
    )  # fmt: skip
    def check(
        which: Any, method: str, path: str, body: Any, text: str | None, query: dict[str, Any]
    ) -> None:
        bridge, user, group = which
        if method == "DELETE" and "{" in path:
            return
        parameters = query | ({"filter": text} if text is not None else {})
        encoded = "&".join(
            f"{name}={quote(str(value), safe='', errors='replace')}"
            for name, value in parameters.items()
        )
        target = path.format(u=user, g=group) + (f"?{encoded}" if encoded else "")
        answer = bridge.client.request(
            method,
            f"/scim/v2/{bridge.id}{target}",
            content=json.dumps(body) if method not in ("GET", "DELETE") else None,
            headers={"Authorization": f"Bearer {bridge.token}"},
        )
        assert answer.status_code < 500 or answer.status_code == 501, (method, target, body)
        if answer.status_code >= 400:
            assert answer.json()["status"] == str(answer.status_code)

    check()
    database.close()
