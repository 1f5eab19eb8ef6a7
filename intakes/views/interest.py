"""Expressing interest, at any time, with or without having signed in."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import proofs
from accounts.access import admits, typed_before
from accounts.models import ConsentKind
from audit import clock
from intakes import applications, interests, inviting, people
from intakes.access import own_interest, program_by_number
from intakes.forms.fields import typed
from intakes.forms.interest import InterestForm
from intakes.models import Interest
from intakes.views import apply
from programs import access, intake_dates
from programs.models import Program

PURPOSE = "intakes.interest"


@require_http_methods(["GET", "HEAD", "POST"])
@admits(access.public_program)
def express(request: HttpRequest, program: Program) -> HttpResponse:
    """The form. Signed in, it is done at once; else a code proves the address first."""
    return _express(request, program)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(program_by_number)
def express_from_mail(request: HttpRequest, program: Program) -> HttpResponse:
    """The same form at an address that names no program, for links in mails."""
    return _express(request, program)


def _express(request: HttpRequest, program: Program) -> HttpResponse:
    communities = interests.on_offer(program)
    user = request.user
    form = InterestForm(
        typed(request),
        communities=communities,
        signed_in=user.is_authenticated,
        named=user.is_authenticated and bool(user.display_name),
        initial=_known(request, program),
    )
    if request.method == "POST" and communities and form.is_valid():
        payload = _payload(program, form)
        if user.is_authenticated:
            payload["known"] = True  # their words stood in the form
            return redirect(proved(user_id=user.pk, payload=payload, at=clock.now()))
        proof = proofs.ask(
            email=form.cleaned_data["email"],
            purpose=PURPOSE,
            payload=payload,
            at=clock.now(),
            back=request.path,
        )
        return redirect("accounts:prove", token=proof.token)
    context = {
        "program": program,
        "communities": communities,
        "form": form,
        "notice": people.current_notice(clock.now()),
        "upcoming": intake_dates.next_intake(program, clock.now()),
    }
    return render(request, "intakes/interest_form.html", context)


def _known(request: HttpRequest, program: Program) -> dict[str, Any]:
    """What they typed before the code was asked for, or what we know of them."""
    if before := typed_before(request, PURPOSE):
        return dict(before["typed"])
    if not request.user.is_authenticated:
        return {}
    known = interests.known_of(request.user.pk, program.pk)
    return {**known.words, **InterestForm.starting_with(known.community_ids)}


def _payload(program: Program, form: InterestForm) -> dict[str, Any]:
    """The form as it waits for the code, fit for JSON."""
    notice = people.current_notice(clock.now())
    return {
        "program": program.pk,
        "slug": program.slug,
        "communities": form.ranked(),
        "words": form.words(),
        "display_name": form.cleaned_data.get("display_name", ""),
        "newsletter": form.cleaned_data["newsletter"],
        "notice": notice.pk if notice else None,
        "typed": form.cleaned_data,
    }


def proved(*, user_id: int, payload: dict[str, Any], at: datetime) -> str:
    """The address is theirs: join the pool, and see what it says there."""
    consents = [ConsentKind.COLLECTION]
    if payload["newsletter"]:
        consents.append(ConsentKind.NEWSLETTER)
    try:
        said = interests.express(
            person_id=user_id,
            program_id=payload["program"],
            community_ids=payload["communities"],
            display_name=payload["display_name"],
            consents=consents,
            notice_id=payload["notice"],
            known=payload.get("known", False),
            at=at,
            by=user_id,
            **payload["words"],
        )
    except interests.CannotExpress:  # what was chosen is not on offer any more
        return reverse("intakes:interest", kwargs={"slug": payload["slug"]})
    address = reverse("intakes:my_interest", kwargs={"pk": said.interest.pk})
    return f"{address}?said={'again' if said.again else 'new'}"


@require_safe
@admits(own_interest)
def mine(request: HttpRequest, interest: Interest) -> HttpResponse:
    """What they said, and how to change it or take it back."""
    context = {
        "interest": interest,
        "choices": interests.choices_of(interest),
        "stands": interests.stands(interest),
        "said": request.GET.get("said"),
        "upcoming": intake_dates.next_intake(interest.program, clock.now()),
        "open_now": inviting.open_to(interest, clock.now()),
    }
    return render(request, "intakes/interest.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_interest)
def apply_now(request: HttpRequest, interest: Interest) -> HttpResponse:
    """From the mail "it is open now" to a form with their words in it. A POST begins it."""
    at = clock.now()
    intake = inviting.open_to(interest, at)
    if intake and (
        request.method == "POST" or applications.standing_in(interest.person_id, intake.pk)
    ):
        begun = {"intake": intake.pk, "slug": interest.program.slug, "typed": {}}
        return redirect(apply.proved(user_id=interest.person_id, payload=begun, at=at))
    context = {
        "interest": interest,
        "intake": intake,
        "program": interest.program,
        "chosen": interests.offered_in(interest, intake) if intake else [],
        "upcoming": intake_dates.next_intake(interest.program, at),
    }
    return render(request, "intakes/apply_now.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(own_interest)
def withdraw(request: HttpRequest, interest: Interest) -> HttpResponse:
    """Ask once, then take it back."""
    if request.method == "POST":
        interests.withdraw(interest_id=interest.pk, at=clock.now(), by=interest.person_id)
        messages.success(request, _("You are out of the pool. You are welcome back at any time."))
        return redirect("intakes:my_interest", pk=interest.pk)
    return render(request, "intakes/interest_withdraw.html", {"interest": interest})
