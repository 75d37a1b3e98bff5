"""A SCIM filter as a SQL condition (RFC 7644 §3.4.2.2).

Gives the same answer as ``ScimFilter.match`` of scim2-models for every resource, which the storage
contract and a property test check. Every condition is true or false, never NULL, so that ``not``
means not.
"""

from base64 import b64encode
from datetime import datetime
from inspect import isclass
from typing import Any

from pydantic import BaseModel
from scim2_models import Extension, InvalidFilterException, ScimFilter
from scim2_models.path import (
    AttributeBinding,
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
    coerce_value,
)
from sqlalchemy import and_, exists, false, func, not_, or_, select, true

from core.scim import comparison_form
from core.scim.bridge.resources.json_sql import JsonSql, Sql
from core.scim.bridge.tables import members, resources

_MEMBER_COLUMNS = {"value": "value", "type": "kind", "display": "display"}


def path_of(binding: AttributeBinding) -> tuple[str, ...]:
    """Where the attribute is in a resource's wire form: extension URN, attribute, sub-attribute."""
    model = binding.model
    head = (str(model.__schema__),) if issubclass(model, Extension) else ()
    return (*head, *binding.urn.rpartition(":")[2].split("."))


def operand(binding: AttributeBinding, value: Any, op: CompareOperator) -> Any:
    """The value that a filter compares with, in comparable form."""
    found = coerce_value(binding, value, op)
    if isinstance(found, datetime):
        return comparison_form.moment(found)
    if isinstance(found, bytes):  # stored as it is sent
        return b64encode(found).decode()
    if isinstance(found, str):
        if "\0" in found or any("\ud800" <= letter <= "\udfff" for letter in found):
            raise InvalidFilterException(detail="the filter holds a character that no value has")
        return comparison_form.key(str(found), binding.case_exact)
    return found


MOST_TERMS = 200


def _size(node: FilterNode) -> int:
    """How many comparisons a filter makes."""
    if isinstance(node, LogicalExpr):
        return sum(_size(term) for term in node.terms)
    if isinstance(node, Not):
        return _size(node.expr)
    return _size(node.val_filter) if isinstance(node, ValuePath) else 1


