"""What tests share lives in tests/support: no test imports another, none imports a conftest."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
OF_ONE_ROOM = tuple(f"tests.{folder}." for folder in ("unit", "integration", "browser", "bench"))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that this file may import, wherever in it, with its line."""
    package = path.relative_to(TESTS.parent).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level] if node.level else ()
            base = ".".join([*start, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{each.name}") for each in node.names)


def is_a_test(module: str) -> bool:
    """A test's module or a conftest, or a name of one."""
    own = module.startswith("tests.") and module.split(".")[1:]
    return bool(own) and any(part.startswith("test_") or part == "conftest" for part in own)


def test_no_module_imports_a_test_or_a_conftest() -> None:
    found = [
        f"{path.relative_to(TESTS.parent)}:{line} imports {module}"
        for path in sorted(TESTS.rglob("*.py"))
        for line, module in imported(path)
        if is_a_test(module)
    ]
    assert found == []


def test_a_room_of_tests_imports_its_own_programs_and_support_only() -> None:
    found = [
        f"{path.relative_to(TESTS.parent)}:{line} imports {module}"
        for path in sorted(TESTS.rglob("*.py"))
        for line, module in imported(path)
        if module.startswith(OF_ONE_ROOM) and module.split(".")[1] != path.parent.name
    ]
    assert found == []
