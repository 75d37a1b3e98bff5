"""What was paid for one plan is not what another costs, nor the same in another currency. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from core.catalog.service import find_plan, plan_name
from core.catalog.values import AppEntry, OurPlan
from core.stack.entries import StackEdit, StackEntry, StackFields

AMOUNTS = frozenset({"annual_spend", "quote"})
"""The fields that are amounts in the entry's currency."""

SAID_FOR = AMOUNTS | {"provisioning_on", "provisioning_idp"}
"""What was said for a plan, or in a currency, and does not hold for another: the fields that
:func:`carried` may leave out."""


def carried(old: StackFields, new: StackFields, anew: Collection[str] = ()) -> StackFields:
    """``new`` without what ``old`` says of another plan or in another currency: amounts, and
    whether provisioning is switched on, which is asked again.

    Plans as they are kept. ``anew``: fields that were said anew, even if they are the same. What
    was said before anybody named our plan was for our plan.
    """
    in_other_money = _code(new) != _code(old)
    other_plan = old.plan is not None and OurPlan(old.plan).key != OurPlan(new.plan).key
    if (in_other_money or other_plan) and _is_old("annual_spend", old, new, anew):
        new = replace(new, annual_spend=None)
    if in_other_money and _is_old("quote", old, new, anew):
        new = replace(new, quote=None, quote_plan=None)
    if (
        other_plan
        and new.provisioning_on is not None
        and _is_old("provisioning_on", old, new, anew)
    ):
        new = replace(new, provisioning_on=None, provisioning_idp=None)
    return new


def is_as_said(now: StackFields, said: StackFields, left_out: Collection[str] = ()) -> bool:
    """Whether what is kept is what an edit says: saving it would change nothing.

    ``left_out``: fields that an earlier save of the same edit may have left out (:func:`carried`).
    """
    told = {name: None if value == "" else value for name, value in vars(said).items()}
    told["currency"] = _code(said)
    told |= dict.fromkeys(name for name in left_out if getattr(now, name) is None)
    if told["quote"] is None:
        told["quote_plan"] = now.quote_plan
    return told == vars(now)


def _is_old(name: str, old: StackFields, new: StackFields, anew: Collection[str]) -> bool:
    amount = getattr(old, name)
    return amount is not None and amount == getattr(new, name) and name not in anew


def _code(fields: StackFields) -> str:
    return fields.currency.strip().upper()


def filled_in(entry: StackEntry, row: StackFields) -> StackEdit:
    """The edit that a row of a file makes: an empty cell erases nothing.

    A currency counts only beside a spend: without one, a file has the organisation's.
    """
    said = {name: value for name, value in vars(row).items() if value is not None}
    if row.annual_spend is None:
        said.pop("currency", None)
    fields = replace(entry.fields, **said)
    return StackEdit(entry.app, entry.version, fields, AMOUNTS & said.keys())


def left_out(app: AppEntry, old: StackFields, edit: StackEdit) -> list[str]:
    """What saving an edit leaves out because of plan or currency, a sentence each."""
    was, new = _kept(app, old), _kept(app, edit.fields)
    after = carried(was, new, edit.anew)
    told = []
    if after.annual_spend != new.annual_spend:
        paid = f"the {_money(old, old.annual_spend)} that you paid"
        ours = plan_name(app, new.plan) if new.plan else "your plan"
        other = (
            f" was for {plan_name(app, was.plan)} and" if was.plan and was.plan != new.plan else ""
        )
        told.append(
            f"{app.name}: {paid}{other} is left out. Enter what {ours} costs in {_code(new)}."
        )
    if after.quote != new.quote:
        quoted = f"the {_money(old, old.quote)} that you were quoted for"
        plan = plan_name(app, old.quote_plan or "")
        told.append(
            f"{app.name}: {quoted} {plan} is left out. Enter what it would cost in {_code(new)}."
        )
    if after.provisioning_on is not new.provisioning_on:
        told.append(
            f"{app.name}: whether provisioning is switched on was said for "
            f"{plan_name(app, was.plan or '')}, and is asked again."
        )
    return told


def _money(fields: StackFields, amount: Decimal | None) -> str:
    return f"{_code(fields)} {amount or 0:,.2f}".removesuffix(".00")


def left_out_by_import(
    rows: Mapping[str, StackFields], entries: Iterable[StackEntry], apps: Mapping[str, AppEntry]
) -> list[str]:
    """What importing these rows leaves out, a sentence each."""
    return [
        told
        for entry in entries
        if entry.app in rows and entry.app in apps
        for told in left_out(apps[entry.app], entry.fields, filled_in(entry, rows[entry.app]))
    ]


def _kept(app: AppEntry, fields: StackFields) -> StackFields:
    found = find_plan(app, fields.plan)
    return replace(fields, plan=found.slug) if found else fields
