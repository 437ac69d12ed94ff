from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("", views.own_account, name="own"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.change_password, name="password"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("second-factor/setup/", views.second_factor_setup, name="second_factor_setup"),
    path("second-factor/codes/", views.recovery_codes, name="recovery_codes"),
    path("tokens/", views.token_list, name="token_list"),
    path("tokens/<uuid:uuid>/revoke/", views.token_revoke, name="token_revoke"),
    path("users/", views.user_list, name="user_list"),
    path("users/new/", views.user_new, name="user_new"),
    path("users/<uuid:uuid>/", views.user_detail, name="user_detail"),
    path("users/<uuid:uuid>/edit/", views.user_edit, name="user_edit"),
    path("users/<uuid:uuid>/<slug:act>/", views.user_act, name="user_act"),
]
