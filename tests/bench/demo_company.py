"""A company of a realistic size, made through the services; prints its people's sessions.

    OFFRAMP_DATA_DIR=folder python -m tests.bench.demo_company --people 200 --cases 120

Fifty-two apps in the stack, two identity providers, cases that opened within the last and will take
effect within the next weeks, some of their steps done.
"""

import argparse
import json
from datetime import UTC, datetime, timedelta
from random import Random

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app.runtime import runtime
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.offboarding import service as offboarding
from core.offboarding.models import CaseKind, EvidenceKind, StepKind
from core.offboarding.views import NewEvidence, Opening
from core.stack import service as stack
from core.stack.values import StackFields
from core.storage.database import Database
from tests.support.company import everywhere
from tests.support.server import signed_in_session
from tests.support.twelve_apps import twelve_apps

MORE_APPS = 40
OLGA = Actor("olga", "Olga Example", Role.OPERATOR, email="olga@example.com")
ROLES = (
    Role.ADMINISTRATOR,
    *[Role.OPERATOR] * 13,
    *[Role.VIEWER] * 4,
    *[Role.AUDITOR] * 2,
)
"""One in twenty is an administrator, one in ten an auditor; the last one is an administrator."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--cases", type=int, default=120)
    options = parser.parse_args()
    database = runtime().database
    found = furnish(database, options.people, options.cases)
    print(json.dumps(found))  # noqa: T201


def furnish(database: Database, people: int, cases: int) -> list[dict[str, str]]:
    """Fill the company; role and cookie of each of its people."""
    chance = Random(15)
    twelve_apps(database, ("okta", "entra-id"))
    reading = Reading(datetime.now(UTC).date())
    with database.write() as session:
        whole = catalog.catalog(session, LOCAL_OPERATOR, reading)
        have = stack.app_ids(stack.entries(session, LOCAL_OPERATOR))
        known = sorted(set(whole.apps) - have)
        for app in chance.sample(known, MORE_APPS):
            fields = StackFields(seats=chance.randrange(5, 200), owner="it@acme.example")
            stack.add(session, LOCAL_OPERATOR, app, fields)
    now = datetime.now(UTC)
    ours = everywhere(database)
    openings = [
        Opening(
            person=f"Person {number:03}",
            email=f"person{number}@example.com",
            kind=chance.choice([CaseKind.VOLUNTARY, CaseKind.CONTRACT_END]),
            effective=now + timedelta(hours=chance.randrange(-24 * 14, 24 * 21)),
            zone="Europe/Berlin",
            manager="max@example.com",
            hand_over_to="Operator Example",
            apps=ours,
        )
        for number in range(cases)
    ]
    with database.write() as session:
        ids = offboarding.open_cases(session, LOCAL_OPERATOR, reading, openings)
    for case_id in ids[::3]:
        _work(database, case_id)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    roles = [ROLES[number % len(ROLES)] for number in range(people - 1)] + [Role.ADMINISTRATOR]
    return [
        {"role": role.value, "cookie": signed_in_session(database, role, f"{role}{number}.example")}
        for number, role in enumerate(roles)
    ]


def _work(database: Database, case_id: int) -> None:
    """Ten of a case's steps, done."""
    note = (NewEvidence(EvidenceKind.LINK, "https://tickets.example.com/1"),)
    with database.write() as session:
        case = offboarding.case(session, OLGA, case_id)
        ready = [one for one in case.steps if one.kind is StepKind.MANUAL and one.state == "open"]
        for step in ready[:10]:
            offboarding.finish(session, OLGA, step.id, step.version, note)


if __name__ == "__main__":
    main()
