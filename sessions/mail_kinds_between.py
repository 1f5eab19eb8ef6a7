"""The mails of what happens between sessions. None says a word of what was written or shared."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit import clock
from notices import kinds
from notices.kinds import Kind, Letter, Owed
from notices.models import Notice
from programs.models import Cohort
from sessions import circle
from sessions.board import nudges
from sessions.models import Passing
from sessions.resources import passing
from sessions.struck import STRUCK


def nudge(notice: Notice) -> Letter:
    """There is something new; where, a sign-in tells."""
    found = nudges.with_news(notice.recipient_id or 0, clock.now())
    where = reverse("sessions:board", args=[found[0].code]) if len(found) == 1 else ""
    return Letter(
        _("Something new for you"),
        "mail/sessions_nudge",
        {
            "url": f"{settings.SITE_URL}{where or reverse('pages:next')}",
            "change_url": f"{settings.SITE_URL}{reverse('sessions:nudge')}",
        },
    )


def nudge_holds(notice: Notice) -> bool:
    """They still want it, and there is something new."""
    person = notice.recipient_id or 0
    wanted = nudges.own(person)
    if wanted is None or wanted.pk != notice.object_id:
        return False
    return bool(nudges.with_news(person, clock.now()))


def asked(notice: Notice) -> Letter:
    """Somebody would pass a resource of theirs on."""
    found = Passing.objects.select_related("resource__cohort").get(pk=notice.object_id or 0)
    path = reverse("sessions:resource", args=[found.resource.cohort.code, found.resource_id])
    return Letter(
        _("A question for you"), "mail/sessions_passing", {"url": f"{settings.SITE_URL}{path}"}
    )


def asked_holds(notice: Notice) -> bool:
    """They have not answered, the cohort still allows it, and they still see their own page."""
    found = (
        Passing.objects.select_related("resource")
        .filter(pk=notice.object_id or 0, agreed_at=None, ended_at=None, resource__gone_at=None)
        .first()
    )
    if found is None or not _belongs(notice, found.resource.cohort_id):
        return False
    to_cohorts, to_all = passing.reach(found.resource.cohort_id, clock.now())
    return to_all if found.cohort_id is None else to_cohorts


def struck(notice: Notice) -> Letter:
    """Words of theirs were taken out, for the sake of somebody's safety."""
    cohort = Cohort.objects.get(pk=notice.cohort_id or 0)
    path = reverse("pages:cohort", args=[cohort.code])
    return Letter(
        _("A word about something of yours"),
        "mail/sessions_struck",
        {"url": f"{settings.SITE_URL}{path}"},
    )


def struck_holds(notice: Notice) -> bool:
    """They still are of the cohort."""
    return _belongs(notice, notice.cohort_id or 0)


def _belongs(notice: Notice, cohort_id: int) -> bool:
    person = User.objects.filter(pk=notice.recipient_id or 0).first()
    return person is not None and circle.standing_of(cohort_id, person, clock.now()).belongs


kinds.register(
    Kind(
        name=nudges.NUDGE,
        compose=nudge,
        still_true=nudge_holds,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("The weekly word that there is something new"),
        script=gettext_lazy("There is something new for you, when you next look."),
    )
)
kinds.register(
    Kind(
        name=passing.ASKED,
        compose=asked,
        still_true=asked_holds,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("May a resource be passed on?"),
        script=gettext_lazy("There is a question for you, when you next look. It is not urgent."),
    )
)
kinds.register(
    Kind(
        name=STRUCK,
        compose=struck,
        still_true=struck_holds,
        quiet=True,
        words=gettext_lazy("Words were struck out"),
        script=gettext_lazy("There is news for you. Is this a good moment to talk?"),
    )
)
