"""How one link of the chain is computed. No database."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes, hmac
from django.conf import settings

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """The content of one audit row that the digest covers."""

    seq: int
    at: datetime
    recorded_at: datetime
    actor_id: int | None
    actor_name: str
    post_title: str
    unit_name: str
    action: str
    target_type: str
    target_uuid: str
    target_label: str
    changes: dict[str, object]
    count: int
    address: str
    previous: str


def digest_of(link: Link, key: bytes) -> str:
    """HMAC-SM3 over the canonical JSON of the link. The key lies outside the database."""
    content = asdict(link)
    for name in ("at", "recorded_at"):
        content[name] = content[name].astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(canonical.encode())
    return mac.finalize().hex()


def chain_key() -> bytes:
    """The key of the chain, from the secret that lies outside the database."""
    return b"audit-chain:" + settings.LIANFANG_FIELD_KEY
