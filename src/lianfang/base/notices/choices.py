"""Closed lists of the notices room."""

from django.db import models


class Urgency(models.TextChoices):
    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急"


class ChannelKind(models.TextChoices):
    MAIL = "mail", "电子邮件"
    SMS = "sms", "短信网关"
    WECOM = "wecom", "企业微信机器人"
    DINGTALK = "dingtalk", "钉钉机器人"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发出"
    FAILED = "failed", "未发出"
    DROPPED = "dropped", "渠道停用，不再发送"
