"""What is the person's own: the name others see, the safe way to reach them, what they need."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access_needs, profiles, safe_contacts
from accounts.access import admits, signed_in
from accounts.forms import AccessNeedForm, OwnContactForm, ProfileForm
from accounts.models import User
from audit import clock

read_and_write = require_http_methods(["GET", "HEAD", "POST"])


@read_and_write
@admits(signed_in)
def profile(request: HttpRequest, user: User) -> HttpResponse:
    """Name, pronouns, time zone, language."""
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=_said(user))
    if form.is_valid():
        profiles.change(user_id=user.pk, by=user.pk, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Kept. This is how others see you now."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@read_and_write
@admits(signed_in)
def safe_contact(request: HttpRequest, user: User) -> HttpResponse:
    """How they may be reached."""
    given = request.POST if request.method == "POST" else None
    form = OwnContactForm(given, initial=_said(safe_contacts.of(user.pk)))
    if form.is_valid():
        try:
            safe_contacts.change(user_id=user.pk, by=user.pk, at=clock.now(), **form.cleaned_data)
        except safe_contacts.NeedsANumber as refusal:
            form.add_error("phone", str(refusal))
        else:
            messages.success(request, _("Kept. We reach you this way and no other."))
            return redirect("accounts:safe_contact")
    return render(request, "accounts/safe_contact.html", {"form": form})


@read_and_write
@admits(signed_in)
def access_need(request: HttpRequest, user: User) -> HttpResponse:
    """What they need to take part: kept apart, shown to nobody else."""
    given = request.POST if request.method == "POST" else None
    if given and "remove" in given:
        access_needs.forget(user_id=user.pk, by=user.pk, at=clock.now())
        messages.success(request, _("Removed. Nothing of it is kept."))
        return redirect("accounts:access_need")
    need = access_needs.of(user.pk)
    form = AccessNeedForm(given, initial=_said(need))
    if form.is_valid():
        access_needs.change(user_id=user.pk, by=user.pk, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Kept, for your eyes."))
        return redirect("accounts:access_need")
    return render(request, "accounts/access_need.html", {"form": form, "kept": bool(need.pk)})


def _said(obj: Any) -> dict[str, Any]:
    """What stands there so far, for the form."""
    return {field.name: getattr(obj, field.attname) for field in obj._meta.concrete_fields}
