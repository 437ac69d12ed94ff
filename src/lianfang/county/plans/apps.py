from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "lianfang.county.plans"
    label = "plans"
    verbose_name = "预案"
