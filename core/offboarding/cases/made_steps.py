"""Steps that no checklist has, because they come from what is known of the person's accounts. Pure.

Who is asked to look in apps of which no list is known, and who replaces an app's only
administrator before they go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.names import in_a_row
from core.offboarding.checklists.applicable_steps import Placed
from core.offboarding.checklists.checklist import Checklist, Scope, StepTemplate
from core.offboarding.checklists.where import Where
from core.offboarding.models import (
    CaseKind,
    EvidenceNeed,
    OwnerRole,
    Phase,
    StepKind,
)
from core.offboarding.offset import Offset
from core.offboarding.progress.account_steps import takes_account

_LOOK = (
    "No current list of the users of {apps} is known here. Look {person} up there, also under "
    "another address, as a guest or as an administrator, and say where there is an account. Its "
    "steps are added for you; where there is none, nothing else is to be done."
)
_LOOK_WHY = "An account that nobody looked for is the one that stays open."
_ADMINISTRATOR = (
    "{person} is the only administrator of {app} that its list shows. Make someone else an "
    "administrator, and check that they can get in, before the account is removed."
)
_ADMINISTRATOR_WHY = "Once the last administrator is gone, no one can administer the app."
ADMINISTRATOR = "administrator"
NAMED = 3
"""So many apps are named in the title of a question; of more, one fewer and how many follow."""
_MADE = Checklist("", "", Scope.PERSON, None, None, (), "")
_TEMPLATE = StepTemplate(
    id="",
    title="",
    do="",
    why="",
    kind=StepKind.MANUAL,
    phase=Phase.REMOVE,
    owner=OwnerRole.APP_OWNER,
    due={CaseKind.INVOLUNTARY: Offset(), None: Offset(days=-1)},
    after=(),
    evidence=EvidenceNeed.NONE,
    controls=("CC6.2", "A.5.18"),
    kinds=frozenset(CaseKind),
    removes_access=False,
    urgent=True,
    sources=(),
    at_once=True,
)


def look_steps(
    apps_of_owner: Mapping[str, Sequence[tuple[str, Where]]],
) -> list[tuple[Placed, str]]:
    """One step for each owner (``IT``) of apps, given by name and where to look; whose it is."""
    return [
        (Placed(f"look/{number}", None, _look(apps), _MADE), owner)
        for number, (owner, apps) in enumerate(apps_of_owner.items(), 1)
    ]


def _look(apps: Sequence[tuple[str, Where]]) -> StepTemplate:
    names = [name for name, _where in apps]
    known = [(name, where.member_list) for name, where in apps if where.member_list]
    return replace(
        _TEMPLATE,
        id="look",
        title=f"Look in {_named(names)}: does {{person}} have an account?",
        do="\n".join(
            (
                _LOOK.replace("{apps}", in_a_row(names)),
                *(f"In {name}: {click.text}" for name, click in known),
            )
        ),
        sources=tuple(dict.fromkeys(click.source for _name, click in known)),
        why=_LOOK_WHY,
        kind=StepKind.LOOK,
    )


def _named(apps: Sequence[str]) -> str:
    """Which they are, so that the rows of two owners differ; of many, the first."""
    if len(apps) > NAMED:
        return in_a_row([*apps[: NAMED - 1], f"{len(apps) - NAMED + 1} more"])
    return in_a_row(apps)


def before_the_only_administrator(app: str, items: Sequence[Placed]) -> list[Placed]:
    """An app's steps where the person is its only administrator: first someone else becomes one."""
    first = replace(
        _TEMPLATE,
        id=ADMINISTRATOR,
        title="Make someone else an administrator of {app}",
        do=_ADMINISTRATOR,
        why=_ADMINISTRATOR_WHY,
        phase=Phase.HAND_OVER,
        evidence=EvidenceNeed.ANY,
        controls=("A.8.2", "CC6.3"),
    )
    after = [
        replace(one, step=replace(one.step, after=(*one.step.after, ADMINISTRATOR)))
        if takes_account(one.key) and one.step.removes_access
        else one
        for one in items
    ]
    return [Placed(f"{app}/{ADMINISTRATOR}", app, first, _MADE), *after]


def as_administrator(item: Placed) -> Placed:
    """The same step, which says that the account is an administrator's."""
    if not (takes_account(item.key) and item.step.removes_access):
        return item
    said = f"{{person}} is an administrator in {{app}}. {item.step.do}"
    return replace(item, step=replace(item.step, do=said))
