from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    """`sessions` would collide with django.contrib.sessions, hence the label."""

    name = "sessions"
    label = "cop_sessions"
    verbose_name = _("Sessions")
