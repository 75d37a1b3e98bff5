"""Asking whether a password is known from a breach, without telling it."""

import logging
from collections.abc import Iterator

import pytest

from core.errors import Invalid
from core.identity.breaches.range_service import NOT_KNOWN, refuse_breached
from tests.support.breach_service import KNOWN, PADDING, RangeService, digest, range_service


@pytest.fixture
def service() -> Iterator[RangeService]:
    with range_service() as made:
        yield made


def test_a_known_password_is_refused_and_only_five_digits_are_sent(service: RangeService) -> None:
    with pytest.raises(Invalid) as refused:
        refuse_breached(service.url, KNOWN)
    assert refused.value.field == "password"
    assert "17 times" in str(refused.value)
    assert service.asked == [(f"/range/{digest(KNOWN)[:5]}", "true")]


@pytest.mark.parametrize("password", ["four words of nobody else", PADDING])
def test_what_is_not_known_or_padding_is_taken(service: RangeService, password: str) -> None:
    assert refuse_breached(service.url, password) == ""


@pytest.mark.parametrize("status", [302, 404, 429, 503])
def test_a_service_that_does_not_answer_refuses_nothing_and_it_is_said(
    service: RangeService, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    service.status = status
    with caplog.at_level(logging.WARNING, "offramp.identity"):
        assert refuse_breached(service.url, KNOWN) == NOT_KNOWN
    assert "did not answer" in caplog.text
    assert KNOWN not in caplog.text
    assert len(service.asked) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://169.254.169.254", "ftp://x.example"])
def test_nothing_there_or_nothing_allowed_is_not_known(url: str) -> None:
    assert refuse_breached(url, KNOWN) == NOT_KNOWN


def test_without_a_service_nothing_is_asked() -> None:
    assert refuse_breached("", KNOWN) == ""
