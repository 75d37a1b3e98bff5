"""Files made from the vendors' documentation are recognised, and every row is read as it is meant.

Where each format is documented: ``source`` in ``data/formats/known``, and
``tests/data/deliveries/README.md``.
"""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core.accounts.formats.delivery import Delivery
from core.accounts.formats.file_names import app_of_file
from core.accounts.formats.known import formats
from core.accounts.formats.reader import read
from core.accounts.frames import ACCOUNTS, PEOPLE
from core.accounts.kinds import Subject

FOLDER = Path(__file__).parent.parent / "data" / "deliveries"
YES, NO = True, False
ADA, MAX, EMMY = "ada.lovelace@example.com", "max.planck@example.com", "emmy.noether@example.com"


def delivered(file: str, subject: Subject) -> Delivery:
    return read((FOLDER / file).read_bytes(), file, subject)


def told(delivery: Delivery, *fields: str) -> list[tuple[Any, ...]]:
    """The rows' values of these fields."""
    return delivery.frame.select(fields).rows()


ACCOUNT_FILES: dict[str, tuple[str, list[tuple[str, str, bool | None, str, bool | None]]]] = {
    # file: format, rows of key, status, admin, kind, second factor
    "slack-members.csv": (
        "slack-members",
        [
            ("U01ADA", "active", YES, "person", YES),
            ("U02GRA", "active", YES, "person", NO),
            ("U03LIN", "active", NO, "person", YES),
            ("U04ROS", "active", NO, "guest", NO),
            ("U05MAX", "deactivated", None, "person", NO),
            ("U06BOT", "active", NO, "bot", NO),
            ("U07EMM", "invited", NO, "person", NO),
        ],
    ),
    "google-workspace-users.csv": (
        "google-workspace-users",
        [
            (ADA, "active", None, "person", YES),
            (MAX, "suspended", None, "person", NO),
            (EMMY, "active", None, "person", NO),
        ],
    ),
    "google-directory.json": (
        "google-workspace-users",
        [("1001", "active", YES, "person", YES), ("1002", "suspended", NO, "person", NO)],
    ),
    "entra-users.csv": (
        "entra-users",
        [
            ("11111111-0000-0000-0000-000000000001", "active", None, "person", None),
            ("11111111-0000-0000-0000-000000000002", "deactivated", None, "person", None),
            ("11111111-0000-0000-0000-000000000003", "invited", None, "guest", None),
        ],
    ),
    "entra-graph.json": (
        "entra-users",
        [
            ("11111111-0000-0000-0000-000000000001", "active", None, "person", None),
            ("11111111-0000-0000-0000-000000000002", "deactivated", None, "person", None),
        ],
    ),
    "okta-report.csv": (
        "okta-users",
        [
            ("00u1", "active", None, "person", None),
            ("00u2", "deactivated", None, "person", None),
            ("00u3", "invited", None, "person", None),
            ("00u4", "active", None, "person", None),
            ("00u5", "suspended", None, "person", None),
        ],
    ),
    "okta-users.json": (
        "okta-users",
        [
            ("00u1", "active", None, "person", None),
            ("00u2", "deactivated", None, "person", None),
            ("00u3", "active", None, "person", None),
            ("00u4", "active", None, "person", None),
        ],
    ),
    "jumpcloud-users.csv": (
        "jumpcloud-users",
        [
            ("5f01", "active", None, "person", YES),
            ("5f02", "suspended", None, "person", NO),
            ("5f03", "invited", None, "person", NO),
        ],
    ),
    "github-members.csv": (
        "github-members",
        [("ada-l", "unknown", YES, "person", YES), ("maxp", "unknown", NO, "person", NO)],
    ),
    "github-members.json": (
        "github-members",
        [("ada-l", "unknown", YES, "person", YES), ("maxp", "unknown", NO, "person", NO)],
    ),
    "atlassian-managed-accounts.csv": (
        "atlassian-managed-accounts",
        [
            ("712020:a1", "active", None, "person", YES),
            ("712020:a2", "deactivated", None, "person", NO),
        ],
    ),
    "atlassian-users.csv": (
        "atlassian-users",
        [
            ("712020:a1", "active", YES, "person", None),
            ("712020:a2", "deactivated", NO, "person", None),
            ("712020:a3", "suspended", NO, "person", None),
        ],
    ),
    "zoom-users.csv": (
        "zoom-users",
        [
            (ADA, "active", YES, "person", None),
            (EMMY, "invited", NO, "person", None),
            (MAX, "deactivated", NO, "person", None),
        ],
    ),
    "salesforce-users.csv": (
        "salesforce-users",
        [
            ("005000000000001", "active", YES, "person", None),
            ("005000000000002", "deactivated", NO, "person", None),
            ("005000000000003", "active", NO, "service", None),
            ("005000000000004", "active", None, "person", None),
        ],
    ),
    "microsoft-365-users.csv": (
        "microsoft-365-users",
        [
            ("15e91f38-0000-0000-0000-000000000001", "active", None, "person", None),
            ("15e91f38-0000-0000-0000-000000000002", "deactivated", None, "person", None),
        ],
    ),
    "baton-resources.json": (
        "baton",
        [("u-1", "active", None, "person", None), ("u-2", "deactivated", None, "service", None)],
    ),
    "scim-page.json": (
        "scim",
        [
            ("2819c223", "active", YES, "person", None),
            ("2819c224", "deactivated", None, "person", None),
        ],
    ),
    "figma-members.csv": (
        "figma-members",
        [(ADA, "unknown", YES, "person", None), (MAX, "unknown", NO, "person", None)],
    ),
    "hubspot-users.csv": (
        "hubspot-users",
        [("101", "unknown", YES, "person", None), ("102", "unknown", None, "person", None)],
    ),
    "zendesk-team.csv": (
        "zendesk-team",
        [("9001", "active", None, "person", None), ("9002", "suspended", None, "person", None)],
    ),
    "asana-members.csv": (
        "asana-members",
        [
            (ADA, "unknown", None, "person", None),
            ("rosalind@partner.example.org", "unknown", None, "guest", None),
        ],
    ),
    "clickup-people.csv": (
        "clickup-people",
        [
            ("ada lovelace", "unknown", YES, "person", YES),
            ("max planck", "unknown", NO, "guest", NO),
        ],
    ),
    "lumos-accounts.csv": (
        "lumos-accounts",
        [("l-1", "active", YES, "person", None), ("l-2", "deactivated", NO, "person", None)],
    ),
    "torii-users.csv": (
        "torii-users",
        [(ADA, "unknown", None, "person", None), (MAX, "unknown", None, "person", None)],
    ),
    "probo-accounts.csv": (
        "probo-accounts",
        [
            ("p-1", "active", YES, "person", None),
            ("p-2", "active", NO, "service", None),
            ("p-3", "deactivated", NO, "person", None),
        ],
    ),
    "workiva-people.csv": (
        "workiva-people",
        [("ada", "unknown", YES, "person", None), ("max", "unknown", NO, "person", None)],
    ),
    "anaplan-users.csv": ("anaplan-users", [(ADA, "unknown", YES, "person", None)]),
    "anaplan-model-users.csv": ("anaplan-model-users", [("a-1", "unknown", None, "person", None)]),
    "pigment-members.csv": (
        "pigment-members",
        [
            (ADA, "active", YES, "person", None),
            (EMMY, "invited", NO, "person", None),
            (MAX, "deactivated", NO, "person", None),
        ],
    ),
    "cerby-members.csv": ("cerby-members", [(ADA, "active", YES, "person", None)]),
    "pismo-users.csv": ("pismo-users", [("1", "active", None, "person", None)]),
}

