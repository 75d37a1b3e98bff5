"""Bad data files: each problem with file, line and what to do, all of them in one pass."""

import re
import shutil
import textwrap
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.catalog.bundle.bundle import digest, read_bundle
from core.catalog.bundle.table_files import ALIAS_COLUMNS, LISTING_COLUMNS, PAIR_COLUMNS
from core.catalog.models import Fact
from core.config import ROOT
from core.files.data_files import BadFiles, Problem, Row, decode, parse_csv, parse_yaml
from tests.support.catalogue_files import APP, GOOD, PAIR, csv_text, write_catalogue

REAL = ROOT / "data" / "catalog"


@pytest.fixture
def catalog(tmp_path: Path) -> Callable[..., Path]:
    """Write a small sound catalogue, with some files replaced."""

    def write(changed: dict[str, str | bytes | None] | None = None) -> Path:
        folder = tmp_path / "catalog"
        shutil.rmtree(folder, ignore_errors=True)
        return write_catalogue(folder, changed or {})

    return write


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(BadFiles) as caught:
        read_bundle(folder)
    return caught.value.problems


def test_a_sound_catalogue_has_no_problem(catalog: Callable[..., Path]) -> None:
    bundle = read_bundle(catalog())
    assert set(bundle.apps) == {"notes", "tasks"}
    assert bundle.aliases["todo"].app_id == "tasks"
    assert bundle.apps["tasks"].website == "https://tasks.example"


def line_of(part: str) -> int:
    """The line of APP that holds this."""
    return next(n for n, line in enumerate(APP.splitlines(), 1) if part in line)


SSO, DOCS, PRICE = line_of("field: sso"), line_of("  docs:"), line_of("plan: team")
LEAVER, SETUP, BENCH = line_of("about: leaver"), line_of("how: OIN"), line_of("employees")

TEAM = f"{APP.splitlines()[PRICE - 1]}\n"

