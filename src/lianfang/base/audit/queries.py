"""Reading the log, and finding out whether somebody touched it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission

from .chain import GENESIS, Link, chain_key, digest_of
from .models import AuditRow, ChainHead

BATCH = 2000


@dataclass(frozen=True)
class Verdict:
    """Result of a check of the chain. `broken_at`: number of the first row that does not hold."""

    is_whole: bool
    rows: int
    broken_at: int | None = None
    why: str = ""


def list_rows(
    actor: Actor,
    *,
    words: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditRow]:
    """
    The log, newest first. `action` may be the beginning of one: "tasks." for all of a room.

    :raises NotAllowed: the actor is not the audit administrator.
    """
    require(actor, Permission.AUDIT_VIEW)
    rows = AuditRow.objects.order_by("-seq")
    if words:
        rows = rows.filter(
            Q(actor_name__icontains=words) | Q(target_label__icontains=words) | Q(target_uuid=words)
        )
    if action:
        rows = rows.filter(action__startswith=action)
    if since is not None:
        rows = rows.filter(at__gte=clock.start_of_day(since))
    if until is not None:
        rows = rows.filter(at__lt=clock.start_of_day(until + timedelta(days=1)))
    return rows


def history_of(target_uuid: str) -> QuerySet[AuditRow]:
    """Everything that was done to one record, oldest first. The caller has checked access to it."""
    return AuditRow.objects.filter(target_uuid=target_uuid).order_by("seq")


def log_length() -> int:
    """How many rows the log has: a number that grows with every act on record; one cheap look-up."""
    return ChainHead.objects.values_list("seq", flat=True).first() or 0


def version_now() -> str:
    """Changes with every act on record and with every minute: what an unchanged board is known by."""
    return f"{log_length()}-{int(clock.now().timestamp()) // 60}"


def verify_chain() -> Verdict:
    """Recompute every link. Finds changed, removed, inserted and cut-off rows and says where."""
    key, previous, expected = chain_key(), GENESIS, 1
    for row in AuditRow.objects.order_by("seq").iterator(BATCH):
        if row.seq != expected:
            return Verdict(
                is_whole=False,
                rows=expected - 1,
                broken_at=expected,
                why=f"第 {expected} 行缺失（其后出现第 {row.seq} 行）",
            )
        if row.previous != previous:
            return Verdict(
                is_whole=False,
                rows=expected - 1,
                broken_at=row.seq,
                why=f"第 {row.seq} 行与前一行接不上",
            )
        link = Link(**{name: getattr(row, name) for name in Link.__slots__})
        if digest_of(link, key) != row.digest:
            return Verdict(
                is_whole=False,
                rows=expected - 1,
                broken_at=row.seq,
                why=f"第 {row.seq} 行内容被改动",
            )
        previous, expected = row.digest, expected + 1
    head = ChainHead.objects.get(pk=1)
    if (head.seq, head.digest) != (expected - 1, previous):
        return Verdict(
            is_whole=False,
            rows=expected - 1,
            broken_at=expected,
            why=f"第 {expected} 行起的记录被截去，或链头被改动",
        )
    return Verdict(is_whole=True, rows=expected - 1)
