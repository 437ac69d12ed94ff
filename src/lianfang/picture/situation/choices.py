"""Kinds and states of situation reports."""

from django.db import models


class ReportKind(models.TextChoices):
    INITIAL = "initial", "初报"
    PROGRESS = "progress", "续报"
    FINAL = "final", "终报"
    DAILY = "daily", "日报"


class ReportState(models.TextChoices):
    DRAFT = "draft", "草稿"
    APPROVED = "approved", "已审签"
    ISSUED = "issued", "已印发"
    DISCARDED = "discarded", "已作废"
