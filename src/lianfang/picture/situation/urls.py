from django.urls import path

from . import views

app_name = "situation"

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("new/", views.report_new, name="report_new"),
    path("coverage/", views.coverage, name="coverage"),
    path("wanted/", views.contribution_list, name="contribution_list"),
    path("wanted/<uuid:uuid>/", views.contribution_give, name="contribution_give"),
    path("<uuid:uuid>/", views.report_detail, name="report_detail"),
    path("<uuid:uuid>/refresh/", views.report_refresh, name="report_refresh"),
    path("<uuid:uuid>/sections/<str:key>/", views.section_edit, name="section_edit"),
    path("<uuid:uuid>/approve/", views.report_approve, name="report_approve"),
    path("<uuid:uuid>/give-back/", views.report_give_back, name="report_give_back"),
    path("<uuid:uuid>/issue/", views.report_issue, name="report_issue"),
    path("<uuid:uuid>/deliver/", views.report_deliver, name="report_deliver"),
    path("<uuid:uuid>/deliveries/", views.delivery_list, name="delivery_list"),
    path("<uuid:uuid>/discard/", views.report_discard, name="report_discard"),
    path("<uuid:uuid>/compare/", views.report_compare, name="report_compare"),
    path("<uuid:uuid>/report.<str:ending>", views.report_file, name="report_file"),
]
