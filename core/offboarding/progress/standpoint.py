"""From where work is looked at: what is the viewer's own, and what is nobody's. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Standpoint:
    """``works_as``: what means the viewer or a group of theirs; ``nobodys``: owners whose steps
    nobody would see, such as a group without members. Both in lower case, as owners are compared.
    """

    works_as: frozenset[str] = frozenset()
    nobodys: frozenset[str] = frozenset()

    def is_mine(self, owner_key: str | None) -> bool:
        """Whether steps of this owner are the viewer's."""
        return owner_key in self.works_as

    def is_unassigned(self, owner_key: str | None) -> bool:
        """Whether steps of this owner are in nobody's list of work."""
        return owner_key is None or owner_key in self.nobodys


NOBODY = Standpoint()
