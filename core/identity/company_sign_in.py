"""Company sign-in: what a provider says of somebody becomes an account and a session, or not.

Linked by issuer and subject, never by e-mail alone (OpenID Connect Core 1.0 §5.7). What the
provider said is good once, and for ten minutes: Streamlit's own cookie, which would be accepted
for thirty days and after signing out, is worth nothing here once it has been exchanged.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.actor import Actor, Role
from core.audit import service as audit
from core.config import Settings
from core.errors import Forbidden
from core.identity import accounts, sessions, sign_in
from core.identity.models import Account, AccountLink, SpentAssertion
from core.identity.oidc_providers import Provider, read_providers
from core.identity.second_factor import changes
from core.identity.second_factor.half_sign_in import Half
from core.identity.second_factor.requirement import FactorPolicy
from core.identity.sessions import Lifetimes, Live, Place

GOOD_FOR = timedelta(minutes=10)
SKEW = timedelta(minutes=1)
JUST_NOW = timedelta(minutes=5)
"""Between signing in at the provider, when a session is to be confirmed, and coming back."""
TOLD_AGAIN = timedelta(days=1)


class NotLetIn(Forbidden):
    """The provider vouched for somebody, and our rules keep them out."""


def ways(session: Session, settings: Settings) -> tuple[Sequence[Provider], bool]:
    """The providers, and whether one can sign in with a password.

    Passwords can be switched off only once an administrator has come in through a provider.
    """
    providers = read_providers(settings.oidc_file)
    if settings.local_sign_in or not providers:
        return providers, True
    administrators = (
        select(col(AccountLink.account_id))
        .join(Account, col(Account.id) == col(AccountLink.account_id))
        .where(col(Account.role) == Role.ADMINISTRATOR, col(Account.active))
    )
    return providers, session.scalar(administrators.limit(1)) is None


def exchange(
    session: Session,
    provider: Provider,
    claims: Mapping[str, Any],
    place: Place,
    life: Lifetimes,
    now: datetime,
    policy: FactorPolicy = FactorPolicy(),
) -> str | Half:
    """Exchange a provider's statement for a session; its id, or a half sign-in where the settings
    ask for Offramp's own factor as well.

    Raises :class:`NotLetIn` with the sentence for the person; the caller records the refusal.
    """
    issuer, subject = _subject(provider, claims)
    issued = _spend(session, claims, now)
    accounts.lock(session)
    link = session.get(AccountLink, (issuer, subject))
    account = session.get(Account, link.account_id) if link else None
    if account is None:
        account = _made(session, provider, claims, now)
        session.add(
            AccountLink(
                issuer=issuer,
                subject=subject,
                account_id=account.id,
                provider=provider.name,
                linked_at=now,
            )
        )
        session.flush()
    elif not account.active:
        raise NotLetIn("Your account here is disabled.", hint="Ask an administrator.")
    elif issued < account.not_before.replace(microsecond=0):
        raise NotLetIn("This sign-in is from before your sessions were ended. Sign in again.")
    else:
        _follow_the_rule(session, account, provider, claims, now)
        _follow_the_directory(session, account, provider, claims)
    factor = said_of_factor(claims)
    # A session at the provider may be older than ours, and nobody had to prove anything now.
    told = authenticated_at(claims)
    proven_at = min(told, now) if told else now
    name = provider.name
    return sign_in.enter(session, account, name, place, life, now, policy, factor, proven_at)


def confirm(
    session: Session,
    provider: Provider,
    claims: Mapping[str, Any],
    live: Live,
    place: Place,
    now: datetime,
) -> None:
    """Confirm a session with a sign-in at the provider that was asked for just now
    (``prompt=login``, ``max_age=0``; OpenID Connect Core 1.0 §3.1.2.1).

    Raises :class:`NotLetIn`, also where ``auth_time`` (§2) is missing or old: then nobody proved
    anything. The session stays as it was. :class:`Forbidden` for a session that has ended.
    """
    key = _subject(provider, claims)
    _spend(session, claims, now)
    link = session.get(AccountLink, key)
    if link is None or link.account_id != live.actor.id:
        raise NotLetIn(
            f"At {provider.label} you signed in as someone else.",
            hint=f"Sign in there as {live.actor.name}.",
        )
    at, label = authenticated_at(claims), provider.label
    if at is None:
        raise NotLetIn(
            f"{label} did not say when you signed in there, so nothing was confirmed.",
            hint="Sign out and in again, and add a passkey or an authenticator app under "
            f"My account: Offramp then asks for that. The administrator of {label} can also have "
            "it send auth_time.",
        )
    if not now - JUST_NOW <= at <= now + SKEW:
        raise NotLetIn(
            f"{label} did not ask you to sign in: its answer is from an earlier sign-in.",
            hint="Try again, and sign in there when it asks.",
        )
    actor = sessions.confirm(session, live, place, min(at, now))
    told: dict[str, object] = {"method": provider.name}
    if factor := said_of_factor(claims):
        told["factor"] = factor
    audit.record(session, actor, "identity.confirm", f"account:{actor.id}", after=told)


def authenticated_at(claims: Mapping[str, Any]) -> datetime | None:
    """When the person proved to the provider who they are (``auth_time``), if it says so."""
    told = claims.get("auth_time")
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    try:
        return datetime.fromtimestamp(told, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _subject(provider: Provider, claims: Mapping[str, Any]) -> tuple[str, str]:
    """Issuer and subject: who it is."""
    issuer, subject = str(claims.get("iss", "")), str(claims.get("sub", ""))
    if not issuer or not subject or (provider.issuer and issuer != provider.issuer):
        raise NotLetIn(f"{provider.label} did not say who you are.", hint="Ask an administrator.")
    return issuer, subject


def said_of_factor(claims: Mapping[str, Any]) -> str | None:
    """What the provider says of how it was proven who this is (``amr``, RFC 8176, and ``acr``)."""
    amr, acr = claims.get("amr"), claims.get("acr")
    said = [str(each) for each in amr] if isinstance(amr, list) else []
    said += [f"acr {acr}"] if isinstance(acr, str) else []
    return accounts.shown_name(", ".join(said))[:100] or None


def record_refusal(
    session: Session, provider: Provider, claims: Mapping[str, Any], place: Place, reason: str
) -> None:
    """Write down that somebody was kept out."""
    audit.record(
        session,
        sign_in.anonymous(place),
        "identity.sign-in-refused",
        f"provider:{provider.name}",
        after={
            "issuer": str(claims.get("iss")),
            "subject": str(claims.get("sub")),
            "email": str(claims.get("email")),
            "reason": reason,
        },
    )


def _spend(session: Session, claims: Mapping[str, Any], now: datetime) -> datetime:
    """When the statement was made; raises :class:`NotLetIn` if it is old or was used."""
    try:
        issued = datetime.fromtimestamp(int(claims["iat"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise NotLetIn("The provider did not say when you signed in.") from None
    if not now - GOOD_FOR <= issued <= now + SKEW:
        raise NotLetIn("This sign-in at the provider is too old. Sign in again.")
    parts = (str(claims.get(name)) for name in ("iss", "sub", "iat", "nonce"))
    digest = sha256("\n".join(parts).encode()).hexdigest()
    session.execute(delete(SpentAssertion).where(col(SpentAssertion.at) < now - 2 * GOOD_FOR))
    if session.get(SpentAssertion, digest) is not None:
        raise NotLetIn("This sign-in at the provider was used already. Sign in again.")
    session.add(SpentAssertion(digest=digest, at=now))
    session.flush()
    return issued


def _made(
    session: Session, provider: Provider, claims: Mapping[str, Any], now: datetime
) -> Account:
    role = provider.role_for(claims)
    if role is None:
        raise NotLetIn(
            f"{provider.label} knows you, but no rule here lets you in.",
            hint="Ask an administrator to allow your domain or group.",
        )
    email = _address(provider, claims)
    # A name that is taken is somebody else's, for all we know: an address proves nothing.
    is_free = email is not None and accounts.is_free(session, email)
    wanted = email if email and is_free else _by_subject(provider, claims)
    name = _name(claims, email) or wanted
    account = accounts.make(session, username=wanted, name=name, email=email, role=role, now=now)
    actor = Actor(account.id, account.name, account.role, email=account.email)
    audit.record(
        session,
        actor,
        "account.add",
        f"account:{account.id}",
        after={**accounts.facts(account), "provider": provider.name},
    )
    return account


def _address(provider: Provider, claims: Mapping[str, Any]) -> str | None:
    """Their address, if the provider vouches for it: anybody may have typed another."""
    return accounts.address_or_none(provider.vouched_email(claims) or "")


def _name(claims: Mapping[str, Any], address: str | None) -> str:
    """Their name; empty where it is one that looks like an address which is not theirs."""
    name = accounts.shown_name(str(claims.get("name") or ""))
    return name if "@" not in name or name.casefold() == address else ""


def _by_subject(provider: Provider, claims: Mapping[str, Any]) -> str:
    """A user name that means nobody else: of the provider's own name for them."""
    return f"{provider.name}-{sha256(str(claims['sub']).encode()).hexdigest()[:12]}"


