"""What a report card must hold, who may sign it, and how its counts follow from the last one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions
from lianfang.command.emergencies.choices import CardKind, CardState

LONGEST_EVENT_NAME = 30
NOT_AN_EMERGENCY = 6
SCHOOL_PLACE, MEDICAL_PLACE = "01", "02"
OTHER_SYMPTOM = "6"
OPEN_CARDS = (CardState.DRAFT, CardState.CHECKED)

CARD_MOVES = Transitions(
    Move("check", "审核", (CardState.DRAFT,), CardState.CHECKED),
    Move("return", "退回", (CardState.CHECKED,), CardState.DRAFT),
    Move("approve", "签发", (CardState.CHECKED,), CardState.APPROVED),
    Move("void", "作废", (CardState.DRAFT, CardState.CHECKED), CardState.VOID),
    labels=dict(CardState.choices),
)

Answer = str | int | Decimal | date | datetime | bool | None


@dataclass(frozen=True)
class Totals:
    """The cumulative counts of one card."""

    cases: int
    deaths: int


@dataclass(frozen=True)
class Increments:
    """What is new since the last card, ruled-out cases aside."""

    cases: int
    deaths: int


def new_since(last: Totals | None, now: Totals, *, excluded: int) -> Increments:
    """
    New cases and deaths: the difference to the last card, with those ruled out added back.

    :raises RuleBroken: the totals fall by more than was ruled out, or more dead than ill.
    """
    if now.deaths > now.cases:
        raise RuleBroken(
            "累计死亡数不能多于累计病例数，请核对。",
            fields={"total_deaths": f"不能多于累计病例（{now.cases}）"},
        )
    before = last or Totals(0, 0)
    cases = now.cases - before.cases + excluded
    if cases < 0:
        raise RuleBroken(
            f"累计病例由上次报告的 {before.cases} 例降为 {now.cases} 例，请在“排除病例数”中填写排除的例数。",
            fields={
                "total_cases": f"少于上次报告的 {before.cases} 例",
                "excluded": "请填写排除病例数",
            },
        )
    if now.deaths < before.deaths:
        raise RuleBroken(
            f"累计死亡由上次报告的 {before.deaths} 例降为 {now.deaths} 例；确需订正的，请另拟订正报告。",
            fields={"total_deaths": f"少于上次报告的 {before.deaths} 例"},
        )
    return Increments(cases, now.deaths - before.deaths)


def check_may_begin(
    kind: CardKind,
    *,
    has_initial: bool,
    has_closing: bool,
    open_card: str,
    has_ended: bool,
    is_correction: bool,
) -> None:
    """
    Refuse a card out of turn.

    :raises RuleBroken: another one is open, there is an initial one already or none yet, the event
        has not ended, or it has been closed.
    """
    if open_card:
        raise RuleBroken(f"{open_card}尚未签发，请先完成或作废，再起草新的报告。")
    if is_correction:
        return
    if has_closing:
        raise RuleBroken("本事件已报送结案报告。如有差错，请在该报告页面起草订正报告。")
    if kind == CardKind.INITIAL and has_initial:
        raise RuleBroken(
            "本事件已有初步报告。情况有变化请起草进程报告；原报告有差错的，请在该报告页面起草订正报告。"
        )
    if kind != CardKind.INITIAL and not has_initial:
        raise RuleBroken("请先起草并签发初步报告，再报进程报告或结案报告。")
    if kind == CardKind.CLOSING and not has_ended:
        raise RuleBroken(
            "应急响应尚未终止、事件也未结案，不能报结案报告。请先按程序终止响应或结案。"
        )


def check_may_draft(*, is_medical_unit: bool, may_record: bool) -> None:
    """:raises NotAllowed: neither a hospital or CDC, nor somebody who keeps the record of events."""
    if not (is_medical_unit or may_record):
        raise NotAllowed("报告卡由医疗机构、疾控机构和卫生健康部门填报；其他单位请用“快报”报告。")


def check_grade_of_card(kind: CardKind, grade: int) -> None:
    """:raises RuleBroken: “not an emergency” outside a closing report (china.md 2.4)."""
    if grade == NOT_AN_EMERGENCY and kind != CardKind.CLOSING:
        raise RuleBroken(
            "“非突发事件”只能在结案报告中选择，请改选其他等级。",
            fields={"grade": "只用于结案报告"},
        )


def check_place(place: str, *, medical_kind: str, department: str, school_kind: str) -> None:
    """:raises RuleBroken: a school or hospital without its kind, or a kind without such a place."""
    if place == MEDICAL_PLACE and not (medical_kind and department):
        raise RuleBroken(
            "场所为医疗卫生机构的，请选择机构类别和感染部门。",
            fields={"medical_kind": "请选择", "department": "请选择"},
        )
    if place == SCHOOL_PLACE and not school_kind:
        raise RuleBroken("场所为学校的，请选择学校类别。", fields={"school_kind": "请选择"})


def check_times(times: Mapping[str, tuple[str, datetime | None]], *, now: datetime) -> None:
    """:raises RuleBroken: a time in the future, or the last onset before the first."""
    for name, (label, at) in times.items():
        if at is not None and at > now:
            raise RuleBroken(f"“{label}”不能晚于现在，请核对。", fields={name: "不能晚于现在"})
    first, last = times["first_onset"][1], times["last_onset"][1]
    if first is not None and last is not None and last < first:
        raise RuleBroken(
            "末例发病时间不能早于首例发病时间，请核对。",
            fields={"last_onset": "早于首例发病时间"},
        )


def check_symptoms(chosen: Collection[str], detail: str) -> None:
    """:raises RuleBroken: “other” without saying what."""
    if OTHER_SYMPTOM in chosen and not detail.strip():
        raise RuleBroken(
            "主要症状选了“其它”，请写明具体症状。", fields={"symptom_detail": "请写明具体症状"}
        )


def check_complete(missing: Mapping[str, str]) -> None:
    """:raises RuleBroken: something that this card must say is missing, all of it named at once."""
    if missing:
        names = "、".join(f"“{label}”" for label in missing.values())
        raise RuleBroken(
            f"报告卡还缺：{names}，请补充后再送审。", fields=dict.fromkeys(missing, "请填写")
        )


def check_other_person(*, drafted_by: int | None, acting: int | None, verb: str) -> None:
    """:raises RuleBroken: nobody in person, or whoever drafted the card."""
    if acting is None:
        raise RuleBroken(f"报告卡须由有权限的人员本人{verb}，系统任务不能代办。")
    if acting == drafted_by:
        raise RuleBroken(f"报告由您本人起草，须由其他人员{verb}。")


def check_words(words: str, *, what: str) -> None:
    """:raises RuleBroken: no reason given."""
    if not words.strip():
        raise RuleBroken(f"请写明{what}。", fields={"words": f"请写明{what}"})


def check_unfiled(*, is_filed: bool) -> None:
    """:raises RuleBroken: what was filed in the national system may not change afterwards."""
    if is_filed:
        raise RuleBroken(
            "这份报告已登记网络直报，内容不能再改。如有差错，请签发后起草订正报告或进程报告。"
        )


def check_filing(*, number: str, filer: str, filed: datetime, now: datetime) -> None:
    """:raises RuleBroken: no number, nobody named, or filed in the future."""
    if not number.strip():
        raise RuleBroken(
            "请填写网络直报系统给出的编号；系统未给编号的，填写“无”。",
            fields={"filing_number": "请填写直报编号"},
        )
    if not filer.strip():
        raise RuleBroken("请填写网络直报的经办人。", fields={"filer": "请填写经办人"})
    if filed > now:
        raise RuleBroken("网络直报时间不能晚于现在，请核对。", fields={"filed": "不能晚于现在"})


def check_filing_once(*, is_noted: bool, state: str) -> None:
    """:raises RuleBroken: this number is noted already, or the card was given up."""
    if is_noted:
        raise RuleBroken("这个直报编号已经登记过。", fields={"filing_number": "已经登记"})
    if state == CardState.VOID:
        raise RuleBroken("这份报告已作废，不能登记网络直报。请另行起草报告。")
