"""The files of deeply described apps: ``apps/SLUG.yaml``."""

from functools import partial
from pathlib import Path

from core.catalog.bundle.folder import Folder
from core.catalog.bundle.plan_names import PlanNames
from core.catalog.bundle.row_values import RowValues
from core.catalog.bundle.rows import Bundle, as_of, claim
from core.catalog.models import (
    CLOSED_VALUES,
    App,
    Benchmark,
    Fact,
    Period,
    Plan,
    Price,
    Remark,
    RemarkKind,
    SetupGuide,
    Source,
    Unit,
)
from core.files.data_files import Problem, Row
from core.files.scalars import MOST_SLUG, SLUG

YES_NO_ADDON = ("yes", "no", "add-on")
APP_KEYS = ("app", "name", "category", "website", "sources")
PARTS = ("claims", "prices", "remarks", "setup", "benchmarks")
SOURCE_KEYS = (
    *("title", "url", "publisher", "kind", "read", "dated", "older_copy", "quality", "cites"),
    "note",
)
PRICE_KEYS = (
    *("plan", "name", "low", "high", "currency", "per", "unit", "billing", "included", "sso"),
    *("scim", "negotiated", "note", "source"),
)
BENCHMARK_KEYS = (
    *("employees", "orphaned_accounts", "unused_licences", "it_hours"),
    *("unused_licence_cost", "it_labour_cost", "compliance_cost", "basis", "inferred", "note"),
    "source",
)


