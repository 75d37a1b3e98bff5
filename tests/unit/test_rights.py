"""Every service function × every role, against the one table of rights.

The functions are discovered: all that a room's ``service.py`` publishes and that takes a session, a
database, settings or an actor. Each must stand in :data:`NEEDS` with the action it asks for, and
ask for it before it touches any other argument; or in :data:`OPEN`, with the reason.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any, get_args

import pytest
from sqlalchemy import Connection
from sqlmodel import Session

import core
from core import rights
from core.actor import Actor, Role
from core.config import Settings
from core.errors import ConfirmationNeeded, Forbidden
from core.rights import IN_WORDS, RIGHTS, Action
from core.storage.database import Database

OPEN = {
    "core.accounts.service.names_of_people": "said to the room that asks about its own people",
    "core.accounts.service.names_of_person": "said to the room that asks about one of its people",
    "core.accounts.service.here_again": "said to the room that asks about its own people",
    "core.accounts.service.own_people": "said to rooms that keep it from the one who asks",
    "core.accounts.service.delivered_by": "said to the room that asks who did its own steps",
    "core.accounts.service.listed_as": "said to the room that asks about one of its own people",
    "core.accounts.service.seen_since": "said to the room that asks about one of its own people",
    "core.accounts.service.shown_in_use": "said to the room that asks about its own people",
    "core.accounts.service.sync_due": "for the job; reads what administrators set up",
    "core.scim.service.assigned_names": "said to the room that compares lists with it",
    "core.audit.service.record": "called by services that have asked already",
    "core.audit.service.history": "called by services that have asked whether it may be seen",
    "core.audit.service.excerpts": "called by services that have asked whether it may be seen",
    "core.audit.service.head": "a count and a hash, which say nothing of what was done",
    "core.audit.service.differences_last_found": "a number, which says nothing of what was done",
    "core.audit.service.made": "called by services that have asked already",
    "core.audit.service.touch": "called by services that have asked already",
    "core.audit.service.check_state": "called by services that have asked already",
    "core.audit.service.newest_entry": "a number, which says nothing of what was done",
    "core.secrets.service.encrypt": "used by services that have asked already",
    "core.secrets.service.decrypt": "used by services that have asked already",
    "core.secrets.service.derive": "used by services that have asked already",
    "core.secrets.service.new_token": "random bits",
    "core.secrets.service.recognisable": "a hash",
    "core.secrets.service.recognises": "compares two values of the caller's",
    "core.jobs.service.background": "says whether work runs and how much waits, of nobody's data",
    "core.jobs.service.failures": "called by services that have asked already",
    "core.jobs.service.show_that_jobs_run": "wires rooms together",
    "core.jobs.service.start_over": "for the process that starts",
    "core.jobs.service.schedule": "called by services that have asked already",
    "core.jobs.service.schedule_many": "called by services that have asked already",
    "core.audit.service.signing_keys": "public keys are public",
    "core.audit.service.key_history": "public keys are public",
    "core.audit.service.keep_keys": "called by services that have asked already",
    "core.audit.service.follow_keys": "called at the start, and by services that have asked",
    "core.jobs.service.withdraw": "called by services that have asked already",
    "core.offboarding.service.feed": "asks for the secret link",
    "core.stack.service.app_ids": "computes from what the caller has read",
    "core.stack.service.quote_of": "computes from what the caller has read",
    "core.stack.service.spend_of": "computes from what the caller has read",
    "core.scim.service.buy_access_token": "asks for the client's secret instead",
    "core.scim.service.run_due_removals": "runs what those have asked for who may",
    "core.scim.service.active_accounts": "said to the room that asks about one of its own people",
    "core.scim.service.app_of": "said to who hears of a removal's result",
    "core.scim.service.end_hold": "done by the room that decides, which asks for the right",
    "core.scim.service.held_events": "said to the room that decides",
    "core.scim.service.names_known": "said to the room that asks about one of its own people",
    "core.scim.service.settle": "called by services and workers that have asked already",
    "core.offboarding.service.keep_file": "keeps the caller's bytes; attach asks, and links them",
    "core.secrets.service.derive_if_any": "used by services that have asked already",
    "core.identity.service.admit_by_name": "for the demo, which looks at its folder's mark first",
    "core.jobs.service.run_due": "for a database that no server serves yet",
    "core.demo.service.check_served": "looks at settings and the demo's mark alone",
    "core.demo.service.check_settings": "looks at settings alone",
    "core.demo.service.default_folder": "a path",
    "core.demo.service.is_to_be_made": "for who has a shell here; a demo's folder alone",
    "core.demo.service.make": "for who has a shell here; a demo's folder alone",
    "core.demo.service.reset": "for who has a shell here; a demo's folder alone",
    "core.demo.service.enter": "signs in where nobody has to; the mark is looked at first",
    "core.identity.service.stands_since": "for links that stand for an account",
    "core.identity.service.actor_of": "for links that stand for an account",
    "core.identity.service.addresses": "for other rooms' messages",
    "core.identity.service.administrators": "for other rooms' messages",
    "core.identity.service.group_addresses": "for other rooms' messages",
    "core.identity.service.empty_groups": "for other rooms, which have asked; keys only",
    "core.identity.service.account_names": "for pages that show owners; names only",
    "core.identity.service.owners": "for other rooms, which have asked; names and roles only",
    "core.identity.service.accounts_of": "for the case of who leaves, whose room has asked",
    "core.identity.service.addresses_of_leaver": "for messages of the room that has asked",
    "core.identity.service.same_person": "compares accounts that the caller has",
    "core.identity.service.entry_given_by": "for the second person, whose room has asked",
    "core.audit.service.deeds": "for the proof of a period, whose room has asked",
    "core.identity.service.roles_given_since": "for the second person, whose room has asked",
    "core.identity.service.act_with_password": "asks for the password",
    "core.identity.service.act_with_token": "asks for the token",
    "core.notify.service.hours": "for other rooms, which have asked",
    "core.notify.service.open_channels": "for other rooms' messages",
    "core.notify.service.last_posts": "for other rooms' messages",
    "core.notify.service.post": "called by services that have asked already",
    "core.offboarding.service.pdf_of": "draws what the caller has read",
    "core.offboarding.service.write_pack": "writes what the caller has read",
    # Before anybody is signed in
    "core.identity.service.enter": "called by forms that have asked who it is",
    "core.identity.service.asked_of": "asks for the half sign-in's id",
    "core.identity.service.who_sets_up": "asks for the half sign-in's id",
    "core.identity.service.complete_set_up": "asks for the half sign-in's id",
    "core.identity.service.complete_with_code": "asks for the half sign-in's id, and the code",
    "core.identity.service.complete_with_passkey": "asks for the half sign-in's id, and the key",
    "core.identity.service.sign_in_with_passkey": "asks for the passkey",
    "core.identity.service.ask_passkey": "makes a challenge, which says nothing",
    "core.identity.service.are_there_passkeys": "says which ways there are, as the form does",
    "core.identity.service.confirm_with_code": "takes a session that was found",
    "core.identity.service.confirm_with_passkey": "takes a session that was found",
    "core.identity.service.confirm_with_password": "takes a session that was found",
    "core.identity.service.sign_in_with_password": "asks for the password",
    "core.identity.service.confirm_with_assertion": "asks for what the provider said just now",
    "core.identity.service.recovery_codes_left": "asks for the session's id; a number",
    "core.identity.service.check_first_run": "asks for the code, as what comes after it does",
    "core.identity.service.check_reset": "asks for the one-time code",
    "core.identity.service.first_run": "only while nobody has an account; asks for the code",
    "core.identity.service.reset_with_code": "asks for the one-time code",
    "core.identity.service.sign_out": "ends the session whose id is given",
    "core.identity.service.find_session": "finds the session whose id is given",
    "core.identity.service.was_ever_signed_in": "finds the session whose id is given",
    "core.identity.service.touch_session": "takes a session that was found",
    "core.identity.service.needs_first_run": "says whether anybody has an account",
    "core.identity.service.may_set_up": "says whether there is an administrator",
    "core.identity.service.set_up_code": "for the console, while nobody has an account",
    "core.identity.service.remember_device": "takes the id of a session that has just begun",
    "core.identity.service.admit": "called by forms that have asked who it is",
    "core.identity.service.ways_to_sign_in": "says which ways there are, as the form does",
    "core.identity.service.exchange_assertion": "asks for what the provider said",
    "core.identity.service.record_refused_assertion": "writes down who was kept out",
}
"""Functions that need no right, each with the reason."""

A = Action
NEEDS: dict[str, dict[str, Action]] = {
    "accounts": {
        "accept_findings": A.INVENTORY_DECIDE,
        "account_settings": A.INVENTORY_READ,
        "accounts": A.INVENTORY_READ,
        "may_be_theirs": A.INVENTORY_READ,
        "doubled": A.INVENTORY_READ,
        "orphans": A.INVENTORY_READ,
        "answered_for": A.INVENTORY_READ,
        "held": A.INVENTORY_READ,
        "only_administrators": A.INVENTORY_READ,
        "people_called": A.INVENTORY_READ,
        "accounts_in_use": A.INVENTORY_READ,
        "add_name": A.INVENTORY_DECIDE,
        "add_person": A.INVENTORY_DECIDE,
        "apps_read_again": A.INVENTORY_READ,
        "confirm": A.INVENTORY_DECIDE,
        "create_feed": A.INVENTORY_CONFIGURE,
        "delete_feed": A.INVENTORY_CONFIGURE,
        "edit_feed": A.INVENTORY_CONFIGURE,
        "edit_person": A.INVENTORY_DECIDE,
        "end_acceptance": A.INVENTORY_DECIDE,
        "erase_person": A.INVENTORY_ERASE,
        "feed": A.INVENTORY_READ,
        "feeds": A.INVENTORY_READ,
        "find_person": A.INVENTORY_READ,
        "finding_charts": A.INVENTORY_READ,
        "findings": A.INVENTORY_READ,
        "findings_by_id": A.INVENTORY_READ,
        "forget_columns": A.INVENTORY_DELIVER,
        "import_accounts": A.INVENTORY_DELIVER,
        "import_people": A.INVENTORY_DELIVER,
        "keep_person": A.INVENTORY_DECIDE,
        "known_in_apps": A.INVENTORY_READ,
        "person_names": A.INVENTORY_READ,
        "snapshot_changes": A.INVENTORY_READ,
        "listed_outside_stack": A.INVENTORY_READ,
        "leavers": A.INVENTORY_READ,
        "people": A.INVENTORY_READ,
        "person": A.INVENTORY_READ,
        "person_data": A.INVENTORY_EXPORT,
        "refuse_suggestion": A.INVENTORY_DECIDE,
        "remembered_mapping": A.INVENTORY_READ,
        "remove_name": A.INVENTORY_DECIDE,
        "said_of": A.INVENTORY_READ,
        "save_account_settings": A.INVENTORY_CONFIGURE,
        "set_owner": A.INVENTORY_DECIDE,
        "settle_snapshot": A.INVENTORY_DECIDE,
        "snapshot_file": A.INVENTORY_DELIVER,
        "snapshot": A.INVENTORY_READ,
        "snapshots": A.INVENTORY_READ,
        "sync": A.INVENTORY_DELIVER,
        "unmatched": A.INVENTORY_READ,
    },
    "advice": {
        "accept": A.ADVICE_DECIDE,
        "accepted_decisions": A.ADVICE_READ,
        "advise": A.ADVICE_READ,
        "advise_stack": A.ADVICE_READ,
        "choices_for_stack": A.ADVICE_READ,
        "decide": A.ADVICE_DECIDE,
        "decision": A.ADVICE_READ,
        "decision_names": A.ADVICE_READ,
        "decisions": A.ADVICE_READ,
        "delete_draft": A.ADVICE_DRAFT,
        "draft": A.ADVICE_READ,
        "drafts": A.ADVICE_READ,
        "for_calculator": A.ADVICE_READ,
        "our_circumstances": A.ADVICE_READ,
        "questions_for": A.ADVICE_READ,
        "route_here": A.ADVICE_READ,
        "routes_of_stack": A.ADVICE_READ,
        "run_again": A.ADVICE_DRAFT,
        "save_draft": A.ADVICE_DRAFT,
        "set_standing_answers": A.ADVICE_DECIDE,
        "accept_as_shown": A.ADVICE_DECIDE,
        "latest_decisions": A.ADVICE_READ,
        "stale_apps": A.ADVICE_READ,
        "standing_answers": A.ADVICE_READ,
        "start_draft": A.ADVICE_DRAFT,
    },
    "audit": {
        "begin_selection": A.AUDIT_EXPORT,
        "begin_export": A.AUDIT_EXPORT,
        "count": A.AUDIT_READ,
        "entries": A.AUDIT_READ,
        "export": A.AUDIT_EXPORT,
        "exported": A.AUDIT_EXPORT,
        "exports": A.AUDIT_READ,
        "note_export": A.DATA_EXPORT,
        "selected": A.AUDIT_EXPORT,
        "signed_log": A.AUDIT_EXPORT,
        "take_checkpoint": A.AUDIT_CHECKPOINT,
        "differences_for": A.DATA_EXPORT,
        "last_checkpoint": A.AUDIT_READ,
        "last_state_check": A.AUDIT_READ,
        "note_state_check": A.AUDIT_VERIFY,
        "verify": A.AUDIT_VERIFY,
        "verify_state": A.AUDIT_VERIFY,
        "withheld": A.AUDIT_READ,
    },
    "catalog": {
        "add_app": A.CATALOG_OBSERVE,
        "forget_app": A.CATALOG_OBSERVE,
        "app_page": A.CATALOG_READ,
        "benchmarks": A.CATALOG_READ,
        "catalog": A.CATALOG_READ,
        "find_app": A.CATALOG_READ,
        "idps": A.CATALOG_READ,
        "kept_plan": A.CATALOG_READ,
        "load_bundle": A.CATALOG_LOAD,
        "matrix": A.CATALOG_READ,
        "observe": A.CATALOG_OBSERVE,
        "record_checks": A.CATALOG_CHECK_LINKS,
        "sources": A.CATALOG_READ,
        "stats": A.CATALOG_READ,
        "support": A.CATALOG_READ,
        "what_to_click": A.CATALOG_READ,
    },
    "cost": {
        "duplicate": A.COST_EDIT,
        "estimate": A.COST_READ,
        "estimates_of_stack": A.COST_READ,
        "facts_of": A.COST_READ,
        "remove": A.COST_EDIT,
        "save": A.COST_EDIT,
        "scenario": A.COST_READ,
        "scenario_names": A.COST_READ,
        "scenarios": A.COST_READ,
        "update": A.COST_EDIT,
        "versions": A.COST_READ,
        "whole_stack": A.COST_READ,
    },
    "identity": {
        "account_list": A.ACCOUNT_READ,
        "add": A.ACCOUNT_MANAGE,
        "add_app": A.ACCOUNT_SELF,
        "add_passkey": A.ACCOUNT_SELF,
        "begin_app": A.ACCOUNT_SELF,
        "begun_app": A.ACCOUNT_SELF,
        "my_factors": A.ACCOUNT_SELF,
        "new_recovery_codes": A.ACCOUNT_SELF,
        "passkey_options": A.ACCOUNT_SELF,
        "remove_app": A.ACCOUNT_SELF,
        "remove_passkey": A.ACCOUNT_SELF,
        "rename_passkey": A.ACCOUNT_SELF,
        "reset_factors": A.ACCOUNT_MANAGE,
        "add_group": A.ACCOUNT_MANAGE,
        "add_member": A.ACCOUNT_MANAGE,
        "change_password": A.ACCOUNT_SELF,
        "check_password_change": A.ACCOUNT_SELF,
        "colleagues": A.CASE_READ,
        "disable": A.ACCOUNT_MANAGE,
        "enable": A.ACCOUNT_MANAGE,
        "confirm_my_news": A.ACCOUNT_SELF,
        "devices_of": A.ACCOUNT_MANAGE,
        "end_device": A.ACCOUNT_MANAGE,
        "end_my_device": A.ACCOUNT_SELF,
        "end_my_other_sessions": A.ACCOUNT_SELF,
        "end_my_session": A.ACCOUNT_SELF,
        "end_my_token": A.ACCOUNT_SELF,
        "groups": A.CASE_READ,
        "known_as": A.ACCOUNT_SELF,
        "names_of_person": A.ACCOUNT_SELF,
        "answers_to": A.ACCOUNT_SELF,
        "handle_of": A.ACCOUNT_SELF,
        "have_i_to_hear": A.ACCOUNT_SELF,
        "my_account": A.ACCOUNT_SELF,
        "my_devices": A.ACCOUNT_SELF,
        "my_news": A.ACCOUNT_SELF,
        "my_sessions": A.ACCOUNT_SELF,
        "my_tokens": A.ACCOUNT_SELF,
        "make_token": A.ACCOUNT_SELF,
        "remove_group": A.ACCOUNT_MANAGE,
        "remove_member": A.ACCOUNT_MANAGE,
        "reset_password": A.ACCOUNT_MANAGE,
        "restore": A.ACCOUNT_MANAGE,
        "revoke_sessions": A.ACCOUNT_MANAGE,
        "set_role": A.ACCOUNT_MANAGE,
        "suspend": A.ACCOUNT_MANAGE,
        "my_groups": A.ACCOUNT_SELF,
    },
    "jobs": {
        "jobs": A.CHANNEL_READ,
        "retry": A.CHANNEL_MANAGE,
    },
    "notify": {
        "add_channel": A.CHANNEL_MANAGE,
        "change_channel": A.CHANNEL_MANAGE,
        "channels": A.CHANNEL_READ,
        "messages": A.CHANNEL_READ,
        "remove_channel": A.CHANNEL_MANAGE,
        "set_working_hours": A.CHANNEL_MANAGE,
        "try_channel": A.CHANNEL_MANAGE,
        "working_hours": A.CHANNEL_READ,
    },
    "offboarding": {
        "assign": A.CASE_WORK,
        "assign_steps": A.CASE_WORK,
        "attach": A.CASE_WORK,
        "check_room": A.CASE_WORK,
        "block": A.CASE_WORK,
        "cancel_case": A.CASE_WORK,
        "case": A.CASE_READ,
        "moved_in_hindsight": A.CASE_READ,
        "accounts_not_confirmed": A.CASE_READ,
        "may_be_leavers": A.CASE_OPEN,
        "passed_moments": A.CASE_READ,
        "case_names": A.CASE_READ,
        "case_people": A.CASE_READ,
        "cases": A.CASE_READ,
        "end_link": A.CALENDAR_SELF,
        "link_made_at": A.CALENDAR_SELF,
        "new_link": A.CALENDAR_SELF,
        "checklist_overview": A.CHECKLIST_READ,
        "checklist_texts": A.CHECKLIST_READ,
        "checklist_versions": A.CHECKLIST_READ,
        "checklists": A.CHECKLIST_READ,
        "close_case": A.CASE_WORK,
        "comment": A.CASE_WORK,
        "decide": A.CASE_WORK,
        "edit_case": A.CASE_WORK,
        "evidence_content": A.CASE_READ,
        "excuse": A.CASE_WORK,
        "excuse_steps": A.CASE_WORK,
        "add_unplanned": A.CASE_OPEN,
        "check_all_cases": A.CASE_EXPORT,
        "check_case": A.CASE_EXPORT,
        "export_case": A.CASE_EXPORT,
        "finish": A.CASE_WORK,
        "finish_steps": A.CASE_WORK,
        "held_up": A.CASE_READ,
        "move_due": A.CASE_WORK,
        "move_step": A.CASE_WORK,
        "move_steps": A.CASE_WORK,
        "open_case": A.CASE_OPEN,
        "open_cases": A.CASE_OPEN,
        "open_emails": A.CASE_OPEN,
        "open_return": A.CASE_OPEN,
        "opening_warnings": A.CASE_OPEN,
        "own_steps": A.CASE_READ,
        "period_proof": A.CASE_EXPORT,
        "preview_case": A.CASE_OPEN,
        "record_proof_export": A.CASE_EXPORT,
        "reopen": A.CASE_WORK,
        "reopen_case": A.CASE_WORK,
        "restrict_case": A.CASE_WORK,
        "routes_of_case": A.CASE_READ,
        "save_checklist": A.CHECKLIST_EDIT,
        "stands_against": A.CASE_READ,
        "standpoint": A.CASE_READ,
        "why_not_approve": A.CASE_READ,
        "start": A.CASE_WORK,
        "start_steps": A.CASE_WORK,
        "step": A.CASE_READ,
        "take_over_steps": A.CASE_WORK,
        "timeline": A.CASE_READ,
        "undo": A.CASE_WORK,
        "accept_proposals": A.CASE_OPEN,
        "if_left": A.INVENTORY_READ,
        "worst_leavers": A.INVENTORY_READ,
        "answer_look": A.CASE_WORK,
        "dismiss_proposals": A.CASE_OPEN,
        "findings_to_cases": A.CASE_OPEN,
        "accounts_of_step": A.CASE_READ,
        "known_now": A.CASE_READ,
        "outcomes_of_lists": A.CASE_READ,
        "of_leavers": A.INVENTORY_READ,
        "preview_finding_cases": A.CASE_OPEN,
        "roster_proposals": A.CASE_OPEN,
        "unplanned": A.CASE_READ,
        "waiting_for_connection": A.CASE_READ,
        "with_steps": A.CASE_READ,
        "work": A.CASE_READ,
        "work_counts": A.CASE_READ,
        "work_by_owner": A.CASE_READ,
        "work_total": A.CASE_READ,
        "follow_ups_left": A.CASE_READ,
    },
    "overview": {"observe": A.ADVICE_READ, "overview": A.STACK_READ},
    "search": {
        "open_now": A.ACCOUNT_SELF,
        "recent": A.ACCOUNT_SELF,
        "search": A.CATALOG_READ,
    },
    "scim": {
        "apps_of": A.SCIM_READ,
        "ask_removal": A.SCIM_REMOVE,
        "ask_removals": A.SCIM_REMOVE,
        "bridge_rules": A.SCIM_READ,
        "change_bridge": A.SCIM_CONFIGURE,
        "change_rule": A.SCIM_CONFIGURE,
        "change_secret": A.SCIM_CONFIGURE,
        "choose": A.SCIM_REMOVE,
        "connect": A.SCIM_CONFIGURE,
        "connections": A.SCIM_READ,
        "create_bridge": A.SCIM_CONFIGURE,
        "delete_bridge": A.SCIM_CONFIGURE,
        "delete_connection": A.SCIM_CONFIGURE,
        "dry_run": A.SCIM_REMOVE,
        "exchanges": A.SCIM_READ,
        "edit_connection": A.SCIM_CONFIGURE,
        "finish_event": A.SCIM_WORK,
        "get_bridge": A.SCIM_READ,
        "get_event": A.SCIM_READ,
        "list_bridges": A.SCIM_READ,
        "list_events": A.SCIM_READ,
        "list_requests": A.SCIM_READ,
        "list_removals": A.SCIM_READ,
        "open_requests": A.SCIM_READ,
        "late_requests": A.SCIM_READ,
        "removal": A.SCIM_READ,
        "retry_pending": A.SCIM_WORK,
        "revoke_credential": A.SCIM_CONFIGURE,
        "rotate_token": A.SCIM_CONFIGURE,
        "run_lab": A.SCIM_LAB,
        "run_test": A.SCIM_REMOVE,
        "runs": A.SCIM_READ,
        "served_apps": A.STACK_READ,
        "set_enabled": A.SCIM_CONFIGURE,
        "try_again": A.SCIM_REMOVE,
        "unfinished_removals": A.SCIM_READ,
        "users_of_app": A.INVENTORY_DELIVER,
        "users_of_bridge": A.INVENTORY_DELIVER,
        "verify_again": A.SCIM_REMOVE,
    },
    "secrets": {
        "rotate": A.SECRETS_ROTATE,
    },
    "stack": {
        "add": A.STACK_EDIT,
        "add_list": A.STACK_EDIT,
        "add_several": A.STACK_EDIT,
        "take_back": A.STACK_EDIT,
        "entries": A.STACK_READ,
        "seat_prices": A.STACK_READ,
        "entry": A.STACK_READ,
        "import_entries": A.STACK_EDIT,
        "organisation": A.STACK_READ,
        "owner_and_zone": A.STACK_READ,
        "remove": A.STACK_EDIT,
        "save": A.STACK_EDIT,
        "set_organisation": A.STACK_EDIT,
    },
}
"""For each room, which action each function of its door asks for."""


PERSON = {
    "identity": {
        "add", "add_app", "add_group", "add_member", "add_passkey", "begin_app", "change_password",
        "check_password_change", "disable", "enable", "make_token", "new_recovery_codes",
        "remove_app", "remove_group", "remove_member", "remove_passkey", "reset_factors",
        "reset_password", "restore", "set_role", "suspend",
    },
    "offboarding": {"new_link"},
    "secrets": {"rotate"},
}  # fmt: skip
"""What cannot be undone by whoever it hits: a fresh confirmation, and no command-line token."""

FRESH = {
    "accounts": {"erase_person"},
    "identity": {"end_my_device", "end_my_other_sessions", "end_my_session"},
    "scim": {"ask_removals", "delete_bridge", "delete_connection", "rotate_token"},
}
"""A fresh confirmation; a token does it as well, for scripts that were made for it."""


class Touched(Exception):
    """Something was read before the right was asked for."""


class Untouchable:
    """Stands for any argument: whoever uses it in any way is caught."""

    def _caught(self, *_arguments: object, **_named: object) -> Any:
        raise Touched

    __getattr__ = __iter__ = __len__ = __bool__ = __eq__ = __str__ = __call__ = _caught
    __getitem__ = __contains__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __sub__ = _caught
    __hash__ = None  # type: ignore[assignment]


def doors() -> Iterator[ModuleType]:
    for room in pkgutil.iter_modules(core.__path__, "core."):
        members = pkgutil.iter_modules([f"{core.__path__[0]}/{room.name[5:]}"])
        if room.ispkg and "service" in {member.name for member in members}:
            yield importlib.import_module(f"{room.name}.service")


def published_functions(door: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """A door's functions; of one that opens late those too that nobody asked for yet."""
    for name in sorted({*vars(door), *getattr(door, "__all__", ())}):
        if inspect.isfunction(found := getattr(door, name)):
            yield name, found


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """What the rooms publish, but for what is handed on and can only read what it is given."""
    for door in doors():
        for name, function in published_functions(door):
            own = function.__module__ == door.__name__ and not name.startswith("_")
            published = name in getattr(door, "__all__", ())
            if own or (published and reaches_into_the_house(function)):
                yield f"{door.__name__}.{name}", function


