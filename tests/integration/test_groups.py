"""Groups own steps together; an owner is somebody who may work, or it is said."""

from datetime import UTC, datetime, timedelta

import pytest

from core.actor import Actor, Role
from core.errors import Conflict, Invalid, NotFound
from core.identity import service as identity
from core.identity.models import Account
from core.offboarding import service as offboarding
from core.offboarding.models import CaseKind
from core.offboarding.steps.worklist import Day, WorkView
from core.stack import service as stack
from core.stack.entries import StackEdit, StackFields
from core.storage.database import Database
from tests.support.accounts import add_account
from tests.support.company import ADMIN, OLA, READING, company, look, opened, opening, workable

ZOE = Actor("zoe", "Zoe Example", Role.OPERATOR, email="zoe@example.com")


@pytest.fixture
def firm(database: Database) -> Database:
    with database.write() as session:
        add_account(session, "Zoe Example")
        add_account(session, "Vic Example", Role.VIEWER)
        add_account(session, "Aud Example", Role.AUDITOR)
        add_account(session, "Dan Example", active=False)
    return company(database)


def join(firm: Database, group: str = "IT", who: str = "zoe") -> None:
    with firm.write() as session:
        identity.add_member(session, ADMIN, group, who)


def day() -> Day:
    now = datetime.now(UTC)
    return Day(now, now + timedelta(days=30))


def mine(firm: Database, who: Actor = ZOE) -> set[str | None]:
    with firm.read() as session:
        found = offboarding.work(session, who, WorkView.MINE, day(), limit=500)
        assert offboarding.work_counts(session, who, day()).mine == len(found)
    return {item.owner for item in found}


def preview(firm: Database, **more: object) -> str:
    with firm.read() as session:
        plan = offboarding.preview_case(session, OLA, READING, opening(**more))
    return "\n".join(plan.missing)


def test_every_step_has_an_owner(firm: Database) -> None:
    case = opened(firm, manager=None)
    assert {step.owner for step in case.steps} == {
        *("IT", "Security", "HR", "Finance", "mo@example.com", "Pia Operator")
    }


def test_a_groups_steps_are_in_each_members_list_until_somebody_takes_one(firm: Database) -> None:
    case = opened(firm)
    assert mine(firm) == set()
    join(firm)
    assert mine(firm) == {"IT"}
    step = next(s for s in workable(look(firm, case.id)) if s.owner == "IT")
    with firm.write() as session:
        taken = offboarding.start(session, OLA, step.id, step.version)
    assert taken.owner == "Ola Operator"
    with firm.read() as session:
        items = offboarding.work(session, ZOE, WorkView.MINE, day(), limit=500)
    assert step.id not in {item.step for item in items}


def test_an_empty_group_is_said_at_opening_and_its_steps_are_unassigned(firm: Database) -> None:
    told = preview(firm)
    assert "IT has no members: " in told
    opened(firm)

    def unassigned() -> set[str | None]:
        with firm.read() as session:
            items = offboarding.work(session, OLA, WorkView.UNASSIGNED, day(), limit=500)
            counts = offboarding.work_counts(session, OLA, day())
        assert counts.unassigned == len(items)
        return {item.owner for item in items}

    assert unassigned() == {"IT", "Security", "HR", "Finance"}
    join(firm)
    assert "IT has no members" not in preview(firm)
    assert unassigned() == {"Security", "HR", "Finance"}
    with firm.write() as session:  # a member who may not work any more is none
        identity.set_role(session, ADMIN, "zoe", Role.VIEWER)
    assert "IT" in unassigned()


def test_opening_says_that_one_account_alone_cannot_approve(firm: Database) -> None:
    join(firm)
    assert "only one account here can work them" in preview(firm)
    with firm.write() as session:
        add_account(session, "Yan Example")
    assert "only one account" not in preview(firm)
    with firm.write() as session:
        identity.set_role(session, ADMIN, "yan", Role.VIEWER)
    assert "only one account" in preview(firm)


def test_opening_says_who_has_no_account_and_who_sees_a_restricted_case(firm: Database) -> None:
    join(firm)
    with firm.write() as session:
        entry = stack.entry(session, ADMIN, "slack")
        assert entry is not None
        edit = StackEdit("slack", entry.version, StackFields(owner="Ana Ruiz"))
        stack.save(session, ADMIN, [edit])
    told = preview(firm, kind=CaseKind.INVOLUNTARY)
    assert "Ana Ruiz owns Slack and has no account here: they will not see their" in told
    assert "max@example.com is the manager and has no account here" in told
    assert "Members of IT see the" in told
    assert "Members of IT" not in preview(firm)
    with firm.read() as session:
        both = [opening(), opening(person="Ben", email="ben@example.com")]
        lines = offboarding.opening_warnings(session, OLA, READING, both)
    assert len(lines) == len(set(lines))
    assert any("Ana Ruiz" in line for line in lines)


