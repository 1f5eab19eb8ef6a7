from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    """`sessions` would collide with django.contrib.sessions, hence the label."""

    name = "sessions"
    label = "cop_sessions"
    verbose_name = _("Sessions")

    def ready(self) -> None:
        """Say what follows when a guest accepts an invitation."""
        from accounts import invitations  # noqa: PLC0415 -- models come first
        from sessions.hosting import guests  # noqa: PLC0415 -- likewise

        invitations.on_accepted(guests.PURPOSE, guests.accepted, guests.describe)
