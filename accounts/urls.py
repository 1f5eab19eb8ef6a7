from django.urls import path

from accounts.views import entrance, security

app_name = "accounts"
urlpatterns = [
    path("code/<slug:token>/", entrance.prove, name="prove"),
    path("you/security/", security.security, name="security"),
    path("you/second-factor/", security.second_factor, name="second_factor"),
]
