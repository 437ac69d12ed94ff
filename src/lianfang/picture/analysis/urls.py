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
    path("back-test/own/", views.own_trial, name="own_trial"),
    path("back-test/own/upload/", views.own_upload, name="own_upload"),
    path("back-test/own/preview/", views.own_preview, name="own_preview"),
    path("back-test/<slug:key>/", views.real_trial, name="real_trial"),
    path("<uuid:uuid>/", views.analysis_detail, name="analysis_detail"),
]
