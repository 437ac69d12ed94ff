from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "lianfang.command.tasks"
    label = "tasks"
    verbose_name = "任务"
