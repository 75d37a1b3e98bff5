"""Edited checklists on both databases: in force, versioned, checked, in the audit log."""

import threading

import pytest
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit.models import AuditEntry
from core.catalog.models import App
from core.errors import Conflict, Forbidden, NotFound, OfframpError
from core.files.data_files import BadFiles
from core.offboarding import service as offboarding
from core.offboarding.checklists.files import bundled, bundled_text
from core.offboarding.models import ChecklistEdit
from core.storage.database import Database

ADMIN = Actor("ada", "Ada Admin", Role.ADMINISTRATOR)
OTHER = Actor("bob", "Bob Boss", Role.ADMINISTRATOR)


def text_of(id: str) -> str:
    text = bundled_text(id)
    assert text is not None
    return text


def save(
    database: Database, id: str, text: str | None, seen: int, actor: Actor = ADMIN, note: str = ""
) -> int:
    with database.write() as session:
        return offboarding.save_checklist(session, actor, id, text, seen, note=note)


def title(database: Database, id: str) -> str:
    with database.read() as session:
        return offboarding.checklists(session, LOCAL_OPERATOR).lists[id].title


def test_the_newest_edit_is_in_force_and_the_bundled_one_can_come_back(database: Database) -> None:
    assert title(database, "zoom") == "Zoom"
    for number, name in enumerate(("Zoom here", "Zoom anew"), 1):
        text = text_of("zoom").replace("title: Zoom", f"title: {name}")
        assert save(database, "zoom", text, number - 1, note="  why not ") == number
        assert title(database, "zoom") == name
    assert save(database, "zoom", None, 2) == 3
    assert title(database, "zoom") == "Zoom"
    with database.read() as session:
        versions = offboarding.checklist_versions(session, ADMIN, "zoom")
        assert not offboarding.checklist_overview(session, ADMIN).edited
    assert [one.number for one in versions] == [3, 2, 1]
    assert [one.text is None for one in versions] == [True, False, False]
    assert versions[2].note == "why not"
    assert versions[2].by == "Ada Admin"


def test_a_version_is_the_digest_that_a_case_names(database: Database) -> None:
    save(database, "zoom", text_of("zoom").replace("title: Zoom", "title: Ours"), 0)
    with database.read() as session:
        edited = offboarding.checklists(session, ADMIN).lists["zoom"]
        assert offboarding.checklist_versions(session, ADMIN, "zoom")[0].digest == edited.version
    assert edited.version != bundled().lists["zoom"].version


def test_the_audit_log_has_before_and_after(database: Database) -> None:
    save(database, "zoom", text_of("zoom") + "# one\n", 0)
    save(database, "zoom", text_of("zoom") + "# two\n", 1, OTHER)
    with database.read() as session:
        entries = session.exec(
            select(AuditEntry)
            .where(AuditEntry.object == "checklist:zoom")
            .order_by(col(AuditEntry.id))
        ).all()
    assert [entry.actor_name for entry in entries] == ["Ada Admin", "Bob Boss"]
    assert entries[0].before == {"version": 0, "digest": None}
    assert entries[1].before == {"version": 1, "digest": entries[0].after["digest"]}
    assert entries[1].after["version"] == 2


def test_a_stale_save_is_a_conflict_and_overwrites_nothing(database: Database) -> None:
    save(database, "zoom", text_of("zoom") + "# Bob's\n", 0, OTHER)
    with pytest.raises(Conflict, match="Bob Boss saved version 1"):
        save(database, "zoom", text_of("zoom") + "# Ada's\n", 0)
    with database.read() as session:
        assert "# Bob's" in offboarding.checklist_texts(session, ADMIN, "zoom")[0]


def test_of_two_saves_at_the_same_moment_one_wins(database: Database) -> None:
    text, outcomes, start = text_of("zoom"), [], threading.Barrier(8)

    def one(number: int) -> None:
        start.wait()
        try:
            outcomes.append(save(database, "zoom", f"{text}# {number}\n", 0))
        except OfframpError as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == sorted(map(str, [1, *[Conflict] * 7]))
    with database.read() as session:
        assert len(offboarding.checklist_versions(session, ADMIN, "zoom")) == 1


def test_what_is_wrong_is_told_by_line_and_nothing_is_stored(database: Database) -> None:
    bad = text_of("zoom").replace("phase: check", "phase: then").replace("CC6.2", "CC66")
    with pytest.raises(BadFiles) as caught:
        save(database, "zoom", bad, 0)
    lines = text_of("zoom").split("\n")
    expected = [
        number for number, line in enumerate(lines, 1) if "phase:" in line or "CC6.2" in line
    ]
    assert [problem.line for problem in caught.value.problems] == expected
    assert {problem.file for problem in caught.value.problems} == {"zoom (edited)"}
    with database.read() as session:
        assert offboarding.checklist_versions(session, ADMIN, "zoom") == []


