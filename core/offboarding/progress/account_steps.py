"""Which steps take a person's account in an app away, so that the app's list shows it. Pure.

Others end access, too: keys, tokens, a role. Of those a list of users says nothing.
"""

IDS = frozenset({"remove", "suspend", "unassign", "remove-left", "suspend-left"})
"""As the ways' checklists name them (``data/checklists/ways``)."""
OF_EVENTS = "event-"
"""What an identity provider asks for through a bridge, by its event."""


def takes_account(key: str) -> bool:
    """Whether a removing step with this key (``figma/remove``) takes the account itself away."""
    name = key.rpartition("/")[2]
    return name in IDS or name.startswith(OF_EVENTS)
