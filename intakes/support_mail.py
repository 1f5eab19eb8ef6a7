"""The mails about a manager's support: to the manager, who has no account, and back."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from intakes import support
from intakes.mail_kinds import about_program, address, register
from intakes.models import ApplicationState, ManagerSupport
from notices.kinds import Letter, Owed
from notices.models import Notice


def _support(notice: Notice) -> ManagerSupport:
    found = ManagerSupport.objects.select_related(
        "application__intake__program", "application__applicant"
    )
    return found.get(pk=notice.object_id or 0)


def request(notice: Notice) -> Letter:
    """It names who asks and nothing else: the page says what for."""
    asked = _support(notice)
    page = reverse("intakes:support_answer", kwargs={"token": support.token_of(asked)})
    return Letter(
        _("A question for you from a colleague"),
        "mail/intakes_support_request",
        about_program(asked.application.intake.program)
        | {
            "url": f"{settings.SITE_URL}{page}",
            "name": support.name_of(asked.application.applicant),
            "manager": asked.manager_name,
            "expires_at": asked.expires_at,
            "again": notice.kind == support.NUDGE,
        },
    )


def still_asked(notice: Notice) -> bool:
    """The same asking waits for an answer still."""
    asked = ManagerSupport.objects.filter(
        pk=notice.object_id or 0,
        state=support.S.REQUESTED,
        application__state=ApplicationState.SUBMITTED,
    ).first()
    return asked is not None and support.version(asked) == notice.data.get("asking")


def answered(notice: Notice) -> Letter:
    asked = _support(notice)
    return Letter(
        _("There is an answer for you"),
        "mail/intakes_support_answered",
        about_program(asked.application.intake.program)
        | {"url": address("support", asked.application_id)},
    )


def is_answered(notice: Notice) -> bool:
    return ManagerSupport.objects.filter(
        pk=notice.object_id or 0, state__in=support.ANSWERS
    ).exists()


register("support_request", request, still_asked, words=lazy("Question to a manager"))
register(
    "support_nudge",
    request,
    still_asked,
    owed=Owed.REMINDER,
    words=lazy("Question to a manager, once more"),
)
register("support_answered", answered, is_answered, words=lazy("A manager has answered"))
