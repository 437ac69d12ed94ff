from django.urls import path

from . import views

app_name = "surveillance"

urlpatterns = [
    path("", views.signal_list, name="signal_list"),
    path("new/", views.signal_new, name="signal_new"),
    path("<uuid:uuid>/", views.signal_detail, name="signal_detail"),
    path("<uuid:uuid>/verify/", views.signal_verify, name="signal_verify"),
    path("<uuid:uuid>/dismiss/", views.signal_dismiss, name="signal_dismiss"),
]
