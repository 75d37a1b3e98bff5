"""What the name of a file says of the app that its list is from. Pure."""

import re
from collections.abc import Mapping
from pathlib import PurePath


def app_of_file(file: str, apps: Mapping[str, str]) -> str | None:
    """The app (id → name) with whose name or id a file's name begins: ``slack-members.csv``.

    The longest that fits, ended by anything but a letter: ``boxing.csv`` is not Box's. ``None``
    where none or more than one fits.
    """
    stem = _form(PurePath(file).stem)
    fits: dict[str, int] = {}
    for app, name in apps.items():
        for form in {_form(app), _form(name), _form(app).replace("-", "")}:
            if form and stem.startswith(form) and not stem[len(form) :][:1].isalpha():
                fits[app] = max(len(form), fits.get(app, 0))
    longest = [app for app, length in fits.items() if length == max(fits.values())]
    return longest[0] if len(longest) == 1 else None


def _form(text: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", text.casefold()))
