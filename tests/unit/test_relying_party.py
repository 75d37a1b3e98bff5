"""Who passkeys are for: the name in the address, where browsers make them at all."""

from pathlib import Path

import pytest
from starlette.requests import Request

from core.config import load_settings
from core.web.factors.relying_party import relying_party


def at(scheme: str, host: str) -> Request:
    headers = [(b"host", host.encode())]
    return Request({"type": "http", "scheme": scheme, "path": "/", "headers": headers})


@pytest.mark.parametrize(
    ("scheme", "host", "public", "expected"),
    [
        ("http", "localhost:8501", "", ("localhost", "http://localhost:8501")),
        ("https", "offramp.example.com", "", ("offramp.example.com", "https://offramp.example.com")),
        # Behind a proxy it is what browsers see, whatever Host says.
        ("http", "10.0.0.7:8501", "https://a.example.com/", ("a.example.com", "https://a.example.com")),
        ("http", "evil.example", "https://a.example.com", ("a.example.com", "https://a.example.com")),
        ("http", "127.0.0.1:8501", "", None),
        ("https", "192.0.2.7", "", None),
        ("http", "[::1]:8501", "", None),
        ("http", "offramp.example.com", "", None),
    ],
)  # fmt: skip
def test_passkeys_are_for_a_name_over_https_or_for_this_machine(
    tmp_path: Path, scheme: str, host: str, public: str, expected: tuple[str, str] | None
) -> None:
    settings = load_settings(data_dir=tmp_path, public_url=public)
    found = relying_party(at(scheme, host), settings)
    assert (found and (found.id, found.origin)) == expected
