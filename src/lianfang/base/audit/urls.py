from django.urls import path

from . import views

app_name = "audit"

urlpatterns = [
    path("", views.row_list, name="row_list"),
    path("verify/", views.verify, name="verify"),
]
