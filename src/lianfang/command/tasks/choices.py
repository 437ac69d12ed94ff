"""States of a task and what may be done to it."""

from django.db import models


class TaskState(models.TextChoices):
    ISSUED = "issued", "待签收"
    SIGNED = "signed", "已签收"
    WORKING = "working", "办理中"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "已退回"
    DECLINED = "declined", "报告不能办理"
    ACCEPTED = "accepted", "已销号"
    CANCELLED = "cancelled", "已取消"
    CLOSED = "closed", "随响应终止"


# States in which the unit still has something to do.
OPEN_STATES = ("issued", "signed", "working", "returned")
# States in which the command has something to do.
WAITING_STATES = ("submitted", "declined")
LIVE_STATES = (*OPEN_STATES, *WAITING_STATES)
# States that nothing leaves, except a struck-off task that is opened again.
FINISHED_STATES = ("accepted", "cancelled", "closed")


class ReminderKind(models.TextChoices):
    BEFORE = "before", "到期前"
    DUE = "due", "到期时"
    AFTER = "after", "逾期后"
