"""The facilitator's own profile."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import admits
from accounts.models import User
from audit import clock
from programs import access, facilitators
from programs.facilitators import ASKED
from programs.forms.profile import ProfileForm


@require_http_methods(["GET", "HEAD", "POST"])
@admits(access.any_facilitator)
def profile(request: HttpRequest, user: User) -> HttpResponse:
    """Show it, and write it anew."""
    known = facilitators.profile_of(user.pk)
    said = {name: getattr(known, name) for name in (*ASKED, "about")} if known else {}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        facilitators.describe(user_id=user.pk, by=user.pk, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Thank you. That is how you facilitate, then."))
        return redirect("programs:profile")
    return render(request, "programs/profile.html", {"form": form, "known": known})
