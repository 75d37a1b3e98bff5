"""The form that opens one case: what is asked, what would come of it, what is missing."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from core.catalog.values import Snapshot
from core.errors import OfframpError
from core.offboarding import service as offboarding
from core.offboarding.service import today_at_five, zone_of
from core.offboarding.values import LEAVINGS, CaseKind, CasePlan, Opening
from core.rights import Action, may
from core.stack.values import OrganisationView, StackEntry
from core.time_zones import known_zones
from pages.offboarding.parts import leaving_link, leaving_person
from pages.offboarding.parts.case import accounts
from pages.offboarding.parts.leaving_link import Begun
from pages.ui import addresses, case_words, words
from pages.ui.apps import route_words
from pages.ui.apps.maybe_accounts import not_confirmed
from pages.ui.dates import home_zone, weekday
from pages.ui.errors import show
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import Column, Piece, Text, line, table

SHOWN = 15
"""Fewer apps than this are shown with what is known of each; more are counted."""

HELP: dict[CaseKind, str] = {
    CaseKind.VOLUNTARY: "Work is handed over first; access ends at the moment you enter.",
    CaseKind.INVOLUNTARY: "Access ends first, everywhere, at the moment you enter. Restricted.",
    CaseKind.CONTRACT_END: "A contractor's last day.",
    CaseKind.MOVE: "Another team: access that is no longer needed ends.",
    CaseKind.LEAVE: "Access is suspended, and comes back with a second case.",
}


def draw(whole: Snapshot, entries: Sequence[StackEntry], organisation: OrganisationView) -> None:
    """What is asked at the left, what would come of it and the button at the right, all of it
    below."""
    with st.container(width=640):
        leaving_person.draw()
    begun = leaving_link.begun()
    kind = _kind(begun)
    asked, answer = st.columns([1, 1], gap="large")
    with asked:
        opening = _asked(kind, begun, whole, entries, organisation)
    plan, maybe = None, list[Piece]()
    with answer:
        if opening is None:
            st.caption("Enter a name and an e-mail address to see what would be done.")
        else:
            plan = _plan(opening)
            maybe = _maybe(opening)
        if plan and opening:
            _in_short(plan, whole)
            _open(plan, opening)
            _missing(plan)
    if plan:
        _preview(plan, maybe, whole, opening.zone if opening else "UTC")


def _maybe(opening: Opening) -> list[Piece]:
    """Accounts of no one that may be theirs: the steps do not remove them."""
    with database().read() as session:
        who = authenticate()
        if not may(who, Action.INVENTORY_READ):
            return []
        found = offboarding.may_be_leavers(session, who, opening.email)
    return not_confirmed(found) if found else []


def _plan(opening: Opening) -> CasePlan | None:
    try:
        with database().read() as session:
            return offboarding.preview_case(session, authenticate(), reading(), opening)
    except OfframpError as error:
        show(error)
        return None


def _open(plan: CasePlan, opening: Opening) -> None:
    label = f"Open the case with {words.count(len(plan.steps), 'step')}"
    if st.button(label, type="primary", key="open"):
        attempt(
            lambda s: offboarding.open_case(s, authenticate(), reading(), opening),
            lambda case: f"{case.number} is open.",
            then=lambda case: st.switch_page(addresses.CASE, query_params={"case": str(case.id)}),
        )


def _kind(begun: Begun) -> CaseKind:
    kind = st.segmented_control(
        "Kind of leaving",
        list(LEAVINGS),
        default=begun.kind or CaseKind.VOLUNTARY,
        required=True,
        format_func=case_words.KINDS.__getitem__,
        key=begun.key("kind"),
    )
    st.caption(HELP[kind])
    return kind


def _asked(
    kind: CaseKind,
    begun: Begun,
    whole: Snapshot,
    entries: Sequence[StackEntry],
    organisation: OrganisationView,
) -> Opening | None:
    person = st.text_input("Name", begun.name, key=begun.key("person"), placeholder="Ada Example")
    email = st.text_input(
        "E-mail address", begun.email, key=begun.key("email"), placeholder="ada@example.com"
    )
    moment_field = st.container()
    with st.expander("More: manager, successor, apps, time zone, who may see it, note"):
        manager = st.text_input(
            "Manager", begun.manager, key=begun.key("manager"), placeholder="Name or e-mail address"
        )
        successor = st.text_input(
            "Hands over to", key="successor", placeholder="Name or e-mail address"
        )
        apps = _apps(whole, [entry.app for entry in entries])
        zones = sorted(known_zones())
        zone = st.selectbox(
            "The person's time zone",
            zones,
            index=zones.index(begun.zone or home_zone(organisation)),
            key=begun.key("zone"),
        )
        restricted = st.checkbox(
            "Restricted: only named people see all of it",
            offboarding.restricted_by_default(kind),
            key=f"restricted-{kind}",
        )
        note = st.text_input("Note for those who work on it", key="note")
    with moment_field:
        effective = st.datetime_input(
            "Access ends",
            leaving_link.on_clock(begun.ends, zone)
            if begun.ends
            else today_at_five(zone, datetime.now(UTC)),
            format="YYYY-MM-DD",
            key=begun.key("effective"),
        )
        st.caption(words.md(f"On the person's clock: {zone}."))
    if not person.strip() or not email.strip() or effective is None:
        return None
    named, also = apps
    return Opening(
        person,
        email,
        kind,
        effective.replace(tzinfo=zone_of(zone)),
        zone,
        manager,
        successor,
        note,
        named,
        restricted,
        also=also,
    )


def _apps(whole: Snapshot, stack: Sequence[str]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The apps of the stack in which they have accounts (``None``: what is known of these says),
    and others.

    What is not in the stack has a box of its own: there a name that is typed and taken with Enter
    can only be one of ours, here only one of the catalogue's.
    """

    def choose(label: str, options: Sequence[str], placeholder: str, key: str) -> list[str]:
        return st.multiselect(
            words.md(label),
            options,
            format_func=lambda app: whole.apps[app].name,
            placeholder=placeholder,
            key=key,
            select_all=False,
        )

    ours = sorted((app for app in stack if app in whole.apps), key=lambda app: whole.apps[app].name)
    others = [app.id for app in whole if app.id not in stack]
    label, begin = "Apps that they have accounts in", "Type a part of a name"
    if not ours:
        return None, tuple(choose(label, others, begin, "other-apps"))
    chosen = choose(label, ours, "as lists say; elsewhere someone looks", "apps")
    if not st.checkbox("Another app, not in our stack", key="another"):
        return tuple(chosen) or None, ()
    added = choose("Other apps", others, begin, "other-apps")
    return tuple(chosen) or None, tuple(added)


