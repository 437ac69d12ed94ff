"""Every job of the house that runs by the clock, in one table."""

from datetime import timedelta

from lianfang.base.accounts.public import forget_old_answers
from lianfang.base.jobs.public import schedule
from lianfang.base.kernel.actor import Actor
from lianfang.base.notices.public import send_waiting
from lianfang.command.emergencies.public import send_clock_warnings
from lianfang.command.measures.public import end_due_measures, remind_reviews
from lianfang.command.surveillance.public import screen_missing, screen_new_observations
from lianfang.command.tasks.public import (
    climb_ladder,
    issue_due_occurrences,
    remind_of_unsigned_orders,
    report_unreached,
    send_due_reminders,
)
from lianfang.county.orgs.public import remind_of_handovers

KEEP_ANSWERS = timedelta(days=2)


def enter_jobs() -> None:
    """Enter the jobs. Called by the worker and by the health page."""
    schedule("tasks.repeat", "到期生成周期任务", every_seconds=60, run=_repeat)
    schedule("tasks.remind", "任务到期提醒", every_seconds=60, run=_remind)
    schedule("tasks.unsigned", "指令签收提醒", every_seconds=60, run=_remind_unsigned)
    schedule("emergencies.clocks", "报告时限提醒", every_seconds=60, run=_warn)
    schedule("orgs.handover", "交接班提醒", every_seconds=300, run=_remind_handovers)
    schedule("notices.send", "外发消息", every_seconds=30, run=_send)
    schedule("surveillance.screen", "监测数据自动筛查", every_seconds=60, run=_screen)
    schedule("surveillance.missing", "监测缺报检查", every_seconds=3600, run=_missing)
    schedule("tasks.ladder", "逾期督办升级", every_seconds=60, run=_climb)
    schedule("tasks.calldown", "叫应超时上报", every_seconds=60, run=_report_unreached)
    schedule("measures.end", "到期结束管控措施", every_seconds=60, run=_end_measures)
    schedule("measures.review", "管控措施复核提醒", every_seconds=3600, run=_review_measures)
    schedule("accounts.answers", "清理接口答复缓存", every_seconds=3600, run=_forget)


def _repeat() -> str:
    return f"新下达 {issue_due_occurrences(actor=Actor.system('周期任务'))} 项"


def _remind() -> str:
    return f"提醒 {send_due_reminders(actor=Actor.system('到期提醒'))} 项"


def _remind_unsigned() -> str:
    return f"催签 {remind_of_unsigned_orders(actor=Actor.system('签收提醒'))} 个单位"


def _warn() -> str:
    return f"提醒 {send_clock_warnings(actor=Actor.system('报告时限提醒'))} 项"


def _remind_handovers() -> str:
    return f"提醒 {remind_of_handovers(actor=Actor.system('交接班提醒'))} 份"


def _send() -> str:
    return f"发出 {send_waiting(actor=Actor.system('外发消息'))} 条"


def _screen() -> str:
    run = screen_new_observations(actor=Actor.system("监测数据自动筛查"))
    return f"筛查 {run.observations} 个数据，新信号 {run.signals} 条"


def _missing() -> str:
    run = screen_missing(actor=Actor.system("监测缺报检查"))
    return f"检查规则 {run.rules} 条，新信号 {run.signals} 条"


def _climb() -> str:
    return f"督办升级 {climb_ladder(actor=Actor.system('督办规则'))} 件"


def _report_unreached() -> str:
    return f"上报 {report_unreached(actor=Actor.system('叫应超时'))} 个单位"


def _end_measures() -> str:
    return f"到期结束 {end_due_measures(actor=Actor.system('措施到期'))} 项"


def _review_measures() -> str:
    return f"提醒 {remind_reviews(actor=Actor.system('措施复核'))} 项"


def _forget() -> str:
    return f"清理 {forget_old_answers(actor=Actor.system('清理'), older_than=KEEP_ANSWERS)} 条"
