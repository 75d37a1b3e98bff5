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
from tests.fuzz.examples import examples
from tests.support.scim_bodies import BODY, JSON, NAMES, PATHS
from tests.support.scim_bridge import bridged

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

    @settings(max_examples=examples(250), suppress_health_check=list(HealthCheck), deadline=None)
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
