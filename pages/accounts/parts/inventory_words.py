"""Words and marks of people, accounts, findings and feeds. Marks never rest on colour alone."""

from collections.abc import Mapping
from datetime import UTC, datetime

from core.accounts.values import (
    FINDING_WORDS,
    AccountKind,
    AccountRow,
    AccountStatus,
    FeedHealth,
    FeedKind,
    FindingKind,
    FindingRow,
    FindingState,
    Known,
    MatchKind,
    PersonKind,
    PersonRow,
    SnapshotState,
    SnapshotView,
    Standing,
)
from pages.accounts.parts import links
from pages.ui import words
from pages.ui.dates import day_in_words, moment, viewers_zone
from pages.ui.table import Badge, Content, Link, Text, Tone

NOT_KNOWN = Text("Not known", muted=True, help="The list does not say. It is not a no.")

STATUSES: Mapping[AccountStatus, str] = {
    AccountStatus.ACTIVE: "● Active",
    AccountStatus.INVITED: "◌ Invited",
    AccountStatus.SUSPENDED: "◐ Suspended",
    AccountStatus.DEACTIVATED: "✕ Deactivated",
    AccountStatus.UNKNOWN: "? Status not known",
}
ACCOUNT_KINDS: Mapping[AccountKind, str] = {
    AccountKind.PERSON: "Person",
    AccountKind.GUEST: "Guest",
    AccountKind.SERVICE: "Service",
    AccountKind.SHARED: "Shared",
    AccountKind.BOT: "Bot",
}
PERSON_KINDS: Mapping[PersonKind, str] = {
    PersonKind.EMPLOYEE: "Employee",
    PersonKind.CONTRACTOR: "Contractor",
    PersonKind.GUEST: "Guest",
}
MATCHES: Mapping[str, str] = {
    MatchKind.EXACT: "Exact",
    MatchKind.CONFIRMED: "Confirmed",
    MatchKind.SUGGESTED: "Suggested",
}
MATCH_MEANINGS: Mapping[str, str] = {
    MatchKind.EXACT: "An address, user name or employee number that one person alone has.",
    MatchKind.CONFIRMED: "Someone here said so. It outlives every later list.",
    MatchKind.SUGGESTED: "Alike. Nothing follows until someone confirms it.",
}
FEED_KINDS: Mapping[FeedKind, str] = {
    FeedKind.FILE: "File",
    FeedKind.INBOX: "Watched folder",
    FeedKind.SCIM: "SCIM",
    FeedKind.BRIDGE: "SCIM bridge",
}
SNAPSHOT_STATES: Mapping[SnapshotState, str] = {
    SnapshotState.CONCLUDED: "● In force",
    SnapshotState.HELD: "▲ Held",
    SnapshotState.DISCARDED: "✕ Discarded",
    SnapshotState.OLDER: "○ Older",
}
_FINDING_STATES: Mapping[FindingState, tuple[str, Tone]] = {
    FindingState.OPEN: ("○ Open", Tone.NEUTRAL),
    FindingState.WORKING: ("◐ In a case", Tone.OK),
    FindingState.ACCEPTED: ("– Accepted", Tone.NEUTRAL),
}
_HEALTH: Mapping[FeedHealth, tuple[str, Tone]] = {
    FeedHealth.FRESH: ("● Up to date", Tone.OK),
    FeedHealth.EMPTY: ("○ No list yet", Tone.NEUTRAL),
    FeedHealth.OVERDUE: ("◷ Overdue", Tone.WARN),
    FeedHealth.STALE: ("◷ Stale", Tone.WARN),
    FeedHealth.HELD: ("▲ Held", Tone.WARN),
    FeedHealth.FAILING: ("✕ Failing", Tone.RISK),
}
_HEALTH_MEANINGS: Mapping[FeedHealth, str] = {
    FeedHealth.FRESH: "What it says counts.",
    FeedHealth.EMPTY: "Nothing was delivered yet.",
    FeedHealth.OVERDUE: "Later than its schedule; what it said last still counts.",
    FeedHealth.STALE: "Too old: that someone is missing from it proves nothing.",
    FeedHealth.HELD: "A delivery waits for a decision.",
    FeedHealth.FAILING: "The last attempts to read it failed.",
}
_KNOWN: Mapping[Known, tuple[str, Tone, str]] = {
    Known.HAS: ("● Has an account", Tone.NEUTRAL, "The newest list has it."),
    Known.HAD: (
        "○ Had one",
        Tone.OK,
        "It was listed before; the newest complete list lacks it or shows it deactivated.",
    ),
    Known.NEVER: ("– Never seen", Tone.NEUTRAL, "No complete list ever had it."),
    Known.NO_DATA: ("? No data", Tone.WARN, "There is no complete list that is recent enough."),
}
_STANDINGS: Mapping[Standing, Badge] = {
    Standing.NOT_STARTED: Badge("◌ Not started"),
    Standing.ON_LEAVE: Badge("◐ On leave"),
    Standing.UNKNOWN: Badge("? Not known"),
}


def status(of: AccountStatus) -> Content:
    """An account's status, as its app says it."""
    return NOT_KNOWN if of is AccountStatus.UNKNOWN else STATUSES[of]


