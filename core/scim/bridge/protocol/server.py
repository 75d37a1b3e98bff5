"""One request of an IdP, answered: who calls, may they, which way, and in one transaction.

Synchronous on purpose: ``http.py`` runs it in threads. The protocol is scim2-server's.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import to_json
from scim2_models import (
    BaseModel,
    Context,
    Error,
    InvalidSyntaxException,
    InvalidValueException,
    Resource,
    ResponseParameters,
    SCIMException,
    UniquenessException,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import SCIM_MEDIA_TYPE, ScimResponse
from scim2_server.routing import Operation
from scim2_server.service import ScimService
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from core.rate_limit import Buckets, place_of
from core.scim.bridge import authentication
from core.scim.bridge.authentication import Client
from core.scim.bridge.events import recorder
from core.scim.bridge.protocol import fast_path
from core.scim.bridge.protocol.idp_quirks import mended, mended_query, speaks_entra
from core.scim.bridge.protocol.request import MAX_BODY, Answer, Call, only_reads
from core.scim.bridge.protocol.simple_user import plain_user
from core.scim.bridge.provider import provider_for
from core.scim.bridge.resources import rows
from core.scim.bridge.resources.storage import OnChange, SqlScimStorage
from core.scim.bridge.resources.stored_form import kept, storable
from core.scim.bridge.urns import LIFECYCLE
from core.scim.bridge.work_rules import rules_for
from core.scim.models import Profile
from core.storage.database import Database, writing

log = logging.getLogger(__name__)

FAILURES_PER_SECOND, FAILURES_AT_ONCE = 0.5, 60
"""How often one address may fail to sign in before it is told to wait; who succeeds never waits."""


ModelT = TypeVar("ModelT", bound=BaseModel)


class ParsedBody(bytes):
    """A body as it was sent, with what it says: parsed once, and as the RFC would have it."""

    says: Any


class BridgeService(ScimService):
    """scim2-server's protocol; a PATCH of a user answers with the user, as IdPs document it.

    What was parsed is not parsed again: see :class:`ParsedBody`.
    """

    def read_body(
        self, model: type[ModelT], body: bytes, content_type: str | None, scim_ctx: Context
    ) -> ModelT:
        if not isinstance(body, ParsedBody):
            return super().read_body(model, body, content_type, scim_ctx)
        self.ensure_json(content_type)
        try:
            return model.model_validate(body.says, scim_ctx=scim_ctx)
        except ValidationError:
            # Said in the words of JSON ("array", not "list"), which only the other reader knows.
            return super().read_body(model, to_json(body.says), content_type, scim_ctx)

    def decode_body(self, body: bytes, content_type: str | None) -> Any:
        if not isinstance(body, ParsedBody):
            return super().decode_body(body, content_type)
        self.ensure_json(content_type)
        return body.says

    def patch_response(
        self,
        base_url: str,
        resource: Resource[Any],
        response_parameters: ResponseParameters[Any],
    ) -> ScimResponse:
        if resource.meta is None or resource.meta.resource_type != "User":
            return super().patch_response(base_url, resource, response_parameters)
        return self.resource_response(
            self.publish(base_url, resource),
            Context.RESOURCE_REPLACEMENT_RESPONSE,
            response_parameters,
        )


class BridgeHandler(ScimHandler):
    """scim2-server's way of every request; a creation, too, answers with what was asked for."""

    def create(self, request: ScimRequest) -> ScimResponse:
        """Create a resource, and show the attributes asked for (RFC 7644 §3.3, §3.9)."""
        service = self.service
        with service.provider:
            target = service.route(request, Operation.create)
            kind = service.resource_type_at(str(target.endpoint))
            wanted = service.read_response_parameters(kind, request.query)
            sent = service.read_creation(kind, request.body, request.header("Content-Type"))
            with self.storage.operation():
                made = service.publish(request.base_url, self.storage.create(kind, sent))
            context = Context.RESOURCE_CREATION_RESPONSE
            answer = service.resource_response(made, context, wanted, HTTPStatus.CREATED)
            answer.headers["Location"] = answer.headers["Content-Location"]
            return answer


