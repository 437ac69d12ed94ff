from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lianfang.base.audit"
    label = "audit"
    verbose_name = "审计"
