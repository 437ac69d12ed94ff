from django.urls import path

from . import views

app_name = "orgs"

urlpatterns = [
    path("areas/", views.area_tree, name="area_tree"),
    path("units/", views.unit_list, name="unit_list"),
    path("units/new/", views.unit_new, name="unit_new"),
    path("units/<uuid:uuid>/", views.unit_detail, name="unit_detail"),
    path("units/<uuid:uuid>/rename/", views.unit_rename, name="unit_rename"),
    path("units/<uuid:uuid>/edit/", views.unit_edit, name="unit_edit"),
    path("units/<uuid:uuid>/switch-off/", views.unit_switch_off, name="unit_switch_off"),
    path("units/<uuid:uuid>/switch-on/", views.unit_switch_on, name="unit_switch_on"),
    path("groups/", views.group_list, name="group_list"),
    path("posts/", views.post_list, name="post_list"),
    path("posts/choose/", views.post_choose, name="post_choose"),
    path("posts/<uuid:uuid>/end/", views.post_end, name="post_end"),
    path("posts/<uuid:uuid>/phone/", views.post_phone, name="post_phone"),
    path("people/<uuid:uuid>/", views.person_posts, name="person_posts"),
]
