from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "lianfang.county.orgs"
    label = "orgs"
    verbose_name = "区划与单位"
