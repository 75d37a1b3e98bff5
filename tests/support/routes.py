"""Small builders for tests of routes: an app as one IdP sees it, what we have for it, a route."""

from typing import Any

from core.catalog.models import Fact
from core.catalog.snapshot import AppEntry
from core.catalog.values import OurPlan
from core.stack.route import Circumstances, Route, RouteStanding, Way, route_of
from tests.support.catalogue import app, claim, plan, price, verdict


def an_app(
    provisioning: str | None,
    *,
    idp: str = "okta",
    sso: str = "yes",
    scim_plan: str = "",
    sso_plan: str = "",
) -> AppEntry:
    """An app with a plan Pro for 10 a seat and month, and these verdicts under the IdP."""
    about = [verdict(claim(sso, Fact.SSO), idp=idp)]
    if provisioning:
        about.append(verdict(claim(provisioning), idp=idp))
    for fact, value in ((Fact.SCIM_PLAN, scim_plan), (Fact.SSO_PLAN, sso_plan)):
        if value:
            about.append(verdict(claim(value, fact), fact=fact))
    return app("Some App", about, plans=[plan(price("10"))])


def here(**more: Any) -> Circumstances:
    """What we have for an app: Okta with its provisioning switched on, and nothing said of a plan,
    unless said otherwise."""
    return Circumstances(**({"idps": ("okta",), "provisioning_on": True} | more))


def a_route(way: Way, standing: RouteStanding = RouteStanding.CERTAIN) -> Route:
    """A route of this way, whatever it comes from."""
    found = route_of(an_app("scim"), here(decided=Way.MANUAL))
    return Route(
        found.app, way, standing, found.idp, found.support, OurPlan(), found.scim, found.sso,
        found.sign_on, ("So decided.",), is_on=way is Way.SCIM or None,
    )  # fmt: skip
