from django.urls import path

from . import views

app_name = "review"

urlpatterns = [
    path("", views.review_list, name="review_list"),
    path("new/", views.review_new, name="review_new"),
    path("lessons/", views.lesson_list, name="lesson_list"),
    path("lessons/<uuid:uuid>/", views.lesson_detail, name="lesson_detail"),
    path("lessons/<uuid:uuid>/<str:verb>/", views.lesson_act, name="lesson_act"),
    path("<uuid:uuid>/", views.review_detail, name="review_detail"),
    path("<uuid:uuid>/review.<str:ending>", views.review_file, name="review_file"),
    path("<uuid:uuid>/write/<str:what>/", views.review_write, name="review_write"),
    path("<uuid:uuid>/reason/<str:verb>/", views.review_reason, name="review_reason"),
    path("<uuid:uuid>/<str:verb>/", views.review_act, name="review_act"),
]
