"""The figures at the top of each person's home page; every one is a link to its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from lianfang.base.accounts.public import list_users
from lianfang.base.audit.public import list_rows
from lianfang.base.jobs.public import list_jobs
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission as P  # noqa: N817
from lianfang.command.emergencies.public import (
    EmergencyState,
    ProposalState,
    list_emergencies,
    list_proposals,
)
from lianfang.command.surveillance.public import SignalState, list_signals
from lianfang.command.tasks.public import (
    list_orders,
    list_orders_to_take_up,
    list_review_queue,
    list_supervisions,
    list_tasks,
)
from lianfang.picture.situation.public import ReportState, list_reports, list_wanted

from .queries import count_together, own_unit_uuid

FAILED_SIGN_IN = "accounts.session.refused"


@dataclass(frozen=True)
class Wanted:
    """A figure to be counted: what it is called, its rows, where they are shown, what it counts."""

    key: str
    label: str
    icon: str
    rows: QuerySet[Any]
    name: str
    definition: str
    unit: str = "件"
    # Of a figure above zero; at zero there is nothing to hurry for.
    tone: str = ""
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.name) + (f"?{urlencode(self.asked)}" if self.asked else "")


@dataclass(frozen=True)
class Figure:
    """A counted figure."""

    wanted: Wanted
    value: int

    @property
    def tone(self) -> str:
        return self.wanted.tone if self.value else ""


def figures_of(actor: Actor, today: date) -> list[Figure]:
    """The figures of an actor's desk, the most pressing first; two queries at most."""
    wanted = [
        *_of_decisions(actor), *_of_signals(actor), *_of_review(actor), *_of_orders(actor), *_of_unit(actor),
        *_of_reports(actor), *_of_county(actor), *_of_administrators(actor, today),
    ]  # fmt: skip
    counts = count_together({figure.key: figure.rows for figure in wanted})
    return [Figure(figure, counts[figure.key]) for figure in wanted]


def _of_decisions(actor: Actor) -> Iterator[Wanted]:
    if actor.may(P.RESPONSE_DECIDE):
        yield Wanted(
            "proposals", "待决定建议", "gavel", list_proposals(actor, state=ProposalState.PENDING),
            "emergencies:proposal_list", "已提出、尚未作出决定或撤回的响应建议。", tone="bad",
            asked=(("state", "pending"),),
        )  # fmt: skip
    if actor.may(P.SITUATION_APPROVE):
        yield Wanted(
            "drafts", "待审签报告", "writing", list_reports(actor, state=ReportState.DRAFT),
            "situation:report_list", "已起草、尚未审签的情况报告。", unit="期", tone="warn",
            asked=(("state", "draft"),),
        )  # fmt: skip


def _of_signals(actor: Actor) -> Iterator[Wanted]:
    if actor.may(P.SIGNAL_VERIFY):
        yield Wanted(
            "signals", "待核实信号", "radar", list_signals(actor, state=SignalState.NEW),
            "surveillance:signal_list", "已登记、尚未核实或排除的信号。", unit="条", tone="bad",
            asked=(("state", "new"),),
        )  # fmt: skip


def _of_review(actor: Actor) -> Iterator[Wanted]:
    if actor.may(P.TASK_REVIEW):
        for state, label, definition in (
            ("submitted", "待审核任务", "已提交办结、等待您审核销号或退回的任务。"),
            ("declined", "报告不能办理", "承办单位报告不能办理、等待您答复的任务。"),
        ):
            yield Wanted(
                f"review_{state}", label, "clipboard-check", list_review_queue(actor, state=state),
                "tasks:task_review", definition, tone="warn", asked=(("tab", state),),
            )  # fmt: skip


def _of_unit(actor: Actor) -> Iterator[Wanted]:
    """What a unit has to do. The command office is one, too; the government's leaders are not."""
    if not actor.may(P.TASK_REPORT) or actor.unit_id is None:
        return
    units = actor.unit_ids & {actor.unit_id}
    for tab, states, label, icon, tone, definition in (
        ("sign", ("issued",), "待签收", "inbox", "warn", "已下达本单位、尚未签收的任务。"),
        ("returned", ("returned",), "被退回", "arrow-back-up", "bad", "审核退回、须重新办理的任务。"),
        ("work", ("signed", "working"), "办理中", "clipboard-list", "", "本单位已签收、尚未提交的任务。"),
    ):  # fmt: skip
        rows = list_tasks(actor, state=states).filter(unit__in=units)
        yield Wanted(
            f"unit_{tab}", label, icon, rows, "tasks:task_inbox", definition, tone=tone,
            asked=(("tab", tab),),
        )  # fmt: skip
    yield Wanted(
        "unit_overdue", "已逾期", "alarm", list_tasks(actor, overdue=True).filter(unit__in=units),
        "tasks:task_list", "本单位超过时限仍未提交的任务。", tone="bad",
        asked=(("unit", own_unit_uuid(actor)), ("overdue", "on")),
    )  # fmt: skip


