from django.urls import path

from cop_platform.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.cards, name="cards"),
    path("as/<slug:word>/", views.enter, name="enter"),
    path("clock/<slug:to>/", views.move_clock, name="clock"),
    path("afresh/", views.afresh, name="afresh"),
    path("tour/<slug:what>/", views.tour_shown, name="tour"),
]
