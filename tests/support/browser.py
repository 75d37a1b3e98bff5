"""What browser tests do on every page: wait for its script, choose from its boxes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from weakref import WeakKeyDictionary

from playwright.sync_api import (
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    Response,
    WebSocket,
    expect,
)
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE = 60_000
"""Milliseconds, for a machine with other work: whoever waits goes on at once when it is there."""
TO_THE_END = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
_sockets: WeakKeyDictionary[Page, WebSocket] = WeakKeyDictionary()


def listen(context: BrowserContext) -> None:
    """From now on hear what the server tells the pages of this browser, for :func:`rerun`."""
    context.set_default_timeout(PATIENCE)
    context.on("page", lambda page: page.on("websocket", lambda one: _heard(page, one)))


def forget(context: BrowserContext, url: str) -> None:
    """Make a browser as if it was new, but for files that it may keep (``cache-control``)."""
    context.unroute_all()
    last, *others = context.pages or [context.new_page()]
    for page in others:
        page.close()
    last.goto("about:blank")  # nothing of ours runs in it any longer that could store something
    kept = {"origin": url, "storageTypes": "local_storage,indexeddb,service_workers,cache_storage"}
    context.new_cdp_session(last).send("Storage.clearDataForOrigin", kept)
    last.close()
    context.clear_cookies()
    context.clear_permissions()


def _heard(page: Page, socket: WebSocket) -> None:
    _sockets[page] = socket


def _is_the_end_of_a_run(frame: bytes | str) -> bool:
    told = ForwardMsg()
    told.ParseFromString(frame if isinstance(frame, bytes) else frame.encode())
    return told.WhichOneof("type") == "script_finished" and told.script_finished in TO_THE_END


def settled(page: Page) -> None:
    """Wait until the page's script has run to its end, and the page is shown: it will stay."""
    state = "notRunning"
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", state)
    expect(page.locator("html:not([data-drawing])")).to_be_attached()


def at_rest(page: Page) -> None:
    """Wait until nothing moves that comes to an end: what slides in is where it will be."""
    page.wait_for_function(
        "() => document.getAnimations()"
        ".every((one) => one.effect.getComputedTiming().iterations === Infinity)"
    )
    settled(page)


def signed_in(page: Page, name: str, role: str) -> None:
    """Wait for the menu's foot to say who is signed in."""
    page.locator(".st-key-menu-account").get_by_role("button", name=name).click()
    expect(page.get_by_text(f"Signed in as {role}")).to_be_visible()
    page.keyboard.press("Escape")


def sign_out(page: Page) -> None:
    """By the menu's foot."""
    page.locator(".st-key-menu-account").get_by_role("button").click()
    page.get_by_role("button", name="Sign out").click()


@contextmanager
def rerun(page: Page) -> Iterator[None]:
    """Do something that makes the page's script run, and wait until it has run to its end.

    Right after a click or a key the run before it may still be what the page shows: with
    :func:`settled` alone a test would look too early.
    """
    settled(page)
    with _sockets[page].expect_event("framereceived", _is_the_end_of_a_run):
        yield
    settled(page)


def upload(place: Page | Locator, file: str | PathLike[str] | FilePayload) -> None:
    """Choose a file for the uploader here, and wait until the server has it.

    Its name is shown as soon as it is chosen: who goes on at that may go on without the file.
    """
    page = place.page if isinstance(place, Locator) else place
    with page.expect_response(_is_an_upload) as answer:
        place.locator("input[type=file]").set_input_files(file)
    assert answer.value.ok, answer.value.status
    expect(place.get_by_test_id("stFileChipIconSpinner")).to_have_count(0)
    settled(page)


def _is_an_upload(answer: Response) -> bool:
    return "/_stcore/upload_file/" in answer.url and answer.request.method == "PUT"


def choose(page: Page, box: str, option: str) -> None:
    """Choose from a select box, and wait until its list is gone."""
    _pick(page, box, option)
    list_gone(page)


def choose_several(page: Page, box: str, *options: str) -> None:
    """Choose from a box that takes several: its list stays open until it is closed."""
    for option in options:
        _pick(page, box, option)
    page.keyboard.press("Escape")
    list_gone(page)


def list_gone(page: Page) -> None:
    """Wait for the end of the list's fading: it takes a click that is meant for what is below."""
    expect(page.get_by_role("listbox")).to_have_count(0)


def _pick(page: Page, box: str, option: str) -> None:
    """By keyboard; a list that opens while the page moves closes again."""
    item = page.get_by_role("option", name=option)
    for _attempt in range(20):
        settled(page)
        page.get_by_role("combobox", name=box).first.press("ArrowDown")
        try:
            item.first.click(timeout=2_000)
        except PlaywrightTimeout:
            page.keyboard.press("Tab")  # away from it, so that the next attempt opens it anew
            if _is_taken(page, box, option):
                return
            continue
        return
    raise AssertionError(f"{box!r} never offered {option!r}")


def picture(page: Page, name: str) -> None:
    """Pictures in two sizes and schemes, into the folder that OFFRAMP_TEST_SHOTS names."""
    folder = os.environ.get("OFFRAMP_TEST_SHOTS")
    if not folder:
        return
    for width, height in ((1280, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            settled(page)
            path = f"{folder}/{name}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=True, animations="disabled")


def _is_taken(page: Page, box: str, option: str) -> bool:
    """Whether a click was heard although it was not answered in time: what is taken is no longer
    offered by a box that takes several."""
    several = page.get_by_test_id("stMultiSelect")
    here = several.filter(has=page.get_by_role("combobox", name=box))
    return bool(here.get_by_text(option, exact=True).count())


def at_home(page: Page) -> None:
    """Wait until the browser shows the first page, signed in."""
    expect(page).to_have_title("Home · Offramp")
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=1)).to_be_visible()
