from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "lianfang.picture.portal"
    label = "portal"
    verbose_name = "门户"