class SqlFilter(FilterVisitor[Sql]):
    """Compiles one filter, bound to one resource type."""

    def __init__(self, scim_filter: ScimFilter[Any], json: JsonSql) -> None:
        self.filter = scim_filter
        self.json = json
        self.doc: Sql = resources.c.search

    def compile(self) -> Sql:
        """The condition. Raises ``InvalidFilterException`` for one too large for a database."""
        if _size(self.filter.ast) > MOST_TERMS:
            raise InvalidFilterException(
                detail=f"the filter has more than {MOST_TERMS} comparisons"
            )
        return self.visit(self.filter.ast)

    def visit_not(self, node: Not) -> Sql:
        return not_(self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> Sql:
        terms = [self.visit(term) for term in node.terms]
        return and_(*terms) if node.op == LogicalOperator.and_ else or_(*terms)

    def visit_present(self, node: Present) -> Sql:
        binding = self.filter.resolve(node.attr_path, strict=False)
        if binding is None:
            return false()
        path = path_of(binding)
        if path[0] == "members":
            return self._member_exists(true())
        if binding.is_multivalued:
            head = path[: len(path) - 1] if binding.sub_field_name else path
            rows, element, _ = self.json.elements(self.doc, head)
            inner = self._filled(element, path[len(head) :], binding)
            return exists(select(1).select_from(rows).where(inner))
        return self._filled(self.doc, path, binding)

    def visit_comparison(self, node: Comparison) -> Sql:
        shortcut = self._by_column(node)
        if shortcut is not None:
            return shortcut
        binding = self.filter.resolve_comparison(node.attr_path, strict=False)
        if binding is None:
            return false()
        self._refuse_complex(binding)
        path = path_of(binding)
        if not binding.is_multivalued:
            return self._compare(self.doc, path, node, binding)
        head, rest = (path[:-1], path[-1:]) if binding.sub_field_name else (path, ())
        if path[0] == "members":
            return self._all_or_any(
                node, lambda test: self._member_exists(test), self._member_test(path, node, binding)
            )
        rows, element, _ = self.json.elements(self.doc, head)
        test = self._compare(element, rest, node, binding)

        def any_element(condition: Sql) -> Sql:
            return exists(select(1).select_from(rows).where(condition))

        found = self._all_or_any(node, any_element, test)
        if node.value is None:  # an attribute that is not there equals null
            absent = not_(any_element(true()))
            found = (
                or_(found, absent) if node.op == CompareOperator.eq else and_(found, not_(absent))
            )
        return found

    def visit_value_path(self, node: ValuePath) -> Sql:
        binding = self.filter.resolve(node.attr_path, strict=False)
        if binding is None:
            return false()
        path = path_of(binding)
        if path[0] == "members":
            return self._member_exists(self._inside(node, node.val_filter, None))
        rows, element, _ = self.json.elements(self.doc, path)
        return exists(
            select(1).select_from(rows).where(self._inside(node, node.val_filter, element))
        )

    # -- parts -----------------------------------------------------------

    def _inside(self, outer: ValuePath, node: FilterNode, element: Sql | None) -> Sql:
        """The filter between brackets, on one element (``None``: a row of the member table)."""
        if isinstance(node, Not):
            return not_(self._inside(outer, node.expr, element))
        if isinstance(node, LogicalExpr):
            terms = [self._inside(outer, term, element) for term in node.terms]
            return and_(*terms) if node.op == LogicalOperator.and_ else or_(*terms)
        if not isinstance(node, Comparison | Present):
            raise InvalidFilterException(detail="a value selection cannot hold another one")
        inner = AttrPath(outer.attr_path.attr, node.attr_path.attr, outer.attr_path.uri)
        binding = self.filter.resolve(inner, strict=False)
        whole = binding is None and node.attr_path.attr.lower() == "value"
        if whole:  # a list of plain values: "value" is the element (schemas[value eq …])
            binding = self.filter.resolve(outer.attr_path, strict=False)
        if binding is None:
            return false()
        rest = () if whole else path_of(binding)[-1:]
        if isinstance(node, Present):
            return (
                self._filled(element, rest, binding)
                if element is not None
                else func.coalesce(self._member_column(rest) != "", false())
            )
        if element is None:
            return self._member_test(rest, node, binding)
        return self._compare(element, rest, node, binding)

    def _compare(
        self, doc: Sql, path: tuple[str, ...], node: Comparison, binding: AttributeBinding
    ) -> Sql:
        value = operand(binding, node.value, node.op)
        text = self.json.text(doc, path)
        if isinstance(value, bool):
            found = func.coalesce(self.json.flag(doc, path, value), false())
            return not_(found) if node.op == CompareOperator.ne else found
        return self._compare_text(text, value, node.op, binding)

    def _compare_text(
        self, text: Sql, value: Any, op: CompareOperator, binding: AttributeBinding
    ) -> Sql:
        if value is None:
            return {
                CompareOperator.eq: text.is_(None),
                CompareOperator.ne: text.is_not(None),
            }.get(op, false())
        if isinstance(value, int | float):
            raise InvalidFilterException(detail=f"{binding.urn} is not a number")
        if op == CompareOperator.ne:
            return func.coalesce(text != value, true())
        if binding.target_type is datetime and op in _SUBSTRING:
            return false()
        return func.coalesce(self._holds(text, value, op), false())

    def _holds(self, text: Sql, value: str, op: CompareOperator) -> Sql:
        if op in _SUBSTRING and not value:
            return text.is_not(None)
        ordered = self.json.ordered(text)
        match op:
            case CompareOperator.eq:
                return text == value
            case CompareOperator.co:
                return self.json.contains(text, value)
            case CompareOperator.sw:
                return func.substr(text, 1, len(value)) == value
            case CompareOperator.ew:
                return self.json.ends(text, value)
            case CompareOperator.gt:
                return ordered > value
            case CompareOperator.ge:
                return ordered >= value
            case CompareOperator.lt:
                return ordered < value
            case _:
                return ordered <= value

    def _filled(self, doc: Sql, path: tuple[str, ...], binding: AttributeBinding) -> Sql:
        """Whether there is a value that is not empty (``pr``)."""
        target = binding.target_type
        if isclass(target) and issubclass(target, BaseModel):
            rows, value = self.json.members(doc, path)
            return exists(select(1).select_from(rows).where(value.is_not(None), value != ""))
        text = self.json.text(doc, path)
        return and_(text.is_not(None), func.coalesce(text != "", false()))

    def _by_column(self, node: Comparison) -> Sql | None:
        """The indexed columns answer the filters that IdPs send all day."""
        name = node.attr_path.attr.lower()
        if node.op != CompareOperator.eq or node.attr_path.sub_attr or node.attr_path.uri:
            return None
        if not isinstance(node.value, str) or name not in ("id", "externalid", "username"):
            return None
        binding = self.filter.resolve(node.attr_path, strict=False)
        if binding is None:
            return false()
        value = operand(binding, node.value, node.op)
        if name == "id":
            same: Sql = resources.c.resource_id == value
            return same
        column = resources.c.external_id if name == "externalid" else resources.c.user_name
        found: Sql = and_(column.is_not(None), column == value)
        return found

    def _member_exists(self, test: Sql) -> Sql:
        return exists(select(1).where(members.c.group_seq == resources.c.seq, test))

    def _member_column(self, path: tuple[str, ...]) -> Any:
        name = path[-1] if path else "value"
        if name not in _MEMBER_COLUMNS:
            raise InvalidFilterException(detail=f"members cannot be filtered by {name}")
        column = members.c[_MEMBER_COLUMNS[name]]
        return column if name == "value" else func.lower(column)

    def _member_test(
        self, path: tuple[str, ...], node: Comparison, binding: AttributeBinding
    ) -> Sql:
        value = operand(binding, node.value, node.op)
        return self._compare_text(self._member_column(path), value, node.op, binding)

    @staticmethod
    def _all_or_any(node: Comparison, any_of: Any, test: Sql) -> Sql:
        """``ne`` on many values means that none is equal; every other operator, that one holds."""
        found: Sql = any_of(test if node.op != CompareOperator.ne else not_(test))
        return not_(found) if node.op == CompareOperator.ne else found

    @staticmethod
    def _refuse_complex(binding: AttributeBinding) -> None:
        target = binding.target_type
        if isclass(target) and issubclass(target, BaseModel):
            raise InvalidFilterException(
                detail=f"{binding.urn} is complex: compare one of its sub-attributes"
            )


_SUBSTRING = frozenset({CompareOperator.co, CompareOperator.sw, CompareOperator.ew})
