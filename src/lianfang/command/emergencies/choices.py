"""Kinds and states of emergencies, proposals and responses."""

from django.db import models


class EmergencyKind(models.TextChoices):
    """信息类别 of the official report card (china.md 2.4)."""

    INFECTIOUS = "infectious", "传染病"
    FOOD = "food", "食物中毒"
    OCCUPATIONAL = "occupational", "职业中毒"
    POISONING = "poisoning", "其他中毒事件"
    ENVIRONMENT = "environment", "环境卫生"
    VACCINATION = "vaccination", "免疫接种"
    UNEXPLAINED = "unexplained", "群体性不明原因疾病"
    NOSOCOMIAL = "nosocomial", "医疗机构内感染"
    RADIATION = "radiation", "放射性卫生"
    OTHER = "other", "其他公共卫生"


class EmergencyState(models.TextChoices):
    OPEN = "open", "处置中"
    CLOSED = "closed", "已结案"


class Milestone(models.TextChoices):
    """The points of time from which timeliness (7-1-7) is computed."""

    EMERGED = "emerged", "事件发生"
    DETECTED = "detected", "发现"
    NOTIFIED = "notified", "报告"
    RESPONSE_STARTED = "response_started", "启动响应"
    EARLY_ACTIONS_DONE = "early_actions_done", "早期行动完成"
    RESPONSE_ENDED = "response_ended", "终止响应"


class ProposalKind(models.TextChoices):
    START = "start", "启动响应"
    RAISE = "raise", "提高级别"
    LOWER = "lower", "降低级别"
    EXTEND = "extend", "延长期限"
    END = "end", "终止响应"


class ProposalState(models.TextChoices):
    PENDING = "pending", "待决定"
    APPROVED = "approved", "已同意"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


# Codes of the report card (code list `event_type` of the national pack).
EVENT_CODES = {
    EmergencyKind.INFECTIOUS: "01",
    EmergencyKind.FOOD: "02",
    EmergencyKind.OCCUPATIONAL: "03",
    EmergencyKind.POISONING: "04",
    EmergencyKind.ENVIRONMENT: "05",
    EmergencyKind.VACCINATION: "06",
    EmergencyKind.UNEXPLAINED: "07",
    EmergencyKind.NOSOCOMIAL: "08",
    EmergencyKind.RADIATION: "09",
    EmergencyKind.OTHER: "10",
}


class CardKind(models.TextChoices):
    """报告类别 of the official report card."""

    INITIAL = "initial", "初步报告"
    PROGRESS = "progress", "进程报告"
    CLOSING = "closing", "结案报告"


class CardState(models.TextChoices):
    DRAFT = "draft", "草稿"
    CHECKED = "checked", "已审核"
    APPROVED = "approved", "已签发"
    VOID = "void", "已作废"


class CardVerb(models.TextChoices):
    """What was done with a report card."""

    DRAFT = "draft", "起草"
    CHECK = "check", "审核"
    RETURN = "return", "退回"
    APPROVE = "approve", "签发"
    VOID = "void", "作废"


class FactSubject(models.TextChoices):
    """What a word about an emergency answers, for the rules that ask for it."""

    SETTING = "setting", "场所类别"
    CIRCUMSTANCE = "circumstance", "附加情形"


class StopKind(models.TextChoices):
    DONE = "done", "已办"
    LAPSED = "lapsed", "不再适用"


class ClockWarning(models.TextChoices):
    BEFORE = "before", "临近时限"
    DUE = "due", "到时限"
    AFTER = "after", "超过时限"
