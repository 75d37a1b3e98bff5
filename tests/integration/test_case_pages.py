"""The pages of leaving without a browser: what is offered, in which order, what can be undone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app.runtime import Runtime, runtime
from core.names import in_a_row
from core.offboarding import service as offboarding
from core.offboarding import values as offboarding_values
from core.offboarding.values import (
    UNFINISHED,
    CaseKind,
    CaseStatus,
    CaseView,
    EvidenceKind,
    EvidenceNeed,
    NewEvidence,
    Phase,
    SeenStep,
    StepKind,
    StepStatus,
)
from core.stack import service as stack
from core.stack.entries import OrganisationView, StackFields
from pages.ui import addresses, page_context
from tests.support import company
from tests.support.app_lists import deliver, wire
from tests.support.cases import add_case, add_step
from tests.support.company import OLA
from tests.support.pages import Open, tables, told
from tests.support.twelve_apps import twelve_apps

LINK = NewEvidence(EvidenceKind.LINK, "https://tickets.example.com/1")
OTHERS = [f"person{number}@example.com" for number in range(30)]
As = Callable[[Actor], None]


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch) -> As:
    """Make somebody the one who looks."""

    def act(actor: Actor) -> None:
        monkeypatch.setattr(page_context, "identify", lambda: actor)

    return act


@pytest.fixture
def leaver(our_runtime: Runtime, acting: As) -> CaseView:
    """Twelve apps, somebody whose access ended an hour ago, and an operator who looks."""
    acting(OLA)
    twelve_apps(our_runtime.database)
    effective = datetime.now(UTC) - timedelta(hours=1)
    return company.opened(our_runtime.database, LOCAL_OPERATOR, effective=effective)


def labels(test: AppTest) -> list[str]:
    return [said(button.label) for button in test.button]


def said(label: str) -> str:
    """A label as it is read, without the escapes of Markdown."""
    return label.replace("\\", "")


def press(test: AppTest, label: str) -> None:
    """Press the one button whose label begins like this."""
    button = next(one for one in test.button if said(one.label).startswith(label))
    button.click().run()
    assert not test.exception


def dialogs(test: AppTest) -> list[Block]:
    """What is open over the page."""
    return [one for one in test if isinstance(one, Block) and one.type == "dialog"]


def now_of(case: CaseView) -> CaseView:
    return company.look(runtime().database, case.id, LOCAL_OPERATOR)


def case_page(case: CaseView, **query: str) -> AppTest:
    from tests.support.pages import open_page

    test = open_page(addresses.CASE, case=str(case.id), **query)
    assert not test.exception
    return test


def test_the_person_comes_first_then_the_apps_with_what_is_left_in_one_sentence(
    leaver: CaseView,
) -> None:
    test = case_page(leaver)
    said = tables(test)
    assert "11 apps are left: " in said
    assert "✕ By hand " in said.partition("11 apps are left: ")[2].partition(";")[0]
    assert "Access still open 1 h after the end of access: " in said
    assert "Access removed: 0 of 11 apps" in said
    folds = [label for label in labels(test) if label[0] in "▸▾"]
    assert folds[0] == "▾ Person and identity provider"
    assert any("Figma" in label for label in folds)


def test_a_moment_that_was_moved_behind_a_late_removal_is_said(leaver: CaseView) -> None:
    """Nobody makes a late removal one in time without a word on the page."""
    assert not any("was moved" in one.value for one in case_page(leaver).warning)
    edit = offboarding_values.CaseEdit(
        leaver.version, leaver.effective + timedelta(days=9), None, None, None, "HR was wrong"
    )
    with runtime().database.write() as session:
        offboarding.edit_case(session, LOCAL_OPERATOR, leaver.id, edit)
    [warned] = [said(one.value) for one in case_page(leaver).warning if "was moved" in one.value]
    assert "HR was wrong" in warned
    assert LOCAL_OPERATOR.name in warned


def test_an_account_that_is_in_use_again_comes_first_and_is_said_in_the_head(
    leaver: CaseView,
) -> None:
    wire()

    def bring(*people: str) -> None:
        with runtime().database.write() as session:
            deliver(session, "figma", [*OTHERS, *people], datetime.now(UTC))

    bring()
    bring(leaver.email)
    case = now_of(leaver)
    [step] = [one for one in case.steps if one.app == "figma" and one.urgent and one.reason]
    test = case_page(leaver)
    link = f"<a href='case?case={case.id}&amp;step={step.id}' target='_self'>Figma</a>"
    assert f"<strong>1 account is in use again</strong>: {link}" in tables(test)
    folds = [label for label in labels(test) if label[0] in "▸▾"]
    assert folds[:2] == ["▾ Figma", "▾ Person and identity provider"]
    assert tables(test).count("▲ Returned") == 1
    bring()
    after = tables(case_page(leaver))
    assert "in use again" not in after
    assert "▲ Returned" not in after


def test_what_is_unfolded_is_in_the_link(leaver: CaseView) -> None:
    test = case_page(leaver, view="apps")
    press(test, "▸ Figma")
    assert "".join(test.query_params["open"]) == "figma"
    again = case_page(leaver, view="apps", open="figma")
    assert "▾ Figma" in labels(again)
    press(again, "▾ Figma")
    assert "open" not in again.query_params
    assert "".join(again.query_params["shut"]) == "figma"
    shut = case_page(leaver, shut="person")
    assert "▸ Person and identity provider" in labels(shut)


def test_a_step_that_was_done_can_be_undone_where_it_happened(leaver: CaseView) -> None:
    step = next(s for s in leaver.steps if s.needs_evidence == "none" and not s.waits_for)
    test = case_page(leaver, step=str(step.id))
    next(b for b in test.button if b.label == "Done").click().run()
    assert not test.exception
    assert f"{step.title}: done." in tables(test)
    press(test, "Undo")
    again = next(one for one in now_of(leaver).steps if one.id == step.id)
    assert (again.status, again.reason) == (StepStatus.OPEN, f"undone at once by {OLA.name}")


def test_what_is_done_in_one_place_is_selected_with_one_click_and_finished_together(
    leaver: CaseView,
) -> None:
    test = case_page(leaver)
    press(test, "In Okta: ")
    press(test, "Finish")
    test.text_input(key=f"link-several-case-{leaver.id}").set_value(LINK.text)
    before = {step.id for step in now_of(leaver).steps if step.status is StepStatus.DONE}
    press(test, "Finish ")
    after = [step for step in now_of(leaver).steps if step.status is StepStatus.DONE]
    new = [step for step in after if step.id not in before]
    assert len(new) > 3
    assert {step.place for step in new} == {"Okta"}
    assert {proof.text for step in new for proof in step.evidence} == {LINK.text}
    assert f"{len(new)} steps done, with a link." in tables(test)


def test_what_is_selected_in_one_go_is_counted_as_the_view_counts(
    our_runtime: Runtime, acting: As
) -> None:
    """“Select the 23 to act on now” beside “Act now 29” leaves six that nobody finds."""
    acting(OLA)
    twelve_apps(our_runtime.database)
    now = datetime.now(UTC)
    ended = now - timedelta(hours=1)
    case = company.opened(our_runtime.database, LOCAL_OPERATOR, apps=None, effective=ended)
    ready = [one for one in case.steps if offboarding.is_ready(one, now)]
    asked = sum(one.kind is StepKind.LOOK for one in ready)
    assert asked
    test = case_page(case)
    [views] = test.get("button_group")
    assert f"Act now {len(ready)}" in str(views.proto)
    label = f"Select {len(ready) - asked} of the {len(ready)} to act on now"
    [button] = [one for one in test.button if said(one.label).startswith(label)]
    assert button.help == f"The other {asked} are answered or approved one by one."


def test_which_steps_need_evidence_is_said_before_anyone_tries(leaver: CaseView) -> None:
    test = case_page(leaver)
    press(test, "In Okta: ")
    press(test, "Finish")
    there = [step for step in now_of(leaver).steps if step.place == "Okta"]
    [needed] = [one.value for one in test.caption if "is attached to each" in one.value]
    named = [step for step in there if f"“{step.title}”" in said(needed)]
    assert named
    assert {step.needs_evidence for step in named} == {EvidenceNeed.RECORD}


def test_what_was_done_with_several_steps_is_said_on_the_list_and_in_no_step(
    leaver: CaseView,
) -> None:
    """Over a step that is opened next it reads as if that one were done."""
    test = case_page(leaver)
    press(test, "In Okta: ")
    press(test, "Finish")
    test.text_input(key=f"link-several-case-{leaver.id}").set_value(LINK.text)
    press(test, "Finish ")
    press(test, "Next step")
    [drawer] = dialogs(test)
    assert "Done" in [one.label for one in drawer.button]
    assert "Undo" not in [one.label for one in drawer.button]
    assert "Undo" in labels(test)


def test_a_question_leaves_the_next_one_to_a_click_of_its_own(
    our_runtime: Runtime, acting: As
) -> None:
    """The next question has the same buttons in the same place: a second click would answer it."""
    acting(OLA)
    twelve_apps(our_runtime.database)
    case = company.opened(our_runtime.database, LOCAL_OPERATOR, apps=None)
    first, second = [one for one in case.steps if one.kind is StepKind.LOOK][:2]
    test = case_page(case, step=str(first.id))
    app = first.asks[0]
    next(box for box in test.checkbox if box.label == app.app_name).check()
    press(test, "Add steps for the ticked apps")
    assert f"Steps added for {app.app_name}." in tables(test)
    assert "No account in any" not in labels(test)
    press(test, "Next: Look in ")
    assert "".join(test.query_params["step"]) == str(second.id)
    press(test, "No account in any")
    there = in_a_row([one.app_name for one in second.asks])
    assert f"No account in {there}: nothing is to be done there." in tables(test)


def test_what_several_steps_need_is_said_and_nothing_is_changed_without_it(
    leaver: CaseView,
) -> None:
    test = case_page(leaver)
    press(test, "In Okta: ")
    press(test, "Finish")
    press(test, "Finish ")
    assert any("None of the steps was changed" in error.value for error in test.error)
    assert not [step for step in now_of(leaver).steps if step.status is StepStatus.DONE]


def test_an_assignment_can_be_undone_where_it_happened(leaver: CaseView) -> None:
    step = next(step for step in leaver.steps if step.owner is None or step.owner == "IT")
    test = case_page(leaver)
    test.checkbox(key=f"pick-{step.id}").check().run()
    press(test, "Assign to me")
    mine = next(one for one in now_of(leaver).steps if one.id == step.id)
    assert mine.owner == OLA.name
    assert f"{step.title}: assigned to {OLA.name}." in tables(test)
    press(test, "Undo")
    again = next(one for one in now_of(leaver).steps if one.id == step.id)
    assert again.owner == step.owner
    assert "Undo" not in labels(test)


def test_the_next_step_follows_the_one_that_is_finished(leaver: CaseView) -> None:
    test = case_page(leaver)
    press(test, "Next step")
    first = test.query_params["step"][0]
    step = next(one for one in leaver.steps if str(one.id) == first)
    test.text_area(key=f"note-{first}").set_value("Seen.")
    test.text_input(key=f"link-{first}").set_value(LINK.text)
    press(test, "Done")
    second = test.query_params["step"][0]
    assert second != first
    said = tables(test).partition("done, with a note and a link.")[2].partition("</div>")[0]
    assert "Undo" in labels(test)
    left = [
        one for one in now_of(leaver).steps if one.place == step.place and one.status in UNFINISHED
    ]
    many = "step" if len(left) == 1 else "steps"
    told_left = f" {len(left)} {many} left in {step.place}."
    assert (said == told_left) == bool(left and step.place), said


def listed(view: offboarding_values.WorkView) -> list[int]:
    """The cases of a list of work, step by step."""
    now = datetime.now(UTC)
    day = offboarding_values.Day(now, now + timedelta(days=1))
    with runtime().database.read() as session:
        return [item.case for item in offboarding.work(session, OLA, view, day)]


def test_from_a_list_of_work_one_step_leads_to_the_next_of_the_list(
    our_runtime: Runtime, acting: As, open_page: Open
) -> None:
    acting(OLA)
    before = datetime.now(UTC) - timedelta(hours=3)
    with our_runtime.database.write() as session:
        cases = [add_case(session, person=name, effective_at=before) for name in ("Ann", "Ben")]
        late = [add_step(session, case, removes_access=False) for case in cases]
        for number, case in enumerate(cases, 1):  # ready, and in no list of what is late
            due = datetime.now(UTC) + timedelta(days=9)
            add_step(session, case, position=number, due_at=due, removes_access=False)
        ids = [(str(one.case_id), str(one.id)) for one in late]
    view = offboarding_values.WorkView.OVERDUE
    work = open_page(addresses.WORK, view=str(view))
    assert f"case={ids[0][0]}&amp;step={ids[0][1]}&amp;list=overdue" in tables(work)
    test = open_page(addresses.CASE, case=ids[0][0], step=ids[0][1], list=str(view))
    assert "work?view=overdue" in tables(test)
    test.text_area(key=f"note-{ids[0][1]}").set_value("Seen.")
    press(test, "Done")
    here = tuple("".join(test.query_params[name]) for name in ("case", "step"))
    assert here == ids[1]
    assert listed(view) == [int(ids[1][0])]


def test_what_is_wrong_with_the_evidence_is_said_at_its_field(leaver: CaseView) -> None:
    step = next(one for one in leaver.steps if one.needs_evidence == "record" and not one.waits_for)
    test = case_page(leaver, step=str(step.id))
    test.text_input(key=f"link-{step.id}").set_value("not a link")
    press(test, "Done")
    order = [
        said(str(getattr(one, "label", "") or getattr(one, "value", "")))
        for one in test
        if one.type in ("text_area", "text_input", "error", "file_uploader", "caption")
    ]
    needed = order.index("This step needs a link or a file.")
    note = order.index("What was done, and what shows it")
    [at] = [n for n, text in enumerate(order) if text.startswith("“not a link” is not a web")]
    assert needed < note < order.index("Link") < at
    assert "data-look-here" in tables(test)


def test_while_a_step_waits_it_offers_what_it_waits_for_and_no_done(leaver: CaseView) -> None:
    step = next(step for step in leaver.steps if step.is_waiting)
    test = case_page(leaver, step=str(step.id))
    assert "Done" not in labels(test)
    blockers = [label for label in labels(test) if label.startswith("Open: ")]
    assert blockers
    assert len(blockers) <= len(step.waits_for)


def test_each_view_lists_its_own_steps(leaver: CaseView) -> None:
    ready = [s for s in leaver.steps if offboarding.is_ready(s, datetime.now(UTC))]
    waiting = next(step for step in leaver.steps if step.is_waiting and step.app is None)
    act, wait = case_page(leaver), case_page(leaver, view="waiting")
    person = next(step for step in ready if step.app is None)
    assert person.title in labels(act)
    assert waiting.title not in labels(act)
    assert waiting.title in labels(wait)
    assert person.title not in labels(wait)


def test_a_case_of_300_steps_is_drawn_in_parts(our_runtime: Runtime) -> None:
    with our_runtime.database.write() as session:
        row = add_case(session)
        for number in range(300):
            add_step(session, row, position=number, app_id="figma", title=f"Step {number}")
        case_id = row.id or 0
    case = company.look(our_runtime.database, case_id, LOCAL_OPERATOR)
    test = case_page(case)
    assert sum(label.startswith("Step ") for label in labels(test)) == 50
    press(test, "Show 50 more")
    assert sum(label.startswith("Step ") for label in labels(test)) == 100


def test_who_may_not_work_sees_the_case_and_nothing_to_tick(leaver: CaseView, acting: As) -> None:
    acting(Actor("aud", "Aud Example", Role.AUDITOR))
    test = case_page(leaver)
    assert not test.checkbox
    assert "Next step" not in labels(test)
    assert "Export evidence" in labels(test)


def test_the_list_of_work_begins_with_what_is_late_when_nothing_is_ones_own(
    leaver: CaseView, open_page: Open
) -> None:
    test = open_page(addresses.WORK)
    late = [step for step in leaver.steps if step.is_overdue(datetime.now(UTC))]
    said = tables(test)
    assert said.count("of-work") == len(late)
    assert f"▲ {len(late)} overdue" in said
    assert f">{leaver.person}</a></h3>" in said


def test_the_list_of_work_says_of_a_person_what_the_case_says(
    our_runtime: Runtime, acting: As, open_page: Open
) -> None:
    acting(OLA)
    twelve_apps(our_runtime.database)
    soon = datetime.now(UTC) + timedelta(hours=20)
    case = company.opened(our_runtime.database, LOCAL_OPERATOR, effective=soon)
    progress = offboarding.progress_of(case.steps, datetime.now(UTC))
    assert progress.left > 30
    assert min(progress.ready, progress.waiting) > 0
    facts = f"{progress.left} steps · {progress.ready} now · {progress.waiting} waiting"
    for page in ("1", "2"):
        work = open_page(addresses.WORK, view="all", **{"page-all": page})
        assert tables(work).count(facts) == 1, page
        assert tables(work).count("of-work") <= 30
    [views] = case_page(case).get("button_group")
    for said in (f"Act now {progress.ready}", f"Waiting {progress.waiting}"):
        assert said in str(views.proto)


def test_whom_to_ask_is_counted_by_owner_and_leads_to_their_steps(
    our_runtime: Runtime, acting: As, open_page: Open
) -> None:
    acting(OLA)
    before = datetime.now(UTC) - timedelta(hours=3)
    with our_runtime.database.write() as session:
        case = add_case(session, effective_at=before)
        for number, owner in enumerate(("freya.funnel@example.com",) * 2 + ("IT", None)):
            key = owner.casefold() if owner else None
            add_step(session, case, position=number, owner=owner, owner_key=key)
    said = tables(open_page(addresses.WORK, view="overdue"))
    for one in ("freya.funnel 2</a>", "IT 1</a>", "Unassigned 1</a>"):
        assert one in said
    assert "freya.funnel@example.com" in said  # where one points at it
    for key, steps in (("freya.funnel@example.com", 2), ("it", 1), ("-", 1), ("nobody", 4)):
        theirs = tables(open_page(addresses.WORK, view="overdue", owner=key))
        assert theirs.count("of-step of-work") == steps, key


def test_what_of_all_is_of_ended_cases_is_said(
    leaver: CaseView, our_runtime: Runtime, open_page: Open
) -> None:
    with our_runtime.database.write() as session:
        ended = add_case(session, status=CaseStatus.CLOSED)
        add_step(session, ended, phase=Phase.FOLLOW_UP)
    work = open_page(addresses.WORK, view="all")
    assert "1 of them is a follow-up of closed cases." in [one.value for one in work.caption]
    cases = open_page(addresses.WORK, view="cases")
    assert "2 cases, 1 of them open" in [one.value for one in cases.caption]


def test_steps_of_the_list_of_work_are_taken_together(leaver: CaseView, open_page: Open) -> None:
    test = open_page(addresses.WORK)
    test.checkbox(key=f"pick-case-{leaver.id}").check().run()
    press(test, "Assign to me")
    late = [step for step in now_of(leaver).steps if step.is_overdue(datetime.now(UTC))]
    assert {step.owner for step in late} == {OLA.name}


def test_cases_past_their_moment_come_first_then_those_to_come_then_ended_ones(
    our_runtime: Runtime, open_page: Open
) -> None:
    now = datetime.now(UTC)
    names = {"Later": 90, "Soon": 5, "Past": -50, "Long past": -90}
    cases = {
        name: company.opened(
            our_runtime.database,
            LOCAL_OPERATOR,
            person=f"{name} Example",
            email=f"{name.replace(' ', '')}@example.com",
            effective=now + timedelta(hours=hours),
        )
        for name, hours in names.items()
    }
    with our_runtime.database.write() as session:
        ended = cases["Past"]
        offboarding.cancel_case(session, LOCAL_OPERATOR, ended.id, ended.version, "They stay")
    said = tables(open_page(addresses.CASE))
    places = [said.index(f"{name} Example") for name in ("Long past", "Soon", "Later", "Past")]
    assert places == sorted(places)


def test_before_a_case_is_opened_each_way_of_removal_is_counted(
    our_runtime: Runtime, open_page: Open
) -> None:
    twelve_apps(our_runtime.database)
    test = open_page(addresses.LEAVING)
    test.text_input(key="person").set_value("Ada Example")
    test.text_input(key="email").set_value("ada@example.com").run()
    assert "0 apps, " in told(test)
    assert "11 apps in which someone looks first" in told(test)
    assert "Not known" in tables(test)
    ours = company.everywhere(our_runtime.database)
    test.multiselect(key="apps").set_value(list(ours)).run()
    said = tables(test)
    assert "11 apps, " in told(test)
    assert "looks first" not in told(test)
    assert "Okta can remove" in said
    assert said.index("How access ends") < said.index("Access may stay")
    [button] = [one for one in test.button if one.label.startswith("Open the case with ")]
    button.click().run()
    assert now_of(company.look(runtime().database, 1, LOCAL_OPERATOR)).person == "Ada Example"


def test_a_closed_case_leads_with_its_evidence(our_runtime: Runtime) -> None:
    with our_runtime.database.write() as session:
        row = add_case(session)
        add_step(session, row, title="Remove", needs_evidence="none", removes_access=True)
        case_id = row.id or 0
    case = company.look(our_runtime.database, case_id, LOCAL_OPERATOR)
    with our_runtime.database.write() as session:
        seen = [SeenStep.of(case.steps[0])]
        offboarding.finish_steps(session, LOCAL_OPERATOR, seen, [LINK])
    case = now_of(case)
    assert "Close the case" in labels(case_page(case))
    with our_runtime.database.write() as session:
        offboarding.close_case(session, LOCAL_OPERATOR, case.id, case.version)
    test = case_page(case)
    assert "Close the case" not in labels(test)
    [evidence] = [one for one in test.button if one.label == "Export evidence"]
    assert evidence.proto.type == "primary"
    # What the PDF's table has is on the page: when access went, and how long after the moment.
    shown = tables(test)
    assert "Last access removed " in shown
    assert " after the end of access: Person." in shown
    assert "Removed " in shown
    # What removes today is not who removed then.
    assert ">Who removed<" in shown
    assert "Who removes" not in shown


def test_the_owner_of_steps_of_a_restricted_case_works_them_and_sees_nothing_else(
    our_runtime: Runtime, acting: As
) -> None:
    database = our_runtime.database
    with database.write() as session:
        now = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(
            session,
            LOCAL_OPERATOR,
            OrganisationView("Example", ("okta",), "EUR", "UTC", now.version),
        )
        stack.add(session, LOCAL_OPERATOR, "slack", StackFields(owner="mo@example.com"))
    case = company.opened(
        database,
        LOCAL_OPERATOR,
        kind=CaseKind.INVOLUNTARY,
        note="Quietly",
        effective=datetime.now(UTC) - timedelta(hours=1),
    )
    acting(Actor("mo", "Mo Example", Role.OPERATOR, email="mo@example.com"))
    test = case_page(case)
    mine = [step for step in case.steps if step.owner == "mo@example.com"]
    others = [step for step in case.steps if step.owner != "mo@example.com"]
    assert {step.title for step in mine} <= set(labels(test))
    assert not {step.title for step in others} & set(labels(test))
    assert "Quietly" not in told(test) + tables(test)
    assert not [label for label in labels(test) if label.startswith("In ")]


def test_what_comes_too_early_is_said_before_several_steps_are_finished(
    our_runtime: Runtime, acting: As
) -> None:
    acting(OLA)
    twelve_apps(our_runtime.database)
    moment = datetime.now(UTC) + timedelta(hours=5)
    case = company.opened(our_runtime.database, LOCAL_OPERATOR, effective=moment)
    early = next(step for step in case.steps if step.is_early and not step.waits_for)
    test = case_page(case, view="apps")
    press(test, "▸ Person")
    test.checkbox(key=f"pick-{early.id}").check().run()
    press(test, "Finish")
    assert any(early.title in said(one.value) for one in test.warning)


def test_the_head_claims_no_end_of_access_that_nobody_has_seen(leaver: CaseView) -> None:
    shown = tables(case_page(leaver))
    assert "Access ended" not in shown
    assert "Access was to end" in shown
