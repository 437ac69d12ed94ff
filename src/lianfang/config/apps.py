from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "lianfang.config"
    label = "config"

    def ready(self) -> None:
        from lianfang.config import wiring

        wiring.connect_rooms()
