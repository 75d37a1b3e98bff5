"""A vendor's plans: which one a name means, and whether it has what begins with another."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.catalog.models import Authority, Fact, Unit
from core.catalog.plans import (
    EVERY_PLAN,
    NO_PLAN,
    OurPlan,
    PlanView,
    find_plan,
    guess_plans,
    inclusion,
    is_sold_apart,
    lowest_value,
    lowest_with,
    our_plan,
    plans_of,
)
from core.catalog.snapshot import AppEntry
from core.catalog.verdicts.price import PlanVerdict, conclude_price
from tests.support.catalogue import STALE_AFTER, app, claim, price, verdict
from tests.support.clock import TODAY


def sold(slug: str, amount: str | None, name: str = "", **more: object) -> PlanVerdict:
    """A plan at this price of a seat and month."""
    name = name or slug.replace("-", " ").title()
    told = price(amount, plan=slug, plan_name=name, **more)
    return conclude_price("app", slug, name, [told], today=TODAY, stale_after_days=STALE_AFTER)


def vendor(
    *plans: PlanVerdict, scim: tuple[str, ...] = (), sso: str = "", name: str = "Datadog"
) -> AppEntry:
    """An app of these plans. ``scim``: the plan that SCIM begins with, the winning claim first."""
    about = []
    if scim:
        claims = [
            claim(
                value,
                Fact.SCIM_PLAN,
                source_id=f"source-{number}",
                as_of=TODAY - timedelta(days=number),
            )
            for number, value in enumerate(scim)
        ]
        about.append(verdict(*claims, fact=Fact.SCIM_PLAN))
    if sso:
        about.append(verdict(claim(sso, Fact.SSO_PLAN), fact=Fact.SSO_PLAN))
    return app(name, about, plans=plans)


DATADOG = vendor(
    sold("infrastructure-pro", "15", "Infrastructure Pro"),
    sold("infrastructure-enterprise", "23", "Infrastructure Enterprise"),
    sold("apm-pro", "35", "APM Pro"),
    sold("logs", "1"),
)
SLACK = vendor(
    sold("free", "0"),
    sold("pro", "8"),
    sold("business-plus", "15", "Business+"),
    sold("enterprise", None, "Enterprise Grid"),
    scim=("business-plus",),
    sso="business-plus",
    name="Slack",
)


def slug(found: PlanView | None) -> str | None:
    return found.slug if found else None


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("business-plus", "business-plus"),
        ("Business+", "business-plus"),
        ("BUSINESS PLUS", "business-plus"),
        ("Slack Business+", "business-plus"),
        ("slack-pro", "pro"),
        ("Pro plan", "pro"),
        ("Pro (annual, EUR)", "pro"),
        ("Slack Pro plan (billed annually)", "pro"),
        ("Business+ (per user)", "business-plus"),
        ("Enterprise Grid", "enterprise"),
        # What a bracket says of the plan itself may make it another one.
        ("Business+ (no SCIM)", None),
        ("Enterprise Grid (trial, not bought)", None),
        ("Business+ (until 2024; now Pro)", None),
        ("Business+ (legacy)", None),
        ("Pro (annual, no SSO)", None),
        # So may a sign, or a word in another script.
        ("Pro?", None),
        ("Pro <50", None),
        ("Enterprise 企业版", None),
        ("企业版", None),
        ("–", None),
        (" free ", "free"),
        ("Professional", None),
        ("Business", None),
        ("Slack", None),
        ("", None),
        (None, None),
    ],
)
def test_a_name_means_a_plan_however_it_is_written(text: str | None, plan: str | None) -> None:
    assert slug(find_plan(SLACK, text)) == plan


def test_a_name_that_two_plans_share_means_neither() -> None:
    twins = vendor(sold("team-a", "5", "Team"), sold("team-b", "9", "Team"))
    assert find_plan(twins, "Team") is None
    assert slug(find_plan(twins, "team-b")) == "team-b"


def test_what_the_catalogue_adds_in_brackets_is_not_asked_for() -> None:
    known = vendor(sold("guard", "3", "Guard Standard (add-on)"), sold("old", "9", "Plus (legacy)"))
    for text in ("Guard Standard", "guard standard (add-on)", "Datadog Guard Standard"):
        assert slug(find_plan(known, text)) == "guard"
    assert slug(find_plan(known, "Plus (legacy)")) == "old"


def test_a_name_in_another_script_is_a_plan_like_any_other() -> None:
    known = vendor(sold("pro", "8"), scim=("企业版",))
    assert [one.slug for one in plans_of(known)] == ["pro", "企业版"]
    assert inclusion(known, our_plan(known, "企业版"), "scim").answer == "yes"
    assert inclusion(known, our_plan(known, "プロ"), "scim").answer == "unknown"


def test_what_a_name_with_a_remark_may_mean_is_offered() -> None:
    for text, plans in (
        ("Business+ (no SCIM)", ["business-plus"]),
        ("Enterprise Grid (trial, not bought)", ["enterprise"]),
        ("Business+ (until 2024; now Pro)", ["business-plus", "pro"]),
        ("Pro?", ["pro"]),
    ):
        assert [one.slug for one in guess_plans(SLACK, text)] == plans, text


def test_guesses_are_offered_best_first_and_never_taken() -> None:
    assert [one.slug for one in guess_plans(DATADOG, "Pro")] == ["apm-pro", "infrastructure-pro"]
    assert find_plan(DATADOG, "Pro") is None
    assert our_plan(DATADOG, "Pro").is_own
    assert [one.slug for one in guess_plans(DATADOG, "Infrastructure")] == [
        "infrastructure-pro",
        "infrastructure-enterprise",
    ]
    assert [one.slug for one in guess_plans(DATADOG, "Log")] == ["logs"]
    assert guess_plans(DATADOG, "Contract of 2019") == ()
    assert guess_plans(DATADOG, "") == ()
    assert len(guess_plans(DATADOG, "pro", limit=1)) == 1


def test_a_plan_of_our_own_has_a_name_and_nothing_else() -> None:
    ours = our_plan(SLACK, " Contract of 2019 ")
    assert (ours.name, ours.key, ours.is_own) == ("Contract of 2019", "contract of 2019", True)
    assert our_plan(SLACK, "contract  of 2019").key == ours.key
    names = ("プロ", "企业版", "Pro <50", "Pro >50", "Contract of 2019!", "Contract of 2019", "–")
    assert len({our_plan(SLACK, name).key for name in names}) == len(names)
    nobody_said = our_plan(SLACK, "  ")
    assert (nobody_said, nobody_said.name, nobody_said.key) == (OurPlan(), None, None)
    assert not nobody_said.is_own
    known = our_plan(SLACK, "Business+")
    assert (known.name, known.key, known.is_own) == ("Business+", "business-plus", False)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("free", "no"),
        ("pro", "no"),
        ("business-plus", "yes"),
        ("Enterprise Grid", "yes"),
        ("Contract of 2019", "unknown"),
        (None, "unknown"),
    ],
)
def test_plans_in_order_say_who_has_scim(text: str | None, answer: str) -> None:
    found = inclusion(SLACK, our_plan(SLACK, text), "scim")
    assert (found.answer, slug(found.lowest)) == (answer, "business-plus")
    assert (found.is_disputed, found.is_add_on, found.is_in_none) == (False, False, False)
    assert inclusion(SLACK, our_plan(SLACK, text), "sso").answer == answer


@pytest.mark.parametrize(("told", "answer"), [("yes", "yes"), ("no", "no"), ("add-on", "no")])
def test_a_price_lists_word_on_our_plan_comes_first(told: str, answer: str) -> None:
    known = vendor(sold("pro", "8", has_scim=told), sold("max", "20"))
    found = inclusion(known, our_plan(known, "pro"), "scim")
    assert (found.answer, found.is_add_on) == (answer, told == "add-on")


def test_a_yes_that_another_source_denies_is_unknown_and_a_no_stays() -> None:
    known = vendor(sold("team", "4"), sold("max", "20"), scim=("team", "max"))
    lowest = lowest_with(known, "scim")
    assert lowest is not None
    on_team = inclusion(known, our_plan(known, "team"), "scim")
    on_max = inclusion(known, our_plan(known, "max"), "scim")
    assert on_max.answer == "yes"
    assert on_team.answer != "yes"
    assert on_team.is_disputed
    # Whoever is right, the plan above has it; ours is not what SCIM "needs".
    assert slug(on_team.lowest) == "max"


@pytest.mark.parametrize(
    ("other", "where_told"), [("business", "yes"), ("none", "unknown"), ("add-on", "unknown")]
)
def test_a_yes_is_unknown_where_another_source_names_what_cannot_be_ordered(
    other: str, where_told: str
) -> None:
    known = vendor(sold("team", "4"), sold("business", None), scim=("team", other))
    known_verdict = known.verdict(Fact.SCIM_PLAN)
    assert known_verdict.is_contested
    on_it = inclusion(known, our_plan(known, "team"), "scim")
    assert (on_it.answer, on_it.is_disputed) == ("unknown", True)
    # What a price list says of our plan itself stands above that, but not above a plain no.
    told = vendor(sold("team", "4", has_scim="yes"), sold("business", None), scim=("team", other))
    assert inclusion(told, our_plan(told, "team"), "scim").answer == where_told


@pytest.mark.parametrize(
    ("seen", "answer"), [("none", "no"), ("add-on", "no"), ("team", "yes"), ("all plans", "yes")]
)
def test_what_we_observed_ourselves_outranks_a_price_list(seen: str, answer: str) -> None:
    ours = claim(seen, Fact.SCIM_PLAN, authority=Authority.OWN, source_id="own")
    told = vendor(sold("team", "4", has_scim="no" if answer == "yes" else "yes"))
    known = replace(told, verdicts={(None, Fact.SCIM_PLAN): verdict(ours, fact=Fact.SCIM_PLAN)})
    found = inclusion(known, our_plan(known, "team"), "scim")
    assert (found.answer, found.is_disputed) == (answer, False)
    assert found.is_add_on is (seen == "add-on")


def test_a_plan_is_not_what_scim_needs_when_we_are_on_it() -> None:
    known = vendor(sold("team", "4"), sold("enterprise", None), scim=("team", "enterprise"))
    on_team = inclusion(known, our_plan(known, "team"), "scim")
    assert (on_team.answer, slug(on_team.lowest)) == ("unknown", "enterprise")
    unordered = vendor(sold("team", "4"), sold("business", None), scim=("team", "business"))
    assert inclusion(unordered, our_plan(unordered, "team"), "scim").lowest is None
    beside = vendor(sold("team", "4", has_scim="add-on"), scim=("team",))
    found = inclusion(beside, our_plan(beside, "team"), "scim")
    assert (found.answer, found.lowest, found.is_add_on) == ("no", None, True)


def test_an_add_on_of_our_plan_is_what_it_needs_and_not_a_dearer_plan() -> None:
    known = vendor(
        sold("pro", "20", has_scim="add-on"),
        sold("pro-plus", "30", has_scim="add-on"),
        sold("team", "25", has_scim="add-on"),
        sold("pro-sync", "150", "Sync add-on for Pro", has_scim="yes"),
        sold("pro-plus-sync", "90", "Sync add-on for Pro Plus", has_scim="yes"),
        sold("sync", "200", "Sync (add-on)", has_scim="yes"),
        sold("sign-on", "1", "Sign-on add-on for Pro", has_sso="yes"),
        sold("enterprise", None, has_scim="yes"),
        scim=("enterprise",),
    )
    for text, lowest in (("pro", "pro-sync"), ("pro-plus", "pro-plus-sync"), ("team", "sync")):
        found = inclusion(known, our_plan(known, text), "scim")
        assert (found.answer, slug(found.lowest), found.is_add_on) == ("no", lowest, True)
    # Where no list says that ours can have it, the add-on of another plan is no help.
    for text in ("enterprise", None, "Contract of 2019"):
        assert slug(inclusion(known, our_plan(known, text), "scim").lowest) == "enterprise"
    # An add-on that is named for another plan does not come with ours.
    other = vendor(
        sold("standard", "10", has_scim="add-on"),
        sold("team", "20"),
        sold("team-sync", "3", "Sync add-on for Team", has_scim="yes"),
        scim=("team",),
    )
    assert slug(inclusion(other, our_plan(other, "standard"), "scim").lowest) == "team"


def test_where_no_plan_has_it_the_one_that_others_name_is_told() -> None:
    ours = claim("none", Fact.SCIM_PLAN, authority=Authority.OWN, source_id="own")
    theirs = claim("business-plus", Fact.SCIM_PLAN)
    about = {(None, Fact.SCIM_PLAN): verdict(ours, theirs, fact=Fact.SCIM_PLAN)}
    found = inclusion(replace(SLACK, verdicts=about), our_plan(SLACK, "business-plus"), "scim")
    assert (found.answer, found.lowest, found.is_in_none) == ("no", None, True)
    assert slug(found.denied) == "business-plus"
    listed = vendor(sold("pro", "8"), sold("max", "20", has_scim="yes"), scim=("none",))
    assert slug(inclusion(listed, our_plan(listed, "pro"), "scim").denied) == "max"
    alone = vendor(sold("pro", "8"), scim=("none",))
    found = inclusion(alone, our_plan(alone, "pro"), "scim")
    assert (found.is_in_none, found.denied) == (True, None)


def test_what_has_to_be_bought_for_scim_is_read_in_one_place() -> None:
    priced = vendor(sold("pro", "8"), sold("max", "20", has_scim="yes"))
    free = vendor(sold("free", "0", has_scim="yes"), sold("max", "20", has_scim="yes"))
    found = {
        "price list": priced,
        "free by price list": free,
        **{value: vendor(scim=(value,)) for value in (*EVERY_PLAN, *NO_PLAN, "Business+", "All")},
    }
    told = {
        key: (lowest_value(app, "scim"), is_sold_apart(app, "scim")) for key, app in found.items()
    }
    assert told == {
        "price list": ("max", True),
        "free by price list": ("free", False),
        "Business+": ("business-plus", True),
        "All": ("all", False),
        "add-on": ("add-on", True),
        **{value: (value, False) for value in (*EVERY_PLAN, "none", "unknown")},
    }


@pytest.mark.parametrize("value", ["all plans", "All", "every plan", "free"])
def test_what_every_plan_has_ours_has_whichever_it_is(value: str) -> None:
    known = vendor(sold("pro", "8"), scim=(value,))
    for text in (None, "pro", "Contract of 2019"):
        found = inclusion(known, our_plan(known, text), "scim")
        assert (found.answer, found.lowest, found.is_in_none) == ("yes", None, False)


def test_every_plan_and_one_plan_disagree_for_a_plan_that_nobody_knows() -> None:
    known = vendor(sold("pro", "8"), scim=("all plans", "max"))
    assert inclusion(known, our_plan(known, "Ours"), "scim").answer == "unknown"


def test_where_no_source_names_the_plan_the_cheapest_that_is_told_to_have_it_counts() -> None:
    known = vendor(
        sold("enterprise", "5", has_scim="yes"),
        sold("max", "20", has_scim="yes"),
        sold("team", "10", has_scim="yes"),
    )
    assert slug(lowest_with(known, "scim")) == "team"
    assert lowest_with(known, "sso") is None


@pytest.mark.parametrize(
    ("ours", "lowest", "answer"),
    [
        (sold("pro", "8"), sold("max", "20"), "no"),
        (sold("max", "20"), sold("pro", "8"), "yes"),
        (sold("free", "0"), sold("max", None), "no"),
        (sold("pro", "8"), sold("enterprise", None), "no"),
        (sold("enterprise", None), sold("pro", "8"), "yes"),
        # Sold by quote, or dearer than the top plan: it may stand above that.
        (sold("custom", None), sold("enterprise", "20"), "unknown"),
        (sold("max", "30"), sold("enterprise", "20"), "unknown"),
        # What cannot be compared is not ordered.
        (sold("pro", "8"), sold("max", None), "unknown"),
        (sold("pro", "8"), sold("max", "20", currency="EUR"), "unknown"),
        (sold("pro", "8"), sold("max", "20", unit=Unit.FLAT), "unknown"),
        (sold("pro", "8", unit=Unit.USAGE), sold("max", "20", unit=Unit.USAGE), "unknown"),
        # By profiles or flat, it is the price of the plan for all of us.
        (sold("pro", "100", unit=Unit.PROFILE), sold("max", "1000", unit=Unit.FLAT), "no"),
        (sold("pro", "8"), sold("scim-add-on", "2", "SCIM (add-on)"), "unknown"),
    ],
)
def test_plans_are_ordered_only_where_their_prices_say_so(
    ours: PlanVerdict, lowest: PlanVerdict, answer: str
) -> None:
    known = vendor(ours, lowest)
    views = {one.slug: one for one in plans_of(known)}
    assert views[ours.plan].at_least(views[lowest.plan]) == answer


def test_a_plan_that_only_a_claim_names_is_a_plan_and_a_sentence_is_none() -> None:
    known = vendor(sold("pro", "8"), scim=("Business+",), sso="an account that syncs with us")
    assert [(one.slug, one.name) for one in plans_of(known)] == [
        ("pro", "Pro"),
        ("business-plus", "Business+"),
    ]
    assert inclusion(known, our_plan(known, "business plus"), "scim").answer == "yes"
    assert inclusion(known, our_plan(known, "pro"), "scim").answer == "unknown"


def test_usage_prices_are_no_price() -> None:
    (used,) = plans_of(vendor(sold("pro", "8", unit=Unit.USAGE)))
    assert used.yearly(40) is None
    (by_seat,) = plans_of(vendor(sold("pro", "8")))
    assert by_seat.yearly(40) == (Decimal(3840), Decimal(3840))
    (flat,) = plans_of(vendor(sold("pro", "8", unit=Unit.FLAT)))
    assert flat.yearly(40) == (Decimal(96), Decimal(96))