def _of_orders(actor: Actor) -> Iterator[Wanted]:
    if actor.may(P.TASK_REPORT) and actor.unit_id is not None:
        yield Wanted(
            "orders", "指令待签收、待反馈", "mail", list_orders_to_take_up(actor), "tasks:order_inbox",
            "发给本单位、尚未签收或尚未反馈的指令和通知。", tone="bad",
        )  # fmt: skip
    if actor.may(P.SUPERVISE):
        yield Wanted(
            "supervised", "督办中", "flag", list_supervisions(actor, state="open"),
            "tasks:supervision_list", "已立项、尚未销号或停止的督办件。", tone="warn",
        )  # fmt: skip
    if actor.may(P.ORDER_ISSUE):
        yield Wanted(
            "order_drafts", "待签发指令", "file-text", list_orders(actor, state="draft"),
            "tasks:order_list", "已起草、尚未签发的指令、通知和通报。", tone="warn",
            asked=(("state", "draft"),),
        )  # fmt: skip


def _of_reports(actor: Actor) -> Iterator[Wanted]:
    if actor.may(P.SITUATION_CONTRIBUTE):
        yield Wanted(
            "wanted", "待报送材料", "file-import", list_wanted(actor).filter(given_at=None),
            "situation:contribution_list", "情况报告向本单位征集、尚未报送的材料。", unit="份", tone="warn",
        )  # fmt: skip


def _of_county(actor: Actor) -> Iterator[Wanted]:
    if actor.may(P.COUNTY_VIEW) and actor.may(P.EMERGENCY_VIEW):
        yield Wanted(
            "emergencies", "处置中事件", "alert-triangle",
            list_emergencies(actor, state=EmergencyState.OPEN), "emergencies:emergency_list",
            "已登记、尚未结案的事件，含演练事件。", unit="起", asked=(("state", "open"),),
        )  # fmt: skip


def _of_administrators(actor: Actor, today: date) -> Iterator[Wanted]:
    if actor.may(P.USER_MANAGE):
        yield Wanted(
            "users", "账号", "users", list_users(actor), "accounts:user_list", "全部账号，含停用的。",
            unit="个",
        )  # fmt: skip
    if actor.may(P.USER_MANAGE) or actor.may(P.ROLE_GRANT):
        yield Wanted(
            "locked", "锁定账号", "lock", list_users(actor, state="locked"), "accounts:user_list",
            "因多次登录失败暂时锁定的账号。", unit="个", tone="warn", asked=(("state", "locked"),),
        )  # fmt: skip
    if actor.may(P.JOBS_VIEW):
        yield Wanted(
            "jobs", "失败的后台任务", "clock-exclamation", list_jobs(actor).filter(last_failed=True),
            "jobs:job_list", "上次运行失败的后台任务。", unit="项", tone="bad",
        )  # fmt: skip
    if actor.may(P.AUDIT_VIEW):
        yield from _of_auditors(actor, today)


def _of_auditors(actor: Actor, today: date) -> Iterator[Wanted]:
    week = today - timedelta(days=6)
    yield Wanted(
        "rows", "今日审计记录", "shield-check", list_rows(actor, since=today), "audit:row_list",
        "今日零时（北京时间）以来的审计记录。", unit="行", asked=(("since", today.isoformat()),),
    )  # fmt: skip
    yield Wanted(
        "refused", "近 7 日登录失败", "user-cog", list_rows(actor, action=FAILED_SIGN_IN, since=week),
        "audit:row_list", "近 7 日（含今日）账号或密码不正确的登录。", unit="次", tone="warn",
        asked=(("action", FAILED_SIGN_IN), ("since", week.isoformat())),
    )  # fmt: skip
