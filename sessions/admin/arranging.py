"""How a session meets and who does what, at the desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from audit import clock
from programs.admin.acts import Acting, actor
from sessions.forms.hosting import ArrangeForm
from sessions.hosting import arrangements


class DeskArrangeForm(ArrangeForm):
    """The same, as the desk draws it; a way that is not agreed is refused beside its field."""

    def __init__(self, *args: Any, at: Any, cohort_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.granted = arrangements.modes_open_to(cohort_id, at)
        mode: Any = self.fields["mode"]
        mode.widget = UnfoldAdminRadioSelectWidget(choices=mode.choices)
        for name in ("lead", "scribe"):
            field: Any = self.fields[name]
            field.widget = UnfoldAdminSelectWidget(choices=field.choices)
        self.fields["is_induction"].widget = UnfoldBooleanSwitchWidget()

    def clean_mode(self) -> str:
        mode: str = self.cleaned_data["mode"]
        refusal = "" if mode == self.initial["mode"] else arrangements.why_not(mode, self.granted)
        if refusal:
            self.add_error("mode", refusal)
        return mode


class Arranging(Acting):
    """A session that can be arranged at the desk."""

    @action(description=_("Arrange it"), url_path="arrange", icon="tune")
    def arrange(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How it meets, who leads, who writes down, and whether it counts."""
        session, at = self._subject(request, object_id), clock.now()
        names = ("mode", "lead", "scribe", "is_induction")
        return self.act(
            request,
            object_id,
            heading=_("How this session is arranged"),
            label=_("Keep it"),
            explain=_("Another way to meet is told to everybody of this session."),
            form=DeskArrangeForm,
            people=arrangements.people_of(session.cohort_id, at),
            cohort_id=session.cohort_id,
            at=at,
            initial={name: getattr(session, name) for name in names},
            said=_("Kept."),
            refusals=(arrangements.CannotArrange,),
            do=lambda found, said: arrangements.arrange(
                session_id=found.pk,
                mode=said["mode"],
                lead_id=said["lead"].pk if said["lead"] else None,
                scribe_id=said["scribe"].pk if said["scribe"] else None,
                is_induction=said["is_induction"],
                by=actor(request),
                at=at,
            ),
        )
