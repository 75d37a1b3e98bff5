"""Which data goes into Markdown unescaped: read from the source of the pages, without running it.

Every expression that reaches an argument which Streamlit renders as Markdown must be made of
literals, numbers, our own tables of words (names in capitals), and of :class:`Markdown`, which
``pages.ui.markdown`` alone makes of data. Which arguments those are, Streamlit's own documentation
says, so that a new one is known as soon as it is there.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

THE_MAKER = "pages/ui/markdown.py"
MAKERS = {"md", "link", "linked", "listed"}
"""Of ``pages.ui.markdown``."""
HARMLESS = {
    "len", "int", "float", "round", "sum", "abs", "min", "max", "bool",  # numbers
    "moment", "day", "instant", "money", "price_range",  # digits, and a currency's three letters
    "Markdown",  # whose own argument is looked at
}  # fmt: skip
KEPT_BY = {"lower", "capitalize", "strip", "rstrip", "removeprefix", "removesuffix", "replace"}
"""Methods that put nothing in but what is in their arguments."""
NUMBERS = {"int", "float", "bool", "Decimal", "date", "datetime", "time", "timedelta"}
NUMERIC_FORMAT = re.compile(r"[-+ ]?\d*,?(\.\d+)?[dfg%,]|,|%[-%A-Za-z: ]+")
PLAIN = {"set_page_config", "navigation", "table", "write_stream", "text", "latex", "image"}
"""What says Markdown of something that no page gives it."""


@dataclass(frozen=True)
class Leak:
    """An argument in which something may be unescaped."""

    file: str
    line: int
    call: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.call}: {self.text}"


@cache
def arguments() -> dict[str, dict[str, int]]:
    """Streamlit's functions, the arguments of each that are Markdown, and where they stand."""
    found: dict[str, dict[str, int]] = {}
    for name in {*dir(st), *dir(DeltaGenerator)} - {"secrets"}:
        function = getattr(DeltaGenerator, name, None) or getattr(st, name, None)
        if name.startswith("_") or not callable(function) or name in PLAIN:
            continue
        said = re.findall(
            r"^(\w+)(?: \(.*\))? ?: .*\n((?:    .*\n|\n)+)", inspect.getdoc(function) or "", re.M
        )
        names = {each for each, text in said if "arkdown" in text}
        if "options" in names:
            names.add("format_func")
        where = [each for each in inspect.signature(function).parameters if each != "self"]
        if names:
            found[name] = {each: where.index(each) for each in names if each in where}
    found["write"] = {"args": 0}
    return found


@dataclass
class Pages:
    """What all modules say: functions that return Markdown, and the text of each module."""

    modules: dict[str, ast.Module]
    makers: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, sources: dict[str, str]) -> "Pages":
        pages = cls({name: ast.parse(text) for name, text in sources.items()})
        said: dict[str, set[str]] = {}
        for name, module in pages.modules.items():
            for node in ast.walk(module):
                if isinstance(node, ast.FunctionDef):
                    returns = ast.unparse(node.returns) if node.returns else ""
                    own = f"{name}:{node.name}" if node.name[0] == "_" else node.name
                    said.setdefault(own, set()).add(returns.replace("words.", ""))
        # A name that two functions have, one of which says something else, says nothing.
        kinds = {"Markdown", "Markdown | None", "list[Markdown]", "Iterator[Markdown]"}
        pages.makers = {name for name, all_ in said.items() if all_ <= kinds}
        return pages

    def makes_markdown(self, name: str, module: str) -> bool:
        """Whether a function of this name, in this module or for all, returns Markdown."""
        return name in MAKERS or name in self.makers or f"{module}:{name}" in self.makers

    def leaks(self) -> list[Leak]:
        names = [name for name in self.modules if name != THE_MAKER]
        return [leak for name in names for leak in Module(self, name).leaks()]


