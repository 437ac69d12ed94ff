from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "lianfang.county.standards"
    label = "standards"
    verbose_name = "国家规则"
