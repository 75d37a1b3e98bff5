"""What Streamlit's own frontend makes of data: exactly its characters, in every kind of place."""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import pytest
import requests
from playwright.sync_api import Page, expect

from core.actor import LOCAL_OPERATOR
from core.catalog import service as catalog
from core.config import ROOT
from core.identity import accounts
from core.identity import service as identity
from core.names import visible
from core.notify import service as notify
from core.notify.values import Audience, ChannelInput
from core.offboarding.values import EvidenceKind
from core.stack import service as stack
from tests.support.browser import settled
from tests.support.cases import add_case, add_evidence, add_step
from tests.support.server import Server, free_port

NASTY = [
    "[click](https://evil.example)", "![x](https://evil.example/x.png)", "https://evil.example/a?b=c",
    "HTTPS://EVIL.example", "www.evil.example", "(www.evil.example)", "me@evil.example",
    "mailto:me@evil.example", "<https://evil.example>", "<b>bold</b>", "<!-- c -->", "&lt;b&gt;",
    "&#x41; &nbsp;", "*a* **b** _c_ ~~d~~", "`code`", "$x^2$ $$y$$", ":smile: :+1: :100:",
    ":material/home:", ":material/1", ":streamlit:", ":red[x] :small[x] :red-badge[x] :help[x]",
    ":color[]",
    "# heading", "- item", "+ item", "1. item", "1) item", "> quote", "---", "===", "~~~", "```",
    "| a | b |", "[^1]", "[a]: https://evil.example", "- [ ] todo",
    "a -> b <- c -- d >= e <= f ~= g",
    "->", "--", "<->", "a--@b.c", r"back\slash \*", "C:\\Users\\x", "12:30:45", "a_b_c",
    "two\nlines", "fdp\u202eexe", "a\u200bb", "\x1b[31mred",
]  # fmt: skip
PIECES = [
    *"*_`~#>[]()!|\\:$<&;@.-=+/{}^\"'1a ", "https://", "www.", "material/", "color", "red", "b.c",
    "\n", "smile", "x", "é", "😀",
]  # fmt: skip
MADE_OF_THEM = ["".join(random.Random(seed).choices(PIECES, k=14)) for seed in range(150)]
NAMES = [*NASTY, *(name for name in MADE_OF_THEM if name.strip())]

SCRIPT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import streamlit as st
from pages.ui.markdown import md
from tests.browser.test_markdown import NAMES

for number, name in enumerate(NAMES):
    with st.container(key=f"body-{{number}}"):
        st.markdown(md(name))
    with st.container(key=f"inside-{{number}}"):
        st.caption(f"**Of** {{md(name)}} and :material/home: :smile:")
    with st.container(key=f"label-{{number}}"):
        st.button(md(name), key=f"button-{{number}}")
    with st.container(key=f"heading-{{number}}"):
        st.subheader(md(name), anchor=False)
st.caption("The end")
"""
READ = """() => Object.fromEntries(
  [...document.querySelectorAll('[class*=st-key-body],[class*=st-key-inside],' +
    '[class*=st-key-label],[class*=st-key-heading]')].map(part => [
    [...part.classList].find(name => name.startsWith('st-key-')).slice(7),
    [part.textContent, [...part.querySelectorAll(
      'a, img, em, code, del, li, hr, blockquote, table, input, sup, pre, br, h1, h2, .katex')]
      .map(each => each.tagName)]]))"""


@pytest.fixture
def every_name(tmp_path: Path) -> Iterator[str]:
    """The address of a Streamlit app that draws nothing but escaped names."""
    script, port = tmp_path / "names.py", free_port()
    script.write_text(SCRIPT, encoding="utf-8")
    options = [f"--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1"]
    with subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        url, end = f"http://127.0.0.1:{port}", monotonic() + 60
        while monotonic() < end:
            with suppress(requests.RequestException):
                if requests.get(url, timeout=1).ok:
                    break
        yield url
        process.terminate()


def test_escaped_data_shows_exactly_its_characters(every_name: str, page: Page) -> None:
    page.goto(every_name)
    expect(page.get_by_text("The end")).to_be_visible()
    expect(page.get_by_role("img", name="home icon")).to_have_count(len(NAMES))
    parts = page.locator("[class*=st-key-label-] button, [class*=st-key-inside-]")
    expect(parts.filter(has_text=re.compile("."))).to_have_count(2 * len(NAMES))
    expect(page.get_by_text("😄")).to_have_count(len(NAMES))  # which Streamlit loads later
    drawn = page.evaluate(READ)
    wrong = []
    for number, name in enumerate(NAMES):
        line = visible(" ".join(name.split()))
        inside = f"Of {line} and home 😄"
        for kind, told in (("body", line), ("inside", inside), ("label", line), ("heading", line)):
            text, tags = drawn[f"{kind}-{number}"]
            if text != told or tags:
                wrong.append((kind, name, text, tags))
    assert not wrong


EVIL = "[A](//evil.example) www.evil.example :red[x] $y$ <b>&lt;"


def test_names_from_data_are_shown_as_they_are_on_every_page(server: Server, page: Page) -> None:
    with server.database.write() as session:
        app = catalog.add_app(session, LOCAL_OPERATOR, EVIL)
        stack.add(session, LOCAL_OPERATOR, app)
        case = add_case(session, person=EVIL, email="ann@evil.example", note=EVIL, manager=EVIL)
        step = add_step(session, case, title=EVIL, app_id=app, app_name=EVIL, owner=EVIL)
        add_evidence(session, step, kind=EvidenceKind.NOTE, text=EVIL)
        identity.add_group(session, LOCAL_OPERATOR, EVIL)
        channel = ChannelInput(EVIL, "json://www.evil.example", Audience.SHARED)
        notify.add_channel(session, LOCAL_OPERATOR, channel)
        account = accounts.find(session, "administrator.example")
        account.name = f"{EVIL} Ops"  # not the one who leaves
    case_page = f"case?case={case.id}"
    paths = [
        *("stack", "work", "users", "groups", "notifications", "account", "checklists", case_page),
        *(f"{case_page}&view={view}" for view in ("apps", "waiting", "timeline")),
        *(f"{case_page}&step={step.id}", f"app?app={app}", f"?q={quote(EVIL)}", "connections"),
        *(f"compare?apps={app}", f"wizard?app={app}", f"calculator?app={app}", "stack_advice"),
    ]
    for path in paths:
        page.goto(f"{server.url}/{path}")
        settled(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if path.startswith("groups"):
            for name in page.get_by_text(EVIL, exact=True).all():
                expect(name).to_be_visible()
        assert (
            page.locator("a[href*='//www'], a[href*='//evil'], a[href^=mailto], .katex").count()
            == 0
        ), path
        assert EVIL in page.locator("body").inner_text(), path
    page.goto(f"{server.url}/{case_page}")
    expect(page.get_by_role("heading", level=1, name=EVIL, exact=True)).to_be_visible()
    page.goto(f"{server.url}/app?app={app}")
    expect(page.get_by_role("heading", level=1, name=EVIL, exact=True)).to_be_visible()
    page.goto(f"{server.url}/{case_page}&step={step.id}")
    expect(page.get_by_role("dialog", name=EVIL)).to_be_visible()
