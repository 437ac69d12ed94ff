from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [
    path("", views.notice_list, name="notice_list"),
    path("read/", views.notices_read, name="notices_read"),
    path("<uuid:uuid>/open/", views.notice_open, name="notice_open"),
    path("<uuid:uuid>/read/", views.notice_read, name="notice_read"),
]
