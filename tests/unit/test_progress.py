"""Steps in groups, by place and one after the other: pure, so small and many."""

from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.accounts.values import Sight
from core.config import ROOT
from core.offboarding import service as offboarding
from core.offboarding.models import EvidenceNeed, Phase, StepKind, StepStatus
from core.offboarding.progress.own_steps import IDP_IDS
from core.offboarding.values import CaseKind, PhaseState, Proven, Standpoint, StepView, WorkItem
from tests.support.steps import HOUR, NOW, of_app, step

OF_THE_PERSON = ("general", "move", "return")
ME = Standpoint(frozenset({"ola@example.com", "it"}), frozenset({"finance"}))


def test_the_persons_own_things_come_first_then_apps_by_what_is_due() -> None:
    done = {"status": StepStatus.DONE, "finished_at": NOW}
    steps = [
        of_app(1, "Asana", due=NOW + 3 * HOUR),
        of_app(2, "Figma", due=NOW + 2 * HOUR),
        of_app(3, "Box", due=NOW, **done),
        step(4, due=NOW + 9 * HOUR),
    ]
    groups = offboarding.step_groups(steps, NOW, ME)
    assert [group.id for group in groups] == ["person", "figma", "asana", "box"]
    assert [group.name for group in groups] == [None, "Figma", "Asana", "Box"]
    assert {one.id for group in groups for one in group.steps} == {1, 2, 3, 4}


def test_what_takes_access_away_stands_first_in_an_app_once_its_time_has_come() -> None:
    """Of the person's own steps the order is that of the work."""
    done = {"status": StepStatus.DONE, "finished_at": NOW}
    other = {"removes_access": False}
    steps = [
        of_app(1, "Figma", phase=Phase.HAND_OVER, **other, **done),
        of_app(2, "Figma", phase=Phase.HAND_OVER, **other),
        of_app(3, "Figma", phase=Phase.REMOVE, **other),
        of_app(4, "Figma", phase=Phase.REMOVE),
        of_app(5, "Figma", phase=Phase.CHECK, **other),
        of_app(6, "Zoom", phase=Phase.HAND_OVER, **other),
        of_app(7, "Zoom", phase=Phase.REMOVE, is_early=True),
        of_app(8, "Zoom", phase=Phase.REMOVE, **done),
        step(9, phase=Phase.HAND_OVER, **other),
        step(10),
    ]
    groups = {group.id: group for group in offboarding.step_groups(steps, NOW, ME)}
    assert [one.id for one in groups["figma"].steps] == [4, 1, 2, 3, 5]
    assert [one.id for one in groups["zoom"].steps] == [6, 7, 8]
    assert [one.id for one in groups["person"].steps] == [9, 10]


def test_a_list_of_work_starts_with_what_is_overdue() -> None:
    """However the phases run: handing over that is due tomorrow comes after what is late."""
    steps = [
        step(1, phase=Phase.HAND_OVER, due=NOW + 24 * HOUR),
        step(2, phase=Phase.REMOVE, due=NOW - 9 * HOUR),
        step(3, phase=Phase.CHECK, due=NOW + 2 * HOUR),
        of_app(4, "Figma", phase=Phase.HAND_OVER, due=NOW - HOUR),
        of_app(5, "Figma", phase=Phase.REMOVE, due=NOW - 30 * HOUR),
        of_app(6, "Zoom", due=NOW - 99 * HOUR),
    ]
    groups = offboarding.step_groups(steps, NOW, ME)
    listed = offboarding.due_first(groups, {1, 2, 3, 4, 5})
    assert [[one.id for one in of_group] for _, of_group in listed] == [[5, 4], [2, 3, 1]]


def test_the_identity_provider_is_named_only_where_a_step_is_done_there() -> None:
    disable = step(1, "Disable the account in Okta", key="general/idp-account")
    devices = step(2, "Collect or wipe devices", key="general/devices")
    assert offboarding.own_name([disable, devices]) == "Person and identity provider"
    assert offboarding.own_name([devices]) == "Person"
    done = replace(disable, status=StepStatus.DONE, finished_at=NOW)
    told = offboarding.access_ended_in_words([done, devices], NOW - HOUR, NOW, str)
    assert told == "Access still open 1 h after the end of access: Person."
    both = offboarding.access_ended_in_words([disable, devices], NOW - HOUR, NOW, str)
    assert both == "Access still open 1 h after the end of access: Person and identity provider."


def test_the_checklists_name_the_steps_at_the_identity_provider_as_we_do() -> None:
    """Else a renamed step would take the provider's name out of its group."""
    folder = ROOT / "data" / "checklists"
    files = [yaml.safe_load((folder / f"{name}.yaml").read_text()) for name in OF_THE_PERSON]
    there = [one for file in files for one in file["steps"] if one.get("place") == "{idp}"]
    assert {one["id"] for one in there} == IDP_IDS


