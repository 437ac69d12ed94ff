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


# Orders


class OrderKind(models.TextChoices):
    """Internal papers, numbered in series of their own; none of them is one of the 15 法定文种."""

    DIRECTIVE = "directive", "指令"
    NOTICE = "notice", "工作通知"
    ASSIGNMENT = "assignment", "交办单"
    CRITICISM = "criticism", "通报"


class OrderUrgency(models.TextChoices):
    TOP = "top", "特急"
    URGENT = "urgent", "加急"
    ORDINARY = "ordinary", "平件"


class OrderWants(models.TextChoices):
    """What an order asks of whoever signs for it."""

    SIGNATURE = "signature", "签收即可"
    ANSWER = "answer", "签收并反馈"
    TASK = "task", "形成任务办理"


class OrderState(models.TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已下发"
    WITHDRAWN = "withdrawn", "已撤回"


class AddresseeState(models.TextChoices):
    WAITING = "waiting", "待签收"
    SIGNED = "signed", "已签收"
    ANSWERED = "answered", "已反馈"
    RETURNED = "returned", "反馈退回"
    CLEARED = "cleared", "已销号"


class OrderReminderKind(models.TextChoices):
    BEFORE = "before", "到期前"
    DUE = "due", "到期时"
    AFTER = "after", "逾期后"
    MANUAL = "manual", "人工催签"


# Supervision


class Rung(models.IntegerChoices):
    """The ladder of supervision; the last is a paper that a person approves, never automatic."""

    REMINDER = 1, "提醒"
    UNIT_LEADER = 2, "单位负责人"
    COMMAND = 3, "指挥部"
    CRITICISM = 4, "通报"


class SupervisionState(models.TextChoices):
    OPEN = "open", "督办中"
    CLOSED = "closed", "已了结"


class Closing(models.TextChoices):
    STRUCK_OFF = "struck_off", "已销号"
    WITHDRAWN = "withdrawn", "原件取消或终止"
    DROPPED = "dropped", "停止督办"


# Call-down


class CallResult(models.TextChoices):
    """What one call came to."""

    ACKNOWLEDGED = "acknowledged", "已接通并确认"
    REACHED = "reached", "已接通未确认"
    NO_ANSWER = "no_answer", "无人接听"
    WRONG = "wrong", "号码有误"


# The daily dispatch meeting


class AgendaKind(models.TextChoices):
    OVERDUE = "overdue", "逾期任务"
    SUPERVISED = "supervised", "督办未了结"
    RETURNED = "returned", "退回未重报"
    UNSIGNED = "unsigned", "指令未签收"
    PROMISE = "promise", "上次承诺"
    OTHER = "other", "其他事项"


class PromiseState(models.TextChoices):
    OPEN = "open", "待核对"
    KEPT = "kept", "已兑现"
    BROKEN = "broken", "未兑现"
    MOVED = "moved", "改期"
