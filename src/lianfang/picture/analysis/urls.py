from django.urls import path

from . import views

app_name = "analysis"

urlpatterns = [
    path("", views.analysis_list, name="analysis_list"),
    path("source/", views.source, name="source"),
    path("source/samples/<int:place>/", views.sample, name="sample"),
    path("source/watch/", views.watch, name="watch"),
    path("source/series/", views.disease_series, name="disease_series"),
    path("desk/", views.desk, name="desk"),
    path("desk/quality/", views.quality, name="quality"),
    path("desk/save/", views.save, name="save"),
    path("back-test/", views.back_test, name="back_test"),
    path("<uuid:uuid>/", views.analysis_detail, name="analysis_detail"),
]
