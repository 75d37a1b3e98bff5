"""Which room does what for which other room, said once in each process, before anything runs."""

from core.accounts import told as accounts
from core.app import account_hooks, factor_messages, new_sign_in
from core.app.audit import checkpoints as audit_checkpoints
from core.app.audit import forwarding, integrity
from core.audit.recording import ask_first
from core.audit.withholding import keep_from_readers
from core.config import settings
from core.identity import session_cleanup
from core.identity.devices import arrivals
from core.identity.people.standing import before_an_entry
from core.identity.second_factor import changes as factor_changes
from core.jobs import service as jobs
from core.notify import sending
from core.offboarding.grants.joining import reading_settled
from core.offboarding.grants.sink import CaseSink
from core.offboarding.reminders import job as reminders
from core.offboarding.steps import evidence_leftovers as leftovers
from core.offboarding.steps.automation import automatic, offramp_account, without_connection
from core.offboarding.steps.automation.scheduled_jobs import ACCOUNT, FINISH, START
from core.offboarding.visibility import own_leaving_in_scim, own_leaving_in_the_log
from core.overview import daily_observation
from core.scim import connection_edits
from core.scim.bridge.accounts import keep_from_leavers
from core.scim.bridge.events import retry, work_orders
from core.scim.outbound import listeners
from core.scim.outbound import worker as removals
from core.scim.outbound.removals import own_removals_in_the_log


def connect() -> None:
    """Say which function does which kind of job, and who hears of removals and of IdPs' events;
    what is kept from leavers, and whom the audit log asks whether somebody may still act."""
    if before_an_entry not in ask_first:
        ask_first.append(before_an_entry)
    keep_from_readers(own_leaving_in_the_log)
    keep_from_readers(own_removals_in_the_log)
    keep_from_leavers(own_leaving_in_scim)
    jobs.show_that_jobs_run()
    if factor_messages.tell not in factor_changes.on_change:
        factor_changes.on_change.append(factor_messages.tell)
    jobs.expect(removals.WORKER)
    jobs.expect(audit_checkpoints.WORKER)
    if settings().audit_forward_url:
        jobs.expect(forwarding.WORKER)
    jobs.handle(START, automatic.start_removal)
    jobs.handle(FINISH, automatic.finish_wait)
    listeners.on_settled(automatic.removal_settled)
    listeners.on_settled(reading_settled)
    connection_edits.on_deleted(without_connection.connection_deleted)
    jobs.handle(ACCOUNT, offramp_account.change_account)
    jobs.repeat(offramp_account.AGAIN, offramp_account.EVERY, offramp_account.try_again)
    accounts.on_concluded(account_hooks.list_concluded)
    accounts.on_matched(account_hooks.accounts_matched)
    jobs.handle(account_hooks.PROPOSALS, account_hooks.proposals)
    accounts.removals_from(account_hooks.removals_of_cases)
    accounts.cases_are_seen_by(account_hooks.cases_seen)
    work_orders.connect(CaseSink())
    jobs.handle(arrivals.KIND, new_sign_in.tell)
    jobs.repeat(session_cleanup.KIND, session_cleanup.EVERY, session_cleanup.forget_sessions)
    jobs.repeat(retry.KIND, retry.EVERY, retry.hand_over_again)
    jobs.handle(sending.KIND, sending.send)
    jobs.repeat(reminders.KIND, reminders.EVERY, reminders.remind)
    jobs.repeat(leftovers.KIND, leftovers.EVERY, leftovers.sweep)
    jobs.repeat(integrity.KIND, integrity.EVERY, integrity.verify_nightly)
    jobs.repeat(account_hooks.SYNC, account_hooks.SYNC_EVERY, account_hooks.sync)
    jobs.repeat(account_hooks.RETENTION, account_hooks.RETENTION_EVERY, account_hooks.retention)
    jobs.repeat(daily_observation.KIND, daily_observation.EVERY, daily_observation.observe_daily)