def yes_or_no(said: bool | None) -> Content:
    """*Yes*, *No*, or that it is not known."""
    return NOT_KNOWN if said is None else ("Yes" if said else "No")


def known(of: Known) -> Badge:
    """What is known of a person's account in an app."""
    text, tone, meaning = _KNOWN[of]
    return Badge(text, tone, meaning)


def health(of: FeedHealth) -> Badge:
    """How a feed is."""
    text, tone = _HEALTH[of]
    return Badge(text, tone, _HEALTH_MEANINGS[of])


def match(of: MatchKind | None) -> Content:
    """How sure it is whose an account is."""
    if of is None:
        return Text("–", muted=True, help="It belongs to no one we know.")
    return Text(MATCHES[of], help=MATCH_MEANINGS[of])


def likelihood(score: int) -> Badge:
    """A suggestion's score in words and as a number: so many of a hundred such are right."""
    said = "Almost certain" if score >= 95 else "Likely" if score >= 80 else "Possible"
    return Badge(f"{said}, {score} %", Tone.NEUTRAL, f"{score} of 100 such suggestions are right.")


def left(at: datetime) -> Badge:
    """Beside whose an account may be: they left."""
    return Badge(
        f"✕ Left {day(at, datetime.now(UTC))}",
        Tone.WARN,
        "If the account is theirs, it should not be in use.",
    )


def employment(of: PersonRow, now: datetime) -> Badge:
    """Where a person stands: works here, leaves on a day, left."""
    standing = of.standing(now)
    if standing is Standing.LEFT and of.left_at:
        return Badge(f"✕ Left {day(of.left_at, now)}", help=moment(of.left_at))
    if standing is Standing.LEAVES and of.end_at:
        return Badge(f"◷ Leaves {day(of.end_at, now)}", Tone.WARN, moment(of.end_at))
    return _STANDINGS.get(standing, Badge("● Works here", Tone.OK))


def owner(of: AccountRow) -> Link | Text:
    """Who answers for an account of no one: a person with their page, a group, an address."""
    if of.owner_person is not None:
        return Link(f"Owner: {of.owner_name}", links.person(of.owner_person), help=of.owner)
    return Text(f"Owner: {of.owner}") if of.owner else Text("No owner", muted=True)


def finding_state(of: FindingRow, now: datetime) -> Badge:
    """Where a finding stands."""
    text, tone = _FINDING_STATES[of.state]
    if of.state is FindingState.ACCEPTED and of.until is not None:
        text = f"{text} until {day_in_words(of.until, now.astimezone(viewers_zone()).date())}"
    return Badge(text, tone, of.reason)


def finding(kind: FindingKind, number: int | None = None) -> str:
    """What a kind is called: of one, or ``12 orphaned accounts``."""
    said = FINDING_WORDS[kind]
    return said.title if number is None else said.counted(number)


def detail(of: FindingRow, now: datetime) -> str | None:
    """What a finding's sentence adds: ``left on 3 Oct``."""
    lead = FINDING_WORDS[of.kind].detail
    if not lead or not of.detail:
        return None
    at = _moment_in(of.detail)
    return f"{lead} {day(at, now) if at else of.detail}"


def detail_in_full(of: FindingRow) -> str | None:
    """Of a detail that is a moment: which, with its zone."""
    at = _moment_in(of.detail or "")
    return moment(at) if at else None


def _moment_in(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def day(at: datetime, now: datetime) -> str:
    """The day of a moment on the viewer's clock, ``3 Oct``."""
    zone = viewers_zone()
    local = at if at.tzinfo is None else at.astimezone(zone)
    return day_in_words(local.date(), now.astimezone(zone).date())


def since(at: datetime, now: datetime) -> Text:
    """The day, with its moment and the zone as its title."""
    return Text(day(at, now), help=moment(at))


def finding_since(of: FindingRow, now: datetime) -> Text:
    """From when it is true; *seen* where only the first list that shows it is known."""
    if not of.seen:
        return since(of.since, now)
    told = f"First seen in the list of {moment(of.since)}; it may have begun earlier."
    return Text(f"seen {day(of.since, now)}", help=told)


def finding_list(of: FindingRow, now: datetime) -> Text | Badge:
    """Of when the list is that a finding is based on, and that it is stale."""
    told = day(of.as_of, now)
    help = f"The list of {of.feed_name}, {moment(of.as_of)}."
    if not of.is_stale:
        return Text(told, muted=True, help=help)
    return Badge(f"◷ {told}, stale", Tone.WARN, f"{help} What changed since is not known.")


def when(at: datetime | None, now: datetime, never: str = "–") -> Content:
    """The day of a moment, or what stands for none."""
    return Text(never, muted=True) if at is None else since(at, now)


def extent(of: SnapshotView) -> str:
    """Whether a snapshot lists everyone."""
    return "complete" if of.complete else "a part"


def every(hours: int | None) -> str:
    """How often a feed delivers."""
    if hours is None:
        return "When someone delivers"
    if hours % 24:
        return f"Every {words.count(hours, 'hour')}"
    return "Every day" if hours == 24 else f"Every {words.count(hours // 24, 'day')}"