def reaches_into_the_house(function: Callable[..., Any]) -> bool:
    kinds = (Session, Connection, Database, Settings, Actor)
    given = inspect.signature(function).parameters.values()
    return not given or any(
        kind in (one.annotation, *get_args(one.annotation)) for one in given for kind in kinds
    )


FUNCTIONS = dict(functions())


def outcome(function: Callable[..., Any], role: Role, **more: Any) -> type[Exception] | None:
    """What comes of calling the function as somebody with this role."""
    given = {
        name: Actor("test", "Test", role, **more) if name == "actor" else Untouchable()
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
        and (parameter.default is parameter.empty or name == "actor")
    }
    try:
        result = function(**given)
        if inspect.isgenerator(result):
            next(result)
    except Exception as error:  # noqa: BLE001
        return type(error)
    return None


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_service_function_asks_for_a_right_first(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = FUNCTIONS[name]
    if name in OPEN:
        return
    room, _, short = name.removeprefix("core.").rpartition(".service.")
    assert short in NEEDS.get(room, {}), (
        f"{name} is new: say in NEEDS which action it asks for, or in OPEN why it needs none"
    )
    needed = NEEDS[room][short]
    asked: list[Action] = []
    real = rights.may

    def heard(actor: Actor, action: Action) -> bool:
        asked.append(action)
        return real(actor, action)

    monkeypatch.setattr(rights, "may", heard)
    for role in Role:
        asked.clear()
        found = outcome(function, role)
        assert asked, f"{name} touches its arguments before it asks whether {role} may"
        assert asked[0] == needed, f"{name} asks for {asked[0]}, the table says {needed}"
        refused = found is not None and issubclass(found, Forbidden)
        assert refused is not (role in RIGHTS[needed]), f"{name} as {role}: {found}"


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in OPEN])
def test_what_cannot_be_undone_asks_for_a_fresh_confirmation_and_nothing_else_does(
    name: str,
) -> None:
    room, _, short = name.removeprefix("core.").rpartition(".service.")
    person, fresh = short in PERSON.get(room, ()), short in FRESH.get(room, ())
    long_ago = datetime.now(UTC) - timedelta(seconds=1)
    soon = long_ago + timedelta(minutes=1)

    def as_administrator(**more: Any) -> type[Exception] | None:
        return outcome(FUNCTIONS[name], Role.ADMINISTRATOR, **more)

    asks = as_administrator(confirmed_until=long_ago) is ConfirmationNeeded
    assert asks is (person or fresh), "PERSON or FRESH says otherwise"
    assert as_administrator(confirmed_until=soon) is not ConfirmationNeeded
    assert (as_administrator(by_token=True) is Forbidden) is person


