"""How a job looks on the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .models import Job

# A worker looks every few seconds; who is later than this is not looked after.
LATE = timedelta(minutes=10)
SPANS = ((86400, "天"), (3600, "小时"), (60, "分钟"), (1, "秒"))


@dataclass(frozen=True)
class JobLine:
    """One job with its state in words."""

    job: Job
    every: str
    state: str
    tone: str


def job_lines(jobs: Iterable[Job], *, at: datetime) -> list[JobLine]:
    return [JobLine(job, every_words(job.every_seconds), *state_of(job, at=at)) for job in jobs]


def state_of(job: Job, *, at: datetime) -> tuple[str, str]:
    """What the last run came to, or that there was none, or that it is overdue."""
    if job.next_run_at < at - LATE and not (job.claimed_until and job.claimed_until > at):
        return "未按时运行", "bad"
    if job.last_failed:
        return f"失败（连续 {job.failures_in_row} 次）", "bad"
    if job.claimed_until and job.claimed_until > at:
        return "运行中", "busy"
    return ("正常", "good") if job.last_finished_at else ("尚未运行", "muted")


def every_words(seconds: int) -> str:
    """An interval in its largest whole unit."""
    size, word = next((pair for pair in SPANS if seconds % pair[0] == 0), SPANS[-1])
    return f"每 {seconds // size} {word}"
