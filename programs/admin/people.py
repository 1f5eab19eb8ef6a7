"""Roles and facilitators' profiles at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
)

from accounts import invitations
from accounts.models import User
from audit import clock
from programs import invited, roles
from programs.admin.acts import Acting, ReasonForm, actor
from programs.desk_tools import CoordinatedAdmin
from programs.models import Cohort, FacilitatorProfile, Program, Role, RoleKind


class GrantForm(forms.Form):
    """Who, what, where, until when."""

    email = forms.EmailField(
        label=_("Email"),
        widget=UnfoldAdminEmailInputWidget,
        help_text=_("Who has never signed in here is sent an invitation."),
    )
    kind = forms.ChoiceField(
        label=_("Role"), choices=RoleKind.choices, widget=UnfoldAdminSelectWidget
    )
    program = forms.ModelChoiceField(
        Program.objects.none(),
        label=_("Program"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("For coordinators, program leads, reviewers and funders."),
    )
    cohort = forms.ModelChoiceField(
        Cohort.objects.none(),
        label=_("Cohort"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("For facilitators, hosts, recorders and guests."),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until it is ended."),
    )

    def __init__(
        self, *args: Any, programs: QuerySet[Program], cohorts: QuerySet[Cohort], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs  # type: ignore[attr-defined]
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]


@admin.register(Role)
class RoleAdmin(Acting, CoordinatedAdmin):
    list_display = ("user", "kind", "place", "since", "until")
    list_filter = ("kind",)
    list_select_related = ("user", "program", "cohort")
    search_fields = ("user__email", "user__display_name")
    ordering = ("-since", "-id")
    actions_list = ("grant",)
    actions_detail = ("end",)
    fields = ("user", "kind", "program", "cohort", "since", "until")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        rows = Role.objects.all()
        if request.user.is_superuser:
            return rows
        theirs = self._theirs(request)
        return rows.filter(Q(program__in=theirs) | Q(cohort__intake__program__in=theirs))

    @admin.display(description=_("for"))
    def place(self, role: Role) -> str:
        return str(role.program or role.cohort)

    @action(description=_("Give a role"), url_path="grant")
    def grant(self, request: HttpRequest) -> HttpResponse:
        registry = self.admin_site._registry
        return self.act(
            request,
            None,
            heading=_("Give a role"),
            label=_("Give it"),
            explain=_("Coordinators, leads and facilitators must hold a second factor."),
            form=GrantForm,
            programs=registry[Program].get_queryset(request),
            cohorts=registry[Cohort].get_queryset(request).select_related("intake__program"),
            said=_("The role is given."),
            refusals=(roles.CannotGrant, invitations.TooMany),
            do=lambda _none, said: _grant(said, by=actor(request)),
        )

    @action(description=_("End this role"), url_path="end")
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            object_id,
            heading=_("End this role"),
            label=_("End it"),
            explain=_("What it opens is closed on the next request."),
            form=ReasonForm,
            danger=True,
            said=_("The role has ended."),
            refusals=(roles.CannotGrant,),
            do=lambda found, said: roles.end(
                role_id=found.pk, by=actor(request), at=clock.now(), **said
            ),
        )


def _grant(said: dict[str, Any], *, by: int) -> str:
    """Give the role to who is known here; invite who is not. What was done, in words."""
    program, cohort, last = said["program"], said["cohort"], said["last_day"]
    place = program or (cohort.intake.program if cohort else None)
    role = {
        "kind": said["kind"],
        "program_id": program.pk if program else None,
        "cohort_id": cohort.pk if cohort else None,
        "until": roles.end_of(last, place) if last and place else None,
        "by": by,
        "at": clock.now(),
    }
    user = User.objects.by_email(said["email"])
    if user is None:
        invited.invite(email=said["email"], **role)
        return str(_("An invitation is on its way. The role is theirs once they accept."))
    roles.grant(user_id=user.pk, **role)
    return str(_("The role is given."))


@admin.register(FacilitatorProfile)
class FacilitatorProfileAdmin(CoordinatedAdmin):
    """What facilitators say of themselves: theirs to write, the coordinator's to read."""

    list_display = ("user", "about")
    list_select_related = ("user",)
    ordering = ("user__display_name", "id")
    fields = ("user", "about", "empathy", "tension", "knowledge")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FacilitatorProfile]:
        rows = FacilitatorProfile.objects.all()
        if request.user.is_superuser:
            return rows
        here = Role.objects.filter(
            kind=RoleKind.FACILITATOR,
            user=OuterRef("user"),
            cohort__intake__program__in=self._theirs(request),
        )
        return rows.filter(Exists(here))
