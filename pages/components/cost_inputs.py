"""The calculator's fields: a number or a range each, its default and source beside it."""

from dataclasses import replace
from decimal import Decimal

import streamlit as st

from core.cost.estimate import point
from core.cost.facts import AppFacts
from core.cost.inputs import input_catalogue
from core.cost.options import Billing, Commitment, OptionId, PlanRole
from core.cost.plan_choice import choose_plans
from core.cost.resolve import BadInputs, Input, resolve
from core.cost.scenario import Given, GivenPlan, Scenario
from core.cost.service import SavedScenario
from core.cost.typed import read_typed, typed
from core.errors import Invalid
from pages.components import words

MAIN = (
    "seats",
    "joiners",
    "leavers",
    "role_changes",
    "hourly_rate",
    "managed-automation.yearly_fee",
)


def edit(
    base: Scenario, facts: AppFacts, saved: SavedScenario | None
) -> tuple[Scenario, list[Invalid]]:
    """Draw the fields; the scenario that they mean, and what is wrong in them."""
    place = f"{saved.id}-{saved.version}" if saved else f"new-{base.app}"
    draft = _frame(base, facts, place)
    defaults = _defaults(replace(draft, inputs={}), facts)
    wrong: list[Invalid] = []
    prices = [name for name in _price_names(draft, facts) if name not in MAIN]
    with st.container(border=True):
        columns = st.columns(4)
        for number, name in enumerate((*MAIN, *prices)):
            with columns[number % 4]:
                draft = _field(draft, base, name, defaults, place, wrong)
    with st.expander("All other numbers"):
        draft = _others(draft, base, defaults, {*MAIN, *prices}, place, wrong)
    return draft, wrong


def _frame(base: Scenario, facts: AppFacts, place: str) -> Scenario:
    plans = [plan.plan for plan in facts.plans]
    names = {plan.plan: plan.name for plan in facts.plans}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        years = st.slider("Years", 1, 5, base.years, key=f"years-{place}", width=180)
        current, upgrade = base.current_plan, base.upgrade_plan
        if plans:
            current = st.selectbox(
                "Current plan",
                plans,
                index=plans.index(current) if current in plans else None,
                format_func=names.__getitem__,
                placeholder=f"As a rule: {choose_plans(base, facts).name_of(PlanRole.CURRENT)}",
                key=f"current-{place}",
                width=200,
            )
            upgrade = st.selectbox(
                "Plan with SCIM",
                plans,
                index=plans.index(upgrade) if upgrade in plans else None,
                format_func=names.__getitem__,
                placeholder=f"As a rule: {choose_plans(base, facts).name_of(PlanRole.UPGRADE)}",
                key=f"upgrade-{place}",
                width=200,
            )
        currency = st.text_input(
            "Currency", base.currency, max_chars=3, key=f"currency-{place}", width=90
        )
        driven = st.toggle(
            "The app takes roles from the IdP", base.roles_from_idp, key=f"driven-{place}"
        )
    draft = replace(
        base,
        years=years,
        current_plan=current,
        upgrade_plan=upgrade,
        currency=(currency or "USD").strip().upper(),
        roles_from_idp=driven,
    )
    return _plans(draft, facts, place)


def _plans(draft: Scenario, facts: AppFacts, place: str) -> Scenario:
    """How the plans are billed, where the catalogue does not say."""
    chosen = choose_plans(draft, facts)
    plans = dict(draft.plans)
    with st.expander("How the plans are billed; other currencies; options"):
        for role, label in ((PlanRole.CURRENT, "Current plan"), (PlanRole.UPGRADE, "With SCIM")):
            said = draft.plans.get(role, GivenPlan())
            terms = chosen.terms.get(role)
            with st.container(horizontal=True):
                billing = st.selectbox(
                    f"{label}: billed by",
                    list(Billing),
                    index=list(Billing).index(said.billing) if said.billing else None,
                    placeholder=str(terms.billing) if terms else "seat",
                    key=f"billing-{role}-{place}",
                    width=200,
                )
                commitment = st.selectbox(
                    f"{label}: commitment",
                    list(Commitment),
                    index=list(Commitment).index(said.commitment) if said.commitment else None,
                    placeholder=str(terms.commitment) if terms else "monthly",
                    key=f"commitment-{role}-{place}",
                    width=200,
                )
            if billing or commitment or said.tiers:
                plans[role] = GivenPlan(billing, commitment, said.tiers)
            else:
                plans.pop(role, None)
        texts = input_catalogue().texts
        options = st.multiselect(
            "Options",
            list(OptionId),
            default=list(draft.options or ()),
            format_func=lambda option: texts[option].name,
            placeholder="All that can be reckoned",
            key=f"options-{place}",
        )
        rates = dict(draft.rates)
        if draft.currency != "USD":
            shown = str(rates.get("USD", ""))
            rate = st.text_input(f"1 USD in {draft.currency}", shown, key=f"rate-{place}")
            value = _rate(rate)
            rates = {**rates, "USD": value} if value else {}
    return replace(
        draft, plans=plans, rates=rates, options=tuple(o for o in OptionId if o in options) or None
    )


