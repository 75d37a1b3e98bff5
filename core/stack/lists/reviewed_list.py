"""A list of apps with what a person said of its unclear rows: what adding it would do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.catalog.service import is_near
from core.stack.entries import StackFields
from core.stack.lists.importing import ImportedRow, ImportPlan

_NO_CHOICE: Mapping[int, str] = {}


class Kept(StrEnum):
    """What becomes of a name that the catalogue does not know. Its values are no app's id."""

    AS_OURS = "+ours"
    """It is added as an app of our own."""
    NOT = "-left-out"


@dataclass(frozen=True)
class ReviewedList:
    """``meant``: line → the app that a name means, or a :class:`Kept`; ``plans``: line → the plan.

    A name that may be a typing error of a known one waits for somebody to say so; any other name
    is kept as our own app.
    """

    plan: ImportPlan
    near: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Line of an unknown name → the apps that it may mean."""
    meant: Mapping[int, str] = field(default_factory=dict)
    plans: Mapping[int, str] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, StackFields]:
        """App of the catalogue → what the list says of it; of two rows the first counts."""
        found: dict[str, StackFields] = {}
        for row in self.plan.rows:
            app = row.app or self.meant.get(row.line)
            if app and app not in list(Kept):
                said = replace(row.fields, plan=self.plans.get(row.line, row.fields.plan))
                found.setdefault(app, said)
        return found

    @property
    def new(self) -> list[ImportedRow]:
        """Rows that become apps of our own, each name once."""
        rows = [row for row in self.plan.unmatched if self._meaning(row) == Kept.AS_OURS]
        return list({row.name.casefold(): row for row in reversed(rows)}.values())[::-1]

    @property
    def undecided(self) -> list[ImportedRow]:
        """Rows of which nobody has said yet what they mean: they are left out."""
        return [row for row in self.plan.unmatched if self._meaning(row) is None]

    @property
    def unclear(self) -> list[ImportedRow]:
        """Rows that a person is asked about, whatever they said since."""
        return [row for row in self.plan.unmatched if self.near.get(row.line)]

    @property
    def unclear_plans(self) -> list[ImportedRow]:
        """Rows whose plan may be one of the vendor's under another name."""
        return [row for row in self.plan.own_plans if row.plan_guesses]

    def __len__(self) -> int:
        return len(self.known) + len(self.new)

    def _meaning(self, row: ImportedRow) -> str | None:
        by_itself = None if self.near.get(row.line) else Kept.AS_OURS
        return self.meant.get(row.line, by_itself)


def reviewed(
    plan: ImportPlan,
    names: Mapping[str, str],
    aliases: Mapping[str, str],
    meant: Mapping[int, str] = _NO_CHOICE,
    plans: Mapping[int, str] = _NO_CHOICE,
) -> ReviewedList:
    """The plan with what was said of it so far, and the apps that its unknown names may mean."""
    near = {
        row.line: found
        for row in plan.unmatched
        if (found := tuple(g.app for g in row.guesses if is_near(row.name, g.app, names, aliases)))
    }
    return ReviewedList(plan, near, meant, plans)
