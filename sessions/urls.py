from django.urls import include, path

from sessions.runsheets import urls as runsheets
from sessions.views import (
    arranging,
    attendance,
    board,
    calendar,
    door,
    guests,
    hosting,
    hours,
    introductions,
    live,
    passing,
    resources,
)
from sessions.views import session as views

app_name = "sessions"
attendance_urls = [
    path("attendance/", attendance.totals_page, name="attendance"),
    path("attendance/policy/", attendance.policy, name="policy"),
]
board_urls = [
    path("c/<str:code>/board/", board.board, name="board"),
    path("c/<str:code>/board/write/", board.write, name="post-write"),
    path("c/<str:code>/board/mute/", board.mute, name="board-mute"),
    path("c/<str:code>/board/<int:pk>/", board.post, name="post"),
    path("c/<str:code>/board/<int:pk>/change/", board.change, name="post-change"),
    path("c/<str:code>/board/<int:pk>/out/", board.take_out, name="post-out"),
    path("c/<str:code>/board/replies/<int:pk>/", board.change_reply, name="reply-change"),
    path("c/<str:code>/board/replies/<int:pk>/out/", board.take_out_reply, name="reply-out"),
    path("you/nudge/", board.nudge, name="nudge"),
]
hours_urls = [
    path("you/hours/", hours.mine, name="hours"),
    path("you/hours/<int:program_id>/", hours.certificate, name="certificate"),
    path("you/hours/<int:program_id>/pdf/", hours.printed, name="certificate-file"),
]
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
introduction_urls = [
    path("c/<str:code>/people/", introductions.introductions, name="introductions"),
    path("you/introduction/", introductions.introduction, name="introduction"),
]
resource_urls = [
    path("c/<str:code>/resources/", resources.resources, name="resources"),
    path("c/<str:code>/resources/add/", resources.add, name="resource-add"),
    path(
        "c/<str:code>/resources/<int:pk>/",
        include(
            [
                path("", resources.resource, name="resource"),
                path("file/", resources.file, name="resource-file"),
                path("change/", resources.change, name="resource-change"),
                path("back/", resources.take_back, name="resource-back"),
                path("strike/", resources.strike, name="resource-strike"),
                path("pass/", passing.pass_on, name="resource-pass"),
                path("pass/<int:passing_id>/agree/", passing.agree, name="passing-agree"),
                path("pass/<int:passing_id>/end/", passing.end, name="passing-end"),
            ]
        ),
    ),
    path("library/", passing.library, name="library"),
    path("library/<int:number>/file/", passing.library_file, name="library-file"),
]
live_urls = [
    path("", live.page, name="live"),
    path("act/", live.act, name="live-act"),
    path("add/", live.add, name="live-add"),
    path("item/", live.item, name="live-item"),
    path("private/", live.private, name="live-private"),
    path("projector/", live.projector, name="live-projector"),
    path("tension/", live.tension, name="live-tension"),
]
door_urls = [
    path("arrivals/", door.arrivals_list, name="arrivals"),
    path("here/", door.check_in, name="check-in"),
    path("list/ask/", attendance.ask, name="ask"),
    path("list/leave/", attendance.leave_as_it_is, name="leave-as-it-is"),
    path("poster/", door.poster, name="poster"),
    path("reach/", attendance.reach, name="reach"),
    path("taking-part/", door.taking_part, name="taking-part"),
    path("try/", door.try_it, name="try"),
]
urlpatterns = [
    path("c/<str:code>/", include(attendance_urls)),
    *board_urls,
    *hosting_urls,
    *calendar_urls,
    *hours_urls,
    *introduction_urls,
    *resource_urls,
    *runsheets.cohort_urls,
    path(
        "c/<str:code>/sessions/<int:number>/",
        include(
            [
                path("", views.session, name="session"),
                *door_urls,
                path("live/", include(live_urls)),
                path("join/", views.join, name="join"),
                path("apology/", views.apologise, name="apology"),
                path("apology/undo/", views.take_back, name="take-back"),
                path("list/", views.attendance_list, name="list"),
                *runsheets.session_urls,
            ]
        ),
    ),
]
