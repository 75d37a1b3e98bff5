"""Files leave Offramp in one way alone: by its own routes, drawn by ``pages.ui.exports``."""

import ast
from collections import Counter
from collections.abc import Iterator

import pytest

from core.config import ROOT
from core.errors import NotFound
from core.web.files import offers as limits
from core.web.files.answers import disposition
from core.web.files.made import Made
from core.web.files.offers import Offers, Where
from tests.support.downloads import PARTS

HERE = Where("tab", "matrix")
OURS = {"download", "offer", "offer_shown"}
KEPT_BY_STREAMLIT = {"audio", "download_button", "image", "logo", "pdf", "pyplot", "video"}
"""What Streamlit puts into its media store, which asks nobody who they are."""


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(ROOT / "pages").as_posix(), node


def test_nothing_of_ours_goes_into_the_media_store_of_streamlit() -> None:
    found = {
        (place, node.func.attr)
        for place, node in calls()
        if isinstance(node.func, ast.Attribute) and node.func.attr in KEPT_BY_STREAMLIT
    }
    assert not found


def test_the_list_of_files_that_a_browser_downloads_is_complete() -> None:
    found = Counter(
        place
        for place, node in calls()
        if isinstance(node.func, ast.Name) and node.func.id in OURS
        if place != "ui/exports.py"
    )
    assert found == {place: part.calls for place, part in PARTS.items()}


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def offers(clock: list[float]) -> Offers:
    return Offers(clock=lambda: clock[0])


def maker(name: str = "a.csv"):  # type: ignore[no-untyped-def]
    return lambda _who: Made(name, b"")


def test_an_offer_is_good_for_its_session_alone(offers: Offers) -> None:
    made = maker()
    offers.put("ada", "ticket", made, 60, HERE)
    assert offers.take("ada", "ticket") is made
    assert offers.take("ada", "ticket") is made  # a second click
    for session, ticket in (("ben", "ticket"), ("ada", "other"), ("", "ticket")):
        with pytest.raises(NotFound):
            offers.take(session, ticket)


def test_an_offer_ends_and_is_offered_anew_when_it_is_drawn_again(
    offers: Offers, clock: list[float]
) -> None:
    offers.put("ada", "ticket", maker(), 60, HERE)
    clock[0] = 59
    offers.put("ada", "ticket", maker(), 60, HERE)
    clock[0] = 118
    offers.take("ada", "ticket")
    clock[0] = 119
    with pytest.raises(NotFound):
        offers.take("ada", "ticket")


def test_offers_are_bounded_for_each_session_and_in_all(offers: Offers) -> None:
    for number in range(limits.PER_SESSION + 1):
        offers.put("ada", str(number), maker(), 60, HERE)
    offers.take("ada", str(limits.PER_SESSION))
    with pytest.raises(NotFound):
        offers.take("ada", "0")
    for number in range(limits.SESSIONS):
        offers.put(f"session {number}", "ticket", maker(), 60, HERE)
    offers.take("session 0", "ticket")
    with pytest.raises(NotFound):
        offers.take("ada", "1")


def test_what_ended_is_forgotten(offers: Offers, clock: list[float]) -> None:
    offers.put("ada", "ticket", maker(), 60, HERE)
    clock[0] = 61
    offers.put("ben", "ticket", maker(), 60, HERE)
    assert list(offers._of) == ["ben"]


def test_a_page_that_shows_something_else_offers_it_no_longer_and_others_do(offers: Offers) -> None:
    offers.put("ada", "advice", maker(), 60, HERE)
    offers.put("ada", "other tab", maker(), 60, Where("second", "matrix"))
    offers.shows("ada", HERE)  # drawn again
    offers.take("ada", "advice")
    offers.shows("ada", Where("tab", "proof"))
    offers.take("ada", "other tab")
    with pytest.raises(NotFound):
        offers.take("ada", "advice")


def test_what_a_closed_page_offered_is_forgotten_after_a_while(
    offers: Offers, clock: list[float]
) -> None:
    offers.put("ada", "closed", maker(), 10_000, HERE)
    offers.put("ben", "open", maker(), 10_000, Where("open", "matrix"))
    offers.is_open = lambda tab: tab == "open"
    clock[0] = limits.CLOSED - 1  # it may come back
    offers.shows("eve", HERE)
    offers.take("ada", "closed")
    clock[0] = limits.CLOSED + limits.LOOKS
    offers.shows("eve", HERE)
    offers.take("ben", "open")
    assert list(offers._of) == ["ben"]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("OFF-0001.zip", 'attachment; filename="OFF-0001.zip"'),
        ('a"b\\c.png', "attachment; filename=\"a_b_c.png\"; filename*=UTF-8''a%22b%5Cc.png"),
        (
            "Löschung.pdf",
            "attachment; filename=\"L_schung.pdf\"; filename*=UTF-8''L%C3%B6schung.pdf",
        ),
        ("a\r\nx: y", "attachment; filename=\"a__x: y\"; filename*=UTF-8''a%0D%0Ax%3A%20y"),
    ],
)
def test_a_name_is_one_header_whatever_is_in_it(name: str, header: str) -> None:
    assert disposition(name) == header
