from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "lianfang.base.files"
    label = "files"
    verbose_name = "附件"
