"""Files that are small to send and dear to read: read or refused, in words, within limits."""

import io
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.catalog import names
from core.catalog.names import MOST_GUESSED
from core.cost.scenario.scenario_file import decimal_of, read_upload
from core.errors import Invalid, OfframpError, Unavailable
from core.files import reading_process, table_rows
from core.files.data_files import MOST_SHOWN, BadFiles, Problem, parse_yaml
from core.files.tables import read_table
from core.offboarding.cases.import_file import read_leavers
from core.stack.lists.importing import plan_import
from tests.support import hostile_files

MEGABYTE = 1_000_000


def peak() -> float:
    """Megabytes of memory that this process held at most so far."""
    unit = 1024 if sys.platform == "linux" else 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE


@pytest.mark.parametrize("kind", hostile_files.TABLES)
def test_a_hostile_table_is_read_or_refused_within_limits(kind: str) -> None:
    data = hostile_files.TABLES[kind]()
    before, start = peak(), time.monotonic()
    try:
        table = read_table(data, "list.xlsx")
    except OfframpError as error:
        assert error.hint
        assert error.field == "file"
    else:
        assert len(table.lines) <= table_rows.MAX_ROWS
    assert time.monotonic() - start < 10
    assert peak() - before < 300  # what reads it has 400 MB at most, see below


@pytest.mark.parametrize("kind", hostile_files.documents(100))
def test_a_hostile_document_is_read_or_refused_within_limits(kind: str) -> None:
    data = hostile_files.documents(2 * MEGABYTE)[kind]
    start = time.monotonic()
    try:
        read_upload(data, "scenario.yaml")
    except OfframpError as error:
        assert len(str(error)) < 60_000
    assert time.monotonic() - start < 10


def test_what_a_workbook_holds_is_read_as_before() -> None:
    rows = ['<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="b"><v>1</v></c></row>']
    rows += ['<row r="5"><c r="A5"><v>12.5</v></c><c r="B5" t="str"><v> a  b </v></c></row>']
    table = read_table(hostile_files.book(rows, ["<si><t>App</t></si>"]), "list.xlsx")
    assert table.header == ("", "App", "", "True")
    assert [(line.number, line.cells) for line in table.lines] == [(5, ("12.5000", "a b"))]


def test_the_process_that_reads_has_no_secret_no_open_file_and_little_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("OFFRAMP_SECRET_KEY", "x" * 40)
    monkeypatch.setenv("OFFRAMP_DATABASE_URL", "postgresql://user:word@host/name")
    report = (
        "import sys, os, json, resource; sys.path[:0] = sys.argv.pop().split('\\n');"
        "from core.files.reading_child import limit; limit(); print(json.dumps([0, ["
        "','.join(os.environ), str(len(os.listdir('/proc/self/fd')) - 1),"
        "str(resource.getrlimit(resource.RLIMIT_AS)[0]),"
        "str(resource.getrlimit(resource.RLIMIT_CPU)[0])]])); print('null')"
    )
    monkeypatch.setattr(reading_process, "_MAIN", report)
    held = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(held, True)
    try:
        ((_, found),) = reading_process.rows_elsewhere(b"a,b", "list.csv")
    finally:
        os.close(held)
    environment, files, memory, seconds = found
    assert set(environment.split(",")) <= {*reading_process._KEPT, "LC_CTYPE", ""}
    assert (files, memory, seconds) == ("3", "400000000", "6")


def test_a_table_that_takes_too_long_is_refused_and_its_process_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    marked = f"import time; time.sleep(600)  # {os.getpid()}"
    monkeypatch.setattr(reading_process, "_MAIN", marked)
    monkeypatch.setattr(reading_process, "WALL_SECONDS", 0.2)
    with pytest.raises(Invalid, match="needs more memory or time than a table may"):
        list(reading_process.rows_elsewhere(b"a,b", "list.csv"))
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert marked not in running.stdout, "ended, and nobody left behind"


def test_a_process_that_ends_halfway_gives_no_half_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_process, "_MAIN", "print('[1, [\"App\"]]')")
    with pytest.raises(Invalid, match="needs more memory or time"):
        list(reading_process.rows_elsewhere(b"a,b", "list.csv"))


def test_no_more_than_two_tables_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_process, "PATIENCE_SECONDS", 0.01)
    with reading_process._turn, reading_process._turn:
        with pytest.raises(Unavailable, match="Try again in a minute"):
            read_table(hostile_files.book([]), "list.xlsx")
    with pytest.raises(Invalid, match="has no rows"):
        read_table(hostile_files.book([]), "list.xlsx")


