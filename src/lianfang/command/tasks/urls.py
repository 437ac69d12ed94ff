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
    path("orders/", views.order_list, name="order_list"),
    path("orders/received/", views.order_inbox, name="order_inbox"),
    path("orders/new/", views.order_new, name="order_new"),
    path("orders/<uuid:uuid>/", views.order_detail, name="order_detail"),
    path("orders/<uuid:uuid>/edit/", views.order_edit, name="order_edit"),
    path("orders/<uuid:uuid>/issue/", views.order_issue, name="order_issue"),
    path("orders/<uuid:uuid>/withdraw/", views.order_withdraw, name="order_withdraw"),
    path("orders/<uuid:uuid>/remind/", views.order_remind, name="order_remind"),
    path("orders/<uuid:uuid>/sign/", views.order_sign, name="order_sign"),
    path("orders/<uuid:uuid>/answer/", views.order_answer, name="order_answer"),
    path("orders/<uuid:uuid>/paper.<slug:suffix>", views.order_document, name="order_document"),
    path("orders/<uuid:uuid>/files/<uuid:file>/", views.order_file, name="order_file"),
    path("orders/addressees/<uuid:uuid>/clear/", views.addressee_clear, name="addressee_clear"),
    path("orders/addressees/<uuid:uuid>/return/", views.addressee_return, name="addressee_return"),
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
