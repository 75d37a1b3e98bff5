"""Read a scenario document (YAML or JSON): every problem with file and line, in one pass. Pure."""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from core.cost.model import high_water
from core.cost.model.estimate import Estimate, between, pert, point
from core.cost.model.high_water import Mark, Month
from core.cost.model.options import Billing, Commitment, OptionId, PlanRole
from core.cost.scenario.scenario import (
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    DEFAULT_YEARS,
    MOST_DRAWS,
    Given,
    GivenPlan,
    Profiles,
    Scenario,
)
from core.errors import Invalid
from core.files.data_files import BadFiles, Problem, Row, decode, parse_yaml

KEYS = (
    "name", "app", "currency", "horizon_years", "seed", "draws", "options", "current_plan",
    "upgrade_plan", "idps", "roles_from_idp", "rates", "inputs", "plans", "profiles",
    "incident_cost", "incidents_per_1000_account_days", "notes",
)  # fmt: skip
Kind = TypeVar("Kind", bound=StrEnum)


def read_scenario(text: str, name: str) -> Scenario:
    """The scenario in ``text``; raises :class:`BadFiles` with every problem."""
    problems: list[Problem] = []
    row = parse_yaml(text, name, problems)
    if not problems and not isinstance(row, Row):
        problems.append(Problem(name, 1, "is not a scenario.", "It needs keys such as inputs."))
    if problems:
        raise BadFiles(problems)
    found = _Reader(row, problems).scenario()
    if problems:
        raise BadFiles(problems)
    return found


def read_upload(data: bytes, name: str) -> Scenario:
    """The scenario in a file's bytes; raises :class:`BadFiles` with every problem."""
    problems: list[Problem] = []
    text = decode(data, name, problems)
    if text is None:
        raise BadFiles(problems)
    return read_scenario(text, name)


