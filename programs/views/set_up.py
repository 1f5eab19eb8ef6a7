"""From an empty site to published cohorts: one page, one step at a time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import invitations, proofs
from accounts.access import Visitor, admits
from accounts.desk_rows import row_number
from accounts.models import User
from audit import clock
from programs import access, belonging, founding, invited, ready_made, roles, seats, set_up
from programs.forms.set_up import BeginForm, InviteForm, OfCohortForm, OfProgramForm, ReadyMadeForm
from programs.models import Cohort, Program, RoleKind

SHOWN_PROGRAMS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@admits(access.empty_site)
def begin(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The first person of an empty site on somebody's own machine says who they are."""
    form = BeginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        proof = proofs.ask(
            email=form.cleaned_data["email"],
            purpose=founding.PURPOSE,
            payload={},
            at=clock.now(),
            back=request.path,
        )
        return redirect("accounts:prove", token=proof.token)
    return render(request, "programs/begin.html", {"form": form})


@require_safe
@admits(access.sets_up)
def steps(request: HttpRequest, user: User) -> HttpResponse:
    """What stands, and the next step."""
    wanted = request.GET.get("program", "")
    return _page(request, user, _program(user, row_number(wanted)))


@require_POST
@admits(access.keeps_site)
def load_ready_made(request: HttpRequest, user: User) -> HttpResponse:
    """Load a program file that comes with the house."""
    form = ReadyMadeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Please choose one of the programs."))
        return redirect("programs:setup")
    made = set_up.load_ready_made(name=form.cleaned_data["name"], by=user.pk, at=clock.now())
    messages.success(request, _("The program is here, with its communities, intakes and seats."))
    return _to(made)


@require_POST
@admits(access.keeps_site)
def coordinate(request: HttpRequest, user: User) -> HttpResponse:
    """Who keeps the site becomes the program's coordinator."""
    program = _posted_program(request, user)
    at = clock.now()
    roles.grant(
        user_id=user.pk, kind=RoleKind.COORDINATOR, program_id=program.pk, by=user.pk, at=at
    )
    messages.success(request, _("You coordinate this program now."))
    return _to(program)


@require_POST
@admits(access.sets_up)
def open_cohorts(request: HttpRequest, user: User) -> HttpResponse:
    """A cohort for each community and intake that have none."""
    program = _posted_program(request, user)
    made = set_up.open_cohorts(program_id=program.pk, by=user.pk, at=clock.now())
    said = ngettext("%d cohort is open.", "%d cohorts are open.", made) % made
    messages.success(request, said)
    return _to(program)


@require_POST
@admits(access.sets_up)
def invite(request: HttpRequest, user: User) -> HttpResponse:
    """Invite somebody to facilitate a cohort."""
    form = InviteForm(request.POST)
    cohort = _posted_cohort(request, user)
    if not form.is_valid():
        return _page(request, user, cohort.intake.program, form)
    try:
        invited.invite(
            email=form.cleaned_data["email"],
            kind=RoleKind.FACILITATOR,
            cohort_id=cohort.pk,
            by=user.pk,
            at=clock.now(),
        )
    except invitations.TooMany as refusal:
        form.add_error("email", str(refusal))
        return _page(request, user, cohort.intake.program, form)
    messages.success(request, _("The invitation is on its way."))
    return _to(cohort.intake.program)


@require_POST
@admits(access.sets_up)
def publish(request: HttpRequest, user: User) -> HttpResponse:
    """Publish a cohort."""
    cohort = _posted_cohort(request, user)
    try:
        seats.publish_cohort(cohort_id=cohort.pk, by=user.pk, at=clock.now())
    except seats.CannotChange as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The cohort is published."))
    return _to(cohort.intake.program)


def _page(
    request: HttpRequest, user: User, program: Program | None, typed: InviteForm | None = None
) -> HttpResponse:
    context = {
        "progress": set_up.progress(program, clock.now()),
        "ready_made": ready_made.names(),
        "others": belonging.programs_coordinated(user, clock.now())[:SHOWN_PROGRAMS],
        "typed": typed,
    }
    return render(request, "programs/set_up.html", context)


def _program(user: User, wanted: int | None) -> Program | None:
    try:
        return set_up.program_for(user, clock.now(), wanted)
    except set_up.NotTheirs:
        raise Http404 from None


def _posted_program(request: HttpRequest, user: User) -> Program:
    """The program named in the form, if they coordinate it."""
    form = OfProgramForm(request.POST)
    program = _program(user, form.cleaned_data["program"]) if form.is_valid() else None
    if program is None:
        raise Http404
    return program


def _posted_cohort(request: HttpRequest, user: User) -> Cohort:
    """The cohort named in the form, if they coordinate its program."""
    form = OfCohortForm(request.POST)
    if not form.is_valid():
        raise Http404
    return access.coordinator(user, form.cleaned_data["cohort"])


def _to(program: Program) -> HttpResponse:
    return redirect(f"{reverse('programs:setup')}?program={program.pk}")
