"""The bundled checklists under those that were edited here. Pure, and remembered."""

from functools import lru_cache
from typing import NamedTuple

from core.catalog.values import AppSources
from core.config import settings
from core.files.data_files import Problem
from core.files.scalars import SLUG
from core.offboarding.checklists.checklist import ALL, Checklist, Checklists, Scope
from core.offboarding.checklists.files import bundled
from core.offboarding.checklists.reader import ChecklistReader, Known
from core.offboarding.checklists.references import faults

EDITED = " (edited)"


class Edit(NamedTuple):
    """The text of an edited checklist. ``is_app``: there is an app of this id here."""

    id: str
    text: str
    is_app: bool

    @property
    def file(self) -> str:
        """What problems are named by, as a file's are by its name."""
        return self.id + EDITED


@lru_cache(maxsize=32)
def assembled(edits: tuple[Edit, ...]) -> tuple[Checklists, tuple[Problem, ...]]:
    """All checklists; or, with what is wrong with the edits, the bundled ones alone."""
    lists = dict(bundled().lists)
    problems: list[Problem] = []
    for edit in edits:
        before = len(problems)
        found = _read(edit, problems)
        if found is not None and len(problems) == before:
            lists[edit.id] = found
    whole = Checklists(bundled().order, dict(sorted(lists.items())), bundled().controls)
    problems.extend(faults(whole))
    return (bundled(), tuple(problems)) if problems else (whole, ())


def _read(edit: Edit, problems: list[Problem]) -> Checklist | None:
    if not SLUG.fullmatch(edit.id) or edit.id == ALL:
        what = f"{edit.id!r:.60} cannot be the id of a checklist."
        problems.append(Problem(edit.file, 1, what, "Use a-z, 0-9 and single dashes."))
        return None
    apps = AppSources(settings().catalog_dir, (edit.id,) if edit.is_app else ())
    reader = ChecklistReader(problems, Known(apps, bundled().controls))
    found = reader.read(edit.text, edit.file, edit.id)
    original = bundled().lists.get(edit.id)
    if found and original and found.scope is not original.scope:
        what = f"the scope is {found.scope}, the bundled one's {original.scope}."
        problems.append(Problem(edit.file, 1, what, "Keep it, or choose another id."))
    elif found and not original and found.scope is Scope.WAY:
        problems.append(Problem(edit.file, 1, f"there is no way {edit.id!r}.", "Use scope: app."))
    return found
