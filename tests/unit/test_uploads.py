"""What may be uploaded, by whom, how much of it: decided before Streamlit takes a byte."""

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from core.actor import Actor, Role
from core.config import ROOT, Settings
from core.rights import RIGHTS, Action
from core.web.uploads import middleware, page_sessions
from core.web.uploads.allowance import LOOK, LOOKING, MB, WORK, WORKING, allowance
from core.web.uploads.middleware import Uploads
from core.web.uploads.refused import MOST, PAGES, RefusedUploads, SaidOnPage

SETTINGS = Settings(uploads_max_mb=300)
FIELDS = {
    "pages/accounts/parts/importing/field.py": Action.INVENTORY_DELIVER,
    "pages/ui/app_list/field.py": Action.STACK_EDIT,
    "pages/offboarding/parts/step/evidence_fields.py": Action.CASE_WORK,
    "pages/ui/inputs/table_field.py": Action.STACK_EDIT,
    "pages/cost/parts/scenario_file.py": Action.COST_EDIT,
    "pages/cost/parts/profiles.py": Action.COST_READ,
}
"""Every module with a field for files, and a right behind it: the table's is that of the stack's
import, and of opening cases."""


class Pages:
    """Streamlit, as far as it is asked: pages and what they hold."""

    def __init__(self) -> None:
        self.opened: dict[str, str] = {}
        self.files: dict[str, dict[str, int]] = {}
        self.drawn: list[str] = []

    def cookies(self, session_id: str) -> Mapping[str, str] | None:
        token = self.opened.get(session_id)
        return None if token is None else {"offramp": token}

    def held(self) -> Mapping[str, int]:
        return {page: sum(files.values()) for page, files in self.files.items()}

    def run_again(self, session_id: str) -> None:
        self.drawn.append(session_id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Streamlit's own route: it takes whatever comes."""
        _, _, _, page, file = scope["path"].split("/")
        if scope["method"] == "DELETE":
            self.files.get(page, {}).pop(file, None)
        else:
            size = int(dict(scope["headers"])[b"content-length"])
            self.files.setdefault(page, {})[file] = size
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class House:
    """The middleware with pages behind it, people before it and a clock."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.pages, self.now = Pages(), 0.0
        self.uploads = Uploads(self.pages, self.pages, lambda: self.now)
        self.refused = RefusedUploads(lambda: self.now)
        self.client = TestClient(SaidOnPage(self.uploads, self.pages, self.refused, quiet=0))
        for each in (middleware, page_sessions):
            patch.setattr(each, "runtime", lambda: SimpleNamespace(settings=SETTINGS))
        patch.setattr(middleware, "signed_in", self._signed_in)

    def _signed_in(self, request: Any) -> Actor | None:
        token = request.cookies.get("offramp", "")
        name, _, role = token.partition("-")
        return Actor(id=name, name=name, role=Role(role)) if role else None

    def ask(self, token: str, path: str, size: int = 10, method: str = "PUT") -> Any:
        headers = {"cookie": f"offramp={token}", "content-length": str(size)}
        return self.client.request(method, f"/_stcore/upload_file/{path}", headers=headers)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    return House(monkeypatch)


def test_every_field_for_files_is_known_with_its_right() -> None:
    found = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "pages").rglob("*.py")
        if re.search(r"\b(file_uploader|chat_input|camera_input|audio_input)\(", file.read_text())
    }
    assert found == set(FIELDS)
    assert {*FIELDS.values(), Action.CASE_OPEN} == {*WORKING, *LOOKING}
    users = {file for file in (ROOT / "pages").rglob("*.py") if "table_field(" in file.read_text()}
    assert {file.name for file in users} == {"table_field.py", "leaving_file.py"}


def test_a_role_may_upload_what_some_page_asks_it_for() -> None:
    assert {role: allowance(role) for role in Role} == {
        Role.VIEWER: LOOK, Role.AUDITOR: LOOK, Role.OPERATOR: WORK, Role.ADMINISTRATOR: WORK,
    }  # fmt: skip


def test_a_role_without_a_field_for_files_is_refused_in_words(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RIGHTS, Action.COST_READ, frozenset({Role.OPERATOR}))
    house.pages.opened["p1"] = "vic-viewer"
    refused = house.ask("vic-viewer", "p1/f1")
    assert (refused.status_code, refused.text) == (
        403,
        "The role viewer cannot upload files here.",
    )


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_nobody_reaches_a_page_that_was_opened_in_another_session(
    house: House, method: str
) -> None:
    house.pages.opened["p1"] = "ada-administrator"
    house.pages.files["p1"] = {"f1": 5}
    for other in ("mallory-operator", "ada2-administrator"):
        refused = house.ask(other, "p1/f1", method=method)
        assert refused.status_code == 403
        assert "opened in another session" in refused.text
    assert house.pages.files == {"p1": {"f1": 5}}
    assert house.ask("ada-administrator", "p1/f2").status_code == 204


@pytest.mark.parametrize(
    "path", ["p2/f1", "p1", "p1/f1/more", "../upload_file/p1/f1", "", "p1//f1"]
)
def test_only_an_open_page_takes_files(house: House, path: str) -> None:
    house.pages.opened["p1"] = "ada-administrator"
    assert house.ask("ada-administrator", path).status_code in (404, 204)
    assert set(house.pages.files) <= {"p1"}
    assert not set(house.pages.files.get("p1", {})) - {"f1"}


def test_whoever_is_not_signed_in_uploads_nothing(house: House) -> None:
    house.pages.opened["p1"] = ""
    assert house.ask("", "p1/f1").status_code in (401, 404)
    assert house.pages.files == {}


def test_forty_large_files_of_a_viewer_are_refused(house: House) -> None:
    house.pages.opened["p1"] = "vic-viewer"
    answers = [house.ask("vic-viewer", f"p1/{n}", 24 * MB) for n in range(40)]
    assert {one.status_code for one in answers} == {413}
    small = [house.ask("vic-viewer", f"p1/{n}", 1 * MB).status_code for n in range(40)]
    assert small == [204] * 5 + [429] * 35
    assert sum(house.pages.held().values()) == 5 * MB


def test_more_pages_and_more_time_give_nobody_more_room(house: House) -> None:
    house.pages.opened |= {f"p{n}": "olga-operator" for n in range(40)}
    for n in range(40):
        house.ask("olga-operator", f"p{n}/f", 24 * MB)
        house.now += 61
    assert sum(house.pages.held().values()) == 96 * MB
    assert house.ask("olga-operator", "p0/f", method="DELETE").status_code == 204
    assert house.ask("olga-operator", "p0/g", 24 * MB).status_code == 204


def test_a_file_whose_size_is_not_said_is_refused(house: House) -> None:
    house.pages.opened["p1"] = "olga-operator"
    body = iter([b"x" * 100])
    refused = house.client.put(
        "/_stcore/upload_file/p1/f1", headers={"cookie": "offramp=olga-operator"}, content=body
    )
    assert refused.status_code == 411
    assert house.ask("olga-operator", "p1/f1", -5).status_code == 411


class Quotas(RuleBasedStateMachine):
    """Whatever people upload, take back and close, nobody holds more than they may."""

    people = st.sampled_from(["olga-operator", "adam-administrator", "vic-viewer", "aud-auditor"])

    @initialize()
    def start(self) -> None:
        self.patch = pytest.MonkeyPatch()
        self.house = House(self.patch)

    @rule(who=people, page=st.integers(0, 3), file=st.integers(0, 5), size=st.integers(0, 30 * MB))
    def upload(self, who: str, page: int, file: int, size: int) -> None:
        self.house.pages.opened[f"{who}{page}"] = who
        self.house.ask(who, f"{who}{page}/{file}", size)

    @rule(who=people, page=st.integers(0, 3), file=st.integers(0, 5))
    def remove(self, who: str, page: int, file: int) -> None:
        self.house.ask(who, f"{who}{page}/{file}", method="DELETE")

    @rule(who=people, page=st.integers(0, 3))
    def close(self, who: str, page: int) -> None:
        self.house.pages.opened.pop(f"{who}{page}", None)
        self.house.pages.files.pop(f"{who}{page}", None)

    @rule(seconds=st.integers(1, 100))
    def wait(self, seconds: int) -> None:
        self.house.now += seconds

    @invariant()
    def within(self) -> None:
        held = self.house.pages.held()
        assert sum(held.values()) <= SETTINGS.uploads_max_mb * MB
        for who in ("olga-operator", "adam-administrator", "vic-viewer", "aud-auditor"):
            allowed = allowance(Role(who.partition("-")[2]))
            assert allowed is not None
            mine = [size for page, size in held.items() if page.startswith(who)]
            assert sum(mine) <= allowed.held
        assert not self.house.uploads.coming

    def teardown(self) -> None:
        self.patch.undo()


TestQuotas = Quotas.TestCase


def test_a_refusal_is_said_on_its_own_page_and_draws_it_once(house: House) -> None:
    house.pages.opened.update(p1="vic-viewer", p2="ada-administrator")
    for file in ("f1", "f2"):
        refused = house.ask("vic-viewer", f"p1/{file}", size=LOOK.file * 3)
        assert refused.status_code == 413
    assert house.refused.of("p1") == ["A file may be up to 1 MB here."]
    assert house.pages.drawn == ["p1"]
    assert house.ask("mallory-operator", "p2/f1").status_code == 403
    assert house.ask("", "p2/f1").status_code >= 400
    assert (house.refused.of("p2"), house.pages.drawn) == ([], ["p1"])
    assert house.ask("vic-viewer", "p1/f3").status_code == 204
    house.now = 60.0
    assert house.refused.of("p1") == []


def test_what_refusals_take_of_the_memory_is_bounded() -> None:
    refused = RefusedUploads(lambda: 0.0)
    for number in range(PAGES + 10):
        for sentence in range(MOST + 2):
            assert refused.note(f"p{number}", f"Wait {sentence} seconds.")
    assert refused.of("p0") == []
    assert refused.of(f"p{PAGES}") == [f"Wait {n} seconds." for n in range(2, MOST + 2)]


def test_every_field_for_files_says_why_a_file_was_refused() -> None:
    for file in FIELDS:
        text = (ROOT / file).read_text()
        assert text.count("file_uploader(") == text.count("refused_upload.show()") == 1, file
