"""The manifest of an evidence pack: what is in it, who took it out when, sealed with a key. Pure.

The pack is a ZIP whose members are stored as they are, in the manifest's order, the manifest last:
given the members it can be written again byte for byte, so that a change outside of them shows too.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from core.keys import DerivedKey

FORMAT = "offramp-evidence-pack/1"
PROOF_FORMAT = "offramp-proof/1"
"""Of a period's proof: ``case`` is the period then, and ``person`` is empty."""
NAME = "manifest.json"


@dataclass(frozen=True)
class Member:
    """One file of the pack: bytes, and their SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the pack says about itself."""

    case: str
    person: str
    exported_at: datetime
    exported_by: str
    exported_by_id: str
    audit_count: int
    audit_hash: str
    members: tuple[Member, ...]
    left_out: tuple[str, ...] = ()
    """Evidence files that were missing or changed on the disk, and why each is not here."""
    key: str | None = None
    """The public key that the archive is signed with; ``None`` in packs of before 0.4."""
    format: str = FORMAT


def written(manifest: Manifest, key: DerivedKey) -> bytes:
    """The text of ``manifest.json``."""
    facts = _facts(manifest)
    return _text({**facts, "mac": _mac(facts, key)})


def read(content: bytes) -> tuple[Manifest, str]:
    """A manifest and its seal; raises :class:`ValueError` unless it is written as we write it."""
    try:
        found = json.loads(content)
        facts = {name: value for name, value in found.items() if name != "mac"}
        if facts["format"] not in (FORMAT, PROOF_FORMAT):
            raise ValueError(f"it has the format {facts['format']!r}; this version reads {FORMAT}")
        manifest = Manifest(
            case=facts["case"],
            person=facts["person"],
            exported_at=datetime.fromisoformat(facts["exported_at"]),
            exported_by=facts["exported_by"]["name"],
            exported_by_id=facts["exported_by"]["id"],
            audit_count=facts["audit"]["count"],
            audit_hash=facts["audit"]["hash"],
            members=tuple(Member(**one) for one in facts["members"]),
            left_out=tuple(facts["left_out"]),
            key=facts.get("key"),
            format=facts["format"],
        )
        same = _text({**_facts(manifest), "mac": found["mac"]}) == content
    except (KeyError, TypeError, AttributeError, UnicodeError, RecursionError) as problem:
        raise ValueError("it does not have the parts of a manifest") from problem
    if not same:
        raise ValueError("it is not written as Offramp writes it")
    return manifest, str(found["mac"])


def sealed_by(manifest: Manifest, mac: str, keys: Sequence[DerivedKey]) -> bool | None:
    """Whether the seal is ours; ``None`` when its key is not among these."""
    key_id = mac.partition(":")[0]
    for key in keys:
        if key.id == key_id:
            return hmac.compare_digest(mac.encode(), _mac(_facts(manifest), key).encode())
    return None


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": manifest.format,
        **({"key": manifest.key} if manifest.key else {}),
        "case": manifest.case,
        "person": manifest.person,
        "exported_at": manifest.exported_at.isoformat(),
        "exported_by": {"id": manifest.exported_by_id, "name": manifest.exported_by},
        "audit": {"count": manifest.audit_count, "hash": manifest.audit_hash},
        "members": [asdict(member) for member in manifest.members],
        "left_out": list(manifest.left_out),
    }


def _mac(facts: dict[str, Any], key: DerivedKey) -> str:
    return f"{key.id}:{hmac.digest(key.value, b'evidence-pack' + _text(facts), 'sha256').hex()}"


def _text(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
