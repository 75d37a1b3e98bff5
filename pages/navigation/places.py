"""Every page: its name, what it answers, whom it is for; in groups by what people come for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.actor import Actor
from core.rights import Action, may
from pages.ui import addresses


@dataclass(frozen=True)
class Place:
    """A page. ``needs``: what a role must include for it to be offered. One that is not ``listed``
    has no tab: a button or a link leads to it. ``tab``: a shorter name among those of its group."""

    file: str
    title: str
    answers: str
    needs: Action | None = None
    listed: bool = True
    tab: str = ""

    def is_for(self, viewer: Actor) -> bool:
        """Whether the viewer's role includes what the page needs."""
        return self.needs is None or may(viewer, self.needs)


@dataclass(frozen=True)
class Group:
    """Pages that people come to for one thing: an entry of the menu, its pages side by side as
    tabs."""

    title: str
    places: tuple[Place, ...]


HOME = Group(
    "Home",
    (
        Place(addresses.HOME, "Home", "What needs you now."),
        Place(addresses.MISSING, "There is no such page", "", listed=False),
    ),
)
LEAVING = Group(
    "Leaving",
    (
        Place(
            addresses.WORK,
            "My work",
            "What is to be done for leavers, the next due first.",
            Action.CASE_READ,
        ),
        Place(addresses.CASE, "Cases", "Who leaves, when, and how far it is.", Action.CASE_READ),
        Place(
            addresses.LEAVING,
            "Open a case",
            "Who leaves and when: the steps follow from our stack. Nothing is stored until you "
            "open it.",
            Action.CASE_OPEN,
            listed=False,
        ),
    ),
)
ACCOUNTS = Group(
    "Accounts",
    (
        Place(
            addresses.PEOPLE,
            "People",
            "Who works or worked here, and what they have.",
            Action.INVENTORY_READ,
        ),
        Place(
            addresses.PERSON,
            "Person",
            "Everything that one person has, and how it is known.",
            Action.INVENTORY_READ,
            listed=False,
        ),
        Place(
            addresses.ACCOUNTS,
            "Accounts",
            "Every account of our apps, and whose it is.",
            Action.INVENTORY_READ,
        ),
        Place(
            addresses.FINDINGS,
            "Findings",
            "Accounts that should not be as they are, and what to do about each.",
            Action.INVENTORY_READ,
        ),
        Place(
            addresses.FEEDS,
            "Feeds",
            "Where lists of people and accounts come from, and how old they are.",
            Action.INVENTORY_READ,
        ),
    ),
)
OUR_APPS = Group(
    "Our apps",
    (
        Place(addresses.STACK, "Our stack", "The apps we use, and how a leaver gets out of each."),
        Place(
            addresses.STACK_ADVICE,
            "Recommendations",
            "What to do for each of our apps, and what first.",
        ),
        Place(
            addresses.WIZARD,
            "Recommendation",
            "What to do for one app, and why.",
            listed=False,
        ),
        Place(
            addresses.DECISIONS,
            "Decisions",
            "What we chose for which app, why, and whether it still stands.",
        ),
    ),
)
CATALOGUE = Group(
    "Catalogue",
    (
        Place(
            addresses.MATRIX,
            "Support matrix",
            "What each identity provider does with an app's accounts.",
            tab="Matrix",
        ),
        Place(
            addresses.APP,
            "App",
            "What is known of one app, from whom, and where sources disagree.",
            listed=False,
        ),
        Place(
            addresses.COMPARE,
            "Compare",
            "Apps side by side, and what another identity provider would change.",
        ),
        Place(
            addresses.SOURCES,
            "Sources",
            "Where each fact is from, how old it is, and whether its link still answers.",
        ),
    ),
)
COST = Group(
    "Cost",
    (
        Place(
            addresses.CALCULATOR,
            "Calculator",
            "What each option for one app costs over the years, with its uncertainty.",
        ),
        Place(addresses.SCENARIOS, "Scenarios", "Saved calculations, side by side."),
        Place(
            addresses.STACK_COST,
            "Cost of our stack",
            "What it costs to have every app of ours remove leavers automatically.",
            tab="Whole stack",
        ),
    ),
)
SCIM = Group(
    "SCIM",
    (
        Place(
            addresses.CONNECTIONS,
            "SCIM connections",
            "Apps with SCIM: Offramp deactivates the account and checks that it is gone.",
            Action.SCIM_READ,
            tab="Connections",
        ),
        Place(
            addresses.BRIDGE,
            "SCIM bridge",
            "Apps without SCIM: the IdP provisions into Offramp, each change becomes a step.",
            Action.SCIM_READ,
            tab="Bridge",
        ),
        Place(
            addresses.LAB,
            "SCIM lab",
            "Whether an app's SCIM does what Okta and Entra ID need.",
            Action.SCIM_LAB,
            tab="Lab",
        ),
    ),
)
EVIDENCE = Group(
    "Evidence",
    (
        Place(
            addresses.PROOF,
            "Proof",
            "Who left in a period, how long they kept access, and what proves it.",
            Action.CASE_EXPORT,
        ),
        Place(
            addresses.AUDIT,
            "Audit log",
            "Who did what, when, and whether the log is intact.",
            Action.AUDIT_READ,
        ),
    ),
)
SETTINGS = Group(
    "Settings",
    (
        Place(
            addresses.CHECKLISTS,
            "Checklists",
            "What is to be done when a person leaves, moves or is away.",
        ),
        Place(
            addresses.NOTIFICATIONS,
            "Notifications",
            "Where reminders go, whether they arrive, and what runs in the background.",
            Action.CHANNEL_READ,
        ),
        Place(
            addresses.USERS,
            "Users",
            "Who has an account in Offramp, with which role.",
            Action.ACCOUNT_READ,
        ),
        Place(
            addresses.GROUPS,
            "Groups",
            "Whose step it is when a group owns it.",
            Action.CASE_READ,
        ),
        Place(
            addresses.START,
            "Guided start",
            "From the apps we use to the first answer, in four steps.",
            Action.STACK_EDIT,
        ),
        Place(
            addresses.ACCOUNT,
            "My account",
            "Where you are signed in, your second factor, your calendar.",
            listed=False,
        ),
    ),
)

GROUPS = (HOME, LEAVING, ACCOUNTS, OUR_APPS, CATALOGUE, COST, SCIM, EVIDENCE)
"""At most eight; the settings stand apart. Accounts have a group of their own: who has what is what
people come for first, and it belongs neither to one leaver nor to one app."""

PLACES = tuple(place for group in (*GROUPS, SETTINGS) for place in group.places)


def place(file: str) -> Place:
    """The page of a file."""
    return next(each for each in PLACES if each.file == file)


def place_at(path: str) -> Place:
    """The page at a path, ``case``; the first page at the empty one."""
    return next((each for each in PLACES if addresses.path(each.file) == path), HOME.places[0])


def group_of(here: Place) -> Group:
    """The group that a page is in."""
    return next(group for group in (*GROUPS, SETTINGS) if here in group.places)


def offered(places: Iterable[Place], viewer: Actor) -> Sequence[Place]:
    """The pages that have a tab, for this viewer."""
    return [each for each in places if each.listed and each.is_for(viewer)]
