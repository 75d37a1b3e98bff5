"""How a person gets out of an app: the strongest ground wins, and no guess is one."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.models import Fact
from core.catalog.plans import Inclusion, OurPlan
from core.catalog.snapshot import AppEntry
from core.catalog.verdicts.verdict import Verdict
from core.stack.route import (
    Circumstances,
    Removal,
    Route,
    RouteStanding,
    Way,
    best_support,
    route_of,
)
from core.stack.route_words import route_in_short
from core.stack.selection import Remover, remover
from tests.support.catalogue import app, claim, plan, price, verdict
from tests.support.routes import a_route, an_app, here

CERTAIN, CONTESTED = RouteStanding.CERTAIN, RouteStanding.CONTESTED
LACKS, PLAN_UNKNOWN, UNKNOWN = (
    RouteStanding.NOT_ON_OUR_PLAN,
    RouteStanding.PLAN_UNKNOWN,
    RouteStanding.UNKNOWN,
)
ALL = "all plans"
BOTH = verdict(claim("scim", source_id="one"), claim("none", source_id="two"), idp="okta")
DISPUTED = verdict(claim("scim"), claim("unknown", disputes="scim"), idp="okta")
SIGN_ON = verdict(claim("yes", Fact.SSO), fact=Fact.SSO)
EVERY_PLAN = verdict(claim(ALL, Fact.SCIM_PLAN), fact=Fact.SCIM_PLAN)


@pytest.mark.parametrize(
    ("known", "circumstances", "way", "standing"),
    [
        (an_app("scim", scim_plan=ALL), here(), Way.SCIM, CERTAIN),
        (an_app("scim", scim_plan="enterprise"), here(plan="enterprise"), Way.SCIM, CERTAIN),
        (an_app("scim", scim_plan="enterprise"), here(plan="pro"), Way.JIT, LACKS),
        (
            an_app("scim", scim_plan="enterprise", sso_plan="enterprise"),
            here(plan="pro"),
            Way.MANUAL,
            LACKS,
        ),
        (an_app("scim"), here(), Way.JIT, PLAN_UNKNOWN),
        (an_app("scim", scim_plan="enterprise"), here(), Way.JIT, PLAN_UNKNOWN),
        (an_app("scim", scim_plan="enterprise"), here(plan="Ours"), Way.JIT, PLAN_UNKNOWN),
        (an_app("scim", sso="no"), here(plan="Ours"), Way.MANUAL, PLAN_UNKNOWN),
        (an_app("partial", scim_plan=ALL), here(), Way.JIT, CERTAIN),
        (an_app("partial", scim_plan="enterprise"), here(plan="pro"), Way.JIT, LACKS),
        (an_app("partial"), here(), Way.JIT, PLAN_UNKNOWN),
        (an_app("jit-only"), here(), Way.JIT, CERTAIN),
        (an_app("jit-only", sso="unknown"), here(), Way.JIT, CERTAIN),
        (an_app("none"), here(), Way.JIT, CERTAIN),
        (an_app("none", sso_plan="enterprise"), here(plan="pro"), Way.MANUAL, CERTAIN),
        (an_app("none", sso="no"), here(), Way.MANUAL, CERTAIN),
        (an_app(None, sso="no"), here(), Way.MANUAL, UNKNOWN),
        (an_app(None), here(), Way.JIT, UNKNOWN),
        (an_app("scim", scim_plan=ALL), here(idps=()), Way.MANUAL, UNKNOWN),
        (an_app("none"), here(has_bridge=True, bridge_idp="okta"), Way.BRIDGE, CERTAIN),
        (an_app("scim"), here(has_bridge=True, bridge_idp="okta"), Way.BRIDGE, CERTAIN),
        (an_app("none"), here(has_bridge=True, has_connection=True), Way.OUTBOUND, CERTAIN),
        (an_app("none"), here(has_connection=True, decided=Way.MANUAL), Way.OUTBOUND, CERTAIN),
        (an_app("scim", scim_plan=ALL), here(decided=Way.MANUAL), Way.MANUAL, CERTAIN),
        (an_app("none"), here(decided=Way.MANAGED), Way.MANAGED, CERTAIN),
        (an_app("none"), here(decided=Way.JIT), Way.JIT, CERTAIN),
        (an_app("scim", scim_plan=ALL), here(decided=Way.JIT), Way.JIT, CERTAIN),
        (an_app("none", sso="unknown"), here(decided=Way.JIT), Way.JIT, CERTAIN),
        # Decided, and nobody can sign in through the IdP (any more): what is known holds, by hand.
        (an_app("none", sso="no"), here(decided=Way.JIT), Way.MANUAL, CERTAIN),
        (an_app("scim", sso="no", scim_plan=ALL), here(decided=Way.JIT), Way.MANUAL, CERTAIN),
        (an_app("scim", sso="no"), here(decided=Way.JIT), Way.MANUAL, PLAN_UNKNOWN),
        (an_app("scim"), here(idps=(), decided=Way.JIT), Way.MANUAL, UNKNOWN),
        (
            an_app("none", sso_plan="enterprise"),
            here(plan="pro", decided=Way.JIT),
            Way.MANUAL,
            CERTAIN,
        ),
        (
            an_app("none", sso="no"),
            here(decided=Way.JIT, has_bridge=True, bridge_idp="okta"),
            Way.BRIDGE,
            CERTAIN,
        ),
        (an_app("none"), here(decided=Way.MANUAL, has_bridge=True), Way.MANUAL, CERTAIN),
        (
            an_app("none"),
            here(decided=Way.BRIDGE, has_bridge=True, bridge_idp="okta"),
            Way.BRIDGE,
            CERTAIN,
        ),
        # Decided, and nothing provisions into it yet.
        (an_app("none"), here(decided=Way.BRIDGE), Way.JIT, CERTAIN),
        (an_app("none", sso="no"), here(decided=Way.BRIDGE), Way.MANUAL, CERTAIN),
        (an_app("scim", scim_plan=ALL), here(decided=Way.BRIDGE), Way.JIT, CERTAIN),
        # A decision for the vendor's SCIM is followed where SCIM can be there.
        (an_app("scim"), here(decided=Way.SCIM), Way.SCIM, PLAN_UNKNOWN),
        (app("Some App", [DISPUTED, EVERY_PLAN]), here(decided=Way.SCIM), Way.SCIM, CONTESTED),
        (app("Some App", [BOTH, EVERY_PLAN]), here(decided=Way.SCIM), Way.MANUAL, CONTESTED),
        (
            an_app("scim", scim_plan="enterprise"),
            here(plan="pro", decided=Way.SCIM),
            Way.JIT,
            LACKS,
        ),
        (an_app("none"), here(decided=Way.SCIM), Way.JIT, CERTAIN),
        # A bridge that is set up goes on where the decided SCIM cannot be there.
        (
            an_app("none"),
            here(decided=Way.SCIM, has_bridge=True, bridge_idp="okta"),
            Way.BRIDGE,
            CERTAIN,
        ),
        (
            an_app("scim", scim_plan=ALL),
            here(decided=Way.SCIM, has_bridge=True),
            Way.SCIM,
            CERTAIN,
        ),
    ],
)
def test_the_strongest_ground_decides(
    known: AppEntry, circumstances: Circumstances, way: Way, standing: RouteStanding
) -> None:
    found = route_of(known, circumstances)
    assert (found.way, found.standing) == (way, standing)
    assert found.reasons
    assert found.idp == (circumstances.idps[0] if circumstances.idps else None)


@pytest.mark.parametrize("contested", [BOTH, DISPUTED], ids=["a none wins", "a scim wins"])
def test_a_contested_promise_is_no_ground_to_leave_a_removal_to_the_idp(
    contested: Verdict,
) -> None:
    found = route_of(app("Some App", [contested, EVERY_PLAN]), here())
    assert (found.way, found.standing) == (Way.MANUAL, CONTESTED)
    assert "sources disagree" in found.why
    assert "sources disagree" in found.missing


def test_sources_that_disagree_on_less_than_scim_leave_it_certain() -> None:
    either = verdict(claim("none", source_id="a"), claim("jit-only", source_id="b"), idp="okta")
    assert route_of(app("Some App", [either]), here()).standing is CERTAIN


def test_what_our_plan_lacks_is_said_before_a_dispute() -> None:
    dear = verdict(claim("enterprise", Fact.SCIM_PLAN), fact=Fact.SCIM_PLAN)
    known = app("Some App", [DISPUTED, dear], plans=[plan(price("10"))])
    assert route_of(known, here(plan="pro")).standing is LACKS
    assert route_of(known, here()).standing is CONTESTED


@pytest.mark.parametrize(
    ("ours", "needs", "said"),
    [
        ("pro", "enterprise", "SCIM needs Enterprise; ours is Pro."),
        (None, "enterprise", "which plan we are on is not known"),
        ("Ours", "enterprise", "our plan Ours is not in the catalogue"),
        ("enterprise", None, ""),
    ],
)
def test_a_route_says_which_plan_is_between_us_and_scim(
    ours: str | None, needs: str | None, said: str
) -> None:
    found = route_of(an_app("scim", scim_plan="enterprise"), here(plan=ours))
    assert (found.needs_plan or "").casefold() == (needs or "")
    assert said in found.why
    assert bool(found.missing) is (needs is not None)


def test_a_decision_that_is_not_set_up_says_so_and_removes_nothing_yet() -> None:
    found = route_of(an_app("scim", scim_plan=ALL), here(decided=Way.BRIDGE))
    assert "No bridge for the app is set up yet." in found.reasons
    assert found.missing == ("bridge not set up",)
    assert not found.is_automatic


def test_decided_scim_on_a_plan_without_it_says_both() -> None:
    known = an_app("scim", scim_plan="enterprise")
    found = route_of(known, here(plan="pro", decided=Way.SCIM))
    assert "An accepted decision: native SCIM." in found.reasons
    assert "SCIM needs Enterprise; ours is Pro." in found.reasons
    assert not found.is_automatic


@pytest.mark.parametrize(
    ("known", "circumstances", "lacks", "said"),
    [
        (
            an_app("none", sso_plan="enterprise"),
            here(plan="pro"),
            "sign-on needs Enterprise",
            "Sign-on needs Enterprise; ours is Pro.",
        ),
        (
            app("Some App", [SIGN_ON], plans=[plan(price("10", has_sso="no"))]),
            here(plan="pro"),
            "our plan has no sign-on",
            "Our plan has no sign-on.",
        ),
        (
            an_app("none", sso="no"),
            here(idp_names={"okta": "Okta"}),
            "no sign-on through Okta",
            "Okta has no sign-on for the app.",
        ),
        (
            an_app("none"),
            here(idps=()),
            "no identity provider",
            "No identity provider is set for the organisation.",
        ),
    ],
)
def test_decided_sign_on_that_is_not_there_says_what_is_missing(
    known: AppEntry, circumstances: Circumstances, lacks: str, said: str
) -> None:
    found = route_of(known, replace(circumstances, decided=Way.JIT))
    assert found.missing[0] == lacks
    assert found.reasons[0] == "An accepted decision: sign-on, with a checklist."
    assert found.reasons.count(said) == 1


@pytest.mark.parametrize("decided", [None, Way.SCIM])
def test_where_the_idp_removes_it_is_said_whether_its_provisioning_is_on(
    decided: Way | None,
) -> None:
    for known in (an_app("scim", scim_plan=ALL), an_app("scim")):
        found = route_of(known, here(decided=decided, idp_names={"okta": "Okta"}))
        said = [one for one in found.reasons if "switched on" in one]
        assert bool(said) is (found.way is Way.SCIM)
        if found.standing is not CERTAIN and said:  # there is nothing yet that could be on
            assert said == ["Nobody has confirmed that provisioning is switched on in Okta."]


@pytest.mark.parametrize(
    ("said", "way", "removal", "short"),
    [
        ((True, "okta"), Way.SCIM, Removal.AUTOMATIC, "● Okta removes"),
        ((None, None), Way.SCIM, Removal.UNCONFIRMED, "◐ Okta can remove · not confirmed"),
        ((False, "okta"), Way.JIT, Removal.SWITCHED_OFF, "✕ By hand · not switched on"),
        # Said of an IdP that is not the one now: nobody has said anything of this one.
        ((True, "ping"), Way.SCIM, Removal.UNCONFIRMED, "◐ Okta can remove · not confirmed"),
    ],
)
@pytest.mark.parametrize("decided", [None, Way.SCIM])
def test_what_can_be_automatic_is_so_only_once_it_is_confirmed_to_be_on(
    said: tuple[bool | None, str | None],
    way: Way,
    removal: Removal,
    short: str,
    decided: Way | None,
) -> None:
    is_on, idp = said
    more = {"provisioning_on": is_on, "provisioning_idp": idp, "decided": decided}
    found = route_of(an_app("scim", scim_plan=ALL), here(**more, idp_names={"okta": "Okta"}))
    assert (found.way, found.removal, route_in_short(found)) == (way, removal, short)
    assert found.is_automatic is (removal is Removal.AUTOMATIC)
    assert found.is_switchable


@pytest.mark.parametrize(
    "known",
    [an_app("scim", scim_plan="enterprise"), an_app("none"), an_app(None), an_app("partial")],
)
def test_a_switch_makes_nothing_firmer_that_is_not_known(known: AppEntry) -> None:
    on, off = (route_of(known, here(provisioning_on=is_on)) for is_on in (True, False))
    assert on == off
    assert not on.is_automatic
    assert not on.is_switchable


def test_with_an_unknown_plan_it_is_not_known_who_removes() -> None:
    found = route_of(an_app("scim", scim_plan="enterprise"), here())
    assert found.removal is Removal.PLAN_UNKNOWN
    assert route_in_short(found) == "? Unknown · needs Enterprise, our plan not known"
    assert remover(found) is Remover.UNKNOWN
    # Where the IdP does a part of it on any plan, the rest is by hand on any plan.
    partial = route_of(an_app("partial", scim_plan="enterprise"), here())
    assert remover(partial) is Remover.HAND
    assert route_in_short(partial).startswith("✕ By hand · needs Enterprise; only part of")


@pytest.mark.parametrize("decided", [None, Way.SCIM, Way.JIT, Way.MANUAL, Way.BRIDGE])
def test_what_the_idp_does_in_part_counts_where_nothing_else_was_decided(
    decided: Way | None,
) -> None:
    found = route_of(an_app("partial", scim_plan=ALL), here(decided=decided))
    assert found.is_partial is (decided in (None, Way.SCIM))
    assert found.removal is (Removal.PARTIAL if found.is_partial else Removal.MANUAL)
    for standing in (here(), here(plan="pro"), here(plan="enterprise")):
        one = route_of(an_app("partial", scim_plan="enterprise"), standing)
        assert one.is_partial is (one.standing is CERTAIN)


def test_sign_on_of_a_higher_plan_is_named_where_it_leaves_us_by_hand() -> None:
    found = route_of(an_app("none", sso_plan="enterprise"), here(plan="pro"))
    assert found.sign_on == "needs-upgrade"
    assert "Sign-on needs Enterprise; ours is Pro." in found.why


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (a_route(Way.SCIM), Removal.AUTOMATIC),
        (a_route(Way.MANAGED), Removal.OUTSIDE),
        (a_route(Way.OUTBOUND), Removal.AUTOMATIC),
        (a_route(Way.BRIDGE), Removal.ASKED),
        (a_route(Way.JIT), Removal.MANUAL),
        (a_route(Way.MANUAL), Removal.MANUAL),
        *(
            (a_route(way, standing), Removal(standing.value))
            for way in (Way.SCIM, Way.JIT, Way.MANUAL)
            for standing in (CONTESTED, LACKS, PLAN_UNKNOWN, UNKNOWN)
        ),
        (route_of(an_app("partial", scim_plan=ALL), here()), Removal.PARTIAL),
    ],
)
def test_a_route_in_one_word(found: Route, word: Removal) -> None:
    assert found.removal is word
    assert found.is_automatic is (word is Removal.AUTOMATIC)


def under(**values: str) -> AppEntry:
    about = [verdict(claim(value, idp=idp), idp=idp) for idp, value in values.items()]
    return app("Tool", [*about, EVERY_PLAN])


@pytest.mark.parametrize(
    ("better", "worse"),
    list(itertools.pairwise(("scim", "partial", "jit-only", "unknown", "none"))),
)
def test_the_idp_that_does_most_counts_and_a_none_stands_behind_unknown(
    better: str, worse: str
) -> None:
    for order in itertools.permutations(("okta", "jumpcloud")):
        found = best_support(under(okta=worse, jumpcloud=better), order)
        assert found is not None
        assert found.idp == "jumpcloud"


def test_sign_on_that_a_source_has_in_no_plan_is_included_in_none() -> None:
    some = an_app("none", sso_plan="none")
    assert route_of(some, here()).sign_on == "unknown"
    assert route_of(some, here(plan="pro")).sign_on == "unknown"
    assert route_of(an_app("none"), here(plan="pro")).sign_on == "included"


def test_of_two_that_say_scim_the_undisputed_one_counts_then_our_order() -> None:
    sure = verdict(claim("scim"), idp="jumpcloud")
    disputed_first = app("Tool", [DISPUTED, sure])
    assert route_of(disputed_first, here(idps=("okta", "jumpcloud"))).idp == "jumpcloud"
    same = under(okta="scim", jumpcloud="scim")
    assert route_of(same, here(idps=("jumpcloud", "okta"))).idp == "jumpcloud"


def test_an_idp_is_called_by_its_name() -> None:
    found = route_of(an_app("scim"), here(idp_names={"okta": "Okta"}))
    assert found.why.startswith("Okta: SCIM")


SUPPORT = st.sampled_from(["scim", "partial", "jit-only", "none", "unknown"])
ANY_APP = st.builds(
    an_app,
    SUPPORT,
    sso=st.sampled_from(["yes", "no", "unknown"]),
    scim_plan=st.sampled_from(["", ALL, "pro", "enterprise", "free"]),
    sso_plan=st.sampled_from(["", ALL, "pro", "enterprise"]),
)
ANYTHING = st.builds(
    Circumstances,
    plan=st.sampled_from([None, "", "pro", "Enterprise", "Ours"]),
    idps=st.sampled_from([(), ("okta",), ("jumpcloud",), ("jumpcloud", "okta")]),
    has_connection=st.booleans(),
    has_bridge=st.booleans(),
    decided=st.sampled_from([None, *Way]),
)


@given(ANY_APP, ANYTHING)
def test_every_route_has_a_reason_and_none_is_automatic_on_a_guess(
    known: AppEntry, circumstances: Circumstances
) -> None:
    found = route_of(known, circumstances)
    assert found.reasons
    assert found.is_automatic is (found.removal is Removal.AUTOMATIC)
    if found.is_automatic and found.way is Way.SCIM:
        assert found.support is not None
        assert (found.support.value, found.scim.answer) == ("scim", "yes")
    if found.standing in (LACKS, PLAN_UNKNOWN):
        assert found.missing or found.way is Way.BRIDGE


@given(ANY_APP, ANYTHING)
def test_nothing_more_that_we_have_makes_a_route_worse(
    known: AppEntry, circumstances: Circumstances
) -> None:
    """Nobody has decided otherwise, and an IdP, a bridge or a connection comes."""
    before = Circumstances(circumstances.plan, circumstances.idps)
    idps = tuple(dict.fromkeys((*before.idps, "okta")))
    more = [
        Circumstances(before.plan, idps),
        Circumstances(before.plan, idps, has_connection=True),
    ]
    for after in more:
        assert route_of(known, after).rank >= route_of(known, before).rank


def test_a_route_carries_the_plan_and_what_it_includes() -> None:
    found = route_of(an_app("scim", scim_plan="enterprise"), here(plan=" Pro "))
    assert found.plan == OurPlan("Pro", found.plan.plan)
    assert isinstance(found.scim, Inclusion)
    assert (found.plan.key, found.scim.answer) == ("pro", "no")
