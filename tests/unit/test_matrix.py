"""Filters, search, order and counts of the support matrix."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.matrix import (
    Capability,
    MatrixQuery,
    Sorting,
    best_provisioning,
    select_rows,
)
from core.catalog.models import Fact
from core.catalog.plans import is_sold_apart
from core.catalog.snapshot import AppEntry, Snapshot
from tests.support.catalogue import app, claim, snapshot, verdict
from tests.support.clock import TODAY

IDPS = ("okta", "entra-id", "jumpcloud")
NAMES = ["Customer.io", "Customerly", "Slack", "Slab", "Miro", "Mural", "G Suite", "Zoom", "Loom"]


def provisioning(value: str, idp: str, **more: object):  # type: ignore[no-untyped-def]
    return verdict(claim(value, idp=idp, **more), idp=idp)


def contested(idp: str):  # type: ignore[no-untyped-def]
    return verdict(claim("scim", idp=idp), claim("none", idp=idp), idp=idp)


@st.composite
def catalogs(draw: st.DrawFn) -> Snapshot:
    apps = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=len(NAMES))):
        verdicts = []
        for idp in draw(st.lists(st.sampled_from(IDPS), unique=True)):
            value = draw(st.sampled_from(["scim", "partial", "jit-only", "none", "unknown"]))
            age = timedelta(days=draw(st.sampled_from([0, 400])))
            verdicts.append(provisioning(value, idp, as_of=TODAY - age))
            if draw(st.booleans()):
                sso = draw(st.sampled_from(["yes", "no"]))
                verdicts.append(verdict(claim(sso, Fact.SSO, idp=idp), idp=idp))
        if draw(st.booleans()):
            verdicts.append(contested(draw(st.sampled_from(IDPS))))
        if draw(st.booleans()):
            plan = draw(st.sampled_from(["Enterprise", "free", "All plans"]))
            verdicts.append(verdict(claim(plan, Fact.SCIM_PLAN)))
        apps.append(
            app(
                name,
                verdicts,
                category=draw(st.sampled_from([None, "Chat", "Design"])),
                depth=draw(st.sampled_from(["listed", "described"])),
            )
        )
    return snapshot(*apps, idps=IDPS)


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["sla", "custmer io", "m", "zoom", "  ", "ä", "-"]),
        "category": st.sampled_from(["Chat", "Nonsense"]),
        "idp": st.sampled_from(IDPS),
        "capability": st.sampled_from(Capability),
        "plan_gated": st.just(True),
        "contested": st.just(True),
        "stale": st.just(True),
        "described": st.just(True),
        "only": st.frozensets(st.sampled_from(["slack", "miro", "zoom"])),
    },
)
ORDER = st.none() | st.sampled_from(Sorting)


def ids(found: object) -> list[str]:
    return [one.id for one in found.apps]  # type: ignore[attr-defined]


@given(catalogs(), FILTERS, st.data())
def test_every_further_filter_only_takes_away(
    catalog: Snapshot, filters: dict[str, object], data: st.DataObject
) -> None:
    fewer = dict(filters)
    for name in data.draw(st.sets(st.sampled_from(sorted(filters)))) if filters else ():
        # Without a capability the IdP is no filter; with one it narrows it, never widens it.
        if name != "idp":
            fewer.pop(name)
    narrow, wide = (
        select_rows(catalog, MatrixQuery(**filters)),
        select_rows(  # type: ignore[arg-type]
            catalog,
            MatrixQuery(**fewer),  # type: ignore[arg-type]
        ),
    )
    assert set(ids(narrow)) <= set(ids(wide)) <= {one.id for one in catalog}


@given(catalogs(), FILTERS, ORDER)
def test_the_order_neither_adds_nor_loses_a_row(
    catalog: Snapshot, filters: dict[str, object], sort: Sorting | None
) -> None:
    query = MatrixQuery(**filters)  # type: ignore[arg-type]
    assert sorted(ids(select_rows(catalog, replace(query, sort=sort)))) == sorted(
        ids(select_rows(catalog, query))
    )


@given(catalogs(), FILTERS)
def test_counts_are_those_of_the_rows_that_are_left(
    catalog: Snapshot, filters: dict[str, object]
) -> None:
    found = select_rows(catalog, MatrixQuery(**filters))  # type: ignore[arg-type]
    counts = found.counts
    assert counts["apps"] == len(found.apps)
    kinds = ("scim", "partial", "jit-only", "none", "unknown")
    assert sum(counts[kind] for kind in kinds) == len(found.apps)
    for kind in kinds:
        assert counts[kind] == sum(best_provisioning(a, IDPS) == kind for a in found.apps)
    assert counts["contested"] == sum(a.contested > 0 for a in found.apps)
    assert counts["stale"] == sum(a.stale > 0 for a in found.apps)
    assert counts["plan_gated"] == sum(is_sold_apart(a, "scim") for a in found.apps)


@pytest.mark.parametrize(
    "typed",
    ["custmer io", "customr", "Customer.io", "customerio", "CUSTOMER IO", "cio", "custoner.io"],
)
def test_search_forgives_typing_errors_and_knows_aliases(typed: str) -> None:
    wanted = app("Customer.io", aliases=["CIO"])
    others = [app(name) for name in ("Slack", "Miro", "Zoom")]
    found = select_rows(snapshot(wanted, *others), MatrixQuery(text=typed))
    assert ids(found)[0] == "customer-io"


def test_what_is_typed_exactly_comes_first() -> None:
    catalog = snapshot(app("Slackbot Pro"), app("Slack"), app("Black"), app("Slab"))
    assert ids(select_rows(catalog, MatrixQuery(text="slack")))[0] == "slack"


def test_search_for_what_is_no_letter_finds_nothing_rather_than_all() -> None:
    assert ids(select_rows(snapshot(app("Slack")), MatrixQuery(text="???"))) == []


def test_a_withdrawn_app_is_not_listed() -> None:
    assert ids(select_rows(snapshot(app("Slack", withdrawn=True)), MatrixQuery())) == []


def test_a_capability_is_about_the_named_idp_or_else_about_any_column() -> None:
    catalog = snapshot(
        app("One", [provisioning("scim", "okta")]),
        app("Two", [provisioning("scim", "entra-id"), provisioning("none", "okta")]),
    )
    scim = MatrixQuery(capability=Capability.SCIM)
    assert ids(select_rows(catalog, scim)) == ["one", "two"]
    assert ids(select_rows(catalog, replace(scim, idp="okta"))) == ["one"]
    assert ids(select_rows(catalog, replace(scim, idps=("entra-id",)))) == ["two"]


def test_unknown_is_not_none() -> None:
    catalog = snapshot(
        app("Silent"),
        app("Denied", [provisioning("none", "okta")]),
    )
    ask = MatrixQuery(idps=("okta",))
    assert ids(select_rows(catalog, replace(ask, capability=Capability.NONE))) == ["denied"]
    assert ids(select_rows(catalog, replace(ask, capability=Capability.UNKNOWN))) == ["silent"]


def test_only_a_plan_that_has_to_be_bought_is_a_gate() -> None:
    plans = ("Enterprise", "Free", "all plans", "any", "none", "unknown")
    catalog = snapshot(*(app(plan, [verdict(claim(plan, Fact.SCIM_PLAN))]) for plan in plans))
    assert ids(select_rows(catalog, MatrixQuery(plan_gated=True))) == ["enterprise"]
    assert select_rows(catalog, MatrixQuery()).counts["plan_gated"] == 1


def test_orders() -> None:
    catalog = snapshot(
        app("B", [provisioning("scim", "okta"), provisioning("scim", "entra-id")], category="Chat"),
        app("A", [contested("okta")]),
        app("C", [provisioning("scim", "okta")], category="Art", depth="described"),
    )

    def order(sort: Sorting | None) -> str:
        return "".join(ids(select_rows(catalog, MatrixQuery(sort=sort)))).upper()

    assert order(None) == order(Sorting.BEST_KNOWN) == "CAB"
    assert order(Sorting.NAME) == "ABC"
    assert order(Sorting.CATEGORY) == "CBA"
    assert order(Sorting.COVERAGE) == "BCA"
    assert order(Sorting.CONTESTED) == "ABC"


def test_best_match_without_a_search_is_the_usual_order() -> None:
    catalog = snapshot(app("Long name"), app("B"), app("Described one", depth="described"))
    query = MatrixQuery(sort=Sorting.RELEVANCE)
    assert ids(select_rows(catalog, query)) == ids(select_rows(catalog, MatrixQuery()))


def test_what_a_word_finds_does_not_depend_on_the_other_filters() -> None:
    near = [app(f"Slack{letter}") for letter in "abcdefghijklmnopqrstuvwxyz"]
    far: list[AppEntry] = [app("Slick", depth="described")]
    catalog = snapshot(*near, *far)
    wide = ids(select_rows(catalog, MatrixQuery(text="slacke")))
    narrow = ids(select_rows(catalog, MatrixQuery(text="slacke", described=True)))
    assert set(narrow) <= set(wide)


def test_columns_are_as_asked_for_and_all_by_default() -> None:
    catalog = snapshot(app("A"), idps=IDPS)
    assert tuple(select_rows(catalog, MatrixQuery()).idps) == IDPS
    asked = MatrixQuery(idps=("jumpcloud", "okta"))
    assert tuple(select_rows(catalog, asked).idps) == ("jumpcloud", "okta")


def test_ours_come_first_until_an_order_or_a_word_is_asked_for() -> None:
    whole = snapshot(app("Asana"), app("Slack"), app("Zoom"))
    ours = MatrixQuery(first=frozenset({"zoom"}))
    assert ids(select_rows(whole, ours)) == ["zoom", "asana", "slack"]
    asked = replace(ours, sort=Sorting.BEST_KNOWN)
    assert ids(select_rows(whole, asked)) == ["asana", "slack", "zoom"]