def _follow_the_directory(
    session: Session, account: Account, provider: Provider, claims: Mapping[str, Any]
) -> None:
    """Name and address are what the directory says today: people marry, and cases name them.

    An address that it gives and does not vouch for is taken away again, as user name too: accounts
    from before this was asked have such ones.
    """
    before, vouched = accounts.facts(account), _address(provider, claims)
    said = accounts.address_or_none(str(claims.get("email") or ""))
    account.name = _name(claims, vouched) or account.name
    if vouched:
        account.email = vouched
    elif said is not None:
        account.email = None if account.email == said else account.email
        if said in (account.username, account.username.removesuffix(f"+{provider.name}")):
            account.username = _by_subject(provider, claims)
        account.name = account.username if account.name.casefold() == said else account.name
    if accounts.facts(account) == before:
        return
    audit.record(
        session,
        Actor(account.id, account.name, account.role, email=account.email),
        "account.rename",
        f"account:{account.id}",
        before=before,
        after={**accounts.facts(account), "by": f"directory of {provider.name}"},
    )


def _follow_the_rule(
    session: Session, account: Account, provider: Provider, claims: Mapping[str, Any], now: datetime
) -> None:
    """An account that a rule made has the role that the rule gives today.

    The last active administrator keeps theirs, and the log says so at each such sign-in: nobody
    would be left to give it back.
    """
    if account.role_pinned:
        return
    role = provider.role_for(claims)
    if role is None:
        raise NotLetIn(f"No rule lets you in through {provider.label} now.")
    if role == account.role:
        return
    before, by = accounts.facts(account), f"rule of {provider.name}"
    is_kept = accounts.is_last_administrator(session, account)
    if not is_kept:
        account.role = role
        accounts.void_sign_ins(session, account, "role changed", now)
    actor = Actor(account.id, account.name, account.role, email=account.email)
    audit.record(
        session,
        actor,
        "account.keep-role" if is_kept else "account.set-role",
        f"account:{account.id}",
        before=before,
        after={**accounts.facts(account), "by": by, **({"rule_gives": role} if is_kept else {})},
    )
    if is_kept and not _was_kept_lately(session, account, now):
        what = (
            f"{provider.label} no longer gives the role administrator: its rule says {role}. The "
            "role was kept, because there is no other active administrator. Give it to another "
            "account, or correct the groups at the provider."
        )
        changes.tell(session, account, what, "the last administrator was kept")


def _was_kept_lately(session: Session, account: Account, now: datetime) -> bool:
    """Whether it was told before, within a day."""
    entries = audit.history(session, f"account:{account.id}")
    kept = [each for each in entries if each.action == "account.keep-role"]
    return any(isinstance(each.at, datetime) and each.at > now - TOLD_AGAIN for each in kept[:-1])