PEOPLE_FILES: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    # file: format, rows of key, name, kind, employment, end, manager
    "bamboohr.csv": (
        "bamboohr",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "Grace Hopper"),
            ("104", "Max Planck", "employee", "left", date(2025, 2, 3), "Ada Lovelace"),
            ("105", "Emmy Noether", "contractor", "active", date(2026, 12, 31), "Ada Lovelace"),
        ],
    ),
    "bamboohr.json": (
        "bamboohr",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "101"),
            ("104", "Max Planck", "employee", "left", date(2025, 2, 3), "100"),
        ],
    ),
    "personio.csv": (
        "personio",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "Grace Hopper"),
            ("104", "Max Müller-Planck", "employee", "left", date(2025, 1, 31), "Ada Lovelace"),
            (
                "105",
                "Emmy Noether",
                "contractor",
                "not-started",
                date(2027, 12, 31),
                "Ada Lovelace",
            ),
        ],
    ),
    "personio-v1.json": (
        "personio",
        [
            (ADA, "Ada Lovelace", "employee", "active", None, "grace.hopper@example.com"),
            (MAX, "Max Planck", "contractor", "left", date(2025, 1, 31), None),
        ],
    ),
    "hibob.csv": (
        "hibob",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "Grace Hopper"),
            ("104", "Max Planck", "employee", "left", date(2025, 1, 31), "Ada Lovelace"),
            ("105", "Emmy Noether", "contractor", "not-started", None, "Ada Lovelace"),
        ],
    ),
    "hibob.json": (
        "hibob",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "grace.hopper@example.com"),
            ("104", "Max Planck", "employee", "left", date(2025, 2, 28), None),
        ],
    ),
    "hibob-nested.json": (
        "hibob",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "grace.hopper@example.com"),
            ("104", "Max Planck", "employee", "left", date(2025, 1, 31), None),
        ],
    ),
    "workday.csv": (
        "workday",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "Grace Hopper"),
            ("104", "Max Planck", "employee", "left", date(2025, 2, 28), "Ada Lovelace"),
            ("C-105", "Emmy Noether", "contractor", "active", date(2027, 1, 31), "Ada Lovelace"),
        ],
    ),
    "workday.json": (
        "workday",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "grace.hopper@example.com"),
            ("104", "Max Planck", "employee", "left", date(2025, 2, 28), None),
        ],
    ),
    "rippling.csv": (
        "rippling",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "grace.hopper@example.com"),
            ("104", "Max Planck", "employee", "left", date(2025, 2, 28), ADA),
            ("105", "Emmy Noether", "contractor", "not-started", None, ADA),
        ],
    ),
    "rippling.json": (
        "rippling",
        [
            ("100", "Ada Lovelace", "employee", "active", None, "wkr_2"),
            ("104", MAX, "employee", "left", date(2025, 2, 28), None),
        ],
    ),
    "okta-users.json": (
        "okta-users",
        [
            ("E-100", "Ada Lovelace", "employee", "active", None, "E-101"),
            (MAX, "Max Planck", "employee", "left", None, None),
            (EMMY, "Emmy Noether", "employee", "active", None, None),
            ("linus.pauling@example.com", "Linus Pauling", "employee", "active", None, None),
        ],
    ),
    "google-workspace-users.csv": (
        "google-workspace-users",
        [
            ("E-100", "Ada Lovelace", "employee", "active", None, "grace.hopper@example.com"),
            ("E-104", "Max Planck", "contractor", "unknown", None, None),
            ("E-105", "Emmy Noether", "employee", "active", None, None),
        ],
    ),
    "entra-graph.json": (
        "entra-users",
        [
            ("E-100", "Ada Lovelace", "employee", "active", None, "grace.hopper@example.com"),
            (MAX, "Max Planck", "employee", "left", None, None),
        ],
    ),
    "jumpcloud-users.csv": (
        "jumpcloud-users",
        [
            ("E-100", "Ada Lovelace", "employee", "active", None, None),
            ("E-104", "Max Planck", "employee", "unknown", None, None),
            ("E-105", "Emmy Noether", "employee", "not-started", None, None),
        ],
    ),
}


