"""What the made-up company is, as its files say it (``data/demo``; its README tells how)."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.accounts.values import FindingKind
from core.actor import Role
from core.advice.values import DecisionStatus
from core.catalog.values import Fact
from core.config import ROOT
from core.demo.moments import Moment, moment
from core.errors import Invalid
from core.offboarding.values import CaseKind

FOLDER = ROOT / "data" / "demo"
RECOMMENDED = "recommended"


def _moment(value: object) -> Moment:
    return value if isinstance(value, Moment) else moment(str(value))


When = Annotated[Moment, BeforeValidator(_moment)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Told):
    """Somebody who works with Offramp there."""

    name: str
    role: Role
    groups: tuple[str, ...] = ()

    @property
    def username(self) -> str:
        """``mara.teapot``."""
        return self.name.casefold().replace(" ", ".")


class UsedApp(_Told):
    """An app of the stack; of a change, what is new."""

    app: str = ""
    name: str = ""
    """Of an app that the catalogue does not know."""
    plan: str | None = None
    seats: int | None = None
    spend: Decimal | None = None
    owner: str | None = None
    renewal: When | None = None
    notes: str | None = None
    switched_on: bool | None = None
    """Whether the first identity provider's provisioning is; ``None``: nobody said so."""


class Change(UsedApp):
    """Who changed what about an app, and when."""

    at: When
    by: str


class Company(_Told):
    """``company.yaml``."""

    name: str
    domain: str
    people_count: int
    idps: tuple[str, ...]
    currency: str
    time_zone: str
    founded: When
    people: tuple[Person, ...]
    own_groups: tuple[str, ...] = ()
    apps: tuple[UsedApp, ...]
    own_apps: tuple[UsedApp, ...] = ()
    changes: tuple[Change, ...] = ()

    def address(self, person: str) -> str:
        """The e-mail address of somebody, by name."""
        return f"{person.casefold().replace(' ', '.')}@{self.domain}"


class Deed(_Told):
    """Who did something, and when."""

    at: When
    by: str


class Cancelled(Deed):
    """And why."""

    reason: str


class Leaver(_Told):
    """A case: ``until`` tells how far it was worked."""

    person: str
    kind: CaseKind
    opened: Deed
    leaves: When
    manager: str | None = None
    hand_over_to: str | None = None
    apps: tuple[str, ...] | None = None
    """Named by whoever opened it; ``None``: what lists say."""
    readers: tuple[str, ...] = ()
    until: str | None = None
    late: dict[str, int] = {}
    excused: dict[str, str] = {}
    blocked: dict[str, str] = {}
    comment: str = ""
    cancelled: Cancelled | None = None

    @property
    def is_closed(self) -> bool:
        """Whether it was worked to its end."""
        return self.until == "closed"

    @property
    def worked_until(self) -> Moment | None:
        """Until when somebody worked on it; ``None``: to its end, or never."""
        return None if self.until is None or self.is_closed else moment(self.until)


class Standing(Deed):
    """The answers that hold for every app."""

    answers: dict[str, Any]


class Decided(Deed):
    """A decision. ``review``: days until it is looked at again."""

    app: str
    choice: str
    status: DecisionStatus = DecisionStatus.ACCEPTED
    reason: str = ""
    review: int | None = None
    answers: dict[str, Any] = {}


class Draft(Deed):
    """A recommendation that waits for somebody to decide."""

    app: str
    answers: dict[str, Any] = {}


class Seen(Deed):
    """What somebody saw with their own eyes."""

    app: str
    fact: Fact
    value: str
    evidence: str
    idp: str | None = None


class Calculated(Deed):
    """A scenario of the calculator, as its files are."""

    scenario: dict[str, Any]


class Decisions(_Told):
    """``decisions.yaml``."""

    standing: Standing
    decisions: tuple[Decided, ...]
    drafts: tuple[Draft, ...] = ()
    observations: tuple[Seen, ...] = ()
    scenarios: tuple[Calculated, ...] = ()


class BridgeEvent(_Told):
    """What the identity provider said of somebody."""

    at: When
    do: str
    person: str


class Bridge(_Told):
    """``bridge.yaml``."""

    app: str
    created: Deed
    accounts: tuple[str, ...]
    baseline_until: When
    events: tuple[BridgeEvent, ...] = ()
    finished: dict[str, str] = {}
    """Person → who did by now what was asked for them."""


class Files(_Told):
    """A file that is brought as evidence."""

    name: str
    head: str


class EvidenceTexts(_Told):
    """``evidence.yaml``."""

    tickets: str
    notes: dict[str, tuple[str, ...]]
    files: Files


class Department(_Told):
    """How many work there, and who leads it."""

    people: int
    head: str


class RosterNews(_Told):
    """What HR's list says of somebody from a moment on."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    person: str
    since: When = Field(alias="from")
    ends: When | None = None
    unlisted: bool = False


class Roster(_Told):
    """HR's lists."""

    feed: str
    by: str
    at: tuple[When, ...]
    news: tuple[RosterNews, ...] = ()


class Lacks(_Told):
    """From when on a list lacks so many of a hundred: an export that was filtered."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    since: When = Field(alias="from")
    share: int


class AppList(_Told):
    """The lists that somebody delivered of one app."""

    app: str
    form: Literal["table", "slack"] = "table"
    who: dict[str, int]
    by: str
    at: tuple[When, ...]
    admins: tuple[str, ...]
    lacks: Lacks | None = None


class ExtraAccount(_Told):
    """An account beside those of the people."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    app: str
    since: When = Field(alias="from")
    person: str = ""
    email: str = ""
    user: str = ""
    name: str = ""
    kind: str = "user"


class AcceptedFinding(Deed):
    """A finding that somebody accepted."""

    app: str
    user: str
    kind: FindingKind
    until: When
    reason: str


class Accounts(_Told):
    """``accounts.yaml``."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    departments: dict[str, Department]
    roster: Roster
    lists: tuple[AppList, ...]
    accounts: tuple[ExtraAccount, ...] = ()
    dormant: dict[str, int] = {}
    without_second_factor: dict[str, tuple[str, ...]] = {}
    accepted: tuple[AcceptedFinding, ...] = ()


class _Leavers(_Told):
    leavers: tuple[Leaver, ...]


class Story(_Told):
    """All of it."""

    company: Company
    leavers: tuple[Leaver, ...]
    decisions: Decisions
    bridge: Bridge
    evidence: EvidenceTexts
    accounts: Accounts


T = TypeVar("T", bound=_Told)


@cache
def shipped() -> Story:
    """The company that comes with Offramp."""
    return read(FOLDER)


def read(folder: Path) -> Story:
    """The company of a folder. Raises :class:`Invalid` that names the file and the place in it."""
    return Story(
        company=_read(folder / "company.yaml", Company),
        leavers=_read(folder / "leavers.yaml", _Leavers, "leavers").leavers,
        decisions=_read(folder / "decisions.yaml", Decisions),
        bridge=_read(folder / "bridge.yaml", Bridge),
        evidence=_read(folder / "evidence.yaml", EvidenceTexts),
        accounts=_read(folder / "accounts.yaml", Accounts),
    )


def _read(file: Path, kind: type[T], under: str = "") -> T:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
        return kind.model_validate({under: found} if under else found)
    except yaml.YAMLError as problem:
        raise Invalid(f"{file.name} is no YAML: {problem}") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Invalid(f"{file.name}, {place}: {first['msg']}") from None