class BridgeServer:
    """Answers the requests of every bridge of one database."""

    def __init__(
        self,
        database: Database,
        base_url: str,
        secret: bytes,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.database = database
        self.base_url = base_url.rstrip("/")
        self.clock = clock
        self.services = {
            profile: BridgeService(provider_for(profile), secret=secret) for profile in Profile
        }
        self.requests = Buckets()
        self.failures = Buckets()
        # SQLite has one writer: queue here, where waiting is fair, and not in its busy handler.
        self._writing = threading.Lock() if database.is_sqlite else nullcontext()

    def answer(self, call: Call) -> Answer:
        """The response; every problem becomes a SCIM error (RFC 7644 §3.12)."""
        try:
            return self._answer(call)
        except SCIMException as problem:
            return self._refusal(call, problem)
        except IntegrityError:
            return _scim_error(UniquenessException().to_error())
        except DataError:  # such as NUL in an id of the path
            return _scim_error(InvalidValueException(detail="No text in a request").to_error())
        except OperationalError as problem:
            log.warning("scim %s: %s", call.bridge, problem.__class__.__name__)
            return _error(503, "The database is busy; try again.", {"Retry-After": "2"})
        except Exception:
            log.exception("scim %s %s failed", call.method, call.bridge)
            return _error(500, "Internal server error")

    def _refusal(self, call: Call, problem: SCIMException) -> Answer:
        if problem.status == 401:
            wait = self.failures.wait(place_of(call.address), FAILURES_PER_SECOND, FAILURES_AT_ONCE)
            if wait:
                return _slow_down(wait)
        response = self.services[Profile.STRICT].error_response(problem)
        return Answer(int(response.status), _dumped(response.body), response.headers)

    def _answer(self, call: Call) -> Answer:
        now = self.clock()
        with self.database.engine.connect() as connection:
            authorization = call.headers.get("authorization")
            client = authentication.authenticate(connection, call.bridge, authorization, now)
            wait = self.requests.wait(client.bridge_id, client.requests_per_second)
            if wait:
                answer = _slow_down(wait)
            elif only_reads(call.method, call.path):
                answer = self._read(connection, client, call)
                connection.rollback()
            else:
                answer = self._write(connection, client, call)
            if not authentication.used_lately(client, now):
                with self._transaction(connection):
                    authentication.mark_used(connection, client, now)
        return answer

    def url_of(self, bridge: str) -> str:
        """The base URL that an IdP is given; never taken from the request."""
        return f"{self.base_url}/scim/v2/{bridge}"

    @contextmanager
    def _transaction(self, connection: Connection) -> Iterator[Connection]:
        with self._writing, writing(connection):
            yield connection

    # -- reading ----------------------------------------------------------

    def _read(self, connection: Connection, client: Client, call: Call) -> Answer:
        parts = call.path.strip("/").split("/")
        if call.method == "GET" and parts[0] == "Users":
            quick = self._quick_read(connection, client, call, parts)
            if quick is not None:
                return quick
        storage = SqlScimStorage(
            lambda: nullcontext(connection), client.bridge_id, provider_for(client.profile)
        )
        return self._long_way(client, call, storage)

    def _quick_read(
        self, connection: Connection, client: Client, call: Call, parts: list[str]
    ) -> Answer | None:
        base = self.url_of(client.bridge_id)
        if len(parts) == 2 and not call.query and "if-none-match" not in call.headers:
            if "if-match" in call.headers:
                return None
            row = rows.by_id(connection, client.bridge_id, parts[1], lock=False)
            if row is None or row.kind != "User":
                return None
            return _resource_answer(200, row, base)
        if len(parts) == 1 and (wanted := fast_path.equality(call.query)):
            name, value = wanted
            if name == "username":
                row = rows.by_user_name(connection, client.bridge_id, value)
                found = [row] if row else []
            else:
                found = rows.by_external_id(connection, client.bridge_id, "User", value)
            if len(found) > 1:
                return None
            return _answer_text(
                200, fast_path.listed([fast_path.published(row, base) for row in found])
            )
        return None

    # -- writing ----------------------------------------------------------

    def _write(self, connection: Connection, client: Client, call: Call) -> Answer:
        if client.profile is not Profile.ENTRA and speaks_entra(call.body):
            client = client._replace(profile=Profile.ENTRA)
        storage = SqlScimStorage(
            lambda: self._transaction(connection),
            client.bridge_id,
            provider_for(client.profile),
            on_change=self._recorder(client),
            clock=self.clock,
            writes=True,
            unique_groups=client.profile is Profile.ENTRA,
        )
        parts = call.path.strip("/").split("/")
        if parts[0] == "Users" and not call.query and not _conditional(call):
            if call.method == "POST" and len(parts) == 1:
                return self._quick_create(client, call, storage)
            if call.method == "PATCH" and len(parts) == 2:
                active = fast_path.activation(client.profile, call)
                if active is not None and (
                    quick := self._quick_activation(client, storage, parts[1], active)
                ):
                    return quick
        return self._long_way(client, call, storage)

    def _quick_create(self, client: Client, call: Call, storage: SqlScimStorage) -> Answer:
        service = self.services[client.profile]
        kind = call.headers.get("content-type")
        service.ensure_json(kind)
        sent = self._parsed(client, call)
        body = plain_user(sent.says) if isinstance(sent, ParsedBody) else None
        if body is None:
            with service.provider:
                user_type = service.get_resource_type("User")
                body = storable(service.read_creation(user_type, sent, kind))
        row = storage.create_row("User", kept(body), [])
        return _resource_answer(201, row, self.url_of(client.bridge_id))

    def _quick_activation(
        self, client: Client, storage: SqlScimStorage, resource_id: str, active: bool
    ) -> Answer | None:
        row = storage.set_active(resource_id, active)
        if row is None:
            return None
        return _resource_answer(200, row, self.url_of(client.bridge_id))

    def _recorder(self, client: Client) -> OnChange:
        place = recorder.Place(
            client.bridge_id,
            client.app_id,
            client.app_name,
            rules_for(client.rules),
            client.baseline,
        )

        def record(
            connection: Connection, kind: str, before: rows.Wire | None, after: rows.Wire | None
        ) -> rows.Wire | None:
            return recorder.record(connection, place, self.clock(), kind, before, after)

        return record

    # -- the protocol's own way -------------------------------------------

    def _long_way(self, client: Client, call: Call, storage: SqlScimStorage) -> Answer:
        service = self.services[client.profile]
        try:
            body = self._parsed(client, call)
        except InvalidSyntaxException:
            if client.profile is not Profile.STRICT:
                raise
            body = call.body  # the protocol says what is wrong, in its own order
        request = ScimRequest(
            method=call.method,
            base_url=self.url_of(client.bridge_id),
            path=call.path.removesuffix(".scim"),
            query=_whole_extension(mended_query(call.query)),
            headers=call.headers,
            body=body,
        )
        limit = service.max_body_size(request)
        if limit is not None:  # a bulk request: the protocol measures it, so it needs bytes
            if client.profile is not Profile.STRICT and isinstance(body, ParsedBody):
                body = to_json(body.says)
            request.body = body[: limit + 1]
        response = BridgeHandler(service, storage).handle(request)
        return Answer(
            int(response.status),
            _dumped(response.body),
            {"Location": request.url, **response.headers},
        )

    def _parsed(self, client: Client, call: Call) -> bytes:
        """The body with what it says, as the RFC would have it; an empty one says nothing."""
        if not call.body:
            return b""
        try:
            body = call.json
        except ValueError as problem:
            raise InvalidSyntaxException(detail=str(problem)) from problem
        parts = call.path.strip("/").split("/")
        endpoint = ".search" if parts[-1] == ".search" else parts[0]
        found = ParsedBody(call.body)
        found.says = mended(client.profile, call.method, endpoint, body)
        return found


def _whole_extension(query: Mapping[str, str]) -> Mapping[str, str]:
    """The URN of our extension in ``attributes`` asks for all of it, which is only returned so."""
    wanted = query.get("attributes", "")
    if LIFECYCLE.lower() not in wanted.lower():
        return query
    names = ",".join(f"{LIFECYCLE}:{name}" for name in ("ticket", "work", "state", "since"))
    parts = [names if p.strip().lower() == LIFECYCLE.lower() else p for p in wanted.split(",")]
    return {**query, "attributes": ",".join(parts)}


def _conditional(call: Call) -> bool:
    return "if-match" in call.headers or "if-none-match" in call.headers


def _resource_answer(status: int, row: rows.Row, base_url: str) -> Answer:
    location = fast_path.location(row, base_url)
    headers = {"Content-Location": location, "ETag": rows.etag(row), "Location": location}
    return _answer_text(status, fast_path.published(row, base_url), headers)


def _answer_text(status: int, body: str, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, body.encode(), {"Content-Type": SCIM_MEDIA_TYPE, **(headers or {})})


def _answer_json(
    status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None
) -> Answer:
    return Answer(status, _dumped(body), {"Content-Type": SCIM_MEDIA_TYPE, **(headers or {})})


def _dumped(body: dict[str, Any] | None) -> bytes:
    return b"" if body is None else to_json(body)


def _error(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Answer:
    return _scim_error(Error(status=status, detail=detail), headers)


def _scim_error(error: Error, headers: Mapping[str, str] | None = None) -> Answer:
    return _answer_json(error.status or 500, error.model_dump(), headers)


def _slow_down(wait: float) -> Answer:
    return _error(429, "Too many requests.", {"Retry-After": str(max(1, round(wait + 0.5)))})


def too_large(limit: int = MAX_BODY) -> Answer:
    """The answer to a body over the limit (RFC 7644 §3.7.4)."""
    return _error(413, f"The body is larger than {limit} bytes.")
