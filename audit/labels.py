"""What fields of other packages are called where people read what is held: they name them in
English alone. Fields of ours have their names in the models."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Promise | str] = {
    "created_at": _("Made"),
    "ip": _("Network address"),
    "last_seen_at": _("Last seen"),
    "last_used_at": _("Last used"),
    "type": _("Kind"),
    "user_agent": _("Browser"),
}
