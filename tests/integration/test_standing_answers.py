"""Answers given once for the organisation: kept, refused, and heard by every recommendation."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from core.actor import Actor, Role
from core.advice import service
from core.advice.models import AdviceDraft, OrganisationAnswers
from core.advice.recommendation.values import NewDecision
from core.advice.standing_answers import STANDING, StandingAnswers
from core.advice.values import Because
from core.audit.models import AuditEntry
from core.catalog.values import Reading
from core.cost import service as cost
from core.cost.values import OptionId, Scenario
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.stack import service as stack
from core.storage.database import Database
from tests.support.clock import TODAY
from tests.support.company import company

READING = Reading(TODAY)
OLA = Actor("ola", "Ola Operator", Role.OPERATOR)
VIEWER = Actor("v", "A viewer", Role.VIEWER)
SAID = {"removal_duty": "within-a-day", "third_party_admin": True}


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


def say(database: Database, answers: dict[str, Any], version: int = 0, actor: Actor = OLA) -> None:
    with database.write() as session:
        service.set_standing_answers(session, actor, answers, version)


def heard(database: Database) -> StandingAnswers:
    with database.read() as session:
        return service.standing_answers(session, VIEWER)


def test_nothing_is_said_until_somebody_says_it(firm: Database) -> None:
    assert heard(firm) == StandingAnswers()


def test_what_was_said_is_kept_with_who_and_when_and_audited(firm: Database) -> None:
    say(firm, SAID | {"idp_change": None})
    found = heard(firm)
    assert (found.answers, found.version, found.updated_by) == (SAID, 1, OLA.name)
    assert found.updated_at is not None
    say(firm, {"removal_duty": "none"}, version=1)
    assert heard(firm).answers == {"removal_duty": "none"}
    with firm.read() as session:
        entries = session.exec(
            select(AuditEntry).where(AuditEntry.action == "advice.standing")
        ).all()
    assert len(entries) == 2


def test_an_edit_of_an_older_version_is_a_conflict_and_keeps_the_other(firm: Database) -> None:
    say(firm, SAID)
    with pytest.raises(Conflict, match="Ola Operator changed the standing answers"):
        say(firm, {"removal_duty": "none"}, version=0)
    assert heard(firm).answers == SAID


def test_of_two_who_are_the_first_one_is_told(firm: Database) -> None:
    """The other's row came after ours was looked for: a conflict, no error of the database."""

    class Late(Session):
        """A session that finds no row, as one does a moment too early."""

        def get(self, entity: Any, *args: Any, **more: Any) -> Any:
            return None if entity is OrganisationAnswers else super().get(entity, *args, **more)

    say(firm, SAID)
    with pytest.raises(Conflict), firm.write() as session, Late(session.connection()) as late:
        service.set_standing_answers(late, OLA, {"removal_duty": "none"}, 0)
    assert heard(firm).answers == SAID


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"seats": 40}, "seats"),
        ({"current_plan": "pro"}, "current_plan"),
        ({"sensitivity": "high"}, "sensitivity"),
        ({"idps": ["okta"]}, "idps"),
        ({"removal_duty": "soon"}, "removal_duty"),
        ({"third_party_admin": "perhaps"}, "third_party_admin"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_what_is_answered_for_each_app_or_cannot_be_is_refused_at_its_field(
    firm: Database, answers: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        say(firm, answers)
    assert caught.value.field == field
    assert heard(firm).version == 0


def test_a_viewer_reads_them_and_does_not_give_them(firm: Database) -> None:
    with pytest.raises(Forbidden):
        say(firm, SAID, actor=VIEWER)


def test_a_standing_answer_is_one_of_the_questions(firm: Database) -> None:
    with firm.read() as session:
        _, given = service.questions_for(session, OLA, READING, "slack", {})
    assert set(STANDING) <= set(given.origins)


def test_they_reach_the_wizard_with_their_origin_and_give_way_to_an_answer(
    firm: Database,
) -> None:
    say(firm, SAID)
    with firm.read() as session:
        found = service.advise(session, OLA, READING, "customer-io", {})
        other = service.advise(session, OLA, READING, "customer-io", {"third_party_admin": False})
    assert found.given.answers.third_party_admin is True
    assert found.given.origins["third_party_admin"] == "standing answer"
    assert found.recommendation.choice is OptionId.MANAGED_AUTOMATION
    assert other.given.answers.third_party_admin is False
    assert other.given.origins["third_party_admin"] == "answered"
    assert other.recommendation.choice is not OptionId.MANAGED_AUTOMATION


def test_they_reach_the_whole_stack_and_its_costs_choice(firm: Database) -> None:
    with firm.read() as session:
        before = service.choices_for_stack(session, OLA, READING).chosen["customer-io"]
    say(firm, SAID)
    with firm.read() as session:
        choices = service.choices_for_stack(session, OLA, READING)
        advised = {one.app: one for one in service.advise_stack(session, OLA, READING)}
        asked = {
            one.app: one
            for one in service.advise_stack(session, OLA, READING, {"third_party_admin": False})
        }
    assert before is not OptionId.MANAGED_AUTOMATION
    assert choices.chosen["customer-io"] is OptionId.MANAGED_AUTOMATION
    assert choices.chosen == {app: one.recommendation.choice for app, one in advised.items()}
    assert asked["customer-io"].recommendation.choice is not OptionId.MANAGED_AUTOMATION


def test_they_reach_the_calculator(firm: Database) -> None:
    def impossible() -> set[OptionId]:
        scenario = Scenario(app="customer-io")
        with firm.read() as session:
            facts = cost.facts_of(session, OLA, READING, scenario.app)
            _, found = service.for_calculator(session, OLA, READING, scenario, facts)
        return set(found)

    assert {OptionId.MANAGED_AUTOMATION, OptionId.CHANGE_IDP} <= impossible()
    say(firm, SAID)
    assert OptionId.MANAGED_AUTOMATION not in impossible()
    assert OptionId.CHANGE_IDP in impossible()


def test_who_does_the_work_for_all_stands_above_an_apps_owner(firm: Database) -> None:
    with firm.read() as session:
        _, given = service.questions_for(session, OLA, READING, "customer-io", {})
    assert given.answers.manual_work_by == "app-owner"
    say(firm, {"manual_work_by": "service-desk"})
    with firm.read() as session:
        _, given = service.questions_for(session, OLA, READING, "customer-io", {})
    assert given.answers.manual_work_by == "service-desk"


def test_what_was_answered_of_an_app_stands_above_what_follows_from_an_answer_for_all(
    firm: Database,
) -> None:
    say(firm, {"manual_work_by": "nobody"})
    with firm.read() as session:
        _, follows = service.questions_for(session, OLA, READING, "figma", {})
        asked, own = service.questions_for(
            session, OLA, READING, "figma", {"manual_capacity": "plenty"}
        )
        # Of one app, nobody is nobody.
        both = {"manual_capacity": "plenty", "manual_work_by": "nobody"}
        _, nobody = service.questions_for(session, OLA, READING, "figma", both)
    assert follows.answers.manual_capacity == "none"
    assert own.answers.manual_capacity == "plenty"
    assert own.origins["manual_capacity"] == "answered"
    assert "manual_capacity" in asked
    assert nobody.answers.manual_capacity == "none"


def test_an_accepted_decision_is_the_stacks_choice(firm: Database) -> None:
    with firm.write() as session:
        draft = service.start_draft(session, OLA, READING, "customer-io")
        new = NewDecision(OptionId.REPLACE_APP, "The contract ends in May.")
        service.decide(session, OLA, READING, draft.id, new)
        choices = service.choices_for_stack(session, OLA, READING)
    assert choices.chosen["customer-io"] is OptionId.REPLACE_APP
    assert choices.because["customer-io"] is Because.DECIDED
    assert choices.because["slack"] is Because.RECOMMENDED


def test_a_draft_is_thrown_away_and_the_log_says_so(firm: Database) -> None:
    with firm.write() as session:
        draft = service.start_draft(session, OLA, READING, "customer-io", {"idps": ["okta"]})
        other = service.start_draft(session, OLA, READING, "slack")
    with pytest.raises(Forbidden), firm.write() as session:
        service.delete_draft(session, VIEWER, draft.id)
    with firm.write() as session:
        service.delete_draft(session, OLA, draft.id)
    with firm.read() as session:
        assert [one.id for one in service.drafts(session, OLA)] == [other.id]
        entry = session.exec(
            select(AuditEntry).where(col(AuditEntry.action) == "advice.discard")
        ).one()
        assert entry.object == f"draft:{draft.id}"
    with pytest.raises(NotFound, match="deleted already"), firm.write() as session:
        service.delete_draft(session, OLA, draft.id)


def test_a_draft_that_became_a_decision_stays(firm: Database) -> None:
    with firm.write() as session:
        draft = service.start_draft(session, OLA, READING, "customer-io")
        new = NewDecision(OptionId.REPLACE_APP, "The contract ends in May.")
        service.decide(session, OLA, READING, draft.id, new)
    with pytest.raises(Conflict, match="which stays"), firm.write() as session:
        service.delete_draft(session, OLA, draft.id)
    with firm.read() as session:
        assert session.get(AdviceDraft, draft.id) is not None


def test_routes_here_follow_what_is_set_up_and_decided(firm: Database) -> None:
    with firm.write() as session:
        entry = stack.entry(session, OLA, "slack")
        assert entry is not None
        route = service.route_here(session, OLA, READING, "slack")
        assert (str(route.way), route.is_automatic) == ("scim", True)
        elsewhere = service.route_here(session, OLA, READING, "slack", idps=["okta"], plan="Ours")
        assert elsewhere.plan.is_own
        draft = service.start_draft(session, OLA, READING, "slack")
        new = NewDecision(OptionId.MANUAL_CHECKLIST, "Until the audit is over.")
        service.decide(session, OLA, READING, draft.id, new)
        decided = service.route_here(session, OLA, READING, "slack")
        covered = {
            one.entry.app: one.route for one in service.routes_of_stack(session, OLA, READING)
        }
    assert str(decided.way) == "manual"
    assert covered["slack"] == decided
    assert set(covered) == {"customer-io", "figma", "slack", "wiki"}
