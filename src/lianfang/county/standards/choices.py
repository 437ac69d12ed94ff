"""The closed lists of the national rules."""

from django.db import models


class DiseaseClass(models.TextChoices):
    """Class of a disease. Source: 传染病防治法 (2025) art. 3–4."""

    A = "a", "甲类"
    B = "b", "乙类"
    C = "c", "丙类"
    NONE = "none", "非法定"


class DiseaseKind(models.TextChoices):
    INFECTIOUS = "infectious", "传染病"
    FOODBORNE = "foodborne", "食物中毒病因"


class AliasKind(models.TextChoices):
    OLD = "old", "旧称"
    OTHER = "other", "别称"
    ENGLISH = "english", "英文名"


class SubjectKind(models.TextChoices):
    """What a criterion or threshold is about."""

    DISEASE = "disease", "病种"
    DISEASE_CLASS = "disease_class", "传染病类别"
    EVENT_TYPE = "event_type", "信息类别"


class CountOf(models.TextChoices):
    """Whom the case figure of a clause counts."""

    CASE = "case", "病例"
    SUSPECTED = "suspected", "疑似病例"
    CASE_OR_SUSPECTED = "case_or_suspected", "病例或疑似病例"
    INFECTION = "infection", "病例、疑似病例或感染者"
    ILI = "ili", "流感样病例"
    INPATIENT_ILI = "inpatient_ili", "住院流感样病例"
    ACUTE_CASE = "acute_case", "急性病例"
    LOCAL_CASE = "local_case", "本地感染病例"
    ADVERSE_REACTION = "adverse_reaction", "不良反应"
    EXPOSED = "exposed", "受照射人员"


class AreaLevel(models.TextChoices):
    """The kind of area in which a clause counts."""

    COUNTRY = "country", "国家"
    PROVINCE = "province", "省（自治区、直辖市）"
    PREFECTURE = "prefecture", "市（地、州）"
    COUNTY = "county", "县（市、区）"
    TOWNSHIP = "township", "乡镇（街道）"
    VILLAGE = "village", "村（社区）"
    SITE = "site", "同一单位或场所"


class ThresholdList(models.TextChoices):
    REPORT = "report", "报告标准"
    WATCH = "watch", "关注线"


class CountyPower(models.TextChoices):
    """What the county itself may do about a measure."""

    DECIDE = "decide", "县级可以决定"
    DECIDE_AND_REPORT = "decide_and_report", "县级可以决定，同时报上一级政府"
    NEEDS_LEVEL_ABOVE = "needs_level_above", "须报上一级政府决定"
    PROPOSE_ONLY = "propose_only", "县级无权决定，只能提出建议"
    INSTITUTION = "institution", "由医疗卫生机构依法采取"
    CONSENT_ONLY = "consent_only", "不得强制，须本人同意"


class DeciderLevel(models.TextChoices):
    """The lowest level of government that may decide."""

    INSTITUTION = "institution", "医疗卫生机构"
    COUNTY = "county", "县级"
    PREFECTURE = "prefecture", "设区的市（州）级"
    PROVINCE = "province", "省级"
    STATE = "state", "国务院"


class AppliesTo(models.TextChoices):
    """The diseases for which a measure may be ordered."""

    A = "a", "甲类及按甲类管理"
    B = "b", "乙类"
    C = "c", "丙类"
    UNKNOWN = "unknown", "新发或病因不明"
    ANY = "any", "不限病种"


class WarningColor(models.TextChoices):
    """Source: 突发事件应对法 (2024) art. 63."""

    RED = "red", "红色"
    ORANGE = "orange", "橙色"
    YELLOW = "yellow", "黄色"
    BLUE = "blue", "蓝色"


class AnswerKind(models.TextChoices):
    """What may be answered in one column of an annex table."""

    TEXT = "text", "文字"
    WHOLE = "whole", "整数"
    NUMBER = "number", "数值"
    DAY = "day", "日期"
    MOMENT = "moment", "时间"
    YES_NO = "yes_no", "是否"
    CHOICE = "choice", "代码"


class AnswerNeed(models.TextChoices):
    """From which report on a column of an annex table has to be answered."""

    NEVER = "never", "可不填"
    ALWAYS = "always", "初步报告后必填"
    CLOSING = "closing", "结案必填"
