"""A complete list of one app's accounts as a sorted tree, whose root stands for all that it says.

Beside each name of the list lie three points that nobody has: who is shown a neighbour learns that
somebody has it, or not, at odds of one to three. Pure.
"""

from dataclasses import dataclass, field
from hashlib import sha256, shake_256
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.accounts.absence import leaf, merkle
from core.accounts.absence.commitment import Commitment, List
from core.accounts.absence.names import NameKind, pointer
from core.accounts.identifiers import Rules, forms
from core.accounts.kinds import AccountStatus

KEY = 32
SECRET = 2 * KEY
"""Bytes of a snapshot's secret: the key, which proofs reveal, and what hides its other leaves."""
DECOYS = 3
"""Points that nobody has, for each that somebody has."""

_COLUMNS = (
    ("email", NameKind.USER_NAME),  # an address that is none is a user name
    ("user_name", NameKind.USER_NAME),
    ("external_id", NameKind.EXTERNAL_ID),
    ("employee_number", NameKind.NUMBER),
)
_ADDRESS = r"(?s)^.+@[^@]*\.[^@]*$"
"""The form of an address, as ``identifiers.is_address`` has it."""

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Tree:
    """The tree of one snapshot. Its leaves are secret, and so is it."""

    commitment: Commitment
    key: bytes = field(repr=False)
    leaves: bytes = field(repr=False)
    levels: merkle.Levels = field(repr=False)

    @property
    def root(self) -> str:
        """What goes into the audit log, 64 hexadecimal digits."""
        return self.commitment.root

    @property
    def count(self) -> int:
        """Leaves: names, points that nobody has, and the two ends."""
        return self.commitment.leaves

    def leaf(self, index: int) -> bytes:
        """The bytes of one leaf."""
        return self.leaves[index * leaf.SIZE : (index + 1) * leaf.SIZE]


def build(accounts: pl.DataFrame, listed: List, secret: bytes, rules: Rules | None = None) -> Tree:
    """The tree of a complete list's accounts: ``frames.ACCOUNTS``, or ``frames.STANDING`` of those
    that the snapshot lists. ``secret``: so many random bytes as :data:`SECRET`, of this snapshot
    alone; the same accounts in any order and the same secret make the same tree."""
    if len(secret) != SECRET:
        raise ValueError(f"the secret of a tree has {SECRET} bytes, not {len(secret)}")
    rules, key, hidden = rules or Rules(), secret[:KEY], secret[KEY:]
    names = _names(accounts, rules)
    points, marks = _with_decoys(*_points(names, key), hidden)
    leaves = _leaves(points, marks, hidden)
    levels = merkle.levels(leaves, leaf.SIZE)
    commitment = Commitment(
        list=listed,
        accounts=accounts.height,
        named=_having(names),
        rules=rules,
        key=sha256(key).hexdigest(),
        leaves=len(leaves) // leaf.SIZE,
        tree=levels[-1].hex(),
    )
    return Tree(commitment, key, leaves, levels)


def _names(accounts: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Each name of each account: ``row``, ``kind``, ``name`` as it is hashed, ``mark``."""
    marks = {str(status): leaf.mark_of(status) for status in AccountStatus}
    mark = pl.col("status").replace_strict(
        marks, default=leaf.mark_of(None), return_dtype=pl.UInt8
    )  # fmt: skip
    rows = accounts.lazy().with_row_index("row").with_columns(mark.alias("mark"))
    text = pl.col("text")
    return pl.concat(
        rows.select("row", "mark", text=forms(pl.col(column), rules))
        .drop_nulls("text")
        .with_columns(
            kind=pl.when(text.str.contains(_ADDRESS))
            .then(pl.lit(str(NameKind.ADDRESS)))
            .otherwise(pl.lit(str(kind)))
        )
        .with_columns(name=pl.concat_str("kind", text, separator="\n"))
        .drop("text")
        for column, kind in _COLUMNS
    ).collect()


def _having(names: pl.DataFrame) -> dict[NameKind, int]:
    """How many accounts have a name of each kind."""
    counts = names.group_by("kind").agg(pl.col("row").n_unique())
    return dict.fromkeys(NameKind, 0) | {
        NameKind(kind): found for kind, found in counts.iter_rows()
    }


def _points(names: pl.DataFrame, key: bytes) -> tuple[Bytes, Bytes]:
    """Each name once, as a point and a mark: one that can be used is what counts."""
    lowest = names.group_by("name").agg(pl.col("mark").min())
    points = b"".join(map(pointer(key), lowest["name"]))
    return (
        np.frombuffer(points, dtype=np.uint8).reshape(-1, leaf.POINT),
        lowest["mark"].to_numpy(),
    )


def _with_decoys(points: Bytes, marks: Bytes, hidden: bytes) -> tuple[Bytes, Bytes]:
    """The points among others that nobody has, with the same share of each mark, and the ends."""
    order = _order(points, marks)
    points, marks = points[order], marks[order]
    count = len(points) * DECOYS
    made = shake_256(b"decoys" + hidden).digest(count * leaf.POINT)
    decoys = np.frombuffer(made, dtype=np.uint8).reshape(-1, leaf.POINT)
    ends = np.frombuffer(leaf.BELOW + leaf.ABOVE, dtype=np.uint8).reshape(-1, leaf.POINT)
    all_points = np.concatenate([points, decoys, ends])
    all_marks = np.concatenate([np.tile(marks, 1 + DECOYS), np.zeros(2, dtype=np.uint8)])
    order = _order(all_points, all_marks)
    return all_points[order], all_marks[order]


def _order(points: Bytes, marks: Bytes) -> NDArray[np.intp]:
    """The order by point, then by mark."""
    parts = np.ascontiguousarray(points).view(">u8").astype(np.uint64)
    order = np.lexsort((marks, parts[:, 0]))
    lined = parts[order]
    # The first eight bytes decide, but for points that are the same or of one in 2^64 pairs.
    tied = lined[1:, 0] == lined[:-1, 0]
    if (tied & (lined[1:] != lined[:-1]).any(axis=1)).any():
        every: list[NDArray[Any]] = [marks, *(parts[:, at] for at in (3, 2, 1, 0))]
        return np.lexsort(every)
    return order


def _leaves(points: Bytes, marks: Bytes, hidden: bytes) -> bytes:
    salts = shake_256(b"salt" + hidden).digest(len(points) * leaf.SALT)
    found = np.empty((len(points), leaf.SIZE), dtype=np.uint8)
    found[:, : leaf.POINT] = points
    found[:, leaf.POINT] = marks
    found[:, leaf.POINT + 1 :] = np.frombuffer(salts, dtype=np.uint8).reshape(-1, leaf.SALT)
    return found.tobytes()
