from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    name = "lianfang.picture.exercises"
    label = "exercises"
    verbose_name = "演练"
