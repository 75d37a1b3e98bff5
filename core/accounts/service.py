"""The door of the accounts room: people, the accounts they have, and what should not be.

Everything is imported when it is first asked for: it needs the column engine.
"""

from typing import TYPE_CHECKING

from core.accounts.told import (
    cases_are_seen_by,
    on_concluded,
    on_matched,
    removals_from,
)
from core.late import later

if TYPE_CHECKING:
    from core.accounts.feeds.registry import (
        create_feed,
        delete_feed,
        edit_feed,
        feed,
        feeds,
        forget_columns,
        listed_outside_stack,
        remembered_mapping,
    )
    from core.accounts.feeds.snapshots import delivered_by, snapshot, snapshot_file, snapshots
    from core.accounts.findings.accepting import (
        accept_findings,
        doubled,
        end_acceptance,
        finding_charts,
        findings,
        findings_by_id,
        orphans,
    )
    from core.accounts.findings.only_admins import only_administrators
    from core.accounts.findings.shown import here_again, shown_in_use
    from core.accounts.formats.file_names import app_of_file
    from core.accounts.formats.reader import read as read_delivery
    from core.accounts.formats.reader import read_as_before
    from core.accounts.identifiers import account_object
    from core.accounts.intake.importing import import_accounts
    from core.accounts.intake.settling import settle_snapshot, snapshot_changes
    from core.accounts.intake.syncing import sync, sync_due
    from core.accounts.matching.coming_again import apps_read_again
    from core.accounts.matching.deciding import (
        check_kind,
        confirm,
        refuse_suggestion,
        set_owner,
    )
    from core.accounts.matching.holdings import answered_for, held, people_called
    from core.accounts.matching.known import known_in_apps, listed_as
    from core.accounts.matching.listing import accounts
    from core.accounts.matching.maybe import may_be_theirs
    from core.accounts.matching.said import accounts_in_use, said_of
    from core.accounts.matching.seen import seen_since
    from core.accounts.matching.suggesting import unmatched
    from core.accounts.people.by_hand import (
        add_name,
        add_person,
        edit_person,
        keep_person,
        remove_name,
    )
    from core.accounts.people.deliveries import import_people
    from core.accounts.people.leavers import leavers, names_of_people
    from core.accounts.people.listing import (
        find_person,
        names_of_person,
        people,
        person,
        person_names,
    )
    from core.accounts.people.own import own_people
    from core.accounts.privacy.erasing import erase_person
    from core.accounts.privacy.person_data import person_data
    from core.accounts.settings import account_settings, save_account_settings

_WHERE = {
    "unmatched": "core.accounts.matching.suggesting",
    "create_feed": "core.accounts.feeds.registry",
    "delete_feed": "core.accounts.feeds.registry",
    "edit_feed": "core.accounts.feeds.registry",
    "feed": "core.accounts.feeds.registry",
    "feeds": "core.accounts.feeds.registry",
    "forget_columns": "core.accounts.feeds.registry",
    "listed_outside_stack": "core.accounts.feeds.registry",
    "remembered_mapping": "core.accounts.feeds.registry",
    "account_settings": "core.accounts.settings",
    "save_account_settings": "core.accounts.settings",
    "delivered_by": "core.accounts.feeds.snapshots",
    "snapshot": "core.accounts.feeds.snapshots",
    "snapshot_file": "core.accounts.feeds.snapshots",
    "snapshots": "core.accounts.feeds.snapshots",
    "accept_findings": "core.accounts.findings.accepting",
    "doubled": "core.accounts.findings.accepting",
    "end_acceptance": "core.accounts.findings.accepting",
    "finding_charts": "core.accounts.findings.accepting",
    "findings": "core.accounts.findings.accepting",
    "findings_by_id": "core.accounts.findings.accepting",
    "orphans": "core.accounts.findings.accepting",
    "here_again": "core.accounts.findings.shown",
    "shown_in_use": "core.accounts.findings.shown",
    "app_of_file": "core.accounts.formats.file_names",
    "read_as_before": "core.accounts.formats.reader",
    "read_delivery": "core.accounts.formats.reader:read",
    "apps_read_again": "core.accounts.matching.coming_again",
    "account_object": "core.accounts.identifiers",
    "check_kind": "core.accounts.matching.deciding",
    "confirm": "core.accounts.matching.deciding",
    "refuse_suggestion": "core.accounts.matching.deciding",
    "set_owner": "core.accounts.matching.deciding",
    "answered_for": "core.accounts.matching.holdings",
    "held": "core.accounts.matching.holdings",
    "people_called": "core.accounts.matching.holdings",
    "only_administrators": "core.accounts.findings.only_admins",
    "import_accounts": "core.accounts.intake.importing",
    "known_in_apps": "core.accounts.matching.known",
    "may_be_theirs": "core.accounts.matching.maybe",
    "listed_as": "core.accounts.matching.known",
    "accounts": "core.accounts.matching.listing",
    "accounts_in_use": "core.accounts.matching.said",
    "said_of": "core.accounts.matching.said",
    "seen_since": "core.accounts.matching.seen",
    "settle_snapshot": "core.accounts.intake.settling",
    "snapshot_changes": "core.accounts.intake.settling",
    "sync": "core.accounts.intake.syncing",
    "sync_due": "core.accounts.intake.syncing",
    "add_name": "core.accounts.people.by_hand",
    "add_person": "core.accounts.people.by_hand",
    "edit_person": "core.accounts.people.by_hand",
    "keep_person": "core.accounts.people.by_hand",
    "remove_name": "core.accounts.people.by_hand",
    "import_people": "core.accounts.people.deliveries",
    "leavers": "core.accounts.people.leavers",
    "names_of_people": "core.accounts.people.leavers",
    "find_person": "core.accounts.people.listing",
    "names_of_person": "core.accounts.people.listing",
    "people": "core.accounts.people.listing",
    "person": "core.accounts.people.listing",
    "own_people": "core.accounts.people.own",
    "person_names": "core.accounts.people.listing",
    "erase_person": "core.accounts.privacy.erasing",
    "person_data": "core.accounts.privacy.person_data",
}
__getattr__ = later(__name__, _WHERE)

__all__ = [
    "accept_findings",
    "account_object",
    "account_settings",
    "accounts",
    "accounts_in_use",
    "add_name",
    "add_person",
    "answered_for",
    "app_of_file",
    "apps_read_again",
    "cases_are_seen_by",
    "check_kind",
    "confirm",
    "create_feed",
    "delete_feed",
    "delivered_by",
    "doubled",
    "edit_feed",
    "edit_person",
    "end_acceptance",
    "erase_person",
    "feed",
    "feeds",
    "find_person",
    "finding_charts",
    "findings",
    "findings_by_id",
    "forget_columns",
    "held",
    "here_again",
    "import_accounts",
    "import_people",
    "keep_person",
    "known_in_apps",
    "leavers",
    "listed_as",
    "listed_outside_stack",
    "may_be_theirs",
    "names_of_people",
    "names_of_person",
    "on_concluded",
    "on_matched",
    "only_administrators",
    "orphans",
    "own_people",
    "people",
    "people_called",
    "person",
    "person_data",
    "person_names",
    "read_as_before",
    "read_delivery",
    "refuse_suggestion",
    "remembered_mapping",
    "removals_from",
    "remove_name",
    "said_of",
    "save_account_settings",
    "seen_since",
    "set_owner",
    "settle_snapshot",
    "shown_in_use",
    "snapshot",
    "snapshot_changes",
    "snapshot_file",
    "snapshots",
    "sync",
    "sync_due",
    "unmatched",
]