# (what is replaced in apps/notes.yaml, by what, line, part of the message, part of the advice)
IN_APP = [
    ("idp: okta, value", "idp: octa, value", SSO + 1, "unknown IdP 'octa'", "Use one of: entra-id"),
    ("text: Remove by hand, source: docs", "text: x, source: dox", LEAVER, "source 'dox'", "docs"),
    ("low: 5", "low: five", PRICE, "'low' is 'five', not a price", "Write digits"),
    ("low: 5", "low: -5", PRICE, "not a price", "Write digits"),
    ("low: 5", "low: .nan", PRICE, "cannot be read", "quotes"),
    ("low: 5", "low: 9", PRICE, "low 9 is above high 8", "Swap them"),
    ("currency: USD", "currency: dollars", PRICE, "not an ISO 4217 code", "Write USD"),
    ("unit: seat", "unit: chair", PRICE, "'unit' is 'chair'", "Use one of: seat"),
    ("unit: seat", "unit: seat, negotiated: maybe", PRICE, "not true or false", "Write true"),
    ('value: "yes"', "value: yes", SSO, "read as true or false", 'quotes: "yes"'),
    ('value: "yes"', "value: perhaps", SSO, "'value' is 'perhaps'", "Use one of: yes, no"),
    ('value: "yes"', 'value: ["yes"]', SSO, "'value' is not a text", "Write one value"),
    ("[create, update]", '["a, b"]', SSO + 2, "not a list of terms", "no commas"),
    ("[create, update]", "[yes]", SSO + 2, "not a list of terms", "quotes"),
    ("field: sso", "field: sign-on", SSO, "'field' is 'sign-on'", "Use one of: sso"),
    ("field: sso", "field: sso, disputes: scim", SSO, "'disputes' is 'scim'", "Use one of: yes"),
    ("field: sso,", "field: sso, colour: red,", SSO, "unknown key 'colour'", "Known: disputes"),
    ("field: sso,", "field: sso, field: sso,", SSO, "the key 'field' twice", "Keep one"),
    ("about: leaver, ", "", LEAVER, "lacks 'about'", "Add it"),
    (
        "remarks:",
        TEAM.replace("plan: team", "plan: notes-team") + "remarks:",
        PRICE + 1,
        "the plans 'team' and 'notes-team' have the same name",
        "one slug",
    ),
    (
        "remarks:",
        TEAM.replace("plan: team", "plan: t").replace("Team", "Team (add-on)") + "remarks:",
        PRICE + 1,
        "the plans 'team' and 't' have the same name",
        "name them apart",
    ),
    (
        "about: leaver,",
        "about: plan-feature, topic: premium,",
        LEAVER,
        "'topic' is 'premium', none of the plans in prices",
        "Use one of: team",
    ),
    ("about: leaver,", "about: plan-feature,", LEAVER, "none of the plans", "Use one of: team"),
    (
        'field: sso, value: "yes"',
        "field: documentation, value: missing",
        SSO,
        "'value' is not a web address",
        "https",
    ),
    (
        'field: sso, value: "yes"',
        "field: scim_plan, value: Notes Team plan",
        SSO,
        "'value' is 'Notes Team plan': the plan 'team' in another spelling",
        "Write team; the source's own words belong in the note",
    ),
    ("read: '2026-11-23'", "read: 23/11/2026", DOCS + 1, "not a date", "Write 2026-11-23"),
    ("read: '2026-11-23'", "read: '2026-02-30'", DOCS + 1, "not a date", "Write 2026-11-23"),
    (",\n    read: '2026-11-23'", "", DOCS, "lacks 'read'", "Add it"),
    ("kind: vendor", "kind: hearsay", DOCS, "'kind' is 'hearsay'", "Use one of: vendor"),
    ("https://notes.example/help", "notes.example", DOCS, "not a web address", "Begin with https"),
    ("https://notes.example/help", "https://[", DOCS, "not a web address", "Begin with https"),
    ("  docs:", "  My Docs:", DOCS, "'My Docs' is not a slug", "Use a-z"),
    ("employees: 500", "employees: 1.5", BENCH, "not a whole number", "digits only"),
    ("employees: 500, ", "", BENCH, "lacks 'employees'", "how many people"),
    ("app: notes", "app: notebook", 1, "named notes.yaml but holds 'notebook'", "Rename it"),
    ("app: notes", "app: Notes & more", 1, "not a slug", "Use a-z"),
    ("name: Notes\n", f"name: {'n' * 201}\n", 2, "longer than 200", "Shorten it"),
    ("text: Remove by hand", 'text: "a\\0b"', LEAVER, "cannot be read", "quotes"),
    (
        "text: Remove by hand",
        "text: &a Remove, topic: *a",
        LEAVER,
        "uses the alias *a",
        "Write the",
    ),
    ("text: Remove by hand", "text: !!int x", LEAVER, "has the tag", "Remove it"),
    ("how: OIN app", f"how: {'[' * 40}{']' * 40}", SETUP, "nested too deeply", "Flatten it"),
    ("how: OIN app", f"how: {'[' * 90_000}", SETUP, "nested too deeply", "Flatten it"),
    ("how: OIN app", "how: {", SETUP, "is not valid YAML", "missing quote"),
    (
        "remarks:\n",
        "remarks: none\nextra:\n",
        line_of("remarks:"),
        "is not a list",
        'Begin each row with "- "',
    ),
    (
        "  - {about: leaver,",
        "  - lost\n  - {about: leaver,",
        LEAVER,
        "is not a row: 'lost'",
        "{key",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "what", "do"), IN_APP)
def test_a_bad_value_in_an_app_names_line_and_remedy(
    catalog: Callable[..., Path], old: str, new: str, line: int, what: str, do: str
) -> None:
    assert old in APP
    found = problems(catalog({"apps/notes.yaml": APP.replace(old, new, 1)}))
    assert any(
        p.file == "catalog/apps/notes.yaml" and p.line == line and what in p.what and do in p.do
        for p in found
    ), f"{found}"


