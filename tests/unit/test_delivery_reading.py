"""Lists of no known format, and what is wrong with files: read, asked or said clearly."""

import io
import json
import resource
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from core.accounts.formats.delivery import Delivery
from core.accounts.formats.reader import read
from core.accounts.kinds import Subject
from core.errors import Invalid
from core.files import json_records, large_tables
from tests.support import hostile_files


def accounts(
    data: str | bytes, name: str = "list.csv", mapping: Mapping[str, str] | None = None
) -> Delivery:
    raw = data.encode() if isinstance(data, str) else data
    return read(raw, name, Subject.ACCOUNTS, mapping=mapping)


def people(data: str, mapping: Mapping[str, str] | None = None) -> Delivery:
    return read(data.encode(), "people.csv", Subject.PEOPLE, mapping=mapping)


def rows(delivery: Delivery, *fields: str) -> list[tuple[Any, ...]]:
    return delivery.frame.select(fields).rows()


def refused(data: str | bytes, name: str = "list.csv") -> str:
    with pytest.raises(Invalid) as caught:
        accounts(data, name)
    return str(caught.value)


def workbook(*lines: list[Any], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(line)
    for area in merged:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADS = {
    "German": "Vorname;Nachname;E-Mail-Adresse;Status;Rolle;Letzte Anmeldung\n"
    "Ada;Lovelace;ada@example.com;Aktiv;Administratorin;3. März 2026\n"
    "Max;Müller;max@example.com;Gesperrt;Mitglied;nie\n",
    "French": "Prénom;Nom;Adresse e-mail;Statut;Rôle;Dernière connexion\n"
    "Ada;Lovelace;ada@example.com;Activé;Administratrice;3 mars 2026\n"
    "Max;Müller;max@example.com;Suspendu;Membre;jamais\n",
    "Spanish": "Nombre;Apellidos;Correo electrónico;Estado;Rol;Último acceso\n"
    "Ada;Lovelace;ada@example.com;Activo;Administradora;3 de marzo de 2026\n"
    "Max;Müller;max@example.com;Suspendido;Miembro;nunca\n",
    "English": "First name;Last name;E-mail;User status;User role;Last sign-in\n"
    "Ada;Lovelace;ada@example.com;Active;Owner;March 3, 2026\n"
    "Max;Müller;max@example.com;Suspended;Member;Never\n",
}


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_list_is_read_in_four_languages_and_any_encoding(language: str, encoding: str) -> None:
    delivery = accounts(HEADS[language].encode(encoding))
    assert (delivery.format, delivery.errors, delivery.guesses) == ("table", (), ())
    assert rows(delivery, "email", "name", "status", "admin", "last_active", "never_active") == [
        (
            "ada@example.com",
            "Ada Lovelace",
            "active",
            True,
            datetime(2026, 3, 3, tzinfo=UTC),
            False,
        ),
        ("max@example.com", "Max Müller", "suspended", False, None, True),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_is_found_below_titles_that_have_others(separator: str) -> None:
    lines = ["Users, all of them", "", separator.join(["Name", "Email", "Role"])]
    lines += [separator.join(["Ada", "ada@example.com", "Admin"])]
    assert rows(accounts("\n".join(lines) + "\n"), "name", "email", "line") == [
        ("Ada", "ada@example.com", 4)
    ]


def test_a_header_of_merged_cells_below_a_title_is_found() -> None:
    book = workbook(
        ["Export of users"],
        [],
        ["Name", None, "Email", "Status", "Last login"],
        ["First", "Last", None, None, None],
        ["Ada", "Lovelace", "ada@example.com", "Active", datetime(2026, 11, 1, 10)],
        ["Max", "Planck", "max@example.com", "Deactivated", None],
        merged=("A1:E1", "A3:B3", "C3:C4", "D3:D4", "E3:E4"),
    )
    delivery = accounts(book, "x.xlsx")
    assert rows(delivery, "name", "email", "status", "line") == [
        ("Ada Lovelace", "ada@example.com", "active", 5),
        ("Max Planck", "max@example.com", "deactivated", 6),
    ]
    assert delivery.frame["last_active"][0] == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_formulas_without_values_are_said_where_they_matter() -> None:
    lines = [["Email", "Name", "Cost"], ["ada@example.com", "=A2", "=1+1"]]
    found = accounts(workbook(*lines), "x.xlsx")
    assert [(error.line, error.column) for error in found.errors] == [(2, "Name")]
    assert "formulas without values" in found.errors[0].message
    found = accounts("email,name\nada@example.com,=CONCAT(A1)\n")
    assert [error.column for error in found.errors] == ["name"]


def test_the_sheet_with_users_is_read_and_the_others_are_said() -> None:
    book = openpyxl.Workbook()
    for line in ("Read me", "This is a report"):
        book.active.append([line, "x"])
    users = book.create_sheet("Members")
    users.append(["Email", "Role"])
    users.append(["ada@example.com", "Admin"])
    out = io.BytesIO()
    book.save(out)
    delivery = accounts(out.getvalue(), "x.xlsx")
    assert rows(delivery, "email", "admin") == [("ada@example.com", True)]
    assert any("Members" in note for note in delivery.notes)


def test_addresses_are_found_in_what_stands_around_them() -> None:
    text = 'Name,Email\nA, ada.l @example.com\nB,"Bob <bob@example.com>"\nC,mailto:c@example.com\n'
    assert rows(accounts(text), "email") == [
        ("ada.l@example.com",),
        ("bob@example.com",),
        ("c@example.com",),
    ]


def test_a_row_that_says_no_one_is_an_error_with_its_line() -> None:
    found = accounts("name,email\nA,ada@example.com\n\nB,not an address\nC,c@example.com\n")
    assert [(error.line, error.message) for error in found.errors] == [
        (4, "has no e-mail address, user name or id.")
    ]


def test_remarks_under_a_list_are_passed_over_and_said() -> None:
    found = accounts(
        "name,email,role\nA,a@example.com,Admin\n\nGrand Totals (1 record)\nTotal,1,\n"
    )
    assert (found.frame.height, found.errors) == (1, ())
    assert any("under the list" in note for note in found.notes)


def test_doubled_columns_are_an_error_unless_they_say_the_same() -> None:
    found = accounts("Email,Role,Email\nada@example.com,Admin,al@example.com\n")
    assert [error.message for error in found.errors] == [
        "Columns 1 and 3 are both called “Email” and say different things."
    ]
    assert not accounts("Email,Role,E-Mail\nada@example.com,Admin,ada@example.com\n").errors
    assert not accounts("Email,Role,Email\nada@example.com,Admin,\n").errors


def test_a_row_longer_than_the_header_is_an_error() -> None:
    lines = [f"a{at}@example.com,A" for at in range(9)] + ["z@example.com,Doe, Jane"]
    found = accounts("email,name\n" + "\n".join(lines) + "\n")
    assert [error.line for error in found.errors] == [11]


def test_a_download_that_broke_off_is_an_error() -> None:
    lines = [f"a{at}@example.com,A,Admin" for at in range(5)]
    whole = "email,name,role\n" + "\n".join(lines)
    assert not accounts(whole).errors
    assert ["breaks off" in error.message for error in accounts(whole + "\nb@exam").errors] == [
        True
    ]


def test_rows_that_are_the_same_count_once_and_different_ones_are_an_error() -> None:
    found = accounts("email,role\na@example.com,Admin\na@example.com,Admin\n")
    assert (found.frame.height, found.errors) == (1, ())
    found = accounts("email,role\na@example.com,Admin\nb@example.com,User\nA@example.com,User\n")
    assert [(error.line, "line 2" in error.message) for error in found.errors] == [(4, True)]


def test_an_unknown_word_is_a_note_and_never_a_no() -> None:
    found = accounts("email,status,role\na@example.com,Frosty,Wizard\nb@example.com,Frosty,User\n")
    assert rows(found, "status", "admin") == [("unknown", None), ("unknown", False)]
    assert any("“Frosty” (2)" in note for note in found.notes)
    assert any("“Wizard” (1)" in note for note in found.notes)


def test_of_several_roles_one_that_is_unknown_leaves_it_open() -> None:
    found = accounts('email,role\na@example.com,"User; Wizard"\nb@example.com,"User; Editor"\n')
    assert rows(found, "admin") == [(None,), (False,)]
    found = accounts('email,role\na@example.com,"Wizard, Admin"\n')
    assert rows(found, "admin") == [(True,)]


def test_no_column_of_statuses_is_unknown() -> None:
    assert rows(accounts("email\na@example.com\n"), "status", "admin", "second_factor") == [
        ("unknown", None, None)
    ]


def test_only_names_that_no_person_has_are_services() -> None:
    text = (
        "email\nsvc-backup@example.com\nnoreply@example.com\nbotond@example.com\nsvenja@example.com"
    )
    assert rows(accounts(text), "kind") == [("service",), ("service",), ("person",), ("person",)]


def test_day_and_month_are_told_by_the_whole_file_or_asked() -> None:
    told = accounts("email,created,last login\na@example.com,05/06/2025,31/12/2025\n")
    assert told.frame["created"][0] == datetime(2025, 6, 5, tzinfo=UTC)
    american = accounts("email,last login\na@example.com,05/06/2025 3:00 PM\n")
    assert american.frame["last_active"][0] == datetime(2025, 5, 6, 15, tzinfo=UTC)
    asked = accounts("email,last login\na@example.com,05/06/2025\n")
    assert [(guess.field, guess.is_needed) for guess in asked.guesses] == [("date_order", False)]
    assert asked.frame["last_active"][0] is None
    mixed = accounts("email,last login\na@example.com,31/12/2025\nb@example.com,12/31/2025\n")
    assert any("day first" in error.message for error in mixed.errors)


def test_an_end_date_is_never_guessed() -> None:
    text = "work email,end date\na@example.com,05/06/2025\n"
    assert [(guess.field, guess.is_needed) for guess in people(text).guesses] == [
        ("date_order", True)
    ]
    found = people(text, {"date_order": "month-first"})
    assert (rows(found, "end"), found.guesses) == ([(date(2025, 5, 6),)], ())
    wrong = people("work email,end date\na@example.com,soon\n")
    assert [(error.line, error.column) for error in wrong.errors] == [(2, "end date")]
    wrong = people("work email,start date,end date\na@example.com,2026-02-01,2026-01-01\n")
    assert [error.line for error in wrong.errors] == [2]


def test_what_is_not_certain_is_asked_with_the_likely_columns() -> None:
    found = accounts("Contact A,Contact B\nada@example.com,x@example.com\n")
    assert [(guess.field, guess.columns, guess.is_needed) for guess in found.guesses] == [
        ("email", ("Contact A", "Contact B"), True)
    ]
    settled = accounts(
        "Contact A,Contact B\nada@example.com,x@example.com\n", mapping={"email": "Contact B"}
    )
    assert (rows(settled, "email"), settled.guesses) == ([("x@example.com",)], ())
    assert accounts("Invoice,Amount\n17,3.50\n").needed[0].field == "email"


def test_a_column_of_addresses_needs_no_head() -> None:
    assert rows(
        accounts("Kontakt,Stand\nada@example.com,aktiv\nmax@example.com,inaktiv\n"),
        "email",
        "status",
    ) == [
        ("ada@example.com", "active"),
        ("max@example.com", "deactivated"),
    ]
    assert rows(accounts("ada@example.com\nmax@example.com\n"), "email") == [
        ("ada@example.com",),
        ("max@example.com",),
    ]
    assert accounts("ada@example.com, max@example.com; jo@example.com").frame.height == 3


def test_the_mapping_of_a_delivery_reads_it_again() -> None:
    for text in HEADS.values():
        first = accounts(text)
        again = accounts(text, mapping=first.mapping)
        assert again.frame.equals(first.frame, null_equal=True)
        assert again.mapping == first.mapping


def test_a_mapping_names_fields_and_columns_that_there_are() -> None:
    for mapping, said in (
        ({"email": "Nope"}, "Columns: Mail, Role."),
        ({"nope": "Mail"}, "Fields: external_id, user_name, email"),
        ({"date_order": "Mail"}, "day-first"),
    ):
        with pytest.raises(Invalid) as caught:
            accounts("Mail,Role\na@example.com,Admin\n", mapping=mapping)
        assert said in str(caught.value)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "x.csv", "is empty"),
        (b" \n\n", "x.csv", "is empty"),
        (b"\xef\xbb\xbf", "x.csv", "is empty"),
        (b"%PDF-1.7", "x.csv", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "x.xls", "is an XLS file"),
        (b"PK\x03\x04 not a zip", "x.xlsx", "cannot be read as XLSX"),
        (b"email,role\n", "x.csv", "no rows under them"),
        (b"email,role\na@example.com,Ad\0min\n", "x.csv", "line 2: has a NUL"),
        (b'email,role\n"a@example.com,Admin\nb,c\n', "x.csv", "line 2: is not valid CSV"),
        (b"email,n\na@x.com,M\xc3\xbc\nb@x.com,\xff\n", "x.csv", "line 3: is not UTF-8"),
        (bytes(range(1, 32)) * 99, "x.csv", "neither text nor XLSX"),
        (b'[{"email": "a@example.com"}, {"em', "x.json", "line 1, column 31"),
        (b"[" * 100_000, "x.json", "nested too deeply"),
        (b'{"a":' * 100_000, "x.json", "nested too deeply"),
        (b'{"Resources": []}', "x.json", "no list of users"),
        (b"[1, 2, 3]", "x.json", "no list of users"),
        (b'[{"id": ' + b"9" * 5000 + b"}]", "x.json", "number that is too long"),
    ],
    ids=range(17),
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words(data: bytes, name: str, said: str) -> None:
    assert said in refused(data, name)


