"""Writing the log and giving numbers."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission

from .chain import Link, chain_key, digest_of
from .models import AuditRow, ChainHead, NumberSeries
from .queries import Verdict, verify_chain

HIDDEN = "（已变更，内容不入日志）"


@transaction.atomic
def record(
    *,
    actor: Actor,
    action: str,
    target: models.Model | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    count: int = 1,
    note: str = "",
) -> AuditRow:
    """
    Add one row to the chain, in the caller's transaction.

    `changes` maps a field to (before, after); fields declared personal are named, not shown.
    """
    head = ChainHead.objects.select_for_update().get(pk=1)
    link = _link(head, actor, action, target, _printable(target, changes, note), count)
    digest = digest_of(link, chain_key())
    row = AuditRow.objects.create(
        **{name: getattr(link, name) for name in link.__slots__}, digest=digest
    )
    ChainHead.objects.filter(pk=1).update(seq=link.seq, digest=digest)
    return row


def record_batch(
    *,
    actor: Actor,
    action: str,
    targets: Iterable[str],
    target: models.Model | None = None,
    note: str = "",
) -> AuditRow:
    """One row for many records: their count and a digest over their identifiers in order."""
    digest, count = hashlib.sha256(), 0
    for identifier in targets:
        digest.update(identifier.encode() + b"\n")
        count += 1
    note = f"{note} sha256:{digest.hexdigest()}".strip()
    return record(actor=actor, action=action, target=target, count=count, note=note)


def _link(
    head: ChainHead,
    actor: Actor,
    action: str,
    target: models.Model | None,
    changes: dict[str, object],
    count: int,
) -> Link:
    return Link(
        seq=head.seq + 1,
        at=clock.now(),
        recorded_at=datetime.now(UTC),  # noqa: TID251 — the machine's own time, even in an exercise
        actor_id=actor.user_id,
        actor_name=actor.name[:100],
        post_title=actor.post_title[:100],
        unit_name=actor.unit_name[:100],
        action=action,
        target_type=target._meta.label_lower if target is not None else "",
        target_uuid=str(getattr(target, "uuid", "") or ""),
        target_label=str(target)[:200] if target is not None and not _is_personal(target) else "",
        changes=changes,
        count=count,
        address=actor.address[:45],
        previous=head.digest,
    )


def _is_personal(target: models.Model) -> bool:
    return bool(getattr(getattr(target, "Personal", None), "fields", ()))


def _printable(
    target: models.Model | None, changes: Mapping[str, tuple[Any, Any]] | None, note: str
) -> dict[str, object]:
    personal = set(getattr(getattr(target, "Personal", None), "fields", ()))
    shown: dict[str, object] = {
        name: HIDDEN if name in personal else [_text(before), _text(after)]
        for name, (before, after) in (changes or {}).items()
    }
    if note:
        shown["note"] = note
    return shown


def _text(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, bool | int | float):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@transaction.atomic
def next_number(series: str, *, count: int = 1) -> int:
    """The next number of a series in the current Beijing year; `count` reserves a run of them."""
    year = clock.today().year
    NumberSeries.objects.get_or_create(series=series, year=year)
    row = NumberSeries.objects.select_for_update().get(series=series, year=year)
    NumberSeries.objects.filter(pk=row.pk).update(last=row.last + count)
    return row.last + 1


def next_code(series: str, prefix: str, *, width: int = 4) -> str:
    """A number as people write it: prefix, year, running number."""
    number = next_number(series)
    return f"{prefix}-{clock.today().year}-{number:0{width}d}"


@transaction.atomic
def verify_log(*, actor: Actor) -> Verdict:
    """
    Recompute the chain and put the verdict on record.

    :raises NotAllowed: the actor is not the audit administrator.
    """
    require(actor, Permission.AUDIT_VIEW)
    verdict = verify_chain()
    words = f"完整，{verdict.rows} 行" if verdict.is_whole else verdict.why
    record(actor=actor, action="audit.chain.verified", note=words)
    return verdict


@transaction.atomic
def take_rows(*, actor: Actor, rows: models.QuerySet[AuditRow], limit: int) -> list[AuditRow]:
    """
    Hand rows out of the system, and put on record who took how many.

    :raises NotAllowed: the actor is not the audit administrator.
    """
    require(actor, Permission.AUDIT_VIEW)
    taken = list(rows[:limit])
    last, first = (taken[0].seq, taken[-1].seq) if taken else (0, 0)
    record(
        actor=actor,
        action="audit.rows.exported",
        count=len(taken),
        note=f"第 {first}–{last} 行之内",
    )
    return taken