def test_steps_of_an_owner_who_may_not_work_go_to_a_group(firm: Database) -> None:
    join(firm, "HR")
    told = preview(firm, manager="vic@example.com")
    assert "vic@example.com is the manager and is a viewer, which cannot work steps" in told
    case = opened(firm, manager="vic@example.com")
    assert "vic@example.com" not in {step.owner for step in case.steps}
    assert mine(firm) == {"HR"}


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("Vic Example", "is a viewer"),
        ("aud", "is an auditor"),
        ("DAN@example.com", "has a disabled account"),
    ],
)
def test_who_may_not_work_owns_no_step_and_no_app(firm: Database, who: str, why: str) -> None:
    case = opened(firm)
    step = case.steps[0]
    with pytest.raises(Invalid, match=f"{why} and cannot work steps"), firm.write() as session:
        offboarding.assign(session, OLA, step.id, step.version, who)
    with pytest.raises(Invalid, match=why), firm.write() as session:
        offboarding.assign(session, OLA, step.id, step.version, "Somebody", who)
    with firm.write() as session:
        entry = stack.entry(session, ADMIN, "slack")
        assert entry is not None
        with pytest.raises(Invalid, match=why):
            stack.save(session, OLA, [StackEdit("slack", entry.version, StackFields(owner=who))])
        with pytest.raises(Invalid, match=why):
            stack.import_entries(session, OLA, {"slack": StackFields(owner=who)})


def test_a_name_without_an_account_may_own(firm: Database) -> None:
    step = opened(firm).steps[0]
    with firm.write() as session:
        given = offboarding.assign(session, OLA, step.id, step.version, "Ana Ruiz")
    assert given.owner == "Ana Ruiz"


def test_of_two_people_with_one_name_the_one_that_was_chosen_owns(firm: Database) -> None:
    with firm.write() as session:
        for handle in ("sam1", "sam2"):
            add_account(session, f"{handle} Example")
            session.get_one(Account, handle).name = "Sam Example"
    case = opened(firm)
    step = case.steps[0]
    with firm.read() as session:
        shown = identity.owner_choices(identity.colleagues(session, OLA), [])
    assert "Sam Example" not in shown
    for handle in ("sam1@example.com", "sam2@example.com"):
        assert shown[f"Sam Example · {handle}"] == ("Sam Example", handle)
    with pytest.raises(Invalid, match="Two accounts are called"), firm.write() as session:
        offboarding.assign(session, OLA, step.id, step.version, "Sam Example")
    one, two = (
        Actor(f"sam{n}", "Sam Example", Role.OPERATOR, email=f"sam{n}@example.com") for n in (1, 2)
    )
    with firm.write() as session:
        given = offboarding.assign(
            session, OLA, step.id, step.version, *shown["Sam Example · sam1@example.com"]
        )
        # Left as it is in the chooser, the name stays that of who has it.
        offboarding.assign(session, OLA, step.id, given.version, "Sam Example")
    assert (mine(firm, one), mine(firm, two)) == ({"Sam Example"}, set())
    with firm.read() as session:
        told = offboarding.timeline(session, OLA, case.id)[0].what
    assert "assigned to Sam Example, sam1@example.com" in told


def test_members_may_work_and_administrators_say_who_they_are(firm: Database) -> None:
    for who, why in (("vic", "is viewer"), ("dan", "is disabled")):
        with pytest.raises(Invalid, match=why):
            join(firm, "IT", who)
    with firm.write() as session:
        identity.add_group(session, ADMIN, "Night  shift")
    join(firm, "night SHIFT")
    with firm.read() as session:
        found = {group.name: group for group in identity.groups(session, OLA)}
    assert [one.username for one in found["Night shift"].members] == ["zoe"]
    for name in ("IT", "zoe", "", "a@b"):
        with pytest.raises((Conflict, Invalid)), firm.write() as session:
            identity.add_group(session, ADMIN, name)
    with pytest.raises(Invalid, match="always there"), firm.write() as session:
        identity.remove_group(session, ADMIN, "IT")
    with firm.write() as session:
        identity.remove_group(session, ADMIN, "night shift")
    with pytest.raises(NotFound):
        join(firm, "night shift")


def test_reminders_of_a_groups_step_go_to_its_members(firm: Database) -> None:
    join(firm)
    with firm.read() as session:
        assert identity.group_addresses(session)["it"] == ("zoe@example.com",)
        assert identity.group_addresses(session)["hr"] == ()


