from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "lianfang.picture.review"
    label = "review"
    verbose_name = "复盘"
