from django.urls import path

from . import views

app_name = "standards"

urlpatterns = [
    path("", views.disease_list, name="disease_list"),
    path("diseases/<uuid:uuid>/", views.disease_detail, name="disease_detail"),
    path("grading/", views.criterion_list, name="criterion_list"),
    path("thresholds/", views.threshold_list, name="threshold_list"),
    path("thresholds/watch/new/", views.watch_new, name="watch_new"),
    path("thresholds/watch/<uuid:uuid>/", views.watch_edit, name="watch_edit"),
    path("thresholds/watch/<uuid:uuid>/aside/", views.watch_aside, name="watch_aside"),
    path("thresholds/watch/<uuid:uuid>/restore/", views.watch_restore, name="watch_restore"),
    path("deadlines/", views.deadline_list, name="deadline_list"),
    path("authorities/", views.authority_list, name="authority_list"),
    path("levels/", views.level_list, name="level_list"),
    path("codes/", views.code_list, name="code_list"),
]
