from django.urls import path

from . import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("pulse/", views.pulse, name="pulse"),
    path("health", views.health, name="health"),
    # Not below /health: what lies there is open before the second factor is given.
    path("system/health/", views.system_health, name="system_health"),
]