def _in_short(plan: CasePlan, whole: Snapshot) -> None:
    """How many apps each way of removal has, before anything else."""
    ways = Counter(route_words.label(app.route, whole.idps) for app in plan.apps)
    apps = words.count(len(plan.apps), "app")
    st.markdown(words.md(f"{apps}, {words.count(len(plan.steps), 'step')}"))
    if plan.looks:
        looked = words.count(len(plan.looks), "app")
        st.caption(words.md(f"And {looked} in which someone looks first: each yes adds its steps."))
    if not plan.apps:
        return
    table(
        ["How access ends", Column("Apps", number=True)],
        [[way, f"{number}"] for way, number in ways.most_common()],
        label="How access ends",
        cards=False,
    )


def _known_in_short(plan: CasePlan) -> str:
    """``Has an account: 4, Never in a complete list: 6, Not known: 2``."""
    counted = Counter(one.known for one in plan.accounts)
    said = [f"{label}: {counted[known]}" for known, label in offboarding.ACCOUNT_GROUPS.items()]
    return ", ".join(one for one in said if not one.endswith(" 0"))


def _missing(plan: CasePlan) -> None:
    if plan.missing:
        st.warning(words.listed("Better known before you open it:", plan.missing))


def _preview(plan: CasePlan, maybe: Sequence[Piece], whole: Snapshot, zone: str) -> None:
    st.subheader("What will be done", anchor=False)
    if maybe:
        line(maybe)
    if plan.accounts:
        with st.expander(words.md(_known_in_short(plan)), expanded=len(plan.accounts) < SHOWN):
            accounts.table_of(plan.accounts, zone)
    if plan.apps:
        table(
            [
                "App",
                "Who removes",
                Column("Why", wide=True),
                Column("Access may stay", number=True),
                "Owner",
            ],
            [
                [
                    app.name,
                    route_words.cell(app.route, whole.idps),
                    app.why,
                    f"{app.open_hours} h",
                    app.owner or Text("Unassigned", muted=True),
                ]
                for app in plan.apps
            ],
            label="Apps",
        )
    now = datetime.now(UTC)
    with st.expander(f"{words.count(len(plan.steps), 'step')}, the first due first"):
        table(
            [Column("Due", tight=True), "App", Column("Step", wide=True), "Phase", "Owner"],
            [
                [
                    weekday(step.due, now),
                    whole.apps[step.app].name
                    if step.app
                    else Text(offboarding.own_name([step]), muted=True),
                    step.title,
                    case_words.PHASES[step.phase],
                    step.owner or Text(case_words.OWNERS[step.owner_role], muted=True),
                ]
                for step in plan.steps
            ],
            label="Steps",
        )
