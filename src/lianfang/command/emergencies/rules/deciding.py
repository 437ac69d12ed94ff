"""When a response may end, what a consultation must hold, and which groups work at a level."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies.choices import ClosingAnchor, ClosingGround

from .responding import LONGEST_LINE

LONGEST_QUESTION = 500


@dataclass(frozen=True)
class Closing:
    """On what ground a response shall end, and from which moment of the last case time counts."""

    ground: str = ""
    anchor: str = ""
    anchored_on: datetime | None = None
    removal_evidence: str = ""


def check_may_end(
    closing: Closing,
    *,
    disease: str,
    max_hours: int | None,
    earliest: datetime | None,
    now: datetime,
) -> None:
    """
    Refuse an end that comes too early or stands on nothing.

    One longest incubation without a new case after the last one, or the danger removed: the 2006
    plan's rule of termination (china.md 1.3).

    :raises RuleBroken: no ground; no moment or one to come; no known longest incubation; too early;
        or no evidence of its own that the danger is removed.
    """
    if closing.ground not in ClosingGround.values:
        raise RuleBroken(
            "请选择终止理由：末例后经过最长潜伏期无新病例，或隐患已消除。",
            fields={"closing_ground": "请选择终止理由"},
        )
    if closing.ground == ClosingGround.DANGER_REMOVED:
        if not closing.removal_evidence.strip():
            raise RuleBroken(
                "以隐患消除为由终止，请写明证据，例如复检结果、封存销毁记录、现场核查结论。",
                fields={"removal_evidence": "请写明隐患消除的证据"},
            )
        return
    _check_moment(closing, now)
    if not disease or max_hours is None or earliest is None:
        which = f"“{disease}”没有最长潜伏期数据" if disease else "本事件没有登记病种"
        raise RuleBroken(
            f"{which}，不能按最长潜伏期判断。请由专家研判，确属隐患已消除的，改选该理由并写明证据。",
            fields={"closing_ground": "不能按最长潜伏期判断"},
        )
    if now < earliest:
        anchor = ClosingAnchor(closing.anchor).label
        raise RuleBroken(
            f"尚不能终止：{disease}最长潜伏期 {span_words(max_hours)}，自{anchor}起算，"
            f"最早 {moment_words(earliest)} 可以终止。隐患确已消除的，请改选该理由并写明证据。",
            fields={"anchored_on": f"最早 {moment_words(earliest)} 可以终止"},
        )


def _check_moment(closing: Closing, now: datetime) -> None:
    if closing.anchor not in ClosingAnchor.values:
        raise RuleBroken(
            "请选择从末例的哪一时间起算。", fields={"closing_anchor": "请选择起算时间的种类"}
        )
    if closing.anchored_on is None:
        raise RuleBroken("请填写起算时间。", fields={"anchored_on": "请填写起算时间"})
    if closing.anchored_on > now:
        raise RuleBroken("起算时间不能晚于现在，请核对。", fields={"anchored_on": "不能晚于现在"})


def check_no_new_case(*, then: int | None, now: int | None) -> None:
    """:raises RuleBroken: cases were added after the end was proposed."""
    if now is not None and now > (then or 0):
        raise RuleBroken(
            f"提出终止建议后病例由 {then or 0} 例增至 {now} 例，末例已经改变。请不同意这项建议，核对后重新提出。"
        )


def span_words(hours: int) -> str:
    """Incubation in whole days where it is so."""
    return f"{hours // 24} 天" if hours % 24 == 0 else f"{hours} 小时"


def moment_words(at: datetime) -> str:
    local = clock.beijing(at)
    return f"{local:%Y-%m-%d %H:%M}"


def days_left(earliest: datetime, now: datetime) -> int:
    return max(0, ceil((earliest - now) / timedelta(days=1)))


def check_question(question: str, *, experts: int) -> None:
    """:raises RuleBroken: nothing is asked, or nobody."""
    if not question.strip():
        raise RuleBroken(
            "请写明会商的问题，例如“是否启动Ⅳ级响应”。", fields={"question": "请写明会商的问题"}
        )
    if len(question.strip()) > LONGEST_QUESTION:
        raise RuleBroken(
            f"会商的问题不能超过 {LONGEST_QUESTION} 个字。",
            fields={"question": f"不能超过 {LONGEST_QUESTION} 个字"},
        )
    if not experts:
        raise RuleBroken("请至少选择一名专家。", fields={"experts": "请至少选择一名专家"})


def check_advice(words: str) -> None:
    """:raises RuleBroken: an advice that says nothing."""
    if not words.strip():
        raise RuleBroken("请写明专家意见。", fields={"words": "请写明专家意见"})


def check_conclusion(conclusion: str, *, advices: int) -> None:
    """:raises RuleBroken: no conclusion, or none of the experts has been heard."""
    if not advices:
        raise RuleBroken("尚未记录任何专家意见，不能形成会商结论。")
    if not conclusion.strip():
        raise RuleBroken("请写明会商结论。", fields={"conclusion": "请写明会商结论"})


def check_named(**named: str) -> None:
    """:raises RuleBroken: a name is missing or longer than its column."""
    labels = {"name": "姓名", "unit_name": "单位", "speciality": "专业", "person": "负责人"}
    for key, value in named.items():
        if not value.strip():
            raise RuleBroken(f"请填写{labels[key]}。", fields={key: f"请填写{labels[key]}"})
        if len(value.strip()) > LONGEST_LINE // 4:
            raise RuleBroken(
                f"{labels[key]}不能超过 {LONGEST_LINE // 4} 个字。", fields={key: "过长"}
            )
