"""Moving things from state to state at the desk."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget

from audit import clock
from programs import states
from programs.admin.acts import Acting, ReasonForm, actor


class MoveForm(ReasonForm):
    """Where to, and why."""

    to = forms.ChoiceField(label=_("Where to"), widget=UnfoldAdminSelectWidget)
    field_order = ("to", "reason")

    def __init__(self, *args: Any, ways: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = ways  # type: ignore[attr-defined]
        self.fields["reason"].required = False


class Moving(Acting):
    """An object whose state is moved by programs/states.py."""

    @action(description=_("Move on"), url_path="move")
    def move(self, request: HttpRequest, object_id: str) -> HttpResponse:
        obj = self._subject(request, object_id)
        return self.act(
            request,
            object_id,
            heading=_("Move on"),
            label=_("Move"),
            explain=_("It is “%(state)s” now.") % {"state": obj.get_state_display()},
            form=MoveForm,
            ways=states.ways(obj),
            said=_("Moved."),
            refusals=(states.CannotMove,),
            do=lambda found, said: states.move(
                model=type(found), pk=found.pk, by=actor(request), at=clock.now(), **said
            ),
        )
