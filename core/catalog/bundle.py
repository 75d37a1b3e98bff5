"""The bundled catalogue's files, validated into typed rows. Pure but for reading the files.

Format and meaning of the files: ``data/catalog/README.md``.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from core.catalog.located import BadFiles, Problem, Row, parse_csv, parse_yaml, read_text
from core.catalog.models import (
    CLOSED_VALUES,
    SET_FACTS,
    UNKNOWN,
    Alias,
    App,
    Authority,
    Benchmark,
    Claim,
    Fact,
    Idp,
    Period,
    Plan,
    Price,
    PricePair,
    Remark,
    RemarkKind,
    SetupGuide,
    Source,
    Unit,
)
from core.catalog.names import SLUG, normalise

LISTING_COLUMNS = (
    *("app", "name", "idp", "sso", "provisioning", "disputes", "protocols", "operations"),
    *("plan", "idp_plan", "note", "title", "url", "sso_url", "publisher", "kind", "dated", "read"),
)
PAIR_COLUMNS = (
    *("app", "name", "website", "base", "base_unit", "base_per", "with_sso", "sso_unit"),
    *("sso_per", "currency", "stated_increase_percent", "increase_doubt", "cites", "dated"),
    *("note",),
)
PAIRS_PUBLISHER = "robchahin/sso-wall-of-shame"
PAIRS_URL = "https://github.com/robchahin/sso-wall-of-shame"
_KINDS = tuple(kind.value for kind in Authority if kind is not Authority.OWN)
_YES_NO_ADDON = ("yes", "no", "add-on")

T = TypeVar("T")


@dataclass
class Bundle:
    """Everything that the bundled files say."""

    idps: list[Idp] = field(default_factory=list)
    apps: dict[str, App] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    plans: dict[tuple[str, str], Plan] = field(default_factory=dict)
    prices: list[Price] = field(default_factory=list)
    price_pairs: list[PricePair] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    setup_guides: list[SetupGuide] = field(default_factory=list)
    benchmarks: list[Benchmark] = field(default_factory=list)


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of the catalogue's files."""
    hashed = hashlib.sha256()
    for path in _files(folder):
        hashed.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        hashed.update(hashlib.sha256(path.read_bytes()).digest())
    return hashed.hexdigest()


def read_bundle(folder: Path) -> Bundle:
    """Read and validate all files; raise :class:`BadFiles` with every problem at once."""
    reader = _Reader(folder)
    bundle = reader.read()
    if reader.problems:
        raise BadFiles(reader.problems)
    return bundle


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".csv"})


