"""The page on which a code proves an address, and what follows: the account, signing in."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import invitations, proofs
from accounts.access import Visitor, admits, asked_here, open_to_visitors, remember_asking
from accounts.forms import CodeForm
from accounts.models import Invitation, Proof, User
from audit import clock


@open_to_visitors
def holder(user: Visitor, token: str) -> Proof:
    """Whoever knows the token; its words are shown to the browser that asked, to no other."""
    try:
        return proofs.find(token)
    except proofs.NoSuchProof:
        raise Http404 from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@admits(holder)
def prove(request: HttpRequest, proof: Proof) -> HttpResponse:
    """Type the code, ask for another one, or finish what a second factor interrupted."""
    if proofs.claim(token=proof.token, at=clock.now()):
        remember_asking(request, proof.token)
    if request.method == "POST" and "resend" in request.POST:
        return _resend(request, proof)
    if request.method == "POST" and "finish" in request.POST:
        return _finish(request, proof)
    if proof.used_at and request.method != "POST":
        return redirect(proof.answer)
    if request.method != "POST":
        return _page(request, proof, CodeForm())
    return _try(request, proof)


def _page(request: HttpRequest, proof: Proof, form: CodeForm) -> HttpResponse:
    here = asked_here(request, proof.token)
    context: dict[str, Any] = {
        "form": form,
        "proof": proof,
        "address": proof.email if here else "",
        "back": f"{proof.back}?again={proof.token}" if here and proof.back else "",
        "mail_page": reverse("notices:mailroom") if settings.LOCAL_MAIL else "",
        "finishes": _is_theirs(request, proof),
    }
    return render(request, "accounts/prove.html", context)


def _is_theirs(request: HttpRequest, proof: Proof) -> bool:
    return proof.proved_at is not None and request.user.pk == proof.user_id


def _resend(request: HttpRequest, proof: Proof) -> HttpResponse:
    proofs.resend(token=proof.token, at=clock.now())
    messages.success(
        request,
        _("If another code may leave, it is on its way. The newest one is the one that works."),
    )
    return redirect("accounts:prove", token=proof.token)


def _try(request: HttpRequest, proof: Proof) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            proof = proofs.prove(token=proof.token, code=form.cleaned_data["code"], at=clock.now())
        except proofs.CodeRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            return _enter(request, proof)
    return _page(request, proof, form)


def _enter(request: HttpRequest, proof: Proof) -> HttpResponse:
    """Sign in, as far as allauth lets one: a second factor comes before anything is done."""
    if not _is_theirs(request, proof):
        response = sign_in(
            request,
            proof.user,
            email=proof.email,
            then=reverse("accounts:prove", kwargs={"token": proof.token}),
        )
        if request.user.pk != proof.user_id:
            return response
    return _finish(request, proof)


def _finish(request: HttpRequest, proof: Proof) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    try:
        answer = proofs.finish(token=proof.token, user_id=request.user.pk, at=clock.now())
    except proofs.NoSuchProof:
        raise Http404 from None
    return redirect(answer)


@open_to_visitors
def invited(user: Visitor, token: str) -> tuple[Invitation, str]:
    """Whoever has the link: it was sent to one mailbox."""
    try:
        return invitations.find(token), token
    except invitations.NoSuchInvitation:
        raise Http404 from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@admits(invited)
def invitation(request: HttpRequest, found: tuple[Invitation, str]) -> HttpResponse:
    """Say who invites to what; accepting takes a POST."""
    invitation, token = found
    if request.method == "POST":
        try:
            return _enter(request, invitations.accept(token=token, at=clock.now()))
        except invitations.Closed:
            return redirect(invitation.answer or request.path)
    context = {
        "invitation": invitation,
        "what": invitations.describe(invitation),
        "closed": invitations.closed(invitation, at=clock.now()),
    }
    return render(request, "accounts/invitation.html", context)


def sign_in(request: HttpRequest, user: User | None, *, email: str, then: str) -> HttpResponse:
    """allauth's own way in for somebody whose address was proved just now.

    It stops at the second factor of those who have one; `then` is where they go afterwards.
    """
    record_authentication(request, user, method="code", email=email)
    response: HttpResponse = perform_login(request, user, email=email, redirect_url=then)
    return response
