from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lianfang.base.notices"
    label = "notices"
    verbose_name = "消息"
