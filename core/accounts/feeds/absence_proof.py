"""The tree of a concluded list, and what it proves of somebody's names."""

from collections import OrderedDict
from collections.abc import Collection
from threading import Lock
from typing import Any

import polars as pl
from sqlmodel import Session

from core.accounts.absence.commitment import List
from core.accounts.absence.listing import Tree, build
from core.accounts.absence.names import Name
from core.accounts.absence.proving import NothingToCompare, StillThere, prove
from core.accounts.feeds import contents
from core.accounts.identifiers import Rules
from core.accounts.kinds import Subject
from core.accounts.models import Feed, Snapshot, SnapshotContent
from core.errors import NotFound

_MOST = 2
"""Trees in memory: of 200,000 accounts one has some 300 MB."""
_trees: OrderedDict[str, Tree] = OrderedDict()
_lock = Lock()


def tree_of(session: Session, feed: Feed, row: Snapshot, frame: pl.DataFrame, rules: Rules) -> Tree:
    """The tree of a list that is being concluded; what counts as the same is kept with it."""
    content = session.get(SnapshotContent, row.id)
    assert content is not None
    assert content.tree_key is not None
    content.same = {"domains": dict(rules.domains), "plus": rules.plus_is_same}
    session.add(content)
    tree = build(frame, _listed(feed, row), content.tree_key, rules)
    return _keep(tree)


def absence_proof(
    session: Session, feed: Feed, row: Snapshot, names: Collection[Name]
) -> dict[str, Any] | None:
    """What a complete list proves of these names; ``None`` where it can prove nothing: they are in
    it, it has no names of these kinds, or its rows are no longer kept."""
    tree = _tree(session, feed, row)
    if tree is None:
        return None
    try:
        return prove(tree, names, row.id or 0)
    except (StillThere, NothingToCompare):
        return None


def _tree(session: Session, feed: Feed, row: Snapshot) -> Tree | None:
    if not row.root:
        return None
    with _lock:
        if row.root in _trees:
            return _trees[row.root]
    content = session.get(SnapshotContent, row.id)
    if content is None or content.tree_key is None or not content.same:
        return None
    try:
        frame = contents.rows(session, row, Subject.ACCOUNTS)
    except NotFound:
        return None
    rules = Rules(dict(content.same["domains"]), bool(content.same["plus"]))
    tree = build(frame, _listed(feed, row), content.tree_key, rules)
    return _keep(tree) if tree.root == row.root else None


def _listed(feed: Feed, row: Snapshot) -> List:
    # By its number: its name may be another one later.
    return List(feed.app_id or "", f"feed {feed.id}", row.taken_at, row.sha256)


def _keep(tree: Tree) -> Tree:
    with _lock:
        _trees[tree.root] = tree
        while len(_trees) > _MOST:
            _trees.popitem(last=False)
    return tree
