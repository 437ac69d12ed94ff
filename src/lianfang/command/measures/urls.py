from django.urls import path

from . import views

app_name = "measures"

urlpatterns = [
    path("", views.measure_list, name="measure_list"),
    path("new/<uuid:uuid>/", views.kind_choice, name="kind_choice"),
    path("new/<uuid:uuid>/<str:measure>/", views.measure_new, name="measure_new"),
    path("subjects/", views.subject_list, name="subject_list"),
    path("subjects/template/", views.subject_template, name="subject_template"),
    path("subjects/<uuid:uuid>/free/", views.subject_free, name="subject_free"),
    path("subjects/<uuid:uuid>/strike/", views.subject_strike, name="subject_strike"),
    path("releases/", views.release_list, name="release_list"),
    path("complaints/", views.complaint_list, name="complaint_list"),
    path("complaints/<uuid:uuid>/answer/", views.complaint_answer, name="complaint_answer"),
    path("items/", views.item_list, name="item_list"),
    path("items/<uuid:uuid>/<str:step>/", views.item_step, name="item_step"),
    path("papers/<uuid:uuid>/delivery/", views.delivery_new, name="delivery_new"),
    path("papers/<uuid:uuid>.<str:suffix>", views.paper_file, name="paper_file"),
    path("<uuid:uuid>/", views.measure_detail, name="measure_detail"),
    path("<uuid:uuid>/order/", views.measure_order, name="measure_order"),
    path("<uuid:uuid>/refuse/", views.measure_refuse, name="measure_refuse"),
    path("<uuid:uuid>/withdraw/", views.measure_withdraw, name="measure_withdraw"),
    path("<uuid:uuid>/lift/", views.measure_lift, name="measure_lift"),
    path("<uuid:uuid>/extend/", views.measure_extend, name="measure_extend"),
    path("<uuid:uuid>/review/", views.measure_review, name="measure_review"),
    path("<uuid:uuid>/report/", views.report_send, name="report_send"),
    path("<uuid:uuid>/report/answer/", views.report_answer, name="report_answer"),
    path("<uuid:uuid>/complaint/", views.complaint_new, name="complaint_new"),
    path("<uuid:uuid>/subjects/new/", views.subject_new, name="subject_new"),
    path("<uuid:uuid>/subjects/import/", views.subject_import, name="subject_import"),
    path("<uuid:uuid>/certificates/", views.certificates_issue, name="certificates_issue"),
    path("<uuid:uuid>/items/new/", views.item_new, name="item_new"),
    path("<uuid:uuid>/papers/<str:series>.<str:suffix>", views.papers_batch, name="papers_batch"),
]
