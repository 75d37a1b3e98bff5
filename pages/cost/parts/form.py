"""What is typed into the calculator, read from the fields' state: a field may stand anywhere.

A field that is not drawn keeps its text (``persist_state``); an empty one means the default.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from core.cost.service import choose_plans, point, read_rate, read_typed, resolve_inputs, typed
from core.cost.values import (
    HOME_CURRENCY,
    AppFacts,
    BadInputs,
    Given,
    GivenPlan,
    Input,
    InputSpec,
    OptionId,
    Origin,
    PlanRole,
    SavedScenario,
    Scenario,
)
from core.errors import Invalid
from pages.ui import words

CURRENCIES = ("USD", "EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "NZD",
              "JPY", "INR", "SGD", "BRL", "ZAR")  # fmt: skip


@dataclass
class Form:
    """The fields of one calculation. ``draft`` is the scenario that they mean."""

    base: Scenario
    facts: AppFacts
    place: str
    draft: Scenario
    defaults: Mapping[str, Input] = field(default_factory=dict)
    """Every number as it would be if nobody had typed."""
    default_currency: str = HOME_CURRENCY
    """What the defaults are in: dollars until there is a rate for the chosen currency."""
    wrong: dict[str, Invalid] = field(default_factory=dict)
    """Field → what cannot be used in it."""
    drawn: set[str] = field(default_factory=set)

    def key(self, name: str) -> str:
        return f"{self.place}:{name}"

    def state(self, name: str, otherwise: Any) -> Any:
        """What a widget of this form holds; ``otherwise`` until it has been drawn once."""
        return st.session_state.get(self.key(name), otherwise)

    def number(self, name: str, label: str | None = None) -> None:
        """Draw one number's field, once; what is wrong with it stands below it."""
        default = self.defaults.get(name)
        if default is None or name in self.drawn:
            return
        self.drawn.add(name)
        given = self.base.inputs.get(name)
        missing = default.origin is Origin.YOURS
        st.text_input(
            words.md(label or f"{default.spec.label} ({self.unit(default.spec, given)})"),
            typed(given.estimate) if given else "",
            placeholder="not known" if missing else self._default(default),
            help=None if missing else words.md(f"{_WHO[default.origin]}: {default.source}"),
            key=self.key(name),
            max_chars=60,
            persist_state="session",
        )
        self.say(name)

    def _default(self, one: Input) -> str:
        foreign = one.spec.is_money and self.default_currency != self.draft.currency
        return typed(one.estimate) + (f" {self.default_currency}" if foreign else "")

    def say(self, name: str) -> None:
        """What is wrong with a field, in words."""
        if error := self.wrong.get(name):
            st.markdown(f":red[{words.md(error)}]")

    def unit(self, spec: InputSpec, given: Given | None) -> str:
        """The unit in words, with the currency that the number is in."""
        own = given.currency if given else None
        return spec.unit.replace("money", own or self.draft.currency)


_WHO = {
    Origin.YOURS: "Yours",
    Origin.STACK: "From our stack",
    Origin.CATALOGUE: "From the catalogue",
    Origin.PUBLISHED: "Published figure",
    Origin.ASSUMPTION: "Assumption",
}


def read_form(base: Scenario, facts: AppFacts, saved: SavedScenario | None, link: str) -> Form:
    """The form as it stands now. ``link`` tells two views of one scenario apart."""
    place = (
        f"{saved.id}-{saved.version}-{link}"
        if saved
        else "-".join(filter(None, ("new", str(base.app), link)))
    )
    form = Form(base, facts, place, base)
    form.draft = _with_frame(form)
    _defaults(form)
    for name, default in form.defaults.items():
        _read_number(form, name, default.spec)
    return form


def _with_frame(form: Form) -> Scenario:
    base = form.base
    code = str(form.state("currency", base.currency) or base.currency).strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        form.wrong["currency"] = Invalid(
            f"{code!r} is not a currency.", field="currency", hint="Write three letters: EUR."
        )
        code = base.currency
    options = form.state("options", base.options or ())
    draft = replace(
        base,
        years=form.state("years", base.years),
        currency=code,
        current_plan=form.state("current-plan", base.current_plan),
        upgrade_plan=form.state("upgrade-plan", base.upgrade_plan),
        roles_from_idp=form.state("driven", base.roles_from_idp),
        idps=tuple(form.state("idps", base.idps)),
        options=tuple(one for one in OptionId if one in options) or None,
        plans=_plans(form),
    )
    return replace(draft, rates=_rates(form, code))


def _plans(form: Form) -> dict[PlanRole, GivenPlan]:
    plans = dict(form.base.plans)
    for role in PlanRole:
        said = plans.get(role, GivenPlan())
        told = GivenPlan(
            form.state(f"billing-{role}", said.billing),
            form.state(f"commitment-{role}", said.commitment),
            int(form.state(f"tiers-{role}", said.tiers)),
        )
        if told == GivenPlan():
            plans.pop(role, None)
        else:
            plans[role] = told
    return plans


def _rates(form: Form, currency: str) -> dict[str, Any]:
    rates = {}
    for code in {*CURRENCIES, *form.base.rates}:
        shown = form.base.rates.get(code)
        text = form.state(f"rate-{code}", "" if shown is None else format(shown, "f"))
        if code == currency or not text:
            continue
        try:
            rates[code] = read_rate(text, code)
        except Invalid as error:
            form.wrong[f"rates.{code}"] = error
    return rates


def _defaults(form: Form) -> None:
    """What every field would be if nobody typed; prices at nought so that all options exist."""
    frame = replace(form.draft, inputs={}, options=None)
    missing = {
        f"{role}.base": Given(point(0))
        for role in PlanRole
        if role not in choose_plans(frame, form.facts).plans
    }
    for role, plan in frame.plans.items():
        for tier in range(1, plan.tiers + 1):
            for key in ("from", "price"):
                missing[f"{role}.tier{tier}.{key}"] = Given(point(0))
    frame = replace(frame, inputs=missing)
    try:
        form.defaults = resolve_inputs(frame, form.facts).inputs
        form.default_currency = frame.currency
    except BadInputs:
        # A plan that is not in the catalogue, or a currency without a rate: said beside the answer.
        known = replace(frame, currency=HOME_CURRENCY, rates={}, current_plan=None,
                        upgrade_plan=None)  # fmt: skip
        try:
            form.defaults = resolve_inputs(known, form.facts).inputs
        except BadInputs:
            form.defaults = resolve_inputs(replace(known, app=None), AppFacts()).inputs


def _read_number(form: Form, name: str, spec: InputSpec) -> None:
    text = form.state(name, None)
    given = form.base.inputs.get(name)
    if text is None or (given is not None and text.strip() == typed(given.estimate)):
        return
    try:
        found = read_typed(text, name, spec.label)
    except Invalid as error:
        form.wrong[name] = error
        return
    if found is not None and (found.low < spec.least or found.high > spec.most):
        beyond = found.low if found.low < spec.least else found.high
        form.wrong[name] = Invalid(
            f"{spec.label}: {beyond} is not possible.",
            field=name,
            hint=f"From {spec.least:,} to {spec.most:,} {form.unit(spec, None)}.",
        )
        return
    form.draft = form.draft.with_input(name, None if found is None else Given(found))
