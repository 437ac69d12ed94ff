from django.urls import path

from . import views

app_name = "orgs"

urlpatterns = [
    path("areas/", views.area_tree, name="area_tree"),
    path("units/", views.unit_list, name="unit_list"),
    path("units/new/", views.unit_new, name="unit_new"),
    path("units/<uuid:uuid>/", views.unit_detail, name="unit_detail"),
    path("units/<uuid:uuid>/rename/", views.unit_rename, name="unit_rename"),
    path("units/<uuid:uuid>/edit/", views.unit_edit, name="unit_edit"),
    path("units/<uuid:uuid>/switch-off/", views.unit_switch_off, name="unit_switch_off"),
    path("units/<uuid:uuid>/switch-on/", views.unit_switch_on, name="unit_switch_on"),
    path("groups/", views.group_list, name="group_list"),
    path("posts/", views.post_list, name="post_list"),
    path("posts/choose/", views.post_choose, name="post_choose"),
    path("posts/<uuid:uuid>/end/", views.post_end, name="post_end"),
    path("posts/<uuid:uuid>/phone/", views.post_phone, name="post_phone"),
    path("people/<uuid:uuid>/", views.person_posts, name="person_posts"),
    path("teams/", views.team_board, name="team_board"),
    path("teams/new/", views.team_new, name="team_new"),
    path("teams/<uuid:uuid>/", views.team_detail, name="team_detail"),
    path("teams/<uuid:uuid>/call/", views.team_call, name="team_call"),
    path("teams/<uuid:uuid>/move/<slug:team_verb>/", views.team_move, name="team_move"),
    path("teams/members/<uuid:uuid>/leave/", views.team_member_leave, name="team_member_leave"),
    path("roster/", views.roster_calendar, name="roster_calendar"),
    path("roster/list/", views.shift_list, name="shift_list"),
    path("roster/now/", views.duty_now, name="duty_now"),
    path("roster/new/", views.shift_new, name="shift_new"),
    path("roster/rotation/", views.shift_rotation, name="shift_rotation"),
    path("roster/import/", views.roster_import, name="roster_import"),
    path("roster/template/", views.roster_template, name="roster_template"),
    path("roster/calendar/", views.calendar_key, name="calendar_key"),
    path("roster/calendar/<slug:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("roster/handovers/", views.handover_list, name="handover_list"),
    path("roster/handovers/write/", views.handover_write, name="handover_write"),
    path("roster/handovers/<uuid:uuid>/", views.handover_accept, name="handover_accept"),
    path("roster/shifts/<uuid:uuid>/swap/", views.shift_swap, name="shift_swap"),
    path("roster/shifts/<uuid:uuid>/cancel/", views.shift_cancel, name="shift_cancel"),
]