@pytest.mark.parametrize(
    "name",
    ["a\0b", "\ud800", "x" * 300_000, "--help", "%s\n{}"],
    ids=["NUL", "surrogate", "long", "option", "format"],
)
def test_any_name_of_a_file_is_only_a_name(name: str) -> None:
    with pytest.raises(Invalid, match="has no rows") as error:
        read_table(hostile_files.book([]), name)
    assert name in error.value.message


def test_cells_are_counted_while_they_are_read() -> None:
    wide = "a" + ",1" * 99
    with pytest.raises(Invalid, match="line 5001: has more than 500,000 cells"):
        list(table_rows.rows(f"{wide}\n".encode() * 6_000, "list.csv"))


def test_a_refusal_names_so_many_problems_as_a_person_reads() -> None:
    error = BadFiles([Problem("a.yaml", line, "is wrong.") for line in range(1, 5_001)])
    assert len(error.problems) == 5_000
    assert len(str(error).splitlines()) == MOST_SHOWN + 2
    assert str(error).endswith("… and 4,900 more.")


def test_a_directive_is_refused_with_its_line() -> None:
    problems: list[Problem] = []
    assert parse_yaml("# first\n%TAG ! x\n--- a\n", "a.yaml", problems) is None
    assert [str(one) for one in problems] == [
        "a.yaml:2: begins with %. Indent it, or remove the line."
    ]


@pytest.mark.parametrize(
    "value",
    ["9" * 2_000_000, 10**5_000, "1e999999", float("inf")],
    ids=["digits", "a whole number", "an exponent", "infinity"],
)
def test_a_number_too_large_to_be_one_is_none(value: object) -> None:
    assert decimal_of(value) is None


def test_a_table_of_20_000_unknown_apps_is_understood_in_seconds() -> None:
    apps = {f"app-{n}": f"Application {n} of somebody" for n in range(2_000)}
    lines = "".join(f"Unheard of {n} {n * 7919 % 1000}\n" for n in range(19_000))
    start = time.monotonic()
    plan = plan_import(read_table(f"App\n{lines}".encode(), "a"), apps, {}, currency="EUR")
    assert len(plan.unmatched) == 19_000
    assert sum(bool(row.guesses) for row in plan.unmatched) <= MOST_GUESSED
    for zone, app in (("Europe/Berlin", "Nothing {n}"), ("Nowhere/{n}", "app-1")):
        cells = "".join(
            f"P,p{n}@example.com,voluntary,2026-12-01 17:00,{zone},{app}\n".replace("{n}", str(n))
            for n in range(19_000)
        )
        table = read_table(f"Person,Email,Kind,Effective,Zone,Apps\n{cells}".encode(), "b")
        assert len(read_leavers(table, apps, {}, {}, "Europe/Berlin").problems) == 19_000
    assert time.monotonic() - start < 30


def test_long_names_are_not_kept_at_hand() -> None:
    before = names._normalised.cache_info().currsize
    for number in range(50):
        assert names.normalise(f"Long {'x' * 5_000} {number}").endswith(f"-{number}")
        assert names.plan_slug(f"Plan {'x' * 5_000} {number}").endswith(f"-{number}")
    assert names._normalised.cache_info().currsize == before


def test_the_report_of_a_refusal_is_json_that_any_name_survives() -> None:
    told = json.dumps({"message": "\ud800 is empty.", "hint": None}).encode() + b"\n"
    with pytest.raises(Invalid, match="is empty"):
        list(reading_process._told(told, "x"))


@pytest.mark.parametrize("entity", ['SYSTEM "file://{path}"', '"{path}"'])
def test_a_workbook_with_an_entity_reads_no_file(tmp_path: Path, entity: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-of-a-file")
    rows = ['<row r="1"><c r="A1" t="str"><v>App &leak;</v></c></row>']
    rows += ['<row r="2"><c r="A2" t="str"><v>&leak;</v></c></row>']
    plain = hostile_files.book(rows, [])
    out = io.BytesIO()
    doctype = f"<!DOCTYPE worksheet [<!ENTITY leak {entity.format(path=secret)}>]>"
    with ZipFile(io.BytesIO(plain)) as before, ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            if name.startswith("xl/worksheets/"):
                head, _, rest = text.partition("<worksheet")
                text = f"{head}{doctype}<worksheet{rest}"
            after.writestr(name, text)
    assert b"<!DOCTYPE" in ZipFile(io.BytesIO(out.getvalue())).read("xl/worksheets/sheet1.xml")
    try:
        found = repr(read_table(out.getvalue(), "list.xlsx"))
    except Invalid as error:
        found = str(error)
    assert "canary" not in found
    assert str(secret) not in found, "no entity is put in"