class _Reader:
    """One pass over the files, collecting rows and problems."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.bundle = Bundle()
        self.interests: dict[str, str] = {}
        self.idp_ids: set[str] = set()
        self.first_seen: dict[str, str] = {}

    def read(self) -> Bundle:
        for path in sorted(self.folder.rglob("*.yml")):
            self.problems.append(
                Problem(self._name(path), 1, "ends in .yml.", "Rename it to .yaml.")
            )
        self._idps()
        self._publishers()
        for path in sorted((self.folder / "apps").glob("*.yaml")):
            self._app(path)
        self._listings()
        self._pairs()
        self._aliases()
        return self.bundle

    # Files

    def _name(self, path: Path) -> str:
        return (Path(self.folder.name) / path.relative_to(self.folder)).as_posix()

    def _yaml(self, path: Path) -> Any:
        text = read_text(path, self._name(path), self.problems)
        return None if text is None else parse_yaml(text, self._name(path), self.problems)

    def _yaml_rows(self, file: str) -> Iterator[Row]:
        value = self._yaml(self.folder / file)
        yield from self._rows(value, self._name(self.folder / file))

    def _csv_rows(self, file: str, columns: tuple[str, ...]) -> Iterator[Row]:
        path = self.folder / file
        text = read_text(path, self._name(path), self.problems)
        if text is not None:
            yield from parse_csv(text, self._name(path), columns, self.problems)

    def _rows(self, value: Any, name: str, line: int = 1) -> Iterator[Row]:
        if value is None:
            return
        if not isinstance(value, list):
            self.problems.append(Problem(name, line, "is not a list.", 'Begin each row with "- ".'))
            return
        for item in value:
            if isinstance(item, Row):
                yield item
            else:
                self.problems.append(
                    Problem(name, line, f"has a row that is not a mapping: {item!r:.60}.")
                )

    # Values of a row: each returns the value, or notes a problem and returns None

    def _text(self, row: Row, key: str, *, required: bool = False) -> str | None:
        value = row.get(key)
        if value is None or value == "":
            if required:
                self.problems.append(row.problem(f"lacks {key!r}.", "Add it."))
            return None
        if isinstance(value, bool):
            self.problems.append(
                row.problem(
                    f"{key!r} is read as true or false.",
                    'Put yes and no in quotes: "yes".',
                    key=key,
                )
            )
            return None
        if isinstance(value, list | Row):
            self.problems.append(row.problem(f"{key!r} is not a text.", key=key))
            return None
        return str(value)

    def _one_of(
        self, row: Row, key: str, allowed: Iterable[str], *, required: bool = False
    ) -> str | None:
        value = self._text(row, key, required=required)
        if value is None:
            return None
        choices = tuple(allowed)
        if value not in choices:
            self.problems.append(
                row.problem(f"{key!r} is {value!r}.", f"Use one of: {', '.join(choices)}.", key=key)
            )
            return None
        return value

    def _idp(self, row: Row, *, required: bool = False) -> str | None:
        value = self._text(row, "idp", required=required)
        if value is not None and value not in self.idp_ids:
            self.problems.append(
                row.problem(
                    f"unknown IdP {value!r}.",
                    f"Use one of: {', '.join(sorted(self.idp_ids))}; or add it to idps.yaml.",
                    key="idp",
                )
            )
            return None
        return value

    def _decimal(self, row: Row, key: str) -> Decimal | None:
        value = row.get(key)
        if value is None:
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite() or number < 0 or number > 10**12:
            self.problems.append(
                row.problem(
                    f"{key!r} is {value!r}, not a price.",
                    "Write digits with a decimal point, or leave it out.",
                    key=key,
                )
            )
            return None
        return number

    def _count(self, row: Row, key: str) -> int | None:
        number = self._decimal(row, key)
        if number is None:
            return None
        if number != int(number):
            self.problems.append(row.problem(f"{key!r} is not a whole number.", key=key))
            return None
        return int(number)

    def _day(self, row: Row, key: str) -> date | None:
        value = self._text(row, key)
        if value is None:
            return None
        day = start_of(value)
        if day is None:
            self.problems.append(
                row.problem(
                    f"{key!r} is {value!r}, not a date.",
                    "Write 2026-11-23, 2026-11 or 2026.",
                    key=key,
                )
            )
        return day

    def _url(self, row: Row, key: str, *, required: bool = False) -> str | None:
        value = self._text(row, key, required=required)
        if value is not None and not value.startswith(("https://", "http://")):
            self.problems.append(
                row.problem(f"{key!r} is not a web address: {value!r:.60}.", key=key)
            )
            return None
        return value

    def _only(self, row: Row, known: Iterable[str]) -> None:
        allowed = set(known)
        for key in row:
            if key not in allowed:
                self.problems.append(
                    row.problem(
                        f"unknown key {key!r}.", f"Known: {', '.join(sorted(allowed))}.", key=key
                    )
                )

    # The parts

    def _idps(self) -> None:
        for position, row in enumerate(self._yaml_rows("idps.yaml")):
            self._only(row, ("id", "name"))
            idp = self._text(row, "id", required=True)
            name = self._text(row, "name", required=True)
            if idp in self.idp_ids:
                self.problems.append(row.problem(f"IdP {idp!r} stands here twice.", "Keep one."))
            elif idp and name:
                self.idp_ids.add(idp)
                self.bundle.idps.append(Idp(id=idp, name=name, position=position))

    def _publishers(self) -> None:
        for row in self._yaml_rows("publishers.yaml"):
            self._only(row, ("name", "interest"))
            name = self._text(row, "name", required=True)
            interest = self._text(row, "interest", required=True)
            if name and interest:
                self.interests[name] = interest

    def _app(self, path: Path) -> None:
        name = self._name(path)
        before = len(self.problems)
        row = self._yaml(path)
        if not isinstance(row, Row):
            if len(self.problems) == before:
                self.problems.append(
                    Problem(name, 1, "is not an app.", "See data/catalog/README.md for the form.")
                )
            return
        self._only(
            row,
            ("app", "name", "category", "website", "sources", "claims", "prices", "remarks")
            + ("setup", "benchmarks"),
        )
        app = self._text(row, "app", required=True)
        if app is None:
            return
        if not SLUG.fullmatch(app):
            self.problems.append(
                row.problem(f"{app!r} is not a slug.", "Use a-z, 0-9 and single dashes.", key="app")
            )
            return
        if app in self.first_seen:
            self.problems.append(
                row.problem(
                    f"the app {app!r} is already in {self.first_seen[app]}.",
                    "Join the two files, or choose another slug.",
                    key="app",
                )
            )
            return
        if app != path.stem:
            self.problems.append(
                row.problem(
                    f"the file is named {path.name} but holds {app!r}.",
                    f"Rename it to {app}.yaml.",
                    key="app",
                )
            )
        self.first_seen[app] = name
        self.bundle.apps[app] = App(
            id=app,
            name=self._text(row, "name", required=True) or app,
            category=self._text(row, "category"),
            website=self._url(row, "website"),
            depth="described",
        )
        sources = self._sources(app, row)
        for part, read in (
            ("claims", self._claim),
            ("prices", self._price),
            ("remarks", self._remark),
            ("setup", self._setup),
            ("benchmarks", self._benchmark),
        ):
            for item in self._rows(row.get(part), name, row.lines.get(part, 1)):
                source = self._source_of(item, app, sources)
                if source is not None:
                    read(app, item, source)

    def _sources(self, app: str, row: Row) -> dict[str, Source]:
        found: dict[str, Source] = {}
        sources = row.get("sources")
        if not isinstance(sources, Row):
            self.problems.append(
                row.problem("lacks 'sources'.", "Every fact needs one: name, title, url, kind.")
            )
            return found
        for key, item in sources.items():
            if not isinstance(item, Row):
                self.problems.append(
                    sources.problem(f"source {key!r} has no title, url, kind.", key=key)
                )
                continue
            self._only(
                item,
                ("title", "url", "publisher", "kind", "read", "dated", "older_copy", "quality")
                + ("cites", "note"),
            )
            source = self._source(f"{app}/{key}", item)
            if source is not None:
                found[key] = source
                self.bundle.sources[source.id] = source
        return found

    def _source(self, source_id: str, row: Row) -> Source | None:
        title = self._text(row, "title", required=True)
        url = self._url(row, "url", required=True)
        publisher = self._text(row, "publisher", required=True)
        kind = self._one_of(row, "kind", _KINDS, required=True)
        self._text(row, "read", required=True)
        read_on = self._day(row, "read")
        self._day(row, "dated")
        older = row.get("older_copy", False)
        if not isinstance(older, bool):
            self.problems.append(
                row.problem("'older_copy' is not true or false.", key="older_copy")
            )
            older = False
        if not (title and url and publisher and kind and read_on):
            return None
        return Source(
            id=source_id,
            title=title,
            url=url,
            publisher=publisher,
            authority=Authority(kind),
            interest=self.interests.get(publisher),
            read_on=read_on,
            dated=self._text(row, "dated"),
            older_copy=older,
            quality=self._text(row, "quality"),
            cites=self._text(row, "cites"),
            note=self._text(row, "note"),
        )

    def _source_of(self, row: Row, app: str, sources: dict[str, Source]) -> Source | None:
        key = self._text(row, "source", required=True)
        if key is None:
            return None
        if key not in sources:
            self.problems.append(
                row.problem(
                    f"source {key!r} is not among the sources of {app}.",
                    f"Add it under sources:, or use one of: {', '.join(sorted(sources))}.",
                    key="source",
                )
            )
        return sources.get(key)

    def _claim(self, app: str, row: Row, source: Source) -> None:
        self._only(row, ("field", "idp", "value", "disputes", "note", "source"))
        name = self._one_of(row, "field", tuple(Fact), required=True)
        if name is None:
            return
        fact = Fact(name)
        value = self._value(row, fact)
        disputes = self._text(row, "disputes")
        idp = self._idp(row)
        if value is not None and (idp is not None or row.get("idp") is None):
            self.bundle.claims.append(
                _claim(app, idp, fact, value, source, self._text(row, "note"), disputes)
            )

    def _value(self, row: Row, fact: Fact) -> str | None:
        value = row.get("value")
        if fact in SET_FACTS and isinstance(value, list):
            terms = [str(term).strip() for term in value if not isinstance(term, list | Row)]
            if not terms or len(terms) != len(value) or any("," in t or not t for t in terms):
                self.problems.append(
                    row.problem("'value' is not a list of terms without commas.", key="value")
                )
                return None
            return ", ".join(dict.fromkeys(terms))
        allowed = CLOSED_VALUES.get(fact)
        if allowed:
            return self._one_of(row, "value", allowed, required=True)
        return self._text(row, "value", required=True)

    def _price(self, app: str, row: Row, source: Source) -> None:
        self._only(
            row,
            ("plan", "name", "low", "high", "currency", "per", "unit", "billing", "included")
            + ("sso", "scim", "negotiated", "note", "source"),
        )
        slug = self._text(row, "plan", required=True)
        name = self._text(row, "name", required=True)
        unit = self._one_of(row, "unit", tuple(Unit), required=True)
        per = self._one_of(row, "per", tuple(Period))
        low, high = self._decimal(row, "low"), self._decimal(row, "high")
        currency = self._text(row, "currency", required=True)
        if currency and not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
            self.problems.append(
                row.problem(
                    f"currency {currency!r} is not an ISO 4217 code.", "Write USD.", key="currency"
                )
            )
            return
        if low is not None and high is not None and low > high:
            self.problems.append(
                row.problem(f"low {low} is above high {high}.", "Swap them.", key="low")
            )
            return
        if not (slug and name and unit and currency):
            return
        plans = self.bundle.plans
        position = sum(1 for known_app, _slug in plans if known_app == app)
        plans.setdefault((app, slug), Plan(app_id=app, slug=slug, name=name, position=position))
        self.bundle.prices.append(
            Price(
                app_id=app,
                plan_slug=slug,
                low=low,
                high=high,
                currency=currency,
                period=Period(per) if per else None,
                unit=Unit(unit),
                billing=self._text(row, "billing"),
                included=self._text(row, "included"),
                has_sso=self._one_of(row, "sso", _YES_NO_ADDON),
                has_scim=self._one_of(row, "scim", _YES_NO_ADDON),
                negotiated=row.get("negotiated") is True,
                note=self._text(row, "note"),
                source_id=source.id,
                as_of=as_of(source),
            )
        )

    def _remark(self, app: str, row: Row, source: Source) -> None:
        self._only(row, ("about", "topic", "text", "source"))
        about = self._one_of(row, "about", tuple(RemarkKind), required=True)
        text = self._text(row, "text", required=True)
        if about and text:
            self.bundle.remarks.append(
                Remark(
                    app_id=app,
                    kind=RemarkKind(about),
                    topic=self._text(row, "topic"),
                    text=text,
                    source_id=source.id,
                )
            )

    def _setup(self, app: str, row: Row, source: Source) -> None:
        self._only(row, ("idp", "how", "place", "docs", "note", "source"))
        idp = self._idp(row, required=True)
        how = self._text(row, "how", required=True)
        if idp and how:
            self.bundle.setup_guides.append(
                SetupGuide(
                    app_id=app,
                    idp_id=idp,
                    how=how,
                    place=self._text(row, "place"),
                    docs=self._url(row, "docs"),
                    note=self._text(row, "note"),
                    source_id=source.id,
                )
            )

    def _benchmark(self, app: str, row: Row, source: Source) -> None:
        counts = (
            *("employees", "orphaned_accounts", "unused_licences", "it_hours"),
            *("unused_licence_cost", "it_labour_cost", "compliance_cost"),
        )
        self._only(row, (*counts, "basis", "inferred", "note", "source"))
        numbers = {key: self._count(row, key) for key in counts}
        basis = self._text(row, "basis", required=True)
        if numbers["employees"] is None:
            self.problems.append(row.problem("lacks 'employees'.", "Say for how many people."))
        elif basis:
            self.bundle.benchmarks.append(
                Benchmark(
                    app_id=app,
                    basis=basis,
                    inferred=row.get("inferred") is True,
                    note=self._text(row, "note"),
                    source_id=source.id,
                    **numbers,
                )
            )

    def _listed_app(self, row: Row) -> str | None:
        app = self._text(row, "app", required=True)
        if app is None:
            return None
        if not SLUG.fullmatch(app):
            self.problems.append(row.problem(f"{app!r} is not a slug.", "Use a-z, 0-9, dashes."))
            return None
        if app not in self.bundle.apps:
            name = self._text(row, "name", required=True) or app
            website = self._url(row, "website")
            self.bundle.apps[app] = App(id=app, name=name, website=website, depth="listed")
        return app

    def _listings(self) -> None:
        for row in self._csv_rows("listings.csv", LISTING_COLUMNS):
            app = self._listed_app(row)
            idp = self._idp(row, required=True)
            sso = self._one_of(row, "sso", CLOSED_VALUES[Fact.SSO], required=True)
            provisioning = self._one_of(
                row, "provisioning", CLOSED_VALUES[Fact.PROVISIONING], required=True
            )
            if not (app and idp and sso and provisioning):
                continue
            source = self._listing_source(app, idp, row)
            if source is None:
                continue
            sso_source = self._sso_article(source, row)
            note = self._text(row, "note")
            disputes = self._text(row, "disputes")
            add = self.bundle.claims.append
            add(_claim(app, idp, Fact.SSO, sso, sso_source, note))
            add(_claim(app, idp, Fact.PROVISIONING, provisioning, source, note, disputes))
            for key, fact in (
                ("protocols", Fact.PROTOCOLS),
                ("operations", Fact.OPERATIONS),
                ("plan", Fact.SCIM_PLAN if provisioning != UNKNOWN else Fact.SSO_PLAN),
                ("idp_plan", Fact.IDP_PLAN),
            ):
                value = self._text(row, key)
                if value:
                    add(_claim(app, idp, fact, value.replace("|", ", "), source, None))

    def _listing_source(self, app: str, idp: str, row: Row) -> Source | None:
        source_id = base = f"{app}/{idp}-listing"
        number = 1
        while source_id in self.bundle.sources:
            number += 1
            source_id = f"{base}-{number}"
        source = self._source(source_id, row)
        if source is not None:
            self.bundle.sources[source_id] = source
        return source

    def _sso_article(self, source: Source, row: Row) -> Source:
        url = self._url(row, "sso_url")
        if url is None:
            return source
        article = Source(
            **source.model_dump(exclude={"id", "title", "url", "dated"}),
            id=f"{source.id}-sso",
            title=source.title.replace("provisioning article", "SSO article"),
            url=url,
        )
        self.bundle.sources[article.id] = article
        return article

    def _pairs(self) -> None:
        for row in self._csv_rows("price_pairs.csv", PAIR_COLUMNS):
            app = self._listed_app(row)
            dated = self._text(row, "dated", required=True)
            as_of_day = self._day(row, "dated")
            currency = self._text(row, "currency", required=True)
            if not (app and dated and as_of_day and currency):
                continue
            listed = self.bundle.apps[app]
            listed.website = listed.website or self._url(row, "website")
            source = Source(
                id=f"{app}/sso-price-list",
                title="SSO Wall of Shame price list (sso.tax)",
                url=PAIRS_URL,
                publisher=PAIRS_PUBLISHER,
                authority=Authority.THIRD_PARTY,
                interest=self.interests.get(PAIRS_PUBLISHER),
                dated=dated,
                read_on=date(2026, 11, 23),
                cites=self._text(row, "cites"),
            )
            self.bundle.sources[source.id] = source
            base_per = self._one_of(row, "base_per", tuple(Period))
            sso_per = self._one_of(row, "sso_per", tuple(Period))
            self.bundle.price_pairs.append(
                PricePair(
                    app_id=app,
                    base=self._decimal(row, "base"),
                    base_unit=self._text(row, "base_unit"),
                    base_period=Period(base_per) if base_per else None,
                    with_sso=self._decimal(row, "with_sso"),
                    sso_unit=self._text(row, "sso_unit"),
                    sso_period=Period(sso_per) if sso_per else None,
                    currency=currency,
                    stated_increase_percent=self._text(row, "stated_increase_percent"),
                    increase_doubt=self._text(row, "increase_doubt"),
                    note=self._text(row, "note"),
                    source_id=source.id,
                    as_of=as_of_day,
                )
            )

    def _aliases(self) -> None:
        for row in self._csv_rows("aliases.csv", ("alias", "app")):
            app = self._text(row, "app", required=True)
            alias = normalise(self._text(row, "alias", required=True) or "")
            if not app or not alias:
                continue
            if app not in self.bundle.apps:
                self.problems.append(
                    row.problem(f"unknown app {app!r}.", "Use the slug of an app.")
                )
            elif alias in self.bundle.apps and alias != app:
                self.problems.append(
                    row.problem(f"{alias!r} is itself an app.", "Remove the alias.")
                )
            elif self.bundle.aliases.get(alias, Alias(alias=alias, app_id=app)).app_id != app:
                self.problems.append(
                    row.problem(f"{alias!r} already means another app.", "Keep one of them.")
                )
            else:
                self.bundle.aliases[alias] = Alias(alias=alias, app_id=app)


def start_of(text: str) -> date | None:
    """The first day of ``2026``, ``2026-11`` or ``2026-11-23``; ``None`` for anything else."""
    padded = {4: f"{text}-01-01", 7: f"{text}-01", 10: text}.get(len(text))
    try:
        return date.fromisoformat(padded) if padded else None
    except ValueError:
        return None


def as_of(source: Source) -> date:
    """The day that a source speaks of: the page's own date, or the day it was read."""
    day = start_of(source.dated) if source.dated else source.read_on
    if day is None:
        raise ValueError(f"source {source.id} has neither a date of its own nor a reading date")
    return day


def _claim(
    app: str,
    idp: str | None,
    fact: Fact,
    value: str,
    source: Source,
    note: str | None,
    disputes: str | None = None,
) -> Claim:
    return Claim(
        app_id=app,
        idp_id=idp,
        fact=fact,
        value=value,
        disputes=disputes,
        note=note,
        source_id=source.id,
        as_of=as_of(source),
    )
