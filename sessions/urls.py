from django.urls import include, path

from sessions.views import session as views

app_name = "sessions"
urlpatterns = [
    path(
        "c/<str:code>/sessions/<int:number>/",
        include(
            [
                path("", views.session, name="session"),
                path("join/", views.join, name="join"),
                path("apology/", views.apologise, name="apology"),
                path("apology/undo/", views.take_back, name="take-back"),
                path("list/", views.attendance_list, name="list"),
            ]
        ),
    ),
]
