from django.apps import AppConfig


class SituationConfig(AppConfig):
    name = "lianfang.picture.situation"
    label = "situation"
    verbose_name = "态势与报告"
