"""Stands before a real OpenID Connect provider and changes what it says of somebody.

Discovery, keys and tokens go through here; the browser talks to the provider itself.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import requests
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

OURS, FOREIGN = (RSAKey.generate_key(2048, {"kid": "published"}) for _ in range(2))
"""The key that discovery publishes, and another one under its name."""

LIES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "signed with another key": {},
    "not signed": {},
    "for another client": {"aud": "another-client", "azp": "another-client"},
    "of another issuer": {"iss": "https://evil.example"},
    "run out": {"exp": 1_700_000_000, "iat": 1_699_999_000},
    "of another request": {"nonce": "of-another-request"},
}
"""What may be wrong with the ID token, and the claims that are changed for it."""


class Liar(BaseHTTPRequestHandler):
    """Answers as the provider does, but for :attr:`lie` and the claims in
    :attr:`also`, of which ``None`` is left out."""

    provider = ""
    lie = "nothing"
    also: dict[str, Any] = {}

    def do_GET(self) -> None:
        if self.path == "/keys":
            self._answer(KeySet([OURS]).as_dict(private=False))
            return
        said = requests.get(self.provider + self.path, timeout=30).json()
        if self.path.endswith("openid-configuration"):
            here = f"http://127.0.0.1:{self.server.server_address[1]}"
            said["token_endpoint"] = said["token_endpoint"].replace(self.provider, here)
            said["jwks_uri"] = f"{here}/keys"
        self._answer(said)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        names = ("content-type", "authorization")
        headers = {name: self.headers[name] for name in names if self.headers[name]}
        answer = requests.post(self.provider + self.path, data=body, headers=headers, timeout=30)
        said = answer.json()
        if "id_token" in said:
            said["id_token"] = self._told(said["id_token"])
        self._answer(said, answer.status_code)

    def _told(self, token: str) -> str:
        _head, payload, _signature = token.split(".")
        claims = json.loads(_decoded(payload)) | LIES[self.lie] | self.also
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.lie == "not signed":
            return ".".join(_encoded(part) for part in ({"alg": "none"}, claims)) + "."
        key = FOREIGN if self.lie == "signed with another key" else OURS
        return jwt.encode({"alg": "RS256", "kid": "published"}, claims, key)

    def _answer(self, said: object, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(part: object) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


@contextmanager
def lying(provider: str) -> Iterator[str]:
    """The liar's address, before this provider; it says what :attr:`Liar.lie` says."""
    Liar.provider, Liar.lie, Liar.also = provider, "nothing", {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