def test_a_phase_says_how_far_it_is() -> None:
    done = {"status": StepStatus.DONE, "finished_at": NOW}
    steps = [
        of_app(1, "Figma", phase=Phase.HAND_OVER, **done),
        of_app(2, "Figma", phase=Phase.REMOVE, **done),
        of_app(3, "Figma", phase=Phase.REMOVE),
        of_app(4, "Figma", phase=Phase.CHECK, status=StepStatus.BLOCKED),
    ]
    (group,) = offboarding.step_groups(steps, NOW, ME)
    assert [phase.state for phase in group.phases] == [
        PhaseState.DONE,
        PhaseState.PART,
        PhaseState.BLOCKED,
        PhaseState.NONE,
    ]
    assert (group.progress.finished, group.progress.total, group.progress.blocked) == (2, 4, 1)


def test_cancelled_steps_are_in_no_count() -> None:
    steps = [of_app(1, "Figma", status=StepStatus.CANCELLED), of_app(2, "Figma")]
    progress = offboarding.progress_of(steps, NOW, ME)
    assert (progress.total, progress.left, progress.mine) == (1, 1, 1)


def test_what_nobody_sees_is_unassigned() -> None:
    steps = [step(1, owner=None, owner_key=None), step(2, owner_key="finance"), step(3)]
    assert offboarding.progress_of(steps, NOW, ME).unassigned == 2


def test_okta_says_what_is_done_there_and_apps_are_counted() -> None:
    steps = [
        step(1, "Disable the account in Okta", place="Okta"),
        step(2, "End all sessions in Okta", place="Okta", needs=(1,), waits_for=("Disable",)),
        *(
            of_app(number, app, f"Unassign {app} in Okta", place="Okta")
            for number, app in enumerate(("Figma", "Slack", "Zoom", "Miro"), 3)
        ),
    ]
    (okta,) = offboarding.place_groups(steps, NOW, ME)
    assert [one.id for one in okta.together] == [1, 2, 3, 4, 5, 6]
    assert okta.sentence == "In Okta: disable the account, end all sessions, unassign 4 apps."


@pytest.mark.parametrize(
    ("more", "is_there"),
    [
        ({}, True),
        ({"status": StepStatus.DONE}, False),
        ({"kind": StepKind.APPROVAL}, False),
        ({"kind": StepKind.DECISION}, False),
        ({"kind": StepKind.SCIM}, False),
        ({"kind": StepKind.SCIM, "status": StepStatus.BLOCKED}, True),
        ({"kind": StepKind.WAIT, "due": NOW - HOUR}, False),
        ({"needs": (9,), "waits_for": ("Another",)}, False),
        ({"is_early": True}, False),
        ({"waits_for": ("another step of this case",)}, False),
    ],
)
def test_only_what_can_be_done_by_hand_now_is_offered_together(
    more: dict[str, Any], is_there: bool
) -> None:
    steps = [of_app(1, "Figma"), of_app(2, "Figma", **more), step(9)]
    (figma,) = offboarding.place_groups(steps, NOW, ME)
    assert [one.id for one in figma.together] == ([1, 2] if is_there else [1])


def test_a_chain_of_waiting_steps_falls_with_its_first_link() -> None:
    first = step(1, kind=StepKind.APPROVAL)
    chain = [
        first,
        step(2, needs=(1,), waits_for=("One",)),
        step(3, needs=(2,), waits_for=("Two",)),
        step(4),
    ]
    found = offboarding.can_be_finished_together(chain, chain, NOW)
    assert [one.id for one in found] == [4]


def test_the_strongest_evidence_that_one_lacks_is_demanded() -> None:
    note, record = step(1), step(2, needs_evidence=EvidenceNeed.RECORD)
    nothing = step(3, needs_evidence=EvidenceNeed.NONE)
    assert offboarding.evidence_demanded([nothing]) is EvidenceNeed.NONE
    assert offboarding.evidence_demanded([nothing, note]) is EvidenceNeed.ANY
    assert offboarding.evidence_demanded([nothing, note, record]) is EvidenceNeed.RECORD
    assert offboarding.lack_evidence([nothing]) == []
    assert offboarding.lack_evidence([note, record, nothing]) == [record]


def test_next_is_mine_first_then_overdue_then_the_same_place_then_due() -> None:
    other = {"owner_key": "somebody@example.com"}
    at = step(1, place="Okta")
    late, near, soon = (
        step(2, due=NOW - HOUR),
        step(3, place="Okta", due=NOW + 5 * HOUR),
        step(4, due=NOW + HOUR),
    )
    nobodys, theirs = step(5, owner_key="finance"), step(6, due=NOW - 9 * HOUR, **other)
    left = [at, theirs, nobodys, soon, near, late]
    order = []
    while found := offboarding.next_step(left, NOW, ME, after=1):
        order.append(found.id)
        left.remove(found)
    assert order == [2, 3, 4, 5, 6]


def test_next_is_nothing_that_waits_or_that_is_for_later() -> None:
    steps = [
        step(1, needs=(9,), waits_for=("Another",)),
        step(2, is_early=True),
        step(3, kind=StepKind.SCIM),
        step(4, status=StepStatus.DONE),
    ]
    assert offboarding.next_step(steps, NOW, ME) is None
    blocked = step(5, status=StepStatus.BLOCKED)
    assert offboarding.next_step([*steps, blocked], NOW, ME) == blocked


