"""Arithmetic of emergencies: times in order, counts that do not fall, levels that move one way."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.levels import Grade, Level
from lianfang.base.kernel.transitions import Move, Transitions
from lianfang.command.emergencies.choices import Milestone, ProposalKind, ProposalState

LONGEST_NAME = 30
LONGEST_PLACE = 100
LONGEST_LINE = 200
LONGEST_PERIOD = timedelta(days=90)

PROPOSAL_MOVES = Transitions(
    Move("approve", "同意", (ProposalState.PENDING,), ProposalState.APPROVED),
    Move("refuse", "不同意", (ProposalState.PENDING,), ProposalState.REFUSED),
    Move("withdraw", "撤回", (ProposalState.PENDING,), ProposalState.WITHDRAWN),
    labels=dict(ProposalState.choices),
)

# A milestone and those it may not come before. Early actions are often done before the formal start.
NOT_BEFORE: dict[Milestone, tuple[Milestone, ...]] = {
    Milestone.DETECTED: (Milestone.EMERGED,),
    Milestone.NOTIFIED: (Milestone.EMERGED, Milestone.DETECTED),
    Milestone.RESPONSE_STARTED: (Milestone.EMERGED, Milestone.DETECTED),
    Milestone.EARLY_ACTIONS_DONE: (Milestone.EMERGED, Milestone.DETECTED),
    Milestone.RESPONSE_ENDED: (Milestone.RESPONSE_STARTED,),
}
# Written by a numbered decision only.
BY_DECISION = frozenset({Milestone.RESPONSE_STARTED, Milestone.RESPONSE_ENDED})


# 7-1-7: found within seven days, told within one, early actions done within seven more.
INTERVALS = (
    (Milestone.EMERGED, Milestone.DETECTED, timedelta(days=7)),
    (Milestone.DETECTED, Milestone.NOTIFIED, timedelta(days=1)),
    (Milestone.NOTIFIED, Milestone.EARLY_ACTIONS_DONE, timedelta(days=7)),
    (Milestone.NOTIFIED, Milestone.RESPONSE_STARTED, None),
    (Milestone.RESPONSE_STARTED, Milestone.RESPONSE_ENDED, None),
)


@dataclass(frozen=True)
class Interval:
    """The time between two milestones, and the time that 7-1-7 allows for it, if any."""

    starts: Milestone
    ends: Milestone
    span: timedelta
    target: timedelta | None

    @property
    def is_late(self) -> bool:
        return self.target is not None and self.span > self.target


def intervals(known: Mapping[Milestone, datetime]) -> list[Interval]:
    """The intervals of which both ends are known."""
    return [
        Interval(starts, ends, known[ends] - known[starts], target)
        for starts, ends, target in INTERVALS
        if starts in known and ends in known
    ]


@dataclass(frozen=True)
class TallyFigures:
    """The counts of one moment. Cumulative, but for the severe cases and those in hospital."""

    cases: int
    suspected: int = 0
    confirmed: int = 0
    severe: int = 0
    in_hospital: int = 0
    deaths: int = 0
    contacts: int = 0
    exposed: int | None = None


# May not fall without a word of why. Suspected cases fall whenever one is ruled out.
CUMULATIVE = {"cases": "累计病例", "confirmed": "累计确诊", "deaths": "累计死亡"}
LARGEST_COUNT = 100_000_000


def check_name(name: str) -> None:
    """:raises RuleBroken: no name, or longer than the official report card allows."""
    if not name.strip():
        raise RuleBroken(
            "请填写事件名称，例如“××镇××学校诺如病毒聚集性疫情”。",
            fields={"name": "请填写事件名称"},
        )
    if len(name.strip()) > LONGEST_NAME:
        raise RuleBroken(
            f"事件名称不能超过 {LONGEST_NAME} 个字（报告卡的限制），请精简为“地点＋类型”。",
            fields={"name": f"不能超过 {LONGEST_NAME} 个字，现为 {len(name.strip())} 个字"},
        )


def check_place(place: str) -> None:
    """:raises RuleBroken: longer than its column."""
    if len(place.strip()) > LONGEST_PLACE:
        raise RuleBroken(
            f"详细地点不能超过 {LONGEST_PLACE} 个字。",
            fields={"place": f"不能超过 {LONGEST_PLACE} 个字"},
        )


def check_note(note: str) -> None:
    """:raises RuleBroken: longer than its column."""
    if len(note.strip()) > LONGEST_LINE:
        raise RuleBroken(
            f"说明不能超过 {LONGEST_LINE} 个字。", fields={"note": f"不能超过 {LONGEST_LINE} 个字"}
        )


def check_milestones(times: Mapping[Milestone, datetime], *, now: datetime) -> None:
    """:raises RuleBroken: a time lies in the future, or before one that must precede it."""
    for milestone, happened in times.items():
        if happened > now:
            raise RuleBroken(
                f"“{milestone.label}”时间不能晚于现在，请核对。",
                fields={milestone.value: "不能晚于现在"},
            )
        for earlier in NOT_BEFORE.get(milestone, ()):
            if earlier in times and happened < times[earlier]:
                raise RuleBroken(
                    f"“{milestone.label}”时间不能早于“{earlier.label}”时间，请核对这两个时间。",
                    fields={milestone.value: f"不能早于“{earlier.label}”时间"},
                )


def check_milestone_change(
    milestone: Milestone,
    happened: datetime,
    *,
    known: Mapping[Milestone, datetime],
    reason: str,
    now: datetime,
) -> None:
    """
    Refuse a time that cannot be, and a correction without its reason.

    :raises RuleBroken: written by decisions only, unchanged, out of order, or corrected silently.
    """
    if milestone in BY_DECISION:
        raise RuleBroken(
            f"“{milestone.label}”时间由决定文件确定，不能手工填写或更改。",
            fields={"milestone": "由决定文件确定"},
        )
    if known.get(milestone) == happened:
        raise RuleBroken(
            "这一时间与已登记的相同，无需更改。", fields={"happened": "与已登记的相同"}
        )
    check_milestones({**known, milestone: happened}, now=now)
    if len(reason.strip()) > LONGEST_LINE:
        raise RuleBroken(
            f"原因不能超过 {LONGEST_LINE} 个字。",
            fields={"reason": f"不能超过 {LONGEST_LINE} 个字"},
        )
    if milestone in known and not reason.strip():
        raise RuleBroken(
            f"“{milestone.label}”时间已经登记过，更正须写明原因；原时间仍会保留。",
            fields={"reason": "请写明更正原因"},
        )


def check_tally(figures: TallyFigures) -> None:
    """:raises RuleBroken: counts that contradict each other."""
    for field in fields(figures):
        value = getattr(figures, field.name)
        if value is not None and not 0 <= value <= LARGEST_COUNT:
            raise RuleBroken("人数应为不小于 0 的整数，请核对。", fields={field.name: "请核对人数"})
    limits = (
        ("confirmed", "累计确诊", figures.confirmed),
        ("severe", "现有重症", figures.severe),
        ("deaths", "累计死亡", figures.deaths),
    )
    for name, label, value in limits:
        if value > figures.cases:
            raise RuleBroken(
                f"{label}不能多于累计病例；{label[2:]}者也计入病例，请核对。",
                fields={name: f"不能多于累计病例（{figures.cases}）"},
            )


def check_tally_order(
    figures: TallyFigures, *, before: TallyFigures | None, after: TallyFigures | None, note: str
) -> None:
    """
    Refuse cumulative counts that fall over time, unless a note says why (a case ruled out).

    :raises RuleBroken: a count falls and no note is given.
    """
    if note.strip():
        return
    for name, label in CUMULATIVE.items():
        value = getattr(figures, name)
        if before is not None and value < getattr(before, name):
            raise RuleBroken(
                f"{label}由 {getattr(before, name)} 降为 {value}。累计数一般不会减少，如属订正或排除，请在“说明”中写明原因。",
                fields={name: "少于前一次登记", "note": "请写明减少的原因"},
            )
        if after is not None and value > getattr(after, name):
            raise RuleBroken(
                f"{label}为 {value}，多于此后已登记的 {getattr(after, name)}。如属补登订正，请在“说明”中写明原因。",
                fields={name: "多于后一次登记", "note": "请写明原因"},
            )


def to_the_minute(at: datetime) -> datetime:
    """
    A moment as people give it.

    Pages take hours and minutes only: a time kept with its seconds would stand after the same
    minute typed later.
    """
    return at.replace(second=0, microsecond=0)


def check_as_of(as_of: datetime, *, now: datetime) -> None:
    """:raises RuleBroken: counted at a moment that has not come."""
    if as_of > now:
        raise RuleBroken("统计截止时间不能晚于现在，请核对。", fields={"as_of": "不能晚于现在"})


def check_level(kind: ProposalKind, *, current: int | None, proposed: int | None) -> None:
    """
    Refuse a level that does not fit what is proposed. `current` is None while no response runs.

    :raises RuleBroken: a response runs or does not, or the level moves the wrong way.
    """
    if kind == ProposalKind.START:
        if current is not None:
            raise RuleBroken(
                "本事件的应急响应已经启动。如需调整，请选择提高级别、降低级别或延长期限。",
                fields={"kind": "响应已启动"},
            )
    elif current is None:
        raise RuleBroken(
            f"本事件没有正在运行的应急响应，不能{kind.label}；请先提出启动建议。",
            fields={"kind": "没有正在运行的响应"},
        )
    if kind == ProposalKind.END:
        return
    if proposed not in Level.values:
        raise RuleBroken("请选择响应级别。", fields={"level": "请选择响应级别"})
    _check_direction(kind, current or 0, proposed or 0)


def _check_direction(kind: ProposalKind, current: int, proposed: int) -> None:
    # I is 1 and the gravest: a raised level is a smaller number.
    if kind == ProposalKind.RAISE and proposed >= current:
        raise RuleBroken(
            f"现为{Level(current).label}响应，提高级别应高于现级别。",
            fields={"level": "应高于现级别"},
        )
    if kind == ProposalKind.LOWER and proposed <= current:
        raise RuleBroken(
            f"现为{Level(current).label}响应，降低级别应低于现级别。",
            fields={"level": "应低于现级别"},
        )
    if kind == ProposalKind.EXTEND and proposed != current:
        raise RuleBroken(
            "延长期限不改变响应级别；如需调整级别，请选择提高或降低级别。",
            fields={"level": "应与现级别相同"},
        )


def check_period(
    kind: ProposalKind, expected_until: date | None, *, today: date, current_until: date | None
) -> None:
    """
    Refuse a period that is missing, past, or so long that nobody would look again.

    :raises RuleBroken: no date, not after today, more than 90 days off, or no extension at all.
    """
    if kind == ProposalKind.END:
        return
    if expected_until is None:
        raise RuleBroken(
            "请填写预计期限（突发事件应对法第七十二条）。",
            fields={"expected_until": "请填写预计期限"},
        )
    if expected_until <= today:
        raise RuleBroken(
            "预计期限应晚于今天，请重新填写。", fields={"expected_until": "应晚于今天"}
        )
    if expected_until - today > LONGEST_PERIOD:
        raise RuleBroken(
            f"预计期限最长 {LONGEST_PERIOD.days} 天，到期前可再次提出延长。",
            fields={"expected_until": f"不能超过 {LONGEST_PERIOD.days} 天"},
        )
    if (
        kind == ProposalKind.EXTEND
        and current_until is not None
        and expected_until <= current_until
    ):
        raise RuleBroken(
            "延长后的期限应晚于现定期限，请重新填写。", fields={"expected_until": "应晚于现定期限"}
        )


def check_grade(grade: int) -> None:
    """:raises RuleBroken: not one of the grades of the national plan."""
    if grade not in Grade.values:
        raise RuleBroken(
            "请选择事件分级；尚不能定级时选“未分级”。", fields={"grade": "请选择事件分级"}
        )


def check_case_made(
    kind: ProposalKind, *, evidence: str, measures: str, closing_conditions: str, criteria: str
) -> None:
    """
    Refuse a proposal that does not say what a decision must state.

    Matter, level, period and measures: 突发事件应对法 (2024) art. 72; ending: 应急条例 art. 49.

    :raises RuleBroken: evidence, measures or the conditions for ending are missing.
    """
    if not evidence.strip():
        raise RuleBroken(
            "请写明依据和研判意见，供县人民政府决定时参考。",
            fields={"evidence": "请写明依据和研判意见"},
        )
    if (
        kind in (ProposalKind.START, ProposalKind.RAISE, ProposalKind.LOWER)
        and not measures.strip()
    ):
        raise RuleBroken(
            "请写明应急处置措施；决定中必须载明（突发事件应对法第七十二条）。",
            fields={"measures": "请写明应急处置措施"},
        )
    if kind == ProposalKind.END and not closing_conditions.strip():
        raise RuleBroken(
            "请写明终止条件：隐患或危险因素已消除，或末例病例后经过最长潜伏期无新病例出现。",
            fields={"closing_conditions": "请写明终止条件"},
        )
    if len(criteria.strip()) > LONGEST_LINE:
        raise RuleBroken(
            f"对应分级标准不能超过 {LONGEST_LINE} 个字。",
            fields={"criteria": f"不能超过 {LONGEST_LINE} 个字"},
        )


def check_two_people(*, proposed_by: int | None, decided_by: int | None) -> None:
    """:raises RuleBroken: nobody in person decides, or the proposer does."""
    if decided_by is None:
        raise RuleBroken("决定须由有权限的人员本人作出，系统任务不能代为决定。")
    if decided_by == proposed_by:
        raise RuleBroken("提出建议的人不能自己作出决定，请由县人民政府其他负责人决定。")


def check_opinion(opinion: str) -> None:
    """:raises RuleBroken: a refusal without its reason."""
    if not opinion.strip():
        raise RuleBroken(
            "不同意时请写明意见，以便提出单位修改后再报。", fields={"opinion": "请写明意见"}
        )


def check_withdrawal(reason: str) -> None:
    """:raises RuleBroken: no reason, or one longer than its column."""
    if not reason.strip():
        raise RuleBroken("请写明撤回原因。", fields={"reason": "请写明撤回原因"})
    if len(reason.strip()) > LONGEST_LINE:
        raise RuleBroken(
            f"撤回原因不能超过 {LONGEST_LINE} 个字。",
            fields={"reason": f"不能超过 {LONGEST_LINE} 个字"},
        )


def check_may_close(
    *, is_running: bool, is_pending: bool, has_tally: bool, conclusion: str
) -> None:
    """:raises RuleBroken: a response runs, a proposal waits, counts or conclusion are missing."""
    if is_running:
        raise RuleBroken("应急响应仍在运行，请先按程序终止响应，再结案。")
    if is_pending:
        raise RuleBroken("还有一项响应建议等待决定，请先决定或撤回，再结案。")
    if not has_tally:
        raise RuleBroken("请先登记最终病例数，再结案。")
    if not conclusion.strip():
        raise RuleBroken(
            "请写明结案结论：原因、最终病例数、采取的措施和效果。",
            fields={"conclusion": "请写明结案结论"},
        )
