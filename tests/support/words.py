"""Every text of this project that a person may read, and the words that it should not use.

``docs/words.md`` is the list; ``tests/unit/test_words.py`` holds the project to it. For a look at a
folder or file: ``python -m tests.support.words pages/cost``.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.config import ROOT
from core.cost.values import OptionId

LIST = ROOT / "docs" / "words.md"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LOGS = {"debug", "info", "warning", "error", "exception", "critical"}
_CODE = re.compile(r"[a-z0-9_.:/\-*]+")
"""A key, slug, event or path: nothing that a sentence is made of."""
_SPEAKING = frozenset(
    [
        "Badge",
        "Column",
        "Figure",
        "Icon",
        "Text",
        "button",
        "caption",
        "count",
        "error",
        "header",
        "info",
        "line",
        "link_button",
        "markdown",
        "metric",
        "muted",
        "page_link",
        "popover",
        "subheader",
        "success",
        "text",
        "title",
        "toast",
        "warning",
        "write",
    ]
)
"""What draws its texts: a single word in small letters is one there, and no key."""
_SAID_BY = frozenset({"help", "hint", "label", "message", "placeholder"})
_SLUG = re.compile("|".join(rf"(?<![\w-]){re.escape(one)}(?![\w-])" for one in OptionId))
_FILE = re.compile(r"(?<![\w/])[\w/-]+\.ya?ml\b")
_LINE = re.compile(r"\bline \{…\}")


@dataclass(frozen=True)
class Text:
    """A text with the place where it is written. ``file``: from the project's root, with ``/``."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Finding:
    """A text that says something which the list forbids."""

    text: Text
    word: str

    def __str__(self) -> str:
        found = re.sub(r"\s+", " ", self.text.text)
        return f"{self.text.file}:{self.text.line}: {self.word!r} in {found[:160]!r}"


@cache
def forbidden(*, on_screen: bool) -> dict[str, re.Pattern[str]]:
    """What not to say → how it is found: the third column of the tables of ``docs/words.md``.

    What is listed under its heading *On screen* is forbidden there only.
    """
    text = LIST.read_text(encoding="utf-8")
    found: dict[str, re.Pattern[str]] = {}
    for line in (text if on_screen else text.partition("## On screen")[0]).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3:
            found |= {word: _pattern(word) for word in re.findall(r"`([^`]+)`", cells[2])}
    return found


def _pattern(word: str) -> re.Pattern[str]:
    whole, bare = word.startswith("="), word.lstrip("=")
    body = re.escape(bare).replace(r"\ ", r"\s+").replace(r"\*", r"[\w-]*")
    if whole:  # beside marks, or as all that an element of markup says
        return re.compile(rf"(?:^|>)[^\w<>{{}}]*{body}[^\w<>{{}}]*(?:$|<)", re.IGNORECASE)
    return re.compile(rf"(?<![\w-]){body}(?!\w)", re.IGNORECASE)


def findings(texts: Iterator[Text]) -> Iterator[Finding]:
    """What these texts say that the list forbids; slugs of options and names of files as well."""
    for text in texts:
        on_screen = not text.file.endswith(".md")
        lowered = " ".join(text.text.lower().split())
        for word, pattern in forbidden(on_screen=on_screen).items():
            # Most words are not there at all: a pattern is slow, a look is not.
            if word.strip("=*").lower() in lowered and pattern.search(text.text):
                yield Finding(text, word)
        if on_screen:
            yield from (Finding(text, name) for name in _codes(text))


def _codes(text: Text) -> Iterator[str]:
    """What is no word at all: an option's slug, a file of ours, a line in it.

    Core names lines of files that people bring; a page says what it means.
    """
    if _SLUG.search(text.text):
        yield "a slug"
    if _FILE.search(text.text):
        yield "a file"
    if not text.file.startswith("core/") and _LINE.search(text.text):
        yield "a line"


def texts_under(*places: str) -> Iterator[Text]:
    """The texts of folders and files below the project's root."""
    for place in places:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            name = file.relative_to(ROOT).as_posix()
            if reader := _READERS.get(file.suffix):
                yield from (Text(name, line, text) for line, text in reader(file, name))


