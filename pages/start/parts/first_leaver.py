"""Step 4: the first leaver as a preview, and what would make it work. Stored is what is opened."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from core.actor import Actor
from core.advice import service as advice
from core.errors import OfframpError
from core.notify import service as notify
from core.offboarding import service as offboarding
from core.offboarding.service import zone_of
from core.offboarding.values import CaseKind, CasePlan, Opening
from core.stack import service as stack
from core.stack.values import AppCoverage, OrganisationView
from pages.start.parts import progress
from pages.start.parts.progress import Step
from pages.ui import addresses, words
from pages.ui.dates import home_zone, moment
from pages.ui.errors import show
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import Column, Text, table

_SOMEBODY = ("A leaver", "leaver@example.invalid")
"""Who leaves while nobody has been named: the counts are the same for everybody."""
_FIRST_STEPS = 5


def draw(covered: Sequence[AppCoverage], organisation: OrganisationView) -> None:
    """Name and moment, the steps that follow, and the button that opens the case."""
    st.markdown(
        "Who leaves next, and when? This is a preview: nothing is stored until you open it."
    )
    zone = home_zone(organisation)
    person = st.text_input("Name", key="start-person", persist_state="session")
    email = st.text_input("Work e-mail address", key="start-email", persist_state="session")
    first = offboarding.today_at_five(zone, datetime.now(UTC))
    asked = st.datetime_input(
        f"Access ends ({words.md(zone)})",
        first,
        format="YYYY-MM-DD",
        key="start-effective",
        width=320,
        persist_state="session",
    )
    effective: datetime = asked or first
    is_named = bool(person.strip() and email.strip())
    opening = Opening(
        person if is_named else _SOMEBODY[0],
        email if is_named else _SOMEBODY[1],
        CaseKind.VOLUNTARY,
        effective.replace(tzinfo=zone_of(zone)),
        zone,
    )
    who = authenticate()
    plan = _plan(who, opening)
    if plan:
        _preview(plan, person if is_named else None)
    _makes_it_work(who, covered)
    is_opened = progress.foot(
        Step.LEAVER,
        f"Open the case with {words.count(len(plan.steps), 'step')}" if plan else None,
        disabled=not is_named,
        why_disabled="Enter a name and an e-mail address first.",
    )
    if is_opened:
        _open(opening)


def _plan(who: Actor, opening: Opening) -> CasePlan | None:
    try:
        with database().read() as session:
            return offboarding.preview_case(session, who, reading(), opening)
    except OfframpError as error:
        show(error)
        return None


def _preview(plan: CasePlan, person: str | None) -> None:
    whom = words.md(person) if person else "a leaver"
    steps = words.count(len(plan.steps), "step")
    said = f"{steps} for {whom}"
    said += f" in {words.count(len(plan.apps), 'app')}" if plan.apps else ""
    said += f", {words.count(len(plan.looks), 'app')} to look in first" if plan.looks else ""
    st.subheader(words.Markdown(said), anchor=False)
    of_app = Counter(step.app for step in plan.steps)
    looking = len(set(plan.looks.values()))
    routes: dict[str, list[str]] = {}
    for app in sorted(plan.apps, key=lambda app: app.route.rank):
        told = stack.removes(stack.remover(app.route), app.idp)
        routes.setdefault(told, []).append(app.id)
    rows = [
        (route, f"{len(ids):,}", f"{sum(of_app[app] for app in ids):,}")
        for route, ids in routes.items()
    ]
    if looking:
        rows.append(("Someone looks for an account first", f"{len(plan.looks):,}", f"{looking:,}"))
    own = [step for step in plan.steps if step.app is None]
    rows.append((offboarding.own_name(own), "–", f"{len(own) - looking:,}"))
    table(
        ["Who removes", Column("Apps", number=True), Column("Steps", number=True)],
        rows,
        label="Steps by who removes",
        cards=False,
    )
    if plan.looks:
        st.caption(
            "No current list of these apps' users is known: their owners are asked, and each yes "
            "adds the app's steps. With a list of its users the case knows without asking."
        )
    if person:
        with st.expander(f"The first {_FIRST_STEPS} steps"):
            table(
                [Column("Due", tight=True), Column("Step", wide=True)],
                [
                    (Text(moment(step.due), muted=True), step.title)
                    for step in plan.steps[:_FIRST_STEPS]
                ],
                label="The first steps",
                row_header=False,
            )


def _makes_it_work(who: Actor, covered: Sequence[AppCoverage]) -> None:
    """What is still missing for reminders and owners to do their work, each a link."""
    with database().read() as session:
        channels = len(notify.channels(session, who))
        decided = advice.accepted_decisions(session, who)
    by_hand = [one for one in covered if not one.route.is_automatic]
    owned = sum(bool(one.entry.fields.owner) for one in covered)
    settled = sum(one.entry.app in decided for one in by_hand)
    st.markdown("**What makes it work**")
    _need(owned == len(covered), f"Owners: {owned:,} of {len(covered):,} apps", addresses.STACK)
    reminders = words.count(channels, "channel") if channels else "no channel"
    _need(channels > 0, f"Reminders: {reminders}", addresses.NOTIFICATIONS)
    _need(
        settled == len(by_hand),
        f"Decisions: {settled:,} of {words.count(len(by_hand), 'app')} without automatic removal",
        addresses.STACK_ADVICE,
    )


def _need(is_met: bool, told: str, page: str) -> None:
    mark = "✓" if is_met else "○"
    st.page_link(page, label=words.md(f"{mark} {told}"))


def _open(opening: Opening) -> None:
    attempt(
        lambda s: offboarding.open_case(s, authenticate(), reading(), opening),
        lambda case: f"{case.number} is open.",
        then=lambda case: st.switch_page(addresses.CASE, query_params={"case": str(case.id)}),
    )
