from django.urls import path

from . import views

app_name = "tasks"

urlpatterns = [
    path("", views.task_inbox, name="task_inbox"),
    path("sign/", views.tasks_sign, name="tasks_sign"),
    path("all/", views.task_list, name="task_list"),
    path("board/", views.task_board, name="task_board"),
    path("review/", views.task_review, name="task_review"),
    path("figures/<uuid:uuid>/<slug:key>/", views.figure_tasks, name="figure_tasks"),
    path("<uuid:uuid>/", views.task_detail, name="task_detail"),
    path("<uuid:uuid>/sign/", views.task_sign, name="task_sign"),
    path("<uuid:uuid>/assign/", views.task_assign, name="task_assign"),
    path("<uuid:uuid>/split/", views.task_split, name="task_split"),
    path("<uuid:uuid>/report/", views.task_report, name="task_report"),
    path("<uuid:uuid>/submit/", views.task_submit, name="task_submit"),
    path("<uuid:uuid>/decline/", views.task_decline, name="task_decline"),
    path("<uuid:uuid>/accept/", views.task_accept, name="task_accept"),
    path("<uuid:uuid>/return/", views.task_return, name="task_return"),
    path("<uuid:uuid>/excuse/", views.task_excuse, name="task_excuse"),
    path("<uuid:uuid>/reassign/", views.task_reassign, name="task_reassign"),
    path("<uuid:uuid>/cancel/", views.task_cancel, name="task_cancel"),
    path("<uuid:uuid>/reopen/", views.task_reopen, name="task_reopen"),
    path("<uuid:uuid>/files/<uuid:file>/", views.attachment_get, name="attachment_get"),
]