class AppFiles:
    """One pass over the files, adding to the bundle."""

    def __init__(
        self,
        files: Folder,
        values: RowValues,
        bundle: Bundle,
        interests: dict[str, str],
        plans: PlanNames,
    ) -> None:
        self.files = files
        self.values = values
        self.bundle = bundle
        self.interests = interests
        self.plans = plans
        self.first_seen: dict[str, str] = {}

    def read(self) -> None:
        for path in sorted((self.files.path / "apps").glob("*.yaml")):
            self._file(path)

    def _file(self, path: Path) -> None:
        name = self.files.name(path)
        before = len(self.values.problems)
        row = self.files.yaml(path)
        if not isinstance(row, Row):
            if len(self.values.problems) == before:
                self.values.problems.append(
                    Problem(name, 1, "is not an app.", "See data/catalog/README.md for the form.")
                )
            return
        self.values.only(row, (*APP_KEYS, *PARTS))
        app = self._slug(row, path)
        if app is None:
            return
        self.first_seen[app] = name
        self.bundle.apps[app] = App(
            id=app,
            name=self.values.text(row, "name", required=True, most=200) or app,
            category=self.values.text(row, "category"),
            website=self.values.url(row, "website"),
            depth="described",
        )
        self._parts(app, row, name)

    def _slug(self, row: Row, path: Path) -> str | None:
        app = self.values.slug(row, "app")
        if app is not None and app in self.first_seen:
            self.values.note(
                row,
                f"the app {app!r} is already in {self.first_seen[app]}.",
                "Join the two files, or choose another slug.",
                key="app",
            )
            return None
        if app is not None and app != path.stem:
            self.values.note(
                row,
                f"the file is named {path.name} but holds {app!r}.",
                f"Rename it to {app}.yaml.",
                key="app",
            )
        return app

    def _parts(self, app: str, row: Row, name: str) -> None:
        sources = self._sources(app, row)
        for part, read in (
            ("claims", self._claim),
            ("prices", self._price),
            ("remarks", self._remark),
            ("setup", self._setup),
            ("benchmarks", self._benchmark),
        ):
            for item in self.files.rows(row.get(part), name, row.lines.get(part, 1)):
                read(app, item, self._source_of(item, app, sources))

    def _sources(self, app: str, row: Row) -> dict[str, Source | None]:
        """Sources by key; ``None`` for one that stands there but cannot be used."""
        found: dict[str, Source | None] = {}
        sources = row.get("sources")
        if not isinstance(sources, Row):
            self.values.note(
                row, "lacks 'sources'.", "Every fact needs one: title, url, publisher, kind, read."
            )
            return found
        for key, item in sources.items():
            if not SLUG.fullmatch(key) or len(key) > MOST_SLUG:
                self.values.note(
                    sources,
                    f"the source's name {key!r:.60} is not a slug.",
                    "Use a-z, 0-9 and single dashes.",
                    key=key,
                )
            elif not isinstance(item, Row):
                self.values.note(
                    sources,
                    f"source {key!r} has no title, url, publisher, kind.",
                    "Add them in braces.",
                    key=key,
                )
            else:
                found[key] = self._source(f"{app}/{key}", item)
                continue
            found[key] = None
        return found

    def _source(self, source_id: str, row: Row) -> Source | None:
        self.values.only(row, SOURCE_KEYS)
        source = self.values.source(source_id, row, self.interests)
        if source is not None:
            self.bundle.sources[source.id] = source
        return source

    def _source_of(self, row: Row, app: str, sources: dict[str, Source | None]) -> Source | None:
        key = self.values.text(row, "source", required=True)
        if key is not None and key not in sources:
            self.values.note(
                row,
                f"source {key!r:.60} is not among the sources of {app}.",
                f"Add it under sources:, or use one of: {', '.join(sorted(sources))}.",
                key="source",
            )
        return None if key is None else sources.get(key)

    def _claim(self, app: str, row: Row, source: Source | None) -> None:
        self.values.only(row, ("field", "idp", "value", "disputes", "note", "source"))
        fact = self.values.member(row, "field", Fact, required=True)
        idp = self.values.idp(row)
        note = self.values.text(row, "note")
        if fact is None:
            return
        value = self.values.fact_value(row, fact)
        allowed = CLOSED_VALUES.get(fact)
        disputes = (
            self.values.one_of(row, "disputes", allowed)
            if allowed
            else self.values.text(row, "disputes")
        )
        if value is not None and source is not None:
            self.bundle.claims.append(claim(app, idp, fact, value, source, note, disputes))
        self.plans.claimed(app, fact, value, row, "value")

    def _price(self, app: str, row: Row, source: Source | None) -> None:
        self.values.only(row, PRICE_KEYS)
        slug = self.values.slug(row, "plan")
        name = self.values.text(row, "name", required=True, most=200)
        unit = self.values.member(row, "unit", Unit, required=True)
        currency = self.values.currency(row)
        low, high = self.values.decimal(row, "low"), self.values.decimal(row, "high")
        if low is not None and high is not None and low > high:
            self.values.note(row, f"low {low} is above high {high}.", "Swap them.", key="low")
        price = partial(
            Price,
            app_id=app,
            plan_slug=slug or "",
            low=low,
            high=high,
            currency=currency or "",
            period=self.values.member(row, "per", Period),
            unit=unit or Unit.FLAT,
            billing=self.values.text(row, "billing"),
            included=self.values.text(row, "included"),
            has_sso=self.values.one_of(row, "sso", YES_NO_ADDON),
            has_scim=self.values.one_of(row, "scim", YES_NO_ADDON),
            negotiated=self.values.flag(row, "negotiated"),
            note=self.values.text(row, "note"),
        )
        if slug and name:
            self.plans.priced(app, slug, name, row)
        if not (slug and name and unit and currency and source):
            return
        plans = self.bundle.plans
        position = sum(1 for known_app, _slug in plans if known_app == app)
        plans.setdefault((app, slug), Plan(app_id=app, slug=slug, name=name, position=position))
        self.bundle.prices.append(price(source_id=source.id, as_of=as_of(source)))

    def _remark(self, app: str, row: Row, source: Source | None) -> None:
        self.values.only(row, ("about", "topic", "text", "source"))
        kind = self.values.member(row, "about", RemarkKind, required=True)
        topic = self.values.text(row, "topic")
        text = self.values.text(row, "text", required=True)
        if kind is RemarkKind.PLAN_FEATURE:
            self.plans.featured(app, topic, row)
        if kind and text and source:
            self.bundle.remarks.append(
                Remark(app_id=app, kind=kind, topic=topic, text=text, source_id=source.id)
            )

    def _setup(self, app: str, row: Row, source: Source | None) -> None:
        self.values.only(row, ("idp", "how", "place", "docs", "note", "source"))
        idp = self.values.idp(row, required=True)
        how = self.values.text(row, "how", required=True)
        guide = partial(
            SetupGuide,
            app_id=app,
            idp_id=idp or "",
            how=how or "",
            place=self.values.text(row, "place"),
            docs=self.values.url(row, "docs"),
            note=self.values.text(row, "note"),
        )
        if idp and how and source:
            self.bundle.setup_guides.append(guide(source_id=source.id))

    def _benchmark(self, app: str, row: Row, source: Source | None) -> None:
        self.values.only(row, BENCHMARK_KEYS)
        if row.get("employees") is None:
            self.values.note(row, "lacks 'employees'.", "Say for how many people.")
        count = partial(self.values.count, row)
        employees = count("employees")
        basis = self.values.text(row, "basis", required=True)
        benchmark = partial(
            Benchmark,
            app_id=app,
            employees=employees or 0,
            orphaned_accounts=count("orphaned_accounts"),
            unused_licences=count("unused_licences"),
            it_hours=count("it_hours"),
            unused_licence_cost=count("unused_licence_cost"),
            it_labour_cost=count("it_labour_cost"),
            compliance_cost=count("compliance_cost"),
            basis=basis or "",
            inferred=self.values.flag(row, "inferred"),
            note=self.values.text(row, "note"),
        )
        if employees is not None and basis and source:
            self.bundle.benchmarks.append(benchmark(source_id=source.id))
