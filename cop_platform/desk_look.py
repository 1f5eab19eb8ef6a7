"""How the coordinator's desk (django-unfold) looks and what its sidebar holds."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The neutrals of static/css/tokens.css, from paper to ink, in unfold's steps.
PAPER_TO_INK = {
    "50": "#fbf7ed",
    "100": "#f3ecdc",
    "200": "#e4dbc6",
    "300": "#d0c6ae",
    "400": "#a39c86",
    "500": "#66675a",
    "600": "#4b554e",
    "700": "#36423b",
    "800": "#28312c",
    "900": "#1b231e",
    "950": "#121814",
}
EUCALYPTUS = {
    "50": "#eef5f0",
    "100": "#dce8dd",
    "200": "#bfd6c6",
    "300": "#94bca9",
    "400": "#6ba58d",
    "500": "#3c7a66",
    "600": "#24584a",
    "700": "#1c4a3e",
    "800": "#183f34",
    "900": "#12322a",
    "950": "#0b211c",
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
            ("admin:intakes_application_changelist", _("Applications"), "inbox-arrow-down"),
            ("admin:intakes_candidacy_changelist", _("Review"), "scale"),
            ("admin:intakes_queue_changelist", _("Seats and offers"), "queue-list"),
            ("admin:intakes_offer_changelist", _("Offers"), "envelope-open"),
        ),
    ),
    (
        _("Meeting"),
        (
            ("admin:programs_cohort_changelist", _("Cohorts"), "user-group"),
            ("admin:programs_membership_changelist", _("Members"), "users"),
            ("admin:cop_sessions_schedule_changelist", _("Schedules"), "calendar"),
            ("admin:cop_sessions_session_changelist", _("Sessions"), "calendar-days"),
        ),
    ),
    (
        _("People and mail"),
        (
            ("admin:accounts_user_changelist", _("People"), "identification"),
            ("admin:programs_role_changelist", _("Roles"), "key"),
            ("admin:programs_facilitatorprofile_changelist", _("Facilitators"), "academic-cap"),
            ("admin:notices_notice_changelist", _("Mail"), "envelope"),
        ),
    ),
    (
        _("Set-up"),
        (
            ("admin:programs_program_changelist", _("Programs"), "building-library"),
            ("admin:programs_community_changelist", _("Communities"), "globe-asia-australia"),
            ("admin:programs_intake_changelist", _("Intakes"), "calendar-date-range"),
        ),
    ),
)

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Desk"),
    "SITE_HEADER": _("Desk"),
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "cop_platform.pages.desk_frame.theme",
    "BORDER_RADIUS": "10px",
    "COLORS": {"base": PAPER_TO_INK, "primary": EUCALYPTUS},
    "GLOBAL_CALLBACK": "cop_platform.pages.desk_frame.context",
    "DASHBOARD_CALLBACK": "cop_platform.pages.dashboard.context",
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "cop_platform.pages.desk_frame.navigation",
    },
}
