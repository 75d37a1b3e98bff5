"""Have the newest checkpoint vouched for outside, and say how far the log is."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlmodel import Session

from core.audit import signing
from core.audit.anchoring import anchors, checkpoint
from core.audit.anchoring.anchors import Anchor, Coverage, Source
from core.audit.anchoring.checkpoint import Checkpoint
from core.audit.chain import Break
from core.config import Settings
from core.errors import Invalid, OfframpError, Unavailable
from core.keys import ring
from core.signatures.keys import PURPOSE, public_key

if TYPE_CHECKING:
    from core.net.pinned import WatchedSession

log = logging.getLogger("offramp.audit")

Spoken = Callable[[datetime], str]
SECONDS = 10
"""A webhook or a time-stamp service has so long to answer."""
MOST_BYTES = 4096
"""Of a webhook's answer; nothing in it is needed."""


@dataclass(frozen=True)
class Anchoring:
    """How far a log that holds is vouched for."""

    coverage: Coverage
    breaks: tuple[Break, ...]
    is_anchored: bool
    sentences: tuple[str, ...]


def in_utc(at: datetime) -> str:
    """A moment in words, for a command line."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def anchor_newest(settings: Settings) -> None:
    """Post the newest checkpoint to the webhook and have it stamped, where each is set and has not
    happened yet. A failure is logged, and tried again at the next checkpoint."""
    keys = ring().derive("audit")
    known, _broken = checkpoint.read(settings.checkpoints, keys)
    if not known:
        return
    newest = known[-1]
    held, _broken = anchors.receipts(settings.anchors, keys)
    done = {one.source for one in held if (one.count, one.hash) == (newest.count, newest.hash)}
    for source, address, ask in (
        (Source.WEBHOOK, settings.checkpoint_webhook, _post),
        (Source.TIME_STAMP, settings.timestamp_url, _stamp),
    ):
        if address and source not in done:
            try:
                receipt = ask(settings, newest)
            except (OfframpError, OSError) as problem:
                # Not the address: a webhook's holds its secret.
                told = problem if isinstance(problem, OfframpError) else type(problem).__name__
                log.error("the audit checkpoint has no %s: %s", source, told)
            else:
                checkpoint.append(settings.anchors, receipt.sealed(keys[0]))


def _post(settings: Settings, point: Checkpoint) -> Anchor:
    # Most places keep their checkpoints in the file alone: requests is imported here.
    from core.net.limited import exchange
    from core.net.pinned import session_for_operator

    with session_for_operator(settings.checkpoint_webhook) as session:
        answer = exchange(
            session,
            "POST",
            settings.checkpoint_webhook,
            seconds=SECONDS,
            most_bytes=MOST_BYTES,
            data=point.sealed(ring().derive("audit")[0]),
            headers={"content-type": "application/json"},
        )
    if not answer.is_success:
        raise Unavailable(f"It answered with status {answer.status}.")
    host = urlsplit(settings.checkpoint_webhook).hostname or ""
    return Anchor(Source.WEBHOOK, host, point.count, point.hash, datetime.now(UTC))


def _stamp(settings: Settings, point: Checkpoint) -> Anchor:
    from core.audit.anchoring.timestamps import stamp  # as above

    host = urlsplit(settings.timestamp_url).hostname or ""
    return stamp(_asking(settings), host, point.count, point.hash, settings.timestamp_certificates)


def _asking(settings: Settings) -> Callable[[bytes], bytes]:
    from core.net.guard import check
    from core.net.pinned import PinnedSession

    networks = [part.strip() for part in settings.timestamp_networks.split(",") if part.strip()]

    def ask(request: bytes) -> bytes:
        # Plain HTTP is usual here: an answer is signed, and the request is only a digest.
        place = check(settings.timestamp_url, allow_http=True, allowed=networks)
        with PinnedSession(place) as session:
            return _answer(session, settings.timestamp_url, request)

    return ask


def _answer(session: "WatchedSession", url: str, request: bytes) -> bytes:
    from core.net.limited import exchange

    answer = exchange(
        session,
        "POST",
        url,
        seconds=SECONDS,
        most_bytes=1 << 20,  # no token has a hundredth of this
        data=request,
        headers={"content-type": "application/timestamp-query"},
    )
    if not answer.is_success:
        raise Unavailable(f"It answered with status {answer.status}.")
    return answer.body()


def anchoring(
    session: Session,
    settings: Settings,
    checkpoint_file: Path | None = None,
    *,
    against: Sequence[Path] = (),
    now: datetime,
    spoken: Spoken = in_utc,
) -> Anchoring:
    """How far the log, which was walked and holds, is vouched for from outside.

    ``checkpoint_file``: instead of the one that is set. ``against``: signed files, or what the
    webhook got, as further anchors. ``spoken`` puts moments into words. Raises :class:`Invalid`
    for a file that cannot be used.
    """
    keys = ring().derive("audit")
    held, broken = anchors.receipts(settings.anchors, keys)
    sentences: list[str] = []
    points = checkpoint_file or settings.checkpoints
    usable = [*_usable(held, settings, sentences), *_of_file(points, settings, sentences)]
    for file in against:
        usable += _given(session, file)
    found = anchors.coverage(session, usable)
    patience = timedelta(minutes=2 * settings.checkpoint_minutes)
    elsewhere = settings.checkpoint_webhook or settings.timestamp_url or settings.audit_forward_url
    if not (elsewhere or _is_apart(points, settings)):
        patience = timedelta(0)  # no checkpoint to come would cover anything
    breaks = (*broken, *found.breaks)
    is_anchored = not breaks and found.is_anchored(now, patience)
    sentences.insert(0, _said(found, is_anchored, spoken))
    return Anchoring(found, breaks, is_anchored, tuple(sentences))


def _said(found: Coverage, is_anchored: bool, spoken: Spoken) -> str:
    by = ""
    if newest := found.newest:
        by = f"{newest.source.capitalize()} ({newest.where}, {spoken(newest.at)}) covers entries "
        by += f"1 to {newest.count:,}. "
    if found.first_open is None:
        return by.strip() or "There is no entry yet."
    since = spoken(found.since) if found.since else "moment not known"
    if is_anchored:
        return f"{by}Entries from {found.first_open:,} on ({since}) wait for the next checkpoint."
    return (
        f"{by}UNANCHORED since entry {found.first_open:,} ({since}): nothing outside this "
        "installation covers what was written from then on, so a cut tail would not show."
    )


def _usable(held: Iterable[Anchor], settings: Settings, sentences: list[str]) -> list[Anchor]:
    """Receipts that count; why others do not is said."""
    found, unchecked = [], 0
    for one in held:
        if one.source is Source.TIME_STAMP:
            from core.audit.anchoring.timestamps import fault

            problem = fault(one, settings.timestamp_certificates)
            if problem:
                sentences.append(f"{str(one).capitalize()} does not count: {problem}.")
                continue
            unchecked += settings.timestamp_certificates is None
        found.append(one)
    if unchecked:
        sentences.append(
            f"{unchecked:,} time stamps are for this log, but who signed them was not checked to a "
            "root certificate: set OFFRAMP_TIMESTAMP_CERTIFICATES."
        )
    return found


def _of_file(file: Path, settings: Settings, sentences: list[str]) -> list[Anchor]:
    points, _broken = checkpoint.read(file, ring().derive("audit"))
    if points and not _is_apart(file, settings):
        sentences.append(
            "The checkpoint file does not count: it lies with the data, and anyone who can change "
            "one can change the other. Set OFFRAMP_CHECKPOINT_FILE to a place elsewhere."
        )
        return []
    return list(anchors.of_checkpoints(points, file))


def _is_apart(file: Path, settings: Settings) -> bool:
    folders = [settings.data_dir]
    database = make_url(settings.database)
    if database.get_backend_name() == "sqlite" and database.database:
        folders.append(Path(database.database).parent)
    return anchors.lies_apart(file, *folders)


def _given(session: Session, file: Path) -> list[Anchor]:
    ours = {public_key(key) for key in ring().derive(PURPOSE)}
    ours |= {key.key for key, _at in signing.recorded(session)}
    try:
        points, broken = checkpoint.read(file, ring().derive("audit"))
        if points and not broken:
            return list(anchors.of_checkpoints(points, file))
    except UnicodeDecodeError:
        pass  # no text: a signed file then
    try:
        from core.app.audit.signed_files import check_files  # few commands read signed files

        [check] = check_files([file], sorted(ours))
    except OSError as problem:
        raise Invalid(f"{file} cannot be read: {problem.strerror}.", field="against") from None
    about = check.statement
    if about is None or not check.holds:
        raise Invalid(
            f"{file} is no anchor: {'; '.join(check.problems)}.",
            field="against",
            hint="Give a file that this Offramp signed, or checkpoints as the webhook got them.",
        )
    return [Anchor(Source.SIGNED_FILE, file.name, about.count, about.hash, about.at)]
