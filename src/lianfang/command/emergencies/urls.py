from django.urls import path

from . import views

app_name = "emergencies"

urlpatterns = [
    path("", views.emergency_list, name="emergency_list"),
    path("new/", views.emergency_new, name="emergency_new"),
    path("clocks/", views.clock_list, name="clock_list"),
    path("signals/<uuid:uuid>/reportable/", views.signal_reportable, name="signal_reportable"),
    path("<uuid:uuid>/reportable/", views.emergency_reportable, name="emergency_reportable"),
    path("<uuid:uuid>/facts/", views.fact_say, name="fact_say"),
    path("<uuid:uuid>/moment/", views.moment_note, name="moment_note"),
    path("proposals/", views.proposal_list, name="proposal_list"),
    path("proposals/<uuid:uuid>/", views.proposal_detail, name="proposal_detail"),
    path("proposals/<uuid:uuid>/approve/", views.proposal_approve, name="proposal_approve"),
    path("proposals/<uuid:uuid>/refuse/", views.proposal_refuse, name="proposal_refuse"),
    path("proposals/<uuid:uuid>/withdraw/", views.proposal_withdraw, name="proposal_withdraw"),
    path(
        "proposals/<uuid:uuid>/<slug:paper>.<slug:suffix>",
        views.proposal_document,
        name="proposal_document",
    ),
    path("<uuid:uuid>/", views.emergency_detail, name="emergency_detail"),
    path("<uuid:uuid>/tally/", views.tally_new, name="tally_new"),
    path("<uuid:uuid>/milestone/", views.milestone_set, name="milestone_set"),
    path("<uuid:uuid>/close/", views.emergency_close, name="emergency_close"),
    path("<uuid:uuid>/propose/<slug:kind>/", views.proposal_new, name="proposal_new"),
]
