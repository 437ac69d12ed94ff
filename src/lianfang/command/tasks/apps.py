from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TasksConfig(AppConfig):
    name = "lianfang.command.tasks"
    label = "tasks"
    verbose_name = "任务"

    def ready(self) -> None:
        # Every room's measures, so that tasks show measured progress.
        autodiscover_modules("gauges", "open_ends")
