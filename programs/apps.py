from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self) -> None:
        from notices import sight  # noqa: PLC0415 -- models are not there before ready()

        sight.also(of_their_programs)


def of_their_programs(user: "User", at: datetime) -> Q:
    """The notices about the cohorts of the programs that someone works for at the desk."""
    from programs.desk_tools import desk_programs  # noqa: PLC0415 -- models, as above
    from programs.models import Cohort  # noqa: PLC0415

    theirs = Cohort.objects.filter(intake__program__in=desk_programs(user, at))
    return Q(cohort_id__in=theirs.values("pk"))
