"""How the jobs are doing."""

from django.db.models import QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission

from .models import Job


def list_jobs(actor: Actor) -> QuerySet[Job]:
    """
    Every job, those that failed first.

    :raises NotAllowed: the actor is not the system administrator.
    """
    require(actor, Permission.JOBS_VIEW)
    return Job.objects.order_by("-last_failed", "name")
