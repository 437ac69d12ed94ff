from django.urls import path

from .views import cards, correcting, drafts, reading

app_name = "plans"

urlpatterns = [
    path("", reading.plan_list, name="plan_list"),
    path("import/", drafts.plan_import, name="plan_import"),
    path("<uuid:uuid>/", reading.plan_detail, name="plan_detail"),
    path("<uuid:uuid>/correct/", correcting.plan_correct, name="plan_correct"),
    path("<uuid:uuid>/doubts/", drafts.plan_doubts, name="plan_doubts"),
    path("<uuid:uuid>/compare/", drafts.plan_compare, name="plan_compare"),
    path("<uuid:uuid>/adopt/", drafts.plan_adopt, name="plan_adopt"),
    path("<uuid:uuid>/discard/", drafts.plan_discard, name="plan_discard"),
    path("<uuid:uuid>/copy-actions/", drafts.plan_copy_actions, name="plan_copy_actions"),
    path("<uuid:uuid>/confirm-members/", drafts.plan_confirm_members, name="plan_confirm_members"),
    path("<uuid:uuid>/members/", correcting.member_add, name="member_add"),
    path("members/<uuid:uuid>/", correcting.member_card, name="member_card"),
    path("members/<uuid:uuid>/correct/", cards.member_correct, name="member_correct"),
    path("members/<uuid:uuid>/confirm/", cards.member_confirm, name="member_confirm"),
    path("members/<uuid:uuid>/confirm-duties/", cards.member_confirm_duties, name="member_confirm_duties"),
    path("members/<uuid:uuid>/remove/", cards.member_remove, name="member_remove"),
    path("members/<uuid:uuid>/duties/", cards.duty_add, name="duty_add"),
    path("duties/<uuid:uuid>/", reading.duty_detail, name="duty_detail"),
    path("duties/<uuid:uuid>/correct/", cards.duty_correct, name="duty_correct"),
    path("duties/<uuid:uuid>/split/", cards.duty_split, name="duty_split"),
    path("duties/<uuid:uuid>/join/", cards.duty_join, name="duty_join"),
    path("duties/<uuid:uuid>/confirm/", cards.duty_confirm, name="duty_confirm"),
    path("duties/<uuid:uuid>/remove/", cards.duty_remove, name="duty_remove"),
    path("duties/<uuid:uuid>/choose/", cards.action_choose, name="action_choose"),
    path("duties/<uuid:uuid>/actions/", cards.action_add, name="action_add"),
    path("duties/<uuid:uuid>/standard/", cards.action_add_standard, name="action_add_standard"),
    path("actions/<uuid:uuid>/correct/", cards.action_correct, name="action_correct"),
    path("actions/<uuid:uuid>/remove/", cards.action_remove, name="action_remove"),
    path("doubts/<uuid:uuid>/settle/", drafts.doubt_settle, name="doubt_settle"),
]  # fmt: skip
