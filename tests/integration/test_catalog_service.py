"""The catalogue's door: Customer.io as a reader sees it, and what we record ourselves."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from core.actor import LOCAL_OPERATOR, SYSTEM, Actor, Role
from core.audit.models import AuditEntry
from core.catalog import service as catalog
from core.catalog.models import Authority, Claim, Fact, Origin, Remark, RemarkKind
from core.catalog.values import Observation, Reading
from core.catalog.verdicts.verdict import Standing, Verdict
from core.config import ROOT
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support.clock import TODAY
from tests.support.databases import administer, url_of

READING = Reading(TODAY)
VIEWER = Actor(id="vic", name="Vic", role=Role.VIEWER)
BUNDLE = ROOT / "data" / "catalog"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The real catalogue on either kind of database; tests roll back what they write."""
    if request.param == "sqlite":
        file: Path = request.getfixturevalue("loaded_file")
        path = tmp_path_factory.mktemp("catalog") / "offramp.db"
        path.write_bytes(file.read_bytes())
        url = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres_server")
        administer(server, "CREATE DATABASE catalog_service")
        url = url_of(server, "catalog_service")
    database = Database(url)
    upgrade(database)
    with database.write() as session:
        catalog.load_bundle(session, SYSTEM, BUNDLE)
    yield database
    database.close()


class Undo(Exception):
    """Raised at the end of a write that the next test must not see."""


def seen(**more: object) -> Observation:
    given: dict[str, object] = {
        "app": "customer-io",
        "fact": Fact.PROVISIONING,
        "value": "none",
        "evidence": "Test tenant, screen of 23 November",
        "observed_on": TODAY,
        "idp": "jumpcloud",
    }
    return Observation(**(given | more))  # type: ignore[arg-type]


def customer_io(database: Database) -> dict[tuple[str | None, Fact], Verdict]:
    with database.read() as session:
        found = catalog.support(session, LOCAL_OPERATOR, READING, "customer-io")
    return {(verdict.idp, verdict.fact): verdict for verdict in found}


@pytest.mark.parametrize("idp", ["onelogin", "jumpcloud", "cloudflare"])
def test_customer_io_both_sides_of_each_disagreement_are_shown(loaded: Database, idp: str) -> None:
    found = customer_io(loaded)[idp, Fact.PROVISIONING]
    assert found.standing is Standing.CONTESTED
    assert found.winner is not None
    assert found.against
    sides = {(claim.value, claim.disputes) for claim in found.claims}
    assert ("scim", None) in sides
    assert sides & {("none", None), ("unknown", "scim")}
    guide = [claim for claim in found.claims if claim.publisher == "Stitchflow"]
    assert guide, "the guide is one side of each"
    assert all(claim.interest for claim in guide), "and sells an alternative"


def test_customer_io_against_the_two_that_the_guide_names_stands_the_vendor(
    loaded: Database,
) -> None:
    for idp in ("jumpcloud", "cloudflare"):
        against = customer_io(loaded)[idp, Fact.PROVISIONING].against
        assert {claim.authority for claim in against} == {Authority.VENDOR}
        assert all("SAML" in (claim.note or "") for claim in against)


def test_customer_io_okta_has_no_provisioning_by_one_source(loaded: Database) -> None:
    found = customer_io(loaded)["okta", Fact.PROVISIONING]
    assert (found.value, found.standing) == ("none", Standing.SINGLE_SOURCE)
    assert customer_io(loaded)["okta", Fact.SSO].standing is Standing.AGREED


def test_customer_io_the_plan_for_scim_is_contested_within_one_page(loaded: Database) -> None:
    found = customer_io(loaded)[None, Fact.SCIM_PLAN]
    assert found.standing is Standing.CONTESTED
    assert {claim.value for claim in found.claims} == {"enterprise", "premium"}


def test_customer_io_what_a_plan_has_beside_scim_is_told_by_plan(loaded: Database) -> None:
    with loaded.read() as session:
        page = catalog.app_page(session, LOCAL_OPERATOR, READING, "customer-io")
    premium = {remark.text for remark in page.plan_features("premium")}
    assert premium >= {"Single sign-on", "Custom roles"}
    assert [remark.text for remark in page.plan_features("enterprise")] == ["SCIM provisioning"]
    assert page.plan_features("essentials") == []


def test_sign_on_and_provisioning_are_there_for_every_idp_even_if_unknown(
    loaded: Database,
) -> None:
    found = customer_io(loaded)
    with loaded.read() as session:
        idps = catalog.idps(session, LOCAL_OPERATOR)
    for idp in idps:
        assert (idp, Fact.SSO) in found
        assert (idp, Fact.PROVISIONING) in found
    only = "jumpcloud"
    with loaded.read() as session:
        under = catalog.support(session, LOCAL_OPERATOR, READING, "Customer.io", only)
    assert {verdict.idp for verdict in under} == {only}


def test_an_unknown_app_comes_with_guesses_and_an_unknown_idp_with_the_known(
    loaded: Database,
) -> None:
    with loaded.read() as session:
        with pytest.raises(NotFound, match="Did you mean customer-io"):
            catalog.support(session, LOCAL_OPERATOR, READING, "custmer-io")
        with pytest.raises(NotFound, match="Known: okta"):
            catalog.support(session, LOCAL_OPERATOR, READING, "customer-io", "octa")


