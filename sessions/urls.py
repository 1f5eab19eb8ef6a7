from django.urls import include, path

from sessions.views import calendar
from sessions.views import session as views

app_name = "sessions"
calendar_urls = [
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
    path("c/<str:code>/sessions/<int:number>/calendar/", calendar.one_date, name="one-date"),
    path("you/calendar/", calendar.calendar, name="calendar"),
    path("you/calendar/address/", calendar.make_address, name="calendar-address"),
    path("you/calendar/address/end/", calendar.take_address_back, name="calendar-address-end"),
    path("you/calendar/mail/", calendar.by_mail, name="calendar-mail"),
]
urlpatterns = [
    *calendar_urls,
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
