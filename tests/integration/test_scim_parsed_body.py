"""A request's body is parsed once, and read as the protocol would read its text."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import from_json
from scim2_models import BaseModel, Context, PatchOp, SCIMException
from scim2_server.utils import parametrize

from core.scim.bridge.protocol import request as calls
from core.scim.bridge.protocol.request import Call
from core.scim.bridge.protocol.server import BridgeServer, BridgeService, ParsedBody
from core.scim.bridge.provider import provider_for
from core.scim.models import Profile
from core.storage.database import Database
from tests.support.scim_bodies import BODY
from tests.support.scim_bridge import PATCH, USER, bridged

WAYS = {
    Context.RESOURCE_CREATION_REQUEST: lambda model: model,
    Context.RESOURCE_REPLACEMENT_REQUEST: lambda model: model,
    Context.RESOURCE_PATCH_REQUEST: lambda model: parametrize(PatchOp, model),
}


@cache
def service_for(profile: Profile) -> BridgeService:
    """Made when it is asked for: it takes a second, and every worker imports this module."""
    return BridgeService(provider_for(profile), secret=b"x")


@given(BODY, st.sampled_from(list(Profile)), st.sampled_from(["User", "Group"]))
@settings(max_examples=300, deadline=None)
def test_what_was_parsed_is_read_as_its_text_is(body: Any, profile: Profile, kind: str) -> None:
    service, text = service_for(profile), json.dumps(body).encode()
    parsed = ParsedBody(text)
    parsed.says = from_json(text)

    def outcome(sent: bytes, context: Context) -> object:
        model = WAYS[context](service.get_model(service.get_resource_type(kind)))
        try:
            return service.read_body(model, sent, None, context).model_dump(scim_ctx=None)
        except SCIMException as problem:
            return problem.to_error().model_dump()

    with service.provider:
        for context in WAYS:
            assert outcome(parsed, context) == outcome(text, context)


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/Users", {"schemas": [USER], "userName": "a"}),
        ("POST", "/Users", {"schemas": [USER], "userName": "a", "addresses": [{"country": "DE"}]}),
        ("PUT", "/Users/{id}", {"schemas": [USER], "userName": "a"}),
        ("PATCH", "/Users/{id}", {"op": "replace", "path": "active", "value": False}),
        ("PATCH", "/Users/{id}", {"op": "replace", "value": {"active": False, "title": "x"}}),
    ],
)  # fmt: skip
def test_a_body_is_parsed_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    profile: Profile, method: str, path: str, body: dict[str, Any],
) -> None:  # fmt: skip
    bridge = bridged(database, tmp_path, profile)
    user = bridge.user("ada")
    sent = json.dumps(body if "schemas" in body else {"schemas": [PATCH], "Operations": [body]})
    parsed: list[bytes] = []

    def parse(text: bytes) -> Any:
        parsed.append(text)
        return from_json(text)

    def again(*_: object, **__: object) -> None:
        raise AssertionError("the text is read once more")

    monkeypatch.setattr(calls, "from_json", parse)
    monkeypatch.setattr(BaseModel, "model_validate_json", again)
    server = BridgeServer(bridge.database, "https://offramp.example", b"secret")
    headers = {"authorization": f"Bearer {bridge.token}"}
    answer = server.answer(
        Call(bridge.id, method, path.format(id=user), {}, headers, sent.encode())
    )
    assert answer.status in (200, 201)
    assert len(parsed) == 1
