from django.urls import path

from . import views

app_name = "emergencies"

urlpatterns = [
    path("", views.emergency_list, name="emergency_list"),
    path("new/", views.emergency_new, name="emergency_new"),
    path("cards/", views.card_list, name="card_list"),
    path("cards/<uuid:uuid>/", views.card_detail, name="card_detail"),
    path("cards/<uuid:uuid>/edit/", views.card_edit, name="card_edit"),
    path("cards/<uuid:uuid>/filing/", views.card_file, name="card_file"),
    path("cards/<uuid:uuid>/do/<slug:verb>/", views.card_act, name="card_act"),
    path("cards/<uuid:uuid>/<slug:paper>.<slug:suffix>", views.card_document, name="card_document"),
    path("flash/", views.flash_list, name="flash_list"),
    path("flash/new/", views.flash_new, name="flash_new"),
    path("flash/<uuid:uuid>/", views.flash_detail, name="flash_detail"),
    path("flash/<uuid:uuid>/note/", views.flash_note, name="flash_note"),
    path("<uuid:uuid>/cards/", views.card_draft, name="card_draft"),
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
    path("proposals/<uuid:uuid>/attach/", views.consultation_attach, name="consultation_attach"),
    path("experts/", views.expert_list, name="expert_list"),
    path("experts/new/", views.expert_new, name="expert_new"),
    path("experts/<uuid:uuid>/retire/", views.expert_retire, name="expert_retire"),
    path("consultations/<uuid:uuid>/", views.consultation_detail, name="consultation_detail"),
    path(
        "consultations/<uuid:uuid>/advise/", views.consultation_advise, name="consultation_advise"
    ),
    path(
        "consultations/<uuid:uuid>/conclude/",
        views.consultation_conclude,
        name="consultation_conclude",
    ),
    path(
        "consultations/<uuid:uuid>/minutes.<slug:suffix>",
        views.consultation_minutes,
        name="consultation_minutes",
    ),
    path("groups/<uuid:uuid>/lead/", views.group_lead, name="group_lead"),
    path("groups/<uuid:uuid>/members/", views.group_member_add, name="group_member_add"),
    path("seats/<uuid:uuid>/leave/", views.group_member_remove, name="group_member_remove"),
    path("gradings/<uuid:uuid>/paper.<slug:suffix>", views.grading_paper, name="grading_paper"),
    path("<uuid:uuid>/", views.emergency_detail, name="emergency_detail"),
    path("<uuid:uuid>/grading/", views.grading_detail, name="grading_detail"),
    path("<uuid:uuid>/grading/decide/", views.grading_decide, name="grading_decide"),
    path("<uuid:uuid>/grading/facts/", views.grading_facts, name="grading_facts"),
    path("<uuid:uuid>/consult/", views.consultation_new, name="consultation_new"),
    path("<uuid:uuid>/groups/", views.group_list, name="group_list"),
    path("<uuid:uuid>/tally/", views.tally_new, name="tally_new"),
    path("<uuid:uuid>/milestone/", views.milestone_set, name="milestone_set"),
    path("<uuid:uuid>/close/", views.emergency_close, name="emergency_close"),
    path("<uuid:uuid>/propose/<slug:kind>/", views.proposal_new, name="proposal_new"),
]
