"""How allauth meets our house: closed sign-up, mail through the outbox, a factor kept."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts import alerts, factors, hooks
from accounts.models import User
from audit import clock


class AccountAdapter(DefaultAccountAdapter):
    """Nothing is mailed in the request, and nobody signs up on a page of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe what allauth wants mailed; codes all have one text."""
        if "code" in context:
            alerts.code(address=email, code=context["code"], at=clock.now())
            return
        body = render_to_string(f"{template_prefix}_message.txt", context).strip()
        alerts.letter(subject=_("About your account"), body=body, address=email, at=clock.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change in our own words: no network address, no browser."""
        if app_settings.EMAIL_NOTIFICATIONS:
            alerts.happened(
                what=template_prefix, user_id=user.pk, address=email or "", at=clock.now()
            )


class SecondFactorAdapter(DefaultMFAAdapter):
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Who must hold a second factor keeps the last one."""
        return not factors.is_last_needed(authenticator)


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: list[UserSession]) -> None:
        """End every other session, also those that stand in no list."""
        super().end_sessions(sessions)
        hooks.keep_only_this_session(self.request, verb="sessions.ended")
