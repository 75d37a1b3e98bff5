"""The catalogue's tables: what IdPs list, pairs of prices, and other names of apps."""

from datetime import date
from functools import partial

from core.catalog.bundle.folder import Folder
from core.catalog.bundle.plan_names import PlanNames
from core.catalog.bundle.row_values import RowValues, terms_of
from core.catalog.bundle.rows import Bundle, as_of, claim
from core.catalog.models import (
    CLOSED_VALUES,
    UNKNOWN,
    Alias,
    App,
    Authority,
    Fact,
    Period,
    PricePair,
    Source,
)
from core.catalog.names import normalise
from core.files.data_files import Problem, Row

LISTING_COLUMNS = (
    *("app", "name", "idp", "sso", "provisioning", "disputes", "protocols", "operations"),
    *("deprovisioning", "plan", "idp_plan", "note", "title", "url", "sso_url", "publisher"),
    *("kind", "dated", "read"),
)
PAIR_COLUMNS = (
    *("app", "name", "website", "base", "base_unit", "base_per", "with_sso", "sso_unit"),
    *("sso_per", "currency", "stated_increase_percent", "increase_doubt", "cites", "dated"),
    *("note",),
)
ALIAS_COLUMNS = ("alias", "app")
PAIRS_TITLE = "SSO Wall of Shame price list (sso.tax)"
PAIRS_PUBLISHER = "robchahin/sso-wall-of-shame"
PAIRS_URL = "https://github.com/robchahin/sso-wall-of-shame"
PAIRS_READ_ON = date(2026, 11, 23)


