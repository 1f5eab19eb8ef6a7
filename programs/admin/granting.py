"""What a cohort agreed on paper, recorded at the desk and taken back there."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from audit import clock
from programs import grants
from programs.admin.acts import Acting, ReasonForm, actor
from programs.models import Cohort, Grant


class AgreedForm(forms.Form):
    """What was agreed, when, and in which words."""

    what = forms.ChoiceField(label=_("What they agreed to"), widget=UnfoldAdminSelectWidget)
    agreed_on = forms.DateField(
        label=_("On which day"),
        widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    words = forms.CharField(
        label=_("In their words"),
        max_length=grants.LONGEST,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("As it stands on the paper. Members are shown what is granted and the day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (str(name), [(f"{matter}:{value}", str(words)) for value, words in said.items()])
            for matter, name in grants.MATTERS.items()
            for said in [grants.VALUES[matter]]
        ]


class TakeBackForm(ReasonForm):
    """Which of what was agreed holds no more, and why."""

    grant = forms.ModelChoiceField(
        Grant.objects.none(), label=_("What holds no more"), widget=UnfoldAdminSelectWidget
    )
    field_order = ("grant", "reason")

    def __init__(self, *args: Any, standing: list[Grant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["grant"]
        field.queryset = Grant.objects.filter(pk__in=[grant.pk for grant in standing])
        field.label_from_instance = grants.said


class Granting(Acting):
    """A cohort whose agreement can be recorded from paper."""

    @admin.display(description=_("what they agreed to"))
    def agreed(self, cohort: Cohort) -> SafeString | str:
        """Each thing that is granted, and since which day."""
        standing = grants.granted(cohort.pk, clock.now())
        zone = ZoneInfo(cohort.time_zone)
        days = (grant.agreed_on or grant.since.astimezone(zone).date() for grant in standing)
        lines = (
            (grants.said(grant), date_format(day, "j F Y"))
            for grant, day in zip(standing, days, strict=True)
        )
        return format_html_join("", "<p>{} ({})</p>", lines) or str(
            _("nothing yet: online, among themselves, not recorded")
        )

    @action(description=_("Record what they agreed"), url_path="agreed")
    def record_agreed(self, request: HttpRequest, object_id: str) -> HttpResponse:
        cohort = self._subject(request, object_id)
        return self.act(
            request,
            object_id,
            heading=_("What the cohort agreed on paper"),
            label=_("Record it"),
            explain=_("It holds from now on. Members see what is granted, and since which day."),
            form=AgreedForm,
            initial={"agreed_on": clock.now().astimezone(ZoneInfo(cohort.time_zone)).date()},
            said=_("Recorded."),
            refusals=(grants.CannotRecord,),
            do=lambda found, said: _record(found, said, by=actor(request)),
        )

    @action(description=_("Take back what they agreed"), url_path="agreed/back")
    def take_agreed_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        cohort = self._subject(request, object_id)
        return self.act(
            request,
            object_id,
            heading=_("What holds no more"),
            label=_("Take it back"),
            danger=True,
            explain=_("Sessions already arranged stay as they are; your desk says which they are."),
            form=TakeBackForm,
            standing=grants.granted(cohort.pk, clock.now()),
            said=_("It holds no more."),
            refusals=(),
            do=lambda _cohort, said: grants.withdraw(
                grant_id=said["grant"].pk,
                by=actor(request),
                at=clock.now(),
                reason=said["reason"],
            ),
        )


def _record(cohort: Cohort, said: dict[str, Any], *, by: int) -> Grant:
    matter, _colon, value = said["what"].partition(":")
    return grants.record(
        cohort_id=cohort.pk,
        matter=matter,
        value=value,
        words=said["words"],
        agreed_on=said["agreed_on"],
        by=by,
        at=clock.now(),
    )
