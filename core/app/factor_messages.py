"""Messages about second factors, and a role that was kept: to the account's owner and to
administrators, whose address is known, and to shared channels."""

from datetime import UTC, datetime

from sqlmodel import Session

from core.config import settings
from core.identity import service as identity
from core.identity.second_factor.changes import FactorChange
from core.notify import service as notify
from core.notify.values import Audience, Draft


def tell(session: Session, change: FactorChange) -> None:
    """Write the messages in the transaction of the change."""
    people = {change.address, *identity.administrators(session)} - {None}
    for channel in notify.open_channels(session):
        personal = channel.audience is Audience.PERSONAL
        for recipient in sorted(filter(None, people)) if personal else [""]:
            notify.post(session, _draft(channel.id, recipient, change), datetime.now(UTC))


def _draft(channel: int, recipient: str, change: FactorChange) -> Draft:
    return Draft(
        channel,
        recipient,
        f"Offramp account of {change.name}: {change.about}",
        f"{change.what}\n\nAccount: {change.name}. If that was not expected, look at the audit log "
        f"and sign the account out everywhere: {settings().base_url}/users",
        urgent=True,
    )
