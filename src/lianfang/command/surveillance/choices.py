"""Where signals come from and what becomes of them."""

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
    VERIFIED = "verified", "已核实"
    DISMISSED = "dismissed", "已排除"
    RAISED = "raised", "已转事件"
