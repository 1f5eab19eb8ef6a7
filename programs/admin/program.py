"""Programs, their calendar, communities and intakes at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminURLInputWidget

from audit import clock
from programs import calendar, intake_dates, pledges, roles
from programs.admin.acts import actor
from programs.admin.calendar_page import CalendarPage
from programs.admin.moving import Moving
from programs.desk_tools import CoordinatedAdmin, CoordinatedInline, OnlyTheirs
from programs.models import (
    Break,
    CalendarDay,
    Community,
    Funder,
    Intake,
    Pledge,
    Program,
    RoleKind,
)


class Editable(CoordinatedInline):
    """Rows that coordinators keep themselves."""

    can_add = True
    can_change = True
    can_delete = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """In a table the column's head is no label: each input says its own."""
        found = super().formfield_for_dbfield(db_field, request, **kwargs)
        if found is not None:
            found.widget.attrs["aria-label"] = str(found.label)
        return found


class FunderInline(Editable):
    model = Funder
    fields = ("name", "order")
    ordering = ("order", "id")


class BreakInline(Editable):
    model = Break
    fields = ("name", "first", "last", "shutdown")
    ordering = ("first", "id")


class CalendarDayInline(Editable):
    model = CalendarDay
    fields = ("day", "kind", "name")
    ordering = ("day",)


class ProgramForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    class Meta:
        model = Program
        fields = ("name",)  # the desk takes them from the fieldsets below

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        if not calendar.knows(said.get("holiday_country", ""), said.get("holiday_region", "")):
            self.add_error("holiday_region", _("No holidays are known for this region."))
        return said


@admin.register(Program)
class ProgramAdmin(CalendarPage, Moving, CoordinatedAdmin):
    program_path = "pk"
    can_change = True
    form = ProgramForm
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https", "widget": UnfoldAdminURLInputWidget}
    }
    inlines = (FunderInline, BreakInline, CalendarDayInline)
    list_display = ("name", "year", "organisation", "state", "starts_on", "ends_on")
    list_filter = ("state",)
    ordering = ("-starts_on", "id")
    prepopulated_fields = {"slug": ("name", "year")}
    actions_detail = ("move", "calendar")
    fieldsets = (
        (None, {"fields": ("name", "year", "slug", "organisation", "state", "about")}),
        (_("Time"), {"fields": ("starts_on", "ends_on", "time_zone", "holiday_country",
                                "holiday_region")}),
        (_("What people read"), {"fields": ("eligible_region", "cost", "meeting_format",
                                            "attendance", "choosing", "approach_url",
                                            "training_url")}),
        (_("Numbers"), {"fields": ("places", "session_count", "session_minutes")}),
        (_("Who"), {"fields": ("funding_program", "contact_name", "contact_email")}),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def save_model(self, request: HttpRequest, obj: Program, form: Any, change: bool) -> None:
        """Who makes a program coordinates it."""
        super().save_model(request, obj, form, change)
        if not change:
            by = actor(request)
            roles.grant(
                user_id=by, kind=RoleKind.COORDINATOR, program_id=obj.pk, by=by, at=clock.now()
            )


class PledgeInline(CoordinatedInline):
    """The versions there are; a new one is an act."""

    model = Pledge
    fields = ("version", "since", "purpose", "pledge")
    ordering = ("-version",)


class PledgeForm(forms.Form):
    """A community's purpose and the pledge to it."""

    purpose = forms.CharField(
        label=_("Purpose"), max_length=5000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4})
    )
    pledge = forms.CharField(
        label=_("Pledge"), max_length=5000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4})
    )


class OfOneProgram:
    """Rows that stay in the program they were made in."""

    can_add = True
    can_change = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        named: list[str] = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        return [*named, "program"] if obj else named


@admin.register(Community)
class CommunityAdmin(OfOneProgram, Moving, CoordinatedAdmin):
    inlines = (PledgeInline,)
    list_display = ("name", "program", "state", "order")
    list_filter = ("state", ("program", OnlyTheirs))
    list_select_related = ("program",)
    ordering = ("program", "order", "id")
    prepopulated_fields = {"slug": ("name",)}
    actions_detail = ("move", "new_pledge")
    fieldsets = (
        (None, {"fields": ("program", "name", "slug", "order", "state")}),
        (_("What people read"), {"fields": ("summary", "audience", "purpose", "outcomes",
                                            "prerequisites", "asks")}),
    )  # fmt: skip

    @action(description=_("New purpose and pledge"), url_path="pledge")
    def new_pledge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        community: Community = self._subject(request, object_id)
        now = pledges.current(community)
        return self.act(
            request,
            object_id,
            heading=_("New purpose and pledge"),
            label=_("Publish this version"),
            explain=_("Members accept both on joining. Who joined before keeps what they read."),
            form=PledgeForm,
            initial={
                "purpose": now.purpose if now else community.purpose,
                "pledge": now.pledge if now else "",
            },
            said=_("The new version holds for everybody who joins from now on."),
            refusals=(pledges.NothingPledged,),
            do=lambda found, said: pledges.publish(
                community_id=found.pk, by=actor(request), at=clock.now(), **said
            ),
        )


@admin.register(Intake)
class IntakeAdmin(OfOneProgram, Moving, CoordinatedAdmin):
    list_display = ("name", "program", "now", "opens_at", "closes_at", "sessions_from")
    list_filter = (("program", OnlyTheirs),)
    list_select_related = ("program",)
    ordering = ("-opens_at", "id")
    prepopulated_fields = {"slug": ("name",)}
    actions_detail = ("move",)
    readonly_fields = ("now",)
    fieldsets = (
        (None, {"fields": ("program", "name", "slug", "now")}),
        (_("Applications"), {"fields": ("opens_at", "closes_at", "decide_by")}),
        (_("Offers"), {"fields": ("offer_business_days",)}),
        (_("Sessions"), {"fields": ("sessions_from", "sessions_to")}),
    )

    @admin.display(description=_("state"))
    def now(self, intake: Intake) -> str:
        """The effective state: an intake follows its dates by the clock."""
        return str(intake_dates.state_at(intake, clock.now()).label) if intake.pk else "–"
