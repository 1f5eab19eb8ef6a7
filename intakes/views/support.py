"""An applicant names their manager; the manager answers behind a link, without an account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Visitor, admits, open_to_visitors
from audit import clock
from intakes import support, support_reminders
from intakes.access import own_application
from intakes.forms.fields import typed
from intakes.forms.support import ASK, AnswerForm, SupportForm
from intakes.models import Application, ManagerSupport, SupportState
from programs import brief, calendar

# ------------------------------------------------- the applicant's page


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_application)
def ask(request: HttpRequest, application: Application) -> HttpResponse:
    """Who is asked, what they said, and how to take it back."""
    standing = support.of(application.pk)
    if request.method == "POST" and "take_back" in request.POST:
        support.take_back(
            application_id=application.pk, at=clock.now(), by=application.applicant_id
        )
        messages.success(request, _("It is taken back. The link in the mail leads nowhere now."))
        return redirect("intakes:support", pk=application.pk)
    form = SupportForm(typed(request), initial=_known(standing))
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _save(application, form))
        except support.CannotAsk as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("intakes:support", pk=application.pk)
    context = {
        "application": application,
        "program": application.intake.program,
        "standing": standing,
        "form": form,
        "can_ask": support.can_ask(application),
        "nudge_at": _nudge(application, standing),
    }
    return render(request, "intakes/support.html", context)


def _known(standing: ManagerSupport | None) -> dict[str, str]:
    if standing is None or standing.state == SupportState.TAKEN_BACK:
        return {}
    if standing.state in (SupportState.NOT_NEEDED, SupportState.RATHER_NOT):
        return {"choice": standing.state, "why": standing.why}
    return {"choice": ASK}


def _save(application: Application, form: SupportForm) -> str:
    said, at, by = form.cleaned_data, clock.now(), application.applicant_id
    if said["choice"] == ASK:
        support.ask(
            application_id=application.pk, name=said["name"], email=said["email"], at=at, by=by
        )
        return _("Your manager is asked. We tell you as soon as they answer.")
    state = SupportState(said["choice"])
    why = said["why"] if state == SupportState.NOT_NEEDED else ""
    support.say_without(application_id=application.pk, state=state, why=why, at=at, by=by)
    return _("Noted. Nobody is asked.")


def _nudge(application: Application, standing: ManagerSupport | None) -> object:
    """When the manager is reminded, as long as that lies ahead."""
    if standing is None or standing.state != SupportState.REQUESTED:
        return None
    program = application.intake.program
    moment = support_reminders.nudge_of(standing, program, calendar.of(program))
    return moment if moment and moment > clock.now() else None


# ------------------------------------------------- the manager's page


@open_to_visitors
def asked(user: Visitor, token: str) -> tuple[ManagerSupport, str]:
    """Whoever has the link: it was sent to one mailbox."""
    try:
        return support.find(token), token
    except support.NoSuchRequest:
        raise Http404 from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@admits(asked)
def answer(request: HttpRequest, found: tuple[ManagerSupport, str]) -> HttpResponse:
    """The program in short, and yes or not now. Opening it does nothing; answered, it says so."""
    question, token = found
    form = AnswerForm(typed(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            support.answer(
                token=token, supports=said["supports"], word=said["word"], at=clock.now()
            )
        except support.Closed:
            pass  # the page says why
        except support.NoSuchRequest:
            raise Http404 from None
        return redirect("intakes:support_answer", token=token)
    intake = question.application.intake
    context = {
        "question": question,
        "answered": question.state in support.ANSWERS,
        "closed": support.closed(question, clock.now()),
        "name": question.application.applicant,
        "program": intake.program,
        "hours": brief.hours(intake.program),
        "dates": brief.dates(intake),
        "never": brief.of(intake.program, clock.now()).never,
        "form": form,
    }
    return render(request, "intakes/support_answer.html", context)