@pytest.mark.parametrize("file", ACCOUNT_FILES)
def test_an_apps_list_is_recognised_and_means_what_the_app_says(file: str) -> None:
    format, rows = ACCOUNT_FILES[file]
    delivery = delivered(file, Subject.ACCOUNTS)
    assert (delivery.format, delivery.errors, delivery.needed) == (format, (), ())
    assert told(delivery, "key", "status", "admin", "kind", "second_factor") == rows
    assert dict(delivery.frame.schema) == dict(ACCOUNTS)


@pytest.mark.parametrize("file", PEOPLE_FILES)
def test_a_roster_is_recognised_and_says_who_works_here(file: str) -> None:
    format, rows = PEOPLE_FILES[file]
    delivery = delivered(file, Subject.PEOPLE)
    assert (delivery.format, delivery.errors, delivery.needed) == (format, (), ())
    assert told(delivery, "key", "name", "kind", "employment", "end", "manager") == rows
    assert dict(delivery.frame.schema) == dict(PEOPLE)


def test_every_known_format_has_a_file_that_is_tried() -> None:
    tried = {format for format, _ in (*ACCOUNT_FILES.values(), *PEOPLE_FILES.values())}
    assert {one.id for one in formats()} - tried == {"slack-api"}


@pytest.mark.parametrize(("file", "subject"), [
    *((file, Subject.ACCOUNTS) for file in ACCOUNT_FILES if file.endswith(".csv")),
    *((file, Subject.PEOPLE) for file in PEOPLE_FILES if file.endswith(".csv")),
])  # fmt: skip
def test_columns_in_another_order_with_others_among_them_are_the_same_list(
    file: str, subject: Subject
) -> None:
    given = (FOLDER / file).read_bytes()
    text = given.decode("cp1252" if file == "personio.csv" else "utf-8")
    separator = ";" if file == "personio.csv" else ","
    lines = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if len(row) > 1]
    out = io.StringIO()
    writer = csv.writer(out)
    for at, row in enumerate(lines):
        head = at == 0
        turned = [
            *(cell.upper() if head else cell for cell in row[::-1]),
            "Zodiac" if head else "x",
        ]
        writer.writerow(turned)
    before, after = (
        read(given, file, subject),
        read(out.getvalue().encode("utf-8-sig"), file, subject),
    )
    assert after.format == before.format
    # Products are named as their columns are.
    facts = pl.all().exclude("line", "licences")
    assert after.frame.select(facts).equals(before.frame.select(facts), null_equal=True)


