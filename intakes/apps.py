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
        from intakes import (  # noqa: PLC0415 -- the same; those of mail register their kinds
            imported_mail,  # noqa: F401
            imports,
            invited_mail,  # noqa: F401
            offer_mail,  # noqa: F401
            queue_mail,  # noqa: F401
            support_mail,  # noqa: F401
        )
        from intakes.views import apply, interest  # noqa: PLC0415 -- the same
        from notices import sight  # noqa: PLC0415 -- the same

        proofs.on_proved(interest.PURPOSE, interest.proved)
        proofs.on_proved(apply.PURPOSE, apply.proved)
        sight.also(to_their_applicants)
        imports.register()


def to_their_applicants(user: "User", at: datetime) -> Q:
    """Notices about no cohort yet, to people who applied to or asked after someone's programs."""
    from intakes.models import Application, Interest, ManagerSupport  # noqa: PLC0415 -- as above
    from programs.desk_tools import desk_programs  # noqa: PLC0415 -- the same

    theirs = desk_programs(user, at)
    applied = Application.objects.filter(intake__program__in=theirs).values("applicant")
    asked = Interest.objects.filter(program__in=theirs).values("person")
    questions = ManagerSupport.objects.filter(application__intake__program__in=theirs)
    to_managers = Q(recipient=None, kind__startswith="intakes.support_")
    about_them = Q(recipient__in=applied) | Q(recipient__in=asked)
    about_them |= to_managers & Q(object_id__in=questions.values("pk"))
    return about_them & Q(cohort_id=None, kind__startswith="intakes.")
