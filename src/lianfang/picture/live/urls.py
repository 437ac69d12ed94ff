from django.urls import path

from . import views

app_name = "live"

urlpatterns = [
    path("wall/", views.wall, name="wall"),
    path("figures/", views.figures, name="figure_list"),
    path("<uuid:uuid>/replay/", views.replay, name="replay"),
    path("<uuid:uuid>/map/", views.area_map, name="area_map"),
    path("<uuid:uuid>/timeline/", views.timeline, name="timeline"),
]
