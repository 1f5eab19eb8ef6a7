"""Guests of a session: inviting them, their brief, and what keeps young guests safe."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import admits
from audit import clock
from programs import grants
from sessions import access
from sessions.access import Visit
from sessions.forms.guests import BRIEF, BriefForm, ConsentForm, GuestForm, WhoForm, YoungForm
from sessions.hosting import guests, venues, visitors, young_guests
from sessions.hosting.guests import CannotInvite
from sessions.models import GuestVisit
from sessions.views.asking import Asked, Yes, ask, posted

FORM = ["GET", "HEAD", "POST"]
WHO = ("name", "email", "position")


@require_safe
@admits(access.preparer)
def guest_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who is invited to a session, and whether the cohort has agreed to guests."""
    session, at = visit.session, visit.at
    context = {
        "session": session,
        "guests": guests.of(session.pk),
        "why_not": guests.why_not(session.cohort_id, at),
        "why_no_young": guests.why_not(session.cohort_id, at, grants.UNDER_18),
        "coordinates": access.coordinates(visit),
    }
    return render(request, "sessions/guests.html", context)


@require_http_methods(FORM)
@admits(access.preparer)
def invite(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Invite a guest, with what they are told."""
    form = GuestForm(posted(request))
    asked = _asked(
        visit,
        _("Invite a guest"),
        _("Invite them"),
        _("They get a mail with a link. When they accept, your cohort is told that a guest comes."),
    )
    return ask(
        request,
        asked,
        form,
        lambda: guests.invite(
            session_id=visit.session.pk,
            **{name: form.cleaned_data[name] for name in WHO},
            brief=form.brief(),
            by=visit.user.pk,
            at=visit.at,
        ),
        refusals=(CannotInvite,),
        done=_("The invitation is on its way."),
    )


@require_http_methods(FORM)
@admits(access.preparer)
def invite_young(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Prepare the visit of somebody under 18."""
    form = YoungForm(posted(request))
    asked = _asked(
        visit,
        _("A young guest"),
        _("Prepare the visit"),
        _(
            "They come with a supporter, once a guardian has consented and the coordinator has "
            "confirmed the checks. We keep neither name nor address of theirs, and every mail "
            "goes to the supporter."
        ),
    )
    return ask(
        request,
        asked,
        form,
        lambda: young_guests.prepare(
            session_id=visit.session.pk,
            supporter=form.supporter(),
            brief=form.brief(),
            by=visit.user.pk,
            at=visit.at,
        ),
        refusals=(CannotInvite,),
        done=_("Prepared. It waits for consent and checks."),
    )


@require_http_methods(FORM)
@admits(access.preparer)
def brief(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What a guest is told."""
    guest = _guest(visit, pk)
    initial = {name: getattr(guest, name) for name in BRIEF}
    form = BriefForm(posted(request), initial=initial)
    asked = _asked(visit, _("What this guest is told"), _("Keep it"), _("They hear of a change."))
    return ask(
        request,
        asked,
        form,
        lambda: guests.change_brief(
            visit_id=guest.pk, brief=form.brief(), by=visit.user.pk, at=visit.at
        ),
        refusals=(CannotInvite,),
    )


@require_http_methods(FORM)
@admits(access.preparer)
def replace(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Invite somebody else in a guest's stead, with the same brief."""
    guest = _guest(visit, pk, under_18=False)
    form = WhoForm(posted(request))
    asked = _asked(
        visit,
        _("Invite somebody else instead"),
        _("Invite them instead"),
        _("The first visit is called off and that guest is told. The brief stays as it is."),
    )
    return ask(
        request,
        asked,
        form,
        lambda: guests.replace(
            visit_id=guest.pk, by=visit.user.pk, at=visit.at, **form.cleaned_data
        ),
        refusals=(CannotInvite,),
        done=_("The new invitation is on its way."),
    )


@require_http_methods(FORM)
@admits(access.preparer)
def cancel(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Call a visit off."""
    guest = _guest(visit, pk)
    asked = _asked(
        visit,
        _("Call this visit off?"),
        _("Call it off"),
        _("The supporter is told.") if guest.under_18 else _("The guest is told."),
        danger=True,
    )
    return ask(
        request,
        asked,
        Yes(posted(request)),
        lambda: guests.cancel(visit_id=guest.pk, by=visit.user.pk, at=visit.at),
        refusals=(),
        done=_("The visit is called off."),
    )


@require_http_methods(FORM)
@admits(access.preparer)
def consent(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Record a guardian's consent."""
    guest = _guest(visit, pk, under_18=True)
    form = ConsentForm(posted(request))
    asked = _asked(
        visit,
        _("A guardian has consented"),
        _("Record it"),
        _("That they did, when and how: no name. Keep a paper where your organisation keeps it."),
    )
    return ask(
        request,
        asked,
        form,
        lambda: young_guests.record_consent(
            visit_id=guest.pk, by=visit.user.pk, at=visit.at, **form.cleaned_data
        ),
        refusals=(CannotInvite,),
    )


@require_http_methods(FORM)
@admits(access.coordinator)
def checks(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Confirm, as coordinator, that the child-safe checks are done."""
    guest = _guest(visit, pk, under_18=True)
    asked = _asked(
        visit,
        _("Are the child-safe checks done?"),
        _("They are done"),
        _(
            "Everybody in the room holds the check that your law asks for, somebody is named whom "
            "a child can turn to, and nobody is ever alone with them."
        ),
    )
    return ask(
        request,
        asked,
        Yes(posted(request)),
        lambda: young_guests.confirm_checks(visit_id=guest.pk, by=visit.user.pk, at=visit.at),
        refusals=(CannotInvite,),
        done=_("Confirmed."),
    )


@require_safe
@admits(access.own_visit)
def own(request: HttpRequest, visit: GuestVisit) -> HttpResponse:
    """A guest's own page: their time, the way in, what is expected, whom to call."""
    at, venue = clock.now(), venues.of(visit.session_id)
    context = {
        "visit": visit,
        "venue": venue,
        "venue_access": venues.access_of(venue) if venue else [],
        "session": visit.session,
        "is_near": visitors.is_near(visit.session, at),
        "is_over": visit.session.ends_at <= at,
    }
    return render(request, "sessions/visit.html", context)


@require_http_methods(FORM)
@admits(access.own_visit)
def stay_away(request: HttpRequest, visit: GuestVisit) -> HttpResponse:
    """A guest can't come after all."""
    asked = Asked(
        title=_("Your visit"),
        heading=_("You can't come after all?"),
        lead=_("The facilitators are told at once. Nobody asks why."),
        label=_("I can't come"),
        back=reverse("sessions:visit", kwargs={"pk": visit.pk}),
        danger=True,
        more={"session": visit.session},
    )
    return ask(
        request,
        asked,
        Yes(posted(request)),
        lambda: guests.decline(visit_id=visit.pk, by=visit.user_id or 0, at=clock.now()),
        refusals=(),
        done=_("Thank you for saying so. The facilitators are told."),
        then=reverse("pages:next"),
    )


def _guest(visit: Visit, pk: int, *, under_18: bool | None = None) -> GuestVisit:
    """A guest of this session who is invited or comes; else there is nothing here."""
    for guest in guests.of(visit.session.pk):
        if guest.pk == pk and under_18 in (None, guest.under_18):
            return guest
    raise Http404


def _asked(visit: Visit, heading: str, label: str, lead: str = "", **more: Any) -> Asked:
    session = visit.session
    kwargs = {"code": session.cohort.code, "number": session.number}
    return Asked(
        title=_("Guests"),
        heading=heading,
        lead=lead,
        label=label,
        back=reverse("sessions:guests", kwargs=kwargs),
        more={"session": session},
        **more,
    )
