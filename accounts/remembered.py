"""Who a signed-in request comes from: its session and its person, each one prepared query.

Every page of a signed-in person asks both, before anything of its own.
"""

from datetime import UTC, datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from accounts.models import User
from accounts.prepared import Prepared

SESSION_FIELDS = [field.attname for field in Session._meta.concrete_fields]
USER_FIELDS = [field.attname for field in User._meta.concrete_fields]

SESSION = Prepared(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at).values_list(
        *SESSION_FIELDS
    ),
    key=str,
    at=datetime,
)
USER = Prepared(lambda user: User.objects.filter(pk=user).values_list(*USER_FIELDS))


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read by a prepared query; `SESSION_ENGINE` names us."""

    def _get_session_from_db(self) -> Session | None:
        for row in SESSION.rows(key=self.session_key, at=datetime.now(UTC)):
            found: Session = Session.from_db(None, SESSION_FIELDS, row)
            return found
        self._session_key = None
        return None


class Backend(AuthenticationBackend):
    """allauth's ways to sign in; whoever is signed in already is read by a prepared query."""

    def get_user(self, user_id: Any) -> User | None:
        for row in USER.rows(user=user_id):
            user = User.from_db("default", USER_FIELDS, row)
            return user if self.user_can_authenticate(user) else None
        return None
