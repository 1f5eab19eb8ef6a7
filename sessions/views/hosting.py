"""The rota of hosts, a host's own page, and where a session meets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import admits
from programs import grants
from sessions import access
from sessions.access import Insider, Visit
from sessions.forms.hosting import AssignForm, VenueForm
from sessions.hosting import arrangements, host_page, turns, venues
from sessions.views.asking import Asked, Yes, ask, posted

FORM = ["GET", "HEAD", "POST"]


@require_safe
@admits(access.insider)
def hosts(request: HttpRequest, insider: Insider) -> HttpResponse:
    """Who hosts when, and the turns that are open."""
    cohort, at = insider.cohort, insider.at
    rota = turns.rota(cohort.pk, at)
    return render(
        request,
        "sessions/hosts.html",
        {
            "insider": insider,
            "cohort": cohort,
            "rota": rota,
            "open": sum(line.is_open for line in rota),
            "granted": [(grants.said(grant), grant) for grant in grants.granted(cohort.pk, at)],
        },
    )


@require_http_methods(FORM)
@admits(access.turn_taker)
def take(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a turn, having read what a host does."""
    session = visit.session
    asked = Asked(
        title=_("Hosting"),
        heading=_("Host session %(number)s") % {"number": session.number},
        lead=_("You say where you meet and how people find in. The rest is prepared with you."),
        label=_("I host it"),
        back=_rota(visit),
        template="sessions/host_take.html",
        more={"session": session},
    )
    return ask(
        request,
        asked,
        Yes(posted(request)),
        lambda: turns.take(session_id=session.pk, user_id=visit.user.pk, at=visit.at),
        refusals=(turns.CannotHost,),
        done=_("Thank you. You are the host."),
        then=_page("hosting", visit),
    )


@require_http_methods(FORM)
@admits(access.host)
def give_back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give a turn back."""
    session, turn = visit.session, turns.of(visit.session.pk)
    if turn is None:
        return redirect(_rota(visit))
    is_own = turn.host_id == visit.user.pk
    asked = Asked(
        title=_("Hosting"),
        heading=_("Give this turn back?"),
        lead=_("It is open again then, and your facilitators are told.")
        if is_own
        else _("It is open again then. %(name)s and the facilitators are told.")
        % {"name": turn.host},
        label=_("Give it back"),
        back=_rota(visit),
        danger=True,
        more={"session": session},
    )
    return ask(
        request,
        asked,
        Yes(posted(request)),
        lambda: turns.give_back(
            session_id=session.pk, turn_id=turn.pk, by=visit.user.pk, at=visit.at
        ),
        refusals=(turns.CannotHost,),
        done=_("The turn is open again."),
    )


@require_http_methods(FORM)
@admits(access.preparer)
def assign(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask somebody of the cohort to host."""
    session = visit.session
    people = arrangements.people_of(session.cohort_id, visit.at)
    form = AssignForm(posted(request), people=people)
    asked = Asked(
        title=_("Hosting"),
        heading=_("Who hosts session %(number)s?") % {"number": session.number},
        lead=_("Best after you have asked them."),
        label=_("They host it"),
        back=_rota(visit),
        more={"session": session},
    )
    return ask(
        request,
        asked,
        form,
        lambda: turns.assign(
            session_id=session.pk,
            host_id=form.cleaned_data["host"].pk,
            by=visit.user.pk,
            at=visit.at,
        ),
        refusals=(turns.CannotHost,),
        done=_("They are told."),
    )


@require_safe
@admits(access.host)
def hosting(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All a host needs: what to do next, what is needed as numbers, who comes as numbers."""
    page = host_page.read(visit.session, visit.user.pk, visit.at)
    context = {"page": page, "session": visit.session, "cohort": visit.session.cohort}
    return render(request, "sessions/hosting.html", context)


@require_http_methods(FORM)
@admits(access.host)
def venue(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where a session meets."""
    session = visit.session
    form = VenueForm.of(venues.of(session.pk), posted(request))
    asked = Asked(
        title=_("The place"),
        heading=_("Where you meet"),
        lead=_("Those of this session read it, after they have signed in. No mail says it."),
        label=_("Keep it"),
        back=_page("hosting", visit),
        more={"session": session},
    )
    return ask(
        request,
        asked,
        form,
        lambda: venues.keep(
            session_id=session.pk,
            place=venues.Place(**form.cleaned_data),
            by=visit.user.pk,
            at=visit.at,
        ),
        refusals=(venues.CannotKeep,),
        done=_("Kept. A new place is told to everybody of this session."),
    )


def _rota(visit: Visit) -> str:
    return reverse("sessions:hosts", kwargs={"code": visit.session.cohort.code})


def _page(name: str, visit: Visit) -> str:
    session = visit.session
    kwargs = {"code": session.cohort.code, "number": session.number}
    return reverse(f"sessions:{name}", kwargs=kwargs)
