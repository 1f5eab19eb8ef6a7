"""Pages of the desk that gather from every app, and so stand in none of their admins."""

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path

from cop_platform.pages import (
    views_calls,
    views_diary,
    views_message,
    views_next_year,
    views_person,
    views_reminders,
    views_wording,
)

if TYPE_CHECKING:
    from unfold.sites import UnfoldAdminSite

PAGES: tuple[tuple[str, Any, str], ...] = (
    ("person/", views_person.find_person, "find_person"),
    ("person/<int:user_id>/", views_person.person_page, "person_page"),
    ("calls/", views_calls.calls, "call_list"),
    ("diary/", views_diary.sessions_of_all, "diary"),
    ("next-year/", views_next_year.which, "next_year"),
    ("next-year/<int:program_id>/", views_next_year.one, "next_year_of"),
    ("message/", views_message.message, "message"),
    ("message/<int:message_id>/", views_message.message_sent, "message_sent"),
    ("words/", views_wording.wordings, "letter_texts"),
    ("words/<int:program_id>/<str:kind>/", views_wording.one_wording, "letter_text"),
    ("reminders/", views_reminders.table, "reminders"),
    ("reminders/<int:program_id>/<str:name>/", views_reminders.one_reminder, "reminder"),
)


def urls(site: "UnfoldAdminSite") -> list[URLPattern]:
    """Their addresses, each behind the desk's door."""
    return [path(route, site.admin_view(view), name=name) for route, view, name in PAGES]
