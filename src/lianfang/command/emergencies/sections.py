"""What this room says in a situation report: the event, its counts, what has been decided."""

from collections import Counter
from datetime import datetime

from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import official_date
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.sections import Figure, Section

from .choices import Milestone, ProposalState
from .documents import card_title, opening_words
from .models import Clock, Emergency, FlashReport, Proposal, ReportCard, Tally
from .notices import describe
from .queries import (
    cards_of,
    clock_state_at,
    clocks_of,
    flashes_of,
    latest_tally,
    milestones_as_known,
    proposals_of,
)
from .rules.clocks import ClockState

SOURCE = "事件登记"
# key, label, definition, measure
COUNTED = (
    ("cases", "累计病例", "截至时点已登记的临床诊断和确诊病例累计数，不含疑似", "例"),
    ("suspected", "累计疑似", "截至时点已登记的疑似病例数", "例"),
    ("confirmed", "累计确诊", "截至时点已登记的经实验室确认的病例累计数", "例"),
    ("severe", "现有重症", "截至时点已登记的在治重症人数", "例"),
    ("in_hospital", "现住院", "截至时点已登记的住院人数", "人"),
    ("deaths", "累计死亡", "截至时点已登记的死亡病例累计数", "例"),
    ("contacts", "密切接触者", "截至时点已登记的密切接触者人数", "人"),
)


def sections(emergency: Emergency, cutoff_at: datetime) -> list[Section]:
    """Overview, counts and decisions, from what had been recorded by the cut-off and nothing later."""
    tally = latest_tally(emergency, at=cutoff_at)
    return [
        Section(
            key="emergencies.overview",
            title="事件概况",
            order=10,
            words=_overview(emergency, tally, cutoff_at),
            figures=_figures(emergency, tally),
        ),
        Section(
            key="emergencies.decisions",
            title="应急响应",
            order=20,
            words=_decisions(emergency, cutoff_at),
        ),
        _reporting(emergency, cutoff_at),
    ]


def _overview(emergency: Emergency, tally: Tally | None, cutoff_at: datetime) -> str:
    known = milestones_as_known(emergency, at=cutoff_at)
    parts = [opening_words(emergency)]
    for milestone, words in ((Milestone.DETECTED, "发现"), (Milestone.NOTIFIED, "报告")):
        if milestone in known:
            parts.append(f"{moment_words(known[milestone].happened)}{words}。")
    if emergency.summary:
        parts.append(f"{emergency.summary.rstrip('。')}。")
    if tally is None:
        return "".join([*parts, "截至报告时点尚未登记病例数。"])
    parts.append(
        f"截至{moment_words(tally.as_of)}，累计报告病例{tally.cases}例，其中确诊{tally.confirmed}例，"
        f"现住院{tally.in_hospital}人，死亡{tally.deaths}例。"
    )
    return "".join(parts)


def _figures(emergency: Emergency, tally: Tally | None) -> tuple[Figure, ...]:
    url = reverse("emergencies:emergency_detail", args=[emergency.uuid]) + "#tallies"
    return tuple(
        Figure(
            key=f"emergencies.{key}",
            label=label,
            definition=definition,
            value=getattr(tally, key) if tally else None,
            measure=measure,
            source=SOURCE,
            url=url,
        )
        for key, label, definition, measure in COUNTED
    )


def _reporting(emergency: Emergency, cutoff_at: datetime) -> Section:
    """Which reports went out when, and which clocks of the law were kept by the cut-off."""
    cards = [
        card for card in cards_of(emergency, at=cutoff_at)
        if card.approved_at is not None and card.approved_at <= cutoff_at
    ]  # fmt: skip
    flashes = list(flashes_of(emergency, at=cutoff_at))
    rows = list(clocks_of(emergency, at=cutoff_at))
    states = Counter(clock_state_at(row, cutoff_at) for row in rows)
    return Section(
        key="emergencies.reporting",
        title="信息报告",
        order=25,
        words=_report_words(cards, flashes) + _clock_words(rows, cutoff_at),
        figures=_report_figures(emergency, len(cards), states),
    )


def _report_words(cards: list[ReportCard], flashes: list[FlashReport]) -> str:
    told = [(flash.sent_at, f"报送快报（{flash.number}）") for flash in flashes]
    told += [
        (card.approved_at, f"签发{card_title(card)}（{card.number}）")
        for card in cards
        if card.approved_at
    ]
    if not told:
        return "截至报告时点尚未签发报告卡。"
    return "；".join(f"{moment_words(at)}{words}" for at, words in sorted(told)) + "。"


def _clock_words(rows: list[Clock], at: datetime) -> str:
    """The clocks missed or late by name; the others as a number."""
    late = [
        f"{row.code}{row.deadline.title}"
        for row in rows
        if clock_state_at(row, at) in (ClockState.MISSED, ClockState.LATE)
    ]
    if not rows:
        return ""
    if not late:
        return f"适用的报告时限{len(rows)}项，无超时。"
    return f"适用的报告时限{len(rows)}项，其中超时{len(late)}项：{'、'.join(late)}。"


def _report_figures(
    emergency: Emergency, cards: int, states: Counter[ClockState]
) -> tuple[Figure, ...]:
    url = reverse("emergencies:emergency_detail", args=[emergency.uuid])
    missed = states[ClockState.MISSED] + states[ClockState.LATE]
    counted = (
        ("cards_signed", "已签发报告", "截至时点已签发的报告卡份数，含订正", cards, "份", "#cards"),
        ("clocks_met", "按时办结时限", "截至时点在法定时限内办结的时限数", states[ClockState.MET],
         "项", "#clocks"),
        ("clocks_missed", "超时时限", "截至时点超过法定时限办结或仍未办结的时限数", missed,
         "项", "#clocks"),
    )  # fmt: skip
    return tuple(
        Figure(
            f"emergencies.{key}", label, definition, value, measure, "报告卡和报告时限", url + part
        )
        for key, label, definition, value, measure, part in counted
    )


def _decisions(emergency: Emergency, cutoff_at: datetime) -> str:
    proposals = list(proposals_of(emergency, at=cutoff_at))
    decided = [p for p in proposals if _was_approved(p, cutoff_at)]
    words = "".join(_decision_words(proposal) for proposal in decided)
    last = decided[-1] if decided else None
    if last is None:
        words = "截至报告时点未启动应急响应。"
    elif last.level:
        words += f"目前为{Level(last.level).label}响应。"
    waiting = next((p for p in proposals if _is_waiting(p, cutoff_at)), None)
    if waiting is not None:
        words += f"{waiting.proposing_unit.short_name}已建议{describe(waiting)}，等待决定。"
    return words


def _decision_words(proposal: Proposal) -> str:
    at = moment_words(proposal.decided_at) if proposal.decided_at else ""
    return f"{at}，决定{describe(proposal)}（{proposal.decision_number}）。"


def _was_approved(proposal: Proposal, at: datetime) -> bool:
    return (
        proposal.state == ProposalState.APPROVED
        and proposal.decided_at is not None
        and proposal.decided_at <= at
    )


def _is_waiting(proposal: Proposal, at: datetime) -> bool:
    """Neither decided nor taken back by then, whatever became of it later."""
    ends = proposal.decided_at or proposal.withdrawn_at
    return ends is None or ends > at


def moment_words(at: datetime) -> str:
    """A moment as reports write it: 2026年11月23日14时05分, Beijing time."""
    local = clock.beijing(at)
    return f"{official_date(local.date())}{local.hour}时{local.minute:02d}分"
