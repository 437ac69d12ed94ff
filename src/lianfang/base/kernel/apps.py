from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "lianfang.base.kernel"
    label = "kernel"
    verbose_name = "内核"
