"""Arithmetic of signals: allowed moves, counts and times that can be true."""

from datetime import date, datetime, timedelta

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions
from lianfang.command.surveillance.choices import SignalState, StepKind, WarningColor

SHORTEST_JUDGEMENT = 5
LONGEST_LINE = 100

# A signal must be verified within two hours of being found: 突发公共卫生事件应急条例 art. 19 and 20 give
# a hospital two hours to report and the health department two more to verify and report on.
VERIFY_WITHIN = timedelta(hours=2)
_S = SignalState
_OPEN = (_S.NEW, _S.CHECKING)
_JUDGED = (_S.VERIFIED, _S.ASSESSED, _S.MONITORING)

SIGNAL_MOVES = Transitions(
    Move("triage", "应答", (_S.NEW,), _S.CHECKING),
    Move("verify", "核实", _OPEN, _S.VERIFIED),
    Move("assess", "评估风险", _JUDGED, _S.ASSESSED),
    Move("monitor", "转持续监测", (_S.VERIFIED, _S.ASSESSED), _S.MONITORING),
    Move("close", "办结", (_S.ASSESSED, _S.MONITORING), _S.CLOSED),
    Move("dismiss", "排除", (*_OPEN, *_JUDGED), _S.DISMISSED),
    # A new signal may be raised at once: at night nobody waits for a second look before acting.
    Move("raise", "转为事件", (*_OPEN, *_JUDGED), _S.RAISED),
    labels=dict(SignalState.choices),
)
LIVE_STATES = (*_OPEN, *_JUDGED)
# What ends the two hours: somebody said that it is true, that it is not, or acted on it at once.
CHECKED = (StepKind.VERIFIED, StepKind.DISMISSED, StepKind.RAISED)

LIKELIHOODS = {1: "极低", 2: "低", 3: "中等", 4: "高", 5: "极高"}
CONSEQUENCES = {1: "轻微", 2: "较小", 3: "中等", 4: "较大", 5: "重大"}
RISKS = {1: "极高", 2: "高", 3: "中", 4: "低"}
# Rows: likelihood 1–5; columns: consequence 1–5. After the shape of the matrix in WHO, Rapid Risk
# Assessment of Acute Public Health Events (2012), annex: gravity counts more than likelihood.
MATRIX = ((4, 4, 3, 3, 2), (4, 4, 3, 2, 2), (4, 3, 3, 2, 1), (3, 3, 2, 2, 1), (3, 2, 2, 1, 1))
# What a level asks for, in words; red is the gravest warning.
RISK_ADVICE = {
    1: "立即报告并转为事件处置，同步提出响应建议。",
    2: "报告上级，组织会商，准备转为事件。",
    3: "加强监测，派人现场核查，每日复评。",
    4: "按常规监测处理，记录备查。",
}


def check_signal_words(*, title: str, description: str, place: str) -> None:
    """:raises RuleBroken: nothing said, or a line longer than its column."""
    if not title.strip():
        raise RuleBroken("请填写事由，一句话说明发生了什么。", fields={"title": "请填写事由"})
    if not description.strip():
        raise RuleBroken(
            "请填写情况：人数、主要症状、已采取的措施等。", fields={"description": "请填写情况"}
        )
    for name, label, text in (("title", "事由", title), ("place", "地点", place)):
        if len(text.strip()) > LONGEST_LINE:
            raise RuleBroken(
                f"{label}不能超过 {LONGEST_LINE} 个字，详细内容请写在“情况”中。",
                fields={name: f"不能超过 {LONGEST_LINE} 个字"},
            )


def late_by(
    *, due_at: datetime | None, checked_at: datetime | None, now: datetime
) -> timedelta | None:
    """
    By how much the check of a signal overran its limit, done or not; None in time or without a limit.

    `checked_at` is the first check: a later one does not make up for a late first one.
    """
    if due_at is None:
        return None
    over = (checked_at or now) - due_at
    return over if over > timedelta(0) else None


def check_signal_times(*, found_at: datetime, began_at: datetime | None, now: datetime) -> None:
    """:raises RuleBroken: found in the future, or begun after it was found."""
    if found_at > now:
        raise RuleBroken(
            "发现时间不能晚于现在，请核对后重新填写。",
            fields={"found_at": "不能晚于现在"},
        )
    if began_at is not None and began_at > found_at:
        raise RuleBroken(
            "首例发病时间不能晚于发现时间，请核对这两个时间。",
            fields={"began_at": "不能晚于发现时间"},
        )


def check_signal_counts(*, cases: int | None, deaths: int | None) -> None:
    """:raises RuleBroken: more dead than ill."""
    if deaths and deaths > (cases or 0):
        raise RuleBroken(
            "死亡人数不能多于发病人数；死亡者也计入发病人数，请核对。",
            fields={"deaths": "不能多于发病人数"},
        )


def check_judgement(judgement: str) -> None:
    """:raises RuleBroken: no reason that a reader could check."""
    if len(judgement.strip()) < SHORTEST_JUDGEMENT:
        raise RuleBroken(
            f"请写明核实方式和结论，不少于 {SHORTEST_JUDGEMENT} 个字。",
            fields={"judgement": "请写明核实方式和结论"},
        )


def risk_level(likelihood: int, consequence: int) -> int:
    """
    Read the matrix: 1 the highest risk, 4 the lowest.

    :raises RuleBroken: a value outside 1 to 5.
    """
    if likelihood not in LIKELIHOODS or consequence not in CONSEQUENCES:
        raise RuleBroken(
            "请在矩阵中选择可能性和后果，各为 1 至 5 级。", fields={"likelihood": "请选择"}
        )
    return MATRIX[likelihood - 1][consequence - 1]


def check_reasons(reasons: str) -> None:
    """:raises RuleBroken: a risk without what it rests on."""
    if len(reasons.strip()) < SHORTEST_JUDGEMENT:
        raise RuleBroken(
            "请写明可能性和后果各依据什么判断，不少于 5 个字。",
            fields={"reasons": "请写明判断理由"},
        )


LONGEST_MUTE = 90


def check_mute(*, reason: str, until: date, today: date) -> None:
    """:raises RuleBroken: no reason, an end that has passed, or one too far away to be looked at again."""
    if len(reason.strip()) < SHORTEST_JUDGEMENT:
        raise RuleBroken(
            "静默会漏掉信号，请写明原因（不少于 5 个字）。", fields={"reason": "请写明原因"}
        )
    if until < today:
        raise RuleBroken("静默截止日不能早于今天。", fields={"until": "不能早于今天"})
    if (until - today).days > LONGEST_MUTE:
        raise RuleBroken(
            f"静默最长 {LONGEST_MUTE} 天，到期后请复核再定。",
            fields={"until": f"不超过 {LONGEST_MUTE} 天"},
        )


def worst_color(colors: list[int]) -> int:
    """The gravest of several warnings."""
    return min(colors, default=int(WarningColor.BLUE))
