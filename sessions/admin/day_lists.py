"""Days typed one a line, as people write them."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminTextareaWidget

from sessions import local_times

WRITTEN = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%A %d %B %Y")
LONGEST = 4000  # characters of the whole list
SHOWN = 30  # of a line that is no day


class DaysField(forms.CharField):
    """A list of days; cleaned, a tuple of them in order."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        widget = UnfoldAdminTextareaWidget({"rows": 4})
        super().__init__(required=False, max_length=LONGEST, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """What is kept, one day a line."""
        return "\n".join(map(as_written, value)) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> tuple[date, ...]:  # a list of days
        """The days, in order.

        :raises ValidationError: a line is no day, stands there twice, or there are too many.
        """
        typed = str(super().clean(value)).replace(",", "\n").splitlines()
        found = [a_day(line.strip()) for line in typed if line.strip()]
        for day in found:
            if found.count(day) > 1:
                words = _("%(day)s stands there twice.")
                raise ValidationError(words % {"day": local_times.day_words(day)})
        if len(found) > self.most:
            raise ValidationError(_("At most %(most)s days, please.") % {"most": self.most})
        return tuple(sorted(found))


def as_written(day: date) -> str:
    """A day as the list shows it: 2024-08-14."""
    return day.isoformat()


def a_day(line: str) -> date:
    """The day somebody wrote.

    :raises ValidationError: it is none.
    """
    for written in WRITTEN:
        with suppress(ValueError):
            return datetime.strptime(" ".join(line.split()), written).date()  # noqa: DTZ007 -- a day
    words = _("“%(line)s” is no day. Write it like 14 August 2024 or 2024-08-14.")
    raise ValidationError(words % {"line": line[:SHOWN]})
