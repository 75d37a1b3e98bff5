"""What to do next, and why: one to three of what would help most. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.advice.values import DecisionStatus, DecisionView
from core.names import in_a_row
from core.overview.exposure import stack_target
from core.overview.kind import counted
from core.overview.values import Attention, Suggestion, Target
from core.rights import Action
from core.stack.values import AppCoverage, Removal, StackPart

MOST = 3
START = Target("start")
NAMED = 3
"""So many apps are named; more are counted."""


@dataclass(frozen=True)
class Situation:
    """What suggestions are made from. ``allows``: whether the viewer's role includes an action."""

    attentions: Sequence[Attention]
    covered: Sequence[AppCoverage]
    """Our apps with their routes."""
    has_idps: bool
    decisions: Sequence[DecisionView]
    open_cases: int | None
    """``None``: the viewer does not see cases."""
    allows: Callable[[Action], bool]
    listed: Sequence[str] = ()
    """Names of apps whose accounts are known and that are not in our stack."""

    without_members: Mapping[str, int] = field(default_factory=dict)
    """Groups in which no one can work, and how many unfinished steps each owns."""

    def count(self, key: str) -> int:
        """How many there are of a kind of attention; 0 where there is none."""
        return next((one.count or 0 for one in self.attentions if one.key == key), 0)

    def has(self, key: str) -> bool:
        """Whether there is such an attention."""
        return any(one.key == key for one in self.attentions)


def suggestions(situation: Situation) -> tuple[Suggestion, ...]:
    """The first three of those that the viewer can follow."""
    found = [
        suggestion
        for rule, needs in RULES
        if situation.allows(needs)
        for suggestion in rule(situation)
    ]
    return tuple(found[:MOST])


def _apps(situation: Situation) -> Iterator[Suggestion]:
    if situation.listed:
        named = ", ".join(situation.listed[:NAMED])
        more = len(situation.listed) - NAMED
        yield Suggestion(
            "listed",
            f"Add {counted(len(situation.listed), 'app')} to our stack",
            f"{named}{f' and {more:,} more' if more > 0 else ''}: their accounts are known, and "
            "until they are in our stack nobody knows who removes a leaver from them.",
            "Add",
            Target("stack"),
        )
    elif not situation.covered:
        yield Suggestion(
            "start",
            "Add the apps you use",
            "Who removes a leaver, what it costs and who does what all follow from that list.",
            "Start",
            START,
        )
    elif not situation.has_idps:
        yield Suggestion(
            "start",
            "Say which identity provider you use",
            "Until then nobody knows which apps remove leavers automatically.",
            "Start",
            START,
        )


def _switched_on(situation: Situation) -> Iterator[Suggestion]:
    number = sum(one.route.removal is Removal.UNCONFIRMED for one in situation.covered)
    if number:
        yield Suggestion(
            "switched-on",
            f"Confirm automatic removal in {counted(number, 'app')}",
            "It can be automatic; whether provisioning is switched on is not known.",
            "Confirm",
            stack_target(StackPart.IDP_CAN),
        )


def _channel(situation: Situation) -> Iterator[Suggestion]:
    if situation.has("channel"):
        waiting = situation.open_cases or 0
        reason = "Reminders have nowhere to go."
        if waiting:
            reason = f"{counted(waiting, 'case')} open, and reminders have nowhere to go."
        yield Suggestion("channel", "Add a channel", reason, "Add channel", Target("notifications"))


def _members(situation: Situation) -> Iterator[Suggestion]:
    """All of a group's steps find somebody at once; a new installation begins so."""
    groups = situation.without_members
    if groups:
        steps = sum(groups.values())
        yield Suggestion(
            "members",
            f"Say who is in {in_a_row([*groups])}",
            f"{counted(steps, 'step')} {'goes' if steps == 1 else 'go'} to "
            f"{'this group' if len(groups) == 1 else 'these groups'}, and no one is in "
            f"{'it' if len(groups) == 1 else 'them'} yet.",
            "Add members",
            Target("groups"),
        )


