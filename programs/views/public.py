"""The public pages of programs and their communities."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import Visitor, admits, anyone
from audit import clock
from programs import access, brochures
from programs.models import Community, Program
from programs.views.keeping import keep

COMMUNITIES_A_PAGE = 24
PROGRAMS_A_PAGE = 20


@require_safe
@keep
@admits(anyone)
def programs(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The programs that run; where there is one alone, its own page."""
    running = Paginator(brochures.running_programs(), PROGRAMS_A_PAGE)
    if running.count == 1:
        return redirect("programs:program", slug=running.page(1)[0].slug)
    page = running.get_page(request.GET.get("page"))
    calls = brochures.calls_of(page.object_list, clock.now())
    context = {"page": page, "calls": [(program, calls[program.pk]) for program in page]}
    return render(request, "programs/programs.html", context)


@require_safe
@keep
@admits(access.public_program)
def program(request: HttpRequest, found: Program) -> HttpResponse:
    """One program: what it is, its communities, what it asks, and the one thing to do."""
    communities = Paginator(found.communities.public(), COMMUNITIES_A_PAGE)
    context = {
        "brochure": brochures.of(found, clock.now()),
        "page": communities.get_page(request.GET.get("page")),
    }
    return render(request, "programs/program.html", context)


@require_safe
@keep
@admits(access.public_community)
def community(request: HttpRequest, found: Community) -> HttpResponse:
    """One community: who it is for, what it gives and asks, and the one thing to do."""
    brochure = brochures.of(found.program, clock.now(), found)
    return render(request, "programs/community.html", {"brochure": brochure, "community": found})
