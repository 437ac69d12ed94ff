from django.urls import path

from . import views

app_name = "plans"

urlpatterns = [
    path("", views.plan_list, name="plan_list"),
    path("<uuid:uuid>/", views.plan_detail, name="plan_detail"),
    path("duties/<uuid:uuid>/", views.duty_detail, name="duty_detail"),
]
