from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lianfang.base.accounts"
    label = "accounts"
    verbose_name = "账号"