class TableFiles:
    """One pass over the tables, adding to the bundle. Apps they name first are *listed* ones."""

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
        self.first_seen: dict[str, tuple[str, int]] = {}

    def read(self) -> None:
        before = len(self.files.problems)
        listings = list(self.files.csv_rows("listings.csv", LISTING_COLUMNS))
        pairs = list(self.files.csv_rows("price_pairs.csv", PAIR_COLUMNS))
        complete = len(self.files.problems) == before
        for row in listings:
            self._listing(row)
        for row in pairs:
            self._pair(row)
        for row in self.files.csv_rows("aliases.csv", ALIAS_COLUMNS):
            self._alias(row, complete=complete)
        self._clashes()

    def _app(self, row: Row) -> str | None:
        app = self.values.slug(row, "app")
        name = self.values.text(row, "name", required=True, most=200)
        if app is not None and app not in self.bundle.apps:
            self.bundle.apps[app] = App(id=app, name=name or app, depth="listed")
            self.first_seen[app] = (row.file, row.line)
        return app

    def _listing(self, row: Row) -> None:
        app = self._app(row)
        idp = self.values.idp(row, required=True)
        sso = self.values.one_of(row, "sso", CLOSED_VALUES[Fact.SSO], required=True)
        provisioning, disputes, deprovisioning = (
            self.values.one_of(row, key, CLOSED_VALUES[fact], required=required)
            for key, fact, required in (
                ("provisioning", Fact.PROVISIONING, True),
                ("disputes", Fact.PROVISIONING, False),
                ("deprovisioning", Fact.DEPROVISIONING, False),
            )
        )
        sso_url = self.values.url(row, "sso_url")
        note = self.values.text(row, "note")
        source_id = self.bundle.free_source_id(f"{app}/{idp}-listing")
        # A listing's note belongs to its claims; its source has none of its own.
        about = {key: value for key, value in row.items() if key != "note"}
        source = self.values.source(source_id, Row(row.file, row.line, about), self.interests)
        if not (app and idp and sso and provisioning and source):
            return
        self.bundle.sources[source.id] = source
        sso_source = self._sso_article(source, sso_url) if sso_url else source
        add = self.bundle.claims.append
        add(claim(app, idp, Fact.SSO, sso, sso_source, note))
        add(claim(app, idp, Fact.PROVISIONING, provisioning, source, note, disputes))
        if deprovisioning:
            add(claim(app, idp, Fact.DEPROVISIONING, deprovisioning, source, note))
        plan = Fact.SCIM_PLAN if provisioning != UNKNOWN else Fact.SSO_PLAN
        for key, fact in (
            ("protocols", Fact.PROTOCOLS),
            ("operations", Fact.OPERATIONS),
            ("plan", plan),
            ("idp_plan", Fact.IDP_PLAN),
        ):
            value = self.values.text(row, key)
            if value:
                add(claim(app, idp, fact, terms_of(value, "|"), source))
                self.plans.claimed(app, fact, value, row, key)

    def _sso_article(self, source: Source, url: str) -> Source:
        article = Source(
            **source.model_dump(exclude={"id", "title", "url", "dated"}),
            id=self.bundle.free_source_id(f"{source.id}-sso"),
            title=source.title.replace("provisioning article", "SSO article"),
            url=url,
        )
        self.bundle.sources[article.id] = article
        return article

    def _pair(self, row: Row) -> None:
        app = self._app(row)
        website = self.values.url(row, "website")
        day = self.values.day(row, "dated", required=True)
        currency = self.values.currency(row)
        pair = partial(
            PricePair,
            app_id=app or "",
            base=self.values.decimal(row, "base"),
            base_unit=self.values.text(row, "base_unit"),
            base_period=self.values.member(row, "base_per", Period),
            with_sso=self.values.decimal(row, "with_sso"),
            sso_unit=self.values.text(row, "sso_unit"),
            sso_period=self.values.member(row, "sso_per", Period),
            currency=currency or "",
            stated_increase_percent=self.values.text(row, "stated_increase_percent"),
            increase_doubt=self.values.text(row, "increase_doubt"),
            note=self.values.text(row, "note"),
        )
        if not (app and day and currency):
            return
        listed = self.bundle.apps[app]
        listed.website = listed.website or website
        source = self._pair_source(app, row)
        self.bundle.price_pairs.append(pair(source_id=source.id, as_of=as_of(source)))

    def _pair_source(self, app: str, row: Row) -> Source:
        source = Source(
            id=self.bundle.free_source_id(f"{app}/sso-price-list"),
            title=PAIRS_TITLE,
            url=PAIRS_URL,
            publisher=PAIRS_PUBLISHER,
            authority=Authority.THIRD_PARTY,
            interest=self.interests.get(PAIRS_PUBLISHER),
            dated=self.values.text(row, "dated"),
            read_on=PAIRS_READ_ON,
            cites=self.values.text(row, "cites"),
        )
        self.bundle.sources[source.id] = source
        return source

    def _alias(self, row: Row, *, complete: bool) -> None:
        app = self.values.text(row, "app", required=True)
        written = self.values.text(row, "alias", required=True, most=200)
        if not app or not written:
            return
        alias = normalise(written)
        known = self.bundle.aliases.get(alias)
        if not alias:
            self.values.note(row, f"{written!r} has no letter a-z or digit.", "Remove it.")
        elif app not in self.bundle.apps:
            # Where a table could not be read its apps are missing: one problem, not hundreds.
            if complete:
                self.values.note(
                    row, f"unknown app {app!r:.60}.", "Use the slug of an app in the catalogue."
                )
        elif alias in self.bundle.apps and alias != app:
            self.values.note(row, f"{alias!r} is itself an app.", "Remove the alias.")
        elif known is not None and known.app_id != app:
            self.values.note(
                row, f"{alias!r} already means {known.app_id!r}.", "Keep one of the two."
            )
        else:
            self.bundle.aliases[alias] = Alias(alias=alias, app_id=app)

    def _clashes(self) -> None:
        """Note two apps of one name: people could never say which they mean."""
        seen: dict[str, str] = {}
        for app in self.bundle.apps.values():
            other = seen.setdefault(app.name.casefold(), app.id)
            if other != app.id:
                file, line = self.first_seen.get(
                    app.id, (f"{self.files.path.name}/apps/{app.id}.yaml", 1)
                )
                self.values.problems.append(
                    Problem(
                        file,
                        line,
                        f"the apps {other!r} and {app.id!r} have the same name {app.name!r}.",
                        "Make one an alias of the other, or name them apart.",
                    )
                )
