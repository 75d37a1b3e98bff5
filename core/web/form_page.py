"""Our own small pages outside Streamlit: sign-in, first run, reset. Plain HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as html_escape

from starlette.responses import HTMLResponse, Response

from core.names import visible
from core.web.headers import FORM_POLICY

STYLE = """
:root { color-scheme: light dark; --ink: #222220; --soft: #5e5e5a; --line: #8c8c86;
  --paper: #ffffff; --ground: #f6f6f4; --act: #1d5f8a; --on-act: #ffffff; --bad: #a01818;
  --bad-ground: #fdeeee; --good-ground: #edf6ee; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e5; --soft: #b0b0ab; --line: #7b7b76;
  --paper: #202123; --ground: #161718; --act: #7db7dd; --on-act: #161718; --bad: #ffb3b3;
  --bad-ground: #3a1c1f; --good-ground: #1b2f20; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem;
  background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { width: 100%; max-width: 25rem; background: var(--paper); padding: 2rem 1.75rem;
  border: 1px solid color-mix(in srgb, var(--line) 40%, transparent); border-radius: 10px; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 .5rem; }
p { margin: 0 0 1rem; color: var(--soft); }
a { color: var(--act); }
.brand { font-weight: 600; color: var(--soft); margin: 0 0 1.25rem; }
label { display: block; font-weight: 600; margin: 1.25rem 0 .375rem; }
label .optional { font-weight: 400; color: var(--soft); }
.help { display: block; font-size: .875rem; line-height: 1.4; color: var(--soft);
  margin: -.125rem 0 .5rem; }
input { width: 100%; font: inherit; color: inherit; background: var(--paper); padding: .55rem .7rem;
  border: 1px solid var(--line); border-radius: 6px; }
input[aria-invalid] { border-color: var(--bad); border-width: 2px; }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--act);
  outline-offset: 2px; }
button, a.button { display: block; width: 100%; margin-top: 1.5rem; padding: .65rem 1rem;
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
  border-radius: 6px;
  border: 1px solid var(--act); background: var(--act); color: var(--on-act); }
a.button { margin-top: .75rem; background: none; color: var(--act); }
a.button.first { margin-top: 1.5rem; background: var(--act); color: var(--on-act); }
.or { display: flex; align-items: center; gap: .75rem; color: var(--soft); margin: 1.5rem 0 .5rem; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); opacity: .5; }
.note { padding: .7rem .85rem; border-radius: 6px; margin: 1rem 0 0; color: var(--ink);
  background: var(--good-ground); }
.bad { background: var(--bad-ground); color: var(--bad); }
.qr svg { display: block; width: 12rem; height: 12rem; margin: 0 auto 1rem; border-radius: 6px; }
[hidden] { display: none !important; }
.codes { font-family: ui-monospace, monospace; font-size: .875rem; list-style: none;
  margin: 0 0 1rem; padding: .7rem .85rem; border: 1px solid var(--line); border-radius: 6px; }
.secret { font-family: ui-monospace, monospace; overflow-wrap: anywhere; color: var(--ink); }
h2 { font-size: 1.0625rem; margin: 2rem 0 .25rem; }
.items { list-style: none; margin: 0; padding: 0; }
.items > li { padding: .75rem 0;
  border-top: 1px solid color-mix(in srgb, var(--line) 40%, transparent); }
.items strong { overflow-wrap: anywhere; }
.items span { display: block; font-size: .875rem; color: var(--soft); }
.row { display: flex; gap: .5rem; align-items: end; }
.row form { flex: 1; }
.row button, button.second { margin-top: .5rem; background: none; color: var(--act); }
details.kind { padding: .25rem 0 .75rem;
  border-top: 1px solid color-mix(in srgb, var(--line) 40%, transparent); }
details.kind summary { font-weight: 600; }
details.kind p { margin: .5rem 0 0; }
form + details.kind { margin-top: 2rem; }
details summary { cursor: pointer; color: var(--act); margin-top: .5rem; }
@media print { .brand, .row, .button, .foot { display: none; } body { display: block; } }
.foot { margin: 1.5rem 0 0; font-size: .875rem; }
"""


def escape(text: str) -> str:
    """Text as HTML, with what nobody would see of it shown by its number."""
    return html_escape(visible(text, keep="\r\n\t"))


@dataclass(frozen=True)
class Entry:
    """One input of a form."""

    name: str
    label: str
    kind: str = "text"
    autocomplete: str = "off"
    value: str = ""
    help: str = ""
    required: bool = True
    keyboard: str = ""
    """Which one a phone shows (``inputmode``), where that is not the one for text."""


def entry_html(entry: Entry, *, focus: bool, wrong: bool) -> str:
    """A labelled input; a wrong one is described by the problem above the form."""
    help_id = f"{entry.name}-help"
    hint = f'<span class="help" id="{help_id}">{escape(entry.help)}</span>' if entry.help else ""
    optional = "" if entry.required else ' <span class="optional">(optional)</span>'
    described = " ".join([*(["problem"] if wrong else []), *([help_id] if entry.help else [])])
    marks = "".join(
        (
            f' aria-describedby="{described}"' if described else "",
            f' inputmode="{entry.keyboard}"' if entry.keyboard else "",
            ' aria-invalid="true"' if wrong else "",
            " required" if entry.required else "",
            " autofocus" if focus else "",
        )
    )
    return (
        f'<label for="{entry.name}">{escape(entry.label)}{optional}</label>{hint}'
        f'<input id="{entry.name}" name="{entry.name}" type="{entry.kind}" '
        f'autocomplete="{entry.autocomplete}" value="{escape(entry.value)}" maxlength="256" '
        f'autocapitalize="none" spellcheck="false"{marks}>'
    )


def form_html(
    action: str, entries: Sequence[Entry], button: str, *, next_: str = "", wrong: str | None = None
) -> str:
    """A form that is posted to ``action``; the cursor is in what is wrong, else what is empty."""
    names = [entry.name for entry in entries]
    empty = next((e.name for e in entries if not e.value and e.required), None)
    start = wrong if wrong in names else empty
    inputs = "".join(
        entry_html(entry, focus=entry.name == start, wrong=entry.name == wrong) for entry in entries
    )
    hidden = f'<input type="hidden" name="next" value="{escape(next_)}">' if next_ else ""
    return (
        f'<form method="post" action="{action}">{hidden}{inputs}'
        f'<button type="submit">{escape(button)}</button></form>'
    )


def link(href: str, text: str, *, kind: str = "button") -> str:
    """A link that looks like a button; ``button first``: like the one to press."""
    return f'<a class="{kind}" href="{escape(href)}">{escape(text)}</a>'


def page(
    title: str,
    lead: str,
    body: str,
    *,
    problem: str = "",
    notice: str = "",
    status: int = 200,
    script: str = "",
) -> Response:
    """A whole page; ``body`` is HTML, everything else is text."""
    said = f'<p class="note bad" id="problem" role="alert">{escape(problem)}</p>' if problem else ""
    said += f'<p class="note" role="status">{escape(notice)}</p>' if notice else ""
    told = f"<p>{escape(lead)}</p>" if lead else ""
    scripts = f'<script src="{script}" defer></script>' if script else ""
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)} · Offramp</title>"
        f'<link rel="stylesheet" href="/sign-in/style.css">{scripts}'
        f'</head><body><main><p class="brand">Offramp</p><h1>{escape(title)}</h1>'
        f"{told}{said}{body}</main></body></html>",
        status_code=status,
        headers={"content-security-policy": FORM_POLICY},
    )
