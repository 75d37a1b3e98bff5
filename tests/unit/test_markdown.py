"""Data in Markdown: what is made of it, and that nothing goes by the one way."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import ROOT
from pages.ui.chart_style import tamed
from pages.ui.markdown import Markdown, link, linked, listed, md, spoken
from tests.support.markdown_lint import Pages, arguments, pages_of

SPECIAL = st.sampled_from(list("*_`~#>[]()!|\\:$<&;@.-=+/ \n\twh1a") + ["https://", "www."])


def leaks(source: str) -> list[str]:
    """What the rule finds in a page with this in it."""
    text = f"import streamlit as st\nfrom pages.ui.markdown import md\n\n{source}\n"
    return [leak.text for leak in Pages.read({"pages/made_up.py": text}).leaks()]


def test_no_data_goes_into_markdown_unescaped() -> None:
    assert not [str(leak) for leak in pages_of(ROOT).leaks()]


@pytest.mark.parametrize(
    "source",
    [
        "def draw(case):\n    st.title(case.person)",
        "def draw(name: str):\n    st.caption(f'Steps of {name}')",
        "def draw(case):\n    with st.expander(case.person):\n        pass",
        "def draw(case):\n    told = f'{md(case.a)} {case.b}'\n    st.markdown(told)",
        "def draw(case):\n    told = [md(case.a)]\n    told.append(case.b)\n    st.info(told[0])",
        "def draw(case):\n    lines = ['']\n    lines[-1] += case.b\n    st.write(' '.join(lines))",
        "def draw(cases):\n    apps = {}\n    for case in cases:\n"
        "        apps.setdefault(case.app, []).append(1)\n    for app in apps:\n"
        "        st.header(app)",
        "def draw(cases):\n    st.tabs([case.person for case in cases])",
        "def draw(case):\n    st.dialog(case.title)(print)(case)",
        "def draw(names):\n    st.radio('Who', list(names), format_func=names.__getitem__)",
        "def draw(names):\n    st.pills('Who', names, format_func=lambda name: names[name])",
        "def draw(place, case):\n    place.metric('Person', 1, help=case.note)",
        "def draw(error):\n    (st.warning if error else st.error)(error.message)",
        "def draw(error):\n    say = st.error\n    say(error.message)",
        "def draw(error):\n    st.error(str(error))",
        "from pages.ui.markdown import Markdown\n"
        "def draw(case):\n    st.title(Markdown(f'Of {case.person}'))",
        "def told(case) -> str:\n    return case.person\ndef draw(case):\n    st.title(told(case))",
    ],
)
def test_the_rule_finds_what_is_unescaped(source: str) -> None:
    assert leaks(source)


@pytest.mark.parametrize(
    "source",
    [
        "st.title('Cases')",
        "def draw(case):\n    st.title(md(case.person))",
        "def draw(case, many: int):\n    st.caption(f'{many:,} of {md(case.person)}')",
        "def draw(cases):\n    st.markdown('\\n'.join(f'- {md(case.person)}' for case in cases))",
        "WORDS = {1: 'one'}\ndef draw(case):\n    st.info(WORDS[case.kind])",
        "for label, way in (('Back', 1), ('Next', 2)):\n    st.button(label, on_click=way)",
        "def told(case) -> Markdown:\n    ...\ndef draw(case):\n    st.title(told(case))",
    ],
)
def test_the_rule_lets_words_of_ours_and_escaped_data_pass(source: str) -> None:
    assert not leaks(source)


def test_streamlits_own_documentation_says_what_is_markdown() -> None:
    known = arguments()
    assert {"body", "help"} <= set(known["title"])
    assert "label" in known["expander"]
    assert {"label", "options", "format_func"} <= set(known["radio"])
    assert "tabs" in known["tabs"]
    assert len(known) > 40


@given(st.lists(SPECIAL, max_size=30).map("".join))
def test_what_is_escaped_has_one_line_and_is_never_escaped_twice(text: str) -> None:
    made = md(text)
    assert "\n" not in made
    assert md(made) is made
    shown = re.sub(r"\\(.)", r"\1", made.replace(":color[]", ""))
    assert shown == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Grace Example", "Grace Example"),
        ("[x](https://evil.example)", r"\[x\](https:color[]\://evil.example)"),
        ("www.evil.example", "www:color[].evil.example"),
        ("me@evil.example", "me:color[]@evil.example"),
        ("1. first", r"1\. first"),
        ("- item", r"\- item"),
        ("&lt;", r"\&lt;"),
        (":material/home:", r"\::color[]material/home\:"),
        ("fdp\u202eexe", r"fdp\\u202eexe"),
        ("two\r\nlines", "two lines"),
    ],
)
def test_what_streamlit_would_take_for_itself_is_parted_or_escaped(text: str, made: str) -> None:
    assert md(text) == made


def test_a_link_goes_to_the_web_or_to_a_page_of_ours() -> None:
    assert link("A [b]", "https://a.example/x(1) y") == (
        r"[A \[b\]](https://a.example/x%281%29%20y)"
    )
    assert link("D-0001", "decisions?decision=1") == "[D-0001](decisions?decision=1)"
    # The line's end after a name, too: what stands there is no page of ours.
    for elsewhere in ("javascript:alert(1)", "//evil.example", "data:text/html,x", "", None, "a\n"):
        assert link("x", elsewhere) == "x"


def test_lists_and_sentences_escape_what_they_are_made_of() -> None:
    assert listed("*", ["# a"]) == "\\*\n\n- \\# a"
    assert linked("See https://a.example/b *") == "See [a.example](https://a.example/b) \\*"
    assert isinstance(listed("x", []), Markdown)


def test_a_chart_shows_a_name_as_it_is() -> None:
    drawn = {"name": '<a href="https://evil.example">x</a>', "y": ("a<br>b", "&lt;", 3)}
    assert tamed(drawn) == {
        "name": '&lt;a href="https://evil.example">x&lt;/a>',
        "y": ["a<br>b", "&lt;", 3],
    }


def test_what_is_only_read_out_has_no_marks_that_escape_something() -> None:
    asked = "Look in Wiki & Co. [old] and a_b: does Ada *Example* have an account?"
    said = "Look in Wiki Co. old and a b: does Ada Example have an account?"
    assert spoken(asked) == said
    assert spoken(":red[x] www.evil.example me@b.c :material/home:") == (
        "red x www evil.example me b.c material home"
    )
