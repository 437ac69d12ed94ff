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
    SUBMIT = "submit", "送审"
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


class FactKey(models.TextChoices):
    """What only people know about an event when it is graded; its counts come from the records."""

    SPREADING = "spreading", "是否有扩散趋势"
    LINKED = "linked", "病例之间有无流行病学关联"
    COUNTIES = "counties", "波及县数"
    PREFECTURES = "prefectures", "波及市（州）数"
    PROVINCES = "provinces", "波及省数"
    WINDOW_DAYS = "window_days", "病例发生在几天内"
    WEEKLY_RATIO = "weekly_ratio_to_5y_mean", "周发病水平与前5年同期均值之比"
    PLACE_KIND = "place_kind", "发生场所"
    MAJOR_EVENT = "during_major_event", "是否在区域性或全国性重大活动期间"
    IMPORTED = "imported", "有无输入性病例"
    NEW_TO_CHINA = "new_to_china", "是否为新传染病或我国尚未发现的传染病"
    ELIMINATED = "eliminated", "是否为我国已消灭的传染病重新出现"
    FIRST_IN_CITY = "first_in_city", "是否在市（地）级以上城市的市区首次发生"
    LARGE_CITY = "large_or_medium_city", "是否发生在大、中城市"
    FOREIGN_EPIDEMIC = "foreign_epidemic", "境外是否发生特大疫情"
    SERIOUS_THREAT = "serious_threat", "是否严重危及公共卫生安全"
    SEVERAL_FOCI = "several_foci", "是否多点发生"
    CONTINUOUS = "continuous", "是否连续发病"
    MAJOR_IATROGENIC = "major_iatrogenic", "是否为重大医源性感染"
    MASS_REACTION = "mass_reaction", "是否出现群体反应"
    AGENT_LOST = "agent_lost", "是否为菌株、毒株、致病因子丢失"
    AGENT_CONCEALED = "agent_concealed", "是否为隐匿运输、邮寄病原体或毒素"
    RECOGNISED_BY = "recognised_by", "认定机关"


class CriterionResult(models.TextChoices):
    MET = "met", "符合"
    NOT_MET = "not_met", "不符合"
    UNKNOWN = "unknown", "尚不能判定"


class ClosingGround(models.TextChoices):
    """Why a response may end (2006 plan, termination; china.md 1.3): either is enough."""

    NO_NEW_CASE = "no_new_case", "末例后经过最长潜伏期无新病例"
    DANGER_REMOVED = "danger_removed", "隐患或危险因素已消除"


class ClosingAnchor(models.TextChoices):
    """From which moment of the last case the longest incubation counts; plans differ."""

    ONSET = "onset", "末例发病"
    ISOLATION = "isolation", "末例隔离或出院"
    EXPOSURE = "exposure", "末次暴露"


class SeatRole(models.TextChoices):
    LEAD = "lead", "牵头"
    MEMBER = "member", "成员"