def listing(**changed: str) -> str:
    """The sound listing's text with some cells replaced."""
    rows: list[Row] = list(parse_csv(GOOD["listings.csv"], "x", LISTING_COLUMNS, []))
    cells = {**rows[0], **changed}
    line = ",".join(f'"{cells.get(column, "")}"' for column in LISTING_COLUMNS)
    return csv_text(LISTING_COLUMNS, line)


LISTINGS = str(GOOD["listings.csv"])

IN_TABLES = [
    ("listings.csv", listing(idp="octa"), 2, "unknown IdP 'octa'", "entra-id"),
    ("listings.csv", listing(provisioning="full"), 2, "'provisioning' is 'full'", "scim, partial"),
    ("listings.csv", listing(deprovisioning="gone"), 2, "'deprovisioning' is 'gone'", "locked"),
    ("listings.csv", listing(url="ftp://x"), 2, "'url' is not a web address", "https"),
    ("listings.csv", listing(dated="last year"), 2, "'dated' is 'last year'", "2026-11"),
    ("listings.csv", listing(app="Tasks!"), 2, "not a slug", "Use a-z"),
    ("listings.csv", LISTINGS + "a,b\n", 3, "has 2 cells where", "double quotes"),
    ("listings.csv", LISTINGS + 'a,"b\n', 3, "is not valid CSV", "Close each quote"),
    ("listings.csv", LISTINGS + 'a,"b\nc,d\n"x"\n', 3, "is not valid CSV", "Close each quote"),
    (
        "listings.csv",
        LISTINGS.replace("idp,", "", 1),
        1,
        "lacks the column 'idp'",
        "Add",
    ),
    ("listings.csv", LISTINGS.replace("idp,", "idp,idp,", 1), 1, "twice", "Keep one"),
    (
        "listings.csv",
        LISTINGS.replace("read\n", "read,x\n", 1),
        1,
        "column 'x'",
        "Known",
    ),
    ("listings.csv", "", 1, "is empty", "Begin with: app,name,idp"),
    (
        "price_pairs.csv",
        csv_text(PAIR_COLUMNS, PAIR.replace(",9,", ",many,")),
        2,
        "'many'",
        "digits",
    ),
    ("price_pairs.csv", csv_text(PAIR_COLUMNS, PAIR.replace("USD", "$")), 2, "ISO 4217", "USD"),
    ("aliases.csv", csv_text(ALIAS_COLUMNS, "todo,taskz"), 2, "unknown app 'taskz'", "slug"),
    ("aliases.csv", csv_text(ALIAS_COLUMNS, "Notes,tasks"), 2, "is itself an app", "Remove"),
    ("aliases.csv", csv_text(ALIAS_COLUMNS, "td,tasks", "TD,notes"), 3, "already", "Keep one"),
    ("aliases.csv", csv_text(ALIAS_COLUMNS, "飞书,tasks"), 2, "no letter a-z", "Remove"),
    ("aliases.csv", GOOD["aliases.csv"].encode() + b"caf\xe9,tasks\n", 3, "not UTF-8", "UTF-8"),
    ("aliases.csv", GOOD["aliases.csv"] + "a\0b,tasks\n", 3, "control character", "Remove it"),
    ("idps.yaml", "- {id: okta, name: Okta}\n- {id: okta, name: O}\n", 2, "twice", "Keep one"),
    (
        "idps.yaml",
        '- {id: okta, name: Okta, custom_scim: "yes"}\n',
        1,
        "lacks 'custom_scim_source'",
        "Add it",
    ),
    ("idps.yaml", "- {id: okta, name: O, custom_scim: maybe}\n", 1, "is 'maybe'", "yes, no, unk"),
    ("idps.yaml", GOOD["idps.yaml"] + "---\n- {}\n", 3, "second document", "Remove"),
    ("publishers.yaml", "- {name: Seller}\n", 1, "lacks 'interest'", "Add it"),
    ("listings.csv", listing(app="notes", plan="TEAM"), 2, "'plan' is 'TEAM'", "Write team"),
    ("apps/notes.yml", APP, 1, "read by nothing", "Rename it to .yaml"),
    ("apps/more/notes.yaml", APP, 1, "read by nothing", "apps/SLUG.yaml"),
    ("extra.csv", "a,b\n", 1, "read by nothing", "listings.csv"),
    ("apps/other.yaml", APP, 1, "'notes' is already in catalog/apps/notes.yaml", "Join"),
    ("apps/other.yaml", "- 1\n", 1, "is not an app", "README"),
    ("apps/other.yaml", "", 1, "is not an app", "README"),
    (
        "apps/todo-list.yaml",
        APP.replace("app: notes", "app: todo-list").replace("name: Notes", "name: notes"),
        1,
        "have the same name",
        "alias",
    ),
]


