"""Planning a cohort's dates at the desk: type, look at the preview, change a day, publish."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from programs import belonging
from programs.desk_tools import CoordinatedAdmin
from programs.models import Cohort
from sessions import additions, drafts, meetings, schedules
from sessions.admin import months, preview
from sessions.admin.asking import Act, asked
from sessions.admin.change_forms import AddForm
from sessions.admin.forms import DaysForm, MeetingForm, ScheduleForm, signature
from sessions.admin.told import Told, booked_twice, in_the_way
from sessions.drafts import Draft
from sessions.models import Schedule
from sessions.plans import Inputs, Trouble

PLAN = "admin:cop_sessions_schedule_plan"


@dataclass
class Planning:
    """One request to the planning page: what was typed, and what it comes to."""

    form: ScheduleForm
    draft: Draft | None = None
    days: DaysForm | None = None
    was_seen: bool = False  # the preview of these very inputs and days

    @property
    def inputs(self) -> Inputs | None:
        """What was typed, where it was well; None on a page that was only opened."""
        return self.form.inputs() if self.form.is_bound and self.form.is_valid() else None

    @property
    def needs_a_look(self) -> bool:
        """Whether only a look at the preview is missing."""
        return bool(self.draft and not self.draft.trouble and not self.was_seen)

    @property
    def may_be_published(self) -> bool:
        """Whether it was looked at, and nothing stands in the way."""
        return (
            self.was_seen
            and self.days is not None
            and self.form.is_valid()
            and self.days.is_valid()
        )


@admin.register(Schedule)
class ScheduleAdmin(CoordinatedAdmin):
    """Schedules, each opening the page on which its dates are planned."""

    program_path = "cohort__intake__program"
    list_display = ("cohort", "year", "first_day", "start", "count", "rhythm")
    list_select_related = ("cohort__intake__program",)
    ordering = ("-first_day", "pk")

    def get_urls(self) -> list[URLPattern]:
        """The pages of planning beside the usual ones."""
        view = self.admin_site.admin_view
        name = "cop_sessions_schedule"
        return [
            path("cohort/<int:cohort_id>/", view(self.plan), name=f"{name}_plan"),
            path("cohort/<int:cohort_id>/meeting/", view(self.meeting), name=f"{name}_meeting"),
            path("cohort/<int:cohort_id>/add/", view(self.add), name=f"{name}_add_session"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """A schedule is worked on where it is planned."""
        return redirect(PLAN, cohort_id=self.their_row(request, object_id).cohort_id)

    # -- Planning ----------------------------------------------------------------------------

    def plan(self, request: HttpRequest, cohort_id: int) -> HttpResponse:
        """Type, preview, change days, publish."""
        cohort, at = _cohort(request, cohort_id), clock.now()
        planning = _typed(request, cohort, at) if request.method == "POST" else _saved(cohort, at)
        if (
            request.POST.get("act") == "publish"
            and planning.may_be_published
            and _publish(request, cohort, planning, at)
        ):
            return redirect(PLAN, cohort_id=cohort.pk)
        if request.POST.get("act") == "publish" and planning.needs_a_look:
            messages.info(request, _("Something was changed. Please look at it, then publish."))
        return render(
            request,
            "sessions/desk_schedule.html",
            self._context(request, cohort, _("Plan the dates"))
            | _shown(planning, cohort, at, _theirs(request, at)),
        )

    def add(self, request: HttpRequest, cohort_id: int) -> HttpResponse:
        """Add a session beside the rhythm, having seen who will be told."""
        cohort = _cohort(request, cohort_id)
        saved = schedules.saved_inputs(cohort)
        usual = saved.minutes if saved else cohort.intake.program.session_minutes
        start = {"minutes": usual, "start": saved.start if saved else None}
        form = AddForm(request.POST or None, initial=start)
        act = Act(
            title=_("Add a session"),
            explain=_("It takes the next free number, and the rhythm leaves it alone."),
            label=_("Add it"),
            done=_("The session is added, and everybody is told."),
            look=lambda said: [additions.added(cohort, **said)],
            do=lambda said: additions.add(
                cohort_id=cohort.pk, by=request.user.pk, at=clock.now(), **said
            ),
        )
        found = asked(request, cohort, form, act)
        if found.done:
            return redirect(PLAN, cohort_id=cohort.pk)
        context = self._context(request, cohort, act.title)
        return render(request, "sessions/desk_add.html", context | {"form": form, "asked": found})

    # -- Where they meet ---------------------------------------------------------------------

    def meeting(self, request: HttpRequest, cohort_id: int) -> HttpResponse:
        """Give a cohort a new joining address; the old one is shown to nobody."""
        cohort, at = _cohort(request, cohort_id), clock.now()
        form = MeetingForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                meetings.replace(
                    cohort_id=cohort.pk, by=request.user.pk, at=at, **form.cleaned_data
                )
            except meetings.NoAddress as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.success(request, _("The new address is in place."))
                return redirect(PLAN, cohort_id=cohort.pk)
        standing = meetings.of(cohort.pk)
        return render(
            request,
            "sessions/desk_meeting.html",
            self._context(request, cohort, _("Where they meet"))
            | {"form": form, "meeting": standing, "is_ready": meetings.is_ready(standing)},
        )

    def _context(self, request: HttpRequest, cohort: Cohort, title: str) -> dict[str, Any]:
        context: dict[str, Any] = self.admin_site.each_context(request)
        return context | {
            "title": title,
            "opts": self.opts,
            "cohort": cohort,
            "program": cohort.intake.program,
        }


def _cohort(request: HttpRequest, cohort_id: int) -> Cohort:
    """A cohort of a program the person coordinates."""
    cohort = _theirs(request, clock.now()).filter(pk=cohort_id).first()
    if cohort is None:
        raise Http404
    return cohort


def _theirs(request: HttpRequest, at: datetime) -> QuerySet[Cohort]:
    return belonging.cohorts_coordinated(cast(User, request.user), at)


def _saved(cohort: Cohort, at: datetime) -> Planning:
    """The page as it is opened: what was saved, else a beginning."""
    inputs = schedules.saved_inputs(cohort)
    if inputs is None:
        return Planning(ScheduleForm(initial=_beginning(cohort)))
    draft = drafts.draft(cohort, inputs, at=at)
    typed = vars(inputs) | {"fold": "" if inputs.fold is None else inputs.fold}
    return Planning(ScheduleForm(initial=typed), draft, DaysForm.of(draft))


def _beginning(cohort: Cohort) -> dict[str, Any]:
    """What the form holds before anything was typed: the program's usual numbers."""
    program = cohort.intake.program
    return {
        "minutes": program.session_minutes,
        "rhythm": Schedule.Rhythm.MONTHLY,
        "every": 2,
        "count": program.session_count,
        "conflict": Schedule.Conflict.NEXT_WEEK,
        "avoid_holidays": True,
    }