def _rate(text: str) -> Decimal | None:
    try:
        found = read_typed(text, "rates.USD", "Rate")
    except Invalid as error:
        st.error(str(error))
        return None
    return found.likely if found and found.likely > 0 else None


def _defaults(scenario: Scenario, facts: AppFacts) -> dict[str, Input]:
    """What every field would be if nobody typed; prices at nought so that all options exist."""
    missing = {
        f"{role}.base": Given(point(0))
        for role in PlanRole
        if role not in choose_plans(scenario, facts).plans
    }
    try:
        return dict(resolve(replace(scenario, inputs=missing, options=None), facts).inputs)
    except BadInputs:
        dollars = replace(scenario, inputs=missing, options=None, currency="USD", rates={})
        return dict(resolve(replace(dollars, current_plan=None, upgrade_plan=None), facts).inputs)


def _price_names(draft: Scenario, facts: AppFacts) -> list[str]:
    chosen = choose_plans(draft, facts)
    names = []
    for role in (PlanRole.CURRENT, PlanRole.UPGRADE):
        terms = chosen.terms.get(role)
        said = draft.plans.get(role, GivenPlan()).billing
        billing = terms.billing if terms else said or Billing.FLAT
        names.append(f"{role}.price" if billing is Billing.SEAT else f"{role}.base")
    return names


def _field(
    draft: Scenario,
    base: Scenario,
    name: str,
    defaults: dict[str, Input],
    place: str,
    wrong: list[Invalid],
) -> Scenario:
    """One field. Empty means the default, which stands in it as a placeholder."""
    default = defaults.get(name)
    if default is None:
        return draft
    given = base.inputs.get(name)
    unit = default.spec.unit.replace("money", draft.currency)
    missing = default.origin == "yours"
    text = st.text_input(
        f"{default.spec.label} ({unit})",
        typed(given.estimate) if given else "",
        placeholder="not known" if missing else typed(default.estimate),
        help=words.md(f"Default from: {default.source}") if not missing else None,
        key=f"in-{name}-{place}",
        max_chars=60,
    )
    try:
        estimate = read_typed(text or "", name, default.spec.label)
    except Invalid as error:
        wrong.append(error)
        st.caption(f":red[{words.md(error.message)}]")
        return draft
    return draft.with_input(name, None if estimate is None else Given(estimate))


def _others(
    draft: Scenario,
    base: Scenario,
    defaults: dict[str, Input],
    shown: set[str],
    place: str,
    wrong: list[Invalid],
) -> Scenario:
    texts = input_catalogue().texts
    general = [n for n in defaults if n not in shown and not _option_of(n) and n[:9] != "profiles."]
    columns = st.columns(3)
    for number, name in enumerate(general):
        with columns[number % 3]:
            draft = _field(draft, base, name, defaults, place, wrong)
    option = st.selectbox(
        "Numbers of the option",
        list(OptionId),
        format_func=lambda one: texts[one].name,
        key=f"option-{place}",
    )
    st.caption(texts[option].does)
    columns = st.columns(3)
    mine = [n for n in defaults if _option_of(n) == option and n not in shown]
    for number, name in enumerate(mine):
        with columns[number % 3]:
            draft = _field(draft, base, name, defaults, place, wrong)
    return _hidden(draft, defaults, shown | {*general, *mine}, place)


def _hidden(draft: Scenario, defaults: dict[str, Input], drawn: set[str], place: str) -> Scenario:
    """What was typed for an option whose fields are not drawn now is not lost."""
    kept = st.session_state.setdefault(f"kept-{place}", {})
    for name in defaults:
        if name in drawn:
            kept[name] = draft.inputs.get(name)
        elif name in kept:
            draft = draft.with_input(name, kept[name])
    return draft


def _option_of(name: str) -> OptionId | None:
    first = name.split(".")[0]
    return OptionId(first) if first in set(OptionId) else None
