from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("mail/", views.mailroom, name="mailroom"),
    path("mail/<slug:name>/", views.letter, name="letter"),
]
