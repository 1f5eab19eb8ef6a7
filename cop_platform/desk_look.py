"""How the coordinator's desk (django-unfold) looks and what its sidebar holds."""

from typing import Any

from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Desk"),
    "SITE_HEADER": _("Desk"),
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
}
