"""What crosses the wall of the accounts room: its value types.

What needs the column engine is imported when it is first asked for.
"""

from typing import TYPE_CHECKING

from core.accounts.absence.leaf import Shown
from core.accounts.kinds import (
    NOBODYS,
    AccountKind,
    AccountStatus,
    Employment,
    FeedKind,
    FindingKind,
    FindingState,
    IdentifierKind,
    Known,
    MatchKind,
    PersonKind,
    SnapshotState,
    Standing,
    Subject,
)
from core.accounts.list_changes import FieldChange, ListChange, ListChanges
from core.accounts.list_views import (
    FeedHealth,
    FeedView,
    ImportResult,
    RowError,
    SnapshotView,
    stale_lists,
)
from core.accounts.views import (
    Accepted,
    AccountRow,
    IdentifierView,
    KnownInApp,
    ListedAs,
    PersonRow,
    PersonView,
    Seen,
    Sight,
    Suggestion,
)
from core.late import later

if TYPE_CHECKING:
    from core.accounts.absence.verifying import Verdict as AbsenceVerdict
    from core.accounts.absence.verifying import verify as verify_absence
    from core.accounts.feeds.fences import ColumnsChanged
    from core.accounts.feeds.registry import FeedInput
    from core.accounts.feeds.snapshots import SnapshotFile
    from core.accounts.feeds.taking.how import How
    from core.accounts.feeds.taking.refusing import Refused
    from core.accounts.findings.accepting import (
        FindingCharts,
        FindingPage,
        FindingQuery,
        FindingRow,
        KindCount,
        Orphans,
    )
    from core.accounts.findings.words import WORDS as FINDING_WORDS
    from core.accounts.findings.words import WORST_FIRST, FindingWords
    from core.accounts.formats.delivery import Delivery, Guess
    from core.accounts.frames import REMOVALS
    from core.accounts.intake.taking import Synced
    from core.accounts.matching.deciding import Belongs
    from core.accounts.matching.listing import NOBODYS as MATCHED_TO_NOBODY
    from core.accounts.matching.listing import OWNED, AccountPage, AccountQuery
    from core.accounts.matching.said import Said
    from core.accounts.matching.suggesting import Unmatched, UnmatchedPage
    from core.accounts.people.by_hand import PersonInput
    from core.accounts.people.listing import PeoplePage, PeopleQuery
    from core.accounts.settings import Settings as AccountSettings

_WHERE = {
    "UnmatchedPage": "core.accounts.matching.suggesting",
    "Unmatched": "core.accounts.matching.suggesting",
    "AbsenceVerdict": "core.accounts.absence.verifying:Verdict",
    "verify_absence": "core.accounts.absence.verifying:verify",
    "ColumnsChanged": "core.accounts.feeds.fences",
    "FeedInput": "core.accounts.feeds.registry",
    "AccountSettings": "core.accounts.settings:Settings",
    "SnapshotFile": "core.accounts.feeds.snapshots",
    "How": "core.accounts.feeds.taking.how",
    "Refused": "core.accounts.feeds.taking.refusing",
    "FindingCharts": "core.accounts.findings.accepting",
    "FindingPage": "core.accounts.findings.accepting",
    "FindingQuery": "core.accounts.findings.accepting",
    "FindingRow": "core.accounts.findings.accepting",
    "KindCount": "core.accounts.findings.accepting",
    "Orphans": "core.accounts.findings.accepting",
    "FindingWords": "core.accounts.findings.words",
    "WORST_FIRST": "core.accounts.findings.words",
    "FINDING_WORDS": "core.accounts.findings.words:WORDS",
    "Delivery": "core.accounts.formats.delivery",
    "Guess": "core.accounts.formats.delivery",
    "REMOVALS": "core.accounts.frames",
    "Belongs": "core.accounts.matching.deciding",
    "AccountPage": "core.accounts.matching.listing",
    "AccountQuery": "core.accounts.matching.listing",
    "OWNED": "core.accounts.matching.listing",
    "MATCHED_TO_NOBODY": "core.accounts.matching.listing:NOBODYS",
    "Said": "core.accounts.matching.said",
    "Synced": "core.accounts.intake.taking",
    "PersonInput": "core.accounts.people.by_hand",
    "PeoplePage": "core.accounts.people.listing",
    "PeopleQuery": "core.accounts.people.listing",
}
__getattr__ = later(__name__, _WHERE)

__all__ = [
    "FINDING_WORDS",
    "MATCHED_TO_NOBODY",
    "NOBODYS",
    "OWNED",
    "REMOVALS",
    "WORST_FIRST",
    "AbsenceVerdict",
    "Accepted",
    "AccountKind",
    "AccountPage",
    "AccountQuery",
    "AccountRow",
    "AccountSettings",
    "AccountStatus",
    "Belongs",
    "ColumnsChanged",
    "Delivery",
    "Employment",
    "FeedHealth",
    "FeedInput",
    "FeedKind",
    "FeedView",
    "FieldChange",
    "FindingCharts",
    "FindingKind",
    "FindingPage",
    "FindingQuery",
    "FindingRow",
    "FindingState",
    "FindingWords",
    "Guess",
    "How",
    "IdentifierKind",
    "IdentifierView",
    "ImportResult",
    "KindCount",
    "Known",
    "KnownInApp",
    "ListChange",
    "ListChanges",
    "ListedAs",
    "MatchKind",
    "Orphans",
    "PeoplePage",
    "PeopleQuery",
    "PersonInput",
    "PersonKind",
    "PersonRow",
    "PersonView",
    "Refused",
    "RowError",
    "Said",
    "Seen",
    "Shown",
    "Sight",
    "SnapshotFile",
    "SnapshotState",
    "SnapshotView",
    "Standing",
    "Subject",
    "Suggestion",
    "Synced",
    "Unmatched",
    "UnmatchedPage",
    "stale_lists",
    "verify_absence",
]
