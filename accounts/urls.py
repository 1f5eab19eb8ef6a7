from django.urls import path

from accounts.views import entrance

app_name = "accounts"
urlpatterns = [
    path("code/<slug:token>/", entrance.prove, name="prove"),
]
