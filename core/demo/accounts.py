"""The made-up company's people and accounts: HR's lists and apps' lists, delivered as files."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from itertools import product
from random import Random

from core import clock
from core.accounts import service as accounts
from core.accounts.values import FindingQuery, How, Subject
from core.demo.moments import Moment
from core.demo.scene import Scene
from core.demo.story import AcceptedFinding, AppList, ExtraAccount, Leaver, RosterNews
from core.errors import NotFound

HR_HEAD = (
    "Employee #", "First Name", "Last Name", "Work Email", "Job Title", "Department",
    "Reporting to", "Hire Date", "Termination Date", "Employment Status", "Status",
)  # fmt: skip
SLACK_HEAD = (
    "username", "email", "status", "billing-active", "has-2fa", "has-sso", "userid", "fullname",
    "displayname", "expiration-timestamp",
)  # fmt: skip
TABLE_HEAD = (
    "User ID", "Username", "Email", "Name", "Status", "Role", "Two-factor", "Last active",
    "Account kind",
)  # fmt: skip
_LASTS = 110
"""Days since which nothing was seen of a dormant account."""


@dataclass(frozen=True)
class Worker:
    """Somebody who works there. ``leaves``: their last moment, if they have a case."""

    number: int
    name: str
    email: str
    department: str
    head: str
    hired: date
    leaves: datetime | None = None


def plan_accounts(scene: Scene) -> None:
    """Write into the diary who delivers which list when, and what is accepted."""
    lists = _Lists(scene)
    told = scene.story.accounts
    for at in told.roster.at:
        scene.plan(scene.moment(at), lists.roster)
    for each in told.lists:
        for at in each.at:
            scene.plan(scene.moment(at), partial(lists.deliver, each))
    for accepted in told.accepted:
        scene.plan(scene.moment(accepted.at), partial(lists.accept, accepted))


class _Lists:
    """What HR and the apps list at each moment."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.told = scene.story.accounts

    @cached_property
    def workers(self) -> Sequence[Worker]:
        """Everybody, those of the story first; the same in every demo."""
        story, chance = self.scene.story, Random(1912)  # noqa: S311  # nosec B311
        heads = {told.head: name for name, told in self.told.departments.items()}
        leavers = {each.person: each for each in story.leavers}
        named = dict.fromkeys([*(one.name for one in story.company.people), *leavers])
        given = product(self.told.family, self.told.given)
        made = (f"{first} {last}" for last, first in given)
        left = {name: told.people for name, told in self.told.departments.items()}
        found = []
        names = _names(named, made, story.company.people_count)
        for number, name in enumerate(names, 101):
            department = heads.get(name) or self._of_leaver(leavers.get(name), heads)
            if department is None:
                department = max(left, key=lambda each: left[each])
            left[department] -= 1
            hired = self.scene.today - timedelta(days=chance.randint(200, 2600))
            found.append(
                Worker(
                    number, name, story.company.address(name), department,
                    self.told.departments[department].head, hired, self._leaves(leavers.get(name)),
                )
            )  # fmt: skip
        return found

    def _of_leaver(self, leaver: Leaver | None, heads: dict[str, str]) -> str | None:
        if leaver is None or leaver.manager is None:
            return None
        manager = leaver.manager.replace(".", " ").title()
        return heads.get(manager)

    def _leaves(self, leaver: Leaver | None) -> datetime | None:
        if leaver is None or leaver.cancelled:
            return None
        return self.scene.moment(leaver.leaves)

    # -- HR ----------------------------------------------------------------------

    def roster(self) -> None:
        """HR's list of today."""
        rows = [self._hr_row(each) for each in self.workers if not self._is_unlisted(each)]
        data = _csv(HR_HEAD, rows)
        actor = self.scene.actors[self.told.roster.by]
        delivery = accounts.read_delivery(data, "employees.csv", Subject.PEOPLE)
        how = How(self.told.roster.feed, complete=True, file="employees.csv")
        with self.scene.database.write() as session:
            accounts.import_people(session, actor, delivery, how)

    def _is_unlisted(self, worker: Worker) -> bool:
        return any(news.unlisted for news in self._news(worker))

    def _news(self, worker: Worker) -> list[RosterNews]:
        now = clock.now()
        return [
            news
            for news in self.told.roster.news
            if news.person == worker.name and self.scene.moment(news.since) <= now
        ]

    def _hr_row(self, worker: Worker) -> Sequence[str]:
        first, _, last = worker.name.partition(" ")
        ends = self._ends(worker)
        # Who leads a department is led by nobody in the list: no one is their own manager.
        manager = "" if worker.head == worker.name else worker.head
        is_gone = ends is not None and ends <= clock.now().astimezone(self.scene.place).date()
        return (
            str(worker.number), first, last, worker.email, "", worker.department, manager,
            worker.hired.isoformat(), ends.isoformat() if ends else "",
            "Terminated" if is_gone else "Full-Time", "Inactive" if is_gone else "Active",
        )  # fmt: skip

    def _ends(self, worker: Worker) -> date | None:
        """The last day that HR knows of by now: of a leaver from the day on which they told."""
        for news in self._news(worker):
            if news.ends is not None:
                return news.ends.day(self.scene.today)
        leaver = next((e for e in self.scene.story.leavers if e.person == worker.name), None)
        if worker.leaves is None or leaver is None:
            return None
        known = self.scene.moment(leaver.opened.at) <= clock.now()
        return worker.leaves.astimezone(self.scene.place).date() if known else None

    # -- apps --------------------------------------------------------------------

    def deliver(self, told: AppList) -> None:
        """Somebody exports an app's list, and imports it."""
        rows = [*self._of_workers(told), *self._extra(told)]
        head = SLACK_HEAD if told.form == "slack" else TABLE_HEAD
        name = f"{told.app}-users.csv"
        data = _csv(head, [self._row(told, each) for each in rows])
        delivery = accounts.read_delivery(data, name, Subject.ACCOUNTS)
        actor = self.scene.actors[told.by]
        with self.scene.database.write() as session:
            how = How(as_of=clock.now(), file=name)
            accounts.import_accounts(session, actor, told.app, delivery, how)

    def _of_workers(self, told: AppList) -> Iterator["_Account"]:
        chance, now = Random(told.app), clock.now()  # noqa: S311  # nosec B311
        lacks = told.lacks.share if told.lacks and self._is_since(told.lacks.since) else 0
        dormant = self.told.dormant.get(told.app, 0)
        for worker in self.workers:
            luck, seen, lost = chance.random() * 100, chance.randint(0, 25), chance.random() * 100
            share = told.who.get("everyone", told.who.get(worker.department, 0))
            leaver = next((e for e in self.scene.story.leavers if e.person == worker.name), None)
            uses = luck < share or worker.name in told.admins
            if leaver is not None and leaver.apps is not None:
                uses = told.app in leaver.apps
            if not uses or (lost < lacks and worker.name not in told.admins):
                continue
            status = "Active"
            if worker.leaves and leaver and worker.leaves <= now:
                late = timedelta(days=leaver.late.get(told.app, 0), hours=6)
                if worker.leaves + late <= now:
                    status = "Deactivated"
            days = seen
            if dormant and status == "Active" and worker.leaves is None and luck < 60:
                dormant, days = dormant - 1, _LASTS + seen
            yield _Account(
                worker.number, worker.email.partition("@")[0], worker.email, worker.name, status,
                days, "admin" if worker.name in told.admins else "member",
                worker.name not in self.told.without_second_factor.get(told.app, ()),
            )  # fmt: skip

    def _is_since(self, since: Moment) -> bool:
        return self.scene.moment(since) <= clock.now()

    def _extra(self, told: AppList) -> Iterator["_Account"]:
        for number, each in enumerate(self.told.accounts, 900):
            if each.app == told.app and self._is_since(each.since):
                yield self._account(each, number)

    def _account(self, each: ExtraAccount, number: int) -> "_Account":
        address = self.scene.story.company.address(each.person) if each.person else ""
        email = each.email or address
        return _Account(
            number, each.user or email.partition("@")[0], email, each.name or each.person,
            "Active", 3, "member", True, each.kind,
        )  # fmt: skip

    def _row(self, told: AppList, of: "_Account") -> Sequence[str]:
        if told.form == "slack":
            status = {"Deactivated": "Deactivated"}.get(of.status, of.role.title())
            status = "Bot" if of.kind == "bot" else status
            return (
                of.user, of.email, status, "1" if of.status == "Active" else "0",
                str(int(of.has_second_factor)), "1", f"U{of.number:06d}", of.name, of.user, "",
            )  # fmt: skip
        seen = (clock.now() - timedelta(days=of.days)).astimezone(UTC)
        return (
            f"{told.app[:2].upper()}{of.number}", of.user, of.email, of.name, of.status,
            of.role.title(), "Enabled" if of.has_second_factor else "Disabled",
            f"{seen:%Y-%m-%dT%H:%M:00Z}", of.kind.title(),
        )  # fmt: skip

    def accept(self, told: AcceptedFinding) -> None:
        """Somebody accepts a finding for a while."""
        actor = self.scene.actors[told.by]
        with self.scene.database.write() as session:
            query = FindingQuery(told.kind, told.app)
            page = accounts.findings(session, actor, query, clock.now(), limit=1_000)
            found = next((each for each in page.rows if each.account == told.user), None)
            if found is None:
                raise NotFound(f"The story accepts a finding of {told.user} that is not there.")
            until = told.until.day(self.scene.today)
            accounts.accept_findings(session, actor, [found.id], until, told.reason)


@dataclass(frozen=True)
class _Account:
    number: int
    user: str
    email: str
    name: str
    status: str
    days: int
    role: str
    has_second_factor: bool
    kind: str = "user"


def _names(named: dict[str, None], made: Iterator[str], count: int) -> list[str]:
    found = list(named)
    while len(found) < count:
        name = next(made)
        if name not in named:
            found.append(name)
    return found


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue().encode()
