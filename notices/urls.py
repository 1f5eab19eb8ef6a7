from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("you/letters/", views.letters, name="letters"),
    path("you/letters/<int:pk>/", views.one_letter, name="one_letter"),
    path("mail/", views.mailroom, name="mailroom"),
    path("mail/<slug:name>/", views.letter, name="letter"),
]