def _python(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """String literals without keys, docstrings and logs; a command's docstring is its help.

    A word in small letters may be a key, and is none where something draws it.
    """
    if "migrations" in path.parts:
        return
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    unread = set(_docstrings(nodes, helps=name.startswith("core/cli/")))
    for node in nodes:
        if isinstance(node, ast.Call) and _is_log(node):
            unread |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            unread |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            unread |= {id(part) for part in node.values}
    drawn = {id(part) for node in nodes if isinstance(node, ast.Call) for part in _drawn(node)}
    for node in nodes:
        if id(node) in unread or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        text = re.sub("``.*?``", "…", _said(node), flags=re.DOTALL)
        is_word = id(node) in drawn and text.isalpha()
        if text.strip() and (is_word or not _CODE.fullmatch(text.replace("{…}", "x"))):
            yield node.lineno, text


def _drawn(call: ast.Call) -> Iterator[ast.expr]:
    name = ast.unparse(call.func).rpartition(".")[2]
    if name in _SPEAKING:
        yield from call.args
    yield from (each.value for each in call.keywords if each.arg in _SAID_BY)


def _said(node: ast.JoinedStr | ast.Constant) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values
    )


def _docstrings(nodes: list[ast.AST], *, helps: bool) -> Iterator[int]:
    for node in nodes:
        body = getattr(node, "body", None)
        for part in body if isinstance(body, list) else []:
            is_text = isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
            # Typer prints a command's docstring as its help.
            if is_text and not (helps and isinstance(node, ast.FunctionDef)):
                yield id(part.value)


def _is_log(call: ast.Call) -> bool:
    func = call.func
    return (
        isinstance(func, ast.Attribute)
        and func.attr in _LOGS
        and "log" in ast.unparse(func.value).lower()
    )


def _yaml(path: Path, _name: str) -> Iterator[tuple[int, str]]:
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    yield from _values(root) if root else ()


def _values(node: Any) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            # A condition's words and an address are for the program.
            if key.value not in ("when", "url"):
                yield from _values(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _values(value)
    elif not _CODE.fullmatch(node.value):
        yield node.start_mark.line + 1, node.value


def _typst(path: Path, _name: str) -> Iterator[tuple[int, str]]:
    """A paragraph at a time, as a phrase may go on in the next line."""
    text = re.sub(r"(?m)^\s*//.*", "", path.read_text(encoding="utf-8"))
    # What the data is called is no text: d.sample, data.seed.
    text = re.sub(r"#?\b(?:d|data)(?:\.\w+)+", "{…}", text)
    line = 1
    for part in re.split(r"(\n\s*\n)", text):
        if part.strip():
            yield line + part[: -len(part.lstrip())].count("\n"), part.strip()
        line += part.count("\n")


def _script(path: Path, _name: str) -> Iterator[tuple[int, str]]:
    """What a script or a style sheet quotes, with a space or a capital in it."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        for _quote, text in re.findall(r"""(["'`])(.*?)\1""", re.sub(r"^\s*(//|\*).*", "", line)):
            if text.strip() and not _CODE.fullmatch(text):
                yield number, text


def _markdown(path: Path, _name: str) -> Iterator[tuple[int, str]]:
    """The prose, a paragraph at a time: what is quoted as code is no word of ours."""
    text = path.read_text(encoding="utf-8")
    blank = lambda found: "\n" * found.group().count("\n")  # noqa: E731
    text = re.sub(r"(?ms)^\s*```.*?^\s*```", blank, text)
    text = re.sub(r"(?s)<!--.*?-->", blank, text)
    text = re.sub(r"`[^`]*`", lambda found: "`…`" + blank(found), text)
    text = re.sub(r"\]\([^)\s]*\)", "]", text)
    line = 1
    for part in re.split(r"(\n\s*\n|\n(?=[|\-#]))", text):
        if part.strip():
            yield line, part.strip()
        line += part.count("\n")


_READERS = {
    **{".py": _python, ".yaml": _yaml, ".json": _yaml, ".typ": _typst, ".md": _markdown},
    **{".js": _script, ".css": _script},
}


if __name__ == "__main__":
    found = [str(one) for one in findings(texts_under(*sys.argv[1:]))]
    told = f"{len(found)} to change; docs/words.md says what to say instead."
    sys.stdout.write("\n".join([*found, told, ""]))
