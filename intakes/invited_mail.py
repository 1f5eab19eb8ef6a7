"""The mail "applications are open", in words that tell nobody else anything."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from intakes import inviting
from intakes.mail_kinds import about_program, address, register
from intakes.models import Invited
from notices.kinds import Letter
from notices.models import Notice


def apply_now(notice: Notice) -> Letter:
    row = Invited.objects.select_related("intake__program").get(pk=notice.object_id or 0)
    return Letter(
        _("What you asked about is open now"),
        "mail/intakes_apply_now",
        about_program(row.intake.program)
        | {
            "closes_at": row.intake.closes_at,
            "url": address("apply_now", row.interest_id),
            "interest_url": address("my_interest", row.interest_id),
        },
    )


register(
    "apply_now",
    apply_now,
    inviting.still_true,
    words=lazy("Applications are open"),
    script=lazy("What you asked us about takes applications now. May I tell you until when?"),
)
