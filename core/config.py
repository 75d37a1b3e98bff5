"""Settings: one typed object, read from the environment once, at the composition root."""

import re
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout; of an installed package, the folder that ``core`` lies in."""

IS_CHECKOUT = (ROOT / "pyproject.toml").is_file()
"""An installed package is replaced by its next version, so no data may lie beside it."""

PREFIX = "OFFRAMP_"

_DATABASE_URLS = "postgresql://user:password@host/name, sqlite:///path/to/file.db, or nothing"


class Settings(BaseSettings):
    """Everything that can be set from outside. Each name is ``OFFRAMP_`` + the field's name."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(
        ROOT / "var" if IS_CHECKOUT else Path.home() / ".local" / "share" / "offramp",
        description="Folder for database, keys and files.",
    )
    database_url: str = Field(
        "", description="PostgreSQL or SQLite URL; empty: offramp.db in the data folder."
    )
    catalog_dir: Path = Field(
        ROOT / "data" / "catalog", description="Folder of the bundled catalogue."
    )
    host: str = Field("127.0.0.1", description="Address to listen on (an IP address).")
    port: int = Field(8501, ge=1, le=65535, description="Port to listen on, 1 to 65535.")
    serve_only: Literal["all", "scim", "pages"] = Field(
        "all", description="What a process serves: all, scim (the bridge) or pages."
    )
    demo: bool = Field(
        False,
        description="true or false: the data folder holds the made-up company, and anyone who "
        "opens it on this machine is signed in; set by offramp serve --demo.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged: debug, info, warning, error."
    )
    stale_after_days: int = Field(
        365, ge=1, le=3650, description="Age in days from which a verdict is stale, 1 to 3650."
    )
    link_timeout_seconds: float = Field(
        10, gt=0, le=120, description="Time limit of one link check, up to 120 seconds."
    )
    link_concurrency: int = Field(
        8, ge=1, le=32, description="Links checked at the same time, 1 to 32."
    )

    uploads_max_mb: int = Field(
        500,
        ge=50,
        le=100_000,
        description="Uploads of all people that may wait in memory, in MB, 50 to 100000.",
    )
    evidence_max_mb: int = Field(
        25, ge=1, le=1000, description="Largest evidence file in MB (million bytes), 1 to 1000."
    )
    evidence_case_max_mb: int = Field(
        500, ge=1, le=100_000, description="Evidence files of one case in MB, 1 to 100000."
    )
    evidence_day_max_mb: int = Field(
        500,
        ge=1,
        le=100_000,
        description="Evidence files of one person within 24 hours in MB, 1 to 100000.",
    )

    inbox_dir: Path | None = Field(
        None,
        description="Folder that lists of accounts and people are taken from, a sub-folder for "
        "each feed; empty: none.",
    )

    case_watch_days: int = Field(
        90,
        ge=0,
        le=3650,
        description="Days after a case closed in which what an IdP gives the person is held, "
        "0 to 3650.",
    )

    # Identity and security
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Secret of 32 or more characters; several, newest first, with commas; "
        "empty: secret.key (mode 0600) in the data folder.",
    )
    public_url: str = Field(
        "", description="How browsers reach Offramp, such as https://offramp.example.com."
    )
    trusted_proxies: str = Field(
        "", description="Addresses whose X-Forwarded-* headers are believed, with commas."
    )
    session_idle_minutes: int = Field(
        120, ge=1, le=1440, description="A session ends after this idle time, 1 to 1440 minutes."
    )
    session_hours: int = Field(
        12, ge=1, le=168, description="A session ends after this time at the latest, 1 to 168."
    )
    local_sign_in: bool = Field(
        True,
        description="true or false: sign-in with a password; false takes effect once an "
        "administrator has signed in through a provider.",
    )
    second_factor: str = Field(
        "administrator",
        description="Roles that must sign in with a second factor, with commas; all; or none.",
    )
    second_factor_grace_days: int = Field(
        14,
        ge=0,
        le=365,
        description="Days from the first sign-in in which such a role may go without, 0 to 365.",
    )
    second_factor_company: bool = Field(
        False,
        description="true or false: ask for Offramp's second factor after company sign-in, too.",
    )
    confirm_minutes: int = Field(
        10,
        ge=1,
        le=240,
        description="How long a confirmation counts for what cannot be undone, 1 to 240 minutes.",
    )
    oidc_file: Path | None = Field(
        None, description="TOML file of the company sign-in providers; see docs/sign-in.md."
    )
    checkpoint_minutes: int = Field(
        60, ge=1, le=1440, description="Interval of audit checkpoints, 1 to 1440 minutes."
    )
    checkpoint_file: Path | None = Field(
        None, description="Where checkpoints are appended; empty: audit-checkpoints.jsonl."
    )
    breach_service: str = Field(
        "", description="Service that is asked about breached passwords (k-anonymity); empty: none."
    )
    checkpoint_webhook: str = Field(
        "", description="https:// address that every audit checkpoint is posted to."
    )
    audit_forward_url: str = Field(
        "",
        description="https:// address that the audit log's entries are posted to, as JSON lines.",
    )
    audit_forward_token: SecretStr = Field(
        SecretStr(""), description="Sent there as a bearer token."
    )
    timestamp_url: str = Field(
        "", description="Address of a time-stamp service (RFC 3161) for audit checkpoints."
    )
    timestamp_certificates: Path | None = Field(
        None, description="PEM file with the root certificate of the time-stamp service."
    )
    timestamp_networks: str = Field(
        "", description="Networks beyond the internet that it may be in, such as 10.0.0.0/8."
    )

    @field_validator(
        "public_url", "breach_service", "checkpoint_webhook", "audit_forward_url", "timestamp_url"
    )
    @classmethod
    def _url_is_absolute(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
            raise ValueError("an address such as https://offramp.example.com, or nothing")
        return value.rstrip("/")

    @field_validator("second_factor")
    @classmethod
    def _roles_are_roles(cls, value: str) -> str:
        roles = {"viewer", "operator", "auditor", "administrator"}
        named = {part.strip().lower() for part in value.split(",") if part.strip()}
        if named - roles and named not in ({"all"}, {"none"}):
            raise ValueError("viewer, operator, auditor, administrator with commas; all; or none")
        return ",".join(sorted(named))

    @field_validator("timestamp_networks")
    @classmethod
    def _networks_are_networks(cls, value: str) -> str:
        try:
            for part in filter(None, (part.strip() for part in value.split(","))):
                ip_network(part, strict=False)
        except ValueError:
            raise ValueError(
                "networks such as 10.0.0.0/8, with commas between, or nothing"
            ) from None
        return value

    @field_validator("host")
    @classmethod
    def _host_is_an_address(cls, value: str) -> str:
        try:
            return str(ip_address("127.0.0.1" if value == "localhost" else value))
        except ValueError:
            raise ValueError("an IP address such as 127.0.0.1, 0.0.0.0 or ::1") from None

    @field_validator("database_url")
    @classmethod
    def _database_url_as_people_paste_it(cls, value: str) -> str:
        value = re.sub(r"^postgres(ql)?(\+psycopg\d?)?://", "postgresql+psycopg://", value)
        if value and not value.startswith(("postgresql+psycopg://", "sqlite:///")):
            raise ValueError(_DATABASE_URLS)
        try:
            make_url(value or "sqlite://")
        except (ArgumentError, ValueError):
            raise ValueError(_DATABASE_URLS) from None
        return value

    @field_validator("data_dir", "catalog_dir")
    @classmethod
    def _home_is_expanded(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("catalog_dir")
    @classmethod
    def _catalogue_is_there(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError("a folder that is there, such as data/catalog")
        return value

    @property
    def base_url(self) -> str:
        """Origin that links and SCIM locations are made of; never a request's Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'offramp.db'}"

    @property
    def checkpoints(self) -> Path:
        """File of the audit checkpoints."""
        return self.checkpoint_file or self.data_dir / "audit-checkpoints.jsonl"

    @property
    def anchors(self) -> Path:
        """File of what vouches for checkpoints from outside: beside the checkpoints."""
        return self.checkpoints.with_name(f"{self.checkpoints.stem}.anchors.jsonl")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return ip_address(self.host).is_loopback


def load_settings(**overrides: object) -> Settings:
    """Read the settings; raise :class:`SettingError` with one line about the first wrong one."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as problem:
        raise _in_one_line(problem) from None


@cache
def settings() -> Settings:
    """The settings of this process."""
    return load_settings()


def _in_one_line(problem: ValidationError) -> SettingError:
    error = problem.errors()[0]
    name = str(error["loc"][0])
    allowed = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] != "value_error":
        field = Settings.model_fields.get(name)
        allowed = (field.description if field else None) or allowed
    shown = _without_password(str(error["input"]))
    return SettingError(f"{PREFIX}{name.upper()}={shown!r} cannot be used. Allowed: {allowed}")


def _without_password(value: str) -> str:
    """A value that may be a URL, fit to be shown: whoever mistypes one may mistype its password."""
    value = re.sub(r"^(\w[\w+.-]*://)?.*@", r"\1***@", value, flags=re.DOTALL)
    return re.sub(r"(?i)(password|passfile|sslpassword)=[^&]*", r"\1=***", value)
