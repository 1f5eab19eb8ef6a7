"""What every page of the desk shares: who sees which rows, what stands still, who did what.

    @admin.register(Cohort)
    class CohortAdmin(CoordinatedAdmin):
        program_path = "intake__program"       # from the model to its program; "pk" for Program
        can_add = False                        # nothing is added, changed or removed unless said
        can_change = True
        list_filter = [("community", OnlyTheirs)]
        def acts(self, obj): return history.in_cohorts([obj.pk])   # default: about the object

States are read-only and nothing is deleted: what changes them is an action that calls a rule.
A page of the desk asks `self.admin_site`, which admits people with a role at the desk alone;
here their rows are cut to the programs they coordinate (all of them for a superuser).
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline

from accounts.desk_rows import TickedRows
from accounts.models import User
from audit import clock, history, record
from audit.models import EntryQuerySet
from programs.models import Role
from programs.models.people import DESK_ROLES

if TYPE_CHECKING:
    from django.forms import ModelChoiceField

SHOWN_ACTS = 50
View = TypeVar("View", bound=Callable[..., HttpResponse])
OnlyTheirs = admin.RelatedOnlyFieldListFilter


def desk_programs(user: User, at: datetime) -> models.QuerySet[Role, int | None]:
    """The ids of the programs a person works for at the desk, at that moment."""
    roles = Role.objects.live(at=at).filter(user=user, kind__in=DESK_ROLES)
    return roles.values_list("program_id", flat=True)


def theirs(request: HttpRequest) -> list[int]:
    """The ids of the programs the reader runs, asked once a request."""
    if not hasattr(request, "_desk_programs"):
        request._desk_programs = list(desk_programs(request.user, clock.now()))  # type: ignore[attr-defined, arg-type]
    return request._desk_programs  # type: ignore[attr-defined, no-any-return]


def runs_a_program(request: HttpRequest) -> bool:
    """Whether the reader coordinates or leads a program, or keeps the site. Who works at the desk
    and doesn't is a reviewer."""
    user = request.user
    return user.is_active and user.is_staff and (user.is_superuser or bool(theirs(request)))


def open_to_reviewers(view: View) -> View:
    """Mark a page of the desk that reviewers may open too; every other is shut to them."""
    view.open_to_reviewers = True  # type: ignore[attr-defined]
    return view


class ByRole:
    """Permissions by role rather than by Django's own table of them."""

    can_add = False
    can_change = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return runs_a_program(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return runs_a_program(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_add and self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.can_change and self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CoordinatedInline(ByRole, TabularInline):
    """Rows of the object above; seeing that object is what admits to them."""

    extra = 0
    can_delete = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A row has no label but its column's: each control says it too."""
        found = super().formfield_for_dbfield(db_field, request, **kwargs)
        if found is not None:
            found.widget.attrs["aria-label"] = str(found.label)
        return found


class CoordinatedAdmin(TickedRows, ByRole, ModelAdmin):
    """Rows of the programs a person coordinates, with what was done to each."""

    program_path = "program"
    states: tuple[str, ...] = ("state",)
    change_form_outer_after_template = "desk/acts.html"
    list_per_page = 50
    show_full_result_count = False
    actions_selection_counter = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(**{f"{self.program_path}__in": self._theirs(request)})

    def their_row(self, request: HttpRequest, object_id: int | str | None) -> Any:
        """One of their rows; to everybody else there is nothing here."""
        found = self.get_object(request, str(object_id)) if object_id else None
        if found is None:
            raise Http404
        return found

    def _theirs(self, request: HttpRequest) -> list[int]:
        return theirs(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = {field.name for field in self.model._meta.get_fields()}
        named = list(super().get_readonly_fields(request, obj))
        return [*named, *(state for state in self.states if state in fields - {*named})]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        """Offer rows of their own programs alone."""
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, CoordinatedAdmin):
            kwargs.setdefault("queryset", related.get_queryset(request))
        found: ModelChoiceField[Any] | None = super().formfield_for_foreignkey(
            db_field, request, **kwargs
        )
        return found

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A moment is typed in the reader's zone: its field says which that is."""
        found = super().formfield_for_dbfield(db_field, request, **kwargs)
        if found is not None and isinstance(db_field, models.DateTimeField):
            zone = render_to_string("programs/parts/zone_here.html").strip()
            found.help_text = f"{found.help_text} {zone}".strip()
        return found

    @admin.display(description=gettext_lazy("year"))
    def year(self, obj: Any) -> str:
        """Of its program: what next year brings along is called like this year's."""
        found = reduce(getattr, self.program_path.split("__"), obj)
        return str(found.year)

    # -- What its page is called ---------------------------------------------------------------

    def heading(self, obj: Any) -> str:
        """What stands on top of an object's page, whom it is about first. The tab's title never
        says so much."""
        return str(obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        if context.get("original") is not None:
            context["heading"] = self.heading(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    # -- What was done ---------------------------------------------------------------------

    def acts(self, obj: Any) -> EntryQuerySet:
        """The entries shown below an object; a cohort shows those of all that is in it."""
        return history.about(obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = {"acts_of": self._acts_of(request, object_id)} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, context)

    def _acts_of(self, request: HttpRequest, object_id: str | None) -> Any:
        def found() -> list[Any]:
            obj = self.get_object(request, object_id) if object_id else None
            return list(self.acts(obj)[:SHOWN_ACTS]) if obj else []

        return found

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        self._write(request, "added", obj, "")

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        fields = LogEntry(change_message=json.dumps(message)).get_change_message()
        self._write(request, "changed", obj, fields)

    def _write(self, request: HttpRequest, verb: str, obj: Any, reason: str) -> None:
        verb = f"{obj._meta.model_name}.{verb}"
        record.record(verb, obj, at=clock.now(), by=request.user.pk, reason=reason)

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Nothing is deleted at the desk."""

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404
