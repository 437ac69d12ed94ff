from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "lianfang.base.search"
    label = "search"
    verbose_name = "检索"
