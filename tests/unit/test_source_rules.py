"""What the source never does, read from the source: claims of docs/security.md that no single
request could show."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from core.config import ROOT
from core.web.headers import FORM_POLICY, page_policy

FILES = sorted(
    file
    for file in [ROOT / "app.py", *(ROOT / "core").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    if "migrations" not in file.parts
)
TREES = {str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in FILES}

EVALUATES = {"eval", "exec", "compile", "__import__"}
DESERIALIZES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle", "xml"}
STARTS_COMMANDS = {"subprocess", "pty", "pexpect", "sh"}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called, as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imports(tree: ast.AST) -> set[str]:
    """The first part of every imported module's name."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def evaluations(tree: ast.AST) -> list[str]:
    """Calls that run text as Python, or build objects that a text names."""
    return [
        name
        for name, _ in calls(tree)
        if name in EVALUATES or name in {"yaml.load", "yaml.unsafe_load", "yaml.full_load"}
    ]


def composed(tree: ast.AST) -> list[str]:
    """SQL that is put together from anything but constants of the module."""
    constants = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id.isupper()
    }
    found = []
    for name, call in calls(tree):
        if name.rpartition(".")[2] not in {"text", "execute", "exec_driver_sql", "executescript"}:
            continue
        if name.startswith("st.") or not call.args:
            continue
        first = call.args[0]
        parts = first.values if isinstance(first, ast.JoinedStr) else [first]
        for part in parts:
            value = part.value if isinstance(part, ast.FormattedValue) else part
            if isinstance(first, ast.JoinedStr) and not isinstance(value, ast.Constant):
                name = value.id if isinstance(value, ast.Name) else ""
                if name not in constants and name.upper() != name:
                    found.append(ast.unparse(first))
            elif isinstance(first, ast.BinOp):
                found.append(ast.unparse(first))
    return found


def patterns(tree: ast.AST) -> list[str]:
    """Regular expressions that are no constant of ours."""
    functions = {"compile", "match", "search", "fullmatch", "sub", "subn", "findall", "finditer"}
    functions |= {"split"}
    found = []
    for name, call in calls(tree):
        module, _, function = name.rpartition(".")
        if module == "re" and function in functions:
            first = call.args[0]
            if not isinstance(first, ast.Constant | ast.Name) and not _is_constant(first):
                found.append(ast.unparse(first))
    return found


def _is_constant(node: ast.expr) -> bool:
    """Whether an expression is made of literals and names in capitals only."""
    names = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
    return all(each.id.isupper() or each.id in {"re", "str"} for each in names)


def test_the_rules_see_what_they_are_for() -> None:
    bad = (
        "import re, subprocess\n"
        "eval(x); yaml.load(x)\n"
        "session.execute(text(f'DELETE FROM {table}'))\n"
        "session.execute('SELECT ' + name)\n"
        "re.compile(f'^{name}$')\n"
    )
    tree = ast.parse(bad)
    assert evaluations(tree) == ["eval", "yaml.load"]
    assert sorted(composed(tree)) == ["'SELECT ' + name", "f'DELETE FROM {table}'"]
    assert patterns(tree) == ["f'^{name}$'"]
    assert "subprocess" in imports(tree)


def test_no_text_is_run_and_no_object_is_built_from_bytes() -> None:
    assert {file: found for file, tree in TREES.items() if (found := evaluations(tree))} == {}
    assert {
        file: found for file, tree in TREES.items() if (found := imports(tree) & DESERIALIZES)
    } == {}


def test_no_sql_is_composed_from_what_comes_from_outside() -> None:
    found = {file: some for file, tree in TREES.items() if (some := composed(tree))}
    # Each of these puts marks, constants of ours or names of our own tables together.
    assert found == {
        "core/jobs/sqlite_clock.py": ["f'SELECT julianday({marks})'"],
    }


def test_no_pattern_is_made_from_data() -> None:
    found = {file: some for file, tree in TREES.items() if (some := patterns(tree))}
    assert found == {}


def test_no_command_is_started_but_our_own_reader() -> None:
    started = {file for file, tree in TREES.items() if imports(tree) & STARTS_COMMANDS}
    assert started == {"core/files/reading_process.py"}
    assert not [
        (file, name)
        for file, tree in TREES.items()
        for name, _ in calls(tree)
        if re.fullmatch(r"os\.(system|popen|spawn\w*|exec\w*)", name)
    ]


def test_no_weak_digest_and_no_guessable_random_value_guards_anything() -> None:
    weak = {"md5", "sha1", "hashlib.md5", "hashlib.sha1"}
    used = {f for f, tree in TREES.items() for name, _ in calls(tree) if name in weak}
    # What a service of breached passwords asks for: five digits of it are sent, nothing is guarded.
    assert used == {"core/identity/breaches/range_service.py"}
    # Pauses between two tries are spread by it, and a made-up story takes its turns; secrets come
    # from `secrets`.
    assert {file for file, tree in TREES.items() if "random" in imports(tree)} == {
        "core/demo/accounts.py",
        "core/demo/evidence.py",
        "core/demo/leavers.py",
        "core/jobs/runner.py",
        "core/scim/outbound/runner.py",
    }


CHANGES_THE_LINK = re.compile(
    r"^st\.query_params\.(clear|pop|update|from_dict)\b|^(del )?st\.query_params\[[^]]+\]( =|,|$)"
)


def test_a_link_changes_in_one_piece() -> None:
    """Each change is told to the browser by itself; a click between two sends half of a link."""
    blocks = [
        (file, block)
        for file, tree in TREES.items()
        for node in ast.walk(tree)
        for block in [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
        if isinstance(block, list)
    ]
    found = [
        f"{file}:{pair[0].lineno}"
        for file, block in blocks
        for pair in pairwise(block)
        if all(CHANGES_THE_LINK.search(ast.unparse(each)) for each in pair)
    ] + [
        f"{file}:{statement.lineno}"
        for file, block in blocks
        for statement in block
        if re.search(r"^st\.query_params\[.*?\], ", ast.unparse(statement))
    ]
    assert not found


def test_every_part_that_is_installed_is_pinned_by_its_digests() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        parts = re.findall(
            r"^([a-zA-Z0-9._\[\]-]+)==\S+.*\\\n((?:    --hash=\S+.*\n?)+)", text, re.M
        )
        names = re.findall(r"^([a-zA-Z0-9][^\s=]*)", text, re.M)
        assert len(parts) == len(names) > 50
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "-r requirements" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)


def test_types_are_checked_strictly() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["mypy"]["strict"] is True
    ignored = [
        (file, line)
        for file in FILES
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"#\s*type:\s*ignore(?!\[)", line)
    ]
    assert not ignored, "each names what it ignores"


def test_pages_show_no_details_of_errors_and_send_nothing_of_their_own() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"]["showErrorDetails"] == "none"
    assert config["client"]["allowedOrigins"] == []
    assert config["client"]["disableDataExport"] is True
    assert config["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize("policy", [page_policy("<script>x</script>"), FORM_POLICY])
def test_the_policy_allows_nothing_from_elsewhere(policy: str) -> None:
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in policy
    known = re.compile(r"'(self|none|unsafe-inline|wasm-unsafe-eval|sha256-[^']+)'|data:|blob:")
    for name, values in rules.items():
        assert all(known.fullmatch(value) for value in values.split()), name


def test_roots_of_the_checkout_are_what_the_rules_read() -> None:
    assert len(FILES) > 300
    assert Path("app.py") in {file.relative_to(ROOT) for file in FILES}
