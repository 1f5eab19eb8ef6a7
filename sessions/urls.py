from django.urls import include, path

from sessions.views import arranging, calendar, guests, hosting
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
hosting_urls = [
    path("c/<str:code>/hosts/", hosting.hosts, name="hosts"),
    *(
        path(f"c/<str:code>/sessions/<int:number>/{where}/", view, name=name)
        for where, view, name in (
            ("hosting", hosting.hosting, "hosting"),
            ("hosting/assign", hosting.assign, "host-assign"),
            ("hosting/back", hosting.give_back, "host-give-back"),
            ("hosting/place", hosting.venue, "venue"),
            ("hosting/take", hosting.take, "host-take"),
            ("arrange", arranging.arrange, "arrange"),
            ("guests", guests.guest_list, "guests"),
            ("guests/invite", guests.invite, "guest-invite"),
            ("guests/young", guests.invite_young, "guest-young"),
            ("guests/<int:pk>", guests.brief, "guest"),
            ("guests/<int:pk>/cancel", guests.cancel, "guest-cancel"),
            ("guests/<int:pk>/checks", guests.checks, "guest-checks"),
            ("guests/<int:pk>/consent", guests.consent, "guest-consent"),
            ("guests/<int:pk>/replace", guests.replace, "guest-replace"),
            ("prepare", arranging.prepare, "prepare"),
            ("views", arranging.views, "views"),
            ("views/<int:pk>/back", arranging.take_view_back, "view-withdraw"),
        )
    ),
    path("you/visits/<int:pk>/", guests.own, name="visit"),
    path("you/visits/<int:pk>/decline/", guests.stay_away, name="visit-decline"),
]
urlpatterns = [
    *hosting_urls,
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
