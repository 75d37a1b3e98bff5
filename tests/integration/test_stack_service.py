"""The stack's door on both databases: conflicts, all or nothing, rights, audit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlmodel import Session, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit.models import AuditEntry
from core.catalog.models import App, Idp
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.stack import service as stack
from core.stack.entries import StackEdit, StackFields
from core.stack.models import StackApp
from core.stack.service import _imported
from core.storage.database import Database

ANN = Actor(id="ann", name="Ann", role=Role.OPERATOR)
BEN = Actor(id="ben", name="Ben", role=Role.OPERATOR)
VIEWER = Actor(id="vic", name="Vic", role=Role.VIEWER)
FIELDS = StackFields("Pro", 10, Decimal("1200.50"), "EUR", "Jo", date(2027, 1, 31), "none")


@pytest.fixture
def known(database: Database) -> Database:
    """Two apps and two IdPs."""
    with database.write() as session:
        session.add_all([App(id=id_, name=id_.title()) for id_ in ("slack", "miro")])
        session.add_all([Idp(id=id_, name=id_, position=0) for id_ in ("okta", "entra-id")])
    return database


def actions(session: Session) -> list[tuple[str, str, str]]:
    rows = session.exec(select(AuditEntry).order_by(AuditEntry.id))  # type: ignore[arg-type]
    # The apps that a fixture put there are noted, too.
    return [(r.actor_id, r.action, r.object) for r in rows if r.action != "audit.rows"]


def test_an_app_is_added_saved_and_removed_and_each_is_in_the_audit_log(known: Database) -> None:
    with known.write() as session:
        added = stack.add(session, ANN, "slack", FIELDS)
    assert (added.fields, added.version, added.updated_by) == (FIELDS, 1, "Ann")
    with known.write() as session:
        edit = StackEdit("slack", 1, replace(FIELDS, seats=20))
        (saved,) = stack.save(session, BEN, [edit])
    assert (saved.fields.seats, saved.version, saved.updated_by) == (20, 2, "Ben")
    with known.write() as session:
        stack.remove(session, ANN, "slack", 2)
    with known.read() as session:
        assert stack.entries(session, ANN) == []
        assert actions(session) == [
            ("ann", "stack.add", "stack:slack"),
            ("ben", "stack.edit", "stack:slack"),
            ("ann", "stack.remove", "stack:slack"),
        ]
        edited = session.exec(select(AuditEntry).where(AuditEntry.action == "stack.edit")).one()
    assert (edited.before["seats"], edited.after["seats"]) == (10, 20)
    assert edited.after["annual_spend"] == "1200.50"


def test_adding_again_changes_nothing(known: Database) -> None:
    for seats in (10, 99):
        with known.write() as session:
            stack.add(session, ANN, "slack", replace(FIELDS, seats=seats))
    with known.read() as session:
        (entry,) = stack.entries(session, ANN)
        assert entry.fields.seats == 10
        assert len(actions(session)) == 1


def test_a_stale_edit_names_who_changed_it_and_when_and_overwrites_nothing(
    known: Database,
) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", FIELDS)
    with known.write() as session:
        stack.save(session, BEN, [StackEdit("slack", 1, replace(FIELDS, owner="Ben's"))])
    with (
        pytest.raises(Conflict, match=r"Slack was changed by Ben at \d{4}-\d\d-\d\d \d\d:\d\d UTC"),
        known.write() as session,
    ):
        stack.save(session, ANN, [StackEdit("slack", 1, replace(FIELDS, owner="Ann's"))])
    with known.read() as session:
        assert stack.entries(session, ANN)[0].fields.owner == "Ben's"
        assert len(actions(session)) == 2


def test_edits_are_stored_all_or_none(known: Database) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", FIELDS)
        stack.add(session, ANN, "miro", FIELDS)
    edits = [StackEdit("slack", 1, StackFields(seats=1)), StackEdit("miro", 7, StackFields())]
    with pytest.raises(Conflict), known.write() as session:
        stack.save(session, BEN, edits)
    with known.read() as session:
        assert {entry.version for entry in stack.entries(session, ANN)} == {1}


def test_an_edit_of_what_was_taken_out_is_a_conflict(known: Database) -> None:
    with pytest.raises(Conflict, match="taken out"), known.write() as session:
        stack.save(session, ANN, [StackEdit("slack", 1, FIELDS)])


def together(known: Database, *works: Callable[[Session], object]) -> list[object]:
    """Run each in a thread and a transaction of its own, at the same time; results or errors."""
    start = Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(number: int, work: Callable[[Session], object]) -> None:
        start.wait()
        try:
            with known.write() as session:
                results[number] = work(session)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[number] = error

    threads = [Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_of_edits_at_the_same_time_one_wins_and_the_others_are_told(known: Database) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", FIELDS)

    def edit(seats: int) -> Callable[[Session], object]:
        change = StackEdit("slack", 1, replace(FIELDS, seats=seats))
        return lambda session: stack.save(session, BEN, [change])

    results = together(known, *(edit(seats) for seats in (1, 2, 3, 4)))
    losers = [result for result in results if isinstance(result, Exception)]
    assert len(losers) == 3
    assert all(isinstance(error, Conflict) for error in losers), losers
    with known.read() as session:
        (entry,) = stack.entries(session, ANN)
        assert entry.version == 2
        assert len(actions(session)) == 2


def test_an_edit_made_after_we_looked_but_before_we_save_is_not_overwritten(
    known: Database,
) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", FIELDS)
    losers: list[Conflict] = []

    def save(session: Session, actor: Actor) -> None:
        stack.save(session, actor, [StackEdit("slack", 1, replace(FIELDS, owner=actor.name))])

    def other() -> None:
        try:
            with known.write() as session:
                save(session, BEN)
        except Conflict as error:
            losers.append(error)

    meanwhile = Thread(target=other)
    try:
        with known.write() as session:
            looked = session.get(StackApp, "slack")
            assert looked is not None
            meanwhile.start()
            # PostgreSQL lets the other through now; SQLite makes him wait until we are done.
            meanwhile.join(1)
            save(session, ANN)
    except Conflict as error:
        losers.append(error)
    meanwhile.join(30)
    assert len(losers) == 1
    with known.read() as session:
        (entry,) = stack.entries(session, ANN)
    assert entry.version == 2
    assert f"changed by {entry.fields.owner}" in str(losers[0])


def test_the_same_app_added_at_the_same_time_is_added_once(known: Database) -> None:
    def add(session: Session) -> object:
        return stack.add(session, ANN, "slack", FIELDS)

    results = together(known, *[add] * 4)
    assert not [result for result in results if isinstance(result, Exception)]
    with known.read() as session:
        assert len(actions(session)) == 1


def test_an_import_adds_fills_in_and_erases_nothing(known: Database) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", FIELDS)
    rows = {"slack": StackFields(seats=30), "miro": StackFields(plan="Team")}
    with known.write() as session:
        assert stack.import_entries(session, BEN, rows) == (1, 1)
    with known.write() as session:
        assert stack.import_entries(session, BEN, rows) == (0, 0)
    with known.read() as session:
        by_app = {entry.app: entry for entry in stack.entries(session, ANN)}
    assert by_app["slack"].fields == replace(FIELDS, seats=30)
    assert by_app["miro"].fields.plan == "Team"


QUOTED = replace(FIELDS, quote_plan="Max", quote=Decimal(9_000))


@pytest.mark.parametrize(
    ("row", "spend", "quote"),
    [
        (StackFields(plan="Max"), None, 9_000),
        (
            StackFields(plan="Max", annual_spend=Decimal("1200.50"), currency="EUR"),
            "1200.50",
            9_000,
        ),
        (StackFields(plan=" pro"), "1200.50", 9_000),
        (StackFields(seats=11, currency="USD"), "1200.50", 9_000),
        (StackFields(annual_spend=Decimal(2_000), currency="USD"), 2_000, None),
        (StackFields(annual_spend=Decimal("1200.50"), currency="USD"), "1200.50", None),
        (StackFields(plan="Max", annual_spend=Decimal(2_000), currency="USD"), 2_000, None),
    ],
)
def test_an_import_keeps_no_amount_for_another_plan_or_in_another_currency(
    known: Database, row: StackFields, spend: str | int | None, quote: int | None
) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", QUOTED)
    with known.write() as session:
        stack.import_entries(session, BEN, {"slack": row})
    with known.read() as session:
        (now,) = stack.entries(session, ANN)
        edited = session.exec(select(AuditEntry).where(AuditEntry.action == "stack.edit")).all()
    fields = now.fields
    assert fields.annual_spend == (None if spend is None else Decimal(spend))
    assert fields.quote == quote
    assert fields.quote_plan == (None if quote is None else "Max")
    for entry in edited:  # what was left out is not lost
        assert (entry.before["annual_spend"], entry.before["quote"]) == ("1200.50", "9000")


def test_an_edit_of_the_plan_or_the_currency_leaves_out_what_was_not_said_for_it(
    known: Database,
) -> None:
    def edited(anew: frozenset[str] = frozenset(), **said: object) -> StackFields:
        with known.write() as session:
            if seen := stack.entry(session, ANN, "slack"):
                stack.remove(session, ANN, "slack", seen.version)
            stack.add(session, ANN, "slack", QUOTED)
            fields = replace(QUOTED, **said)  # type: ignore[arg-type]
            (saved,) = stack.save(session, ANN, [StackEdit("slack", 1, fields, anew)])
        return saved.fields

    assert edited(plan="Max") == replace(QUOTED, plan="Max", annual_spend=None)
    assert edited(plan=None) == replace(QUOTED, plan=None, annual_spend=None)
    assert edited(frozenset({"annual_spend"}), plan="Max") == replace(QUOTED, plan="Max")
    assert edited(currency="eur ") == QUOTED
    other = edited(currency="USD")
    assert (other.annual_spend, other.quote, other.quote_plan) == (None, None, None)
    paid = edited(currency="USD", annual_spend=Decimal(7))
    assert (paid.annual_spend, paid.quote) == (7, None)


ON = replace(FIELDS, plan="Business+", provisioning_on=True, provisioning_idp="okta")


def test_whether_provisioning_is_on_is_asked_again_on_another_plan(known: Database) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", ON)
        pro = StackEdit("slack", 1, replace(ON, plan="Pro"))
        for _click in range(2):
            (saved,) = stack.save(session, ANN, [pro])
        assert (saved.version, saved.fields.provisioning_on, saved.fields.provisioning_idp) == (
            *(2, None, None),
        )
        (back,) = stack.save(
            session, ANN, [StackEdit("slack", 2, replace(saved.fields, plan="Business+"))]
        )
        assert back.fields.provisioning_on is None
        stack.add(session, ANN, "miro", replace(ON, plan=None))
        (named,) = stack.save(session, ANN, [StackEdit("miro", 1, ON)])
        assert named.fields.provisioning_on is True, "it was said for the plan that we are on"
        paid = StackEdit("miro", 2, replace(ON, seats=3))
        assert stack.save(session, ANN, [paid])[0].fields.provisioning_on is True


def test_whether_provisioning_is_on_is_asked_again_of_an_idp_that_was_given_up(
    known: Database,
) -> None:
    with known.write() as session:
        now = stack.organisation(session, ANN)
        now = stack.set_organisation(session, ANN, replace(now, idps=("okta", "entra-id")))
        stack.add(session, ANN, "slack", ON)
        now = stack.set_organisation(session, ANN, replace(now, idps=("okta",)))
        assert stack.entries(session, ANN)[0].fields == ON
        for idps in (("entra-id",), ("okta",)):
            now = stack.set_organisation(session, ANN, replace(now, idps=idps))
        left = replace(ON, provisioning_on=None, provisioning_idp=None)
        assert stack.entries(session, ANN)[0].fields == left
    with known.read() as session:
        assert actions(session)[-2:] == [
            ("ann", "stack.edit", "stack:slack"),
            ("ann", "stack.organisation", "organisation:1"),
        ]


def test_taking_a_list_back_brings_back_what_was_there_and_the_currency(known: Database) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", ON)
        now = stack.organisation(session, ANN)
        stack.set_organisation(session, ANN, replace(now, currency="CHF"))
        before = stack.entries(session, ANN)
        rows = {"slack": StackFields(plan="Pro"), "miro": StackFields()}
        found = _imported(session, ANN, rows)
        assert found.changed[0][1].fields.provisioning_on is None
        stack.take_back(session, ANN, replace(found, currency_before=now.currency))
        assert [one.fields for one in stack.entries(session, ANN)] == [before[0].fields]
        assert stack.organisation(session, ANN).currency == now.currency


def test_what_was_paid_before_anybody_named_the_plan_was_for_it(known: Database) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", replace(FIELDS, plan=None))
        stack.import_entries(session, ANN, {"slack": StackFields(plan="Pro")})
    with known.read() as session:
        assert stack.entries(session, ANN)[0].fields == FIELDS


def test_an_import_with_one_impossible_row_stores_none(known: Database) -> None:
    rows = {"slack": StackFields(seats=3), "miro": StackFields(seats=-1)}
    with pytest.raises(Invalid), known.write() as session:
        stack.import_entries(session, ANN, rows)
    with known.read() as session:
        assert stack.entries(session, ANN) == []
        assert actions(session) == []


@pytest.mark.parametrize(
    "fields",
    [
        StackFields(seats=-1),
        StackFields(seats=10_000_001),
        StackFields(annual_spend=Decimal(-1)),
        StackFields(annual_spend=Decimal("NaN")),
        StackFields(annual_spend=Decimal("1e13")),
        StackFields(annual_spend=Decimal("1e-60")),
        StackFields(currency="euros"),
        StackFields(notes="x" * 2001),
        StackFields(owner="a\0b"),
    ],
)
def test_what_cannot_be_is_refused_on_both_databases(known: Database, fields: StackFields) -> None:
    with pytest.raises(Invalid), known.write() as session:
        stack.add(session, ANN, "slack", fields)


def test_an_unknown_app_or_idp_is_not_found(known: Database) -> None:
    with pytest.raises(NotFound), known.write() as session:
        stack.add(session, ANN, "nonsense")
    with pytest.raises(NotFound), known.write() as session:
        current = stack.organisation(session, ANN)
        stack.set_organisation(session, ANN, replace(current, idps=("nonsense",)))


def test_what_was_changed_or_taken_out_meanwhile_is_not_removed_unseen(known: Database) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", FIELDS)
        stack.save(session, BEN, [StackEdit("slack", 1, replace(FIELDS, seats=20))])
    with pytest.raises(Conflict, match="changed by Ben"), known.write() as session:
        stack.remove(session, ANN, "slack", 1)
    with known.write() as session:
        stack.remove(session, BEN, "slack", 2)
    with pytest.raises(Conflict, match="taken out"), known.write() as session:
        stack.remove(session, ANN, "slack", 2)


def test_a_stale_change_of_the_organisation_says_what_it_is_now(known: Database) -> None:
    with known.read() as session:
        seen = stack.organisation(session, ANN)
    with known.write() as session:
        stack.set_organisation(session, BEN, replace(seen, name="Acme", idps=("okta", "okta")))
    with pytest.raises(Conflict, match="to: Acme, okta, USD, UTC"), known.write() as session:
        stack.set_organisation(session, ANN, replace(seen, name="Other"))
    with known.read() as session:
        now = stack.organisation(session, ANN)
    assert (now.name, now.idps, now.version) == ("Acme", ("okta",), 2)


def test_a_second_click_on_save_changes_nothing_and_is_no_conflict(known: Database) -> None:
    with known.read() as session:
        seen = stack.organisation(session, ANN)
    new = replace(seen, name=" Acme ", idps=("okta", "okta"), currency="eur")
    for _click in range(2):
        with known.write() as session:
            assert stack.set_organisation(session, ANN, new).version == seen.version + 1
    with known.write() as session:
        stack.add(session, ANN, "slack", QUOTED)
    # The second save finds what the first one left out with the plan.
    other = replace(QUOTED, plan="Max", owner="")
    edits = [other, replace(other, annual_spend=None, notes="again")]
    for version, fields in enumerate(edits, start=1):
        for _click in range(2):
            with known.write() as session:
                (saved,) = stack.save(session, ANN, [StackEdit("slack", version, fields)])
            assert (saved.version, saved.fields.annual_spend) == (version + 1, None)
    with known.read() as session:
        done = [action for _, action, _ in actions(session)]
    assert done == ["stack.organisation", "stack.add", "stack.edit", "stack.edit"]


def test_an_amount_that_is_typed_is_never_taken_for_one_that_was_left_out(known: Database) -> None:
    with known.write() as session:
        stack.add(session, ANN, "slack", replace(FIELDS, annual_spend=None))
        paid = StackEdit("slack", 1, FIELDS)
        (saved,) = stack.save(session, ANN, [paid])
        assert saved.fields == FIELDS
        stack.save(session, BEN, [StackEdit("slack", 2, replace(FIELDS, annual_spend=None))])
    anew = replace(paid, anew=frozenset({"annual_spend"}))
    with pytest.raises(Conflict, match="changed by Ben"), known.write() as session:
        stack.save(session, ANN, [anew])


def test_of_first_settings_of_the_organisation_at_the_same_time_one_wins(known: Database) -> None:
    with known.read() as session:
        seen = stack.organisation(session, ANN)
    results = together(
        known,
        lambda session: stack.set_organisation(session, ANN, replace(seen, name="Ann's")),
        lambda session: stack.set_organisation(session, BEN, replace(seen, name="Ben's")),
    )
    assert [type(result) for result in results].count(Conflict) == 1, results


def test_a_viewer_may_look_and_change_nothing(known: Database) -> None:
    with known.write() as session:
        stack.add(session, LOCAL_OPERATOR, "slack", FIELDS)
        seen = stack.organisation(session, VIEWER)
        assert len(stack.entries(session, VIEWER)) == 1
    for work in (
        lambda session: stack.add(session, VIEWER, "miro"),
        lambda session: stack.remove(session, VIEWER, "slack", 1),
        lambda session: stack.save(session, VIEWER, [StackEdit("slack", 1, FIELDS)]),
        lambda session: stack.import_entries(session, VIEWER, {"miro": FIELDS}),
        lambda session: stack.set_organisation(session, VIEWER, seen),
    ):
        with pytest.raises(Forbidden, match="Vic is signed in as viewer"), known.write() as session:
            work(session)
    with known.read() as session:
        assert len(actions(session)) == 1
