"""What a cohort shares: links and files, and where else they may go."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort
from sessions.models.session import Session
from sessions.models.words import Words, gone_without

LINK_IS_HTTPS = r"^https://[^\s\\]+$"
FILE_NAME = r"^[a-z2-7]{32}$"
DIGEST = r"^[0-9a-f]{64}$"


class FileKind(models.TextChoices):
    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel sheet")
    PPTX = "pptx", _("PowerPoint slides")
    PNG = "png", _("picture (PNG)")
    JPEG = "jpg", _("picture (JPEG)")
    WEBP = "webp", _("picture (WebP)")
    TEXT = "txt", _("plain text")
    CSV = "csv", _("table (CSV)")


IS_LINK = Q(url__regex=LINK_IS_HTTPS, stored="", digest="", file_name="", file_kind="", size=0)
IS_FILE = Q(url="", stored__regex=FILE_NAME, digest__regex=DIGEST, size__gte=1) & ~(
    Q(file_name="") | Q(file_kind="")
)


class Resource(Words):
    """A link or a file, and why it helps. `stored` is the random name the file is kept under."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="resources", verbose_name=_("cohort")
    )
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("session"),
    )
    title = models.CharField(_("title"), max_length=150, blank=True)
    why = models.TextField(_("why it helps"), max_length=1500, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    ok_at_work = models.BooleanField(_("OK to share at work"), default=False)
    url = models.URLField(_("link"), max_length=600, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    file_kind = models.CharField(_("kind of file"), max_length=5, choices=FileKind, blank=True)
    stored = models.CharField(_("kept under"), max_length=32, blank=True, editable=False)
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)
    size = models.PositiveIntegerField(_("bytes"), default=0, editable=False)
    search = models.GeneratedField(
        verbose_name=_("words to search in"),
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("title", weight="A", config="simple")
        + SearchVector("tags", weight="B", config="simple")
        + SearchVector("why", weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        indexes = [
            GinIndex(fields=["search"], name="resource_words"),
            GinIndex(fields=["tags"], name="resource_tags"),
            models.Index(fields=["cohort", "-at"], name="resource_newest"),
        ]
        constraints = [
            *Words.Meta.constraints,
            gone_without(
                "resource_gone_is_gone", "title", "why", "url", "file_name", "stored", "digest"
            ),
            models.CheckConstraint(
                condition=Q(gone_at__isnull=False) | IS_LINK | IS_FILE,
                name="resource_is_a_link_or_a_file",
            ),
            models.CheckConstraint(
                condition=Q(gone_at=None) | Q(tags=[], size=0), name="resource_gone_weighs_nothing"
            ),
            models.UniqueConstraint(
                fields=["cohort", "digest"],
                condition=~Q(digest=""),
                name="resource_file_once_in_a_cohort",
            ),
            models.UniqueConstraint(
                fields=["stored"], condition=~Q(stored=""), name="resource_file_is_its_own"
            ),
        ]

    def __str__(self) -> str:
        return f"resource {self.pk}"

    @property
    def is_file(self) -> bool:
        return bool(self.stored)


class Passing(models.Model):
    """One resource on its way beyond its cohort: to another one, or to the public library.

    Asked by a facilitator, or by the sharer themself; nothing is seen there before the sharer
    agrees. Ended (declined, taken back) it is seen there no more.
    """

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="passings", verbose_name=_("resource")
    )
    # None: the public library.
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="passed_here",
        verbose_name=_("to the cohort"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    contact_name = models.CharField(_("who can be asked about it"), max_length=120, blank=True)
    contact_email = models.EmailField(_("their address"), blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("passing on")
        verbose_name_plural = _("passings on")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "cohort"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="passing_live_once",
            ),
            models.CheckConstraint(
                condition=Q(cohort__isnull=False)
                | Q(agreed_at=None)
                | Q(ended_at__isnull=False)
                | ~(Q(contact_name="") | Q(contact_email="")),
                name="passing_to_all_has_a_contact",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(contact_name="", contact_email=""),
                name="passing_ended_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"passing {self.pk}"
