"""The calculator's fields: the few that matter most, and all others by subject."""

from collections.abc import Sequence

import streamlit as st

from core.catalog.values import Snapshot
from core.cost.service import choose_plans, input_catalogue
from core.cost.values import (
    PLAN_OF,
    AppFacts,
    Billing,
    Commitment,
    GivenPlan,
    Group,
    OptionId,
    PlanRole,
    SavedScenario,
    Scenario,
)
from pages.cost.parts.form import CURRENCIES, Form, read_form
from pages.ui.markdown import md

MAIN = {
    "seats": "People",
    "hourly_rate": "Hourly rate",
    "joiners": "Joiners a year",
    "leavers": "Leavers a year",
}
ROLES = {
    PlanRole.CURRENT: "Current plan",
    PlanRole.UPGRADE: "Plan with SCIM",
    PlanRole.SIGN_ON: "Plan with single sign-on",
    PlanRole.REPLACEMENT: "Other product",
}
SUBJECTS: dict[str, tuple[Group, ...]] = {
    "People": (Group.PEOPLE,),
    "Work": (Group.WORK,),
    "Licences": (Group.LICENCES,),
    "Forgotten leavers": (Group.LEAVING,),
}
PLANS, OPTION = "Plans and prices", "One option"


def main(form: Form) -> None:
    """The numbers that people know and that move the answer most, with a default each."""
    st.subheader("Your numbers", anchor=False)
    st.caption("Leave empty to use the default. A range works too: 30–60, or 30–40–60.")
    if PlanRole.CURRENT not in choose_plans(form.base, form.facts).plans:
        _which_plan(form, PlanRole.CURRENT)
    names = [*MAIN, *_prices(form), "managed-automation.yearly_fee"]
    _in_columns(form, names, 2, {**MAIN, **_prices(form)})
    st.slider("Years", 1, 5, form.base.years, key=form.key("years"), persist_state="session")


DRAWER = "calculator-drawer"


def in_drawer(base: Scenario, facts: AppFacts, saved: SavedScenario | None, link: str) -> bool:
    """On a phone the answer comes first: its numbers are a button away. Whether they are there."""

    def numbers() -> None:
        # Read anew, so that what is wrong is said while the drawer is open.
        main(read_form(base, facts, saved, link))
        if st.button("Show the answer", type="primary", width="stretch"):
            _dismissed()
            st.rerun()

    with st.container(key="calculator-change"):
        if st.button("Change numbers", width="stretch"):
            st.session_state[DRAWER] = True
    if not st.session_state.get(DRAWER):
        return False
    st.dialog("Your numbers", position="right", on_dismiss=_dismissed)(numbers)()
    return True


def _dismissed() -> None:
    st.session_state.pop(DRAWER, None)


def _prices(form: Form) -> dict[str, str]:
    """The one price of each plan that is not zero by nature: a seat's, or the fixed one."""
    chosen = choose_plans(form.draft, form.facts)
    found = {}
    for role in (PlanRole.CURRENT, PlanRole.UPGRADE):
        terms = chosen.terms.get(role)
        said = form.draft.plans.get(role, GivenPlan()).billing
        billing = terms.billing if terms else said or Billing.FLAT
        plan = chosen.plans.get(role)
        by_seat = billing is Billing.SEAT and not (plan and plan.said is not None)
        name = f"{role}.price" if by_seat else f"{role}.base"
        unit = "a seat and year" if by_seat else "a year"
        found[name] = f"{ROLES[role]}, {form.draft.currency} {unit}"
    return found | {"managed-automation.yearly_fee": f"Automation, {form.draft.currency} a year"}


