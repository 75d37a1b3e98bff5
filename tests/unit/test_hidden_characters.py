"""Characters that nobody sees: refused where they are typed, cleaned where they come, shown."""

import io
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from core.cli import output
from core.errors import Invalid
from core.names import checked, clean, hidden_in, visible
from core.offboarding.reminders.calendar import Entry, calendar
from core.scim.bridge.events.changes import person_of

HIDDEN = ["\u202e", "\u2066", "\u200b", "\x1b", "\x00", "\x7f", "\u00ad", "\ufeff"]


@pytest.mark.parametrize("letter", HIDDEN)
def test_a_name_that_is_typed_with_a_hidden_character_is_refused_with_its_number(
    letter: str,
) -> None:
    with pytest.raises(Invalid) as refused:
        checked(f"Ann{letter}a", field="person", what="The name")
    assert refused.value.field == "person"
    assert f"U+{ord(letter):04X}" in str(refused.value)
    assert letter not in str(refused.value)


@pytest.mark.parametrize("name", ["Ada Example", "O’Brien", "نگار\u200cی", "👩\u200d💻", "Łukasz"])
def test_names_of_people_are_kept(name: str) -> None:
    assert checked(name, field="name") == name
    assert clean(name) == name
    assert visible(name) == name


def test_lines_become_spaces() -> None:
    assert checked(" Ann\r\nExample\t", field="name") == "Ann Example"
    assert clean("Ann\r\nBcc: all@example.com") == "Ann Bcc: all@example.com"


@given(st.text(max_size=80))
@example("0\r\x1b\r0")
def test_what_is_cleaned_or_made_visible_hides_nothing(text: str) -> None:
    assert hidden_in(clean(text)) is None
    assert hidden_in(visible(text, keep="")) is None
    assert clean(clean(text)) == clean(text)


def test_what_a_provider_sends_is_cleaned_where_a_person_is_made_of_it() -> None:
    sent = {"userName": "ann@example.com", "displayName": "Ann\u202e\r\nX-Evil: 1", "active": True}
    person = person_of(sent, "1")
    assert person.display == "Ann X-Evil: 1"
    assert sent["displayName"] == "Ann\u202e\r\nX-Evil: 1"
    nameless = person_of({"userName": "ann@example.com", "displayName": "\u200b"}, "1")
    assert nameless.display is None


def test_a_terminal_gets_no_control_character_of_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "stdout", terminal)
    with output.tame():
        sys.stdout.write("App \x1b]0;owned\x07 \x1b[2J [red]Ada[/red]\rroot\ttab")
        output.console().print("[red]Ada[/red] :smile: \x1b[31m")
    terminal.write("\x1b[0m")
    said = terminal.getvalue()
    assert said.count("\x1b") == 1
    assert "\\x1b]0;owned\\x07" in said
    assert said.count("[red]Ada[/red]") == 2
    assert "\\rroot\ttab" in said


def test_a_name_adds_no_line_and_hides_nothing_in_a_calendar() -> None:
    name = "Ann\r\nBEGIN:VALARM\r\nX-EVIL:1\x1b[2J \u202e; , \\ " + "long " * 40
    at = datetime(2026, 11, 2, 16, tzinfo=UTC)
    entry = Entry("1@offramp", at, "UTC", name, f"Due\n{name}", "https://o.example/case", at, 0)
    made = calendar("Ann\r\nX-EVIL:2", [entry]).decode()
    lines = made.split("\r\n")
    assert not any(line.startswith(("BEGIN:VALARM", "X-EVIL")) for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)  # RFC 5545 §3.1
    assert hidden_in("".join(lines)) is None
    assert Calendar.from_ical(made).walk("VEVENT")[0]["summary"].startswith("Ann BEGIN:VALARM")