def test_the_tables_name_nothing_that_is_gone() -> None:
    assert set(OPEN) <= set(FUNCTIONS)
    named = {f"core.{room}.service.{name}" for room, names in NEEDS.items() for name in names}
    assert named <= set(FUNCTIONS)
    for table in (PERSON, FRESH):
        asking = {f"core.{room}.service.{name}" for room, names in table.items() for name in names}
        assert asking <= named
    assert not named & set(OPEN)


def test_every_action_is_in_the_table_and_administrators_may_do_it() -> None:
    assert set(RIGHTS) == set(Action)
    assert all(Role.ADMINISTRATOR in roles for roles in RIGHTS.values())


def test_viewers_and_auditors_change_nothing_but_their_own_account() -> None:
    # What is not named here changes something.
    harmless = {action for action in Action if action.endswith((".read", ".export", ".verify"))}
    harmless |= {Action.ACCOUNT_SELF, Action.CALENDAR_SELF}
    for action in set(Action) - harmless:
        assert not RIGHTS[action] & {Role.VIEWER, Role.AUDITOR}, action
    reading = {action for action in Action if action.endswith(".read")}
    assert all(Role.AUDITOR in RIGHTS[action] for action in reading)
    assert Role.OPERATOR not in RIGHTS[Action.AUDIT_READ]
    assert not RIGHTS[Action.ACCOUNT_MANAGE] - {Role.ADMINISTRATOR}


def test_a_refusal_says_the_action_in_words() -> None:
    assert set(IN_WORDS) == set(Action) == set(RIGHTS)
    assert len(set(IN_WORDS.values())) == len(IN_WORDS)
    for action in Action:
        for role in set(Role) - RIGHTS[action]:
            with pytest.raises(Forbidden) as refused:
                rights.require(Actor("vic", "Vic", role), action)
            assert IN_WORDS[action] in str(refused.value)
            assert action not in str(refused.value)
