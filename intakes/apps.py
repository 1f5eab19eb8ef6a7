from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class IntakesConfig(AppConfig):
    name = "intakes"
    verbose_name = _("Intakes")

    def ready(self) -> None:
        from accounts import proofs  # noqa: PLC0415 -- models are not there before ready()
        from intakes import invited_mail, queue_mail  # noqa: F401, PLC0415 -- register kinds
        from intakes import imported_mail, imports  # noqa: F401, PLC0415 -- registers its kind
        from intakes.views import apply, interest  # noqa: PLC0415 -- the same
        from intakes import support_mail  # noqa: F401, PLC0415 -- registers its kinds
        from notices import sight  # noqa: PLC0415 -- the same

        proofs.on_proved(interest.PURPOSE, interest.proved)
        proofs.on_proved(apply.PURPOSE, apply.proved)
        sight.also(to_their_applicants)
        imports.register()


def to_their_applicants(user: "User", at: datetime) -> Q:
    """Notices about no cohort yet, to people who applied to or asked after someone's programs."""
    from intakes.models import Application, Interest  # noqa: PLC0415 -- models, as above
    from programs.desk_tools import desk_programs  # noqa: PLC0415 -- the same

    theirs = desk_programs(user, at)
    applied = Application.objects.filter(intake__program__in=theirs).values("applicant")
    asked = Interest.objects.filter(program__in=theirs).values("person")
    about_them = Q(recipient__in=applied) | Q(recipient__in=asked)
    return about_them & Q(cohort_id=None, kind__startswith="intakes.")
