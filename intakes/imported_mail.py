"""The mail "we hold something of you": sent only where a coordinator asks for it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from intakes.mail_kinds import about_program, register
from intakes.models import ImportRow
from notices.kinds import Letter
from notices.models import Notice


def held(notice: Notice) -> Letter:
    """What is held stands behind the sign-in: whoever reads the mail is told how to see it."""
    row = ImportRow.objects.select_related("imported__program").get(pk=notice.object_id or 0)
    return Letter(
        _("We hold something you told us"),
        "mail/intakes_imported",
        about_program(row.imported.program)
        | {
            "application": row.application_id is not None,
            "url": f"{settings.SITE_URL}{reverse('pages:next')}",
        },
    )


def still_held(notice: Notice) -> bool:
    """Not once it was undone."""
    rows = ImportRow.objects.filter(pk=notice.object_id or 0, undone_at=None)
    return rows.exclude(interest=None, application=None).exists()


register(
    "imported",
    held,
    still_held,
    words=lazy("What is held of them"),
    script=lazy("We hold something that you told us. May I tell you what, and how to change it?"),
)