def test_what_is_larger_than_any_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_tables, "MAX_BYTES", 1_000)
    assert "larger than" in refused("email\n" + "a" * 2_000)
    monkeypatch.undo()
    monkeypatch.setattr(large_tables, "MAX_ROWS", 3)
    assert "more than 3 rows" in refused("email\na@example.com\nb@example.com\nc@example.com\n")
    monkeypatch.undo()
    assert "more than 500 columns" in refused("," * 600 + "email\n" + "," * 600 + "a@example.com\n")
    monkeypatch.setattr(json_records, "MAX_ROWS", 1)
    assert "more than 1 entries" in refused(json.dumps([{"id": "a"}, {"id": "b"}]), "x.json")


def test_json_is_read_in_any_wrapping() -> None:
    users = [{"id": "1", "email": "a@example.com"}, {"id": "2", "email": "b@example.com"}]
    wrapped: list[Any] = [
        users,
        {"users": users},
        {"ok": True, "data": {"members": users, "total": 2}},
        {"export": users},
        {"data": {"organization": {"members": {"edges": [{"node": one} for one in users]}}}},
        {"1": users[0], "2": users[1]},
    ]
    for each in wrapped:
        for indent in (None, 1):
            found = accounts(json.dumps(each, indent=indent), "x.json")
            assert rows(found, "key", "email") == [("1", "a@example.com"), ("2", "b@example.com")]
    lines = "\n".join(map(json.dumps, users))
    assert rows(accounts(lines, "x.jsonl"), "key", "line") == [("1", 1), ("2", 2)]
    pages = "\n".join(json.dumps({"users": [one]}) for one in users)
    assert rows(accounts(pages, "x.json"), "key") == [("1",), ("2",)]


