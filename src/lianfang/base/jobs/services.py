"""Running what is due, once, also with several workers and after a kill."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from lianfang.base.kernel import clock

from . import schedule
from .models import Job

log = logging.getLogger("lianfang.jobs")

# A claim lapses after this time: what a killed worker held is taken up by another.
CLAIM = timedelta(minutes=10)
LONGEST_BACKOFF = timedelta(hours=1)


def register_jobs() -> None:
    """Make the rows of all entered jobs; a changed interval or label takes effect."""
    for entry in schedule.entries().values():
        facts = {"label": entry.label, "every_seconds": entry.every_seconds}
        Job.objects.get_or_create(name=entry.name, defaults={**facts, "next_run_at": clock.now()})
        Job.objects.filter(name=entry.name).exclude(**facts).update(**facts)


def run_due_jobs() -> list[str]:
    """Run every job whose time has come and that nobody holds. Returns the names that ran."""
    known = schedule.entries()
    names = Job.objects.filter(name__in=known, next_run_at__lte=clock.now()).order_by(
        "next_run_at", "id"
    )
    return [
        name for name in names.values_list("name", flat=True) if _claim(name) and _run(known[name])
    ]


def _claim(name: str) -> bool:
    """Take the job in one guarded UPDATE; false when another worker was first."""
    now = clock.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    due = Job.objects.filter(free, name=name, next_run_at__lte=now)
    return due.update(claimed_until=now + CLAIM, last_started_at=now) == 1


def _run(entry: schedule.Entry) -> bool:
    try:
        result, failed = entry.run(), False
    except Exception:
        log.exception("job failed", extra={"job": entry.name})
        result, failed = "运行失败，详见日志", True
    _finish(entry, result, failed=failed)
    return True


@transaction.atomic
def _finish(entry: schedule.Entry, result: str, *, failed: bool) -> None:
    job = Job.objects.select_for_update().get(name=entry.name)
    now = clock.now()
    job.failures_in_row = job.failures_in_row + 1 if failed else 0
    wait = timedelta(seconds=entry.every_seconds) * 2 ** min(job.failures_in_row, 6)
    job.next_run_at = now + (min(wait, LONGEST_BACKOFF) if failed else wait)
    job.claimed_until, job.last_finished_at = None, now
    job.last_result, job.last_failed = result[:200], failed
    job.save()
