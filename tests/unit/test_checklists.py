"""Checklists as files: every fault is located, and what is delivered fits together."""

import itertools
import re
import shutil
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.accounts.values import Known as AccountKnown
from core.catalog.bundle.app_sources import AppSources
from core.config import ROOT
from core.files.data_files import BadFiles, Problem
from core.offboarding.cases.plan import AppInCase, plan_case
from core.offboarding.checklists.applicable_steps import app_steps, cycle, general_steps, needs
from core.offboarding.checklists.checklist import Offset, Scope
from core.offboarding.checklists.files import FOLDER, bundled, read_checklists
from core.offboarding.checklists.reader import STEP_KEYS, ChecklistReader, Known
from core.offboarding.checklists.where import Click, Where
from core.offboarding.models import LEAVINGS, CaseKind, EvidenceNeed, Phase, StepKind
from core.offboarding.offset import in_words, parse_offset, written
from core.offboarding.views import Opening
from core.stack.values import Way
from tests.support.routes import a_route

CATALOGUE = ROOT / "data" / "catalog"
APPS = AppSources(CATALOGUE)
KNOWN = Known(APPS, bundled().controls)

GOOD = """\
id: zoom
title: Zoom
scope: app
steps:
  - id: look
    title: Look for {person} in {app}
    do: Look.
    why: Because.
    kind: manual
    phase: check
    owner: app-owner
    due: {involuntary: 1h, default: 1d4h}
    after: [remove]
    evidence: record
    controls: [CC6.2]
    kinds: [voluntary, involuntary]
    removes_access: true
    urgent: true
    at_once: true
    sources: [okta-support-zoom-admin, {title: A page, url: 'https://example.com/page'}]
"""


def problems_of(text: str, wanted: str = "zoom") -> list[Problem]:
    problems: list[Problem] = []
    ChecklistReader(problems, KNOWN).read(text, "zoom.yaml", wanted)
    return problems


def test_a_step_says_all_that_a_case_needs() -> None:
    problems: list[Problem] = []
    found = ChecklistReader(problems, KNOWN).read(GOOD, "zoom.yaml", "zoom")
    assert not problems
    assert found is not None
    step = found.steps[0]
    assert found.app == "zoom"
    assert step.due == {CaseKind.INVOLUNTARY: Offset(0, 1), None: Offset(1, 4)}
    assert step.kinds == {CaseKind.VOLUNTARY, CaseKind.INVOLUNTARY}
    assert step.sources[0][1].startswith("https://support.okta.com/")
    assert step.sources[1] == ("A page", "https://example.com/page")
    assert step.removes_access
    assert step.at_once


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("scope: app", "scope: apps", 3, "'scope' is 'apps'. Use one of: person, way, app."),
        ("title: Zoom", "titel: Zoom", 2, "unknown key 'titel'."),
        ("title: Zoom\n", "", 1, "lacks 'title'."),
        ("id: zoom", "id: zum", 1, "there is no app 'zum' in the catalogue."),
        ("id: zoom", "id: slack", 1, "the id is 'slack' where 'zoom' belongs."),
        ("kind: manual", "kind: manuel", 9, "'kind' is 'manuel'."),
        ("phase: check", "phase: later", 10, "'phase' is 'later'."),
        ("    phase: check\n", "", 5, "lacks 'phase'."),
        ("owner: app-owner", "owner: boss", 11, "'owner' is 'boss'."),
        ("involuntary: 1h", "involuntary: 1 hour", 12, "Write -2d, 4h or 1d4h."),
        ("involuntary: 1h", "fired: 1h", 12, "unknown key 'fired'."),
        ("{involuntary: 1h, default: 1d4h}", "tomorrow", 12, "'due' is 'tomorrow'"),
        ("{involuntary: 1h, default: 1d4h}", "[1h]", 12, "'due' is not a text."),
        ("after: [remove]", "after: remove", 13, "'after' is not a list of words."),
        ("evidence: record", "evidence: much", 14, "'evidence' is 'much'."),
        ("[CC6.2]", "[CC6.9]", 15, "'controls' names 'CC6.9'."),
        ("[voluntary, involuntary]", "[sacked]", 16, "'kinds' names 'sacked'."),
        ("[voluntary, involuntary]", "[]", 16, "is in no kind of case."),
        ("at_once: true", "ways: [phone]", 19, "'ways' names 'phone'."),
        ("at_once: true", "joins: maybe", 19, "'joins' is not true or false."),
        ("at_once: true", "place: '{person}'", 19, "'place' names a person."),
        ("at_once: true", "place: '{app}'", 19, "Leave 'place' out."),
        ("at_once: true", "place: '{city}'", 19, "{city} in 'place' cannot be filled in."),
        ("urgent: true", "urgent: 'yes'", 18, "'urgent' is not true or false."),
        ("okta-support-zoom-admin", "zoom-blog", 20, "there is no source 'zoom-blog'."),
        ("https://example.com/page", "example", 20, "'url' is not a web address"),
        ("{person} in", "{preson} in", 6, "{preson} in 'title' cannot be filled in. Use: {person}"),
        ("{person} in", "{person.name} in", 6, "{person.name} in 'title' cannot be filled in."),
        ("do: Look.", "do: 'Look at {person'", 7, "has a brace too many"),
        ("do: Look.", "do: ''", 5, "lacks 'do'."),
        ("  - id: look", "  - id: Look it up", 5, "not a slug"),
    ],
)
def test_each_fault_is_told_with_its_line(old: str, new: str, line: int, told: str) -> None:
    assert GOOD.count(old) == 1, "the case changes exactly one place"
    found = problems_of(GOOD.replace(old, new))
    assert [p for p in found if p.line == line and told in str(p)], [str(p) for p in found]


