from django.urls import path

from . import views

app_name = "surveillance"

urlpatterns = [
    path("signals/", views.signal_list, name="signal_list"),
    path("signals/new/", views.signal_new, name="signal_new"),
    path("signals/<uuid:uuid>/", views.signal_detail, name="signal_detail"),
    path("signals/<uuid:uuid>/triage/", views.signal_triage, name="signal_triage"),
    path("signals/<uuid:uuid>/verify/", views.signal_verify, name="signal_verify"),
    path("signals/<uuid:uuid>/dismiss/", views.signal_dismiss, name="signal_dismiss"),
    path("signals/<uuid:uuid>/assess/", views.signal_assess, name="signal_assess"),
    path("signals/<uuid:uuid>/monitor/", views.signal_monitor, name="signal_monitor"),
    path("signals/<uuid:uuid>/close/", views.signal_close, name="signal_close"),
    path("signals/<uuid:uuid>/answer/", views.signal_answer, name="signal_answer"),
    path("signals/<uuid:uuid>/feedback/", views.signal_feed_back, name="signal_feed_back"),
    path("signals/<uuid:uuid>/link/", views.signal_link, name="signal_link"),
    path("signals/<uuid:uuid>/control/", views.signal_control, name="signal_control"),
    path("surveillance/", views.site_list, name="site_list"),
    path("surveillance/sites/<uuid:uuid>/", views.site_detail, name="site_detail"),
    path("surveillance/sites/<uuid:uuid>/report/", views.site_report, name="site_report"),
    path("surveillance/indicators/", views.indicator_list, name="indicator_list"),
    path("surveillance/indicators/<slug:indicator>/", views.indicator_detail, name="indicator_detail"),
    path("surveillance/indicators/<slug:indicator>/mute/", views.indicator_mute, name="indicator_mute"),
    path("surveillance/observations/", views.observation_list, name="observation_list"),
    path("surveillance/mutes/", views.mute_list, name="mute_list"),
    path("surveillance/mutes/<uuid:uuid>/lift/", views.mute_lift, name="mute_lift"),
]  # fmt: skip
