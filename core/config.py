"""Settings: one typed object, read from the environment once, at the composition root."""

import re
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

PREFIX = "OFFRAMP_"


class Settings(BaseSettings):
    """Everything that can be set from outside. Each name is ``OFFRAMP_`` + the field's name."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    data_dir: Path = Field(ROOT / "var", description="Folder for database, keys and files.")
    database_url: str = Field(
        "", description="PostgreSQL or SQLite URL; empty: offramp.db in the data folder."
    )
    catalog_dir: Path = Field(
        ROOT / "data" / "catalog", description="Folder of the bundled catalogue."
    )
    host: str = Field("127.0.0.1", description="Address to listen on (an IP address).")
    port: int = Field(8501, ge=1, le=65535, description="Port to listen on, 1 to 65535.")
    public_url: str = Field(
        "", description="How clients reach this server, https://host[:port]; empty: host and port."
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
            raise ValueError(
                "postgresql://user:password@host/name, sqlite:///path/to/file.db, or nothing"
            )
        return value

    @field_validator("public_url")
    @classmethod
    def _public_url_is_an_origin(cls, value: str) -> str:
        value = value.rstrip("/")
        if value and not re.fullmatch(r"https?://[^\s/?#@]+", value):
            raise ValueError("https://host or https://host:port, without a path")
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
    shown = re.sub(r"//[^@/]*@", "//***@", str(error["input"]))
    return SettingError(f"{PREFIX}{name.upper()}={shown!r} cannot be used. Allowed: {allowed}")
