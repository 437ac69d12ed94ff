from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    name = "lianfang.command.surveillance"
    label = "surveillance"
    verbose_name = "监测预警"
