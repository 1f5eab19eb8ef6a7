"""Interest (EOI): standing, across intakes, in any community."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Community, Program


class InterestState(models.TextChoices):
    SUBMITTED = "submitted", _("received")
    INVITED = "invited", _("invited to apply")
    CONVERTED = "converted", _("became an application")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")


LIVE_INTEREST = (InterestState.SUBMITTED, InterestState.INVITED)


class Interest(models.Model):
    """One person's standing interest in a program's communities, at any time."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="interests", verbose_name=_("person")
    )
    program = models.ForeignKey(
        Program, models.PROTECT, related_name="interests", verbose_name=_("program")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=InterestState, default=InterestState.SUBMITTED
    )
    role = models.CharField(_("your role"), max_length=120, blank=True)
    organisation = models.CharField(_("where you work"), max_length=160, blank=True)
    hopes = models.TextField(_("what you hope for"), blank=True)
    source = models.CharField(_("how you heard of us"), max_length=200, blank=True)
    submitted_at = models.DateTimeField(_("sent"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interest")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "program"],
                condition=Q(state__in=LIVE_INTEREST),
                name="interest_live_once",
            ),
        ]

    def __str__(self) -> str:
        return f"interest {self.pk}"


class InterestChoice(models.Model):
    """One ranked community of an interest."""

    interest = models.ForeignKey(
        Interest, models.CASCADE, related_name="choices", verbose_name=_("interest")
    )
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="+", verbose_name=_("community")
    )
    rank = models.PositiveSmallIntegerField(_("preference"))

    class Meta:
        verbose_name = _("community of interest")
        verbose_name_plural = _("communities of interest")
        constraints = [
            models.UniqueConstraint(fields=["interest", "community"], name="interest_choice_once"),
            models.UniqueConstraint(fields=["interest", "rank"], name="interest_rank_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="interest_rank_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.community}"
