"""How much of the stack removes a leaver by itself."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.models import Fact
from core.catalog.snapshot import AppEntry
from core.stack.coverage import (
    AppCoverage,
    Exposure,
    Impact,
    Shift,
    cover,
    elsewhere,
    exposure,
    impact,
    shifts,
)
from core.stack.entries import StackEntry, StackFields
from core.stack.route import Circumstances, Removal, Way
from tests.support.catalogue import app, claim, verdict
from tests.support.routes import an_app, here

NOW = datetime(2026, 11, 24, tzinfo=UTC)
EVERY_PLAN = verdict(claim("all plans", Fact.SCIM_PLAN), fact=Fact.SCIM_PLAN)
DISPUTED = verdict(claim("scim"), claim("unknown", disputes="scim"), idp="okta")


def entry(id_: str, seats: int | None = 10) -> StackEntry:
    return StackEntry(id_, id_.title(), StackFields(seats=seats), 1, NOW, "somebody")


def under(**values: str) -> AppEntry:
    """An app whose every plan has SCIM, with these verdicts by IdP."""
    about = [verdict(claim(value, idp=idp), idp=idp) for idp, value in values.items()]
    return app("Tool", [*about, EVERY_PLAN])


def ours(*idps: str, **more: object) -> Callable[[str], Circumstances]:
    return lambda _app: here(idps=idps, **more)


def covered(tool: AppEntry, *idps: str, seats: int | None = 10, **more: object) -> AppCoverage:
    (found,) = cover([entry("tool", seats)], {"tool": tool}, ours(*idps, **more))
    return found


def shift(tool: AppEntry, now: Sequence[str], then: Sequence[str], **more: object) -> Shift:
    apps, circumstances = {"tool": tool}, ours(*now, **more)
    (found,) = shifts(cover([entry("tool")], apps, circumstances), apps, circumstances, then)
    return found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("scim", Removal.AUTOMATIC),
        ("partial", Removal.PARTIAL),
        ("jit-only", Removal.MANUAL),
        ("none", Removal.MANUAL),
        ("unknown", Removal.UNKNOWN),
    ],
)
def test_what_provisioning_means_for_a_leaver(value: str, expected: Removal) -> None:
    assert covered(under(okta=value), "okta").route.removal is expected


@pytest.mark.parametrize("against", [claim("none"), claim("unknown", disputes="scim")])
def test_a_contradicted_promise_is_not_automatic(against) -> None:  # type: ignore[no-untyped-def]
    both = verdict(claim("scim"), against, idp="okta")
    found = covered(app("Tool", [both, EVERY_PLAN]), "okta")
    assert (found.route.removal, found.exposed_seats) == (Removal.CONTESTED, 10)


def test_the_best_of_our_idps_counts_and_is_named() -> None:
    found = covered(under(okta="none", jumpcloud="scim"), "okta", "jumpcloud")
    assert (found.route.removal, found.route.idp) == (Removal.AUTOMATIC, "jumpcloud")
    assert found.exposed_seats == 0


@pytest.mark.parametrize(
    ("plan", "expected", "needs"),
    [
        ("pro", Removal.NOT_ON_OUR_PLAN, "Enterprise Cloud"),
        ("Enterprise Cloud", Removal.AUTOMATIC, None),
        ("Our own", Removal.PLAN_UNKNOWN, "Enterprise Cloud"),
        (None, Removal.PLAN_UNKNOWN, "Enterprise Cloud"),
    ],
)
def test_scim_that_our_plan_lacks_or_may_lack_removes_nobody(
    plan: str | None, expected: Removal, needs: str | None
) -> None:
    found = covered(an_app("scim", scim_plan="Enterprise Cloud"), "okta", plan=plan)
    assert (found.route.removal, found.route.needs_plan) == (expected, needs)
    assert found.exposed_seats == (10 if needs else 0)


def test_seats_of_what_nobody_confirmed_stay_exposed() -> None:
    found = covered(under(okta="scim"), "okta", provisioning_on=None)
    assert (found.route.removal, found.exposed_seats) == (Removal.UNCONFIRMED, 10)
    assert found.switched(True).fields == StackFields(
        seats=10, provisioning_on=True, provisioning_idp="okta"
    )
    assert found.switched(None).fields == StackFields(seats=10)


@pytest.mark.parametrize("is_on", [True, None, False])
def test_a_change_of_idp_takes_the_switch_along(is_on: bool | None) -> None:
    """What is compared is what the IdPs can do: neither a gain nor a loss is in who said what."""
    said = {"provisioning_on": is_on, "provisioning_idp": None if is_on is None else "okta"}
    moved = shift(under(okta="scim", ping="scim"), ["okta"], ["ping"], **said)
    assert moved.gain == 0
    supposed = {True: Removal.UNCONFIRMED, False: Removal.SWITCHED_OFF, None: Removal.UNCONFIRMED}
    assert moved.then.removal is supposed[is_on]
    assert moved.then.is_automatic is False
    assert "Provisioning is switched on" not in moved.then.why
    total = impact([moved])
    assert total.before == total.after
    back = shift(under(okta="scim", ping="scim"), ["okta"], ["okta"], **said)
    assert back.then == back.now, "of our own it is known"
    stale = said | {"provisioning_idp": "jumpcloud"}  # said of one that we do not have
    moved = shift(under(okta="scim", ping="scim"), ["okta"], ["ping"], **stale)
    assert (moved.now.removal, moved.then.removal) == (Removal.UNCONFIRMED, Removal.UNCONFIRMED)


def test_between_equals_our_first_idp_is_named() -> None:
    tool = under(okta="scim", jumpcloud="scim")
    assert covered(tool, "jumpcloud", "okta").route.idp == "jumpcloud"


def test_unknown_may_turn_out_better_than_a_known_none() -> None:
    found = covered(under(jumpcloud="none"), "jumpcloud", "okta").route
    assert (found.removal, found.idp) == (Removal.UNKNOWN, "okta")


def test_without_an_idp_nothing_is_removed_by_itself() -> None:
    found = covered(under(okta="scim"), seats=7)
    assert (found.route.removal, found.route.idp) == (Removal.UNKNOWN, None)
    assert found.exposed_seats == 7


def test_seats_that_nobody_counted_are_not_known_and_counted_as_such() -> None:
    uncounted = covered(under(okta="none"), "okta", seats=None)
    assert uncounted.exposed_seats is None
    assert covered(under(okta="scim"), "okta", seats=None).exposed_seats == 0
    counted = covered(under(okta="none"), "okta", seats=7)
    assert exposure([uncounted, counted]) == Exposure(7, 1)


def test_an_app_that_left_the_catalogue_is_not_covered() -> None:
    assert cover([entry("gone")], {}, ours("okta")) == []


def test_shifts_name_gains_and_losses_changes_first() -> None:
    sold = {"gain": "okta", "lose": "onelogin"}
    apps = {
        id_: app(id_, [verdict(claim("scim", idp=idp), idp=idp), EVERY_PLAN])
        for id_, idp in sold.items()
    } | {"same": app("Same")}
    covered_now = cover(
        [entry("same", None), entry("lose", 7), entry("gain", 5)], apps, ours("onelogin")
    )
    found = shifts(covered_now, apps, ours("onelogin"), ["okta"])
    assert [(one.entry.app, one.gain > 0, one.gain < 0) for one in found] == [
        ("gain", True, False),
        ("lose", False, True),
        ("same", False, False),
    ]
    assert impact(found) == Impact(1, 1, 1, before=Exposure(5, 1), after=Exposure(7, 1))


@pytest.mark.parametrize("value", ["scim", "partial"])
@pytest.mark.parametrize("plan", ["pro", None, "Our own"])
def test_what_our_plan_lacks_or_may_lack_is_no_gain_with_another_idp(
    value: str, plan: str | None
) -> None:
    tool = an_app(value, scim_plan="enterprise")
    assert shift(tool, ["jumpcloud"], ["okta"], plan=plan).gain == 0


@pytest.mark.parametrize(("plan", "gains"), [("pro", False), ("enterprise", True)])
def test_a_disputed_support_is_a_gain_only_where_our_plan_has_scim(plan: str, gains: bool) -> None:
    dear = verdict(claim("enterprise", Fact.SCIM_PLAN), fact=Fact.SCIM_PLAN)
    tool = app("Tool", [DISPUTED, dear], plans=an_app(None).plans)
    assert (shift(tool, ["jumpcloud"], ["okta"], plan=plan).gain > 0) is gains


@pytest.mark.parametrize("value", ["none", "jit-only"])
def test_a_disputed_none_is_nothing_above_by_hand(value: str) -> None:
    both = verdict(claim("scim"), claim(value), idp="okta")
    found = shift(app("Tool", [both, EVERY_PLAN]), ["jumpcloud"], ["okta"])
    assert found.then.removal is Removal.CONTESTED
    assert found.then.support is not None
    assert found.then.support.value == value
    assert found.gain == 0


def test_a_bridge_goes_with_the_idp_that_provisions_into_it() -> None:
    tool = under(okta="none")
    left = shift(tool, ["okta"], ["jumpcloud"], has_bridge=True)
    assert (left.now.way, left.then.way) == (Way.BRIDGE, Way.MANUAL)
    assert left.gain < 0
    added = shift(tool, ["okta"], ["okta", "jumpcloud"], has_bridge=True)
    assert (added.then.way, added.gain) == (Way.BRIDGE, 0)


@pytest.mark.parametrize(
    ("provisions", "then", "stays"),
    [
        ("okta", ["okta"], True),
        ("okta", ["jumpcloud"], False),
        ("jumpcloud", ["okta"], False),
        # An IdP that nobody has entered as ours: no change of ours says that it goes.
        ("entra-id", ["okta"], True),
        ("entra-id", ["entra-id"], True),
        (None, ["okta"], False),
        (None, ["okta", "jumpcloud", "entra-id"], True),
    ],
)
def test_a_bridge_stays_unless_its_idp_is_given_up(
    provisions: str | None, then: list[str], stays: bool
) -> None:
    now = ours("jumpcloud", "okta", has_bridge=True, bridge_idp=provisions)
    assert elsewhere(now, then)("tool").has_bridge is stays


def test_the_same_idps_change_nothing() -> None:
    for provisions in ("okta", "entra-id", None):
        now = ours("okta", plan="pro", has_bridge=True, bridge_idp=provisions, decided=Way.JIT)
        assert elsewhere(now, ["okta"])("tool") == now("tool")


def test_our_own_connection_stays_whatever_the_idp() -> None:
    found = shift(under(okta="none"), ["okta"], ["jumpcloud"], has_connection=True)
    assert (found.then.way, found.gain) == (Way.OUTBOUND, 0)


def test_what_if_changes_the_idps_and_nothing_else() -> None:
    now = ours("okta", plan="pro", has_connection=True, decided=Way.MANAGED)
    then = elsewhere(now, ["jumpcloud"])("tool")
    assert then == here(idps=("jumpcloud",), plan="pro", has_connection=True, decided=Way.MANAGED)


VALUES = st.sampled_from(["scim", "partial", "jit-only", "none", "unknown"])


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES), st.data())
def test_a_further_idp_never_makes_removal_worse(values: dict[str, str], data) -> None:  # type: ignore[no-untyped-def]
    tool = under(**values)
    some = data.draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True))
    extra = data.draw(st.sampled_from(["a", "b", "c"]))
    now, then = covered(tool, *some), covered(tool, *some, extra)
    assert then.route.rank >= now.route.rank


@given(st.dictionaries(st.sampled_from(["a", "b"]), VALUES))
def test_going_back_undoes_a_shift(values: dict[str, str]) -> None:
    tool = under(**values)
    assert shift(tool, ["a"], ["b"]).gain == -shift(tool, ["b"], ["a"]).gain