def test_all_faults_of_a_file_are_told_in_one_pass() -> None:
    text = GOOD.replace("kind: manual", "kind: x").replace("owner: app-owner", "owner: y")
    assert {p.line for p in problems_of(text.replace("[CC6.2]", "[z]"))} == {9, 11, 15}


def test_a_step_twice_and_a_scim_step_without_an_app_are_told() -> None:
    twice = GOOD + GOOD[GOOD.index("  - id: look") :]
    assert any(p.line == 21 and "stands here twice" in p.what for p in problems_of(twice))
    person = "id: ours\ntitle: Ours\nscope: person\nsteps:\n" + textwrap.dedent("""\
      - {id: one, title: One, do: Do., why: So., kind: scim, phase: remove, owner: operator}
    """)
    assert [p.what for p in problems_of(person, "ours")] == ["a SCIM step needs an app."]
    joining = person.replace("kind: scim", "joins: true")
    assert [p.what for p in problems_of(joining, "ours")] == ["'joins' is for the steps of apps."]


words = st.text(alphabet="abc{}:-[]#'\"\n 0dh&*!|>%@`,?", max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text(max_size=200) | words, st.integers(0, len(GOOD)), st.integers(0, 80))
@example("\x00", 0, 0)
@example("&a [*a]", 90, 30)
@example("\x850", 466, 1)
def test_whatever_is_written_only_located_problems_come(text: str, at: int, cut: int) -> None:
    mixed = GOOD[:at] + text + GOOD[at + cut :]
    last = len(mixed.splitlines()) + 2  # YAML knows more line ends than \n
    for problem in problems_of(mixed):
        assert 1 <= problem.line <= last
        assert problem.what


@given(st.integers(-999, 999), st.integers(0, 999))
def test_an_offset_is_read_back_as_it_was_written(days: int, hours: int) -> None:
    offset = Offset(days, -hours if days < 0 else hours)
    assert parse_offset(written(offset)) == offset


def test_offsets_are_written_as_people_say_them() -> None:
    assert parse_offset("-2d") == Offset(-2, 0)
    assert parse_offset("-1d4h") == Offset(-1, -4)
    assert parse_offset("1.5h") == Offset(0, 1.5)
    assert in_words(Offset(0, 0)) == "at the moment"
    assert in_words(Offset(-1, -4)) == "1 day 4 hours before"
    assert in_words(Offset(0, 1)) == "1 hour after"
    for wrong in ("", "-", "2", "d", "4h1d", "1 d", "+1d", "1d-4h", "1e3h", "99999d"):
        assert parse_offset(wrong) is None, wrong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "checklists"
    shutil.copytree(FOLDER, copy)
    return copy


