from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "lianfang.picture.live"
    label = "live"
    verbose_name = "实时态势"
