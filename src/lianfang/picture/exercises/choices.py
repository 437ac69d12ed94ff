"""Where a line of an exercise's log comes from."""

from django.db import models


class Origin(models.TextChoices):
    SCRIPT = "script", "脚本注入"
    UNIT = "unit", "单位办理"
    CLOCK = "clock", "定时任务"
