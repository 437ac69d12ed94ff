from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "lianfang.command.measures"
    label = "measures"
    verbose_name = "管控措施"
