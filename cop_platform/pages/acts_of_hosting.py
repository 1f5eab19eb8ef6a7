"""What the acts of hosts, guests and what is booked say to a coordinator: never for whom, and of
somebody under 18 never more than that."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOSTING: dict[str, Promise] = {
    "adjustment.booked": _("Something booked for a session"),
    "adjustment.dropped": _("Nothing to book after all"),
    "adjustment.open": _("Something to book for a session"),
    "guest.accepted": _("A guest comes"),
    "guest.brief_changed": _("What a guest is told changed"),
    "guest.cancelled": _("A visit called off"),
    "guest.checks_confirmed": _("Child-safe checks confirmed"),
    "guest.consent_recorded": _("A guardian's consent recorded"),
    "guest.declined": _("A guest can't come"),
    "guest.invited": _("Guest invited"),
    "guest.prepared": _("Visit of a young guest prepared"),
    "guest.ready": _("A young guest comes, with a supporter"),
    "host_turn.ended": _("Turn to host open again"),
    "host_turn.taken": _("Turn to host taken"),
    "relayed_view.added": _("View relayed, with permission"),
    "relayed_view.withdrawn": _("Relayed view taken back"),
    "session.arranged": _("Session arranged"),
    "venue.kept": _("Place of a session written"),
}
