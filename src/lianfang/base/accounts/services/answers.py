"""Forgetting the stored answers of old API writes."""

from datetime import timedelta

from django.db import transaction

from lianfang.base.accounts.models import AnsweredWrite
from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor


@transaction.atomic
def forget_old_answers(*, actor: Actor, older_than: timedelta) -> int:
    """Delete answers that nobody will ask for again; tell how many."""
    count, _ = AnsweredWrite.objects.filter(created_at__lt=clock.now() - older_than).delete()
    if count:
        record(actor=actor, action="accounts.answer.forgotten", count=count)
    return count
