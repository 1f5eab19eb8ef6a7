"""Composing a cohort at the desk, sending its round, and who is not to be in one room."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.desk_rows import row_number
from audit import clock, history
from intakes import allocation, candidacies, composing, conflicts, queues, review, rounds, targets
from intakes.admin import apart_page, round_page
from intakes.composing import Group, Warn
from intakes.forms.compose import AT_ONCE, PeopleForm, WishForm
from intakes.models import Candidacy, CandidacyState, Queue, Round, TargetKind
from programs.desk_tools import SHOWN_ACTS, CoordinatedAdmin, theirs
from programs.models import Cohort

A_PAGE = 40
USUAL_BAND = 5
REFUSALS = (
    review.CannotDecide,
    allocation.CannotChange,
    candidacies.NotPossible,
    targets.CannotSet,
)
Act = Callable[[int, dict[str, Any], int], object]


# ------------------------------------------------- acts


def _decide(outcome: CandidacyState) -> Act:
    def act(pk: int, said: dict[str, Any], by: int) -> object:
        return review.decide(
            candidacy_id=pk, outcome=outcome, reason=said["reason"], by=by, at=clock.now()
        )

    return act


def _back(pk: int, said: dict[str, Any], by: int) -> object:
    return review.reopen(candidacy_id=pk, reason=said["reason"], by=by, at=clock.now())


def _band(pk: int, said: dict[str, Any], by: int) -> object:
    return allocation.change_band(
        candidacy_id=pk,
        band=said["band"] or USUAL_BAND,
        reason=said["reason"],
        by=by,
        at=clock.now(),
    )


ACTS: dict[str, Act] = {
    "choose": _decide(CandidacyState.ELIGIBLE),
    "not_now": _decide(CandidacyState.UNSUCCESSFUL),
    "back": _back,
    "band": _band,
}


@admin.register(Round)
class RoundAdmin(CoordinatedAdmin):
    program_path = "cohort__intake__program"
    list_display = (
        "cohort",
        "made_at",
        "made_by",
        "offers",
        "waiting",
        "unsuccessful",
        "stopped_at",
    )
    list_select_related = ("cohort", "made_by")
    ordering = ("-made_at", "-pk")

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("compose/<int:cohort_id>/", site(self.compose), name="intakes_compose"),
            path(
                "compose/<int:cohort_id>/round/", site(self.preview), name="intakes_compose_round"
            ),
            path("compose/<int:cohort_id>/apart/", site(self.apart), name="intakes_apart"),
            *super().get_urls(),
        ]

    def compose(self, request: HttpRequest, cohort_id: int) -> HttpResponse:
        """The workspace of one cohort; a POST does one of `ACTS`, or sets out what is wished."""
        cohort = cohort_of(request, cohort_id)
        people = PeopleForm(initial={"band": 5})
        wish = WishForm()
        if request.method == "POST":
            act = request.POST.get("act", "")
            if act in ACTS:
                people = PeopleForm(request.POST)
                if people.is_valid() and _act_on(request, cohort, ACTS[act], people.cleaned_data):
                    return redirect("admin:intakes_compose", cohort.pk)
            elif act == "wish":
                wish = WishForm(request.POST)
                if wish.is_valid() and _wish(request, cohort, wish):
                    return redirect("admin:intakes_compose", cohort.pk)
            elif act == "drop":
                _drop(request, cohort)
                return redirect("admin:intakes_compose", cohort.pk)
            else:
                raise Http404
        context = _workspace(request, cohort) | {"people_form": people, "wish_form": wish}
        return self.page(request, "compose", cohort, context)

    def preview(self, request: HttpRequest, cohort_id: int) -> HttpResponse:
        return round_page.preview(self, request, cohort_of(request, cohort_id))

    def apart(self, request: HttpRequest, cohort_id: int) -> HttpResponse:
        return apart_page.show(self, request, cohort_of(request, cohort_id))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """How far a round is; a POST stops it."""
        return round_page.show(self, request, self.their_row(request, object_id))

    def page(
        self, request: HttpRequest, template: str, cohort: Cohort, context: dict[str, Any]
    ) -> TemplateResponse:
        """A page of the desk about one cohort."""
        frame = {
            **self.admin_site.each_context(request),
            "opts": Queue._meta,  # what leads back is the list of cohorts with what is next
            "desk_name": _("Seats and offers"),
            "title": str(cohort),
            "cohort": cohort,
            "zone": cohort.intake.program.time_zone,
            "acts_of": history.in_cohorts([cohort.pk])[:SHOWN_ACTS],
        }
        return TemplateResponse(request, f"intakes/desk/{template}.html", frame | context)


def cohort_of(request: HttpRequest, cohort_id: int) -> Cohort:
    """A cohort of a program the reader runs; to everybody else there is nothing here."""
    found = Cohort.objects.select_related("community", "intake__program", "paused_by")
    if not request.user.is_superuser:
        found = found.filter(intake__program__in=theirs(request))
    cohort = found.filter(pk=row_number(str(cohort_id)) or 0).first()
    if cohort is None:
        raise Http404
    return cohort


def _ticked(request: HttpRequest, cohort: Cohort) -> list[int]:
    """The people that were ticked; an id that is not this cohort's is not there."""
    said = request.POST.getlist("who")
    wanted = dict.fromkeys(row_number(pk) or 0 for pk in said)
    there = set(Candidacy.objects.filter(cohort=cohort, pk__in=wanted).values_list("pk", flat=True))
    if there != set(wanted):
        raise Http404
    return list(wanted)


