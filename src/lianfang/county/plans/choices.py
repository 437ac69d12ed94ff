"""States of a plan, roles of a unit in it, who performs an action."""

from django.db import models


class PlanState(models.TextChoices):
    DRAFT = "draft", "草稿"
    IN_FORCE = "in_force", "现行"
    SUPERSEDED = "superseded", "已废止"
    DISCARDED = "discarded", "已弃用"


class MemberRole(models.TextChoices):
    LEAD = "lead", "牵头"
    SUPPORT = "support", "配合"
    MEMBER = "member", "成员单位"


class Performer(models.TextChoices):
    """Who does an action: the unit of the duty, or each unit of a kind in the plan's area."""

    UNIT = "unit", "本单位"
    EACH_TOWNSHIP = "township", "各乡镇"
    EACH_VILLAGE = "village_committee", "各村（社区）"
    EACH_HOSPITAL = "hospital", "各医疗机构"
    EACH_SCHOOL = "school", "各学校"
    EACH_PLACE = "place", "各重点场所单位"


class DoubtKind(models.TextChoices):
    DOUBT = "doubt", "存疑"
    IGNORED = "ignored", "未采用"


class Settlement(models.TextChoices):
    """What became of a doubtful spot after a person looked at it."""

    TAKEN = "taken", "已补充为职责"
    CORRECTED = "corrected", "已改正"
    FINE = "fine", "核对无误"
    NOT_NEEDED = "not_needed", "不属于职责"