def words(*steps: StepView) -> str:
    left = offboarding.left_of(steps, NOW)
    return offboarding.left_in_words(left, lambda at: f"{at:%a %H:%M}")


def test_what_is_left_is_one_sentence() -> None:
    by_scim = of_app(3, "Zoom", kind=StepKind.SCIM)
    figma, slack = of_app(1, "Figma"), of_app(2, "Slack")
    assert words(figma, slack, by_scim) == "3 apps are left; 2 need a person, next due Mon 17:00."
    assert words(figma) == "1 app is left; 1 needs a person, next due Mon 17:00."
    late = replace(slack, due=NOW - HOUR)
    assert words(figma, late) == "2 apps are left; 2 need a person, 1 overdue."
    own = step(4)
    assert words(own) == "All apps are finished; 1 step is left, next due Mon 17:00."
    assert words(replace(own, status=StepStatus.DONE)) == "Nothing is left."
    wait = step(5, kind=StepKind.WAIT, phase=Phase.FOLLOW_UP)
    assert words(wait) == "Nothing holds the case open; 1 follow-up is still to come."


def test_an_app_whose_access_is_removed_is_not_counted_as_left() -> None:
    """The head said “Access removed: 2 of 2 apps” above “2 apps are left”."""
    done = of_app(1, "Figma", removes_access=True, status=StepStatus.DONE)
    check = of_app(2, "Figma", phase=Phase.CHECK, removes_access=False)
    assert words(done, check) == (
        "Every removal is done, proven in no app; 1 app has other steps left, next due Mon 17:00."
    )
    listed = replace(done, proven=Proven(NOW, Sight.ABSENT, "Figma", 1, NOW))
    miro = of_app(4, "Miro", removes_access=True, status=StepStatus.DONE, key="miro/remove")
    assert words(listed, miro, check).startswith("Every removal is done, proven in 1 of 2 apps; ")
    slack = of_app(3, "Slack", removes_access=True)
    assert words(done, check, slack) == (
        "1 app is left; 1 needs a person; 1 more has only other steps left, next due Mon 17:00."
    )
    assert offboarding.left_of([done, check, slack], NOW).of_apps == {"slack"}


def item(id: int, **more: Any) -> WorkItem:
    given: dict[str, Any] = {
        "case": 1,
        "person": "Jo",
        "kind": CaseKind.VOLUNTARY,
        "app_name": None,
        "title": "Do it",
        "owner": "IT",
        "due": NOW + HOUR,
        "zone": "Europe/Berlin",
        "urgent": False,
        "status": StepStatus.OPEN,
        "is_held_up": False,
        "version": 1,
    }
    return WorkItem(step=id, **(given | more))


def test_work_is_grouped_by_person_the_first_due_first() -> None:
    items = [
        item(1, place="Okta"),
        item(2, case=2, person="Bo", due=NOW - HOUR, owner_key="it"),
        item(3, place="Okta"),
        item(4, is_held_up=True),
        item(5, is_early=True),
    ]
    bo, jo = offboarding.work_by_person(items, NOW, ME)
    assert (bo.person, bo.overdue, bo.unassigned) == ("Bo", 1, 0)
    assert (jo.person, jo.overdue, jo.ready, jo.waiting, jo.unassigned) == ("Jo", 0, 2, 2, 4)
    assert [(at.place, len(at.items)) for at in jo.places] == [("Okta", 2), (None, 2)]


STEPS = st.lists(
    st.builds(
        lambda status, kind, phase, app, late, early, waits: {
            "status": status,
            "kind": kind,
            "phase": phase,
            "app": app,
            "due": NOW - HOUR if late else NOW + HOUR,
            "is_early": early,
            "needs": (1,) if waits else (),
            "waits_for": ("First",) if waits else (),
        },
        st.sampled_from(StepStatus),
        st.sampled_from(StepKind),
        st.sampled_from(Phase),
        st.sampled_from([None, "Figma", "Slack"]),
        *[st.booleans()] * 3,
    ),
    max_size=12,
)


@given(STEPS)
def test_groups_lose_nothing_and_their_figures_agree(drawn: list[dict[str, Any]]) -> None:
    steps = [
        step(number, **{**one, "app_name": one["app"], "place": one["app"]})
        for number, one in enumerate(drawn, 1)
    ]
    groups = offboarding.step_groups(steps, NOW, ME)
    assert sorted(one.id for group in groups for one in group.steps) == [s.id for s in steps]
    whole = offboarding.progress_of(steps, NOW, ME)
    assert sum(group.progress.left for group in groups) == whole.left
    assert whole.ready + whole.waiting == whole.left
    assert (whole.next is None) == (whole.ready == 0)
    assert (offboarding.next_step(steps, NOW, ME) is None) == (whole.ready == 0)
    left = offboarding.left_of(steps, NOW)
    assert left.steps + left.later == whole.left
    together = offboarding.can_be_finished_together(steps, steps, NOW)
    there = {one.id for one in together}
    unfinished = {s.id for s in steps if s.status in ("open", "started", "blocked")}
    assert all(not s.waits_for or unfinished & {*s.needs} <= there for s in together)