def _act_on(request: HttpRequest, cohort: Cohort, act: Act, said: dict[str, Any]) -> bool:
    """Do it to each; whether there was anybody to do it to."""
    ticked = _ticked(request, cohort)
    if not ticked or len(ticked) > AT_ONCE:
        few = _("Please tick whom it is about.")
        many = _("Please choose at most %(most)d at once.") % {"most": AT_ONCE}
        messages.warning(request, many if ticked else few)
        return False
    names = dict(
        Candidacy.objects.filter(pk__in=ticked).values_list(
            "pk", "application__applicant__display_name"
        )
    )
    done = 0
    for pk in ticked:
        try:
            act(pk, said, request.user.pk or 0)
        except REFUSALS as refusal:
            messages.warning(request, f"{names[pk]}: {refusal}")
        else:
            done += 1
    if done:
        words = ngettext("Done for one person.", "Done for %(count)d people.", done)
        messages.success(request, words % {"count": done})
    return True


def _wish(request: HttpRequest, cohort: Cohort, form: WishForm) -> bool:
    said = form.cleaned_data
    stage = said["kind"] == TargetKind.CAREER_STAGE
    try:
        targets.wish(
            cohort_id=cohort.pk,
            kind=said["kind"],
            value=said["stage"] if stage else said["value"],
            number=said["number"],
            by=request.user.pk or 0,
            at=clock.now(),
        )
    except targets.CannotSet as refusal:
        form.add_error("stage" if stage else "value", str(refusal))
        return False
    messages.success(request, _("Kept."))
    return True


def _drop(request: HttpRequest, cohort: Cohort) -> None:
    said = request.POST.get("target", "")
    wanted = row_number(said)
    if wanted is None:
        raise Http404
    if any(target.pk == wanted for target in targets.of(cohort)):
        targets.drop(target_id=wanted, by=request.user.pk or 0, at=clock.now())


# ------------------------------------------------- what the page shows


@dataclass(frozen=True)
class Person:
    """One person in the workspace, with what to think about and what keeps them from an offer."""

    candidacy: Candidacy
    flags: list[str]
    why: str
    ticked: bool


class People:
    """Makes rows of candidacies."""

    def __init__(self, request: HttpRequest, found: Group, warnings: list[Warn]) -> None:
        self.ticked = set(request.POST.getlist("who"))
        self.why = {pk: str(queues.Why(why).label) for pk, why in found.why.items()}
        self.flags: dict[int, list[str]] = defaultdict(list)
        for warning in warnings:
            for pk in warning.about if not warning.apart else ():
                self.flags[pk].append(warning.words)

    def rows(self, candidacies: Iterable[Candidacy]) -> list[Person]:
        return [
            Person(
                one,
                self.flags.get(one.pk, []),
                self.why.get(one.pk, ""),
                str(one.pk) in self.ticked,
            )
            for one in candidacies
        ]


def _workspace(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    found = composing.group(cohort)
    warnings = composing.warnings(found)
    people = People(request, found, warnings)
    readable = conflicts.open_to(composing.reading(cohort), request.user.pk or 0)
    reading = Paginator(readable, A_PAGE).get_page(request.GET.get("page"))
    after = Paginator(found.after, A_PAGE).get_page(request.GET.get("after"))
    return {
        "group": found,
        "seated": people.rows(found.seated),
        "chosen": people.rows(found.chosen),
        "after": after,
        "after_rows": people.rows(after),
        "reading": reading,
        "reading_rows": people.rows(reading),
        "let_go": people.rows(composing.let_go(cohort)[:A_PAGE]),
        "hidden": composing.reading(cohort).count() - reading.paginator.count,
        "warnings": warnings,
        "limit": targets.limit(found.wishes),
        "places": _places([*found.together, *reading]),
        "on_its_way": rounds.on_its_way(cohort, clock.now()),
    }


def _places(people: Iterable[Candidacy]) -> list[str]:
    said = {words for one in people for words in (one.application.region, one.application.setting)}
    return sorted(said - {""}, key=str.casefold)
