"""How the coordinator's desk (django-unfold) looks and what its sidebar holds."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# unfold's steps in the colours of static/css/tokens.css, which also hold the dark theme: so
# unfold is told that it is always light (THEME), and static/css/dark.css does the rest.
GROUND_TO_INK = {
    "50": "var(--paper)",
    "100": "var(--sunken)",
    "200": "var(--line)",
    "300": "var(--edge)",
    "400": "var(--ink-soft)",
    "500": "var(--ink-soft)",
    "600": "var(--ink)",
    "700": "var(--ink)",
    "800": "var(--ink)",
    "900": "var(--ink)",
    "950": "var(--ink)",
}
EUCALYPTUS = {
    "50": "var(--settled-tint)",
    "100": "var(--settled-tint)",
    "200": "var(--settled-tint)",
    "300": "var(--settled)",
    "400": "var(--settled)",
    "500": "var(--settled)",
    "600": "var(--settled)",
    "700": "var(--settled-deep)",
    "800": "var(--settled-deep)",
    "900": "var(--settled-deep)",
    "950": "var(--settled-deep)",
}

# By task: title, and for each page its name, what it is called and its heroicon.
# A page that no app has registered is left out.
Page = tuple[str, str | Promise, str]
TASKS: tuple[tuple[str | Promise, tuple[Page, ...]], ...] = (
    (
        "",
        (("admin:index", _("Today"), "sun"),),
    ),
    (
        _("Choosing"),
        (
            ("admin:intakes_interest_changelist", _("Interest"), "hand-raised"),
            ("admin:intakes_letter_changelist", _("Letters"), "document-text"),
            ("admin:intakes_board", _("Applications"), "inbox-arrow-down"),
            ("admin:intakes_pipeline", _("Pipeline"), "funnel"),
            ("admin:intakes_queue_changelist", _("Seats and offers"), "queue-list"),
            ("admin:intakes_offer_changelist", _("Offers"), "envelope-open"),
            ("admin:intakes_import_changelist", _("From a file"), "arrow-up-tray"),
        ),
    ),
    (
        _("Meeting"),
        (
            ("admin:programs_cohort_changelist", _("Cohorts"), "user-group"),
            ("admin:programs_membership_changelist", _("Members"), "users"),
            ("admin:diary", _("Calendar"), "calendar-date-range"),
            ("admin:cop_sessions_schedule_changelist", _("Schedules"), "calendar"),
            ("admin:cop_sessions_session_changelist", _("Sessions"), "calendar-days"),
        ),
    ),
    (
        _("People and mail"),
        (
            ("admin:accounts_user_changelist", _("People"), "identification"),
            ("admin:accounts_invitation_changelist", _("Invitations"), "paper-airplane"),
            ("admin:programs_role_changelist", _("Roles"), "key"),
            ("admin:programs_facilitatorprofile_changelist", _("Facilitators"), "academic-cap"),
            ("admin:notices_notice_changelist", _("Mail"), "envelope"),
            ("admin:call_list", _("Calls to make"), "phone"),
            ("admin:message", _("Messages"), "chat-bubble-left-right"),
            ("admin:letter_texts", _("Words of our mails"), "pencil-square"),
            ("admin:reminders", _("Reminders"), "bell-alert"),
            ("admin:privacy_desk", _("Privacy"), "shield-check"),
            ("admin:notices_job_changelist", _("Background work"), "clock"),
        ),
    ),
    (
        _("Set-up"),
        (
            ("admin:programs_program_changelist", _("Programs"), "building-library"),
            ("admin:next_year", _("Next year"), "arrow-path"),
            ("admin:programs_community_changelist", _("Communities"), "globe-asia-australia"),
            ("admin:programs_intake_changelist", _("Intakes"), "calendar-date-range"),
            ("admin:intakes_intakeform_changelist", _("Application forms"), "document-text"),
        ),
    ),
)

# What the sidebar of a reviewer holds.
FOR_REVIEWERS = {"admin:intakes_board"}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Desk"),
    "SITE_HEADER": _("Desk"),
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "light",
    "BORDER_RADIUS": "10px",
    "COLORS": {"base": GROUND_TO_INK, "primary": EUCALYPTUS},
    "GLOBAL_CALLBACK": "cop_platform.pages.desk_frame.context",
    "DASHBOARD_CALLBACK": "cop_platform.pages.dashboard.context",
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "cop_platform.pages.desk_frame.navigation",
    },
}
