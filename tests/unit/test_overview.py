"""Home's pure parts: which day a trend is told against, what to do next, who removes a leaver."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.actor import Actor, Role
from core.overview.attentions import KINDS
from core.overview.evidence import last_quarter
from core.overview.exposure import LOOKED_BACK, compared_with, exposure_of
from core.overview.suggestions import MOST, RULES, Situation, suggestions
from core.overview.values import Attention, Observation, Target, Urgency
from core.rights import Action, may
from core.stack.entries import StackEntry, StackFields
from core.stack.service import part_of, remover
from core.stack.values import (
    REMOVED_BY,
    AppCoverage,
    Remover,
    Route,
    RouteStanding,
    StackPart,
    Way,
)
from pages.navigation.places import place_at
from pages.overview.greeting import greeting
from tests.support.routes import a_route

TODAY = date(2026, 11, 30)


def covered(app: str, route: Route, **fields: Any) -> AppCoverage:
    entry = StackEntry(app, app.title(), StackFields(**fields), 1, datetime.now(UTC), "Test")
    return AppCoverage(entry, route)


def day(days_ago: int) -> Observation:
    return Observation(TODAY - timedelta(days=days_ago), 10, 1, 100, 0)


@pytest.mark.parametrize(
    ("kept", "chosen"),
    [
        ([], None),
        ([0], None),
        ([0, 1], 1),
        ([1, 12], 12),
        ([1, 29, 30, 31, 60], 30),
        ([1, 31, 90], 31),
    ],
)
def test_a_trend_is_told_against_a_month_ago_else_the_first_day(
    kept: list[int], chosen: int | None
) -> None:
    found = compared_with([day(days) for days in kept], TODAY)
    assert found == (None if chosen is None else day(chosen))


@given(st.sets(st.integers(min_value=-5, max_value=400)))
def test_a_trend_is_never_told_against_today_or_later(ages: set[int]) -> None:
    found = compared_with([day(age) for age in ages], TODAY)
    assert (found is None) is not any(age > 0 for age in ages)
    if found is not None:
        assert found.day < TODAY
        assert found.day <= TODAY - LOOKED_BACK or max(ages) < LOOKED_BACK.days


ROUTES = [a_route(way, standing) for way in Way for standing in RouteStanding]


def test_every_route_has_one_remover_and_the_parts_leave_no_app_out() -> None:
    apps = [covered(f"app-{number}", route, seats=1) for number, route in enumerate(ROUTES)]
    parts = [part_of(apps, part, TODAY) for part in REMOVED_BY.values()]
    assert sum(map(len, parts)) == len(apps)
    assert set(REMOVED_BY) == set(Remover)
    certain = {remover(one.route) for one in apps if one.route.is_automatic}
    assert certain == {Remover.IDP, Remover.OFFRAMP}
    uncertain = part_of(apps, StackPart.UNCERTAIN, TODAY)
    assert not {remover(one.route) for one in uncertain} & certain


def test_seats_that_nobody_said_are_left_out_and_counted() -> None:
    by_hand = a_route(Way.MANUAL)
    known = [covered("a", by_hand, seats=5), covered("c", by_hand, seats=9)]
    apps = [*known, covered("b", by_hand), covered("d", by_hand, seats=0)]
    found = exposure_of(apps, {}, TODAY, None, is_judged=True)
    assert (found.now.seats, found.now.unseated) == (14, 1)
    assert [one.entry.app for one in found.largest] == ["c", "a"]
    assert len(part_of(apps, StackPart.WITHOUT_SEATS, TODAY)) == found.now.unseated


@pytest.mark.parametrize(
    ("renewal", "is_near"), [(-1, False), (0, True), (60, True), (61, False), (None, False)]
)
def test_a_renewal_is_near_from_today_to_sixty_days(renewal: int | None, is_near: bool) -> None:
    on = None if renewal is None else TODAY + timedelta(days=renewal)
    app = covered("a", a_route(Way.MANUAL), renewal=on)
    assert bool(part_of([app], StackPart.RENEWING, TODAY)) is is_near


def test_of_several_identity_providers_none_is_named() -> None:
    route = a_route(Way.SCIM)
    found = exposure_of([covered("a", route)], {"okta": "Okta"}, TODAY, None, is_judged=True)
    assert [share.idp for share in found.shares] == ["Okta"]


# -- what next -----------------------------------------------------------------------------------


def anybody(_action: Action) -> bool:
    return True


def situation(
    *keys: str,
    apps: tuple[AppCoverage, ...] = (),
    has_idps: bool = True,
    open_cases: int | None = 1,
    allows: Callable[[Action], bool] = anybody,
    listed: tuple[str, ...] = (),
) -> Situation:
    found = [Attention(key, key, "", 3, Target("work"), Urgency.LATER) for key in keys]
    return Situation(found, apps, has_idps, (), open_cases, allows, listed)


APP = (covered("a", a_route(Way.SCIM), seats=1, owner="it@example.com"),)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (situation(), "start"),
        (situation(apps=APP, has_idps=False), "start"),
        (situation(listed=("GitHub", "Slack")), "listed"),
        (situation("unassigned", "channel", "owners", apps=APP), "assign"),
        (situation("channel", "owners", apps=APP), "channel"),
        (situation("owners", apps=APP), "owners"),
        (situation(apps=APP, open_cases=0), "case"),
        (situation(apps=APP), None),
    ],
)
def test_what_helps_most_comes_first(now: Situation, first: str | None) -> None:
    found = suggestions(now)
    assert (found[0].key if found else None) == first
    assert len(found) <= MOST
    assert all(one.reason and one.action for one in found)


def test_who_can_name_a_groups_members_does_that_before_assigning_step_by_step() -> None:
    """A new installation's first case: every step is of a group in which nobody is yet."""
    empty = replace(situation("unassigned", apps=APP), without_members={"IT": 2, "HR": 1})
    first, *rest = suggestions(empty)
    assert (first.key, first.title) == ("members", "Say who is in IT and HR")
    assert first.reason == "3 steps go to these groups, and no one is in them yet."
    assert "assign" not in {one.key for one in rest}
    some = replace(empty, without_members={"IT": 1})
    assert [one.title for one in suggestions(some)] == ["Say who is in IT", "Assign 2 steps"]
    operator = Actor("a", "A", Role.OPERATOR)
    theirs = replace(empty, allows=lambda action: may(operator, action))
    assert [one.title for one in suggestions(theirs)] == ["Assign 3 steps"]


