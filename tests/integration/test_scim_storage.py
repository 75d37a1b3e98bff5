"""scim2-server's own contract, on both databases, and the filters that it does not try."""

import uuid
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scim2_models import SCIMException, ScimProvider, SearchRequest
from scim2_server.storage import search_page
from scim2_server.testing import ScimStorageContract
from scim2_server.utils import parametrize

from core.scim.bridge.provider import model_of, provider_for
from core.scim.bridge.resources.storage import SqlScimStorage
from core.scim.models import Profile
from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support.scim_bridge import add_bridge


@pytest.fixture(scope="module")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('scim') / 'offramp.db'}")
    upgrade(database)
    yield database
    database.close()


@pytest.fixture(scope="module")
def postgres_file(postgres_server: str) -> Iterator[Database]:
    database = Database(postgres_server.replace("postgresql://", "postgresql+psycopg://"))
    upgrade(database)
    yield database
    database.close()


class TestContract(ScimStorageContract):
    @pytest.fixture
    def provider(self) -> ScimProvider:
        return provider_for(Profile.STRICT)

    @pytest.fixture(params=["sqlite_file", "postgres_file"])
    def storage(self, request: pytest.FixtureRequest, provider: ScimProvider) -> SqlScimStorage:
        # A bridge of its own in a shared database is as empty as a new database, and quicker.
        database: Database = request.getfixturevalue(request.param)
        name = f"b{uuid.uuid4().hex}"
        add_bridge(database, name)
        return SqlScimStorage(database.transaction, name, provider)


WORDS = st.sampled_from(
    ["alice", "ALICE", "bob", "Ärger", "ärger", "é", "e\u0301", "", "%", "_", "a"]
)
ATTRIBUTES = st.sampled_from(
    ["userName", "title", "displayName", "name.familyName", "emails.value", "emails.type", "emails",
     "externalId", "meta.created", "id",
     "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"]
)  # fmt: skip
OPERATORS = st.sampled_from(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"])


def _compare(inner: bool = False) -> st.SearchStrategy[str]:
    names = st.sampled_from(["value", "type", "display"]) if inner else ATTRIBUTES
    plain = st.builds(lambda a, o, v: f'{a} {o} "{v}"', names, OPERATORS, WORDS)
    null = st.builds(lambda a, o: f"{a} {o} null", names, st.sampled_from(["eq", "ne"]))
    present = st.builds(lambda a: f"{a} pr", names)
    flag = st.sampled_from(["primary eq true"] if inner else ["active eq true", "active ne false"])
    return st.one_of(plain, plain, null, present, flag)


FILTERS = st.recursive(
    st.one_of(_compare(), st.builds(lambda f: f"emails[{f}]", _compare(inner=True))),
    lambda f: st.one_of(
        st.builds(lambda a, b: f"({a}) and ({b})", f, f),
        st.builds(lambda a, b: f"({a}) or ({b})", f, f),
        st.builds(lambda a: f"not ({a})", f),
    ),
    max_leaves=4,
)

PEOPLE: list[dict[str, Any]] = [
    {"userName": "alice", "title": "Ärger", "active": True, "externalId": "Alice"},
    {"userName": "Bob", "title": "", "emails": [{"value": "bob"}, {"value": "a", "type": "work"}]},
    {"userName": "ÄRGER", "emails": [{"value": "ALICE", "primary": True, "display": "é"}]},
    {"userName": "e\u0301", "active": False, "name": {"familyName": "alice"}},
    {
        "userName": "x",
        "emails": [{"type": "bob"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "é"},
    },
]


def test_every_filter_keeps_what_the_reference_evaluator_keeps(database: Database) -> None:
    add_bridge(database)
    provider = provider_for(Profile.STRICT)
    user_type = next(t for t in provider.resource_types if t.name == "User")
    model = model_of(provider, user_type)
    writer = SqlScimStorage(database.transaction, "b1", provider)
    for person in PEOPLE:
        writer.create(user_type, model.model_validate(person))
    with database.read() as session:
        storage = SqlScimStorage(lambda: nullcontext(session.connection()), "b1", provider)
        everybody = storage.search([user_type], parametrize(SearchRequest, model)()).resources

        @settings(max_examples=150, suppress_health_check=list(HealthCheck))
        @given(FILTERS)
        def check(text: str) -> None:
            try:
                request = parametrize(SearchRequest, model)(filter=text)
            except (ValueError, SCIMException):
                return
            page = search_page(storage, [user_type], request, None)
            expected = {r.id for r in everybody if request.filter.match(r)}
            assert {r.id for r in page.resources} == expected, text
            assert page.total == len(expected)

        check()
