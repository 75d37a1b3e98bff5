"""Monthly profile counts, and the bills on them side by side."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from core.cost.service import (
    check_months,
    choose_plans,
    generated_months,
    months_from_ends,
    profile_bills,
    read_profiles,
)
from core.cost.values import Billing, CostResult, Mark, Month, ProfileBills, Profiles
from core.errors import Invalid
from pages.cost.parts.form import Form
from pages.ui import words
from pages.ui.banners import refused_upload
from pages.ui.chart_style import colours, draw
from pages.ui.table import Column, table

WAYS = ("Paste", "Upload", "Generate")


def needed(form: Form) -> bool:
    """Whether any plan here is billed by profiles."""
    terms = choose_plans(form.draft, form.facts).terms.values()
    return any(one.billing is Billing.PROFILE for one in terms)


def edit(form: Form) -> None:
    """Draw the fields, and put what they mean into the form's draft."""
    said = form.base.profiles
    way = st.segmented_control(
        "Monthly counts", WAYS, default="Paste", key=form.key("profiles-way"), required=True
    )
    try:
        months = _months(form, way or "Paste")
    except Invalid as error:
        form.wrong["profiles"] = error
        form.say("profiles")
        return
    if months is None:
        form.draft = replace(form.draft, profiles=None)
        st.caption("No counts yet: the bill is the price of the plan without further profiles.")
        return
    with st.container(horizontal=True, gap="large"):
        mark = st.segmented_control(
            "The highest of each",
            list(Mark),
            default=said.mark if said else Mark.MONTH,
            key=form.key("profiles-mark"),
            required=True,
        )
        cleanup = st.slider(
            "Clean up, percent of all profiles",
            0,
            100,
            int(said.cleanup_percent) if said else 10,
            key=form.key("cleanup"),
            width=260,
            persist_state="session",
        )
    profiles = Profiles(months, mark or Mark.MONTH, Decimal(cleanup))
    form.draft = replace(form.draft, profiles=profiles)


def _months(form: Form, way: str) -> tuple[Month, ...] | None:
    said = form.base.profiles
    if way == "Generate":
        return _generated(form)
    if way == "Upload":
        file = st.file_uploader(
            "CSV with twelve months",
            type=["csv", "txt", "tsv"],
            key=form.key("profiles-file"),
            max_upload_size=1,
        )
        refused_upload.show()
        if file is None:
            return said.months if said else None
        return read_profiles(_decoded(file.getvalue()))
    text = st.text_area(
        "Twelve counts, one a line, or a table with the columns peak, average, end",
        _as_table(said.months) if said else "",
        key=form.key("profiles-text"),
        placeholder="4200\n4300\n4700\n…",
        persist_state="session",
    )
    return read_profiles(text) if text.strip() else None


def _generated(form: Form) -> tuple[Month, ...]:
    with st.container(horizontal=True):
        values = [
            st.number_input(label, least, most, value, key=form.key(f"profiles-{key}"), width=150)
            for key, label, least, most, value in (
                ("start", "Start", 0, 10**9, 5000),
                ("growth", "Growth, % a month", -50.0, 100.0, 3.0),
                ("season", "Season, ± %", 0.0, 100.0, 10.0),
                ("peak", "Peak in month", 1, 12, 11),
            )
        ]
    start, growth, season, peak = (Decimal(str(value)) for value in values)
    months = generated_months(start, growth, season, int(peak))
    check_months(months)
    return months


def _decoded(data: bytes) -> str:
    """The file's text: UTF-8, UTF-16 with its mark, or what Excel writes in Western Europe."""
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            break
    return data.decode("cp1252", "replace")


def _as_table(months: Sequence[Month]) -> str:
    """The counts as they can be pasted back: ends alone where they say all."""
    if tuple(months) == months_from_ends([one.end for one in months]):
        return "\n".join(str(one.end) for one in months)
    lines = [f"{one.peak};{one.average};{one.end}".replace(".", ",") for one in months]
    return "\n".join(["peak;average;end", *lines])


def bills(result: CostResult) -> None:
    """The bill under the mark beside the two that are not charged, and what a clean-up saves."""
    profiles = result.resolved.scenario.profiles
    found = profile_bills(result.resolved)
    if profiles is None or not found:
        return
    for one in found:
        _one(result, one, profiles)


def _one(result: CostResult, one: ProfileBills, profiles: Profiles) -> None:
    currency, by = result.resolved.scenario.currency, one.bills
    more = by.high_water - by.average
    st.markdown(
        words.md(
            f"{one.plan} is billed at the highest count of each {profiles.mark}: "
            f"{words.money(by.high_water, currency)} in the first year, "
            f"{words.money(more, currency)} more than on the average. "
            f"Cleaning up {profiles.cleanup_percent} % in month 1 would save "
            f"{words.money(by.saving, currency)}."
        )
    )
    shade = colours()
    months = list(range(1, len(profiles.months) + 1))
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": months,
            "y": [float(value) for value in values],
            "line": {"color": shade[colour], "dash": dash, "shape": shape, "width": 2},
        }
        for name, values, colour, dash, shape in (
            ("Billed", by.marks, "accent", "solid", "hvh"),
            ("At the month's end", [m.end for m in profiles.months], "text", "dot", "linear"),
            ("On average", [m.average for m in profiles.months], "muted", "dash", "linear"),
        )
    ]
    layout = {
        "xaxis": {"tickvals": months, "title": {"text": "Month"}},
        "yaxis": {"title": {"text": "Profiles"}, "rangemode": "tozero"},
    }
    alt = "Lines: profiles by month and what is billed"
    draw(traces, layout, f"profiles-{one.role}", alt, 300)
    rows: list[tuple[str, Decimal]] = [
        ("At the high-water mark: what is charged", by.high_water),
        ("On the average", by.average),
        ("On each month's end", by.month_end),
        (f"At the high-water mark after cleaning up {profiles.cleanup_percent} %", by.cleaned),
        ("Saved by cleaning up", by.saving),
    ]
    table(
        ["Bill of the first year", Column("Amount", number=True)],
        [[name, words.money(amount, currency)] for name, amount in rows],
        label="Bills by profiles, side by side",
    )
    with st.expander("By month"):
        _by_month(profiles, one)


def _by_month(profiles: Profiles, one: ProfileBills) -> None:
    table(
        ["Month", *(Column(h, number=True) for h in ("Highest", "Average", "End", "Billed"))],
        [
            [str(number), *(f"{value:,f}" for value in (m.peak, m.average, m.end)), f"{mark:,f}"]
            for number, (m, mark) in enumerate(
                zip(profiles.months, one.bills.marks, strict=True), 1
            )
        ],
        label="Profiles by month",
        cards=False,
    )