def test_two_exports_one_under_the_other_are_one_list() -> None:
    text = "email,role\na@example.com,Admin\nemail,role\nb@example.com,User\n"
    found = accounts(text)
    assert rows(found, "email", "line") == [("a@example.com", 2), ("b@example.com", 4)]
    assert found.errors == ()


def test_what_a_spreadsheet_rounded_is_left_out_and_said() -> None:
    found = accounts('user id,email,employee id\n1.23457E+17,a@example.com,"=""00123"""\n')
    assert rows(found, "external_id", "email", "employee_number") == [
        (None, "a@example.com", "00123")
    ]
    assert any("rounded" in note for note in found.notes)


def test_people_called_none_and_null_keep_their_names() -> None:
    found = accounts("email,first name,last name,department\na@example.com,Noah,Null,n/a\n")
    assert rows(found, "name") == [("Noah Null",)]


HOSTILE = {
    **{
        kind: hostile_files.TABLES[kind]
        for kind in (
            "two cells, 17 billion apart",
            "a dimension that lies",
            "one shared string, 1.9 million times",
            "a zip of 900 MB",
            "a zip that understates its sizes",
            "a CSV line of 9.9 million commas",
            "a CSV of 3 million quotes",
            "a CSV of 9.9 MB in UTF-16",
        )
    },
    "one text of 1,000 letters in 300,000 cells": lambda: hostile_files.book(
        hostile_files._rows(3_000, 100, '<c t="s"><v>0</v></c>'), [f"<si><t>{'x' * 1_000}</t></si>"]
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_list_is_refused_within_limits(kind: str) -> None:
    unit = 1024 if sys.platform == "linux" else 1
    data = HOSTILE[kind]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(data, "list.csv" if "CSV" in kind else "list.xlsx")
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit < 400_000_000


def test_a_user_name_beside_a_name_is_the_address() -> None:
    found = accounts("user name,status\nAda Lovelace ada@example.com,active\nmax,active\n")
    assert rows(found, "user_name") == [("ada@example.com",), ("max",)]


def test_a_preferred_name_counts_where_there_is_one() -> None:
    text = (
        "work email,preferred name,first name,last name\na@b.example,,Ada,L\nb@b.example,M,Max,P\n"
    )
    assert rows(people(text), "name") == [("Ada L",), ("M P",)]


def test_of_json_only_what_every_object_has_counts_as_a_column() -> None:
    users = [{"id": "1", "email": "a@b.example", "status": "active", "role": "Admin"}]
    first = accounts(json.dumps(users), "x.json")
    later = accounts(json.dumps([{**users[0], "role": None, "team": "A"}]), "x.json")
    assert first.columns == later.columns == ("id", "email", "status")


def test_a_column_user_with_names_in_it_is_the_name() -> None:
    found = accounts("User,Email\nAda Lovelace,a@b.example\nAda Lovelace,c@b.example\n")
    assert (found.errors, rows(found, "key", "name", "user_name")) == (
        (),
        [("a@b.example", "Ada Lovelace", None), ("c@b.example", "Ada Lovelace", None)],
    )
    assert rows(accounts("User,Role\nAda Lovelace,Admin\n"), "user_name") == [("Ada Lovelace",)]
    assert rows(accounts("User,Role\nada,Admin\n"), "user_name", "name") == [("ada", None)]


def test_a_state_that_is_a_place_is_no_status() -> None:
    found = accounts("email,state\na@b.example,Texas\nb@b.example,Ohio\n")
    assert (rows(found, "status"), found.notes) == ([("unknown",), ("unknown",)], ())
    assert rows(accounts("email,state\na@b.example,Suspended\n"), "status") == [("suspended",)]
