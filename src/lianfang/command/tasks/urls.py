from django.urls import path

from . import views

app_name = "tasks"

urlpatterns = [
    path("", views.task_inbox, name="task_inbox"),
    path("all/", views.task_list, name="task_list"),
    path("<uuid:uuid>/", views.task_detail, name="task_detail"),
]
