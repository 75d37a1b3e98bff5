"""What a chooser of owners shows: people and groups, told apart where they share a name. Pure."""

from collections import Counter
from collections.abc import Iterable

from core.identity.administration import Colleague
from core.identity.groups.service import GroupView


def owner_choices(
    people: Iterable[Colleague], groups: Iterable[GroupView]
) -> dict[str, tuple[str, str]]:
    """What a chooser of owners shows → name and handle; a name that is shared with its handle."""
    each = [(one.name, one.handle, one.handle) for one in people]
    each += [(one.name, one.key, "group") for one in groups]
    names = Counter(name.strip().casefold() for name, _handle, _told in each)
    return {
        f"{name} · {told}" if names[name.strip().casefold()] > 1 else name: (name, handle)
        for name, handle, told in each
    }
