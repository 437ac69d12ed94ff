"""What became of a signal's proposals of source control, for the signal's page."""

from collections.abc import Iterator

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance.public import FollowUp, Signal

from .choices import MeasureState
from .presenters import STATE_TONES
from .queries import list_drafts_of, list_measures


def control_follow_ups(actor: Actor, signal: Signal) -> Iterator[FollowUp]:
    """The measure that was drafted from each proposal and its state, or why there is none."""
    drafts = list(list_drafts_of(signal))
    if not drafts:
        return
    seen = set()
    if actor.may(Permission.MEASURE_VIEW):
        wanted = [row.measure_id for row in drafts if row.measure_id]
        seen = set(list_measures(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    for row in drafts:
        measure = row.measure
        if measure is None:
            state = "待转为事件" if row.is_waiting else "未能起草措施"
            tone = "wait" if row.is_waiting else "bad"
            yield FollowUp("办理", state, tone, row.obstacle, control_id=row.proposal_id)
            continue
        url = reverse("measures:measure_detail", args=[measure.uuid]) if measure.pk in seen else ""
        yield FollowUp(
            f"措施 {measure.number}", measure.get_state_display(), STATE_TONES[MeasureState(measure.state)],
            url=url, control_id=row.proposal_id,
        )  # fmt: skip
