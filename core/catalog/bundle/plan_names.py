"""One plan, one name: what claims say a plan is called must be found among the plans."""

from dataclasses import dataclass

from core.catalog.bundle.row_values import RowValues
from core.catalog.models import App, Fact
from core.catalog.names import plan_key, plan_spellings
from core.files.data_files import Row

PLAN_FACTS = frozenset({Fact.SCIM_PLAN, Fact.SSO_PLAN})


@dataclass(frozen=True)
class _Written:
    """A plan as one row writes it."""

    plan: str
    row: Row
    key: str


class PlanNames:
    """Collects where plans are named, then notes those that are one plan under two names."""

    def __init__(self, values: RowValues) -> None:
        self.values = values
        self._priced: dict[str, list[tuple[str, str, Row]]] = {}
        self._claimed: dict[str, list[_Written]] = {}
        self._featured: dict[str, list[_Written]] = {}

    def priced(self, app: str, slug: str, name: str, row: Row) -> None:
        """A row of ``prices`` has this plan."""
        self._priced.setdefault(app, []).append((slug, name, row))

    def claimed(self, app: str, fact: Fact, value: str | None, row: Row, key: str) -> None:
        """A claim's value names a plan, where its field is about one."""
        if value and fact in PLAN_FACTS:
            self._claimed.setdefault(app, []).append(_Written(value, row, key))

    def featured(self, app: str, plan: str | None, row: Row) -> None:
        """A remark says what begins with this plan."""
        self._featured.setdefault(app, []).append(_Written(plan or "", row, "topic"))

    def check(self, apps: dict[str, App]) -> None:
        """Note every plan that has two slugs, and every claim that spells one differently."""
        for app in sorted({*self._priced, *self._claimed, *self._featured} & apps.keys()):
            known = self._doubles(apps[app])
            slugs = {slug for slug, _name, _row in self._priced.get(app, [])}
            for said in self._featured.get(app, []):
                if said.plan not in slugs:
                    self.values.note(
                        said.row,
                        f"'topic' is {said.plan!r:.60}, none of the plans in prices.",
                        f"Use one of: {', '.join(sorted(slugs))}.",
                        key="topic",
                    )
            for said in self._claimed.get(app, []):
                alike = known.setdefault(plan_key(app, apps[app].name, said.plan), said.plan)
                if said.plan not in (*slugs, alike):
                    self.values.note(
                        said.row,
                        f"{said.key!r} is {said.plan!r:.60}: the plan {alike!r:.60} in another "
                        "spelling.",
                        f"Write {alike}; the source's own words belong in the note.",
                        key=said.key,
                    )

    def _doubles(self, app: App) -> dict[str, str]:
        """Each plan's slug by its slug and name, and a problem for the second of two alike."""
        known: dict[str, str] = {}
        for slug, name, row in self._priced.get(app.id, []):
            for written in (slug, *plan_spellings(name)):
                other = known.setdefault(plan_key(app.id, app.name, written), slug)
                if other != slug:
                    self.values.note(
                        row,
                        f"the plans {other!r} and {slug!r} have the same name: {written!r:.60}.",
                        "Give both one slug, or name them apart.",
                        key="plan",
                    )
                    break
        return known
