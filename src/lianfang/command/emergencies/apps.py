from django.apps import AppConfig


class EmergenciesConfig(AppConfig):
    name = "lianfang.command.emergencies"
    label = "emergencies"
    verbose_name = "事件与响应"
