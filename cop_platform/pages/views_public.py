"""The site's own public pages: what this is, and how to be safe here. No database is asked,
except on somebody's own machine, whose empty site begins with its set-up."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import Visitor, admits, anyone
from programs import founding


@require_safe
@admits(anyone)
def home(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The first page."""
    if settings.LOCAL and not settings.DEMO and founding.nobody_yet():
        return redirect("programs:begin")
    return render(request, "pages/home.html")


@require_safe
@admits(anyone)
def about(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What a community of practice is."""
    return render(request, "pages/about.html")


@require_safe
@admits(anyone)
def safety(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Staying safe here: what Quick exit does, and what it cannot do."""
    return render(request, "pages/safety.html")


@require_safe
@admits(anyone)
def accessibility(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What we hold ourselves to, and what is not there yet."""
    return render(request, "pages/accessibility.html")


@require_safe
@admits(anyone)
def privacy(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What the site keeps, who sees it, and what can be asked of us."""
    return render(request, "pages/privacy.html")
