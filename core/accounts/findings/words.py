"""What each kind of finding is called, what it means, what to do about it, and who does it."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.accounts.kinds import FindingKind


@dataclass(frozen=True)
class FindingWords:
    """One kind, as an IT lead would say it."""

    title: str
    """Of one such finding; a table's cell."""
    singular: str
    """Lower case, for a 1 in front."""
    plural: str
    """Of many; lower case, for a count in front."""
    meaning: str
    to_do: str
    who: str
    detail: str | None = None
    """What its ``detail`` is; ``None``: it has none."""

    def counted(self, number: int) -> str:
        """``1 orphaned account``, ``1,200 orphaned accounts``."""
        return f"{number:,} {self.singular if number == 1 else self.plural}"


WORDS: Mapping[FindingKind, FindingWords] = {
    FindingKind.ORPHANED: FindingWords(
        "Orphaned",
        "orphaned account",
        "orphaned accounts",
        "The person left, and the app still lists their account as usable.",
        "Open a case, or add it to the person's open case, and remove the account.",
        "The app's owner",
        "left on",
    ),
    FindingKind.RETURNED: FindingWords(
        "Returned",
        "returned account",
        "returned accounts",
        "A case removed the account, and a later list shows it as usable.",
        "Find out who or what created it again (the identity provider's assignment, an invitation, "
        "a sync), then remove both.",
        "The app's owner, with the administrator of the identity provider",
        "removed on",
    ),
    FindingKind.UNMATCHED: FindingWords(
        "Unmatched",
        "unmatched account",
        "unmatched accounts",
        "The account belongs to no one we know.",
        "Confirm whose it is, mark it as service, shared or bot and name an owner, or remove it.",
        "IT, with the app's owner",
    ),
    FindingKind.DORMANT: FindingWords(
        "Dormant",
        "dormant account",
        "dormant accounts",
        "The app shows no activity for longer than the setting allows.",
        "Ask whether it is still needed; if not, remove it and free the seat.",
        "The app's owner",
        "last active on",
    ),
    FindingKind.DUPLICATE: FindingWords(
        "Duplicate",
        "duplicate account",
        "duplicate accounts",
        "The person has another account in use in the same app.",
        "Keep one, move its data, and remove the other; or mark it as a service account.",
        "The app's owner",
        "beside",
    ),
    FindingKind.ADMIN_WITHOUT_SECOND_FACTOR: FindingWords(
        "Administrator without second factor",
        "administrator without second factor",
        "administrators without second factor",
        "The account can administer the app, and a password alone opens it.",
        "Have the second factor set up, or take the administrator role from the account.",
        "The account's person, with the app's owner",
    ),
    FindingKind.ADMIN_LEAVING: FindingWords(
        "Administrator who is leaving",
        "administrator who is leaving",
        "administrators who are leaving",
        "The person can administer the app, and their last day is set.",
        "Make someone else an administrator, and hand over integrations, before that day.",
        "The app's owner",
        "leaves on",
    ),
    FindingKind.ONLY_ADMIN: FindingWords(
        "Only administrator",
        "app with a single administrator",
        "apps with a single administrator",
        "No one else can administer the app: removing this account locks it.",
        "Make a second person administrator.",
        "The app's owner",
    ),
    FindingKind.OWNERLESS: FindingWords(
        "No owner",
        "service, shared or bot account without an owner",
        "service, shared and bot accounts without an owner",
        "No one answers for this service, shared or bot account, or its owner left.",
        "Name an owner, or remove it.",
        "IT, with the app's owner",
        "owner left on",
    ),
    FindingKind.GUEST_EXPIRED: FindingWords(
        "Guest past end date",
        "guest past their end date",
        "guests past their end date",
        "The guest's access was to end, and the account is still usable.",
        "Remove the guest, or set a new end date.",
        "The guest's host, or the app's owner",
        "ended on",
    ),
    FindingKind.NOT_ASSIGNED: FindingWords(
        "Not assigned",
        "account that is not assigned in the identity provider",
        "accounts that are not assigned in the identity provider",
        "The account is in the app, and its person is not assigned to the app in the identity "
        "provider: nothing removes it automatically.",
        "Assign the person, so that the account is linked, or remove the account.",
        "The administrator of the identity provider",
    ),
}


WORST_FIRST = (
    FindingKind.RETURNED,
    FindingKind.ORPHANED,
    FindingKind.ADMIN_LEAVING,
    FindingKind.ONLY_ADMIN,
    FindingKind.ADMIN_WITHOUT_SECOND_FACTOR,
    FindingKind.GUEST_EXPIRED,
    FindingKind.OWNERLESS,
    FindingKind.UNMATCHED,
    FindingKind.NOT_ASSIGNED,
    FindingKind.DUPLICATE,
    FindingKind.DORMANT,
)
"""Kinds by what can go wrong meanwhile."""

EVEN_IN_A_CASE = (FindingKind.RETURNED,)
"""Kinds that need somebody although a case works on them: what it removed is in use again, and
somebody has to find out why."""
