"""From claims to a verdict: the rules, by example and by property."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.models import CLOSED_VALUES, SET_FACTS, UNKNOWN, Authority, Fact, Origin
from core.catalog.verdicts.verdict import ClaimView, Standing, Verdict, conclude
from tests.support.catalogue import claim, verdict
from tests.support.clock import TODAY

AUTHORITIES = [
    Authority.OWN,
    Authority.VENDOR,
    Authority.IDP,
    Authority.THIRD_PARTY,
    Authority.COMMUNITY,
]
VALUES = {
    Fact.PROVISIONING: ["scim", "partial", "jit-only", "none"],
    Fact.SSO: ["yes", "no"],
    Fact.SCIM_PLAN: ["Enterprise", "enterprise", "Business", "Pro"],
    Fact.OPERATIONS: ["create", "create, update", "deactivate", "no deactivate", "no groups"],
}


@st.composite
def claims_on(draw: st.DrawFn, fact: Fact, *, unknown: bool = True) -> ClaimView:
    values = VALUES[fact] + ([UNKNOWN] if unknown else [])
    source = draw(st.sampled_from("abcdef"))
    return claim(
        draw(st.sampled_from(values)),
        fact,
        source_id=source,
        # One source is always of the same publisher and authority.
        publisher=f"publisher {'xyz'[ord(source) % 3]}",
        authority=AUTHORITIES[ord(source) % 5],
        as_of=TODAY - timedelta(days=draw(st.integers(0, 800))),
        older_copy=draw(st.booleans()),
    )


@st.composite
def claim_lists(draw: st.DrawFn, *, unknown: bool = True) -> list[ClaimView]:
    fact = draw(st.sampled_from(sorted(VALUES)))
    return draw(st.lists(claims_on(fact, unknown=unknown), min_size=1, max_size=7))


def of(claims: list[ClaimView]) -> Verdict:
    return verdict(*claims)


@given(claim_lists(), st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(claims: list[ClaimView], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert of(shuffled) == of(claims)


@given(claim_lists(), st.sampled_from(AUTHORITIES), st.integers(0, 800))
def test_an_agreeing_claim_never_makes_a_verdict_contested(
    claims: list[ClaimView], authority: Authority, age: int
) -> None:
    before = of(claims)
    agreeing = claim(
        before.value,
        before.fact,
        source_id="new",
        authority=authority,
        as_of=TODAY - timedelta(days=age),
    )
    after = of([*claims, agreeing])
    assert after.is_contested == before.is_contested
    assert (
        set(after.terms) == set(before.terms) or after.value.casefold() == before.value.casefold()
    )


@given(claim_lists(unknown=False), st.sampled_from(AUTHORITIES), st.integers(0, 800))
def test_a_disagreeing_claim_makes_a_verdict_contested_whoever_wins(
    claims: list[ClaimView], authority: Authority, age: int
) -> None:
    before = of(claims)
    if before.fact in SET_FACTS:
        other = (
            before.terms[0].removeprefix("no ")
            if before.terms[0].startswith("no ")
            else f"no {before.terms[0]}"
        )
    else:
        other = next(
            value for value in VALUES[before.fact] if value.casefold() != before.value.casefold()
        )
    against = claim(
        other,
        before.fact,
        source_id="new",
        authority=authority,
        as_of=TODAY - timedelta(days=age),
    )
    after = of([*claims, against])
    assert after.standing is Standing.CONTESTED
    assert after.against, "a reader must see who is against"
    assert after.winner is not None


@given(claim_lists())
def test_a_claim_of_unknown_changes_neither_value_nor_standing(claims: list[ClaimView]) -> None:
    before = of(claims)
    after = of([*claims, claim(UNKNOWN, before.fact, source_id="new", authority=Authority.OWN)])
    assert (after.value, after.standing) == (before.value, before.standing)


@given(claim_lists())
def test_every_current_claim_is_shown_and_the_winner_says_the_value(
    claims: list[ClaimView],
) -> None:
    found = of(claims)
    newest = {
        c.source_id: max(o.as_of for o in claims if o.source_id == c.source_id) for c in claims
    }
    assert sorted(map(repr, found.claims)) == sorted(
        repr(c) for c in claims if c.as_of == newest[c.source_id]
    )
    if found.winner is None:
        assert found.standing is Standing.UNKNOWN
        assert found.value == UNKNOWN
    elif found.fact in SET_FACTS:
        assert set(found.winner.terms) <= set(found.terms)
    else:
        assert found.winner.value == found.value


@given(claim_lists())
def test_a_verdict_is_contested_exactly_if_something_speaks_against_it(
    claims: list[ClaimView],
) -> None:
    found = of(claims)
    assert found.is_contested == bool(found.against)


def test_nobody_says_anything_is_unknown_and_not_none() -> None:
    found = verdict(claim(UNKNOWN))
    assert (found.value, found.standing, found.winner) == ("unknown", Standing.UNKNOWN, None)
    assert verdict().standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (Authority.OWN, Authority.VENDOR),
        (Authority.OWN, Authority.IDP),
        (Authority.VENDOR, Authority.THIRD_PARTY),
        (Authority.IDP, Authority.THIRD_PARTY),
        (Authority.THIRD_PARTY, Authority.COMMUNITY),
    ],
)
def test_authority_outranks_a_newer_date(stronger: Authority, weaker: Authority) -> None:
    old = TODAY - timedelta(days=300)
    found = verdict(
        claim("scim", source_id="a", authority=stronger, as_of=old),
        claim("none", source_id="b", authority=weaker),
    )
    assert found.value == "scim"
    assert found.is_contested


@pytest.mark.parametrize("newer", [Authority.VENDOR, Authority.IDP])
def test_vendor_and_idp_documentation_are_equals_so_the_newest_wins(newer: Authority) -> None:
    older = Authority.IDP if newer is Authority.VENDOR else Authority.VENDOR
    found = verdict(
        claim("none", source_id="a", authority=older, as_of=date(2026, 1, 1)),
        claim("scim", source_id="b", authority=newer, as_of=date(2026, 2, 1)),
    )
    assert found.value == "scim"


def test_an_older_copy_of_a_page_loses_even_if_it_was_read_later() -> None:
    found = verdict(
        claim("scim", source_id="a", older_copy=True),
        claim("none", source_id="b", as_of=TODAY - timedelta(days=100)),
    )
    assert found.value == "none"
    assert found.is_contested


def test_between_equals_the_value_that_promises_less_wins() -> None:
    for less, more in [("none", "jit-only"), ("jit-only", "partial"), ("partial", "scim")]:
        found = verdict(claim(more, source_id="a"), claim(less, source_id="b"))
        assert found.value == less
    assert verdict(claim("yes", Fact.SSO), claim("no", Fact.SSO)).value == "no"


def test_an_own_observation_wins_but_the_contradiction_stays_visible() -> None:
    seen = claim("none", source_id="own/app", authority=Authority.OWN, origin=Origin.LOCAL)
    found = verdict(claim("scim"), seen)
    assert found.value == "none"
    assert found.winner == seen
    assert found.standing is Standing.CONTESTED
    assert [c.value for c in found.against] == ["scim"]


def test_a_sources_newer_statement_supersedes_its_older_one() -> None:
    old = claim("none", source_id="a", as_of=TODAY - timedelta(days=30))
    new = claim("scim", source_id="a")
    found = verdict(old, new)
    assert (found.value, found.standing) == ("scim", Standing.SINGLE_SOURCE)
    assert found.claims == (new,)


def test_a_page_that_contradicts_itself_is_contested() -> None:
    found = verdict(claim("scim", source_id="a"), claim("none", source_id="a"))
    assert found.is_contested


def test_agreement_needs_two_publishers_not_two_pages_of_one() -> None:
    one = claim("scim", source_id="a", publisher="Okta")
    again = claim("scim", source_id="b", publisher="Okta")
    assert verdict(one, again).standing is Standing.SINGLE_SOURCE
    assert verdict(one, replace(again, publisher="Vendor")).standing is Standing.AGREED


def test_a_verdict_is_stale_one_day_after_the_limit() -> None:
    at = claim("scim", as_of=TODAY - timedelta(days=365))
    past = claim("scim", as_of=TODAY - timedelta(days=366))
    assert verdict(at).standing is Standing.SINGLE_SOURCE
    assert verdict(past).standing is Standing.STALE


def test_an_old_contested_verdict_is_contested_and_marked_stale() -> None:
    old = TODAY - timedelta(days=500)
    found = verdict(claim("scim", as_of=old), claim("none", as_of=old))
    assert found.is_contested
    assert found.is_stale


def test_a_source_may_speak_against_a_value_without_naming_another() -> None:
    says = claim("scim", source_id="guide", authority=Authority.THIRD_PARTY)
    silent = claim(UNKNOWN, source_id="docs", disputes="scim")
    found = verdict(says, silent)
    assert (found.value, found.standing) == ("scim", Standing.CONTESTED)
    assert found.against == (silent,)
    assert verdict(claim("none"), silent).standing is Standing.SINGLE_SOURCE


def test_capitals_and_spaces_are_no_disagreement() -> None:
    found = verdict(claim("Enterprise", Fact.SCIM_PLAN), claim("enterprise ", Fact.SCIM_PLAN))
    assert not found.is_contested
    assert found.against == ()


def test_lists_add_up_and_only_a_denial_contests_them() -> None:
    a = claim("create, update", Fact.OPERATIONS, source_id="a")
    b = claim("create, deactivate", Fact.OPERATIONS, source_id="b")
    both = verdict(a, b)
    assert set(both.terms) == {"create", "update", "deactivate"}
    assert not both.is_contested
    denies = claim("no deactivate", Fact.OPERATIONS, source_id="c", authority=Authority.COMMUNITY)
    contested = verdict(a, b, denies)
    assert contested.is_contested
    assert contested.against == (denies,)
    assert "deactivate" in contested.terms


def test_closed_fields_have_a_place_for_unknown() -> None:
    assert all(UNKNOWN in values for values in CLOSED_VALUES.values())


def test_between_equal_sources_the_higher_plan_stands() -> None:
    for order in (("premium", "enterprise"), ("enterprise", "premium")):
        claims = [
            ClaimView(
                fact=Fact.SCIM_PLAN,
                value=value,
                as_of=TODAY,
                source_id="app/guide",
                source="Guide",
                publisher="Guide",
                authority=Authority.THIRD_PARTY,
            )
            for value in order
        ]
        found = conclude("app", None, Fact.SCIM_PLAN, claims, today=TODAY, stale_after_days=365)
        assert (found.value, found.is_contested) == ("enterprise", True)