def decimal_of(value: object) -> Decimal | None:
    """A number from a file or widget as exact as it was written; ``None`` for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int | float | str | Decimal):
        try:
            found = Decimal(str(value).strip().replace("_", "x"))
        except (InvalidOperation, ValueError):  # a whole number of over 4,300 digits has no text
            return None
        return found if found.is_finite() and found.adjusted() < 20 else None
    return None


class _Reader:
    def __init__(self, row: Row, problems: list[Problem]) -> None:
        self.row = row
        self.problems = problems

    def scenario(self) -> Scenario:
        row = self.row
        for key in row:
            if key not in KEYS:
                self._say(row, f"has an unknown key {key!r}.", f"Known: {', '.join(KEYS)}.", key)
        return Scenario(
            name=self._text(row, "name", "Scenario", 200) or "Scenario",
            app=self._text(row, "app", None, 100),
            currency=self._currency(row, "currency") or "USD",
            years=self._whole(row, "horizon_years", DEFAULT_YEARS, 1, 5),
            seed=self._whole(row, "seed", DEFAULT_SEED, 0, 2**63 - 1),
            draws=self._whole(row, "draws", DEFAULT_DRAWS, 100, MOST_DRAWS),
            options=self._options(),
            current_plan=self._text(row, "current_plan", None, 100),
            upgrade_plan=self._text(row, "upgrade_plan", None, 100),
            idps=tuple(str(one) for one in self._list(row, "idps")),
            roles_from_idp=self._yes(row, "roles_from_idp"),
            rates=self._rates(),
            inputs=self._inputs(),
            plans=self._plans(),
            profiles=self._profiles(),
            incident_cost=self._number(row, "incident_cost"),
            incidents_per_1000_account_days=self._number(row, "incidents_per_1000_account_days"),
            notes=self._text(row, "notes", "", 10_000) or "",
        )

    def _say(self, row: Row, what: str, do: str = "", key: str | None = None) -> None:
        self.problems.append(row.problem(what, do, key=key))

    def _text(self, row: Row, key: str, default: str | None, most: int) -> str | None:
        value = row.get(key)
        if value is None:
            return default
        if isinstance(value, Row | list) or len(str(value)) > most:
            self._say(row, f"{key} is not a text of at most {most:,} characters.", key=key)
            return default
        return str(value).strip()

    def _currency(self, row: Row, key: str) -> str | None:
        value = row.get(key)
        if value is None:
            return None
        code = str(value).strip().upper()
        if len(code) != 3 or not code.isascii() or not code.isalpha():
            self._say(row, f"{value!r} is not a currency.", "Write an ISO 4217 code: USD.", key)
            return None
        return code

    def _whole(self, row: Row, key: str, default: int, least: int, most: int) -> int:
        value = row.get(key)
        if value is None:
            return default
        number = decimal_of(value)
        if number is None or number != number.to_integral_value() or not least <= number <= most:
            self._say(
                row, f"{key} is {value!r:.40}.", f"Write a whole number, {least} to {most:,}.", key
            )
            return default
        return int(number)

    def _yes(self, row: Row, key: str) -> bool | None:
        value = row.get(key)
        if value is None:
            return None
        if value in (True, "yes", "true"):
            return True
        if value not in (False, "no", "false"):
            self._say(row, f"{key} is {value!r:.40}.", "Write yes or no.", key)
        return False

    def _number(self, row: Row, key: str) -> Decimal | None:
        value = row.get(key)
        if value is None:
            return None
        number = decimal_of(value)
        if number is None or number < 0:
            self._say(row, f"{key} is {value!r:.40}.", "Write a number, not below 0.", key)
        return number

    def _list(self, row: Row, key: str) -> list[Any]:
        value = row.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._say(row, f"{key} is not a list.", key=key)
            return []
        return value

    def _mapping(self, row: Row, key: str) -> Row:
        value = row.get(key)
        if isinstance(value, Row):
            return value
        if value is not None:
            self._say(row, f"{key} is not a mapping of names to values.", key=key)
        return Row(row.file, row.lines.get(key, row.line), {})

    def _member(self, row: Row, key: str, kind: type[Kind], value: object) -> Kind | None:
        try:
            return kind(str(value))
        except ValueError:
            self._say(row, f"{value!r:.40} is not known.", f"Use one of: {', '.join(kind)}.", key)
            return None

    def _options(self) -> tuple[OptionId, ...] | None:
        if "options" not in self.row or self.row["options"] is None:
            return None
        asked = self._list(self.row, "options")
        known = [self._member(self.row, "options", OptionId, one) for one in asked]
        if not known:
            self._say(self.row, "options is empty.", "Leave it out for all options.", "options")
        chosen = {one for one in known if one}
        return tuple(one for one in OptionId if one in chosen)

    def _rates(self) -> dict[str, Decimal]:
        rates = {}
        found = self._mapping(self.row, "rates")
        for code in found:
            rate = decimal_of(found[code])
            if rate is None or rate <= 0:
                self._say(found, f"the rate of {code} is not above 0.", key=code)
            else:
                rates[code.upper()] = rate
        return rates

    def _inputs(self) -> dict[str, Given]:
        found = self._mapping(self.row, "inputs")
        given = {}
        for key in found:
            one = self._given(found, key)
            if one is not None:
                given[key] = one
        return given

    def _given(self, row: Row, key: str) -> Given | None:
        value = row[key]
        currency = None
        if isinstance(value, Row):
            unknown = set(value) - {"low", "likely", "high", "value", "currency"}
            if unknown:
                self._say(
                    value,
                    f"{key} has an unknown key {sorted(unknown)[0]!r}.",
                    "Known: low, likely, high, value, currency.",
                )
                return None
            currency = self._currency(value, "currency")
        try:
            return Given(estimate_of(value, key), currency)
        except Invalid as error:
            self._say(row, error.message, error.hint or "", key)
            return None

    def _plans(self) -> dict[PlanRole, GivenPlan]:
        found = self._mapping(self.row, "plans")
        plans: dict[PlanRole, GivenPlan] = {}
        for key in found:
            role = self._member(found, key, PlanRole, key)
            terms = self._mapping(found, key)
            for unknown in set(terms) - {"billing", "commitment", "tiers"}:
                self._say(terms, f"has an unknown key {unknown!r}.", "", unknown)
            if role is None:
                continue
            billing = terms.get("billing")
            commitment = terms.get("commitment")
            plans[role] = GivenPlan(
                None if billing is None else self._member(terms, "billing", Billing, billing),
                None
                if commitment is None
                else self._member(terms, "commitment", Commitment, commitment),
                self._whole(terms, "tiers", 0, 0, 9),
            )
        return plans

    def _profiles(self) -> Profiles | None:
        if self.row.get("profiles") is None:
            return None
        found = self._mapping(self.row, "profiles")
        for key in set(found) - {
            "months", "generate", "period", "cleanup_percent"
        }:  # fmt: skip
            self._say(found, f"profiles has an unknown key {key!r}.", "", key)
        mark = self._member(found, "period", Mark, found.get("period") or "month")
        cleanup = self._number(found, "cleanup_percent") or Decimal(0)
        if cleanup > 100:
            self._say(found, "cleanup_percent is above 100.", "", "cleanup_percent")
        months = self._generated(found) if "generate" in found else self._months(found)
        try:
            high_water.check(months)
        except Invalid as error:
            self._say(found, error.message, error.hint or "", "months")
            return None
        return Profiles(months, mark or Mark.MONTH, cleanup)

    def _months(self, row: Row) -> tuple[Month, ...]:
        listed = self._list(row, "months")
        if not any(isinstance(one, Row) for one in listed):
            ends = self._decimals(row, listed)
            return high_water.from_ends(ends) if ends else ()
        months = []
        for number, one in enumerate(listed, start=1):
            if not isinstance(one, Row) or "peak" not in one:
                self._say(row, f"month {number} has no peak.", "", "months")
                continue
            peak = self._number(one, "peak") or Decimal(0)
            average, end = self._number(one, "average"), self._number(one, "end")
            months.append(
                Month(
                    peak,
                    _first(average, end, peak),
                    _first(end, average, peak),
                )
            )
        return tuple(months)

    def _decimals(self, row: Row, listed: list[Any]) -> list[Decimal]:
        numbers = []
        for at, value in enumerate(listed, start=1):
            number = decimal_of(value)
            if number is None:
                self._say(row, f"month {at} is {value!r:.40}, not a number.", "", "months")
            else:
                numbers.append(number)
        return numbers

    def _generated(self, row: Row) -> tuple[Month, ...]:
        made = self._mapping(row, "generate")
        get: Callable[[str], Decimal] = lambda key: decimal_of(made.get(key, 0)) or Decimal(0)  # noqa: E731
        for key in made:
            if key not in ("start", "growth_percent", "season_percent", "season_peak"):
                self._say(made, f"generate has an unknown key {key!r}.", "", key)
            elif decimal_of(made[key]) is None:
                self._say(made, f"{key} is {made[key]!r:.40}, not a number.", "", key)
        if not -50 <= get("growth_percent") <= 100 or not 0 <= get("season_percent") <= 100:
            self._say(made, "growth is -50 to 100, season 0 to 100 percent.")
            return ()
        peak = self._whole(made, "season_peak", 12, 1, 12)
        return high_water.generated(
            get("start"), get("growth_percent"), get("season_percent"), peak
        )


def _first(*values: Decimal | None) -> Decimal:
    return next(value for value in values if value is not None)


def estimate_of(value: object, name: str) -> Estimate:
    """A number, ``{value}``, ``{low, likely, high}`` or ``{low, high}``; else :class:`Invalid`."""
    if not isinstance(value, Mapping):
        number = decimal_of(value)
        if number is None:
            raise Invalid(
                f"{name} is {value!r:.40}, not a number.",
                field=name,
                hint="Write digits, or low, likely and high.",
            )
        return point(number)
    if value.get("value") is not None:
        return estimate_of(value["value"], name)
    numbers = {}
    for key in ("low", "likely", "high"):
        if value.get(key) is not None:
            numbers[key] = estimate_of(value[key], f"{name}.{key}").likely
    if "low" not in numbers or "high" not in numbers:
        raise Invalid(
            f"{name} lacks its {'low' if 'low' not in numbers else 'high'}.",
            field=name,
            hint="Give low and high, and likely where you know it.",
        )
    low, high = numbers["low"], numbers["high"]
    likely = numbers.get("likely")
    if low > high or (likely is not None and not low <= likely <= high):
        raise Invalid(
            f"{name}: low {low}, "
            + (f"likely {likely}, " if likely is not None else "")
            + f"high {high} are not in order.",
            field=name,
            hint="Low is not above likely, likely not above high.",
        )
    return between(low, high) if likely is None else pert(low, likely, high)