def _typed(request: HttpRequest, cohort: Cohort, at: datetime) -> Planning:
    """What was posted, and the draft it comes to. Days belong to the inputs they were shown for."""
    form = ScheduleForm(_with_the_day(request.POST))
    if not form.is_valid():
        return Planning(form)
    inputs = form.inputs()
    if request.POST.get("previewed") != signature(inputs):
        draft = drafts.draft(cohort, inputs, at=at)
        planning = Planning(form, draft, DaysForm.of(draft))
    else:
        days = DaysForm.posted(request.POST)
        draft = drafts.draft(cohort, inputs, at=at, days=days.days() if days.is_valid() else {})
        same_days = request.POST.get("shown") == _days_in(draft)
        planning = Planning(form, draft, days, was_seen=same_days or not draft.news)
    _say(planning, draft.trouble)
    return planning


def _with_the_day(posted: QueryDict) -> QueryDict:
    """What was posted, with the day that was picked on the list of chosen days."""
    picked = posted.get("add_day", "")
    if not picked:
        return posted
    found = posted.copy()
    found["days"] = f"{posted.get('days', '')}\n{picked}".strip()
    found["add_day"] = ""
    return found


def _days_in(draft: Draft) -> str:
    """The days of a draft as one word."""
    return ".".join(intent.date.day.isoformat() for intent in draft.intents)


def _publish(request: HttpRequest, cohort: Cohort, planning: Planning, at: datetime) -> bool:
    """Whether the rules took it; if not, why stands in the forms."""
    stamp = request.POST.get("stamp", "")
    try:
        schedules.publish(
            cohort_id=cohort.pk,
            by=request.user.pk,
            at=at,
            inputs=planning.form.inputs(),
            days=planning.days.days() if planning.days else {},
            stamp=int(stamp) if stamp.isdecimal() and len(stamp) < 12 else 0,
        )
    except schedules.CannotPublish as refusal:
        _say(planning, refusal.trouble)
        return False
    messages.success(request, _("The dates are published."))
    return True


def _say(planning: Planning, trouble: tuple[Trouble, ...]) -> None:
    """Put each trouble beside the field that could change it."""
    for found in trouble:
        if planning.days and found.field in planning.days.fields:
            planning.days.add_error(found.field, found.words)
        else:
            field = found.field if found.field in planning.form.fields else None
            planning.form.add_error(field, found.words)


def _shown(
    planning: Planning, cohort: Cohort, at: datetime, theirs: QuerySet[Cohort]
) -> dict[str, Any]:
    """What the page's template needs."""
    draft, days = planning.draft, planning.days
    context: dict[str, Any] = {"form": planning.form, "draft": draft}
    if draft is None or days is None:
        opened = not planning.form.is_bound  # and no rhythm was ever saved
        return context | {"standing": schedules.sessions_of(cohort) if opened else []}
    lines = preview.lines(draft, days, at)
    changed = [intent.session.pk for intent in draft.news if intent.session]
    by_hand = [intent.date for intent in draft.writes if intent.by_hand]
    return context | {
        "lines": lines,
        "months": months.months(cohort, draft, lines),
        "weekdays": months.WEEKDAYS,
        "previewed": signature(planning.inputs or draft.outline.inputs),
        "shown": _days_in(draft),
        "told": Told.of(cohort.pk, at, sessions=changed) if draft.news else None,
        "warnings": [
            *in_the_way(cohort, by_hand),
            *booked_twice(cohort, [intent.date for intent in draft.writes], theirs),
        ],
    }
