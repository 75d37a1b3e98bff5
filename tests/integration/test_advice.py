"""Drafts, decisions and what makes them stale, on both databases; the commands."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from core.actor import SYSTEM, Actor, Role
from core.advice import service
from core.advice.decisions.export import (
    decision_json,
    decision_markdown,
    decision_pdf,
    stack_pdf,
    stack_xlsx,
)
from core.advice.models import DecisionStatus, OptionId
from core.advice.recommendation.totals import stack_totals
from core.advice.recommendation.values import NewDecision
from core.advice.routes import Accepted
from core.advice.rules.fields import FIELDS
from core.advice.values import Because
from core.catalog import service as catalog
from core.catalog.bundle import loader
from core.catalog.models import App, CatalogState, Fact, Idp, Plan, Price, Source, Unit
from core.catalog.values import Observation, Reading
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.stack import service as stack
from core.stack.entries import StackEdit, StackFields
from core.storage.database import Database
from tests.support.clock import TODAY

READING = Reading(TODAY)
ANSWERS = {"current_plan": "essentials", "idps": ["okta"], "removal_duty": "within-a-day"}
VIEWER = Actor("v", "A viewer", Role.VIEWER)


@pytest.fixture
def small(database: Database) -> Database:
    """A catalogue of one app with two priced plans, on either database."""
    with database.write() as session:
        session.add_all(
            [
                App(id="mailer", name="Mailer", depth="described"),
                Idp(id="okta", name="Okta", position=1),
                CatalogState(digest="", edition=1, loaded_at=datetime.now(UTC)),
            ]
        )
        session.add(
            Source(id="s", title="Prices", publisher="Vendor", authority="vendor", read_on=TODAY)
        )
        session.flush()
        for position, (slug, price, scim) in enumerate(
            [("basic", 1200, None), ("enterprise", 30000, "yes")]
        ):
            session.add(Plan(app_id="mailer", slug=slug, name=slug.capitalize(), position=position))
            session.add(
                Price(
                    app_id="mailer",
                    plan_slug=slug,
                    low=Decimal(price),
                    high=Decimal(price),
                    currency="USD",
                    period="year",
                    unit=Unit.FLAT,
                    has_scim=scim,
                    source_id="s",
                    as_of=TODAY,
                )
            )
        session.flush()
        loader.touch(session)
    return database


def decide(database: Database, app: str = "mailer", **new: object) -> int:
    answers = {**ANSWERS, "current_plan": "basic"} if app == "mailer" else ANSWERS
    with database.write() as session:
        draft = service.start_draft(session, SYSTEM, READING, app, answers)
        return service.decide(
            session,
            SYSTEM,
            READING,
            draft.id,
            NewDecision(OptionId.SCIM_BRIDGE, **new),  # type: ignore[arg-type]
        )


def changes(database: Database, number: int) -> tuple[str, ...]:
    with database.read() as session:
        return service.decision(session, SYSTEM, READING, number).changes


def test_a_draft_keeps_its_answers_and_refuses_a_stale_write(small: Database) -> None:
    with small.write() as session:
        draft = service.start_draft(session, SYSTEM, READING, "Mailer")
    with small.write() as session:
        assert service.save_draft(session, SYSTEM, draft.id, {"seats": 5}, 1) == 2
    with pytest.raises(Conflict, match="Offramp changed"), small.write() as session:
        service.save_draft(session, SYSTEM, draft.id, {"seats": 7}, 1)
    with small.write() as session:  # the second of two clicks on one button
        assert service.save_draft(session, SYSTEM, draft.id, {"seats": 5}, 1) == 2
    with small.read() as session:
        assert service.draft(session, SYSTEM, READING, draft.id).answers == {"seats": 5}


def test_a_draft_whose_app_vanished_says_so_and_keeps_the_answers(small: Database) -> None:
    with small.write() as session:
        draft = service.start_draft(session, SYSTEM, READING, "mailer", {"seats": 5})
    with small.write() as session:
        session.get_one(App, "mailer").withdrawn = True
        loader.touch(session)
    with small.read() as session:
        found = service.draft(session, SYSTEM, READING, draft.id)
    assert not found.app_exists
    assert found.answers == {"seats": 5}


def test_an_accepted_decision_stands_and_is_what_offboarding_reads(small: Database) -> None:
    number = decide(small)
    assert changes(small, number) == ()
    with small.read() as session:
        accepted = service.accepted_decisions(session, SYSTEM)
    one = accepted["mailer"]
    answers = one.answers
    assert accepted == {
        "mailer": Accepted(number, OptionId.SCIM_BRIDGE, 24, answers, one.agreed, one.idps)
    }
    assert answers["removal_duty"] == ANSWERS["removal_duty"]
    assert set(answers) <= set(FIELDS)


def test_a_changed_price_makes_a_decision_stale_and_says_which(small: Database) -> None:
    number = decide(small)
    with small.write() as session:
        price = session.exec(select(Price).where(Price.plan_slug == "enterprise")).one()
        price.low = price.high = Decimal(20000)
        loader.touch(session)
    told = "Price of Enterprise: was USD 30,000 a year, is USD 20,000 a year."
    assert changes(small, number) == (told,)


def test_a_new_claim_makes_a_decision_stale_and_says_which(small: Database) -> None:
    number = decide(small)
    with small.write() as session:
        catalog.observe(
            session,
            SYSTEM,
            Observation("mailer", Fact.PROVISIONING, "scim", "Seen in the console", TODAY, "okta"),
            today=TODAY,
        )
    found = " ".join(changes(small, number))
    assert "Provisioning under Okta: was not known, is SCIM (single source)." in found
    assert "new claim, This organisation says SCIM" in found


def test_a_changed_stack_makes_a_decision_stale_and_says_which(small: Database) -> None:
    with small.write() as session:
        stack.add(session, SYSTEM, "mailer", StackFields(plan="basic", seats=100))
    number = decide(small)
    assert changes(small, number) == ()
    with small.write() as session:
        stack.save(session, SYSTEM, [StackEdit("mailer", 1, StackFields(plan="basic", seats=140))])
    assert changes(small, number) == ("Seats: was 100, the stack now says 140.",)


def test_what_we_pay_makes_a_decision_stale_and_says_how(small: Database) -> None:
    with small.write() as session:
        stack.add(session, SYSTEM, "mailer", StackFields(plan="basic", seats=100))
    number = decide(small)
    paid = StackFields(plan="basic", seats=100, annual_spend=Decimal(10000))
    with small.write() as session:
        stack.save(session, SYSTEM, [StackEdit("mailer", 1, paid)])
    told = "Upgrade, extra cost a year at most: was 28,800, is 20,000."
    assert changes(small, number) == (told,)


def test_a_lost_claim_that_is_not_read_any_more_is_said_too(small: Database) -> None:
    with small.write() as session:
        session.add(Idp(id="jumpcloud", name="JumpCloud", position=2))
        session.flush()
        loader.touch(session)

    def saw(value: str) -> None:
        with small.write() as session:
            seen = Observation(
                "mailer", Fact.PROVISIONING, value, "Seen in the console", TODAY, "jumpcloud"
            )
            catalog.observe(session, SYSTEM, seen, today=TODAY)

    saw("scim")
    number = decide(small)
    assert changes(small, number) == ()
    saw("none")
    assert "Provisioning under JumpCloud: was SCIM" in " ".join(changes(small, number))


def test_running_again_keeps_what_was_answered_against_the_stack(small: Database) -> None:
    with small.write() as session:
        stack.add(session, SYSTEM, "mailer", StackFields(plan="basic", seats=100))
        draft = service.start_draft(session, SYSTEM, READING, "mailer", {**ANSWERS, "seats": 60})
        service.save_draft(
            session, SYSTEM, draft.id, {**ANSWERS, "current_plan": "basic", "seats": 60}, 1
        )
        new = NewDecision(OptionId.SCIM_BRIDGE)
        number = service.decide(session, SYSTEM, READING, draft.id, new)
    with small.write() as session:
        assert service.run_again(session, SYSTEM, READING, number).answers["seats"] == 60
        stack.save(session, SYSTEM, [StackEdit("mailer", 1, StackFields(plan="basic", seats=140))])
        assert "seats" not in service.run_again(session, SYSTEM, READING, number).answers


def test_the_cost_of_an_app_without_a_price_is_not_known_and_its_work_is_said(
    catalog_database: Database,
) -> None:
    with catalog_database.read() as session:
        whole = catalog.catalog(session, SYSTEM, READING)
        app = next(one for one in whole if not one.plans)
        found = service.advise(session, SYSTEM, READING, app.id, {"idps": ["okta"]})
    first = found.recommendation.first
    assert (first.cost.first_year, first.cost.three_years) == (None, None)
    assert f"The price of {app.name} is not known: enter what you pay." in first.cost.basis
    assert "Work and set-up alone: about USD" in first.cost.basis


def test_a_plan_that_the_catalogue_lacks_is_one_of_our_own(small: Database) -> None:
    with small.read() as session:
        found = service.advise(session, SYSTEM, READING, "mailer", {"current_plan": "Gold"})
    facts = found.recommendation.situation.facts
    assert (facts.plan.name, facts.plan.is_own) == ("Gold", True)
    assert facts.values["plan_has_scim"] == "unknown"
    by_hand = next(
        one for one in found.recommendation.options if one.id is OptionId.MANUAL_CHECKLIST
    )
    assert by_hand.cost.first_year is None
    assert "The price of Gold is not known" in by_hand.cost.basis


def test_running_a_decision_again_supersedes_it_both_ways(small: Database) -> None:
    first = decide(small)
    with small.write() as session:
        draft = service.run_again(session, SYSTEM, READING, first)
        assert draft.answers == {**ANSWERS, "current_plan": "basic"}
        second = service.decide(
            session, SYSTEM, READING, draft.id, NewDecision(OptionId.SCIM_BRIDGE)
        )
    with small.read() as session:
        old = service.decision(session, SYSTEM, READING, first)
        new = service.decision(session, SYSTEM, READING, second)
    assert (old.status, old.superseded_by, old.is_stale) == (
        DecisionStatus.SUPERSEDED,
        second,
        False,
    )
    assert (new.status, new.supersedes) == (DecisionStatus.ACCEPTED, first)


def test_a_proposal_counts_only_once_it_is_accepted(small: Database) -> None:
    number = decide(small, status=DecisionStatus.PROPOSED)
    with small.write() as session:
        assert "mailer" not in service.accepted_decisions(session, SYSTEM)
        service.accept(session, SYSTEM, number, 1)
        accepted = service.accepted_decisions(session, SYSTEM)
    assert accepted["mailer"].choice is OptionId.SCIM_BRIDGE
    with small.write() as session:
        service.accept(session, SYSTEM, number, 1)
        again = service.decision(session, SYSTEM, READING, number)
    assert again.version == 2, "a second click changes nothing"
    with pytest.raises(Conflict), small.write() as session:
        service.accept(session, Actor("o", "An operator", Role.OPERATOR), number, 1)


def test_overruling_needs_a_reason_and_a_draft_decides_once(small: Database) -> None:
    with small.write() as session:
        draft = service.start_draft(session, SYSTEM, READING, "mailer", {"idps": ["okta"]})
    with pytest.raises(Invalid, match="needs a reason"), small.write() as session:
        service.decide(session, SYSTEM, READING, draft.id, NewDecision(OptionId.REPLACE_APP))
    new = NewDecision(OptionId.REPLACE_APP, "The contract ends in May.")
    with small.write() as session:
        number = service.decide(session, SYSTEM, READING, draft.id, new)
    with small.write() as session:
        assert service.decide(session, SYSTEM, READING, draft.id, new) == number
        assert len(service.decisions(session, SYSTEM, READING)) == 1
    with pytest.raises(Conflict), small.write() as session:
        other = NewDecision(OptionId.MANUAL_CHECKLIST, "Something else.")
        service.decide(session, SYSTEM, READING, draft.id, other)


def test_what_nobody_answered_is_said_to_be_assumed(small: Database) -> None:
    number = decide(small)
    with small.read() as session:
        lines = service.decision(session, SYSTEM, READING, number).context.splitlines()
    asked = [line for line in lines if "?" in line]
    assert any(line.startswith("Assumed, nobody said: ") for line in asked)


def test_what_we_pay_is_no_sources_word(catalog_database: Database) -> None:
    fields = StackFields(plan="essentials", seats=40, annual_spend=Decimal(1_200))
    with catalog_database.write() as session:
        stack.add(session, SYSTEM, "customer-io", fields)
        draft = service.start_draft(session, SYSTEM, READING, "customer-io", {"idps": ["okta"]})
        new = NewDecision(OptionId.MANUAL_CHECKLIST, "Few people.")
        number = service.decide(session, SYSTEM, READING, draft.id, new)
        frozen = service.decision(session, SYSTEM, READING, number).frozen
    (row,) = (row for row in service.fact_rows(frozen) if row.name.startswith("Upgrade, extra"))
    assert row.sources[0].publisher == "What we pay for Essentials"
    assert frozen["read_from"]["upgrade_difference"] == ["enterprise"], "the list of one plan only"


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"seats": -1}, "seats"),
        ({"seats": "many"}, "seats"),
        ({"idps": ["nobody"]}, "idps"),
        ({"current_plan": ["gold"]}, "current_plan"),
        ({"removal_duty": "soon"}, "removal_duty"),
        ({"colour": "blue"}, "colour"),
        ({"third_party_admin": "perhaps"}, "third_party_admin"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_at_its_field(
    small: Database, answers: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as caught, small.read() as session:
        service.advise(session, SYSTEM, READING, "mailer", answers)
    assert caught.value.field == field


def test_an_unknown_app_link_or_decision_is_said(small: Database) -> None:
    with small.read() as session:
        for call in (
            lambda: service.advise(session, SYSTEM, READING, "Nonesuch", {}),
            lambda: service.draft(session, SYSTEM, READING, "nope"),
            lambda: service.decision(session, SYSTEM, READING, 77),
        ):
            with pytest.raises(NotFound):
                call()


def test_a_viewer_reads_and_does_not_decide(small: Database) -> None:
    with small.write() as session:
        service.advise(session, VIEWER, READING, "mailer", {})
        with pytest.raises(Forbidden):
            service.start_draft(session, VIEWER, READING, "mailer")


def test_a_review_date_in_the_past_is_refused(small: Database) -> None:
    with pytest.raises(Invalid, match="future"):
        decide(small, review_on=date(2026, 1, 1))


def test_a_decision_is_exported_in_three_forms(small: Database) -> None:
    number = decide(small)
    with small.read() as session:
        decision = service.decision(session, SYSTEM, READING, number)
    assert decision_pdf(decision).startswith(b"%PDF")
    assert "# D-0001 Mailer: SCIM bridge" in decision_markdown(decision)
    assert json.loads(decision_json(decision))["choice"] == "scim-bridge"


def test_the_stack_is_advised_at_once_and_exported(catalog_database: Database) -> None:
    with catalog_database.write() as session:
        stack.add(session, SYSTEM, "customer-io", StackFields(plan="essentials", seats=40))
        stack.add(session, SYSTEM, "figma", StackFields(plan="professional", seats=200))
        found = service.advise_stack(
            session, SYSTEM, READING, {"idps": ["okta"], "third_party_admin": True}
        )
        ours = stack.organisation(session, SYSTEM)
        stack.set_organisation(session, SYSTEM, replace(ours, idps=("okta",)))
        service.set_standing_answers(session, SYSTEM, {"third_party_admin": True}, 0)
        told = service.choices_for_stack(session, SYSTEM, READING)
    assert [one.app for one in found] == ["figma", "customer-io"], "most exposure first"
    assert told.chosen == {one.app: one.recommendation.choice for one in found}
    assert set(told.because.values()) == {Because.RECOMMENDED}
    assert {*told.outcomes} == {*told.chosen}
    totals = stack_totals(found)
    assert totals.first_year["USD"] == sum(one.recommendation.first.cost.middle for one in found)
    assert totals.three_years["USD"] > totals.first_year["USD"] > 0
    assert stack_pdf(found, "Our stack", "Two apps").startswith(b"%PDF")
    assert stack_xlsx(found).startswith(b"PK")


@pytest.fixture
def command(
    loaded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CliRunner]:
    from core.app.runtime import forget_runtime, runtime

    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    monkeypatch.setenv("OFFRAMP_DATA_DIR", str(tmp_path))
    forget_runtime()
    yield CliRunner()
    runtime().database.close()
    forget_runtime()


def test_the_command_answers_in_the_documented_shape(command: CliRunner) -> None:
    from core.cli.main import command_line

    answers = "current_plan: Essentials\nidps: [okta]\nidp_change: no\nremoval_duty: within-a-day\n"
    result = command.invoke(
        command_line(), ["recommend", "Customer.io", "--answers", "-", "--json"], input=answers
    )
    found = json.loads(result.stdout)
    assert {"app", "facts", "options", "choice", "flips", "asked", "contested"} <= set(found)
    assert found["choice"] == "scim-bridge"
    keys = {"id", "feasible", "rank", "reasons", "rule", "cost", "leftover_access_hours", "why_not"}
    assert all(keys <= set(option) for option in found["options"])
    assert {option["id"] for option in found["options"]} == set(OptionId)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("seats: 3\nsets: 4\n", "stdin:2: there is no question 'sets'"),
        ("[1", "not valid YAML"),
        ("- a\n", "not a mapping"),
    ],
)
def test_a_bad_answers_file_is_said_at_its_line(
    command: CliRunner, text: str, complaint: str
) -> None:
    from core.cli.main import command_line

    result = command.invoke(
        command_line(), ["recommend", "customer-io", "--answers", "-"], input=text
    )
    assert complaint in str(result.exception)
