"""What a person will be sent, on their own page, and what they do without."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import admits, signed_in
from accounts.models import User
from audit import clock
from notices import mutes
from programs import reminder_rules
from programs.reminders import own


@require_http_methods(["GET", "HEAD", "POST"])
@admits(signed_in)
def own_mail(request: HttpRequest, user: User) -> HttpResponse:
    """Show what is ahead. A POST mutes a kind of reminder, or wants it again; `which` names it,
    or all of them."""
    if request.method != "POST":
        return render(request, "programs/own_mail.html", {"ahead": own.of(user, clock.now())})
    try:
        names = own.names_of(request.POST.get("which", ""))
        if request.POST.get("act") == "mute":
            mutes.mute(user_id=user.pk, names=names, at=clock.now())
            messages.success(request, _("You will get none of these any more."))
        elif request.POST.get("act") == "want":
            mutes.unmute(user_id=user.pk, names=names, at=clock.now())
            messages.success(request, _("You will get these again."))
    except (reminder_rules.UnknownTrigger, mutes.CannotMute):
        messages.warning(request, _("This one always comes: you need to hear of it."))
    return redirect("programs:own_mail")