class Module:
    """One module: its scopes, and what is given to Streamlit in each."""

    def __init__(self, pages: Pages, name: str) -> None:
        self.pages, self.name, self.tree = pages, name, pages.modules[name]
        self.imported = {
            (each.asname or each.name).split(".")[0]
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for each in node.names
        } - {"st"}
        self.called = {
            id(each)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
            for each in (
                [node.func.body, node.func.orelse]
                if isinstance(node.func, ast.IfExp)
                else [node.func]
            )
        }

    def makes_markdown(self, name: str) -> bool:
        return self.pages.makes_markdown(name, self.name)

    def leaks(self) -> Iterator[Leak]:
        yield from self._inside(self.tree, [Scope(self, self.tree, None)])

    def _inside(self, node: ast.AST, scopes: list["Scope"]) -> Iterator[Leak]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.Lambda):
                # The decorator (st.dialog) stands outside.
                for each in getattr(child, "decorator_list", []):
                    yield from self._inside(ast.Expr(each), scopes)
                yield from self._inside(child, [*scopes, Scope(self, child, scopes[-1])])
                continue
            if isinstance(child, ast.Call):
                yield from self._call(child, scopes[-1])
            if isinstance(child, ast.Attribute) and self._goes_round(child):
                yield Leak(self.name, child.lineno, child.attr, "is not called where it is named")
            yield from self._inside(child, scopes)

    def _goes_round(self, name: ast.Attribute) -> bool:
        """Whether a function of Streamlit's is kept in a variable, and so called unseen."""
        return (
            isinstance(name.value, ast.Name)
            and name.value.id == "st"
            and name.attr in arguments()
            and id(name) not in self.called
        )

    def _call(self, call: ast.Call, scope: "Scope") -> Iterator[Leak]:
        if isinstance(call.func, ast.IfExp):  # (st.warning if … else st.error)(…)
            for func in (call.func.body, call.func.orelse):
                yield from self._call(ast.Call(func, call.args, call.keywords), scope)
            return
        if not isinstance(call.func, ast.Attribute | ast.Name):
            return
        name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        if name == "Markdown":
            given = list(call.args)
        else:
            if not isinstance(call.func, ast.Attribute):
                return
            base = call.func.value
            if name not in arguments() or isinstance(base, ast.Constant | ast.JoinedStr):
                return
            if isinstance(base, ast.Name) and base.id in self.imported:
                return  # a function of ours that is called alike
            wanted = arguments()[name]
            if "args" in wanted:
                given = list(call.args)
            else:
                given = [call.args[at] for at in wanted.values() if at < len(call.args)]
            given += [each.value for each in call.keywords if each.arg in wanted]
        for each in given:
            # Options are values; how they are written says format_func.
            if self._is_options(call, each):
                continue
            if not scope.is_safe(each):
                yield Leak(self.name, each.lineno, name, ast.unparse(each)[:100])

    @staticmethod
    def _is_options(call: ast.Call, given: ast.expr) -> bool:
        writes = any(each.arg == "format_func" for each in call.keywords)
        return writes and len(call.args) > 1 and given is call.args[1]