def others(form: Form, whole: Snapshot) -> None:
    """Every other number, one subject at a time."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        subject = st.segmented_control(
            "Subject",
            [PLANS, *SUBJECTS, OPTION],
            default=PLANS,
            key=form.key("subject"),
            label_visibility="collapsed",
            required=True,
        )
    if subject == PLANS:
        plans(form, whole)
    elif subject == OPTION:
        _option(form)
    else:
        groups = SUBJECTS[subject or "People"]
        _in_columns(form, [n for n, one in form.defaults.items() if one.spec.group in groups], 3)


def plans(form: Form, whole: Snapshot) -> None:
    """Which plans, how they are billed, in which currency; which options."""
    left, right = st.columns(2)
    for role, column in ((PlanRole.CURRENT, left), (PlanRole.UPGRADE, right)):
        with column:
            _plan(form, role)
    columns = st.columns(2)
    with columns[0]:
        st.multiselect(
            "Identity providers",
            list(whole.idps),
            default=[one for one in form.base.idps if one in whole.idps],
            format_func=lambda idp: whole.idps[idp],
            placeholder="As said under Our stack",
            key=form.key("idps"),
            persist_state="session",
            select_all=False,
        )
        st.toggle(
            "The app takes roles from the identity provider",
            bool(form.base.roles_from_idp),
            key=form.key("driven"),
            persist_state="session",
        )
    with columns[1]:
        texts = input_catalogue().texts
        st.multiselect(
            "Options",
            list(OptionId),
            default=list(form.base.options or ()),
            format_func=lambda option: texts[option].name,
            placeholder="All that can be calculated",
            key=form.key("options"),
            persist_state="session",
            select_all=False,
        )
        currency(form)
    with st.expander("Another product, to replace the app"):
        st.caption("Enter its price: then “Replace the app” is calculated too.")
        _plan(form, PlanRole.REPLACEMENT)


def currency(form: Form, needed: Sequence[str] = ()) -> None:
    """The currency, and a rate for each other one that is in play; drawn once."""
    if "currency" in form.drawn:
        return
    form.drawn.add("currency")
    with st.container(horizontal=True):
        listed = list(dict.fromkeys([*CURRENCIES, form.base.currency, form.draft.currency]))
        st.selectbox(
            "Currency",
            listed,
            index=listed.index(form.base.currency),
            accept_new_options=True,
            key=form.key("currency"),
            width=110,
            persist_state="session",
        )
        for code in dict.fromkeys([*needed, *form.draft.rates]):
            shown = form.base.rates.get(code)
            st.text_input(
                md(f"1 {code} in {form.draft.currency}"),
                "" if shown is None else format(shown, "f"),
                key=form.key(f"rate-{code}"),
                width=130,
                persist_state="session",
            )
    form.say("currency")
    for name in [one for one in form.wrong if one.startswith("rates.")]:
        form.say(name)


def _which_plan(form: Form, role: PlanRole) -> None:
    """Choose one of the app's plans; drawn once, at the top where nothing says which it is."""
    facts, base, key = form.facts, form.base, f"{role}-plan"
    names = {plan.slug: plan.name for plan in facts.plans}
    if not names or role is PlanRole.REPLACEMENT or key in form.drawn:
        return
    form.drawn.add(key)
    chosen = base.current_plan if role is PlanRole.CURRENT else base.upgrade_plan
    slug = facts.plan_named(chosen).key
    st.selectbox(
        ROLES[role],
        list(names),
        index=list(names).index(slug) if slug in names else None,
        format_func=names.__getitem__,
        placeholder=choose_plans(base, facts).name_of(role),
        key=form.key(key),
        persist_state="session",
    )


def _plan(form: Form, role: PlanRole) -> None:
    facts, base = form.facts, form.base
    _which_plan(form, role)
    said = base.plans.get(role, GivenPlan())
    terms = choose_plans(form.draft, facts).terms.get(role)
    with st.container(horizontal=True, gap="small"):
        for key, kind, given in (
            ("billing", Billing, said.billing),
            ("commitment", Commitment, said.commitment),
        ):
            members = list(kind)
            st.selectbox(
                "Billed by" if key == "billing" else "Commitment",
                members,
                index=members.index(given) if given else None,
                placeholder=str(getattr(terms, key)) if terms else str(members[0]),
                key=form.key(f"{key}-{role}"),
                width=120,
                persist_state="session",
            )
        st.number_input(
            "Further tiers",
            0,
            9,
            said.tiers,
            help="Prices that apply from a number of units on, such as 200 a seat from 100 seats.",
            key=form.key(f"tiers-{role}"),
            width=120,
            persist_state="session",
        )
    mine = [n for n in form.defaults if n.startswith(f"{role}.")]
    _in_columns(form, mine, 2, {n: _short(form, n) for n in mine})


def _option(form: Form) -> None:
    texts = input_catalogue().texts
    option = st.selectbox(
        "Numbers of the option",
        list(OptionId),
        format_func=lambda one: texts[one].name,
        key=form.key("option"),
        persist_state="session",
    )
    option = option or OptionId.NATIVE_SCIM
    st.caption(md(f"{texts[option].does} It pays for the {ROLES[PLAN_OF[option]].lower()}."))
    names = [n for n in form.defaults if n.startswith(f"{option}.")]
    _in_columns(form, names, 3, {n: _short(form, n) for n in names})


def _short(form: Form, name: str) -> str:
    spec = form.defaults[name].spec
    words = spec.label.split(": ", 1)[-1]
    return f"{words[0].upper()}{words[1:]} ({form.unit(spec, form.base.inputs.get(name))})"


def _in_columns(
    form: Form, names: Sequence[str], number: int, labels: dict[str, str] | None = None
) -> None:
    """Rows of fields, so that what stands beside each other ends at one height."""
    names = [name for name in names if name in form.defaults and name not in form.drawn]
    with st.grid(number, min_column_width=112, vertical_alignment="bottom"):
        for name in names:
            with st.container():
                form.number(name, (labels or {}).get(name))
