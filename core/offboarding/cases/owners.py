"""Who does the steps of a case, and who will not see theirs: said before it is opened. Pure."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from core.identity.values import FINANCE, HR, IT, SECURITY, Owners, Standing, several
from core.names import name_key
from core.offboarding.models import OwnerRole, StepKind
from core.offboarding.steps.planned_step import PlannedStep
from core.offboarding.views import Opening

GROUPS = {
    OwnerRole.OPERATOR: IT,
    OwnerRole.SECURITY: SECURITY,
    OwnerRole.HR: HR,
    OwnerRole.FINANCE: FINANCE,
    # Who steps in where nobody is named, or who is named leaves or may not work.
    OwnerRole.APP_OWNER: IT,
    OwnerRole.MANAGER: HR,
}
"""Whose steps a role's are; a person goes before."""


@dataclass
class Assignment:
    """Finds the owner of each step, and collects what is to be said of it."""

    opening: Opening
    owners: Owners
    leaver: Collection[str] = ()
    """User names and addresses of the leaver's accounts, in lower case."""
    missing: dict[str, None] = field(default_factory=dict)

    def of(self, role: OwnerRole, app: tuple[str, str | None] | None) -> str:
        """The owner of a step. ``app``: the name of its app, and who owns that."""
        group = GROUPS[role]
        if role is OwnerRole.MANAGER:
            nobody = f"No manager named. The manager's steps go to {group}."
            return self._person(self.opening.manager, "the manager", nobody, group)
        if role is OwnerRole.APP_OWNER and app is not None:
            name, owner = app
            if owner and self._leaves(owner):
                successor = self.opening.hand_over_to
                owner = None if successor and self._leaves(successor) else successor
                said = f"{name} is owned by the person who leaves."
                self.missing[said if owner else f"{said} Its steps go to {group}."] = None
                if not owner:
                    return group
            nobody = f"No owner for {name}. Its steps go to {group}."
            return self._person(owner, f"the owner of {name}", nobody, group)
        return group

    def _person(self, who: str | None, what: str, nobody: str, group: str) -> str:
        if not who:
            self.missing[nobody] = None
            return group
        if self._leaves(who):
            self.missing[f"{who} is {what} and leaves: the steps go to {group}."] = None
            return group
        if reason := self.owners.why_not(who):
            self.missing[
                f"{who} is {what} and {reason}, which cannot work steps: they go to {group}."
            ] = None
            return group
        return who

    def _leaves(self, owner: str) -> bool:
        if owner.strip().casefold() in self.owners.groups:  # which may be called as a person is
            return False
        leaver = {self.opening.email.casefold(), *self.leaver}
        is_name = name_key(owner) == name_key(self.opening.person)
        return is_name or owner.strip().casefold() in leaver


def warnings(
    steps: Sequence[PlannedStep],
    owners: Owners,
    app_name: Callable[[str], str],
    *,
    manager: str | None,
    restricted: bool,
) -> list[str]:
    """Which owners have no account, which groups are empty, who sees steps of a restricted case,
    and whether anybody could approve."""
    of_owner: dict[str, list[PlannedStep]] = {}
    for step in steps:
        if step.owner:
            of_owner.setdefault(step.owner, []).append(step)
    found = []
    for owner, theirs in of_owner.items():
        count = "1 step" if len(theirs) == 1 else f"{len(theirs)} steps"
        standing = owners.standing(owner)
        if standing is Standing.EMPTY_GROUP:
            found.append(f"{owner} has no members: {count} will be on no one's list.")
        elif standing is Standing.SHARED:
            found.append(f"{several(owner)} Until then, {count} will be on no one's list.")
        elif standing is Standing.UNKNOWN:
            what = _what(owner, theirs, manager, app_name) or f"owns {count}"
            found.append(
                f"{owner} {what} and has no account here: they will not see their {count}."
            )
        elif standing is Standing.GROUP and restricted:
            found.append(
                f"Members of {owner} see the {count} of {owner}, and nothing else of the case."
            )
    approval = next((step for step in steps if step.kind is StepKind.APPROVAL), None)
    if approval and owners.people < 2:
        found.append(
            f"“{approval.title}” takes someone who did none of the other steps, and only one "
            "account here can work them. Add the second one first: an account that is made after "
            "the case was opened may not count."
        )
    return found


def _what(
    owner: str, steps: Sequence[PlannedStep], manager: str | None, app_name: Callable[[str], str]
) -> str:
    apps = list(dict.fromkeys(app_name(step.app) for step in steps if step.app))
    told = [f"owns {', '.join(apps)}"] if apps else []
    if owner == manager:
        told.append("is the manager")
    return " and ".join(told)
