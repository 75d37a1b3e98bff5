"""Command line of background jobs: ``jobs status|list|retry``."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from core.app.runtime import runtime
from core.cli.acting import actor
from core.jobs import service
from core.jobs.values import JobState, Work

app = typer.Typer(help="Work that runs in the background.", no_args_is_help=True)


@app.command("status")
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Whether background work runs. Exit code 1 when it stands still or is behind."""
    with runtime().database.read() as session:
        found = service.background(session, datetime.now(UTC))
    if as_json:
        workers = [
            {
                "worker": each.worker,
                "state": each.state,
                "since": each.since.isoformat() if each.since else None,
                "overdue": dict(each.overdue.kinds),
                "oldest": each.overdue.oldest.isoformat() if each.overdue.oldest else None,
                "problem": each.problem,
            }
            for each in found.workers
        ]
        print(json.dumps({"state": found.state, "workers": workers}, indent=2))
    else:
        for each in found.workers:
            since = each.since.isoformat(timespec="seconds") if each.since else "never"
            waiting = f"{each.overdue.number} overdue" if each.overdue.number else ""
            said = [each.worker, each.state, since, waiting, each.problem or ""]
            print("\t".join(said).rstrip())
    if found.state is not Work.RUNS:
        raise typer.Exit(1)


@app.command("list")
def list_jobs(
    state: Annotated[JobState | None, typer.Option(help="Only jobs in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Most jobs that are listed.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What waits, runs, has failed: what is tried next first, then what ended last."""
    with runtime().database.read() as session:
        found = service.jobs(session, actor(), states=[state] if state else [], limit=limit)
    if as_json:
        listed = [
            {
                "id": job.id,
                "kind": job.kind,
                "key": job.key,
                "state": job.state,
                "run_at": job.run_at.isoformat(),
                "next_at": job.next_at.isoformat(),
                "finished_at": job.finished_at.isoformat() if job.finished_at else None,
                "attempts": job.attempts,
                "problem": job.problem,
            }
            for job in found.found
        ]
        counts = {each: found.counts.get(each, 0) for each in JobState}
        print(json.dumps({"counts": counts, "jobs": listed}, indent=2))
        return
    for job in found.found:
        told = "queued" if job.state is JobState.HANDED_OVER else job.state
        when = (job.finished_at or job.next_at).isoformat(timespec="seconds")
        print(f"{job.id}\t{told}\t{when}\t{job.key}\t{job.problem or ''}".rstrip())


@app.command("retry")
def retry(job: Annotated[int, typer.Argument(help="Its id.")]) -> None:
    """Try a job that has failed for good once more; the running server does it."""
    with runtime().database.write() as session:
        service.retry(session, actor(), job)
    print(f"Job {job} is tried again.")
