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
from accounts.invitation_model import Invitation as Invitation


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
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the desk"), default=False)
    # Set by programs/roles.py; the middleware then asks for a second factor.
    holds_staff_role = models.BooleanField(_("holds a staff role"), default=False)
    is_demo = models.BooleanField(_("demo"), default=False)
    session_stamp = models.CharField(
        _("session stamp"), max_length=32, blank=True, help_text=_("A new one ends every session.")
    )
    date_joined = models.DateTimeField(_("here since"), default=timezone.now)
    # Since when this is nobody any more: a row that totals count, and no person behind it.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

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

    user = models.OneToOneField(
        User, models.CASCADE, related_name="safe_contact", verbose_name=_("person")
    )
    channel = models.CharField(
        _("reached by"), max_length=10, choices=SafeChannel, default=SafeChannel.EMAIL
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    hours_from = models.TimeField(_("not before"), null=True, blank=True)
    hours_to = models.TimeField(_("not after"), null=True, blank=True)
    voicemail_ok = models.BooleanField(_("voicemail is fine"), default=False)
    sms_ok = models.BooleanField(_("text messages are fine"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # The number is for coordinators, unless the person says so here.
    facilitators_may_call = models.BooleanField(
        _("facilitators may call when I am expected and not there"), default=False
    )

    class Meta:
        verbose_name = _("safe contact")
        verbose_name_plural = _("safe contacts")
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

    user = models.OneToOneField(
        User, models.CASCADE, related_name="access_need", verbose_name=_("person")
    )
    access = models.TextField(_("access"), blank=True)
    captions = models.BooleanField(_("captions"), default=False)
    auslan = models.BooleanField(_("Auslan"), default=False)
    dietary = models.TextField(_("food"), blank=True)
    caring = models.TextField(_("caring for others"), blank=True)
    background = models.TextField(
        _("background"), blank=True, help_text=_("In their own words, if they like.")
    )
    share_adjustments = models.BooleanField(_("facilitators may know"), default=False)

    class Meta:
        verbose_name = _("access needs")
        verbose_name_plural = _("access needs")

    def __str__(self) -> str:
        return f"access need {self.pk}"


class CollectionNotice(models.Model):
    """One version of what people are told when they give us their words. Never edited."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    text = models.TextField(_("text"))
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("collection notice")
        verbose_name_plural = _("collection notices")

    def __str__(self) -> str:
        return self.version


class ConsentKind(models.TextChoices):
    COLLECTION = "collection", _("collection notice read")
    NEWSLETTER = "newsletter", _("news about programs")
    NEXT_INTAKE = "next_intake", _("keep me for the next intake")


class ConsentRecord(models.Model):
    """One consent, given to one version, withdrawable."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    kind = models.CharField(_("consent to"), max_length=20, choices=ConsentKind)
    notice = models.ForeignKey(
        CollectionNotice, models.PROTECT, null=True, blank=True, verbose_name=_("collection notice")
    )
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
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

    token = models.CharField(_("token"), max_length=43, unique=True)
    email = models.EmailField(_("email"))
    purpose = models.CharField(_("what for"), max_length=30)
    payload = models.JSONField(_("what was typed"), default=dict)
    back = models.CharField(
        _("way back"), max_length=200, blank=True, help_text=_("Path of the form.")
    )
    code_hash = models.CharField(
        _("hash of the code"), max_length=128, blank=True, help_text=_("Empty: none was sent.")
    )
    codes = models.PositiveSmallIntegerField(
        _("codes"), default=0, help_text=_("How many were sent.")
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    made_at = models.DateTimeField(_("asked"))
    code_at = models.DateTimeField(_("last code"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    proved_at = models.DateTimeField(_("proved"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True, help_text=_("Where it led."))

    class Meta:
        verbose_name = _("proof of an address")
        verbose_name_plural = _("proofs of addresses")
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


class Bucket(models.Model):
    """A token bucket: how many more times one key may act. Holds over all workers."""

    key = models.CharField(_("key"), max_length=200, primary_key=True)
    tokens = models.FloatField(_("times left"))
    filled_at = models.DateTimeField(_("filled"))

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")

    def __str__(self) -> str:
        return self.key
