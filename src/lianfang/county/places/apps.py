from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "lianfang.county.places"
    label = "places"
    verbose_name = "场所"
