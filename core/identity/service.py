"""The identity room's door: accounts and roles, sign-in, sessions, company sign-in."""

from core.identity.accounts import stands_since
from core.identity.administration import (
    account_list,
    actor_of,
    add,
    addresses,
    administrators,
    answers_to,
    change_password,
    check_password_change,
    colleagues,
    disable,
    enable,
    end_my_other_sessions,
    end_my_session,
    group_addresses,
    handle_of,
    known_as,
    my_account,
    my_sessions,
    reset_password,
    revoke_sessions,
    set_role,
)
from core.identity.breaches.range_service import refuse_breached
from core.identity.command_line.named import with_password as act_with_password
from core.identity.command_line.named import with_token as act_with_token
from core.identity.command_line.tokens import end as end_my_token
from core.identity.command_line.tokens import make as make_token
from core.identity.command_line.tokens import mine as my_tokens
from core.identity.company_sign_in import confirm as confirm_with_assertion
from core.identity.company_sign_in import exchange as exchange_assertion
from core.identity.company_sign_in import record_refusal as record_refused_assertion
from core.identity.company_sign_in import ways as ways_to_sign_in
from core.identity.devices.arrivals import confirm_my_news, my_news
from core.identity.devices.known import remember as remember_device
from core.identity.devices.service import devices_of, end_device, end_my_device, my_devices
from core.identity.groups.owner_choices import owner_choices
from core.identity.groups.owners import account_names, owners
from core.identity.groups.service import (
    add_group,
    add_member,
    empty_groups,
    groups,
    my_groups,
    remove_group,
    remove_member,
)
from core.identity.oidc_providers import read_providers
from core.identity.people.service import (
    accounts_of,
    addresses_of_leaver,
    entry_given_by,
    names_of_person,
    restore,
    roles_given_since,
    same_person,
    suspend,
)
from core.identity.refusal_log import note_attempt
from core.identity.second_factor.completing import alone as sign_in_with_passkey
from core.identity.second_factor.completing import (
    asked_of,
    confirm_with_code,
    confirm_with_passkey,
    confirm_with_password,
    recovery_codes_left,
)
from core.identity.second_factor.completing import set_up as complete_set_up
from core.identity.second_factor.completing import setting_up as who_sets_up
from core.identity.second_factor.completing import with_code as complete_with_code
from core.identity.second_factor.completing import with_passkey as complete_with_passkey
from core.identity.second_factor.factors import are_there_passkeys
from core.identity.second_factor.passkeys import request_options as ask_passkey
from core.identity.second_factor.service import (
    add_app,
    add_passkey,
    begin_app,
    have_i_to_hear,
    my_factors,
    new_recovery_codes,
    passkey_options,
    remove_app,
    remove_passkey,
    rename_passkey,
    reset_factors,
)
from core.identity.second_factor.service import opened as begun_app
from core.identity.sign_in import (
    admit,
    admit_by_name,
    check_first_run,
    check_reset,
    enter,
    first_run,
    may_set_up,
    needs_first_run,
    reset_with_code,
    set_up_code,
    sign_out,
)
from core.identity.sign_in import find as find_session
from core.identity.sign_in import touch as touch_session
from core.identity.sign_in import was_ever as was_ever_signed_in
from core.identity.sign_in import with_password as sign_in_with_password

__all__ = [
    "account_list",
    "account_names",
    "accounts_of",
    "act_with_password",
    "act_with_token",
    "actor_of",
    "add",
    "add_app",
    "add_group",
    "add_member",
    "add_passkey",
    "addresses",
    "addresses_of_leaver",
    "administrators",
    "admit",
    "admit_by_name",
    "answers_to",
    "are_there_passkeys",
    "ask_passkey",
    "asked_of",
    "begin_app",
    "begun_app",
    "change_password",
    "check_first_run",
    "check_password_change",
    "check_reset",
    "colleagues",
    "complete_set_up",
    "complete_with_code",
    "complete_with_passkey",
    "confirm_my_news",
    "confirm_with_assertion",
    "confirm_with_code",
    "confirm_with_passkey",
    "confirm_with_password",
    "devices_of",
    "disable",
    "empty_groups",
    "enable",
    "end_device",
    "end_my_device",
    "end_my_other_sessions",
    "end_my_session",
    "end_my_token",
    "enter",
    "entry_given_by",
    "exchange_assertion",
    "find_session",
    "first_run",
    "group_addresses",
    "groups",
    "handle_of",
    "have_i_to_hear",
    "known_as",
    "make_token",
    "may_set_up",
    "my_account",
    "my_devices",
    "my_factors",
    "my_groups",
    "my_news",
    "my_sessions",
    "my_tokens",
    "names_of_person",
    "needs_first_run",
    "new_recovery_codes",
    "note_attempt",
    "owner_choices",
    "owners",
    "passkey_options",
    "read_providers",
    "record_refused_assertion",
    "recovery_codes_left",
    "refuse_breached",
    "remember_device",
    "remove_app",
    "remove_group",
    "remove_member",
    "remove_passkey",
    "rename_passkey",
    "reset_factors",
    "reset_password",
    "reset_with_code",
    "restore",
    "revoke_sessions",
    "roles_given_since",
    "same_person",
    "set_role",
    "set_up_code",
    "sign_in_with_passkey",
    "sign_in_with_password",
    "sign_out",
    "stands_since",
    "suspend",
    "touch_session",
    "was_ever_signed_in",
    "ways_to_sign_in",
    "who_sets_up",
]
