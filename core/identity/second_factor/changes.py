"""What happened to an account, its second factors above all, for those who tell its owner and the
administrators."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from core.identity.models import Account


@dataclass(frozen=True)
class FactorChange:
    """``what`` is a sentence about the account, such as *A passkey was added.*"""

    account_id: str
    name: str
    address: str | None
    what: str
    about: str = "second factor changed"


on_change: list[Callable[[Session, FactorChange], None]] = []
"""Called in the transaction of the change; ``core.app.wiring`` adds who sends messages."""


def tell(session: Session, account: Account, what: str, about: str = FactorChange.about) -> None:
    """Let everybody know who asked to."""
    change = FactorChange(account.id, account.name, account.email, what, about)
    for listener in on_change:
        listener(session, change)
