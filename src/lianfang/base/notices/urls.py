from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [
    path("", views.notice_list, name="notice_list"),
    path("read/", views.notices_read, name="notices_read"),
    path("reminders/", views.preference_edit, name="preference_edit"),
    path("channels/", views.channel_list, name="channel_list"),
    path("channels/new/<slug:channel_kind>/", views.channel_new, name="channel_new"),
    path("channels/<uuid:uuid>/", views.channel_detail, name="channel_detail"),
    path("channels/<uuid:uuid>/edit/", views.channel_edit, name="channel_edit"),
    path("channels/<uuid:uuid>/on/", views.channel_switch_on, name="channel_switch_on"),
    path("channels/<uuid:uuid>/off/", views.channel_switch_off, name="channel_switch_off"),
    path("channels/<uuid:uuid>/test/", views.channel_test, name="channel_test"),
    path("deliveries/<uuid:uuid>/retry/", views.delivery_retry, name="delivery_retry"),
    path("<uuid:uuid>/open/", views.notice_open, name="notice_open"),
    path("<uuid:uuid>/read/", views.notice_read, name="notice_read"),
]