def test_an_edit_that_breaks_another_checklist_is_refused_with_its_place(
    database: Database,
) -> None:
    # The approval waits for a step of general.yaml; an edited app list may name one too.
    mine = text_of("zoom").replace("phase: check", "phase: check\n    after: [general/mail]")
    save(database, "zoom", mine, 0)
    without = text_of("general").replace("- id: mail\n", "- id: post\n")
    with pytest.raises(BadFiles, match=r"zoom \(edited\):\d+: check is after 'general/mail'"):
        save(database, "general", without, 0)


def test_a_cycle_is_refused(database: Database) -> None:
    round_ = text_of("general").replace("after: [idp-account]", "after: [mail]", 1)
    with pytest.raises(BadFiles, match="wait for each other"):
        save(database, "general", round_, 0)


def test_a_checklist_for_an_app_of_our_own(database: Database) -> None:
    mine = text_of("zoom").replace("id: zoom", "id: our-wiki", 1)
    mine = mine.replace(
        "[okta-support-zoom-admin]", "[{title: Runbook, url: 'https://wiki.example'}]"
    )
    with pytest.raises(BadFiles, match="there is no app 'our-wiki'"):
        save(database, "our-wiki", mine, 0)
    with database.write() as session:
        session.add(App(id="our-wiki", name="Our wiki"))
    assert save(database, "our-wiki", mine, 0) == 1
    with database.read() as session:
        found = offboarding.checklists(session, ADMIN)
        assert found.of_app("our-wiki") is not None
        assert offboarding.checklist_texts(session, ADMIN, "our-wiki")[1] is None
    assert save(database, "our-wiki", None, 1) == 2
    with database.read() as session:
        assert offboarding.checklists(session, ADMIN).of_app("our-wiki") is None
        with pytest.raises(NotFound):
            offboarding.checklist_texts(session, ADMIN, "our-wiki")


@pytest.mark.parametrize(
    ("id", "old", "new", "told"),
    [
        ("zoom", "scope: app", "scope: person", "the scope is person, the bundled one's app"),
        ("all", "id: zoom", "id: all", "cannot be the id"),
        ("Zoom!", "id: zoom", "id: zoom", "cannot be the id"),
        ("zoom", "id: zoom", "id: slack", "the id is 'slack' where 'zoom' belongs"),
    ],
)
def test_a_checklist_keeps_its_place(
    database: Database, id: str, old: str, new: str, told: str
) -> None:
    text = text_of("zoom").replace("    joins: true\n", "")
    text = text.replace(old, new, 1).replace("in Zoom", "there")
    with pytest.raises(BadFiles, match=told):
        save(database, id, text.replace("[okta-support-zoom-admin]", "[]"), 0)


def test_an_edit_that_stopped_fitting_is_told_and_can_be_mended(
    database: Database,
) -> None:
    # As after an update that took a control away: stored, and no longer valid.
    save(database, "zoom", text_of("zoom") + "# ours\n", 0)
    with database.write() as session:
        edit = session.exec(select(ChecklistEdit)).one()
        edit.text = (edit.text or "").replace("CC6.2", "CC0.0")
    with database.read() as session:
        with pytest.raises(BadFiles, match="CC0.0"):
            offboarding.checklists(session, ADMIN)
        found = offboarding.checklist_overview(session, ADMIN)
        assert found.problems
        assert found.checklists.lists["zoom"].title == "Zoom"
    # Another checklist can be saved meanwhile, and this one mended.
    save(database, "slack", text_of("slack") + "# ours\n", 0)
    save(database, "zoom", text_of("zoom"), 1)
    with database.read() as session:
        assert offboarding.checklists(session, ADMIN)


def test_only_administrators_edit_and_everybody_reads(database: Database) -> None:
    for role in Role:
        actor = Actor("x", "X", role)
        with database.read() as session:
            assert offboarding.checklists(session, actor).lists
        if role is not Role.ADMINISTRATOR:
            with pytest.raises(Forbidden):
                save(database, "zoom", text_of("zoom"), 0, actor)


def test_there_is_nothing_to_go_back_from(database: Database) -> None:
    with pytest.raises(NotFound):
        save(database, "zoom", None, 0)


def test_line_ends_of_a_browser_are_no_change(database: Database) -> None:
    save(database, "zoom", text_of("zoom").replace("\n", "\r\n"), 0)
    with database.read() as session:
        text, original = offboarding.checklist_texts(session, ADMIN, "zoom")
    assert text == original