def told(folder: Path) -> list[str]:
    with pytest.raises(BadFiles) as caught:
        read_checklists(folder, CATALOGUE)
    return [str(problem) for problem in caught.value.problems]


def change(path: Path, old: str, new: str) -> int:
    """Replace once; the line of the change."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_a_cycle_is_told_with_its_way_round(folder: Path) -> None:
    line = change(folder / "general.yaml", "after: [idp-account]", "after: [mail]")
    found = told(folder)
    assert len(found) == 1, "one cycle is told once, not for each kind and way"
    assert found[0].startswith("checklists/general.yaml:")
    assert "general/mail" in found[0]
    assert "general/sessions" in found[0]
    assert line in {int(found[0].split(":")[1])} | {
        n
        for n, text in enumerate((folder / "general.yaml").read_text().split("\n"), 1)
        if "after: [sessions]" in text
    }


def test_a_cycle_through_the_order_of_phases_is_found(folder: Path) -> None:
    # Handing over comes first in a voluntary case: it cannot wait for the removal.
    change(
        folder / "ways" / "manual.yaml",
        "    phase: hand-over\n",
        "    phase: hand-over\n    after: [remove]\n",
    )
    found = told(folder)
    assert any("in the kind voluntary" in one and "ways/manual.yaml" in one for one in found), found


def test_an_order_of_phases_that_goes_round_is_found(folder: Path) -> None:
    change(folder / "order.yaml", "hand-over: {due: -1d}", "hand-over: {due: -1d, after: [check]}")
    assert any("wait for each other in the kind voluntary" in one for one in told(folder))


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "general.yaml",
            "after: [idp-account]",
            "after: [idp]",
            "'idp', which is no step. Use one",
        ),
        (
            "apps/asana.yaml",
            "phase: hand-over",
            "phase: hand-over\n    after: [general/x]",
            "'general/x'",
        ),
        (
            "apps/figma.yaml",
            "  - id: check",
            "  - id: look",
            "look joins a step of its way, and there is none of its id and phase.",
        ),
        (
            "apps/figma.yaml",
            "    phase: check",
            "    phase: remove",
            "check joins a step of its way, and there is none of its id and phase.",
        ),
        ("order.yaml", "move: #", "moves: #", "has no phases for move."),
        ("order.yaml", "  check: {due: 4h, after: [remove]}\n", "", "the phase check has no rule."),
        ("order.yaml", "due: -1d", "due: yesterday", "'due' is 'yesterday'"),
        (
            "order.yaml",
            "after: [hand-over]",
            "after: [handover]",
            "'after' is not a list of phases.",
        ),
        ("order.yaml", "urgent: true", "urgent: very", "'urgent' is not true or false."),
        ("controls.yaml", "id: CC6.2", "id: CC6.1", "the control 'CC6.1' stands here twice."),
    ],
)
def test_faults_across_files_are_told(
    folder: Path, file: str, old: str, new: str, expected: str
) -> None:
    change(folder / file, old, new)
    assert any(expected in one and f"checklists/{file}:" in one for one in told(folder))


def test_files_that_nothing_reads_or_that_are_missing_are_told(folder: Path) -> None:
    (folder / "ways" / "bridge.yaml").rename(folder / "bridge.yml")
    assert any("bridge.yml:1: is read by nothing." in one for one in told(folder))
    (folder / "bridge.yml").unlink()
    (folder / "move.yaml").rename(folder / "apps" / "move.yaml")
    assert any("apps/move.yaml:1: has the scope person." in one for one in told(folder))
    (folder / "apps" / "move.yaml").rename(folder / "move.yaml")
    assert any("ways/bridge.yaml:1: is missing." in one for one in told(folder))


def test_what_is_delivered_fits_together() -> None:
    found = read_checklists(FOLDER, CATALOGUE)
    assert set(found.order) == set(CaseKind)
    assert all(set(phases) == set(Phase) for phases in found.order.values())
    assert {found.of_way(way).way for way in Way} == set(Way)
    for checklist in found.lists.values():
        for step in checklist.steps:
            assert set(step.controls) <= set(found.controls), step.id
        if checklist.app:
            assert APPS.knows(checklist.app)
            assert all(step.sources for step in checklist.steps), checklist.id


@pytest.mark.parametrize("kind", LEAVINGS)
def test_a_person_s_list_can_be_worked_and_access_goes_by_every_way(kind: CaseKind) -> None:
    general = general_steps(bundled().of_person(), kind)
    assert 5 <= len(general) <= 22
    for way in Way:
        steps = app_steps("any", bundled().of_way(way), None, kind)
        assert any(one.step.removes_access for one in steps), way
        assert len(steps) <= 4, way


def test_an_involuntary_leaver_s_access_waits_for_nobody() -> None:
    order = bundled().order[CaseKind.INVOLUNTARY]
    apps = [one for one in bundled().lists.values() if one.scope is Scope.APP]
    for way in Way:
        placed = general_steps(bundled().of_person(), CaseKind.INVOLUNTARY)
        for own in apps:
            placed += app_steps(own.id, bundled().of_way(way), own, CaseKind.INVOLUNTARY)
        steps = {one.key: one.step for one in placed}
        for key, waits in needs(placed, order).items():
            if steps[key].removes_access:
                held = [w for w in waits if steps[w].phase is not Phase.REMOVE]
                assert not held, f"{key} waits for {held}"
                due = steps[key].due.get(CaseKind.INVOLUNTARY, Offset())
                if None not in steps[key].due or CaseKind.INVOLUNTARY in steps[key].due:
                    assert due.exact <= timedelta(0), f"{key} is due after the moment"


def test_the_idp_account_never_waits_for_a_hand_over() -> None:
    for kind in LEAVINGS:
        placed = general_steps(bundled().of_person(), kind)
        waits = needs(placed, bundled().order[kind])
        assert not waits.get("general/idp-account")


def test_the_approval_waits_for_every_removal_and_check() -> None:
    own = bundled().of_app("customer-io")
    placed = general_steps(bundled().of_person(), CaseKind.VOLUNTARY)
    placed += app_steps("customer-io", bundled().of_way(Way.JIT), own, CaseKind.VOLUNTARY)
    waits = needs(placed, bundled().order[CaseKind.VOLUNTARY])["general/approval"]
    wanted = {
        one.key
        for one in placed
        if one.step.phase in (Phase.REMOVE, Phase.CHECK) and one.key != "general/approval"
    }
    assert set(waits) == wanted


def test_an_app_s_own_step_replaces_its_way_s_but_never_a_scim_step() -> None:
    own = bundled().of_app("customer-io")
    by_hand = app_steps("customer-io", bundled().of_way(Way.MANUAL), own, CaseKind.VOLUNTARY)
    ids = [one.step.id for one in by_hand]
    assert len(ids) == len(set(ids))
    assert next(one for one in by_hand if one.step.id == "remove").checklist is own
    by_scim = app_steps("customer-io", bundled().of_way(Way.OUTBOUND), own, CaseKind.VOLUNTARY)
    assert next(one for one in by_scim if one.step.id == "remove").step.kind is StepKind.SCIM


def test_a_step_that_joins_its_way_s_has_all_that_both_demand() -> None:
    own = bundled().of_app("github")
    assert own is not None
    for way in Way:
        [theirs] = [s for s in bundled().of_way(way).steps if s.id == "check"]
        [mine] = [s for s in own.steps if s.id == "check"]
        placed = app_steps("github", bundled().of_way(way), own, CaseKind.VOLUNTARY)
        [check] = [one.step for one in placed if one.step.phase is Phase.CHECK]
        assert check.title == mine.title
        assert (check.do, check.why) == (f"{theirs.do} {mine.do}", f"{theirs.why} {mine.why}")
        assert {*check.controls} == {*theirs.controls, *mine.controls}
        assert {*check.sources} == {*theirs.sources, *mine.sources}
        assert check.evidence is EvidenceNeed.RECORD
        assert (check.owner, check.due) == (theirs.owner, {**theirs.due, **mine.due})


def test_an_app_is_checked_in_one_step_by_every_way() -> None:
    apps = [one for one in bundled().lists.values() if one.scope is Scope.APP]
    for own, way, kind in itertools.product(apps, Way, CaseKind):
        placed = app_steps(own.id, bundled().of_way(way), own, kind)
        looks = [one.key for one in placed if one.step.phase is Phase.CHECK]
        assert len(looks) <= 1, looks


def test_titles_are_short_imperatives_that_name_nobody() -> None:
    for checklist in bundled().lists.values():
        for step in checklist.steps:
            assert len(step.title) <= 60, step.title
            assert step.title[0].isupper(), step.title
            assert "{person}" not in step.title, step.title
            assert not step.title.startswith(("See ", "Look ", "Know ", "The ", "A ")), step.title


def test_a_step_says_where_it_is_done() -> None:
    route = a_route(Way.SCIM)
    apps = [AppInCase("figma", "Figma", route, idp="Entra ID")]
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    opening = Opening("Jo", "jo@example.com", CaseKind.VOLUNTARY, moment, "UTC")
    plan = plan_case(opening, apps, bundled(), "Okta", moment)
    places = {step.key: step.place for step in plan.steps}
    assert places["figma/hand-over"] == "Figma"
    assert places["figma/unassign"] == "Entra ID"
    assert places["general/sessions"] == "Okta"
    assert places["general/work"] is None


def test_a_step_says_what_to_click_as_far_as_a_source_says_it() -> None:
    page, other = ("Members", "https://example.com/members"), ("Remove", "https://example.com/rem")
    told = Where(Click("Admin > Members", page), Click("⋯ > Remove", other))
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    opening = Opening("Jo", "jo@example.com", CaseKind.VOLUNTARY, moment, "UTC")
    for way in (Way.MANUAL, Way.JIT, Way.BRIDGE):
        route = a_route(way)
        apps = [
            AppInCase("one", "One", route, where=told),
            AppInCase("two", "Two", route),
        ]
        steps = plan_case(opening, apps, bundled(), "Okta", moment).steps
        by_app = {step.app: step for step in steps if step.key.endswith("/remove")}
        one, two = by_app["one"], by_app["two"]
        assert "pen Admin > Members in One" in one.instructions, way
        assert "(⋯ > Remove)" in one.instructions
        assert one.sources == (page, other)
        assert "pen the user administration of Two" in two.instructions
        assert "(" not in two.instructions
        assert two.sources == ()


def test_who_is_asked_to_look_is_told_where() -> None:
    page = ("Members", "https://example.com/members")
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    opening = Opening("Jo", "jo@example.com", CaseKind.VOLUNTARY, moment, "UTC")
    route, told = a_route(Way.MANUAL), Where(Click("Admin > Members", page))
    apps = [
        AppInCase("one", "One", route, known=AccountKnown.NO_DATA, where=told),
        AppInCase("two", "Two", route, known=AccountKnown.NO_DATA),
    ]
    steps = plan_case(opening, apps, bundled(), "Okta", moment).steps
    [asked] = [step for step in steps if step.kind is StepKind.LOOK]
    assert asked.instructions.split("\n")[1:] == ["In One: Admin > Members"]
    assert asked.sources == (page,)


def test_what_is_done_by_hand_is_there_where_nothing_does_it() -> None:
    own = bundled().of_app("clari")
    for way in Way:
        steps = app_steps("clari", bundled().of_way(way), own, CaseKind.VOLUNTARY)
        by_hand = [one for one in steps if one.step.id == "remove" and one.checklist is own]
        assert bool(by_hand) is (way not in (Way.OUTBOUND, Way.MANAGED)), way
        assert len({one.key for one in steps}) == len(steps)


PROVISIONING = r"SCIM|provision|Directory Sync"
SIGN_ON = (
    r"sign-on|\bSSO\b|SAML|federated|just-in-time|\bassign(?:ment|ed)\b|\bunassign\b|"
    r"disabled sign-|identity provider|\{idp\}|Okta|\bEntra|OneLogin|IBM Verify"
)
NO_IDP = re.compile(f"{PROVISIONING}|{SIGN_ON}", re.IGNORECASE)
NOT_SET_UP = {
    # A bridge or somebody's automation is what a plan with neither SCIM nor sign-on leaves.
    **dict.fromkeys((Way.MANUAL, Way.BRIDGE, Way.MANAGED), NO_IDP),
    Way.JIT: re.compile(PROVISIONING, re.IGNORECASE),
}
MAY_SAY_SO = {
    # The personnel system feeds the identity provider, however people get out of BambooHR itself.
    "bamboohr/date",
}


@pytest.mark.parametrize("way", NOT_SET_UP)
def test_no_app_asks_for_what_its_way_does_not_have(way: Way) -> None:
    said = [
        f"{own.id}/{step.id} says {found.group()!r}"
        for own in bundled().lists.values()
        if own.scope is Scope.APP
        for step in own.steps
        if way in step.ways and f"{own.id}/{step.id}" not in MAY_SAY_SO
        if (found := NOT_SET_UP[way].search(f"{step.title}\n{step.do}\n{step.why}"))
    ]
    assert said == []


@pytest.mark.parametrize("kind", LEAVINGS)
def test_no_app_s_own_step_takes_the_removal_out_of_its_way(kind: CaseKind) -> None:
    for way in Way:
        ends = {
            one.step.id
            for one in app_steps("any", bundled().of_way(way), None, kind)
            if one.step.removes_access
        }
        assert ends, way
        for own in bundled().lists.values():
            if own.scope is Scope.APP:
                steps = app_steps(own.id, bundled().of_way(way), own, kind)
                left = {one.step.id for one in steps if one.step.removes_access}
                assert ends <= left, f"{own.id}, {way}"


@pytest.mark.parametrize("kind", [one for one in LEAVINGS if one is not CaseKind.MOVE])
def test_where_nobody_confirmed_that_the_idp_removes_a_person_looks_in_the_app(
    kind: CaseKind,
) -> None:
    way = bundled().of_way(Way.SCIM)
    for own in (None, *(one for one in bundled().lists.values() if one.scope is Scope.APP)):
        of_app = own.id if own else "any"
        for is_confirmed in (True, False):
            placed = app_steps(of_app, way, own, kind, is_confirmed=is_confirmed)
            in_app = [one for one in placed if one.step.id in ("remove-left", "suspend-left")]
            assert len(in_app) == (not is_confirmed), of_app
            assert all(one.step.removes_access and not one.step.place for one in in_app)
            looks = [one for one in placed if one.step.phase is Phase.CHECK]
            assert is_confirmed <= len(looks) <= 1, of_app


def test_customer_io_is_covered_with_its_facts() -> None:
    own = bundled().of_app("customer-io")
    assert own is not None
    text = " ".join(f"{step.title} {step.do} {step.why}" for step in own.steps)
    for fact in (
        "account admin",
        "workspace",
        "API credentials",
        "service accounts",
        "campaigns",
        "Log in with Google",
        "audit log",
        "30 days",
        "bill follows profiles",
    ):
        assert fact in text, fact
    assert all(step.sources for step in own.steps)


def test_the_readme_names_every_key_and_its_example_is_valid() -> None:
    text = (FOLDER / "README.md").read_text()
    for key in STEP_KEYS:
        assert f"`{key}`" in text, key
    found = text[text.index("   ```yaml") :].split("```")[1].removeprefix("yaml\n")
    sample = textwrap.dedent(found).replace("example-notes", "zoom", 1)
    sample = sample.replace("vendor-api-docs", "okta-support-zoom-admin")
    assert problems_of(sample) == []


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_a_cycle_is_found_exactly_when_there_is_one(edges: list[tuple[int, int]]) -> None:
    waits = {str(n): [str(b) for a, b in edges if a == n] for n in range(8)}
    found = cycle(waits)
    if found:
        assert found[0] == found[-1]
        assert all(b in waits[a] or a in waits[b] for a, b in itertools.pairwise(found))
    else:
        done: set[str] = set()
        while ready := [n for n, w in waits.items() if n not in done and set(w) <= done]:
            done |= set(ready)
        assert done == set(waits)


def test_a_step_stands_below_what_it_waits_for_when_both_are_due_together() -> None:
    """Customer.io's member is removed after the sign-on assignment is gone, and is listed so."""
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    subject = Opening("Ada", "ada@example.com", CaseKind.VOLUNTARY, moment, "UTC")
    for way in (Way.BRIDGE, Way.JIT, Way.SCIM):
        app = AppInCase("customer-io", "Customer.io", a_route(way))
        steps = plan_case(subject, [app], bundled(), "Okta", subject.effective).steps
        place = {step.key: at for at, step in enumerate(steps)}
        late = [
            (one.key, key)
            for one in steps
            for key in one.needs
            if place[key] > place[one.key] and steps[place[key]].due <= one.due
        ]
        assert late == []
