from django.urls import path

from accounts.views import entrance, security, you

app_name = "accounts"
urlpatterns = [
    path("code/<slug:token>/", entrance.prove, name="prove"),
    path("invitation/<slug:token>/", entrance.invitation, name="invitation"),
    path("you/", you.profile, name="profile"),
    path("you/contact/", you.safe_contact, name="safe_contact"),
    path("you/access/", you.access_need, name="access_need"),
    path("you/security/", security.security, name="security"),
    path("you/second-factor/", security.second_factor, name="second_factor"),
]