@pytest.mark.parametrize(("file", "text", "line", "what", "do"), IN_TABLES)
def test_a_bad_file_names_line_and_remedy(
    catalog: Callable[..., Path], file: str, text: str | bytes, line: int, what: str, do: str
) -> None:
    found = problems(catalog({file: text}))
    assert any(
        p.file == f"catalog/{file}" and p.line == line and what in p.what and do in p.do
        for p in found
    ), f"{found}"


def test_two_claims_that_spell_a_plan_without_price_differently(
    catalog: Callable[..., Path],
) -> None:
    claims = "".join(
        f"  - {{field: sso_plan, value: {value}, source: docs}}\n"
        for value in ("enterprise", "Enterprise", "enterprise-plus", "Enterprise+")
    )
    found = problems(catalog({"apps/notes.yaml": APP.replace("prices:", claims + "prices:")}))
    assert [p.line - PRICE + 1 for p in found] == [1, 3]


def test_every_problem_of_every_file_comes_in_one_pass(catalog: Callable[..., Path]) -> None:
    folder = catalog(
        {
            "idps.yaml": GOOD["idps.yaml"] + "- {id: ping}\n",
            "apps/notes.yaml": APP.replace("low: 5", "low: x").replace(
                "idp: okta, how", "idp: z, how"
            ),
            "apps/broken.yaml": "app: [\n",
            "listings.csv": listing(idp="octa", sso="maybe"),
            "price_pairs.csv": csv_text(PAIR_COLUMNS, PAIR.replace("2024-05-01", "spring")),
            "aliases.csv": csv_text(ALIAS_COLUMNS, "td,tasks", "TD,notes"),
        }
    )
    found = problems(folder)
    assert {(p.file, p.line) for p in found} == {
        ("catalog/idps.yaml", 3),
        ("catalog/apps/notes.yaml", PRICE),
        ("catalog/apps/notes.yaml", SETUP),
        ("catalog/apps/broken.yaml", 2),
        ("catalog/listings.csv", 2),
        ("catalog/price_pairs.csv", 2),
        ("catalog/aliases.csv", 3),
    }
    assert all(p.do for p in found), "each problem says what to do"


def test_an_unreadable_table_does_not_accuse_every_alias(catalog: Callable[..., Path]) -> None:
    aliases = csv_text(ALIAS_COLUMNS, *(f"name-{n},app-{n}" for n in range(50)))
    found = problems(catalog({"listings.csv": "app\n", "aliases.csv": aliases}))
    assert {p.file for p in found} == {"catalog/listings.csv"}


def test_a_missing_catalogue_is_a_clear_problem(tmp_path: Path) -> None:
    found = problems(tmp_path / "nowhere")
    assert [p.file for p in found][:1] == ["nowhere/aliases.csv"]
    assert all("cannot be read" in p.what for p in found)


def test_the_digest_changes_with_content_and_names_only(catalog: Callable[..., Path]) -> None:
    before = digest(catalog())
    assert digest(catalog()) == before
    assert digest(catalog({"aliases.csv": GOOD["aliases.csv"] + "td,tasks\n"})) != before
    folder = catalog()
    (folder / "apps" / "notes.yaml").rename(folder / "apps" / "other.yaml")
    assert digest(folder) != before


