from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "lianfang.config"
    label = "config"

    def ready(self) -> None:
        from lianfang.config import wiring  # noqa: PLC0415

        wiring.connect_rooms()
