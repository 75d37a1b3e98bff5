"""What a client may send to the bridge, sound and unsound, for Hypothesis to draw from."""

import json

from hypothesis import strategies as st

from tests.support.scim_bridge import ENTERPRISE, GROUP, PATCH, USER

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
