"""Company sign-in as it is set up: the providers of ``OFFRAMP_OIDC_FILE`` and their rules."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from core.actor import Role
from core.errors import SettingError

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")


class Rule(BaseModel):
    """Who gets an account, with which role: of a domain, or in a group."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Role
    domain: str | None = None
    group: str | None = None

    @model_validator(mode="after")
    def _says_whom(self) -> "Rule":
        if (self.domain is None) == (self.group is None):
            raise ValueError("a rule has either domain or group")
        return self


class Provider(BaseModel):
    """One OpenID Connect provider."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    label: str
    client_id: str
    client_secret: str = Field(repr=False)
    server_metadata_url: str
    issuer: str | None = None
    """Exactly this ``iss``; needed where the metadata's issuer is a pattern (Entra ID), and where
    there is another provider."""
    groups_claim: str = "groups"
    trust_email: bool = False
    """Believe addresses without ``email_verified``: only for a directory of your own."""
    scope: str = "openid email profile"
    rules: tuple[Rule, ...] = Field(min_length=1)

    @field_validator("name")
    @classmethod
    def _name_fits_a_link(cls, value: str) -> str:
        if not _NAME.fullmatch(value):
            raise ValueError("a provider's name has small letters, digits and -")
        return value

    def vouched_email(self, claims: Mapping[str, Any]) -> str | None:
        """The address, if the provider says that it is theirs."""
        email = claims.get("email")
        if isinstance(email, str) and (self.trust_email or claims.get("email_verified") is True):
            return email
        return None

    def role_for(self, claims: Mapping[str, Any]) -> Role | None:
        """The role of the first rule that fits, or ``None``: not let in."""
        domain = (self.vouched_email(claims) or "").rpartition("@")[2].casefold()
        groups = claims.get(self.groups_claim)
        names = set(groups) if isinstance(groups, list) else {groups}
        for rule in self.rules:
            if rule.domain and rule.domain.casefold() == domain:
                return rule.role
            if rule.group is not None and rule.group in names:
                return rule.role
        return None


@lru_cache(maxsize=4)
def read_providers(path: Path | None) -> Sequence[Provider]:
    """The providers of a file; raises :class:`SettingError` with the first problem."""
    if path is None:
        return ()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        found = tuple(_provider(name, table) for name, table in tables.items())
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise SettingError(f"OFFRAMP_OIDC_FILE={path} cannot be read: {problem}") from None
    except ValidationError as problem:
        error = problem.errors(include_input=False)[0]
        where = ".".join(str(part) for part in error["loc"])
        raise SettingError(
            f"{path}, {where}: {error['msg']}", hint="See docs/sign-in.md."
        ) from None
    if len({each.server_metadata_url for each in found}) > 1:
        _each_has_an_issuer(path, found)
    return found


def _each_has_an_issuer(path: Path, providers: Sequence[Provider]) -> None:
    # With two servers, one could pass for the other (mix-up, RFC 9207 §1): each statement's
    # issuer is compared with the one that its provider must have.
    for each in providers:
        if not each.issuer:
            raise SettingError(
                f"{path}, {each.name}.issuer: with more than one provider, each needs it.",
                hint="It is the value `issuer` of the document at server_metadata_url.",
            )


def _provider(name: str, table: dict[str, Any]) -> Provider:
    given = dict(table)
    variable = given.pop("client_secret_env", None)
    if variable is not None:
        given["client_secret"] = os.environ.get(variable)
    return Provider(name=name, **{"label": name.title(), **given})
