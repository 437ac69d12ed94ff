"""Judgement over situation reports: when one may be drafted, approved, issued, delivered."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions

from .choices import ReportKind, ReportState

REPORT_MOVES = Transitions(
    Move("approve", "审签", ("draft",), "approved"),
    Move("give_back", "退回修改", ("approved",), "draft"),
    Move("issue", "印发", ("approved",), "issued"),
    Move("discard", "作废", ("draft", "approved"), "discarded"),
    labels=dict(ReportState.choices),
)

# 无新增情况 counts as a report (零报告): silence and "nothing" are two different things.
NOTHING_NEW = "截至目前无新增情况。"


def check_may_draft(
    kind: str,
    *,
    cutoff_at: datetime,
    now: datetime,
    issued_before: int,
    has_open: bool,
    response_runs: bool,
) -> None:
    """
    Refuse a report that would be out of order.

    :raises RuleBroken: the cut-off lies in the future, another report is open, the first report
        is not the initial one, or a final one is wanted while the response runs.
    """
    if cutoff_at > now:
        raise RuleBroken(
            "截止时间不能晚于现在，请改为当前或更早的时间。", fields={"cutoff_at": "不能晚于现在"}
        )
    if has_open:
        raise RuleBroken("该事件还有一期报告未印发。请先印发或作废，再起草下一期。")
    if kind == ReportKind.INITIAL and issued_before:
        raise RuleBroken("初报已经印发，请起草续报或终报。", fields={"kind": "初报只有一期"})
    if kind != ReportKind.INITIAL and not issued_before:
        raise RuleBroken("第一期应为初报，请先起草初报。", fields={"kind": "请先选初报"})
    if kind == ReportKind.FINAL and response_runs:
        raise RuleBroken(
            "应急响应尚未终止，不能起草终报。请先终止响应，或起草续报。",
            fields={"kind": "响应尚未终止"},
        )


def day_of(cutoff_at: datetime) -> date:
    """The day a cut-off closes, in Beijing; midnight closes the day before."""
    return (clock.beijing(cutoff_at) - timedelta(microseconds=1)).date()


def check_may_draft_daily(
    *, cutoff_at: datetime, now: datetime, has_open: bool, has_day: bool
) -> None:
    """
    Refuse a daily report that would be out of order; it waits for no 初报.

    :raises RuleBroken: the cut-off lies in the future, another daily report is open, or the day
        has one already.
    """
    if cutoff_at > now:
        raise RuleBroken(
            "截止时间不能晚于现在，请改为当前或更早的时间。", fields={"cutoff_at": "不能晚于现在"}
        )
    if has_day:
        raise RuleBroken(
            f"{day_of(cutoff_at):%m月%d日}的日报已经有了。需要改动请在该期修改，已印发的写入下一期。",
            fields={"cutoff_at": "这一天已有日报"},
        )
    if has_open:
        raise RuleBroken("该事件还有一期日报未印发。请先印发或作废，再起草下一期。")


def check_same_day(day: date | None, cutoff_at: datetime) -> None:
    """:raises RuleBroken: a daily report would be closed on another day."""
    if day is not None and day_of(cutoff_at) != day:
        raise RuleBroken(
            f"这是{day.month}月{day.day}日的日报，截止时间只能在这一天之内（至次日零时）。"
            "新情况请起草当天的日报。",
            fields={"cutoff_at": "须在日报当天"},
        )


def check_two_people(*, drafted_by: int | None, approver: int | None) -> None:
    """:raises RuleBroken: the drafter would approve the own paper."""
    if drafted_by is not None and drafted_by == approver:
        raise RuleBroken("起草人不能审签自己起草的报告，请由负责人审签。")


def check_may_contribute(state: str, words: str) -> None:
    """:raises RuleBroken: the report is past its draft, or nothing was written."""
    if state != ReportState.DRAFT:
        raise RuleBroken(
            "这期报告已审签，不再接收材料。新情况请报下一期，紧急情况请直接联系指挥部办公室。"
        )
    if not words.strip():
        raise RuleBroken("请填写材料；没有新情况请用“零报告”。", fields={"words": "请填写材料"})


def title_of(name: str, kind: str, issue: int, day: date | None = None) -> str:
    """关于…的报告（初报／续报第n期／终报）, as situation reports are headed; …工作日报 of a day."""
    if kind == ReportKind.DAILY:
        closed = f"{day.month}月{day.day}日" if day else ""
        return f"{name}工作日报（{closed}，第{issue}期）"
    marks = {
        ReportKind.INITIAL: "初报",
        ReportKind.PROGRESS: f"续报第{issue}期",
        ReportKind.FINAL: "终报",
    }
    return f"关于{name}处置情况的报告（{marks[ReportKind(kind)]}）"


# The rooms' sections that a daily report holds (china.md 7.3): cases, signals, zones, work, trouble.
DAILY_KEYS = frozenset(
    {
        "emergencies.overview",
        "surveillance.signals",
        "measures.standing",
        "tasks",
        "tasks.supervision",
    }
)

# The figures that a message names, as many as are known and in this order: totals, no persons.
HEADLINES = (
    ("emergencies.cases", "累计病例", "例"), ("emergencies.in_hospital", "现住院", "人"),
    ("emergencies.deaths", "死亡", "例"), ("tasks.overdue", "逾期任务", "件"),
    ("tasks.issued", "下达任务", "件"),
)  # fmt: skip
MOST_HEADLINES = 3
MOST_SUBJECT = 200


def check_may_deliver(state: str, addressees: int) -> None:
    """:raises RuleBroken: the report is not issued, or nobody was chosen."""
    if state != ReportState.ISSUED:
        raise RuleBroken("报告编号印发后才能送达，请先审签、印发。")
    if not addressees:
        raise RuleBroken("请至少选择一个接收单位或领导岗位。", fields={"units": "请选择接收单位"})


def delivery_subject(*, number: str, title: str, cutoff: str, figures: Mapping[str, str]) -> str:
    """
    What a message says of a report: number, title, cut-off and up to three totals.

    It leaves the house by mail and robots, so it holds nothing about a person.
    """
    named = [
        f"{label} {figures[key]} {measure}" for key, label, measure in HEADLINES if key in figures
    ][:MOST_HEADLINES]
    tail = f"，截至{cutoff}" + (f"：{'，'.join(named)}" if named else "")
    head = f"{number} {title}"
    room = MOST_SUBJECT - len(tail)
    return (head if len(head) <= room else f"{head[: room - 1]}…") + tail


def delivery_result(states: Sequence[str]) -> tuple[str, str]:
    """The result of one delivery in a word: its key and its label; the worst channel speaks."""
    if not states:
        return "inside", "站内已送达"
    if "failed" in states:
        return "failed", "有渠道未发出"
    if "waiting" in states or "sending" in states:
        return "waiting", "外发中"
    return ("dropped", "渠道已停用") if set(states) == {"dropped"} else ("sent", "已发出")