def test_our_observation_wins_stays_contested_and_is_audited(loaded: Database) -> None:
    with pytest.raises(Undo), loaded.write() as session:
        id_ = catalog.observe(session, LOCAL_OPERATOR, seen(), today=TODAY)
        verdicts = catalog.support(session, LOCAL_OPERATOR, READING, "customer-io", "jumpcloud")
        found = next(v for v in verdicts if v.fact is Fact.PROVISIONING)
        assert (found.value, found.standing) == ("none", Standing.CONTESTED)
        assert found.winner is not None
        assert found.winner.authority is Authority.OWN
        assert found.winner.evidence == "Test tenant, screen of 23 November"
        entry = session.exec(select(AuditEntry).where(AuditEntry.object == f"claim:{id_}")).one()
        assert entry.action == "catalog.observe"
        raise Undo


def test_what_was_rolled_back_is_never_shown(loaded: Database) -> None:
    before = customer_io(loaded)["jumpcloud", Fact.PROVISIONING].value
    for value in ("none", "partial"):
        with pytest.raises(Undo), loaded.write() as session:
            catalog.observe(session, LOCAL_OPERATOR, seen(value=value), today=TODAY)
            verdicts = catalog.support(session, LOCAL_OPERATOR, READING, "customer-io", "jumpcloud")
            (found,) = (v for v in verdicts if v.fact is Fact.PROVISIONING)
            assert found.value == value, "each transaction sees its own change"
            raise Undo
    assert customer_io(loaded)["jumpcloud", Fact.PROVISIONING].value == before
    with loaded.read() as session:
        assert (
            session.exec(select(AuditEntry).where(AuditEntry.action == "catalog.observe")).all()
            == []
        )


def test_loading_other_files_keeps_what_we_recorded(
    loaded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.catalog.recording.digest", lambda _folder: "changed")
    with pytest.raises(Undo), loaded.write() as session:
        catalog.observe(session, LOCAL_OPERATOR, seen(), today=TODAY)
        own = catalog.add_app(session, LOCAL_OPERATOR, "Our own tool")
        assert catalog.load_bundle(session, SYSTEM, BUNDLE)
        assert not catalog.load_bundle(session, SYSTEM, BUNDLE)
        kept = session.exec(select(Claim).where(Claim.origin == Origin.LOCAL)).all()
        assert [claim.value for claim in kept] == ["none"]
        assert catalog.find_app(session, LOCAL_OPERATOR, READING, own).name == "Our own tool"
        raise Undo


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"evidence": "  "}, Invalid),
        ({"observed_on": TODAY + timedelta(days=1)}, Invalid),
        ({"value": "maybe"}, Invalid),
        ({"value": " ", "fact": Fact.SCIM_PLAN, "idp": None}, Invalid),
        ({"idp": "nonsense"}, NotFound),
        ({"app": "nonsense"}, NotFound),
    ],
)
def test_an_observation_that_cannot_be_is_refused_and_leaves_nothing(
    loaded: Database, wrong: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error), loaded.write() as session:
        catalog.observe(session, LOCAL_OPERATOR, seen(**wrong), today=TODAY)
    with loaded.read() as session:
        assert session.exec(select(Claim).where(Claim.origin == Origin.LOCAL)).all() == []


def test_an_app_that_is_known_by_name_or_alias_is_not_added_again(loaded: Database) -> None:
    for name in ("Customer.io", "customer io"):
        with pytest.raises(Conflict), loaded.write() as session:
            catalog.add_app(session, LOCAL_OPERATOR, name)
    for name in ("", "???", "x" * 81):
        with pytest.raises(Invalid), loaded.write() as session:
            catalog.add_app(session, LOCAL_OPERATOR, name)


def test_a_viewer_may_read_and_record_nothing(loaded: Database) -> None:
    with loaded.read() as session:
        assert catalog.support(session, VIEWER, READING, "customer-io")
    with pytest.raises(Forbidden), loaded.write() as session:
        catalog.observe(session, VIEWER, seen(), today=TODAY)
    with pytest.raises(Forbidden), loaded.write() as session:
        catalog.add_app(session, VIEWER, "Tool")
    with pytest.raises(Forbidden), loaded.write() as session:
        catalog.load_bundle(session, VIEWER, BUNDLE)
    with pytest.raises(Forbidden), loaded.write() as session:
        catalog.record_checks(session, VIEWER, [])


def test_what_is_known_of_an_app_stands_in_the_bundle_s_order(loaded: Database) -> None:
    # A row that is written again lies behind the others in PostgreSQL's file.
    with pytest.raises(Undo), loaded.write() as session:
        remarks = catalog.app_page(session, LOCAL_OPERATOR, READING, "customer-io").remarks
        first = remarks[0]
        session.execute(update(Remark).where(col(Remark.id) == first.id).values(id=first.id))
        session.expire_all()
        again = catalog.app_page(session, LOCAL_OPERATOR, READING, "customer-io").remarks
        assert [one.id for one in again] == sorted(one.id for one in again)
        raise Undo


def test_what_to_click_in_slack_comes_with_the_page_that_says_so(loaded: Database) -> None:
    with loaded.read() as session:
        said = catalog.what_to_click(session, VIEWER)
    text, source = said["slack"][RemarkKind.MEMBER_LIST]
    assert text == "Administration > Manage members"
    assert said["slack"][RemarkKind.REMOVAL][0] == "⋯ > Deactivate account"
    assert (source.url or "").startswith("https://get.slack.help/")
    assert "customer-io" not in said
