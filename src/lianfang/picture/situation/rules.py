"""Judgement over situation reports: when one may be drafted, approved, issued."""

from datetime import datetime

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


def title_of(name: str, kind: str, issue: int) -> str:
    """关于…的报告（初报／续报第n期／终报）, as situation reports are headed."""
    marks = {
        ReportKind.INITIAL: "初报",
        ReportKind.PROGRESS: f"续报第{issue}期",
        ReportKind.FINAL: "终报",
    }
    return f"关于{name}处置情况的报告（{marks[ReportKind(kind)]}）"
