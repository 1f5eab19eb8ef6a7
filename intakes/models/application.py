"""An application is the person's one form for an intake; a candidacy, one ranked cohort of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import CollectionNotice
from programs.models import Cohort, Intake


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("not sent yet")
    SUBMITTED = "submitted", _("received")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")


class CareerStage(models.TextChoices):
    EMERGING = "emerging", _("new to this work")
    MID = "mid", _("established")
    SENIOR = "senior", _("senior or leading")


class OrganisationType(models.TextChoices):
    COMMUNITY = "community", _("community organisation or charity")
    HEALTH = "health", _("health service")
    SCHOOL = "school", _("school or early childhood")
    TERTIARY = "tertiary", _("TAFE or university")
    LOCAL = "local", _("local government")
    STATE = "state", _("state or federal government")
    SPORT = "sport", _("sport or recreation")
    ABORIGINAL = "aboriginal", _("Aboriginal community-controlled organisation")
    BUSINESS = "business", _("business")
    OTHER = "other", _("something else")


class MeetingFormat(models.TextChoices):
    ANY = "any", _("either is fine")
    ONLINE = "online", _("online")
    IN_PERSON = "in_person", _("in person")


class PreviousCop(models.TextChoices):
    FIRST = "first", _("this would be my first")
    HERE = "here", _("yes, in one of these")
    ELSEWHERE = "elsewhere", _("yes, somewhere else")


class Application(models.Model):
    """One person's form for one intake."""

    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="applications",
        verbose_name=_("applicant"),
    )
    intake = models.ForeignKey(
        Intake, models.PROTECT, related_name="applications", verbose_name=_("intake")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    role = models.CharField(_("your role"), max_length=120, blank=True)
    organisation = models.CharField(_("where you work"), max_length=160, blank=True)
    organisation_type = models.CharField(
        _("kind of organisation"), max_length=12, choices=OrganisationType, blank=True
    )
    setting = models.CharField(_("setting"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    career_stage = models.CharField(
        _("stage of career"), max_length=10, choices=CareerStage, blank=True
    )
    sole_worker = models.BooleanField(_("the only one doing this work here"), default=False)
    previous_cop = models.CharField(
        _("been in one before"), max_length=10, choices=PreviousCop, blank=True
    )
    hopes = models.TextField(_("what you hope for"), blank=True)
    topics = models.TextField(_("what to talk about"), blank=True)
    contribution = models.TextField(_("what you bring"), blank=True)
    can_commit = models.BooleanField(_("the dates work for me"), default=False)
    availability = models.CharField(_("when you can"), max_length=300, blank=True)
    meeting_format = models.CharField(
        _("online or in person"), max_length=10, choices=MeetingFormat, blank=True
    )
    source = models.CharField(_("how you heard of us"), max_length=200, blank=True)
    notice = models.ForeignKey(
        CollectionNotice, models.PROTECT, null=True, blank=True, verbose_name=_("collection notice")
    )
    started_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("saved"))
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "intake"],
                condition=~Q(state=ApplicationState.WITHDRAWN),
                name="application_live_once",
            ),
            models.UniqueConstraint(fields=["id", "intake"], name="application_with_intake"),
            models.CheckConstraint(
                condition=~Q(state=ApplicationState.SUBMITTED) | Q(submitted_at__isnull=False),
                name="application_submitted_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"


class CandidacyState(models.TextChoices):
    CHOSEN = "chosen", _("chosen, not sent yet")  # a preference in a draft
    IN_REVIEW = "in_review", _("being read")
    ELIGIBLE = "eligible", _("suitable")
    UNSUCCESSFUL = "unsuccessful", _("not this time")
    OFFERED = "offered", _("offered a seat")
    WAITLISTED = "waitlisted", _("on the waitlist")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("not answered in time")
    RESCINDED = "rescinded", _("taken back")
    LEFT = "left", _("left the waitlist")
    ROLLED_OVER = "rolled_over", _("kept for the next intake")
    LAPSED = "lapsed", _("lapsed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    COMPLETED = "completed", _("completed")


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def in_order(self) -> "CandidacyQuerySet":
        """Who comes before whom (DOMAIN 0.3)."""
        return self.order_by("band", "requeued", "eligible_since", "id")

    def waiting(self) -> "CandidacyQuerySet":
        """The waitlist in its order."""
        return self.filter(state=CandidacyState.WAITLISTED).in_order()


class Candidacy(models.Model):
    """One ranked preference of an application: what is decided about one cohort."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="candidacies", verbose_name=_("application")
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="candidacies", verbose_name=_("cohort")
    )
    # Copied, and held equal on both sides by composite foreign keys (migration 0002).
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="+", verbose_name=_("intake"))
    rank = models.PositiveSmallIntegerField(_("preference"))
    state = models.CharField(
        _("state"), max_length=12, choices=CandidacyState, default=CandidacyState.CHOSEN
    )
    band = models.PositiveSmallIntegerField(
        _("priority band"), default=5, help_text=_("Lower comes first. Changing it needs a reason.")
    )
    requeued = models.BooleanField(_("back in the line"), default=False)
    eligible_since = models.DateTimeField(_("suitable since"), null=True, blank=True)
    told_at = models.DateTimeField(
        _("heard"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the person heard what was decided; until then they read: being read."),
    )

    objects = CandidacyQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            models.Index(
                fields=["cohort", "band", "requeued", "eligible_since", "id"],
                condition=Q(state=CandidacyState.WAITLISTED),
                name="candidacy_waiting",
            ),
            models.Index(fields=["cohort", "state"], name="candidacy_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "cohort"], name="candidacy_once"),
            models.UniqueConstraint(
                fields=["application", "rank"],
                deferrable=models.Deferrable.DEFERRED,
                name="candidacy_rank_once",
            ),
            models.CheckConstraint(condition=Q(rank__gte=1), name="candidacy_rank_from_one"),
            models.CheckConstraint(
                condition=~Q(state__in=(CandidacyState.WAITLISTED, CandidacyState.OFFERED))
                | Q(eligible_since__isnull=False),
                name="candidacy_waits_since",
            ),
        ]

    def __str__(self) -> str:
        return f"candidacy {self.pk}"
