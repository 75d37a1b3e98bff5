"""The sentence under a contested verdict names the reason that was decisive."""

from datetime import date

from core.catalog.models import Authority, Fact, Provisioning
from core.catalog.verdicts.explain import (
    by_idp,
    by_provisioning,
    price_conflict,
    says,
    what_to_do,
    why_it_wins,
)
from tests.support.catalogue import claim, plan, price, verdict


def test_authority_is_named_when_authority_decided() -> None:
    found = verdict(
        claim("scim", as_of=date(2026, 1, 1)),
        claim("none", authority=Authority.COMMUNITY),
    )
    assert why_it_wins(found) == "“SCIM” counts because vendor outranks community."


def test_the_older_copy_is_named_when_it_decided() -> None:
    found = verdict(claim("scim", older_copy=True), claim("none", as_of=date(2026, 1, 1)))
    assert "older copy" in why_it_wins(found)


def test_the_dates_are_named_when_they_decided() -> None:
    found = verdict(claim("scim", as_of=date(2026, 5, 1)), claim("none", as_of=date(2026, 4, 1)))
    assert "newer (2026-05-01 against 2026-04-01)" in why_it_wins(found)


def test_caution_is_named_when_it_decided() -> None:
    assert "promises less" in why_it_wins(verdict(claim("scim"), claim("none")))


def test_no_caution_is_claimed_where_values_promise_neither_more_nor_less() -> None:
    found = verdict(
        claim("https://a.example/scim", Fact.SCIM_BASE_URL),
        claim("https://b.example/scim", Fact.SCIM_BASE_URL, source_id="z"),
    )
    assert "promises less" not in why_it_wins(found)
    assert "neither is stronger" in why_it_wins(found)


def test_a_mere_objection_is_explained_as_one() -> None:
    found = verdict(claim("scim"), claim("unknown", disputes="scim"))
    assert "without naming one" in why_it_wins(found)


def test_lists_have_their_own_reason() -> None:
    found = verdict(
        claim("create", Fact.OPERATIONS), claim("no create", Fact.OPERATIONS, source_id="b")
    )
    assert "add up" in why_it_wins(found)


def test_nothing_is_explained_where_nothing_is_contested() -> None:
    assert why_it_wins(verdict(claim("scim"))) == ""
    assert what_to_do(verdict(claim("scim"))) == ""
    assert price_conflict(plan(price("8"))) == ""


def test_whoever_would_pay_is_told_to_have_it_confirmed() -> None:
    found = verdict(claim("scim"), claim("none"))
    assert what_to_do(found) == "Have the vendor confirm it in writing before paying for a plan."
    named = verdict(claim("deleted", Fact.DEPROVISIONING), claim("kept", Fact.DEPROVISIONING))
    assert "record what you see" in what_to_do(named)


def test_unknown_and_stale_have_a_next_step_too() -> None:
    assert "test tenant" in what_to_do(verdict(claim("unknown")))
    assert "claim is old" in what_to_do(verdict(claim("scim", as_of=date(2025, 1, 1))))


def test_what_only_an_interested_source_says_is_to_be_asked_for() -> None:
    alone = verdict(claim("none", interest="sells automation"))
    assert "Only a source that has an interest says so" in what_to_do(alone)
    joined = verdict(
        claim("none", interest="sells automation"), claim("none", source_id="b", publisher="B")
    )
    assert what_to_do(joined) == ""


def test_what_providers_do_is_grouped_the_best_first_and_unknown_left_out() -> None:
    values = ("none", "unknown", "scim", "none")
    found = by_provisioning(verdict(claim(value)) for value in values)
    assert [(value, len(some)) for value, some in found.items()] == [
        (Provisioning.SCIM, 1),
        (Provisioning.NONE, 2),
    ]


def test_a_price_conflict_says_what_it_is_about() -> None:
    assert "not published" in price_conflict(plan(price("8"), price(None, source_id="b")))
    assert "do not overlap" in price_conflict(plan(price("8"), price("20", source_id="b")))


IDPS = {"okta": "Okta", "entra-id": "Entra ID", "ping": "Ping", "duo": "Duo"}


def test_what_holds_under_providers_is_said_where_the_app_as_a_whole_is_unknown() -> None:
    yes = [verdict(claim("yes", Fact.SSO), idp=idp) for idp in ("entra-id", "okta", "ping")]
    no = verdict(claim("no", Fact.SSO), idp="duo")
    told = "yes, with Okta, Entra ID and Ping; no, with Duo"
    told += " (no source says anything about the app as a whole)"
    assert by_idp([*yes, no], Fact.SSO, IDPS) == told
    silent = verdict(claim("unknown", Fact.SSO))
    assert by_idp([silent, *yes, no], Fact.SSO, IDPS) == told
    assert by_idp([verdict(claim("scim"), idp="duo")], Fact.PROVISIONING, IDPS).startswith(
        "SCIM, with Duo ("
    )


def test_nothing_stands_in_for_a_value_that_is_known_or_that_nobody_has() -> None:
    yes = verdict(claim("yes", Fact.SSO), idp="okta")
    assert by_idp([verdict(claim("no", Fact.SSO)), yes], Fact.SSO, IDPS) == ""
    assert by_idp([verdict(claim("unknown", Fact.SSO), idp="okta")], Fact.SSO, IDPS) == ""
    assert by_idp([yes], Fact.PROVISIONING, IDPS) == ""


def test_a_source_that_is_silent_or_speaks_against_a_value_does_not_say_it() -> None:
    none, silent = claim("none"), claim("unknown", source_id="silent")
    against = claim("unknown", disputes="none", source_id="against")
    other = claim("scim", authority=Authority.COMMUNITY)
    found = verdict(none, silent, against, other)
    assert (found.value, found.in_favour) == ("none", (none,))
    assert [says(one) for one in (none, silent, against, other)] == [
        "none",
        "silent",
        "disputes none",
        "SCIM",
    ]
