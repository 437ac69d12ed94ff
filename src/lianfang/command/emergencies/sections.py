"""What this room says in a situation report: the event, its counts, what has been decided."""

from datetime import datetime

from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import official_date
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.sections import Figure, Section

from .choices import Milestone, ProposalState
from .documents import opening_words
from .models import Emergency, Proposal, Tally
from .notices import describe
from .queries import latest_tally, milestones_as_known, proposals_of

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
