"""Between sessions: the notice board of a cohort, who has seen what, and who wants a nudge."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models import Cohort
from sessions.models.words import Words, gone_without


class PostKind(models.TextChoices):
    NEWS = "news", _("news")
    QUESTION = "question", _("question")
    OPPORTUNITY = "opportunity", _("opportunity")


class Post(Words):
    """One notice on a cohort's board. An opportunity says until when."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="posts", verbose_name=_("cohort")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PostKind, default=PostKind.NEWS)
    words = models.TextField(_("words"), max_length=4000, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice on the board")
        verbose_name_plural = _("notices on the board")
        indexes = [models.Index(fields=["cohort", "-at"], name="post_newest")]
        constraints = [
            *Words.Meta.constraints,
            gone_without("post_gone_is_gone", "words"),
            models.CheckConstraint(
                condition=Q(gone_at__isnull=False)
                | Q(kind=PostKind.OPPORTUNITY, until__isnull=False)
                | (~Q(kind=PostKind.OPPORTUNITY) & Q(until=None)),
                name="post_opportunity_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class Reply(Words):
    """An answer to a notice."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="replies", verbose_name=_("notice"))
    words = models.TextField(_("words"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("reply on the board")
        verbose_name_plural = _("replies on the board")
        indexes = [models.Index(fields=["post", "at"], name="reply_in_order")]
        constraints = [*Words.Meta.constraints, gone_without("reply_gone_is_gone", "words")]

    def __str__(self) -> str:
        return f"reply {self.pk}"


class LastSeen(models.Model):
    """When somebody last looked at a cohort's board and resources, and whether it may call them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+", verbose_name=_("cohort"))
    board_at = models.DateTimeField(_("board last seen"), null=True, blank=True)
    resources_at = models.DateTimeField(_("resources last seen"), null=True, blank=True)
    muted = models.BooleanField(_("no nudge for this cohort"), default=False)

    class Meta:
        verbose_name = _("last look")
        verbose_name_plural = _("last looks")
        constraints = [
            models.UniqueConstraint(fields=["user", "cohort"], name="last_seen_once"),
        ]

    def __str__(self) -> str:
        return f"last look {self.pk}"


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")


class Nudge(models.Model):
    """Somebody wants one mail a week when there is something new. No row: no mail."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="nudge", verbose_name=_("person")
    )
    weekday = models.PositiveSmallIntegerField(_("on"), choices=Weekday, default=Weekday.WEDNESDAY)
    clock = models.TimeField(_("at"), default=time(9))
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("weekly nudge")
        verbose_name_plural = _("weekly nudges")
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=4), name="nudge_on_a_working_day"),
            models.CheckConstraint(
                condition=Q(clock__gte=time(8)) & Q(clock__lte=time(18, 30)),
                name="nudge_in_the_day",
            ),
        ]

    def __str__(self) -> str:
        return f"nudge {self.pk}"
