"""The door of the jobs room."""

from .models import Job
from .queries import list_jobs
from .schedule import schedule
from .services import register_jobs, run_due_jobs

__all__ = ["Job", "list_jobs", "register_jobs", "run_due_jobs", "schedule"]
