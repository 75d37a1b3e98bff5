"""scim2-tester over our guarded client: the RFCs' requirements, one line each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scim2_client.client import BaseSyncSCIMClient
from scim2_client.errors import RequestNetworkException
from scim2_tester import Status, check_server

from core.errors import OfframpError
from core.scim.outbound.client import Client


class _Headers(dict[str, str]):
    """Header names in any case."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())


@dataclass(frozen=True)
class _Answer:
    status_code: int
    headers: _Headers
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class GuardedScimClient(BaseSyncSCIMClient):
    """scim2-client's protocol; the requests themselves are ours."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.guarded = client

    def _stays_under_base_url(self, endpoint: str) -> bool:
        base = self.guarded.target.base_url.rstrip("/") + "/"
        return endpoint.startswith(base) or "://" not in endpoint

    def _parse_json(self, response: Any) -> Any:
        return json.loads(response.text)

    def request(self, method: str, url: str, **more: Any) -> Any:
        """One request, through the guard."""
        path = url.removeprefix(self.guarded.target.base_url.rstrip("/"))
        body = more.get("content") or more.get("data")
        if more.get("json") is not None:
            body = json.dumps(more["json"])
        query: Mapping[str, Any] = more.get("params") or {}
        try:
            reply = self.guarded.raw(
                "RFC check", method, path, body, {k: str(v) for k, v in query.items()}
            )
        except OfframpError as problem:
            raise RequestNetworkException() from problem
        return _Answer(reply.status, _Headers(reply.headers), reply.text)


def checks(client: Client) -> Iterator[tuple[str, bool, str]]:
    """Requirement, whether it is met, what was seen; checks that did not apply are left out."""
    for result in check_server(GuardedScimClient(client)):
        if result.status is Status.SKIPPED:
            continue
        met = result.status not in (Status.ERROR, Status.CRITICAL)
        kind = f" ({result.resource_type})" if result.resource_type else ""
        title = (result.title or "").removeprefix("check_").replace("_", " ")
        yield f"{title}{kind}", met, str(result.reason or "")[:300]