class Scope:
    """The names of a function, and what each may be."""

    def __init__(self, module: Module, node: ast.AST, outer: "Scope | None") -> None:
        self.module, self.node, self.outer = module, node, outer
        self.values: dict[str, list[ast.expr]] = {}
        self.typed: dict[str, str] = {}
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            of = node.args
            for each in [*of.posonlyargs, *of.args, *of.kwonlyargs]:
                self.typed[each.arg] = ast.unparse(each.annotation) if each.annotation else ""
        body = node.body if isinstance(node.body, list) else [node.body]  # type: ignore[attr-defined]
        for each in body:
            self._learn(each)
        self._asked: set[str] = set()

    def _learn(self, node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            return
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
            self._bind(node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            self._bind(node.target, node.iter)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._bind(node.optional_vars, node.context_expr)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("append", "extend", "insert", "add", "update", "setdefault")
            and isinstance(node.func.value, ast.Name)
        ):
            self.values.setdefault(node.func.value.id, []).extend(node.args)
        for child in ast.iter_child_nodes(node):
            self._learn(child)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.values.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Subscript):
            self._bind(target.value, value)
        elif isinstance(target, ast.Tuple | ast.List):
            parts: list[ast.expr] = [value] * len(target.elts)
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
                parts = list(value.elts)
            for one, part in zip(target.elts, parts, strict=True):
                self._bind(one, part)

    def is_safe(self, node: ast.expr | None) -> bool:
        """Whether nothing from data is in it but through the makers of Markdown."""
        match node:
            case None | ast.Constant() | ast.Compare() | ast.UnaryOp():
                return True
            case ast.JoinedStr(values=values):
                return all(map(self.is_safe, values))
            case ast.FormattedValue(value=value, format_spec=spec):
                literal = ast.unparse(spec)[2:-1] if spec else ""
                return bool(NUMERIC_FORMAT.fullmatch(literal)) or self.is_safe(value)
            case ast.BinOp(left=left, right=right):
                return self.is_safe(left) and self.is_safe(right)
            case ast.IfExp(body=body, orelse=orelse):
                return self.is_safe(body) and self.is_safe(orelse)
            case ast.BoolOp(values=values):
                return all(map(self.is_safe, values))
            case ast.NamedExpr(value=value) | ast.Starred(value=value):
                return self.is_safe(value)
            case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
                return all(map(self.is_safe, elts))
            case ast.Dict(keys=keys, values=values):
                return all(map(self.is_safe, [*keys, *values]))
            case ast.Subscript(value=value):
                return self.is_safe(value)
            case ast.ListComp(elt=elt) | ast.GeneratorExp(elt=elt) | ast.SetComp(elt=elt):
                return self.is_safe(elt)
            case ast.Lambda():
                return Scope(self.module, node, self).is_safe(node.body)
            case ast.Attribute(value=value, attr=attr):
                if attr in ("__getitem__", "get", "items", "values", "keys"):
                    return self.is_safe(value)
                return attr.strip("_").isupper() or self.module.makes_markdown(attr)
            case ast.Name(id=name):
                return self._is_safe_name(name)
            case ast.Call():
                return self._is_safe_call(node)
        return False

    def _is_safe_call(self, call: ast.Call) -> bool:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if name in HARMLESS or self.module.makes_markdown(name):
            return True
        if name in ("count", "zip", "enumerate", "sorted", "reversed", "str", "list", "tuple"):
            return all(map(self.is_safe, call.args[1:] if name == "count" else call.args))
        if isinstance(call.func, ast.Attribute):
            if name == "fromkeys":
                return all(map(self.is_safe, call.args))
            if name in KEPT_BY | {"join", "get", "items", "values"}:
                return all(map(self.is_safe, [call.func.value, *call.args]))
        return False

    def _is_safe_name(self, name: str) -> bool:
        closed = re.fullmatch(r"_?[A-Z][A-Z_\d]+|[A-Z]\w+", name)
        if closed or self.module.makes_markdown(name):
            return True
        if name in self._asked:
            return True  # what it is made of besides itself decides
        scope: Scope | None = self
        while scope is not None and name not in scope.values and name not in scope.typed:
            scope = scope.outer
        if scope is None:
            return False
        if name in scope.typed:
            kinds = {each.strip() for each in scope.typed[name].split("|")} - {"None"}
            if not kinds or not kinds <= NUMBERS | {"Markdown"}:
                return False
        scope._asked.add(name)
        try:
            return all(scope.is_safe(value) for value in scope.values.get(name, []))
        finally:
            scope._asked.discard(name)


def pages_of(root: Path) -> Pages:
    """The pages as they are."""
    files = [*sorted((root / "pages").rglob("*.py")), root / "app.py"]
    return Pages.read(
        {str(each.relative_to(root)): each.read_text(encoding="utf-8") for each in files}
    )
