"""The closed lists of this room: signals, programmes, observations, notifications, samples."""

from django.db import models


class SignalSource(models.TextChoices):
    """By what way the county heard of it. After the report card's 事件信息来源 code list."""

    HOSPITAL = "hospital", "医疗机构报告"
    SCHOOL = "school", "学校晨午检"
    VILLAGE = "village", "村（社区）报告"
    LABORATORY = "laboratory", "实验室检测"
    PHONE = "phone", "群众来电"
    UNIT = "unit", "成员单位通报"
    SYSTEM = "system", "系统自动预警"
    OTHER = "other", "其他"


class SignalState(models.TextChoices):
    NEW = "new", "待核实"
    CHECKING = "checking", "核实中"
    VERIFIED = "verified", "已核实"
    ASSESSED = "assessed", "已评估"
    MONITORING = "monitoring", "持续监测"
    CLOSED = "closed", "已办结"
    DISMISSED = "dismissed", "已排除"
    RAISED = "raised", "已转事件"


class StepKind(models.TextChoices):
    """What happens to a signal, in order; each with its time (国疾控监测发〔2025〕11号: 形成、传递、应答、反馈)."""

    FORMED = "formed", "形成"
    SENT = "sent", "传递"
    TRIAGED = "triaged", "应答（初筛）"
    VERIFIED = "verified", "核实"
    ASSESSED = "assessed", "风险评估"
    MONITORED = "monitored", "转持续监测"
    FED_BACK = "fed_back", "反馈"
    CORRECTED = "corrected", "数据订正"
    CLOSED = "closed", "办结"
    DISMISSED = "dismissed", "排除"
    RAISED = "raised", "转为事件"


class WarningColor(models.IntegerChoices):
    """Colour of a warning, red gravest. Source: 突发事件应对法 (2024) art. 63."""

    RED = 1, "红色"
    ORANGE = 2, "橙色"
    YELLOW = 3, "黄色"
    BLUE = 4, "蓝色"


class Sector(models.TextChoices):
    """Whose field a programme lies in; the page of one health sets them side by side."""

    HUMAN = "human", "人群"
    ANIMAL = "animal", "畜禽"
    WILDLIFE = "wildlife", "野生动物"
    PLANT = "plant", "植物"
    FOOD = "food", "食品和农产品"
    ENVIRONMENT = "environment", "环境"
    MARKET = "market", "市场供应"
    DRUG = "drug", "药械"
    OPINION = "opinion", "群众关切"


class Period(models.TextChoices):
    DAY = "day", "每日"
    WORK = "work", "每个上学日（周一至周五）"
    WEEK = "week", "每周"
    EVENT = "event", "随发生报告"


class Combine(models.TextChoices):
    """How the values of several sites or parts are put together."""

    SUM = "sum", "合计"
    MEAN = "mean", "平均"
    LAST = "last", "各报各值"


class Method(models.TextChoices):
    """In what way a rule finds that something is unusual."""

    UPPER = "upper", "高于限值"
    LOWER = "lower", "低于限值"
    CLUSTER = "cluster", "时间窗内聚集"
    RISE = "rise", "较基线上涨"
    FALL = "fall", "较基线下降"
    MISSING = "missing", "连续未报"
    FIRST = "first", "首次或多年未见"
    C1 = "c1", "EARS C1"
    C2 = "c2", "EARS C2"
    C3 = "c3", "EARS C3"
    CUSUM = "cusum", "累积和控制图"
    PERCENTILE = "percentile", "移动百分位数"
    FARRINGTON = "farrington", "Farrington 回归"


class Scope(models.TextChoices):
    """Over what the values are put together before a rule looks at them."""

    SITE = "site", "报告点"
    TOWNSHIP = "township", "乡镇"
    COUNTY = "county", "全县"


class ObservationState(models.TextChoices):
    CURRENT = "current", "现行"
    REPLACED = "replaced", "已订正"
    WITHDRAWN = "withdrawn", "已撤销"


class Origin(models.TextChoices):
    """By what way a value came in."""

    PAGE = "page", "网页填报"
    SHEET = "sheet", "表格导入"
    API = "api", "接口报送"
    EXERCISE = "exercise", "演练"
    DEMO = "demo", "演示（虚构）"


class BatchState(models.TextChoices):
    PREVIEW = "preview", "待确认"
    DONE = "done", "已导入"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"


class SampleState(models.TextChoices):
    STORED = "stored", "保存中"
    MOVING = "moving", "移交途中"
    TESTED = "tested", "已出结果"
    USED_UP = "used_up", "已用尽或销毁"


class Verdict(models.TextChoices):
    """What a laboratory says about one item of one sample."""

    NEGATIVE = "negative", "阴性/合格"
    POSITIVE = "positive", "阳性/不合格"
    UNCERTAIN = "uncertain", "可疑，待复核"
