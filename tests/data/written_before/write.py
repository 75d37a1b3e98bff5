"""Wrote database.sql and shown.json, once, with the code of commit 6de815b (25 November 2026).

That is the last commit before the rooms of ``core/`` were laid out anew; these imports exist only
there. In a checkout of it whose ``data/checklists/apps`` has only the five apps of ``catalog/``:

    OFFRAMP_DATA_DIR=/tmp/before OFFRAMP_CATALOG_DIR=PATH/TO/catalog \\
    OFFRAMP_SECRET_KEY=(TEST_KEY of tests/conftest.py) python PATH/TO/write.py PATH/TO/OUTPUT

All people are made up. Nothing secret is in the dump: there are no accounts, the bridge's
credentials are deleted, and the encrypted texts of the SCIM connection and of the channel (of a
token and an address that were made up too) are emptied. The audit log's seals are made with the
key that every test uses.
"""

# ruff: noqa: I001 - most of these modules are not here any more

import json
import sqlite3
import sys
from core.scim.values import ConnectionInput
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import time_machine
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from core import background
from core.__main__ import command_line
from core.actor import Actor, Role
from core.advice import service as advice
from core.advice.models import DecisionStatus, OptionId
from core.advice.values import NewDecision
from core.audit import service as audit
from core.catalog.values import Observation, Reading
from core.catalog.service import observe
from core.catalog.models import Fact
from core.config import settings
from core.cost import service as cost
from core.cost.result import to_json
from core.cost.scenario_file import read_scenario
from core.jobs.service import Job
from core.notify import service as notify
from core.notify.models import Audience
from core.notify.values import ChannelInput
from core.offboarding import reminding
from core.offboarding import service as offboarding
from core.offboarding.case_service import CaseEdit
from core.offboarding.models import CaseKind, EvidenceKind, Step
from core.offboarding.values import CaseView, NewEvidence, Opening, StepView
from core.runtime import runtime
from core.scim import http
from core.scim import service as scim
from core.scim.models import AuthKind, Profile
from core.stack import service as stack
from core.stack.values import OrganisationView, StackEdit, StackFields