def test_nobody_is_told_to_do_what_their_role_does_not_include() -> None:
    keys = ("unassigned", "channel", "owners")
    for role in Role:
        actor = Actor("a", "A", role)
        now = situation(*keys, apps=APP, open_cases=0, allows=lambda act, who=actor: may(who, act))
        allowed = {rule for rule, needs in RULES if may(actor, needs)}
        assert bool(suggestions(now)) is bool(allowed & {rule for rule, _ in RULES})
        if role in (Role.VIEWER, Role.AUDITOR):
            assert suggestions(now) == ()


def test_every_list_behind_a_figure_is_a_page_that_the_same_right_opens() -> None:
    for kind in KINDS:
        place = place_at(kind.target.page)
        assert place.file.endswith(f"{kind.target.page}.py"), kind.key
        for role in Role:
            actor = Actor("a", "A", role)
            assert not may(actor, kind.needs) or place.is_for(actor), (kind.key, role)


@pytest.mark.parametrize(
    ("today", "name", "first", "last"),
    [
        (date(2026, 11, 30), "Q3 2026", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 1, 1), "Q4 2025", date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), "Q1 2026", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), "Q1 2026", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_the_last_quarter_is_the_one_that_is_over(
    today: date, name: str, first: date, last: date
) -> None:
    said, period = last_quarter(today, "UTC")
    assert (said, period.first, period.last) == (name, first, last)


@pytest.mark.parametrize(
    ("name", "hour", "said"),
    [
        ("Mara Example", 9, "Good morning, Mara"),
        ("Mara", 12, "Good afternoon, Mara"),
        ("Mara", 18, "Good evening, Mara"),
        ("Mara", 3, "Good evening, Mara"),
        (" ", 9, "Good morning"),
    ],
)
def test_home_greets_by_the_hour(name: str, hour: int, said: str) -> None:
    assert greeting(name, hour) == said
