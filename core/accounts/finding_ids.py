"""The id of a finding: short, and the same tomorrow, as long as kind, app and account are. Pure."""

from hashlib import blake2b

import polars as pl

_BYTES = 8
"""A million findings share an id with a chance of one in 37 million."""


def finding_id(kind: str, app: str, key: str) -> str:
    """The id of what ``kind`` says of that account."""
    return _digest(f"{kind}\0{app}\0{key}")


def finding_ids(findings: pl.DataFrame) -> pl.Series:
    """The ids of a frame with ``kind``, ``app`` and ``key``."""
    texts = findings.select(pl.concat_str("kind", "app", "key", separator="\0")).to_series()
    return pl.Series("id", [_digest(text) for text in texts], dtype=pl.String)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=_BYTES).hexdigest()