OLA = Actor("ola", "Ola Operator", Role.OPERATOR, email="ola@example.com")
PIA = Actor("pia", "Pia Operator", Role.OPERATOR, email="pia@example.com")
ROOT = Actor("root", "Root Example", Role.ADMINISTRATOR, email="root@example.com")
READING = Reading(date(2026, 11, 25), 365)
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHOWN = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NOTE = NewEvidence(EvidenceKind.NOTE, "Not in the list of members any more.")
LINK = NewEvidence(EvidenceKind.LINK, "https://tickets.example.com/17")
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def main(output: Path) -> None:
    background.connect()
    clock = time_machine.travel(START, tick=False)
    at = clock.start()
    database = runtime().database

    # The stack
    with database.write() as session:
        stack.set_organisation(
            session,
            ROOT,
            OrganisationView(
                "Example Ltd", ("okta", "google-workspace"), "EUR", "Europe/Berlin", 1
            ),
        )
        for app, fields in {
            "customer-io": StackFields(
                "essentials", 40, Decimal("12000"), "USD", "mo@example.com", date(2027, 3, 1)
            ),
            "figma": StackFields("professional", 25, Decimal("4800"), "USD", "Pia Operator"),
            "notion": StackFields("business", 60, None, "EUR", None, notes="Wiki and handbook"),
            "slack": StackFields(
                "business-plus", 80, Decimal("14400.50"), "EUR", "ola@example.com"
            ),
            "zoom": StackFields(None, None, None, "EUR", None),
        }.items():
            stack.add(session, ROOT, app, fields)

    # Decisions: accepted and stale later, overruled, proposed; and a draft
    at.shift(timedelta(hours=1))
    decide(
        database, "customer-io", {"idps": ["okta"]}, NewDecision(OptionId.SCIM_BRIDGE, "We try it")
    )
    at.shift(timedelta(minutes=5))
    decide(
        database,
        "figma",
        {},
        NewDecision(OptionId.MANUAL_CHECKLIST, "Few leavers", date(2027, 5, 1)),
    )
    at.shift(timedelta(minutes=5))
    decide(
        database,
        "notion",
        {},
        NewDecision(OptionId.JIT_CHECKLIST, "Until the renewal", status=DecisionStatus.PROPOSED),
    )
    at.shift(timedelta(minutes=5))
    with database.write() as session:
        advice.start_draft(session, OLA, READING, "zoom", {"seats": 30})

    # What makes one of them stale: more seats, and something seen here
    at.shift(timedelta(hours=1))
    with database.write() as session:
        seen = stack.entry(session, ROOT, "figma")
        assert seen is not None
        more = StackFields("professional", 35, Decimal("6720"), "USD", "Pia Operator")
        stack.save(session, ROOT, [StackEdit("figma", seen.version, more)])
    with database.write() as session:
        observe(
            session,
            ROOT,
            Observation(
                "zoom",
                Fact.PROVISIONING,
                "none",
                "Ticket 12",
                date(2026, 11, 20),
                "google-workspace",
            ),
            today=date(2026, 11, 23),
        )

    # Scenarios, one of them in three versions
    at.shift(timedelta(hours=1))
    first = {
        "name": "Customer.io with Okta",
        "app": "customer-io",
        "current_plan": "essentials",
        "upgrade_plan": "enterprise",
        "idps": ["okta"],
        "currency": "USD",
        "horizon_years": 3,
        "inputs": {"seats": 40, "leavers": {"low": 4, "likely": 6, "high": 10}, "joiners": 6},
    }
    with database.write() as session:
        saved = cost.save(session, OLA, READING, read(first), "Ola Operator")
    for change in ({"horizon_years": 5}, {"name": "Customer.io, quote of November"}):
        first |= change
        at.shift(timedelta(minutes=10))
        with database.write() as session:
            saved = cost.update(session, PIA, READING, saved.id, saved.version, read(first))
    at.shift(timedelta(minutes=10))
    with database.write() as session:
        figma = {
            "name": "Figma",
            "app": "figma",
            "current_plan": "professional",
            "upgrade_plan": "organization",
            "idps": ["okta"],
            "currency": "USD",
            "inputs": {"seats": 35, "leavers": 5, "joiners": 5},
        }
        cost.save(session, PIA, READING, read(figma))

    # A bridge with people, before the cases: whose accounts an IdP made are known
    at.shift(timedelta(hours=1))
    with database.write() as session:
        bridge, token = scim.create_bridge(session, ROOT, "customer-io", profile=Profile.OKTA)
    client = TestClient(
        Starlette(routes=http.routes(lambda: (settings(), database))), raise_server_exceptions=False
    )
    people = {}
    for name, display in (("ada", "Ada Example"), ("ben", "Ben Example"), ("cleo", "Cleo Example")):
        at.shift(timedelta(minutes=1))
        body = {
            "schemas": [USER],
            "userName": f"{name}@example.com",
            "displayName": display,
            "emails": [{"value": f"{name}@example.com", "primary": True}],
            "active": True,
        }
        made = send(client, token, "POST", f"/scim/v2/{bridge.id}/Users", body)
        people[name] = made["id"]

    # A SCIM connection that nothing is sent through
    at.shift(timedelta(minutes=5))
    with database.write() as session:
        scim.connect(
            session,
            ROOT,
            ConnectionInput(
                "slack", "https://slack.example.com/scim/v2", AuthKind.BEARER, "made up"
            ),
            resolver=lambda _host, _port: ["93.184.216.34"],
        )

    # A channel, so that reminders are written
    with database.write() as session:
        notify.add_channel(
            session, ROOT, ChannelInput("IT", "json://hooks.example.com/it", Audience.SHARED)
        )

    # Cases
    at.move_to(START + timedelta(days=1))
    ada = opened(database, "Ada Example", CaseKind.VOLUNTARY, SHOWN + timedelta(days=5, hours=5))
    opened(
        database,
        "Eve Example",
        CaseKind.INVOLUNTARY,
        START + timedelta(days=1, hours=2),
        apps=("figma", "notion"),
        restricted=True,
        note="Call Mara before each step.",
    )
    dan = opened(database, "Dan Example", CaseKind.CONTRACT_END, SHOWN, apps=("notion",))
    opened(database, "Fay Example", CaseKind.LEAVE, SHOWN + timedelta(days=20), apps=("zoom",))
    gil = opened(
        database, "Gil Example", CaseKind.VOLUNTARY, SHOWN + timedelta(days=9), apps=("figma",)
    )

    # The IdP takes one person's access away by itself
    at.shift(timedelta(minutes=30))
    switch = {"op": "replace", "path": "active", "value": False}
    body = {"schemas": [PATCH], "Operations": [switch]}
    send(client, token, "PATCH", f"/scim/v2/{bridge.id}/Users/{people['ben']}", body)

    # Steps in every state
    at.shift(timedelta(minutes=30))
    file = offboarding.keep_file(
        settings(), "members.csv", b"name,status\r\nAda Example,removed\r\n"
    )
    kept = NewEvidence(EvidenceKind.FILE, file.name, file.size, file.sha256)
    free = [step for step in look(database, ada.id).steps if step.state == "open"]
    started, done, excused, blocked, again, moved = free[:6]
    with database.write() as session:
        offboarding.start(session, OLA, started.id, started.version)
        offboarding.finish(session, OLA, done.id, done.version, [NOTE, kept])
        offboarding.excuse(session, PIA, excused.id, excused.version, "She never had one.")
        offboarding.block(session, PIA, blocked.id, blocked.version, "Waiting for the vendor.")
        finished = offboarding.finish(session, OLA, again.id, again.version, [LINK])
        offboarding.reopen(session, PIA, again.id, finished.version, "The link shows another app.")
        assigned = offboarding.assign(
            session, OLA, moved.id, moved.version, "Pia Operator", "pia@example.com"
        )
        offboarding.move_due(
            session,
            OLA,
            moved.id,
            assigned.version,
            SHOWN + timedelta(days=8),
            "The notary is late.",
        )
        offboarding.comment(session, PIA, ada.id, "Mara knows.", started.id)
    with database.write() as session:
        edit = CaseEdit(
            offboarding.case(session, OLA, ada.id).version,
            SHOWN + timedelta(days=6, hours=5),
            "mara@example.com",
            "Ben Example",
            "A day later than agreed.",
            "Her last day moved.",
        )
        offboarding.edit_case(session, OLA, ada.id, edit)

    # One case is cancelled, one worked to its end and closed
    at.move_to(START + timedelta(days=1, hours=5))
    with database.write() as session:
        version = offboarding.case(session, OLA, gil.id).version
        offboarding.cancel_case(session, OLA, gil.id, version, "He stays.")
    at.move_to(SHOWN - timedelta(minutes=30))
    work_through(database, dan.id)
    with database.write() as session:
        version = offboarding.case(session, OLA, dan.id).version
        offboarding.close_case(session, OLA, dan.id, version)

    # What reminders said by now
    at.move_to(SHOWN - timedelta(minutes=10))
    now = datetime.now(UTC)
    reminding.remind(database, Job(1, reminding.KIND, reminding.KIND, None, now, 0), now)

    # What was shown then
    at.move_to(SHOWN)
    shown = what_is_shown(database)
    clock.stop()
    database.close()
    (output / "shown.json").write_text(
        json.dumps(shown, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8"
    )
    dump(output / "database.sql")


def decide(database: Any, app: str, answers: dict[str, Any], new: NewDecision) -> None:
    with database.write() as session:
        draft = advice.start_draft(session, OLA, READING, app, answers)
        advice.decide(session, OLA, READING, draft.id, new)


def read(content: dict[str, Any]) -> Any:
    return read_scenario(json.dumps(content), str(content["name"]))


def send(client: TestClient, token: str, method: str, path: str, body: Any) -> Any:
    answer = client.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def opened(
    database: Any, person: str, kind: CaseKind, effective: datetime, **more: Any
) -> CaseView:
    email = person.split()[0].casefold() + "@example.com"
    opening = Opening(
        person, email, kind, effective, "Europe/Berlin", "mara@example.com", "Pia Operator", **more
    )
    with database.write() as session:
        return offboarding.open_case(session, OLA, READING, opening)


def look(database: Any, case: int) -> CaseView:
    with database.read() as session:
        return offboarding.case(session, OLA, case)


def work_through(database: Any, case: int) -> None:
    def todo() -> list[StepView]:
        return [s for s in look(database, case).steps if s.state in ("open", "started", "blocked")]

    while steps := todo():
        for step in steps:
            who = PIA if step.kind.value == "approval" else OLA
            with database.write() as session:
                fresh = offboarding.step(session, who, step.id)
                if fresh.state in ("open", "started", "blocked"):
                    offboarding.finish(session, who, step.id, fresh.version, [LINK])


def command(*arguments: str) -> Any:
    done = CliRunner().invoke(command_line([arguments[0]]), [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def what_is_shown(database: Any) -> dict[str, Any]:
    cases = command("case", "list", "--limit", "1000")
    with database.read() as session:
        decisions = [
            {
                "number": one.number,
                "app": one.app,
                "title": one.title,
                "choice": one.choice,
                "recommended": one.recommended,
                "status": one.status,
                "reason": one.reason,
                "decided_by": one.decided_by,
                "decided_at": one.decided_at.isoformat(),
                "review_on": one.review_on,
                "is_stale": one.is_stale,
                "changes": len(one.changes),
            }
            for one in advice.decisions(session, OLA, READING)
        ]
        scenarios = []
        for saved in cost.scenarios(session, OLA):
            ruled_out = advice.ruled_out_for(session, OLA, READING, saved.scenario)
            result = cost.calculate_scenario(session, OLA, READING, saved.scenario, ruled_out)
            plain: Any = to_json(result)
            kept = ("id", "total", "p10", "p50", "p90")
            scenarios.append(
                {
                    "id": saved.id,
                    "name": saved.scenario.name,
                    "owner": saved.owner,
                    "version": saved.version,
                    "years": saved.scenario.years,
                    "versions": [
                        [one.version, one.scenario.name, one.saved_by]
                        for one in cost.versions(session, OLA, saved.id)
                    ],
                    "ruled_out": sorted(ruled_out),
                    "options": [{name: each[name] for name in kept} for each in plain["options"]],
                }
            )
        steps = {step.id: step.version for step in session.exec(select(Step))}
        log = audit.verify(session, ROOT)
    return {
        "stack": command("stack", "list"),
        "cases": cases,
        "each_case": [command("case", "show", str(one["id"])) for one in cases],
        "step_versions": {str(number): version for number, version in sorted(steps.items())},
        "decisions": decisions,
        "scenarios": scenarios,
        "bridge_events": [
            {"kind": e["kind"], "user": e["user_name"], "state": e["state"]}
            for e in command("scim", "bridge", "events", bridge_id(database))
        ],
        "audit": {"entries": log.count, "head": log.head, "holds": log.holds},
    }


def bridge_id(database: Any) -> str:
    with database.read() as session:
        return scim.list_bridges(session, ROOT)[0].id


def dump(path: Path) -> None:
    file = sqlite3.connect(settings().data_dir / "offramp.db")
    file.executescript(
        "DELETE FROM scim_credential; UPDATE scim_outbound SET secret = ''; "
        "UPDATE channel SET url = '';"
    )
    assert not file.execute("SELECT count(*) FROM account").fetchone()[0]
    file.execute("VACUUM")
    path.write_text("\n".join(file.iterdump()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
