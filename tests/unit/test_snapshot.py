"""A drawn catalogue never changes, and what is kept beside it goes when it goes."""

import gc
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from core.catalog.matrix import MatrixQuery, select_rows
from core.catalog.memo import Memo
from core.catalog.models import Fact
from tests.support.catalogue import app, claim, snapshot, verdict


def test_nothing_of_a_snapshot_can_be_changed() -> None:
    whole: Any = snapshot(app("one", [verdict(claim("yes", fact=Fact.SSO))]))
    before = dict(vars(whole))
    for mapping in (whole.apps, whole.idps, whole.aliases, whole.apps["one"].verdicts):
        with pytest.raises(TypeError):
            mapping["new"] = 1
    with pytest.raises(TypeError):
        whole.apps["one"].provisioning["okta"] = "scim"
    with pytest.raises(FrozenInstanceError):
        whole.edition = 2
    select_rows(whole, MatrixQuery())
    assert vars(whole) == before


def test_an_answer_about_one_snapshot_is_none_about_another() -> None:
    memo: Memo[Any, int] = Memo()
    first, second = snapshot(), snapshot()
    assert memo.get(first, "apps", lambda: 1) == 1
    assert memo.get(second, "apps", lambda: 2) == 2
    assert memo.get(first, "apps", lambda: 3) == 1


def test_the_answers_are_bounded_and_the_latest_stay() -> None:
    memo: Memo[Any, int] = Memo(most=2)
    whole = snapshot()
    for question in ("a", "b", "a", "c"):
        memo.get(whole, question, lambda: 1)
    assert [memo.get(whole, question, lambda: 2) for question in ("a", "b")] == [1, 2]


def test_the_answers_go_with_the_snapshot() -> None:
    memo: Memo[Any, object] = Memo()
    whole = snapshot(app("one"))
    memo.get(whole, "rows", list)
    assert len(memo._kept) == 1
    del whole
    gc.collect()
    assert len(memo._kept) == 0
