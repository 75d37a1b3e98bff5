"""A small company on a database: four apps, their owners, three people who work on cases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from core.actor import Actor, Role
from core.audit.models import AuditEntry
from core.catalog.models import (
    App,
    Authority,
    CatalogState,
    Claim,
    Fact,
    Idp,
    Source,
)
from core.catalog.values import Reading
from core.offboarding import service as offboarding
from core.offboarding.models import CaseKind, EvidenceKind
from core.offboarding.views import CaseView, NewEvidence, Opening, StepView
from core.stack import service as stack
from core.stack.entries import OrganisationView, StackFields
from core.storage.database import Database
from tests.support.clock import TODAY

READING = Reading(TODAY)
OLA = Actor("ola", "Ola Operator", Role.OPERATOR, email="ola@example.com")
PIA = Actor("pia", "Pia Operator", Role.OPERATOR, email="pia@example.com")
ADA = Actor("ada", "Ada Example", Role.OPERATOR, email="ada@example.com")
ADMIN = Actor("root", "Root Example", Role.ADMINISTRATOR, email="root@example.com")
AUDITOR = Actor("aud", "Aud Example", Role.AUDITOR, email="aud@example.com")
NOTE = NewEvidence(EvidenceKind.NOTE, "Seen in the user list.")
ON: dict[str, dict[str, Any]] = {"slack": {"provisioning_on": True, "provisioning_idp": "okta"}}
"""The app whose provisioning is switched on."""
APPS = ("customer-io", "figma", "slack", "wiki")
LINK = NewEvidence(EvidenceKind.LINK, "https://tickets.example.com/17")


def company(database: Database) -> Database:
    """Okta, and four apps: one that it provisions, one it only signs in, one it does not know."""
    with database.write() as session:
        session.add(Idp(id="okta", name="Okta", position=0))
        session.add(
            Source(id="vendor", title="Docs", publisher="Vendor", authority=Authority.VENDOR)
        )
        apps = {"customer-io": "Customer.io", "figma": "Figma", "slack": "Slack", "wiki": "Wiki"}
        session.add_all([App(id=id_, name=name) for id_, name in apps.items()])
        session.add(CatalogState(id=1, digest="test", edition=1, loaded_at=datetime.now(UTC)))
        session.flush()
        for app, idp, fact, value in (
            ("slack", "okta", Fact.PROVISIONING, "scim"),
            ("slack", None, Fact.SCIM_PLAN, "all plans"),
            ("figma", "okta", Fact.PROVISIONING, "jit-only"),
            ("customer-io", "okta", Fact.PROVISIONING, "none"),
            ("customer-io", "okta", Fact.SSO, "yes"),
        ):
            session.add(
                Claim(
                    app_id=app,
                    idp_id=idp,
                    fact=fact,
                    value=value,
                    source_id="vendor",
                    as_of=date(2026, 11, 1),
                )
            )
    with database.write() as session:
        stack.set_organisation(
            session, ADMIN, OrganisationView("Example", ("okta",), "EUR", "Europe/Berlin", 1)
        )
        owners = {"customer-io": "mo@example.com", "figma": None, "slack": "Ada Example"}
        for app in apps:
            stack.add(session, ADMIN, app, StackFields(owner=owners.get(app), **ON.get(app, {})))
    return database


def opening(**more: Any) -> Opening:
    """Ada leaves on her own wish, tomorrow; somebody says that she has an account everywhere."""
    given: dict[str, Any] = {
        "person": "Ada Example",
        "email": "ada@example.com",
        "kind": CaseKind.VOLUNTARY,
        "effective": datetime.now(UTC) + timedelta(days=1),
        "zone": "Europe/Berlin",
        "manager": "max@example.com",
        "hand_over_to": "Pia Operator",
        "apps": APPS,
    }
    return Opening(**(given | more))


def opened(database: Database, actor: Actor = OLA, **more: Any) -> CaseView:
    """An open case; whoever names no apps says that the person has an account in all of ours."""
    given = opening(**{"apps": everywhere(database), **more})
    with database.write() as session:
        return offboarding.open_case(session, actor, READING, given)


def everywhere(database: Database) -> tuple[str, ...]:
    """Every app of the stack: who names them says that the person has an account there."""
    with database.read() as session:
        return tuple(entry.app for entry in stack.entries(session, ADMIN))


def look(database: Database, case_id: int, actor: Actor = OLA) -> CaseView:
    """The case as it is now."""
    with database.read() as session:
        return offboarding.case(session, actor, case_id)


def step_of(case: CaseView, key: str) -> StepView:
    """The step with this key."""
    return next(step for step in case.steps if step.key == key)


def workable(case: CaseView) -> list[StepView]:
    """Steps that can be worked now."""
    return [step for step in case.steps if step.state in ("open", "started", "blocked")]


def finish(
    database: Database, step: StepView, actor: Actor = OLA, *evidence: NewEvidence
) -> StepView:
    """Do a step, with a link as evidence unless given other."""
    with database.write() as session:
        return offboarding.finish(
            session, actor, step.id, step.version, evidence or (LINK,), "Not needed any longer."
        )


def finish_all(database: Database, case_id: int) -> None:
    """Work the whole case: Pia approves what Ola did."""
    while todo := workable(look(database, case_id)):
        for step in todo:
            finish(database, step, PIA if step.kind.value == "approval" else OLA)


def excuse_all(database: Database, case_id: int) -> None:
    """Nothing of the case applies, says Ola; Pia says so of the approval."""
    while todo := workable(look(database, case_id)):
        for step in todo:
            who = PIA if step.kind.value == "approval" else OLA
            with database.write() as session:
                offboarding.excuse(session, who, step.id, step.version, "Not in this test.")


def recorded(session: Session, case_id: int) -> list[str]:
    """The case's actions in the audit log, in order."""
    query = select(AuditEntry.action).where(col(AuditEntry.object) == f"case:{case_id}")
    return list(session.exec(query.order_by(col(AuditEntry.id))))
