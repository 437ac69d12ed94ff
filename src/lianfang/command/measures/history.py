"""The course of an emergency's measures, for its page, the timeline and the review."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from lianfang.command.emergencies.public import Emergency, Event

from .models import Measure
from .queries import measures_of

ENDS = {
    "ended": ("到期结束", "muted", "clock"),
    "lifted": ("提前解除", "good", "check"),
    "revoked": ("按上级决定撤销", "bad", "x"),
}


def history(emergency: Emergency, at: datetime | None = None) -> list[Event]:
    """What was proposed, decided and ended, latest first; with `at`, only what had happened by then."""
    events = [event for measure in measures_of(emergency) for event in _of(measure)]
    kept = [event for event in events if at is None or event.at <= at]
    return sorted(kept, key=lambda event: event.at)[::-1]


def _of(measure: Measure) -> Iterator[Event]:
    url = reverse("measures:measure_detail", args=[measure.uuid])
    unit = measure.proposing_unit.short_name if measure.proposing_unit else "系统"
    yield Event(
        measure.proposed_at, f"{unit}提出措施：{measure.title}", _name(measure.proposed_by),
        measure.reason, tone="wait", icon="send", url=url,
    )  # fmt: skip
    if measure.decided_at:
        who = _name(measure.decided_by)
        refused = measure.state == "refused"
        verb = (
            "未同意措施" if refused else "报上级建议" if measure.state == "sent_up" else "决定措施"
        )
        number = f"（{measure.decision_number}）" if measure.decision_number else ""
        yield Event(
            measure.decided_at, f"{verb}：{measure.title}{number}", who, measure.opinion,
            tone="bad" if refused else "good", icon="x" if refused else "gavel", url=url,
        )  # fmt: skip
    if measure.ended_at and measure.state in ENDS:
        words, tone, icon = ENDS[measure.state]
        yield Event(
            measure.ended_at, f"措施{words}：{measure.title}", _name(measure.ended_by),
            measure.end_reason, tone=tone, icon=icon, url=url,
        )  # fmt: skip


def _name(user: object) -> str:
    return getattr(user, "name", "") or "系统"
