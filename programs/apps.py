from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.db.models import Q
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self) -> None:
        """Say what happens once an address is proved or an invitation accepted, and who may
        look after which mail."""
        from accounts import invitations, proofs  # noqa: PLC0415 -- models come first
        from notices import neutrality, sight, wording  # noqa: PLC0415 -- likewise
        from programs import founding, invited, person  # noqa: PLC0415 -- likewise

        proofs.on_proved(founding.PURPOSE, founding.proved)
        invitations.on_accepted(invited.PURPOSE, invited.accepted, invited.describe)
        sight.also(of_their_programs)
        neutrality.also(person.telling_names)
        autodiscover_modules("reminder_triggers")
        wording.placed_by(lambda notice: person.program_of_cohort(notice.cohort_id or 0))


def of_their_programs(user: "User", at: datetime) -> Q:
    """The notices about the cohorts of the programs that someone works for at the desk, and what
    was sent to several at once there."""
    from notices import messages  # noqa: PLC0415 -- models, as above
    from notices.models import Message  # noqa: PLC0415 -- likewise
    from programs.desk_tools import desk_programs  # noqa: PLC0415 -- models, as above
    from programs.models import Cohort  # noqa: PLC0415 -- likewise

    programs = desk_programs(user, at)
    theirs = Cohort.objects.filter(intake__program__in=programs)
    sent = Message.objects.filter(program_id__in=programs).values("pk")
    return Q(cohort_id__in=theirs.values("pk")) | Q(kind=messages.KIND, object_id__in=sent)