def test_the_readme_shows_an_app_that_passes(catalog: Callable[..., Path]) -> None:
    text = (REAL / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert found is not None
    folder = catalog({"apps/example-notes.yaml": textwrap.dedent(found[1])})
    (folder / "idps.yaml").write_bytes((REAL / "idps.yaml").read_bytes())
    bundle = read_bundle(folder)
    assert any(c.app_id == "example-notes" for c in bundle.claims)


def test_the_readme_names_every_field_and_column() -> None:
    text = (REAL / "README.md").read_text(encoding="utf-8")
    words = {*Fact, *LISTING_COLUMNS, *PAIR_COLUMNS}
    assert [word for word in words if f"`{word}`" not in text] == []


# Whatever comes in, only located problems come out.

SOME = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NASTY = (
    *(
        b"'",
        b'"',
        b"{",
        b"]",
        b"\n",
        b": ",
        b"- ",
        b"&a ",
        b"*a",
        b"!!set ",
        b"\t",
        b"yes",
        b"<<: ",
    ),
    *(b"0x" + b"f" * 40, b"1:99:99", b"2026-13-45", b"\\0", b"\xff", b"? ", b"|\n"),
)
REAL_FILES = [
    *("apps/customer-io.yaml", "apps/box.yaml", "idps.yaml", "publishers.yaml"),
    *("listings.csv", "price_pairs.csv", "aliases.csv"),
]


def real_text(file: str) -> bytes:
    return b"\n".join((REAL / file).read_bytes().split(b"\n")[:60])


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """The beginning of a real file with a few bytes cut, doubled or replaced."""
    file = draw(st.sampled_from(REAL_FILES))
    data = bytearray(real_text(file))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        new = draw(
            st.one_of(
                st.binary(max_size=8),
                st.sampled_from(NASTY),
            )
        )
        data[at : at + length] = new
    return file, bytes(data)


def only_located(folder: Path) -> None:
    with suppress(BadFiles):
        read_bundle(folder)
        return
    found = problems(folder)
    assert found
    assert all(p.file.startswith("catalog/") and p.line >= 1 and p.what for p in found)


@SOME
@given(mutated())
def test_mutated_real_files_only_ever_give_located_problems(
    catalog: Callable[..., Path], change: tuple[str, bytes]
) -> None:
    file, data = change
    only_located(catalog({"idps.yaml": (REAL / "idps.yaml").read_bytes(), file: data}))


@SOME
@given(st.sampled_from(sorted(GOOD)), st.binary(max_size=200))
@example("apps/notes.yaml", b"[" * 200_000)
@example("apps/notes.yaml", b"{a: " * 100_000)
@example("apps/notes.yaml", b"? " * 50_000)
@example("apps/notes.yaml", b"!!timestamp foo")
@example("apps/notes.yaml", b"app: 0x" + b"f" * 6000)
@example("listings.csv", b'"' * 131_073)
def test_random_bytes_only_ever_give_located_problems(
    catalog: Callable[..., Path], file: str, data: bytes
) -> None:
    only_located(catalog({file: data}))


@SOME
@given(st.text(max_size=300))
def test_any_text_is_read_as_yaml_or_refused(text: str) -> None:
    found: list[Problem] = []
    value = parse_yaml(text, "x.yaml", found)
    assert value is None or not isinstance(value, bytes | set)
    assert all(p.file == "x.yaml" and p.line >= 1 for p in found)


@SOME
@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_csv_or_refused(data: bytes) -> None:
    found: list[Problem] = []
    text = decode(b"a,b\n" + data, "x.csv", found)
    rows = [] if text is None else list(parse_csv(text, "x.csv", ("a", "b"), found))
    assert all(set(row) <= {"a", "b"} for row in rows)
    assert all(p.file == "x.csv" and p.line >= 1 for p in found)


NESTED = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["app", "name", "sources", "claims", "prices", "field", "value", "source"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@SOME
@given(NESTED)
def test_any_structure_in_an_app_file_only_gives_located_problems(
    catalog: Callable[..., Path], value: object
) -> None:
    only_located(catalog({"apps/notes.yaml": yaml.safe_dump(value, allow_unicode=True)}))
