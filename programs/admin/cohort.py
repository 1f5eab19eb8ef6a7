"""Cohorts with their seats, and who is in them, at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from audit import clock, history
from audit.models import EntryQuerySet
from programs import belonging, memberships, readiness, seats
from programs.admin.acts import Acting, ReasonForm, actor
from programs.admin.granting import Granting
from programs.admin.moving import Moving
from programs.desk_tools import CoordinatedAdmin, OnlyTheirs
from programs.models import Cohort, Community, Intake, Membership, MembershipState, SeatState


class PlacesForm(ReasonForm):
    capacity = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=200, widget=UnfoldAdminIntegerFieldWidget
    )
    field_order = ("capacity", "reason")


class OpenForm(forms.Form):
    """A new cohort: of one community, in one intake."""

    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), widget=UnfoldAdminSelectWidget
    )
    intake = forms.ModelChoiceField(
        Intake.objects.none(), label=_("Intake"), widget=UnfoldAdminSelectWidget
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("For the desk and for its members."),
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=200,
        initial=25,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(
        self,
        *args: Any,
        communities: QuerySet[Community],
        intakes: QuerySet[Intake],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]
        self.fields["intake"].queryset = intakes  # type: ignore[attr-defined]


@admin.register(Cohort)
class CohortAdmin(Granting, Moving, CoordinatedAdmin):
    program_path = "intake__program"
    states = ("state", "published", "capacity", "community", "intake", "code")
    can_change = True
    list_display = ("name", "community", "intake", "year", "state", "seats_now", "shown")
    list_filter = ("state", "published", ("community", OnlyTheirs), ("intake", OnlyTheirs))
    list_select_related = ("community", "intake__program")
    search_fields = ("name",)
    ordering = ("-window_first", "id")
    actions_list = ("open_one",)
    actions_detail = (
        *("publish", "change_places", "add_extra_place", "move"),
        *("record_agreed", "take_agreed_back"),
    )
    readonly_fields = ("facilitators", "lacks", "agreed")
    change_form_before_template = "programs/desk_circle.html"
    fieldsets = (
        (
            None,
            {"fields": ("name", "community", "intake", "state", "facilitators", "lacks", "agreed")},
        ),
        (_("When it meets"), {"fields": ("window_first", "window_last", "time_zone")}),
        (_("People"), {"fields": ("capacity", "attendance_policy", "backfill_until")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        counts = {
            f"{state}_seats": Count("seats", filter=Q(seats__state=state))
            for state in SeatState.values
        }
        rows: QuerySet[Cohort] = super().get_queryset(request).annotate(**counts)
        return rows

    def acts(self, obj: Cohort) -> EntryQuerySet:
        return history.in_cohorts([obj.pk])

    # -- What is shown -------------------------------------------------------------------------

    @admin.display(description=_("seats"))
    def seats_now(self, cohort: Cohort) -> SafeString:
        """The circle of seats, small; its words are in it for those who don't see it."""
        return render_to_string("programs/parts/circle.html", {"cohort": cohort})

    @admin.display(description=_("published"), ordering="published")
    def shown(self, cohort: Cohort) -> str:
        return str(_("published") if cohort.published else _("not yet"))

    @admin.display(description=_("facilitators"))
    def facilitators(self, cohort: Cohort) -> str:
        names = [str(user) for user in belonging.facilitators_of(cohort.pk, clock.now())]
        return ", ".join(names) or str(_("none yet"))

    @admin.display(description=_("what it still needs"))
    def lacks(self, cohort: Cohort) -> str:
        return readiness.can_offer(cohort, clock.now()) or str(_("nothing: it can offer seats"))

    # -- What can be done ----------------------------------------------------------------------

    def _theirs_of(self, model: type[Any], request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.admin_site._registry[model].get_queryset(request)
        return rows.select_related("program").order_by("program", "pk")

    @action(description=_("Open a cohort"), url_path="open")
    def open_one(self, request: HttpRequest) -> HttpResponse:
        return self.act(
            request,
            None,
            heading=_("Open a cohort"),
            label=_("Open it"),
            explain=_("It stands unpublished until it has a facilitator with a profile."),
            form=OpenForm,
            communities=self._theirs_of(Community, request),
            intakes=self._theirs_of(Intake, request),
            said=_("The cohort is open, with its seats."),
            refusals=(seats.CannotChange,),
            do=lambda _none, said: seats.open_cohort(
                community_id=said["community"].pk,
                intake_id=said["intake"].pk,
                name=said["name"],
                capacity=said["capacity"],
                by=actor(request),
                at=clock.now(),
            ),
        )

    @action(description=_("Publish"), url_path="publish")
    def publish(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            object_id,
            heading=_("Publish the cohort"),
            label=_("Publish it"),
            explain=_("Applicants can then choose it, and it can offer seats."),
            said=_("The cohort is published."),
            refusals=(seats.CannotChange,),
            do=lambda found, _said: seats.publish_cohort(
                cohort_id=found.pk, by=actor(request), at=clock.now()
            ),
        )

    @action(description=_("Change the places"), url_path="places")
    def change_places(self, request: HttpRequest, object_id: str) -> HttpResponse:
        cohort: Cohort = self._subject(request, object_id)
        return self.act(
            request,
            object_id,
            heading=_("Change the places"),
            label=_("Change them"),
            explain=_("More places go to the waitlist. Fewer take free ones alone: nobody goes."),
            form=PlacesForm,
            initial={"capacity": cohort.capacity},
            said=_("The places are changed."),
            refusals=(seats.CannotChange,),
            do=lambda found, said: seats.change_capacity(
                cohort_id=found.pk, by=actor(request), at=clock.now(), **said
            ),
        )

    @action(description=_("Add one extra place"), url_path="extra-place")
    def add_extra_place(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            object_id,
            heading=_("Add one extra place"),
            label=_("Add it"),
            explain=_("For one person, above the number of places. Freed again, it goes."),
            form=ReasonForm,
            said=_("There is one extra place."),
            refusals=(seats.CannotChange,),
            do=lambda found, said: seats.add_extra_seat(
                cohort_id=found.pk, by=actor(request), at=clock.now(), **said
            ),
        )


@admin.register(Membership)
class MembershipAdmin(Acting, CoordinatedAdmin):
    program_path = "cohort__intake__program"
    list_display = ("user", "cohort", "state", "joined_at", "left_at")
    list_filter = ("state", ("cohort", OnlyTheirs))
    list_select_related = ("user", "cohort")
    search_fields = ("user__email", "user__display_name")
    ordering = ("-joined_at", "id")
    actions_detail = ("suspend", "reinstate", "remove")
    fields = ("user", "cohort", "state", "joined_at", "pledge", "pledged_at", "left_at",
              "excluded_at")  # fmt: skip

    def _change(
        self, request: HttpRequest, object_id: str, rule: Any, **words: Any
    ) -> HttpResponse:
        return self.act(
            request,
            object_id,
            form=ReasonForm,
            refusals=(memberships.ReasonNeeded, NotOne),
            do=lambda found, said: _of_a_member(rule, found, by=actor(request), **said),
            **words,
        )

    @action(description=_("Suspend"), url_path="suspend")
    def suspend(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._change(
            request,
            object_id,
            memberships.suspend,
            heading=_("Suspend this member"),
            label=_("Suspend"),
            explain=_("Access ends at once; the seat stays theirs. The joining address must be"
                      " replaced before the next session."),
            said=_("Suspended: access has ended."),
            danger=True,
        )  # fmt: skip

    @action(description=_("Let in again"), url_path="reinstate")
    def reinstate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._change(
            request,
            object_id,
            memberships.reinstate,
            heading=_("Let this member in again"),
            label=_("Let in again"),
            said=_("They are in again."),
        )

    @action(description=_("Remove"), url_path="remove")
    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._change(
            request,
            object_id,
            memberships.remove,
            heading=_("Remove this member"),
            label=_("Remove"),
            explain=_("Access ends at once, and the seat is free. The joining address must be"
                      " replaced before the next session."),
            said=_("Removed: access has ended, and the seat is free."),
            danger=True,
        )  # fmt: skip

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """What can be done with a member in this state."""
        obj = self.get_object(request, object_id)
        can = CAN.get(obj.state, ()) if obj else ()
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_"
        found: list[Any] = super().get_actions_detail(request, object_id)
        return [one for one in found if one.action_name.removeprefix(name) in can]


class NotOne(Exception):
    """The person is no member any more."""


CAN = {
    MembershipState.ACTIVE: ("suspend", "remove"),
    MembershipState.SUSPENDED: ("reinstate", "remove"),
}


def _of_a_member(rule: Any, membership: Membership, *, by: int, reason: str) -> None:
    try:
        rule(
            cohort_id=membership.cohort_id,
            user_id=membership.user_id,
            by=by,
            at=clock.now(),
            reason=reason,
        )
    except memberships.NotAMember:
        raise NotOne(_("This person is no member any more.")) from None
