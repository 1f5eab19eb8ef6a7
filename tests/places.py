"""Every page of the site that can be looked at, with somebody who may look at it.

    for place in places(world): client or browser as place.who (None: a visitor), place.path

`own` pages are drawn by our templates alone; at the desk, unfold's take part. A page that is
missing here fails tests/pages/test_places.py, unless NOT_LOOKED_AT says why.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from accounts import proofs
from notices.models import Notice
from tests import between
from tests import planned as run_sheet
from tests.sessions import hosted
from tests.world import World

IN_THE_MIDDLE = "opens in the middle of signing in, see FLOWS in tests/browser/test_axe.py"
IN_THE_DEMO = "in the demo alone, see FLOWS in tests/browser/test_axe.py"
# Pages that have no look of their own, or cannot be opened without doing something first.
NOT_LOOKED_AT = {
    "healthz": "plain text",
    "readyz": "plain text",
    "programs:communities": "the same page as programs:programs",
    "sessions:feed": "a calendar, see tests/sessions/test_calendar_views.py",
    "sessions:one-date": "a file",
    "sessions:certificate": "looked at in tests/browser/test_calendars.py",
    "sessions:certificate-file": "a PDF",
    "sessions:calendar-address": "POST alone; it answers with the page and the address",
    "sessions:calendar-address-end": "POST alone",
    "sessions:calendar-mail": "POST alone",
    "sessions:join": "POST alone; it answers with the session's page",
    "sessions:apology": "POST alone",
    "sessions:take-back": "POST alone",
    "sessions:check-in": "POST alone; it answers with the session's page",
    "sessions:ask": "POST alone; it answers with the session's page",
    "sessions:taking-part": "POST alone",
    "sessions:leave-as-it-is": "POST alone",
    "sessions:runsheet-start": "POST alone",
    "sessions:runsheet-order": "POST alone",
    "sessions:runsheet-put": "POST alone",
    "sessions:runsheet-lead": "POST alone",
    "sessions:runsheet-withdraw": "POST alone",
    "sessions:runsheet-country": "POST alone",
    "sessions:exercise-retire": "POST alone",
    "sessions:action": "POST alone",
    "sessions:win-out": "POST alone",
    "sessions:debrief-taken": "POST alone",
    "sessions:board-mute": "POST alone",
    "sessions:passing-agree": "POST alone",
    "sessions:passing-end": "POST alone",
    "sessions:resource-file": "a file",
    "sessions:library-file": "a file",
    "sessions:live-act": "POST alone",
    "sessions:live-item": "POST alone",
    "notices:letter": "a file of the local mail, see tests/notices",
    "demo:cards": IN_THE_DEMO,
    "demo:enter": "POST alone",
    "demo:clock": "POST alone",
    "demo:afresh": IN_THE_DEMO,
    "demo:tour": "POST alone",
    "programs:begin": "POST alone",
    "programs:load_ready_made": "POST alone",
    "programs:coordinate": "POST alone",
    "programs:open_cohorts": "POST alone",
    "programs:invite": "POST alone",
    "programs:publish": "POST alone",
    "accounts:invitation": IN_THE_MIDDLE,
    "intakes:copy": "POST alone",
    "intakes:support_answer": "its link is made anew each time, see tests/browser/test_interest.py",
    "programs:brief_pdf": "a PDF, see tests/programs",
    "intakes:rejoin": "POST alone",
    "pages:held_copy": "POST alone, a file",
    "pages:held_consent": "POST alone",
    "pages:held_take_back": "POST alone",
    "intakes:give_up": "POST alone",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "answers a script",
    "mfa_reauthenticate_webauthn": "answers a script",
    "account_confirm_login_code": IN_THE_MIDDLE,
    "account_confirm_password_reset_code": IN_THE_MIDDLE,
    "account_complete_password_reset": IN_THE_MIDDLE,
    "account_password_reset_completed": IN_THE_MIDDLE,
    "account_email_verification_sent": IN_THE_MIDDLE,
    "mfa_authenticate": IN_THE_MIDDLE,
    "account_inactive": "nobody can be led here: an inactive account signs in nowhere",
    "account_reauthenticate": "looked at as mfa_reauthenticate, the same template",
}


STEPS = ("about", "wishes", "hopes", "further", "apart", "review")


@dataclass(frozen=True)
class Place:
    """One page, and who looks at it."""

    name: str
    who: str | None
    path: str
    own: bool = True

    def __str__(self) -> str:
        return f"{self.name} as {self.who or 'visitor'}"


def places(world: World) -> list[Place]:
    """All of them, as the world stands."""
    return [*public(world), *personal(world), *desk(world)]


def public(world: World) -> list[Place]:
    """What a visitor may read."""
    proof = proofs.ask(
        email="newcomer@example.org", purpose="intakes.interest", payload={}, at=world.at
    )
    found: list[tuple[str, dict[str, Any]]] = [
        ("pages:home", {}),
        ("pages:about", {}),
        ("pages:safety", {}),
        ("pages:accessibility", {}),
        ("pages:privacy", {}),
        ("pages:look", {}),
        ("programs:programs", {}),
        ("sessions:library", {}),
        ("programs:program", {"slug": "together"}),
        ("programs:community", {"slug": "together", "community": "schools"}),
        ("programs:brief", {"slug": "together"}),
        ("intakes:interest", {"slug": "together"}),
        ("intakes:interest_again", {"number": world.programs["here"].pk}),
        ("intakes:apply", {"slug": "together"}),
        ("accounts:prove", {"token": proof.token}),
        ("notices:mailroom", {}),
        ("account_login", {}),
        ("account_request_login_code", {}),
        ("account_reset_password", {}),
        ("account_signup", {}),
    ]
    return [Place(name, None, reverse(name, kwargs=kwargs)) for name, kwargs in found]


def between_sessions(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """The board, the shelf, and who people are."""
    code = {"code": world.cohorts["meeting"].code}
    asked, reply = between.asked(world), between.a_reply(world)
    resource, post = {**code, "pk": asked.resource_id}, {**code, "pk": reply.post_id}
    between.in_the_library(world)
    return [
        *(("sessions:board", who, code) for who in ("member", "facilitator", "coordinator")),
        ("sessions:post-write", "member", code),
        *(("sessions:post", who, post) for who in ("member", "coordinator")),
        *((f"sessions:post-{act}", "member", post) for act in ("change", "out")),
        *(
            (f"sessions:reply-{act}", "member", {**code, "pk": reply.pk})
            for act in ("change", "out")
        ),
        ("sessions:introductions", "member", code),
        *(("sessions:resources", who, code) for who in ("member", "coordinator")),
        ("sessions:resource-add", "member", code),
        *(("sessions:resource", who, resource) for who in ("member", "facilitator")),
        *((f"sessions:resource-{act}", "member", resource) for act in ("change", "back", "pass")),
        ("sessions:resource-strike", "facilitator", resource),
    ]


def hosting(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """Hosts, guests, and what is booked for a session in a room."""
    code = {"code": world.cohorts["meeting"].code}
    room = {**code, "number": hosted.NUMBER}
    hosted.something_to_book(world)
    guest, young = hosted.a_guest(world).pk, hosted.a_young_guest(world).pk
    view = hosted.a_view(world).pk
    hosted.a_turn(world)
    return [
        *(("sessions:hosts", who, code) for who in ("member", "facilitator")),
        ("sessions:host-take", "host", room),
        ("sessions:host-give-back", "member", room),
        ("sessions:host-assign", "facilitator", room),
        ("sessions:hosting", "member", room),
        ("sessions:venue", "member", room),
        ("sessions:session", "facilitator", room),
        *((f"sessions:{page}", "facilitator", room) for page in ("arrange", "prepare", "views")),
        ("sessions:view-withdraw", "facilitator", {**room, "pk": view}),
        *((f"sessions:{page}", "facilitator", room) for page in ("guests", "guest-invite")),
        ("sessions:guest-young", "facilitator", room),
        *(
            (f"sessions:guest{act}", "facilitator", {**room, "pk": guest})
            for act in ("", "-replace", "-cancel")
        ),
        ("sessions:guest-consent", "facilitator", {**room, "pk": young}),
        ("sessions:guest-checks", "coordinator", {**room, "pk": young}),
        *((f"sessions:visit{act}", "guest", {"pk": guest}) for act in ("", "-decline")),
    ]


def planning(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """Run-sheets, and what stays of a session."""
    code = {"code": world.cohorts["meeting"].code}
    here = {**code, "number": run_sheet.NUMBER}
    item, asked = run_sheet.an_item(world), run_sheet.a_proposal(world)
    offered, note = run_sheet.an_offer(world), run_sheet.a_note(world)
    run_sheet.an_action(world), run_sheet.a_win(world), run_sheet.a_debrief(world)
    run_sheet.an_exercise(world)
    everybody = ("member", "host", "facilitator", "coordinator")
    return [
        *(("sessions:runsheet", who, here) for who in everybody),
        ("sessions:runsheet", "facilitator", {**code, "number": 4}),
        ("sessions:runsheet-paper", "facilitator", here),
        *(
            (f"sessions:runsheet-{page}", "facilitator", here)
            for page in ("setting", "template", "item-new", "exercises")
        ),
        ("sessions:runsheet-item", "facilitator", {**here, "item_id": item.pk}),
        ("sessions:runsheet-answer", "facilitator", {**here, "item_id": asked.pk}),
        ("sessions:runsheet-offer", "facilitator", {**here, "offer_id": offered.pk}),
        ("sessions:runsheet-propose", "member", here),
        *(("sessions:agendas", who, code) for who in ("member", "facilitator")),
        ("sessions:exercises", "member", code),
        ("sessions:exercise-new", "facilitator", code),
        *(("sessions:afterwards", who, here) for who in ("member", "facilitator")),
        ("sessions:note", "facilitator", {**here, "note_id": note.pk}),
        ("sessions:debrief", "facilitator", here),
    ]


def in_a_room(world: World) -> dict[str, Any]:
    """A session that meets face to face."""
    held = world.sessions[4]
    type(held).objects.filter(pk=held.pk).update(mode="in_person")
    return {"code": world.cohorts["meeting"].code, "number": 4}


def personal(world: World) -> list[Place]:
    """What somebody signed in may read."""
    code = world.cohorts["meeting"].code
    held, drafted = world.offers["holder"], world.applications["drafting"]
    waiting = world.applications["waiting"]
    found: list[tuple[str, str, dict[str, Any]]] = [
        ("pages:next", "stranger", {}),
        ("pages:next", "member", {}),
        ("pages:next", "holder", {}),
        ("pages:next", "facilitator", {}),
        ("pages:next", "coordinator", {}),
        ("pages:cohorts", "stranger", {}),
        ("pages:cohorts", "facilitator", {}),
        ("pages:cohort", "member", {"code": code}),
        ("pages:cohort", "guest", {"code": code}),
        ("pages:cohort", "facilitator", {"code": code}),
        ("pages:cohort", "coordinator", {"code": code}),
        ("sessions:session", "member", {"code": code, "number": 3}),
        ("sessions:session", "member", {"code": code, "number": 5}),
        ("sessions:session", "facilitator", {"code": code, "number": 3}),
        ("sessions:list", "facilitator", {"code": code, "number": 2}),
        ("sessions:try", "member", {"code": code, "number": 5}),
        ("sessions:session", "member", in_a_room(world)),
        ("sessions:arrivals", "host", in_a_room(world)),
        ("sessions:poster", "facilitator", in_a_room(world)),
        ("sessions:reach", "facilitator", {"code": code, "number": 3}),
        *(("sessions:attendance", who, {"code": code}) for who in ("member", "facilitator")),
        ("sessions:policy", "facilitator", {"code": code}),
        ("sessions:live", "member", {"code": code, "number": 3}),
        ("sessions:live", "facilitator", {"code": code, "number": 3}),
        ("sessions:live-add", "facilitator", {"code": code, "number": 3}),
        ("sessions:live-private", "facilitator", {"code": code, "number": 3}),
        ("sessions:live-projector", "member", {"code": code, "number": 3}),
        ("sessions:live-tension", "facilitator", {"code": code, "number": 3}),
        ("intakes:my_interest", "interested", {"pk": world.interest.pk}),
        ("intakes:withdraw_interest", "interested", {"pk": world.interest.pk}),
        ("intakes:apply_now", "interested", {"pk": world.interest.pk}),
        ("intakes:support", "applicant", {"pk": world.applications["applicant"].pk}),
        ("intakes:application", "applicant", {"pk": world.applications["applicant"].pk}),
        ("intakes:application", "unsuccessful", {"pk": world.applications["unsuccessful"].pk}),
        ("intakes:application", "waiting", {"pk": waiting.pk}),
        *(("intakes:step", "drafting", {"pk": drafted.pk, "step": n}) for n in STEPS),
        ("intakes:withdraw", "applicant", {"pk": world.applications["applicant"].pk}),
        (
            "intakes:leave_list",
            "waiting",
            {"pk": waiting.pk, "candidacy": waiting.candidacies.get().pk},
        ),
        ("intakes:roll_over", "asked", {"pk": world.applications["asked"].pk}),
        ("intakes:application", "asked", {"pk": world.applications["asked"].pk}),
        ("intakes:offer", "holder", {"pk": held.pk}),
        ("intakes:offer", "declined", {"pk": world.offers["declined"].pk}),
        ("intakes:offer", "expired", {"pk": world.offers["expired"].pk}),
        ("intakes:decline", "holder", {"pk": held.pk}),
        ("notices:letters", "holder", {}),
        ("notices:one_letter", "holder", {"pk": Notice.objects.get(key="world:0").pk}),
        ("programs:profile", "facilitator", {}),
        ("programs:own_mail", "member", {}),
        ("accounts:profile", "member", {}),
        ("accounts:safe_contact", "member", {}),
        ("sessions:calendar", "member", {}),
        ("sessions:hours", "member", {}),
        ("sessions:nudge", "member", {}),
        ("sessions:introduction", "member", {}),
        *between_sessions(world),
        *planning(world),
        *hosting(world),
        ("pages:held", "member", {}),
        ("pages:held_correct", "member", {}),
        ("pages:held_erase", "member", {}),
        ("accounts:access_need", "member", {}),
        ("accounts:security", "member", {}),
        ("accounts:second_factor", "member", {}),
        ("account_email", "member", {}),
        ("account_logout", "member", {}),
        ("account_change_password", "completed", {}),
        ("account_set_password", "member", {}),
        ("mfa_index", "member", {}),
        ("mfa_index", "facilitator", {}),
        ("mfa_activate_totp", "member", {}),
        ("mfa_add_webauthn", "member", {}),
        ("mfa_list_webauthn", "facilitator", {}),
        ("mfa_reauthenticate", "facilitator", {}),
        ("mfa_view_recovery_codes", "lead", {}),
        ("mfa_generate_recovery_codes", "lead", {}),
        ("mfa_deactivate_totp", "funder", {}),
        ("mfa_edit_webauthn", "lead", {"pk": world.passkey.pk}),
        ("mfa_remove_webauthn", "lead", {"pk": world.passkey.pk}),
        ("programs:setup", "keeper", {}),
        ("usersessions_list", "member", {}),
    ]
    return [Place(name, who, reverse(name, kwargs=kwargs)) for name, who, kwargs in found]


def desk(world: World) -> list[Place]:
    """Today, and each list of the desk with the first thing on it."""
    pages = [Place("admin:index", "coordinator", reverse("admin:index"), own=False)]
    pages += on_the_phone(world)
    for model, shown in sorted(admin.site._registry.items(), key=lambda item: str(item[0])):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        who, request = _who_sees(world, shown)
        first = shown.get_queryset(request).order_by("pk").first()
        paths = {"changelist": reverse(f"{name}_changelist")}
        if first is not None:
            paths["change"] = reverse(f"{name}_change", args=[first.pk])
        if shown.has_add_permission(request):
            paths["add"] = reverse(f"{name}_add")
        pages += [Place(f"{name}_{kind}", who, path, own=False) for kind, path in paths.items()]
    return pages


def on_the_phone(world: World) -> list[Place]:
    """The desk's pages about people, calls and words, which gather from every app."""
    here, holder = world.programs["here"].pk, world.people["holder"].pk
    found: list[tuple[str, list[Any], str]] = [
        ("find_person", [], "?q=robin"),
        ("person_page", [holder], ""),
        ("call_list", [], ""),
        ("message", [], ""),
        ("letter_texts", [], ""),
        ("letter_text", [here, "intakes.offer"], ""),
        ("diary", [], ""),
        ("next_year", [], ""),
        ("next_year_of", [here], ""),
        ("diary", [], "?view=list"),
        ("reminders", [], ""),
        ("reminder", [here, "sessions.reminder"], ""),
        ("programs_program_calendar", [here], ""),
        ("cop_sessions_schedule_plan", [world.cohorts["meeting"].pk], ""),
        ("cop_sessions_session_shift", [world.sessions[4].pk], ""),
    ]
    return [
        Place(f"admin:{name}", "coordinator", f"{reverse(f'admin:{name}', args=args)}{more}", False)
        for name, args, more in found
    ]


def _who_sees(world: World, shown: Any) -> tuple[str, Any]:
    """A coordinator, or who keeps the site for what is theirs alone."""
    request = RequestFactory().get("/")
    for who in ("coordinator", "keeper"):
        request.user = world.people[who]
        if shown.has_view_permission(request):
            break
    return who, request
