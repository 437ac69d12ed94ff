from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "lianfang.picture.analysis"
    label = "analysis"
    verbose_name = "流行病学分析"
