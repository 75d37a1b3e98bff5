"""The licences of all parts: listed, checked against what pyproject.toml allows, put into the SBOM.

``python -m tools.licences check`` fails with the names of parts whose licence is not known or not
allowed, or when docs/licences.md is not what ``write`` would write. ``sbom FILE`` adds them to a
CycloneDX file that ``cyclonedx-py`` made of requirements.txt.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import ExpressionError, get_spdx_licensing
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LISTED = ROOT / "docs" / "licences.md"
SPDX = get_spdx_licensing()
NAMES = {
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache License Version 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "ISC License (ISCL)": "ISC",
    "ISC License": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""What packages call licences whose name says exactly one. ``BSD License`` says none."""


@dataclass(frozen=True)
class Rules:
    """What pyproject.toml says: licences that are allowed, and those read in a part's own file."""

    allowed: frozenset[str]
    read: Mapping[str, str]

    @classmethod
    def of(cls, file: Path = ROOT / "pyproject.toml") -> "Rules":
        said = tomllib.loads(file.read_text(encoding="utf-8"))["tool"]["offramp"]["licences"]
        return cls(frozenset(said["allowed"]), said["read"])


def parts(lock: Path, *, here: bool = False) -> list[str]:
    """The names that a lock pins; ``here``: those that it pins for this Python and system."""
    lines = re.findall(r"^[A-Za-z0-9][^\\\n]*", lock.read_text(encoding="utf-8"), re.M)
    asked = [Requirement(line) for line in lines]
    return sorted({one.name for one in asked if not here or _is_asked_here(one)})


def _is_asked_here(part: Requirement) -> bool:
    return part.marker is None or part.marker.evaluate()


def licence(part: str, rules: Rules) -> str | None:
    """A part's licence as SPDX writes it; ``None`` where neither it nor we say."""
    if part in rules.read:
        return rules.read[part]
    try:
        said = metadata(part)
    except PackageNotFoundError:
        return None
    classifiers = (said.get_all("Classifier") or []) if said else []
    named = [text.rpartition(" :: ")[2] for text in classifiers if text.startswith("License ::")]
    field = " ".join((said["License"] or "").split()) if "License" in said else ""
    exact = said.get("License-Expression", "")
    for text in (exact, field, *(named if len(named) == 1 else ())):
        spelled = NAMES.get(text, text)
        if spelled and is_spdx(spelled):
            return spelled
    return None


def is_spdx(text: str) -> bool:
    """Whether every licence in it is one of SPDX's list."""
    try:
        return len(text) < 200 and not SPDX.validate(text).errors
    except (AttributeError, ExpressionError):  # of some texts its validator itself makes nothing
        return False


def is_allowed(expression: str, allowed: frozenset[str]) -> bool:
    """Whether one may choose so that all that hold are allowed: any of an OR, each of an AND."""
    tree = SPDX.parse(expression)

    def holds(node: object) -> bool:
        inner = [holds(each) for each in getattr(node, "args", ())]
        if not inner:
            return str(node) in allowed
        return any(inner) if type(node).__name__ == "OR" else all(inner)

    return holds(tree)


def problems(names: Iterable[str], rules: Rules) -> list[str]:
    """A line for each part whose licence is not known, or not allowed."""
    found = []
    for name in names:
        said = licence(name, rules)
        if said is None:
            found.append(f"{name}: its licence is not known. Read its file, and say it in "
                         "[tool.offramp.licences.read] of pyproject.toml.")  # fmt: skip
        elif not is_allowed(said, rules.allowed):
            found.append(f"{name}: {said} is not allowed ([tool.offramp.licences]).")
    return found


def page(running: Iterable[str], rules: Rules) -> str:
    """docs/licences.md: what is installed to run Offramp."""
    rows = "\n".join(f"| {name} | {licence(name, rules) or 'not known'} |" for name in running)
    return (
        "# Licences of the parts\n\n"
        "What is installed to run Offramp, with the licence of each (SPDX). `make licences`\n"
        "writes this page; `make lint` fails when it is not so, or when a licence is not one that\n"
        "`pyproject.toml` allows. Versions are in `requirements.txt`; `make sbom` writes all of\n"
        "it as CycloneDX.\n\n"
        f"| part | licence |\n|---|---|\n{rows}\n"
    )


def into_sbom(file: Path, rules: Rules) -> None:
    """Give each component of a CycloneDX file its licence, and take the lock's lines out of it.

    Raises :class:`ValueError` unless the schema takes what comes of it.
    """
    told = json.loads(file.read_text(encoding="utf-8"))
    for component in told["components"]:
        component.pop("description", None)
        if said := licence(component["name"], rules):
            component["licenses"] = [{"expression": said}]
    text = json.dumps(told, indent=2, sort_keys=True) + "\n"
    version = SchemaVersion.from_version(told["specVersion"])
    if wrong := JsonStrictValidator(version).validate_str(text):
        raise ValueError(f"{file} is no CycloneDX: {wrong}")
    file.write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """``check``, ``write`` or ``sbom FILE``; the exit code."""
    rules = Rules.of()
    running = parts(ROOT / "requirements.txt")
    if arguments[:1] == ["sbom"]:
        into_sbom(Path(arguments[1]), rules)
        return 0
    if arguments == ["write"]:
        LISTED.write_text(page(running, rules), encoding="utf-8")
        return 0
    found = problems([*parts(ROOT / "requirements-dev.txt", here=True), *running], rules)
    if LISTED.read_text(encoding="utf-8") != page(running, rules):
        found.append("docs/licences.md is not up to date: make licences.")
    for line in dict.fromkeys(found):
        sys.stderr.write(f"{line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
