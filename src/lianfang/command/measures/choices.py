"""Kinds, ways and states of measures, of the persons under them, and of the papers about them."""

from django.db import models


class MeasureKind(models.TextChoices):
    """What is done. Each kind is judged under one row of the authorities (rules/authority.py)."""

    CLOSE_PLACE = "close_place", "封闭场所"
    LIMIT_PLACE = "limit_place", "场所限流、限制"
    STOP_GATHERINGS = "stop_gatherings", "限制或停止人群聚集活动"
    SUSPEND_SCHOOL = "suspend_school", "停课"
    SUSPEND_WORK = "suspend_work", "停工"
    SUSPEND_BUSINESS = "suspend_business", "停业"
    SEAL_WATER = "seal_water", "封闭、封存饮用水源"
    SEAL_FOOD = "seal_food", "封存食品和相关物品"
    CONTROL_ANIMALS = "control_animals", "控制、扑杀染疫动物"
    CONTROL_ZONE = "control_zone", "对场所、特定区域人员实施隔离"
    PREEMPTIVE = "preemptive", "预先采取甲类防控措施"
    AREA_QUARANTINE = "area_quarantine", "出入疫区卫生检疫（设卡查验）"
    TRAFFIC_QUARANTINE = "traffic_quarantine", "交通卫生检疫"
    LOCKDOWN = "lockdown", "封锁疫区"
    OBSERVATION = "observation", "接触者医学观察"
    ISOLATION = "isolation", "病人、病原携带者隔离治疗"
    ISOLATION_SUSPECTED = "isolation_suspected", "疑似病人单独隔离治疗"
    REQUISITION = "requisition", "征用"
    OTHER = "other", "其他紧急措施"


class Route(models.TextChoices):
    """On whose word a measure stands."""

    COUNTY = "county", "县级决定"
    ABOVE = "above", "上一级已决定，本县实施"
    SUGGEST = "suggest", "向上级提出建议"
    INSTITUTION = "institution", "医疗卫生机构依法采取"
    CONSENT = "consent", "本人同意"


class MeasureState(models.TextChoices):
    PROPOSED = "proposed", "待决定"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"
    ORDERED = "ordered", "已决定"
    SENT_UP = "sent_up", "已报上级"
    ENDED = "ended", "到期结束"
    LIFTED = "lifted", "提前解除"
    REVOKED = "revoked", "上级撤销"


class Topic(models.TextChoices):
    """Who and what must be thought of. Source: 传染病防治法 (2025) art. 67; 突发公共卫生事件应对法 art. 46."""

    MINORS = "minors", "未成年人"
    ELDERLY = "elderly", "老年人"
    DISABLED = "disabled", "残疾人"
    PREGNANT = "pregnant", "孕产期、哺乳期妇女"
    SICK = "sick", "需要及时救治的伤病人员"
    FOOD = "food", "食品和生活必需品供应"
    WATER = "water", "饮用水供应"
    CARE = "care", "基本医疗服务"


class SubjectState(models.TextChoices):
    LISTED = "listed", "待决定"
    UNDER = "under", "执行中"
    ENDED = "ended", "到期解除"
    RELEASED = "released", "提前解除"
    WITHDRAWN = "withdrawn", "撤回同意"
    TRANSFERRED = "transferred", "转其他措施"
    REMOVED = "removed", "未列入"


class ConsentBy(models.TextChoices):
    NOBODY = "nobody", "未取得"
    SELF = "self", "本人"
    GUARDIAN = "guardian", "监护人"


class PaperKind(models.TextChoices):
    """Every kind is numbered in a series of its own."""

    DECISION = "decision", "决定"
    NOTICE = "notice", "公告"
    PERSON_NOTICE = "person_notice", "告知书"
    LIFTING = "lifting", "解除公告"
    RELEASE = "release", "解除告知书"
    CERTIFICATE = "certificate", "期间证明"
    REPORT_UP = "report_up", "上报"
    SUGGESTION = "suggestion", "建议（请示）"


class Way(models.TextChoices):
    """How a paper reaches those whom it concerns."""

    HAND = "hand", "直接送达"
    LEFT = "left", "留置送达"
    MAIL = "mail", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    POSTED = "posted", "张贴、公示"
    BROADCAST = "broadcast", "广播、媒体发布"


class Receiver(models.TextChoices):
    SELF = "self", "本人"
    GUARDIAN = "guardian", "监护人"
    RELATIVE = "relative", "同住成年家属"
    UNIT = "unit", "单位负责人或收发人员"
    PUBLIC = "public", "公众"


class Outcome(models.TextChoices):
    SIGNED = "signed", "已签收"
    REFUSED = "refused", "拒绝签收"
    ABSENT = "absent", "未能送到"
    PUBLISHED = "published", "已公布"


class UpperOpinion(models.TextChoices):
    NONE = "none", "未答复"
    KEEP = "keep", "同意维持"
    CHANGE = "change", "要求变更"
    REVOKE = "revoke", "予以撤销"


class ReviewResult(models.TextChoices):
    KEEP = "keep", "仍有必要，继续"
    EASE = "ease", "可以放宽，提出调整"
    LIFT = "lift", "已无必要，提请解除"


class ComplaintResult(models.TextChoices):
    OPEN = "open", "办理中"
    UPHELD = "upheld", "申诉成立"
    PARTLY = "partly", "部分成立"
    REJECTED = "rejected", "申诉不成立"


class ThingKind(models.TextChoices):
    """What may be requisitioned. Source: 突发公共卫生事件应对法 art. 44."""

    HOUSE = "house", "房屋"
    VEHICLE = "vehicle", "交通工具"
    FACILITY = "facility", "设施设备"
    SITE = "site", "场地"
    GOODS = "goods", "物资"
    LABOR = "labor", "人员"


class ReturnState(models.TextChoices):
    OUT = "out", "尚未返还"
    INTACT = "intact", "完好返还"
    DAMAGED = "damaged", "损坏"
    LOST = "lost", "灭失"
    CONSUMED = "consumed", "已消耗"


# States in which a measure binds somebody, when its time has come and has not passed.
STANDING = (MeasureState.ORDERED,)
# What anybody in the area may read: what was ordered, whatever became of it.
PUBLIC_STATES = (
    MeasureState.ORDERED, MeasureState.ENDED, MeasureState.LIFTED, MeasureState.REVOKED,
)  # fmt: skip
