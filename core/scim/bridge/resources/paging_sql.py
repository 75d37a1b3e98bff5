"""Sorting and paging in SQL: by index, and by keyset cursors (RFC 7644 §3.4.2, RFC 9865)."""

from dataclasses import dataclass
from inspect import isclass
from typing import Any

from pydantic import BaseModel
from scim2_models import InvalidCursorException, SearchRequest
from sqlalchemy import and_, case, null, or_, select

from core.scim.bridge.resources.filter_sql import path_of
from core.scim.bridge.resources.json_sql import JsonSql, Sql
from core.scim.bridge.tables import resources


@dataclass(frozen=True)
class Order:
    """How a search is sorted: an expression that may be NULL (then last when ascending)."""

    value: Sql | None
    descending: bool

    def clauses(self, backwards: bool = False) -> list[Sql]:
        """ORDER BY: missing values last when ascending, then order of creation."""
        down = self.descending != backwards
        seq = resources.c.seq
        if self.value is None:
            return [seq.desc() if down else seq.asc()]
        missing = case((self.value.is_(None), 1), else_=0)
        parts = [missing, self.value, seq]
        return [part.desc() if down else part.asc() for part in parts]

    def beyond(self, anchor: tuple[Any, int], backwards: bool) -> Sql:
        """Rows after the anchor (before it, when paging backwards)."""
        down = self.descending != backwards
        value, seq = anchor
        column = resources.c.seq
        later = column < seq if down else column > seq
        if self.value is None:
            return later
        if value is None:
            same = and_(self.value.is_(None), later)
            return or_(same, self.value.is_not(None)) if down else same
        past = self.value < value if down else self.value > value
        found = or_(past, and_(self.value == value, later))
        return found if down else or_(found, self.value.is_(None))


def order_of(request: SearchRequest[Any], models: dict[str, type[Any]], json: JsonSql) -> Order:
    """The order that a search asks for, over the resource types that it covers."""
    descending = request.sort_order == SearchRequest.SortOrder.descending
    if request.sort_by is None:
        return Order(None, False)
    by_kind = [
        (resources.c.kind == kind, value)
        for kind, model in models.items()
        if (value := _value(request, model, json)) is not None
    ]
    if not by_kind:
        return Order(None, False)
    value = by_kind[0][1] if len(models) == 1 else case(*by_kind, else_=null())
    return Order(json.ordered(value), descending)


def _value(request: SearchRequest[Any], model: type[Any], json: JsonSql) -> Sql | None:
    binding = request.sort_binding(model)
    if binding is None:
        return None
    target = binding.target_type
    if isclass(target) and issubclass(target, BaseModel):
        return None
    doc = resources.c.search
    path = path_of(binding)
    if not binding.is_multivalued:
        return json.text(doc, path)
    if path[0] == "members":
        return None
    head, rest = (path[:-1], path[-1:]) if binding.sub_field_name else (path, ())
    rows, element, position = json.elements(doc, head)
    order = [position.asc()]
    if rest:
        order.insert(0, case((json.flag(element, ("primary",), True), 0), else_=1).asc())
    return (
        select(json.text(element, rest))
        .select_from(rows)
        .order_by(*order)
        .limit(1)
        .scalar_subquery()
    )


def write_position(direction: str, value: Any, seq: int) -> dict[str, Any]:
    """The position of the page after (``next``) or before (``previous``) a row."""
    return {"d": direction, "k": value, "i": seq}


def read_position(position: Any) -> tuple[bool, tuple[Any, int]]:
    """Whether to page backwards, and the anchor. Raises ``InvalidCursorException``."""
    try:
        direction, value, seq = position["d"], position["k"], position["i"]
    except (TypeError, KeyError):
        raise InvalidCursorException from None
    if direction not in ("next", "previous") or not isinstance(seq, int):
        raise InvalidCursorException
    return direction == "previous", (value, seq)
