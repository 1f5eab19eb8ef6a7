"""People, how to reach them safely, and the codes that prove an address is theirs."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.data_request_model import CameBy as CameBy
from accounts.data_request_model import DataRequest as DataRequest
from accounts.data_request_model import RequestKind as RequestKind
from accounts.data_request_model import RequestState as RequestState


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in with this address; without a password, by emailed code.

        Whoever registers while the demo runs is a demo person.
        """
        user = self.model(email=email.strip().lower(), **{"is_demo": settings.DEMO} | fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email,
            password,
            **{"is_staff": True, "is_superuser": True, "holds_staff_role": True} | fields,
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def by_email(self, email: str) -> "User | None":
        return self.filter(email__iexact=email.strip()).first()


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The email is the name to sign in with, unique whatever its case."""

    email = models.EmailField(_("email"), max_length=254, unique=True)
    display_name = models.CharField(_("name others see"), max_length=80, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("may open the desk"), default=False)
    # Set by programs/roles.py; the middleware then asks for a second factor.
    holds_staff_role = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    session_stamp = models.CharField(
        max_length=32, blank=True, help_text="A new one ends every session."
    )
    date_joined = models.DateTimeField(default=timezone.now)
    # Since when this is nobody any more: a row that totals count, and no person behind it.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_has_an_email"),
            # allauth looks for addresses in lower case, and would not find another.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(is_staff=False) | models.Q(holds_staff_role=True),
                name="user_at_the_desk_needs_a_second_factor",
            ),
        ]

    def __str__(self) -> str:
        """Their name; never the address, which others would see wherever a person is named."""
        if self.erased_at:
            return gettext("somebody who asked to be forgotten")
        return self.display_name or gettext("somebody without a name")

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry; Django asks on each request. See `accounts/stamps.py`."""
        parts = f"{self.password} {self.email} {self.session_stamp}"
        return salted_hmac("accounts.session", parts, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class SafeChannel(models.TextChoices):
    EMAIL = "email", _("email")
    PHONE = "phone", _("phone, no mail")


class SafeContact(models.Model):
    """How a person may be reached without putting them at risk."""

    user = models.OneToOneField(User, models.CASCADE, related_name="safe_contact")
    channel = models.CharField(max_length=10, choices=SafeChannel, default=SafeChannel.EMAIL)
    phone = models.CharField(max_length=40, blank=True)
    hours_from = models.TimeField(null=True, blank=True)
    hours_to = models.TimeField(null=True, blank=True)
    voicemail_ok = models.BooleanField(default=False)
    sms_ok = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel=SafeChannel.EMAIL) | ~models.Q(phone=""),
                name="safe_contact_by_phone_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"safe contact {self.pk}"


class AccessNeed(models.Model):
    """What a person needs to take part: health information, kept apart from everything."""

    user = models.OneToOneField(User, models.CASCADE, related_name="access_need")
    access = models.TextField(blank=True)
    captions = models.BooleanField(default=False)
    auslan = models.BooleanField(default=False)
    dietary = models.TextField(blank=True)
    caring = models.TextField(blank=True)
    background = models.TextField(blank=True, help_text="In their own words, if they like.")
    share_adjustments = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"access need {self.pk}"


class CollectionNotice(models.Model):
    """One version of what people are told when they give us their words. Never edited."""

    version = models.CharField(max_length=20, unique=True)
    text = models.TextField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.version


class ConsentKind(models.TextChoices):
    COLLECTION = "collection", _("collection notice read")
    NEWSLETTER = "newsletter", _("news about programs")
    NEXT_INTAKE = "next_intake", _("keep me for the next intake")


class ConsentRecord(models.Model):
    """One consent, given to one version, withdrawable."""

    user = models.ForeignKey(User, models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind)
    notice = models.ForeignKey(CollectionNotice, models.PROTECT, null=True, blank=True)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=models.Q(withdrawn_at=None),
                nulls_distinct=False,
                name="consent_live_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.given_at:%Y-%m-%d}"


class Proof(models.Model):
    """A form typed by someone whose address is not proved yet, and the hashed code for it.

    The words wait here, so nothing typed is lost while the code is on its way. Asked → opened
    (by the browser that asked) → proved (the code was right) → used (what was asked is done;
    the words are gone, the answer stays).
    """

    token = models.CharField(max_length=43, unique=True)
    email = models.EmailField()
    purpose = models.CharField(max_length=30)
    payload = models.JSONField(default=dict)
    back = models.CharField(max_length=200, blank=True, help_text="Path of the form.")
    code_hash = models.CharField(max_length=128, blank=True, help_text="Empty: none was sent.")
    codes = models.PositiveSmallIntegerField(default=0, help_text="How many were sent.")
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    code_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=300, blank=True, help_text="Where it led.")

    class Meta:
        indexes = [
            models.Index(fields=["email", "purpose"], name="proof_by_address"),
            models.Index(fields=["code_at"], name="proof_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proved_at=None) | models.Q(user__isnull=False),
                name="proof_proved_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(proved_at__isnull=False),
                name="proof_used_was_proved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; perhaps run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A person asked by mail to take something on; the link is kept hashed and works once.

    Open → accepted | withdrawn; past `expires_at` it can only be sent anew.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    purpose = models.CharField(max_length=30)
    payload = models.JSONField(default=dict)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True, help_text="Where it led.")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "purpose", "payload"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Bucket(models.Model):
    """A token bucket: how many more times one key may act. Holds over all workers."""

    key = models.CharField(max_length=200, primary_key=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
