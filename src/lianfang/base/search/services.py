"""Keeping the index. Called by the services of the rooms that own the records."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from lianfang.base.kernel import clock

from .models import Entry
from .rules import terms_of

BATCH = 1000


@dataclass(frozen=True)
class Finding:
    """A record as the index should know it. `words`: everything worth finding it by."""

    kind: str
    uuid: UUID
    title: str
    url: str
    permission: str
    area_path: str
    words: str = ""
    summary: str = ""
    unit_id: int | None = None
    reaches_down: bool = False


def index(finding: Finding) -> None:
    """Put one record into the index, or renew it."""
    index_many([finding])


def index_many(findings: Iterable[Finding]) -> int:
    """Put records into the index, or renew them. Audited by the service that owns them."""
    rows = [_entry(finding) for finding in findings]
    Entry.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "target_uuid"],
        update_fields=[
            "title", "summary", "bigrams", "url", "permission", "unit_id", "area_path", "reaches_down", "indexed",
        ],
    )  # fmt: skip
    return len(rows)


@transaction.atomic
def forget(kind: str, uuid: UUID) -> None:
    """Take a record out of the index."""
    Entry.objects.filter(kind=kind, target_uuid=uuid).delete()


def _entry(finding: Finding) -> Entry:
    return Entry(
        kind=finding.kind,
        target_uuid=finding.uuid,
        title=finding.title[:200],
        summary=finding.summary[:300],
        bigrams=" ".join(terms_of(f"{finding.title} {finding.summary} {finding.words}")),
        url=finding.url,
        permission=finding.permission,
        unit_id=finding.unit_id,
        area_path=finding.area_path,
        reaches_down=finding.reaches_down,
        indexed=clock.now(),
    )