def two_pias(firm: Database) -> tuple[Actor, Actor]:
    with firm.write() as session:
        add_account(session, "Pia Second")
        row = session.get_one(Account, add_account(session, "Other Second").id)
        row.name, row.email = "Pia Second", None
    return (
        Actor("pia", "Pia Second", Role.OPERATOR, email="pia@example.com"),
        Actor("other", "Pia Second", Role.OPERATOR),
    )


TWO_PIAS = "Two accounts are called Pia Second: say which one, by user name or e-mail."


def test_a_name_that_two_accounts_have_is_nobodys(firm: Database) -> None:
    pias = two_pias(firm)
    assert TWO_PIAS in preview(firm, manager="Pia Second")
    case = opened(firm, kind=CaseKind.INVOLUNTARY, manager="Pia Second", readers=("pia second",))
    theirs = [step for step in case.steps if step.owner == "Pia Second"]
    assert theirs
    for who in pias:
        assert mine(firm, who) == set()
        with firm.read() as session:
            with pytest.raises(NotFound):
                offboarding.own_steps(session, who, case.id)
            with pytest.raises(NotFound):
                offboarding.step(session, who, theirs[0].id)
    with firm.read() as session:
        assert identity.addresses(session)["pia second"] is None
        assert identity.addresses(session)["pia"] == "pia@example.com"
        lost = offboarding.work(session, ADMIN, WorkView.UNASSIGNED, day(), limit=500)
    assert {step.id for step in theirs} <= {item.step for item in lost}


def test_of_two_with_one_name_a_step_goes_to_who_is_meant(firm: Database) -> None:
    first, second = two_pias(firm)
    case = opened(firm)
    step = workable(case)[0]
    with firm.write() as session, pytest.raises(Invalid) as refused:
        offboarding.assign(session, OLA, step.id, step.version, "Pia Second")
    assert str(refused.value) == TWO_PIAS
    for handle, has, has_not in (("other", second, first), ("pia@example.com", first, second)):
        with firm.write() as session:
            version = offboarding.step(session, OLA, step.id).version
            offboarding.assign(session, OLA, step.id, version, "Pia Second", handle)
        assert mine(firm, has) == {"Pia Second"}
        assert mine(firm, has_not) == set()
    with firm.write() as session:
        step = offboarding.assign(session, OLA, step.id, version + 1, None)
        offboarding.start(session, second, step.id, step.version)
    assert mine(firm, second) == {"Pia Second"}, "kept under the user name, where there is no mail"


def test_a_name_is_not_another_ones_user_name_nor_a_groups(firm: Database) -> None:
    with firm.write() as session:
        for username, name in (("mallory", "zoe@example.com"), ("trudy", "Finance")):
            add_account(session, username)
            session.get_one(Account, username).name = name
    mallory = Actor("mallory", "zoe@example.com", Role.OPERATOR, email="mallory@example.com")
    trudy = Actor("trudy", "Finance", Role.OPERATOR, email="trudy@example.com")
    opened(firm, manager="zoe@example.com")
    assert mine(firm, ZOE) == {"zoe@example.com"}
    assert mine(firm, mallory) == set()
    assert mine(firm, trudy) == set()


def test_no_step_is_given_to_who_leaves(firm: Database) -> None:
    with firm.write() as session:
        session.get_one(Account, add_account(session, "Lee Leaver").id).username = "lleaver"
    who = {"person": "Lee Leaver", "email": "lee@example.com"}
    case = opened(firm, **who)
    step = workable(case)[0]
    for owner, handle in (
        ("Lee Leaver", ""),
        ("LEE@example.com", ""),
        ("lleaver", ""),
        ("Zoe Example", "lleaver"),
    ):
        with firm.write() as session, pytest.raises(Invalid, match="the person who leaves"):
            offboarding.assign(session, OLA, step.id, step.version, owner, handle)
    with firm.write() as session:
        offboarding.assign(session, OLA, step.id, step.version, "Lee Leaver", "zoe@example.com")


def test_an_app_of_who_leaves_goes_to_it(firm: Database) -> None:
    with firm.write() as session:
        session.get_one(Account, add_account(session, "Lee Leaver").id).username = "lleaver"
        (entry,) = [one for one in stack.entries(session, OLA) if one.app == "slack"]
        edit = StackEdit("slack", entry.version, StackFields(owner="lleaver"))
        stack.save(session, OLA, [edit])
    who = {"person": "Lee Leaver", "email": "lee@example.com", "manager": "lleaver"}
    for successor in (None, "lleaver"):
        said = preview(firm, **who, hand_over_to=successor)
        assert "Slack is owned by the person who leaves. Its steps go to IT." in said
        assert "lleaver is the manager and leaves: the steps go to HR." in said
    assert "lleaver" not in {step.owner for step in opened(firm, **who, hand_over_to=None).steps}