def _unassigned(situation: Situation) -> Iterator[Suggestion]:
    number = situation.count("unassigned")
    if situation.allows(Action.ACCOUNT_MANAGE):
        number -= sum(situation.without_members.values())  # whose members they can name at once
    if number > 0:
        yield Suggestion(
            "assign",
            f"Assign {counted(number, 'step')}",
            "Nobody is reminded of a step that is nobody's.",
            "Assign",
            Target("work", {"view": "unassigned"}),
        )


def _proposed(situation: Situation) -> Iterator[Suggestion]:
    # The oldest first: it has waited longest.
    for one in reversed(situation.decisions):
        if one.status is DecisionStatus.PROPOSED:
            yield Suggestion(
                f"accept-{one.id}",
                f"{one.number} {one.app_name} awaits approval",
                "A proposed decision changes nothing until it is accepted.",
                "Review",
                Target("decisions", {"decision": str(one.id)}),
            )
            return


def _stale(situation: Situation) -> Iterator[Suggestion]:
    for one in reversed(situation.decisions):
        if one.is_stale and one.status is DecisionStatus.ACCEPTED:
            yield Suggestion(
                f"review-{one.id}",
                f"Review {one.number} {one.app_name}",
                one.changes[0],
                "Review",
                Target("decisions", {"decision": str(one.id)}),
            )
            return


def _plan(situation: Situation) -> Iterator[Suggestion]:
    """The app with most seats that a plan would automate, and on which nothing is decided."""
    superseded = DecisionStatus.SUPERSEDED
    decided = {one.app for one in situation.decisions if one.status is not superseded}
    found = [
        one
        for one in situation.covered
        if one.route.needs_plan and one.exposed_seats and one.entry.app not in decided
    ]
    first = max(found, key=lambda one: one.exposed_seats or 0, default=None)
    if first is None:
        return
    plan, seats = first.route.needs_plan, counted(first.exposed_seats or 0, "seat")
    yield Suggestion(
        f"decide-{first.entry.app}",
        f"Decide on {first.entry.name}",
        f"{seats} without automatic removal; {plan} has SCIM.",
        "See options",
        Target("wizard", {"app": first.entry.app}),
    )


def _owners(situation: Situation) -> Iterator[Suggestion]:
    number = situation.count("owners")
    if number:
        yield Suggestion(
            "owners",
            f"Name {'the owner' if number == 1 else 'owners'} of {counted(number, 'app')}",
            "Steps in an app go to its owner.",
            "Name owners",
            stack_target(StackPart.WITHOUT_OWNER),
        )


def _seats(situation: Situation) -> Iterator[Suggestion]:
    number = sum(one.exposed_seats is None for one in situation.covered)
    if number:
        yield Suggestion(
            "seats",
            f"Enter seats of {counted(number, 'app')}",
            "Until then cost and exposure leave them out.",
            "Enter seats",
            stack_target(StackPart.WITHOUT_SEATS),
        )


def _first_case(situation: Situation) -> Iterator[Suggestion]:
    if situation.covered and situation.open_cases == 0:
        yield Suggestion(
            "case",
            "See what a leaver would take",
            "The preview lists every step for one person; nothing is stored until you open it.",
            "Preview",
            Target("leaving"),
        )


RULES: tuple[tuple[Callable[[Situation], Iterator[Suggestion]], Action], ...] = (
    (_apps, Action.STACK_EDIT),
    (_members, Action.ACCOUNT_MANAGE),
    (_unassigned, Action.CASE_WORK),
    (_switched_on, Action.STACK_EDIT),
    (_proposed, Action.ADVICE_DECIDE),
    (_channel, Action.CHANNEL_MANAGE),
    (_stale, Action.ADVICE_DECIDE),
    (_plan, Action.ADVICE_DRAFT),
    (_owners, Action.STACK_EDIT),
    (_seats, Action.STACK_EDIT),
    (_first_case, Action.CASE_OPEN),
)
"""What can be suggested, the most helpful first, and the right that it needs to be followed."""
