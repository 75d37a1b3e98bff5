"""Settings: as people paste them, and one line about each that is wrong."""

from pathlib import Path

import pytest

from core.config import Settings, load_settings
from core.errors import SettingError
from core.identity.oidc_providers import read_providers


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"OFFRAMP_{name.upper()}", raising=False)


def test_without_any_setting_only_this_machine_is_served() -> None:
    found = load_settings()
    assert (found.host, found.port, found.is_loopback) == ("127.0.0.1", 8501, True)
    assert found.database.endswith("/var/offramp.db")


def test_an_empty_setting_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"OFFRAMP_{name.upper()}", "")
    assert load_settings() == Settings.model_construct(**Settings().model_dump())


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "0", "1 to 65535"),
        ("PORT", "65536", "1 to 65535"),
        ("PORT", "http", "1 to 65535"),
        ("HOST", "example.org", "an IP address such as 127.0.0.1"),
        ("HOST", "127.0.0.1:80", "an IP address such as 127.0.0.1"),
        ("LOG_LEVEL", "verbose", "debug, info, warning, error"),
        ("STALE_AFTER_DAYS", "0", "1 to 3650"),
        ("STALE_AFTER_DAYS", "a year", "1 to 3650"),
        ("LINK_TIMEOUT_SECONDS", "0", "up to 120 seconds"),
        ("LINK_CONCURRENCY", "33", "1 to 32"),
        ("DATABASE_URL", "offramp.db", "sqlite:///path/to/file.db"),
        ("DATABASE_URL", "mysql://db/x", "postgresql://user:password@host/name"),
        ("DATABASE_URL", "postgresql://db:port/x", "postgresql://user:password@host/name"),
    ],
)
def test_a_wrong_setting_is_one_line_with_name_value_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(f"OFFRAMP_{name}", value)
    with pytest.raises(SettingError) as error:
        load_settings()
    line = str(error.value)
    assert line.startswith(f"OFFRAMP_{name}={value!r} cannot be used. Allowed: ")
    assert allowed in line
    assert "\n" not in line


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:hush@db/x",
        "mysql://user:hu/hush@x@db/x",
        "user:hush@db/x",
        "postgresql://user:hush@db:port/x",
        "mysql://db/x?user=u&password=hush",
        "postgres//user:hush@db/x",
    ],
)
def test_a_password_in_a_wrong_url_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("OFFRAMP_DATABASE_URL", url)
    with pytest.raises(SettingError) as error:
        load_settings()
    assert "hush" not in str(error.value)


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"]
)
def test_a_postgresql_url_may_be_pasted_in_any_of_its_forms(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("OFFRAMP_DATABASE_URL", f"{scheme}://u:p@db/offramp")
    assert load_settings().database == "postgresql+psycopg://u:p@db/offramp"


@pytest.mark.parametrize(
    ("host", "means", "loopback"),
    [
        ("localhost", "127.0.0.1", True),
        ("::1", "::1", True),
        ("0.0.0.0", "0.0.0.0", False),
        ("::", "::", False),
    ],
)
def test_hosts(monkeypatch: pytest.MonkeyPatch, host: str, means: str, loopback: bool) -> None:
    monkeypatch.setenv("OFFRAMP_HOST", host)
    found = load_settings()
    assert (found.host, found.is_loopback) == (means, loopback)


def test_a_data_folder_may_be_under_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFRAMP_DATA_DIR", "~/offramp")
    assert load_settings().data_dir == Path.home() / "offramp"


PROVIDER = """
[{name}]
client_id = "offramp"
client_secret = "canary"
server_metadata_url = "https://{name}.example/.well-known/openid-configuration"
{more}
rules = [{{ domain = "example.com", role = "viewer" }}]
"""


def test_of_two_providers_each_says_its_issuer(tmp_path: Path) -> None:
    one, both, all_ = (tmp_path / f"{name}.toml" for name in ("one", "both", "all"))
    issuer = 'issuer = "https://{}.example"'
    one.write_text(PROVIDER.format(name="okta", more=""))
    assert len(read_providers(one)) == 1
    both.write_text(
        PROVIDER.format(name="okta", more=issuer.format("okta"))
        + PROVIDER.format(name="google", more="")
    )
    with pytest.raises(SettingError, match=r"google\.issuer: with more than one provider") as said:
        read_providers(both)
    assert "canary" not in str(said.value)
    all_.write_text(
        "".join(PROVIDER.format(name=n, more=issuer.format(n)) for n in ("okta", "google"))
    )
    assert [each.issuer for each in read_providers(all_)] == [
        "https://okta.example",
        "https://google.example",
    ]