def test_last_activity_is_the_latest_of_all_products() -> None:
    rows = told(delivered("atlassian-users.csv", Subject.ACCOUNTS), "last_active", "never_active")
    assert rows == [
        (datetime(2026, 5, 12, tzinfo=UTC), False),
        (None, True),
        (datetime(2025, 3, 1, tzinfo=UTC), False),
    ]


def test_licences_are_named_one_by_one_and_none_is_not_unknown() -> None:
    rows = told(
        delivered("microsoft-365-users.csv", Subject.ACCOUNTS), "licences", "billed", "email"
    )
    assert rows == [("Microsoft 365 E3; Visio Plan 2", None, ADA), (None, False, MAX)]
    rows = told(delivered("atlassian-managed-accounts.csv", Subject.ACCOUNTS), "licences", "billed")
    assert rows == [("Confluence; Jira", True), (None, False)]


def test_a_page_of_several_is_no_complete_list() -> None:
    assert delivered("scim-page.json", Subject.ACCOUNTS).complete is False
    assert delivered("google-directory.json", Subject.ACCOUNTS).complete is False
    assert delivered("anaplan-users.csv", Subject.ACCOUNTS).complete is False
    assert delivered("slack-members.csv", Subject.ACCOUNTS).complete is None
    whole = b'{"totalResults": 1, "Resources": [{"userName": "ada", "id": "1", "active": true}]}'
    assert read(whole, "x.json", Subject.ACCOUNTS).complete is True


def test_groups_among_users_are_passed_over_and_said() -> None:
    delivery = delivered("baton-resources.json", Subject.ACCOUNTS)
    assert any("1 entry passed over" in note for note in delivery.notes)


def test_what_a_list_leaves_out_is_said_unless_it_is_there() -> None:
    portal = delivered("entra-users.csv", Subject.ACCOUNTS)
    assert any("nor when someone last signed in" in note for note in portal.notes)
    assert not delivered("entra-graph.json", Subject.ACCOUNTS).notes


def test_the_last_working_day_counts_and_it_is_said() -> None:
    notes = delivered("personio.csv", Subject.PEOPLE).notes
    assert any("1 person has two end dates" in note for note in notes)


def test_a_zone_is_taken_where_it_is_one() -> None:
    rows = told(delivered("workday.csv", Subject.PEOPLE), "zone")
    assert rows == [("Europe/London",), (None,), ("Europe/Berlin",)]


def test_of_several_addresses_the_primary_one_counts() -> None:
    assert told(delivered("baton-resources.json", Subject.ACCOUNTS), "email", "user_name") == [
        (ADA, "ada"),
        (None, "deploy"),
    ]


def test_every_address_of_a_person_is_kept() -> None:
    delivery = delivered("scim-page.json", Subject.PEOPLE)
    assert told(delivery, "email", "addresses")[0] == (ADA, ["ada@home.example.org"])


@pytest.mark.parametrize(
    ("file", "app"),
    [
        ("slack.csv", "slack"),
        ("Slack-analytics 2026-11.xlsx", "slack"),
        ("slack2.csv", "slack"),
        ("CustomerIO_users.csv", "customer-io"),
        ("customer.io users.csv", "customer-io"),
        ("Google Workspace Users.csv", "google-workspace"),
        ("google users.csv", "google"),
        ("boxing.csv", None),
        ("users of slack.csv", None),
        ("twins.csv", None),
        ("", None),
    ],
)
def test_a_files_name_says_the_app_with_which_it_begins(file: str, app: str | None) -> None:
    apps = {
        "slack": "Slack", "box": "Box", "google": "Google", "google-workspace": "Google Workspace",
        "customer-io": "Customer.io", "twins": "A", "other-twins": "Twins",
    }  # fmt: skip
    assert app_of_file(file, apps) == app
