"""Every app's accounts as they stand, and whose each is: derived, and kept in memory by app.

What an app's answer rests on has marks: the digests of its lists, the mark of people, that of what
people said, the version of the settings. While these stand, so does the answer. A new list of one
app costs as that app.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from threading import Lock

import polars as pl
from sqlmodel import Session, SQLModel, col, select

from core.accounts.editions import DECISIONS, PEOPLE, edition
from core.accounts.feeds import contents
from core.accounts.frames import DECISIONS as DECISIONS_FRAME
from core.accounts.frames import STANDING, Schema
from core.accounts.kinds import Subject
from core.accounts.matching.exact import with_matches
from core.accounts.models import AccountDecision, Feed, Standing
from core.accounts.people.tables import identifiers
from core.accounts.settings import settings_here

MATCHED: Schema = {
    **STANDING,
    "app": pl.String,
    "feed": pl.Int64,
    "person": pl.Int64,
    "match": pl.String,
    "owner": pl.String,
}
"""One row an account that an app ever listed: as it stands, and whose it is. The forms of its
names are as the settings have them: domains that mean the same, what follows a plus."""

MOST_APPS = 2_000


class _Kept:
    """Matched accounts by what they rest on, the latest used first."""

    def __init__(self) -> None:
        self._frames: OrderedDict[Mark, pl.DataFrame] = OrderedDict()
        self._lock = Lock()

    def get(self, key: "Mark") -> pl.DataFrame | None:
        with self._lock:
            if key in self._frames:
                self._frames.move_to_end(key)
            return self._frames.get(key)

    def put(self, key: "Mark", frame: pl.DataFrame) -> None:
        with self._lock:
            # What the app's answer was before is not asked again.
            for old in [each for each in self._frames if each[0] == key[0]][:-1]:
                del self._frames[old]
            self._frames[key] = frame
            while len(self._frames) > MOST_APPS:
                self._frames.popitem(last=False)


Mark = tuple[str, tuple[tuple[int, str], ...], str, str, int, str]
_kept = _Kept()


def marks(session: Session, apps: Collection[str] | None = None) -> Mapping[str, Mark]:
    """App → what its accounts rest on, for every app of which a list was concluded."""
    query = (
        select(Feed.app_id, Feed.id, Standing.sha256)
        .join(Standing, col(Standing.feed_id) == col(Feed.id))
        .where(Feed.subject == Subject.ACCOUNTS)
        .order_by(col(Feed.id))
    )
    lists: dict[str, list[tuple[int, str]]] = {}
    for app, feed, digest in session.exec(query):
        if app and (apps is None or app in apps):
            lists.setdefault(app, []).append((feed or 0, digest))
    people, said = edition(session, PEOPLE), edition(session, DECISIONS)
    version = settings_here(session).version
    at = str(session.get_bind().engine.url) if not people + said else ""
    return {app: (app, tuple(each), people, said, version, at) for app, each in lists.items()}


def matched(session: Session, apps: Collection[str] | None = None) -> Mapping[str, pl.DataFrame]:
    """App → its accounts and whose they are (:data:`MATCHED`), by name, for every app with a
    list."""
    wanted = marks(session, apps)
    found, missing = dict[str, pl.DataFrame](), list[str]()
    for app, mark in wanted.items():
        if (frame := _kept.get(mark)) is None:
            missing.append(app)
        else:
            found[app] = frame
    if missing:
        for app, frame in _match(session, {app: wanted[app] for app in missing}).items():
            _kept.put(wanted[app], frame)
            found[app] = frame
    return found


def accounts_of(session: Session, app: str) -> pl.DataFrame | None:
    """The accounts of one app; ``None``: no list of it was concluded."""
    return matched(session, [app]).get(app)


def everywhere(session: Session, apps: Collection[str] | None = None) -> pl.DataFrame:
    """The accounts of all apps."""
    frames = [frame for _app, frame in sorted(matched(session, apps).items())]
    return pl.concat(frames) if frames else pl.DataFrame(schema=MATCHED)


def _match(session: Session, wanted: Mapping[str, Mark]) -> Mapping[str, pl.DataFrame]:
    standings = []
    for app, mark in wanted.items():
        for feed, _digest in mark[1]:
            frame = contents.standing(session, feed)
            assert frame is not None
            standings.append(frame.with_columns(app=pl.lit(app), feed=pl.lit(feed, pl.Int64)))
    whole = _one_of_each(pl.concat(standings))
    joined = with_matches(
        whole, identifiers(session), decisions(session, list(wanted)), settings_here(session).rules
    ).select(list(MATCHED))
    called = pl.coalesce("name", "user_name", "email", "key").str.to_lowercase()
    parts = joined.sort("app", called, "key").partition_by("app", as_dict=True, maintain_order=True)
    return {app: parts.get((app,), pl.DataFrame(schema=MATCHED)) for app in wanted}


def _one_of_each(whole: pl.DataFrame) -> pl.DataFrame:
    """An account that two feeds of one app list under one key, once: as the newer list has it.

    The same only where an address or user name says so: two workspaces count from 1 both. What is
    another account than an earlier feed's has its feed's number in its key here.
    """
    if not len(whole) or not whole.select(pl.struct("app", "key").is_duplicated().any()).item():
        return whole
    plain = whole.with_row_index("row").select("row", "app", "key", "feed", *_NAMES)
    several = plain.filter(pl.struct("app", "key").is_duplicated())
    seen = dict[tuple[str, str], list[tuple[int, set[str]]]]()
    renamed = dict[int, str]()
    for row, app, key, feed, *names in several.sort("feed").iter_rows():
        called = {name for name in names if name}
        before = seen.setdefault((app, key), [])
        same = next((one for one in before if one[1] & called or not (one[1] and called)), None)
        if same is None:
            if before:
                renamed[row] = f"{key}#{feed}"
            before.append((row, called))
            continue
        same[1].update(called)
        if same[0] in renamed:
            renamed[row] = renamed[same[0]]
    keys = whole["key"]
    if renamed:
        at, to = list(renamed), list(renamed.values())
        keys = keys.clone().scatter(pl.Series(at, dtype=pl.UInt32), pl.Series(to))
    ordered = whole.with_columns(key=keys).sort(
        "app", "gone", "last_seen", descending=[False, False, True]
    )
    return ordered.unique(["app", "key"], keep="first", maintain_order=True)


_NAMES = ("email_form", "user_form")


def decisions(session: Session, apps: Sequence[str]) -> pl.DataFrame:
    """What people here said of accounts of these apps."""
    table = SQLModel.metadata.tables["account_decision"]
    query = table.select().with_only_columns(
        table.c.app_id.label("app"), table.c.key, table.c.person_id.label("person"),
        table.c.owner, table.c.kind, table.c.email, table.c.user_name,
    )  # fmt: skip
    if len(apps) < 50:
        query = query.where(table.c.app_id.in_(apps))
    rows = [
        (*row[:4], str(row[4]) if row[4] else None, *row[5:])
        for row in session.connection().execute(query)
    ]
    return pl.DataFrame(rows, schema=DECISIONS_FRAME, orient="row")


def decision(session: Session, app: str, key: str) -> AccountDecision | None:
    """What somebody said of one account."""
    return session.get(AccountDecision, (app, key))
