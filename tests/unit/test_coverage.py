"""How much of the stack removes a leaver by itself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.models import Fact
from core.catalog.snapshot import AppEntry
from core.stack.coverage import RANK, Removal, cover, removal, shifts
from core.stack.entries import StackEntry, StackFields
from tests.support.catalogue import app, claim, verdict

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def entry(id_: str, seats: int | None = 10) -> StackEntry:
    return StackEntry(id_, id_.title(), StackFields(seats=seats), 1, NOW, "somebody")


def under(**values: str) -> AppEntry:
    verdicts = [verdict(claim(value, idp=idp), idp=idp) for idp, value in values.items()]
    return app("Tool", verdicts)


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
    assert removal(verdict(claim(value))) is expected


def test_a_contradicted_promise_is_not_automatic() -> None:
    assert removal(verdict(claim("scim"), claim("none"))) is Removal.CONTESTED
    assert removal(verdict(claim("scim"), claim("unknown", disputes="scim"))) is Removal.CONTESTED


def test_the_best_of_our_idps_counts_and_is_named() -> None:
    (found,) = cover(
        [entry("tool")], {"tool": under(okta="none", jumpcloud="scim")}, ["okta", "jumpcloud"]
    )
    assert (found.removal, found.through) == (Removal.AUTOMATIC, "jumpcloud")
    assert found.exposed_seats == 0


@pytest.mark.parametrize(
    ("ours", "expected", "needs"),
    [
        ("Team", Removal.MANUAL, "Enterprise Cloud"),
        ("Enterprise Cloud", Removal.AUTOMATIC, None),
        (None, Removal.AUTOMATIC, None),
    ],
)
def test_scim_that_our_plan_lacks_removes_nobody(
    ours: str | None, expected: Removal, needs: str | None
) -> None:
    sold_with = verdict(claim("Enterprise Cloud", Fact.SCIM_PLAN), fact=Fact.SCIM_PLAN)
    tool = app("Tool", [verdict(claim("scim", idp="okta"), idp="okta"), sold_with])
    mine = replace(entry("tool"), fields=StackFields(plan=ours, seats=10))
    (found,) = cover([mine], {"tool": tool}, ["okta"])
    assert (found.removal, found.needs_plan) == (expected, needs)
    assert found.exposed_seats == (10 if needs else 0)


def test_between_equals_our_first_idp_is_named() -> None:
    apps = {"tool": under(okta="scim", jumpcloud="scim")}
    (found,) = cover([entry("tool")], apps, ["jumpcloud", "okta"])
    assert found.through == "jumpcloud"


def test_known_by_hand_says_more_than_unknown() -> None:
    apps = {"tool": under(jumpcloud="none")}
    (found,) = cover([entry("tool")], apps, ["okta", "jumpcloud"])
    assert (found.removal, found.through) == (Removal.MANUAL, "jumpcloud")


def test_without_an_idp_nothing_is_removed_by_itself() -> None:
    (found,) = cover([entry("tool", 7)], {"tool": under(okta="scim")}, [])
    assert (found.removal, found.through, found.exposed_seats) == (Removal.UNKNOWN, None, 7)


def test_seats_that_nobody_counted_expose_none() -> None:
    (found,) = cover([entry("tool", None)], {"tool": under(okta="none")}, ["okta"])
    assert found.exposed_seats == 0


def test_shifts_name_gains_and_losses_changes_first() -> None:
    apps = {
        "gain": app("Gain", [verdict(claim("scim", idp="okta"), idp="okta")]),
        "lose": app("Lose", [verdict(claim("scim", idp="onelogin"), idp="onelogin")]),
        "same": app("Same"),
    }
    found = shifts([entry(id_) for id_ in ("same", "lose", "gain")], apps, ["onelogin"], ["okta"])
    assert [(one.entry.app, one.gain > 0, one.gain < 0) for one in found] == [
        ("gain", True, False),
        ("lose", False, True),
        ("same", False, False),
    ]


VALUES = st.sampled_from(["scim", "partial", "jit-only", "none", "unknown"])


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES), st.data())
def test_a_further_idp_never_makes_removal_worse(values: dict[str, str], data) -> None:  # type: ignore[no-untyped-def]
    apps = {"tool": under(**values)}
    some = data.draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True))
    extra = data.draw(st.sampled_from(["a", "b", "c"]))
    (now,), (then,) = (
        cover([entry("tool")], apps, some),
        cover([entry("tool")], apps, [*some, extra]),
    )
    assert RANK[then.removal] >= RANK[now.removal]


@given(st.dictionaries(st.sampled_from(["a", "b"]), VALUES))
def test_going_back_undoes_a_shift(values: dict[str, str]) -> None:
    apps = {"tool": under(**values)}
    (there,) = shifts([entry("tool")], apps, ["a"], ["b"])
    (back,) = shifts([entry("tool")], apps, ["b"], ["a"])
    assert there.gain == -back.gain
