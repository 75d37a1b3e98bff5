"""How sources say that an app is connected to an IdP, as steps to take."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.cost.values import OptionId

CONNECTING = frozenset(
    {OptionId.NATIVE_SCIM, OptionId.UPGRADE_FOR_SCIM, OptionId.JIT_CHECKLIST, OptionId.CHANGE_IDP}
)
"""Options that connect the app itself with the IdP."""


@dataclass(frozen=True)
class SetUp:
    """How the app is connected to one of our IdPs, as a source tells it."""

    idp: str
    idp_name: str
    how: str
    place: str | None
    note: str | None
    docs: str | None
    source: str
    """Its publisher."""

    @property
    def sentence(self) -> str:
        """``Connect it in Okta as OIN app, in the app under Settings (Vendor; https://…).``"""
        where = f"; in the app: {self.place}" if self.place else ""
        note = f". {self.note[:1].upper()}{self.note[1:]}" if self.note else ""
        docs = f", {self.docs}" if self.docs else ""
        return f"Connect it in {self.idp_name} as {self.how}{where}{note} ({self.source}{docs})."


def steps(option: OptionId, idp: str | None, guides: Sequence[SetUp]) -> tuple[str, ...]:
    """What sources add to an option's next steps, for the IdP that it is about."""
    if option not in CONNECTING:
        return ()
    return tuple(guide.sentence for guide in guides if guide.idp == idp)
