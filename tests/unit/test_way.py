"""How a person gets out of an app: the strongest ground wins, and a plan that lacks it is none."""

import pytest

from core.catalog.models import Fact
from core.cost.model.options import OptionId
from core.offboarding.cases.route import Circumstances, choose_way
from core.offboarding.checklists.checklist import 
from core.stack.values import Way
from tests.support.catalogue import app, claim, plan, price, verdict


def entry(provisioning: str | None, *, sso: str = "yes", scim_plan: str = "", sso_plan: str = ""):  # type: ignore[no-untyped-def]
    about = [verdict(claim(sso, Fact.SSO), idp="okta")]
    if provisioning:
        about.append(verdict(claim(provisioning), idp="okta"))
    for fact, value in ((Fact.SCIM_PLAN, scim_plan), (Fact.SSO_PLAN, sso_plan)):
        if value:
            about.append(verdict(claim(value, fact), fact=fact))
    return app("Some App", about, plans=[plan(price("10"))])


def here(**more: object) -> Circumstances:
    given: dict[str, object] = {
        "plan": None,
        "idps": ("okta",),
        "has_connection": False,
        "has_bridge": False,
        "decided": None,
    }
    return Circumstances(**(given | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "circumstances", "way"),
    [
        (entry("scim"), here(), Way.SCIM),
        (entry("scim", scim_plan="enterprise"), here(plan="enterprise"), Way.SCIM),
        (entry("scim", scim_plan="enterprise"), here(plan="pro"), Way.JIT),
        (
            entry("scim", scim_plan="enterprise", sso_plan="enterprise"),
            here(plan="pro"),
            Way.MANUAL,
        ),
        (entry("jit-only"), here(), Way.JIT),
        (entry("none"), here(), Way.JIT),
        (entry("none", sso_plan="enterprise"), here(plan="pro"), Way.MANUAL),
        (entry("none", sso="no"), here(), Way.MANUAL),
        (entry(None, sso="no"), here(), Way.MANUAL),
        (entry("scim"), here(idps=()), Way.MANUAL),
        (entry("none"), here(has_bridge=True), Way.BRIDGE),
        (entry("none"), here(has_bridge=True, has_connection=True), Way.OUTBOUND),
        (entry("scim"), here(decided=OptionId.MANUAL_CHECKLIST), Way.MANUAL),
        (entry("none"), here(decided=OptionId.MANAGED_AUTOMATION), Way.MANAGED),
        (entry("jit-only"), here(decided=OptionId.UPGRADE_FOR_SCIM), Way.JIT),
    ],
)
def test_the_strongest_ground_decides(known, circumstances: Circumstances, way: Way) -> None:  # type: ignore[no-untyped-def]
    found, why = choose_way(known, circumstances)
    assert found is way
    assert why


def test_a_contested_promise_is_no_ground_to_leave_a_removal_to_the_idp() -> None:
    both = verdict(claim("scim", source_id="one"), claim("none", source_id="two"), idp="okta")
    found, why = choose_way(app("Some App", [both]), here())
    assert found is Way.MANUAL
    assert "contested" in why
