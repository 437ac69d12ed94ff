from django.urls import path

from . import views

app_name = "exercises"

urlpatterns = [
    path("", views.exercise_list, name="exercise_list"),
    path("<uuid:uuid>/", views.exercise_detail, name="exercise_detail"),
    path("<uuid:uuid>/scores/", views.exercise_scores, name="exercise_scores"),
]
