"""Parts of the pages about second factors, as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

import segno
from starlette.responses import Response

from core.web.form_page import Entry, form_html, link, page

CODE = Entry(
    "code",
    "Code",
    autocomplete="one-time-code",
    help="Six digits from your authenticator app.",
    keyboard="numeric",
)
RECOVERY = Entry(
    "recovery", "Recovery code", help="One of those that you kept: 24 letters and digits."
)


NO_CODES = (
    "No recovery codes are left. Make new ones now: without them and your device, only an "
    "administrator can let you in."
)
"""What is said wherever somebody with a second factor has none."""


def code_of(fields: Mapping[str, str]) -> tuple[str, str]:
    """Which of the two was sent, and what was typed."""
    name = RECOVERY.name if RECOVERY.name in fields else CODE.name
    return name, fields.get(name, "")


def passkey_form(
    action: str,
    kind: str,
    options: str,
    button: str,
    *,
    next_: str = "",
    entries: str = "",
    starts: bool = False,
) -> str:
    """A button that asks the browser for a passkey (``kind``: ``create`` or ``get``)."""
    start = " data-start" if starts else ""
    return (
        f'<form method="post" action="{action}" data-passkey="{kind}"{start} '
        f'data-options="{escape(options)}">{hidden("next", next_) if next_ else ""}'
        f'{hidden("response", "")}{entries}<button type="submit">{escape(button)}</button>'
        '<p class="note bad" role="alert" hidden></p></form>'
    )


def hidden(name: str, value: str) -> str:
    """A field that is not seen."""
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def button(action: str, label: str, about: str = "", **values: str) -> str:
    """A form with nothing but a button; ``about`` says to screen readers what it is about."""
    name = f' aria-label="{escape(f"{label} {about}")}"' if about else ""
    fields = "".join(hidden(name, value) for name, value in values.items())
    return (
        f'<form method="post" action="{action}">{fields}'
        f'<button type="submit" class="second"{name}>{escape(label)}</button></form>'
    )


def app_form(action: str, address: str, secret: str, sealed: str, next_: str) -> str:
    """The QR code for an authenticator app, the same as text, and the field for its first code."""
    picture = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=3, dark="#000000", light="#ffffff", svgclass=None, lineclass=None
    )
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    code = replace(CODE, help="Six digits that it shows.")
    form = form_html(action, [code], "Set up", next_=next_)
    return (
        f'<div class="qr" role="img" aria-label="QR code for the authenticator app">{picture}</div>'
        "<p>Cannot scan it? Type this into the app: "
        f'<span class="secret">{escape(groups)}</span></p>'
        + form.replace("<label", hidden("sealed", sealed) + "<label", 1)
    )


def codes_list(codes: Sequence[str], name: str) -> str:
    """Recovery codes of ``name``, and ways to keep them that need the script."""
    rows = "".join(f"<li>{escape(code)}</li>" for code in codes)
    return (
        f'<ul class="codes" data-name="{escape(name)}">{rows}</ul><div class="row" hidden>'
        '<button type="button" class="second" data-do="copy">Copy</button>'
        '<button type="button" class="second" data-do="save">Download</button>'
        '<button type="button" class="second" data-do="print">Print</button></div>'
        '<p class="help" role="status"></p>'
    )


def recovery_code_used(left: int, next_: str) -> Response:
    """What is said first after a recovery code was used, and the way on."""
    again = button("/account/factors/codes", "Make new recovery codes", next=next_)
    go_on = link(next_, "Continue", kind="button first" if left else "button")
    device = '<a href="/account/factors">Remove it, and add another</a>'
    are = "is" if left == 1 else "are"
    return page(
        "You used a recovery code",
        f"You are signed in. {left} of 10 recovery codes {are} left; each is good once."
        if left
        else "You are signed in.",
        (go_on + again if left else again.replace(' class="second"', "") + go_on)
        + f'<p class="foot">Is your device lost? {device}.</p>',
        problem="" if left else NO_CODES,
    )
