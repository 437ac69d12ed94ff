"""What became of the proposals that surveillance sends up."""

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock

from .measure import Measure, who


class ControlDraft(models.Model):
    """
    What became of one proposal of source control: the measure that was drafted from it, or why none was.

    One that waits for an emergency is tried again when the signal becomes one.
    """

    proposal = models.OneToOneField(
        "surveillance.SourceControl", models.PROTECT, related_name="draft",
        verbose_name="疫源控制建议",
    )  # fmt: skip
    measure = models.OneToOneField(
        Measure, models.PROTECT, null=True, blank=True, related_name="draft",
        verbose_name="管控措施",
    )  # fmt: skip
    obstacle = models.CharField("未能起草的原因", max_length=400, blank=True)
    is_waiting = models.BooleanField("待事件登记", default=False)
    tried_at = models.DateTimeField("起草时间", default=clock.now)
    tried_by = who("起草人")

    class Meta:
        verbose_name = "疫源控制建议办理"
        verbose_name_plural = "疫源控制建议办理"
        constraints = [
            models.CheckConstraint(
                condition=(Q(measure=None) & ~Q(obstacle=""))
                | Q(measure__isnull=False, obstacle="", is_waiting=False),
                name="measures_controldraft_measure_or_reason",
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.proposal_id} → {self.measure_id or self.obstacle}"
