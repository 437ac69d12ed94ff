"""Kinds and states of reviews, early actions, findings and lessons."""

from django.db import models


class ReviewKind(models.TextChoices):
    MIDWAY = "midway", "阶段复盘"
    FINAL = "final", "终期复盘"


class ReviewState(models.TextChoices):
    DRAFT = "draft", "草稿"
    APPROVED = "approved", "已审签"
    ISSUED = "issued", "已印发"
    DISCARDED = "discarded", "已作废"


class EarlyActionKind(models.TextChoices):
    """The seven early response actions of the 7-1-7 target (Frieden and others, Lancet 2021)."""

    INVESTIGATION = "investigation", "开展调查或派出调查处置队伍"
    ANALYSIS = "analysis", "流行病学分析和初步风险评估"
    LABORATORY = "laboratory", "实验室确认病因"
    CARE = "care", "病例管理和医疗机构感染防控"
    COUNTERMEASURES = "countermeasures", "采取公共卫生控制措施"
    COMMUNICATION = "communication", "风险沟通和社会动员"
    COORDINATION = "coordination", "建立协调机制"


class Stage(models.TextChoices):
    """Where on the line from emergence to control something helped or hindered."""

    DETECTION = "detection", "发现"
    NOTIFICATION = "notification", "报告"
    RESPONSE = "response", "早期处置"
    CONTROL = "control", "后续处置"


class FindingKind(models.TextChoices):
    BOTTLENECK = "bottleneck", "瓶颈"
    ENABLER = "enabler", "有利因素"


class LessonKind(models.TextChoices):
    WORK = "work", "整改任务"
    PLAN = "plan", "预案修改"


class LessonState(models.TextChoices):
    OPEN = "open", "整改中"
    REPORTED = "reported", "待确认"
    CONFIRMED = "confirmed", "已完成"
    DROPPED = "dropped", "不再办理"
