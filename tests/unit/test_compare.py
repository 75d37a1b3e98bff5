"""Apps side by side."""

from core.catalog.compare import compare
from core.catalog.models import Fact
from tests.support.catalogue import app, claim, verdict


def test_what_differs_comes_first_and_what_nobody_knows_is_left_out() -> None:
    same = verdict(claim("2.0", Fact.SCIM_VERSION))
    one = app("One", [same, verdict(claim("scim", idp="okta"), idp="okta")])
    two = app("Two", [same, verdict(claim("none", idp="okta"), idp="okta")])
    rows = compare([one, two], ["okta", "entra-id"])
    assert [(row.fact, row.idp, row.differs) for row in rows] == [
        (Fact.PROVISIONING, "okta", True),
        (Fact.SCIM_VERSION, None, False),
    ]
    assert [v.value for v in rows[0].verdicts] == ["scim", "none"]


def test_the_same_operations_in_another_order_do_not_differ() -> None:
    one = app("One", [verdict(claim("create, update", Fact.OPERATIONS))])
    two = app("Two", [verdict(claim("update, create", Fact.OPERATIONS))])
    (row,) = compare([one, two], [])
    assert not row.differs


def test_capitals_do_not_differ_and_unknown_does() -> None:
    one = app("One", [verdict(claim("Enterprise", Fact.SCIM_PLAN))])
    two = app("Two", [verdict(claim("enterprise", Fact.SCIM_PLAN))])
    assert not compare([one, two], [])[0].differs
    assert compare([one, app("Three")], [])[0].differs
