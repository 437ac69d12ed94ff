from django.urls import path

from . import views

app_name = "people"

urlpatterns = [
    path("", views.person_list, name="person_list"),
    path("new/", views.person_new, name="person_new"),
    path("offers/", views.person_offers, name="person_offers"),
    path("import/", views.person_import, name="person_import"),
    path("import/template/", views.person_template, name="person_template"),
    path("merges/<uuid:uuid>/undo/", views.merge_undo, name="merge_undo"),
    path("<uuid:uuid>/", views.person_detail, name="person_detail"),
    path("<uuid:uuid>/edit/", views.person_edit, name="person_edit"),
    path("<uuid:uuid>/reveal/", views.person_reveal, name="person_reveal"),
    path("<uuid:uuid>/merge/", views.person_merge, name="person_merge"),
    path("<uuid:uuid>/household/", views.household_join, name="household_join"),
]
