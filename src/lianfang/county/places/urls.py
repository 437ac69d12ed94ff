from django.urls import path

from . import views

app_name = "places"

urlpatterns = [
    path("", views.place_list, name="place_list"),
    path("new/", views.place_new, name="place_new"),
    path("offers/", views.place_offers, name="place_offers"),
    path("import/", views.place_import, name="place_import"),
    path("import/template/", views.place_template, name="place_template"),
    path("<uuid:uuid>/", views.place_detail, name="place_detail"),
    path("<uuid:uuid>/edit/", views.place_edit, name="place_edit"),
    path("<uuid:uuid>/status/", views.place_status, name="place_status"),
    path("<uuid:uuid>/contact/", views.place_contact, name="place_contact"),
]
