"""Every address of the site, and who gets what there. tests/test_doors.py holds the site to it.

A new address needs a line; the failing test says which. `get` and `post` are what roles get
(post: with an empty form). Roles that are not named find nothing (404); visitors are asked to
sign in. For `{EVERYBODY: ...}` both are named.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts import data_requests
from accounts.models import ConsentKind, ConsentRecord, DataRequest
from intakes import letters, support
from intakes.models import Round
from notices.models import Message, Notice
from sessions.feeds import addresses
from sessions.models import Attendance, Presence
from tests import between as between_sessions
from tests import planned as run_sheet
from tests.doors import EVERYBODY, SIGNED_IN, Door, Roles, Scene, Values
from tests.sessions import hosted as hosted_room
from tests.world import World


def only(*roles: str) -> Roles:
    return frozenset(roles)


VISITORS = only("visitor")
DESK = only("coordinator", "foreign_coordinator", "lead", "admin")
OWN_DESK = DESK - {"foreign_coordinator"}
READ = DESK | {"reviewer"}
OWN_READ = OWN_DESK | {"reviewer"}
STAFF = READ | {"facilitator", "foreign_facilitator"}  # who hold a second factor
HAVE_FACTOR = STAFF | {"funder"}
NO_FACTOR = SIGNED_IN - HAVE_FACTOR
IN_THE_ROOM = only("member", "host", "guest", "facilitator")
BELONG = IN_THE_ROOM | OWN_DESK
KEEP_THE_DOOR = only("host", "facilitator")
# One cohort, whose page is theirs; who has several gets a list.
HAVE_A_COHORT = (IN_THE_ROOM | {"member_elsewhere", "foreign_facilitator"}) - {"facilitator"}
OUT = EVERYBODY - DESK
NOBODY = {EVERYBODY: "404"}
PUBLIC = {EVERYBODY: "200"}
NO_SUCH_METHOD = {EVERYBODY: "405"}

GROUPS = {
    "EVERYBODY": EVERYBODY,
    "SIGNED_IN": SIGNED_IN,
    "VISITORS": VISITORS,
    "DESK": DESK,
    "OWN_DESK": OWN_DESK,
    "READ": READ,
    "OWN_READ": OWN_READ,
    "STAFF": STAFF,
    "HAVE_FACTOR": HAVE_FACTOR,
    "NO_FACTOR": NO_FACTOR,
    "IN_THE_ROOM": IN_THE_ROOM,
    "BELONG": BELONG,
    "HAVE_A_COHORT": HAVE_A_COHORT,
}


# -- Where things are: what stands in the route ---------------------------------------------------


def program(scene: Scene) -> Values:
    return {"slug": scene.world.programs["here"].slug}


def community(scene: Scene) -> Values:
    return {**program(scene), "community": scene.world.communities["resistance"].slug}


def cohort(scene: Scene) -> Values:
    return {"code": scene.world.cohorts["meeting"].code}


def session(scene: Scene) -> Values:
    return {**cohort(scene), "number": 3}


def in_a_room(scene: Scene) -> Values:
    """A session that meets in a room too."""
    held = scene.world.sessions[3]
    type(held).objects.filter(pk=held.pk).update(mode="hybrid")
    return session(scene)


def interest(scene: Scene) -> Values:
    return {"pk": scene.world.people["interested"].interests.get().pk}


def application(scene: Scene) -> Values:
    return {"pk": scene.world.applications["applicant"].pk}


def form_step(scene: Scene) -> Values:
    return {**application(scene), "step": "about"}


def preference(scene: Scene) -> Values:
    return {
        **application(scene),
        "candidacy": scene.world.applications["applicant"].candidacies.get().pk,
    }


def told(scene: Scene) -> Values:
    return {"pk": Notice.objects.get(key="world:0").pk}


def support_link(scene: Scene) -> Values:
    """The link in the mail to the applicant's manager."""
    applied = scene.world.applications["applicant"]
    asked = support.of(applied.pk) or support.ask(
        application_id=applied.pk,
        name="Kim",
        email="boss@example.org",
        at=scene.world.at,
        by=applied.applicant_id,
    )
    return {"token": support.token_of(asked)}


def own_hours(scene: Scene) -> Values:
    """The member's certificate: of the first session, where a facilitator confirmed the list."""
    Attendance.objects.update_or_create(
        session=scene.world.sessions[1],
        user=scene.world.people["member"],
        defaults={"presence": Presence.PRESENT, "confirmed_at": scene.world.at},
    )
    return {"program_id": scene.world.programs["here"].pk}


def own_dates(scene: Scene) -> Values:
    """The secret address of the member's dates."""
    turns = addresses.of(scene.world.people["member"].pk).turns
    return {
        "token": addresses.make(
            user_id=scene.world.people["member"].pk,
            seed="a-seed-of-twenty-signs",
            turns=turns,
            at=scene.world.at,
        )
    }


def offer(scene: Scene) -> Values:
    return {"pk": scene.world.offers["holder"].pk}


def proof(scene: Scene) -> Values:
    return {"token": scene.proof}


def invitation(scene: Scene) -> Values:
    return {"token": scene.invitation}


def passkey(scene: Scene) -> Values:
    return {"pk": scene.world.passkey.pk}


def a_consent(scene: Scene) -> Values:
    given, _new = ConsentRecord.objects.get_or_create(
        user=scene.world.people["applicant"],
        kind=ConsentKind.NEWSLETTER,
        defaults={"given_at": scene.world.at},
    )
    return {"pk": given.pk}


def asked(scene: Scene, kind: str) -> DataRequest:
    """What the applicant has asked about their data."""
    person = scene.world.people["applicant"]
    return data_requests.ask(
        person_id=person.pk, kind=kind, words="-", at=scene.world.at, by=person.pk
    )


def a_request(scene: Scene) -> Values:
    return {"pk": asked(scene, "access").pk}


def word(**values: Any) -> Callable[[Scene], Values]:
    return lambda scene: values


CIRCLE = only("member", "facilitator")
READ_THE_CIRCLE = CIRCLE | OWN_DESK
STRIKERS = READ_THE_CIRCLE - {"member"}


def between(make: Callable[[World], Any]) -> Callable[[Scene], Values]:
    """The cohort's address, and the number of what `make` makes there."""
    return lambda scene: {**cohort(scene), "pk": make(scene.world).pk}


def a_passing(scene: Scene) -> Values:
    asked_for = between_sessions.asked(scene.world)
    return {**cohort(scene), "pk": asked_for.resource_id, "passing_id": asked_for.pk}


def a_resource_that_may_go(scene: Scene) -> Values:
    between_sessions.agreed(scene.world)
    return between(between_sessions.a_link)(scene)


def shelved(scene: Scene) -> Values:
    return {"number": between_sessions.in_the_library(scene.world).pk}


MEMBERS_OWN = only("member")
BETWEEN_SESSIONS = {
    "sessions:board": Door(get={READ_THE_CIRCLE: "200"}, post="405", at=cohort),
    "sessions:board-mute": Door(get="405", post={CIRCLE: "302"}, at=cohort),
    "sessions:post-write": Door(get={CIRCLE: "200"}, post={CIRCLE: "200"}, at=cohort),
    "sessions:post": Door(
        get={READ_THE_CIRCLE: "200"}, post={CIRCLE: "200"}, at=between(between_sessions.a_post)
    ),
    "sessions:post-change": Door(
        get={MEMBERS_OWN: "200"}, post={MEMBERS_OWN: "200"}, at=between(between_sessions.a_post)
    ),
    "sessions:post-out": Door(
        get={READ_THE_CIRCLE: "200"},
        post={READ_THE_CIRCLE: "302"},
        at=between(between_sessions.a_post),
    ),
    "sessions:reply-change": Door(
        get={MEMBERS_OWN: "200"}, post={MEMBERS_OWN: "200"}, at=between(between_sessions.a_reply)
    ),
    "sessions:reply-out": Door(
        get={READ_THE_CIRCLE: "200"},
        post={READ_THE_CIRCLE: "302"},
        at=between(between_sessions.a_reply),
    ),
    "sessions:nudge": Door(get="200", post="200"),
    "sessions:introductions": Door(get={CIRCLE: "200"}, post="405", at=cohort),
    "sessions:introduction": Door(get="200", post="302"),
    "sessions:resources": Door(get={READ_THE_CIRCLE: "200"}, post="405", at=cohort),
    "sessions:resource-add": Door(get={CIRCLE: "200"}, post={CIRCLE: "200"}, at=cohort),
    "sessions:resource": Door(
        get={READ_THE_CIRCLE: "200"}, post="405", at=between(between_sessions.a_link)
    ),
    "sessions:resource-file": Door(
        get={READ_THE_CIRCLE: "200"}, post="405", at=between(between_sessions.a_file)
    ),
    "sessions:resource-change": Door(
        get={MEMBERS_OWN: "200"}, post={MEMBERS_OWN: "200"}, at=between(between_sessions.a_link)
    ),
    "sessions:resource-back": Door(
        get={MEMBERS_OWN: "200"}, post={MEMBERS_OWN: "302"}, at=between(between_sessions.a_link)
    ),
    "sessions:resource-strike": Door(
        get={STRIKERS: "200"}, post={STRIKERS: "302"}, at=between(between_sessions.a_link)
    ),
    "sessions:resource-pass": Door(
        get={CIRCLE: "200"}, post={CIRCLE: "200"}, at=a_resource_that_may_go
    ),
    "sessions:passing-agree": Door(get="405", post={MEMBERS_OWN: "302"}, at=a_passing),
    "sessions:passing-end": Door(get="405", post={READ_THE_CIRCLE: "302"}, at=a_passing),
    "sessions:library": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "sessions:library-file": Door(get=PUBLIC, post=NO_SUCH_METHOD, at=shelved),
}


# -- Hosts, guests, and what is booked ------------------------------------------------------------


def hosted(make: Callable[[World], Any]) -> Callable[[Scene], Values]:
    """The session in a room, with what `make` makes there."""

    def at(scene: Scene) -> Values:
        make(scene.world)
        return {**cohort(scene), "number": hosted_room.NUMBER}

    return at


def numbered(make: Callable[[World], Any]) -> Callable[[Scene], Values]:
    """The same, and the number of what was made."""
    return lambda scene: {**hosted(make)(scene), "pk": make(scene.world).pk}


PREPARE = only("facilitator") | OWN_DESK
TAKE_TURNS = only("member", "host") | PREPARE
ROOM, GUEST = hosted(hosted_room.a_room), numbered(hosted_room.a_guest)
YOUNG = numbered(hosted_room.a_young_guest)
HOSTING = {
    "sessions:hosts": Door(get={TAKE_TURNS: "200"}, post="405", at=cohort),
    "sessions:host-take": Door(
        get={TAKE_TURNS: "200"},
        post={only("member"): "302", TAKE_TURNS - only("member"): "200"},
        at=ROOM,
    ),
    "sessions:host-give-back": Door(
        get={only("member") | PREPARE: "200"},
        post={only("member") | PREPARE: "302"},
        at=hosted(hosted_room.a_turn),
    ),
    "sessions:host-assign": Door(get={PREPARE: "200"}, post={PREPARE: "200"}, at=ROOM),
    "sessions:hosting": Door(
        get={only("member") | PREPARE: "200"}, post="405", at=hosted(hosted_room.a_turn)
    ),
    "sessions:venue": Door(
        get={only("member") | PREPARE: "200"},
        post={only("member") | PREPARE: "200"},
        at=hosted(hosted_room.a_turn),
    ),
    "sessions:arrange": Door(get={PREPARE: "200"}, post={PREPARE: "200"}, at=ROOM),
    "sessions:prepare": Door(
        get={PREPARE: "200"}, post={PREPARE: "200"}, at=hosted(hosted_room.something_to_book)
    ),
    "sessions:views": Door(
        get={PREPARE: "200"}, post={PREPARE: "200"}, at=hosted(hosted_room.a_view)
    ),
    "sessions:view-withdraw": Door(
        get={PREPARE: "200"}, post={PREPARE: "302"}, at=numbered(hosted_room.a_view)
    ),
    "sessions:guests": Door(get={PREPARE: "200"}, post="405", at=hosted(hosted_room.a_guest)),
    "sessions:guest-invite": Door(get={PREPARE: "200"}, post={PREPARE: "200"}, at=ROOM),
    "sessions:guest-young": Door(get={PREPARE: "200"}, post={PREPARE: "200"}, at=ROOM),
    "sessions:guest": Door(get={PREPARE: "200"}, post={PREPARE: "200"}, at=GUEST),
    "sessions:guest-replace": Door(get={PREPARE: "200"}, post={PREPARE: "200"}, at=GUEST),
    "sessions:guest-cancel": Door(get={PREPARE: "200"}, post={PREPARE: "302"}, at=GUEST),
    "sessions:guest-consent": Door(get={PREPARE: "200"}, post={PREPARE: "200"}, at=YOUNG),
    "sessions:guest-checks": Door(get={OWN_DESK: "200"}, post={OWN_DESK: "302"}, at=YOUNG),
    "sessions:visit": Door(
        get={only("guest"): "200"},
        post="405",
        at=lambda scene: {"pk": hosted_room.a_guest(scene.world).pk},
    ),
    "sessions:visit-decline": Door(
        get={only("guest"): "200"},
        post={only("guest"): "302"},
        at=lambda scene: {"pk": hosted_room.a_guest(scene.world).pk},
    ),
}


def planned(make: Callable[[World], Any], name: str) -> Callable[[Scene], Values]:
    """The session whose run-sheet it is, and the number of what `make` makes in it."""
    return lambda scene: {**session(scene), name: make(scene.world).pk}


PLANNER = only("facilitator")
AN_ITEM = planned(run_sheet.an_item, "item_id")
PLANNING = {
    **dict.fromkeys(
        ("sessions:runsheet", "sessions:runsheet-paper"),
        Door(get={BELONG: "200"}, post="405", at=session),
    ),
    **dict.fromkeys(
        (
            *("sessions:runsheet-setting", "sessions:runsheet-template"),
            *("sessions:runsheet-item-new", "sessions:debrief"),
        ),
        Door(get={PLANNER: "200"}, post={PLANNER: "200"}, at=session),
    ),
    **dict.fromkeys(
        ("sessions:runsheet-start", "sessions:runsheet-order"),
        Door(get="405", post={PLANNER: "302"}, at=session),
    ),
    "sessions:runsheet-item": Door(get={PLANNER: "200"}, post={PLANNER: "200"}, at=AN_ITEM),
    "sessions:runsheet-put": Door(get="405", post={PLANNER: "302"}, at=AN_ITEM),
    "sessions:runsheet-lead": Door(get="405", post={CIRCLE: "302"}, at=AN_ITEM),
    "sessions:runsheet-withdraw": Door(get="405", post={CIRCLE: "302"}, at=AN_ITEM),
    "sessions:runsheet-country": Door(get="405", post={CIRCLE: "302"}, at=session),
    "sessions:runsheet-propose": Door(get={CIRCLE: "200"}, post={CIRCLE: "200"}, at=session),
    "sessions:runsheet-answer": Door(
        get={PLANNER: "200"},
        post={PLANNER: "200"},
        at=planned(run_sheet.a_proposal, "item_id"),
    ),
    "sessions:runsheet-offer": Door(
        get={PLANNER: "200"}, post={PLANNER: "200"}, at=planned(run_sheet.an_offer, "offer_id")
    ),
    "sessions:runsheet-exercises": Door(get={PLANNER: "200"}, post={PLANNER: "302"}, at=session),
    "sessions:agendas": Door(get={READ_THE_CIRCLE: "200"}, post="405", at=cohort),
    "sessions:exercises": Door(get={READ_THE_CIRCLE: "200"}, post="405", at=cohort),
    "sessions:exercise-new": Door(get={PLANNER: "200"}, post={PLANNER: "200"}, at=cohort),
    "sessions:exercise-retire": Door(
        get="405",
        post={PLANNER: "302"},
        at=lambda scene: {
            **cohort(scene),
            "exercise_id": run_sheet.an_exercise(scene.world).pk,
        },
    ),
    "sessions:afterwards": Door(
        get={READ_THE_CIRCLE: "200"}, post={READ_THE_CIRCLE: "200"}, at=session
    ),
    "sessions:note": Door(
        get={STRIKERS: "200"}, post={STRIKERS: "200"}, at=planned(run_sheet.a_note, "note_id")
    ),
    "sessions:action": Door(
        get="405",
        post={READ_THE_CIRCLE: "302"},
        at=planned(run_sheet.an_action, "action_id"),
    ),
    "sessions:win-out": Door(
        get="405", post={READ_THE_CIRCLE: "302"}, at=planned(run_sheet.a_win, "win_id")
    ),
    "sessions:debrief-taken": Door(
        get="405", post={PLANNER: "302"}, at=planned(run_sheet.a_debrief, "debrief_id")
    ),
}


# -- The site -------------------------------------------------------------------------------------

SITE = {
    "healthz": Door(get=PUBLIC, post=PUBLIC),
    "readyz": Door(get=PUBLIC, post=PUBLIC),
    "pages:home": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "pages:about": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "pages:safety": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "pages:accessibility": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "pages:privacy": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "pages:look": Door(get=PUBLIC, post=PUBLIC),
    "pages:next": Door(get="200", post="405"),
    "pages:cohorts": Door(get={SIGNED_IN - HAVE_A_COHORT: "200", HAVE_A_COHORT: "302"}, post="405"),
    "pages:cohort": Door(get={BELONG: "200"}, post="405", at=cohort),
    "programs:programs": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "programs:communities": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "programs:program": Door(get=PUBLIC, post=NO_SUCH_METHOD, at=program),
    "programs:community": Door(get=PUBLIC, post=NO_SUCH_METHOD, at=community),
    "programs:brief": Door(get=PUBLIC, post=NO_SUCH_METHOD, at=program),
    "programs:brief_pdf": Door(get=PUBLIC, post=NO_SUCH_METHOD, at=program),
    "programs:profile": Door(
        get={only("facilitator", "foreign_facilitator"): "200"},
        post={only("facilitator", "foreign_facilitator"): "200"},
    ),
    "programs:setup": Door(get={DESK: "200"}, post="405"),
    "programs:begin": Door(get=NOBODY, post=NOBODY),  # only while nobody keeps the site
    "programs:load_ready_made": Door(get="405", post={only("admin"): "302"}),
    "programs:coordinate": Door(get="405", post={}),
    "programs:open_cohorts": Door(get="405", post={}),
    "programs:invite": Door(get="405", post={}),
    "programs:publish": Door(get="405", post={}),
    "intakes:interest": Door(get=PUBLIC, post=PUBLIC, at=program),
    "intakes:apply": Door(get=PUBLIC, post={VISITORS: "200", SIGNED_IN: "302"}, at=program),
    "intakes:my_interest": Door(get={only("interested"): "200"}, post="405", at=interest),
    "intakes:interest_again": Door(
        get=PUBLIC, post=PUBLIC, at=lambda scene: {"number": scene.world.programs["here"].pk}
    ),
    "intakes:apply_now": Door(
        get={only("interested"): "200"}, post={only("interested"): "302"}, at=interest
    ),
    "intakes:withdraw_interest": Door(
        get={only("interested"): "200"}, post={only("interested"): "302"}, at=interest
    ),
    "intakes:application": Door(get={only("applicant"): "200"}, post="405", at=application),
    "intakes:step": Door(
        get={only("applicant"): "302"}, post={only("applicant"): "302"}, at=form_step
    ),
    "intakes:roll_over": Door(
        get={only("offered"): "200"},
        post={only("offered"): "200"},
        at=lambda scene: {"pk": scene.world.applications["holder"].pk},
    ),
    "intakes:copy": Door(get="405", post={only("applicant"): "302"}, at=application),
    "intakes:withdraw": Door(
        get={only("applicant"): "200"}, post={only("applicant"): "302"}, at=application
    ),
    "intakes:leave_list": Door(
        get={only("applicant"): "200"}, post={only("applicant"): "302"}, at=preference
    ),
    "intakes:support": Door(
        get={only("applicant"): "200"}, post={only("applicant"): "200"}, at=application
    ),
    "intakes:support_answer": Door(get=PUBLIC, post=PUBLIC, at=support_link),  # whoever holds it
    "intakes:offer": Door(get={only("offered"): "200"}, post={only("offered"): "200"}, at=offer),
    "intakes:decline": Door(get={only("offered"): "200"}, post={only("offered"): "200"}, at=offer),
    "intakes:rejoin": Door(get={only("offered"): "302"}, post={only("offered"): "302"}, at=offer),
    "intakes:give_up": Door(get={only("offered"): "302"}, post={only("offered"): "302"}, at=offer),
    "sessions:session": Door(get={BELONG: "200"}, post="405", at=session),
    # Whoever knows the address.
    "sessions:feed": Door(get=PUBLIC, post=NO_SUCH_METHOD, at=own_dates),
    "sessions:one-date": Door(get={IN_THE_ROOM: "200"}, post="405", at=session),
    "sessions:calendar": Door(get="200", post="405"),
    "sessions:calendar-address": Door(get="405", post="302"),
    "sessions:calendar-address-end": Door(get="405", post="302"),
    "sessions:hours": Door(get="200", post="405"),
    "sessions:certificate": Door(get={only("member"): "200"}, post="405", at=own_hours),
    "sessions:certificate-file": Door(get={only("member"): "200"}, post="405", at=own_hours),
    "sessions:calendar-mail": Door(get="405", post="302"),
    "sessions:join": Door(get="405", post={IN_THE_ROOM: "302"}, at=session),
    "sessions:apology": Door(get="405", post={BELONG: "302"}, at=session),
    "sessions:take-back": Door(get="405", post={BELONG: "302"}, at=session),
    "sessions:live": Door(get={BELONG: "200"}, post="405", at=session),
    "sessions:live-projector": Door(get={BELONG: "200"}, post="405", at=session),
    **dict.fromkeys(
        ("sessions:live-private", "sessions:live-tension"),
        Door(get={only("facilitator"): "200"}, post="405", at=session),
    ),
    **dict.fromkeys(
        ("sessions:live-act", "sessions:live-item"),
        Door(get="405", post={only("facilitator"): "302"}, at=session),
    ),
    "sessions:live-add": Door(
        get={only("facilitator"): "200"}, post={only("facilitator"): "200"}, at=session
    ),
    "sessions:arrivals": Door(
        get={KEEP_THE_DOOR: "200"}, post={KEEP_THE_DOOR: "302"}, at=in_a_room
    ),
    "sessions:poster": Door(get={KEEP_THE_DOOR: "200"}, post={KEEP_THE_DOOR: "302"}, at=in_a_room),
    "sessions:check-in": Door(get="405", post={only("member"): "200"}, at=in_a_room),
    "sessions:taking-part": Door(get="405", post={only("member"): "302"}, at=session),
    "sessions:try": Door(get={BELONG: "200"}, post="405", at=session),
    "sessions:ask": Door(get="405", post={BELONG: "200"}, at=session),
    "sessions:reach": Door(
        get={only("facilitator"): "200"}, post={only("facilitator"): "302"}, at=session
    ),
    "sessions:leave-as-it-is": Door(get="405", post={only("facilitator"): "302"}, at=session),
    "sessions:attendance": Door(
        get={only("member", "facilitator") | OWN_DESK: "200"}, post="405", at=cohort
    ),
    "sessions:policy": Door(
        get={only("facilitator") | OWN_DESK: "200"},
        post={only("facilitator") | OWN_DESK: "302"},
        at=cohort,
    ),
    "sessions:list": Door(
        get={only("facilitator"): "200"}, post={only("facilitator"): "200"}, at=session
    ),
    "accounts:prove": Door(get=PUBLIC, post=PUBLIC, at=proof),
    "accounts:invitation": Door(
        # Whoever has the link holds the mailbox; those with a second factor show it first.
        get=PUBLIC,
        post={EVERYBODY: "302"},
        at=invitation,
    ),
    "pages:held": Door(get="200", post="405"),
    "pages:held_copy": Door(get="405", post="200"),
    "pages:held_correct": Door(get="200", post="200"),
    "pages:held_erase": Door(get="200", post="200"),
    "pages:held_consent": Door(get="405", post={only("applicant"): "302"}, at=a_consent),
    "pages:held_take_back": Door(get="405", post={only("applicant"): "302"}, at=a_request),
    "accounts:profile": Door(get="200", post="200"),
    "accounts:safe_contact": Door(get="200", post="200"),
    "programs:own_mail": Door(get="200", post="302"),
    "accounts:access_need": Door(get="200", post="302"),
    "accounts:security": Door(get="200", post="200"),
    "accounts:second_factor": Door(
        get={NO_FACTOR: "200", HAVE_FACTOR: "302"}, post={NO_FACTOR: "200", HAVE_FACTOR: "302"}
    ),
    "notices:letters": Door(get="200", post="405"),
    "notices:one_letter": Door(get={only("offered"): "200"}, post="405", at=told),
    "notices:mailroom": Door(get=NOBODY, post=NO_SUCH_METHOD),  # only in local mail
    "notices:letter": Door(get=NOBODY, post=NO_SUCH_METHOD, at=word(name="a-letter")),
    "demo:cards": Door(get=NOBODY, post=NO_SUCH_METHOD),  # these only in the local demo
    "demo:enter": Door(get=NO_SUCH_METHOD, post=NOBODY, at=word(word="member")),
    "demo:clock": Door(get=NO_SUCH_METHOD, post=NOBODY, at=word(to="day")),
    "demo:afresh": Door(get=NOBODY, post=NOBODY),
    "demo:tour": Door(get=NO_SUCH_METHOD, post=NOBODY, at=word(what="hide")),
}

# -- allauth: each page shows people what is their own --------------------------------------------

AGAIN = {
    NO_FACTOR: "403",
    HAVE_FACTOR: "302",
}  # asks who has a password or a factor to show it again
SIGN_UP_OR_IN = {VISITORS: "200", SIGNED_IN: "302"}

ACCOUNT = {
    "account_login": Door(get=SIGN_UP_OR_IN, post=SIGN_UP_OR_IN),
    "account_request_login_code": Door(get=SIGN_UP_OR_IN, post=SIGN_UP_OR_IN),
    "account_signup": Door(get=SIGN_UP_OR_IN, post=SIGN_UP_OR_IN),
    "account_logout": Door(get={VISITORS: "302", SIGNED_IN: "200"}, post={EVERYBODY: "302"}),
    "account_inactive": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "account_reauthenticate": Door(get=AGAIN, post=AGAIN),
    "account_email": Door(get="200", post="302"),
    "account_email_verification_sent": Door(get="302", post="302"),
    "account_change_password": Door(get="302", post="302"),
    "account_set_password": Door(get="200", post="200"),
    "account_reset_password": Door(get=PUBLIC, post=PUBLIC),
    "account_confirm_login_code": Door(get="302", post="302"),
    "account_confirm_password_reset_code": Door(
        get={EVERYBODY: "sign in"}, post={EVERYBODY: "sign in"}
    ),
    "account_complete_password_reset": Door(get={EVERYBODY: "302"}, post={EVERYBODY: "302"}),
    "account_password_reset_completed": Door(get=PUBLIC, post=NO_SUCH_METHOD),
    "mfa_index": Door(get="200", post="405"),
    "mfa_authenticate": Door(get="302", post="302"),
    "mfa_reauthenticate": Door(
        get={NO_FACTOR: "403", HAVE_FACTOR: "200"}, post={NO_FACTOR: "403", HAVE_FACTOR: "200"}
    ),
    "mfa_activate_totp": Door(
        get={NO_FACTOR: "200", HAVE_FACTOR: "302"}, post={NO_FACTOR: "200", HAVE_FACTOR: "302"}
    ),
    "mfa_deactivate_totp": Door(get={HAVE_FACTOR: "302"}, post={HAVE_FACTOR: "302"}),
    "mfa_view_recovery_codes": Door(get={only("lead"): "302"}, post="405"),
    "mfa_generate_recovery_codes": Door(
        get={NO_FACTOR: "200", HAVE_FACTOR: "302"}, post={NO_FACTOR: "200", HAVE_FACTOR: "302"}
    ),
    "mfa_download_recovery_codes": Door(get={only("lead"): "302"}, post={only("lead"): "302"}),
    "mfa_list_webauthn": Door(get="200", post="405"),
    "mfa_add_webauthn": Door(
        get={NO_FACTOR: "200", HAVE_FACTOR: "302"}, post={NO_FACTOR: "200", HAVE_FACTOR: "302"}
    ),
    "mfa_reauthenticate_webauthn": Door(  # whoever leads has a passkey
        get={**AGAIN, only("lead"): "200"}, post={**AGAIN, only("lead"): "sign in"}
    ),
    "mfa_remove_webauthn": Door(get={HAVE_FACTOR: "302"}, post={HAVE_FACTOR: "302"}, at=passkey),
    "mfa_edit_webauthn": Door(get={HAVE_FACTOR: "302"}, post={HAVE_FACTOR: "302"}, at=passkey),
    "mfa_login_webauthn": Door(get="302", post="302"),
    "usersessions_list": Door(get="200", post="302"),
}

# -- The desk: nothing is there for anybody else --------------------------------------------------


def a_person(scene: Scene) -> Values:
    return {"user_id": scene.world.people["holder"].pk}


def a_message(scene: Scene) -> Values:
    said = {"subject": "News", "text": "Hello.", "people": 1, "at": scene.world.at}
    message, _new = Message.objects.get_or_create(
        key="tests.doors",
        program_id=scene.world.programs["here"].pk,
        defaults={**said, "by": scene.world.people["coordinator"]},
    )
    return {"message_id": message.pk}


def a_wording(scene: Scene) -> Values:
    return {"program_id": scene.world.programs["here"].pk, "kind": "intakes.offer"}


def a_reminder(scene: Scene) -> Values:
    program_id = scene.world.programs["here"].pk
    return {"program_id": program_id, "name": "sessions.reminder"}


DESK_PAGES = {
    "admin:login": Door(get={READ: "302"}, post={READ: "302"}),
    "admin:search": Door(get={DESK: "200"}, post={DESK: "200"}),
    "admin:index": Door(
        get={DESK: "200", only("reviewer"): "302"}, post={DESK: "200", only("reviewer"): "302"}
    ),
    "admin:logout": Door(get={READ: "405"}, post={READ: "302"}),
    "admin:password_change": Door(get={READ: "302"}, post={READ: "302"}),
    "admin:password_change_done": Door(get={READ: "200"}, post={READ: "405"}),
    "admin:autocomplete": Door(get={DESK: "403"}, post={DESK: "405"}),
    "admin:jsi18n": Door(get={READ: "200"}, post={READ: "405"}),
    "admin:app_list": Door(get={DESK: "200"}, post={DESK: "200"}, at=word(app_label="programs")),
    "admin:intakes_invite": Door(
        get={OWN_DESK: "200"},
        post={OWN_DESK: "302"},
        at=lambda scene: {"intake_id": scene.world.intakes["open"].pk},
    ),
    "admin:find_person": Door(get={DESK: "200"}, post={DESK: "405"}),
    "admin:person_page": Door(get={OWN_DESK: "200"}, post={OWN_DESK: "404"}, at=a_person),
    "admin:call_list": Door(get={DESK: "200"}, post={DESK: "404"}),
    "admin:message": Door(get={DESK: "200"}, post={DESK: "302"}),
    "admin:message_sent": Door(get={OWN_DESK: "200"}, post={DESK: "405"}, at=a_message),
    "admin:letter_texts": Door(get={DESK: "200"}, post={DESK: "405"}),
    "admin:letter_text": Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, at=a_wording),
    "admin:next_year": Door(get={DESK: "200"}, post={DESK: "405"}),
    "admin:next_year_of": Door(
        get={OWN_DESK: "200"},
        post={OWN_DESK: "200"},
        at=lambda scene: {"program_id": scene.world.programs["here"].pk},
    ),
    "admin:diary": Door(get={DESK: "200"}, post={DESK: "405"}),
    "admin:reminders": Door(get={DESK: "200"}, post={DESK: "405"}),
    "admin:reminder": Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, at=a_reminder),
    "desk/(?P<url>.*)$": Door(get={}, post={}),
}

Found = Callable[[Scene], Any]


def own(find: Found) -> Callable[[Scene], Values]:
    return lambda scene: {"object_id": find(scene).pk}


def model(name: str, find: Found, **other: Door) -> dict[str, Door]:
    """The pages of one model at the desk: rows of one's own programs, nothing deleted by hand.

    `other` are its acts, and pages that differ: add=, change=, history=, delete=, changelist=.
    """
    at, (app, label) = (
        own(find),
        name.split("_", 1)
        if name[:3] != "cop"
        else ("cop_sessions", name.removeprefix("cop_sessions_")),
    )
    pages = {
        "changelist": Door(get={DESK: "200"}, post={DESK: "200"}),
        "add": Door(get={DESK: "403"}, post={DESK: "403"}),
        "history": Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, at=at),
        "delete": Door(get={DESK: "403"}, post={DESK: "403"}, at=at),
        "change": Door(get={OWN_DESK: "200"}, post={DESK: "403"}, at=at),
        **other,
    }
    doors = {f"admin:{name}_{page}": door for page, door in pages.items()}
    shortcut = Door(get={DESK: "302"}, post={DESK: "302"}, at=at)  # leads on to `change`
    return {**doors, f"desk/{app}/{label}/<path:object_id>/": shortcut}


def asks(find: Found, *, done: str = "200") -> Door:
    """An act on one object of one's own programs: a page that asks, a POST that does it."""
    return Door(get={OWN_DESK: "200"}, post={OWN_DESK: done}, at=own(find))


def a_cohort(scene: Scene) -> Any:
    return scene.world.cohorts["meeting"]


def of_a_cohort(scene: Scene) -> Values:
    return {"cohort_id": a_cohort(scene).pk}


def a_round(scene: Scene) -> Any:
    """One whose mails have left."""
    made, _new = Round.objects.get_or_create(
        cohort=a_cohort(scene),
        stamp="doors",
        defaults={
            "made_by": scene.world.people["coordinator"],
            "made_at": scene.world.at - timedelta(days=1),
            "due_at": scene.world.at - timedelta(hours=23),
            **dict.fromkeys(("offers", "waiting", "unsuccessful"), 0),
        },
    )
    return made


def a_session(scene: Scene) -> Any:
    return scene.world.sessions[3]


def a_program(scene: Scene) -> Any:
    return scene.world.programs["here"]


def a_community(scene: Scene) -> Any:
    return scene.world.communities["resistance"]


def an_intake(scene: Scene) -> Any:
    return scene.world.intakes["open"]


def a_form(scene: Scene) -> Values:
    return {"intake_id": an_intake(scene).pk}


def a_question(scene: Scene) -> Values:
    return {**a_form(scene), "question_id": an_intake(scene).questions.first().pk}


def a_membership(scene: Scene) -> Any:
    return scene.world.people["member"].memberships.get()


def a_role(scene: Scene) -> Any:
    return scene.world.people["host"].roles.get()


def a_profile(scene: Scene) -> Any:
    return scene.world.people["facilitator"].facilitator_profile


def an_application(scene: Scene) -> Any:
    return scene.world.applications["applicant"]


def a_candidacy(scene: Scene) -> Any:
    return scene.world.applications["applicant"].candidacies.get()


def an_interest(scene: Scene) -> Any:
    return scene.world.people["interested"].interests.get()


def an_offer(scene: Scene) -> Any:
    return scene.world.offers["holder"]


def an_import(scene: Scene) -> Any:
    return scene.world.programs["here"].imports.get()


def a_notice(scene: Scene) -> Any:
    return Notice.objects.get(key="world:1")


def a_job(scene: Scene) -> Any:
    return scene.world.people["coordinator"].jobs.get()


def a_schedule(scene: Scene) -> Any:
    return scene.world.cohorts["meeting"].schedule


def an_account(scene: Scene) -> Any:
    return scene.world.people["member"]


def a_letter(scene: Scene) -> Any:
    """A letter of invitation about the open intake."""
    intake, by = scene.world.intakes["open"], scene.world.people["coordinator"].pk
    return intake.letters.first() or letters.write(
        intake_id=intake.pk,
        organisation="A library",
        attention="",
        address="",
        body="Dear {attention},",
        at=scene.world.at,
        by=by,
    )


def an_invitation(scene: Scene) -> Any:
    return scene.world.people["coordinator"].invitations_sent.get()


ADDED = Door(get={DESK: "200"}, post={DESK: "200"})
KEEPER = only("admin")
SENDER = only("coordinator", "admin")
COHORT_ID = {"at": lambda scene: {"cohort_id": scene.world.cohorts["meeting"].pk}}


def typed(find: Found) -> Door:
    return Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, at=own(find))


BOARD = {
    "admin:intakes_board": Door(get={READ: "200"}, post={READ: "200"}),
    "admin:intakes_board_columns": Door(get={READ: "302"}, post={READ: "302"}),
    "admin:intakes_board_act": Door(get={READ: "302"}, post={READ: "302"}),
    "admin:intakes_board_compare": Door(get={READ: "302"}, post={READ: "302"}),
    "admin:intakes_board_export": Door(get={DESK: "200"}, post={DESK: "200"}),
    "admin:intakes_pipeline": Door(get={DESK: "200"}, post={DESK: "200"}),
    "admin:intakes_criteria": Door(
        get={OWN_DESK: "200"},
        post={OWN_DESK: "302"},
        at=lambda scene: {"program_id": scene.world.programs["here"].pk},
    ),
    "admin:intakes_conflict": Door(
        get={OWN_READ: "200"}, post={OWN_READ: "200"}, at=own(a_candidacy)
    ),
}

DESK_MODELS = {
    **model(
        "programs_program",
        a_program,
        add=Door(
            get={KEEPER: "200", DESK - KEEPER: "403"}, post={KEEPER: "200", DESK - KEEPER: "403"}
        ),
        change=typed(a_program),
        move=asks(a_program),
        calendar=asks(a_program),
    ),
    **model(
        "programs_community",
        a_community,
        add=ADDED,
        change=typed(a_community),
        move=asks(a_community),
        new_pledge=asks(a_community),
    ),
    **model("programs_intake", an_intake, add=ADDED, change=typed(an_intake), move=asks(an_intake)),
    **model(
        "programs_cohort",
        a_cohort,
        change=typed(a_cohort),
        open_one=ADDED,
        publish=asks(a_cohort, done="302"),
        change_places=asks(a_cohort),
        add_extra_place=asks(a_cohort),
        record_agreed=asks(a_cohort),
        take_agreed_back=asks(a_cohort),
        move=asks(a_cohort),
    ),
    **model(
        "programs_membership",
        a_membership,
        suspend=asks(a_membership),
        reinstate=asks(a_membership),
        remove=asks(a_membership),
    ),
    **model("programs_role", a_role, grant=ADDED, end=asks(a_role)),
    **model("programs_facilitatorprofile", a_profile),
    **model(
        "intakes_application",
        an_application,
        changelist=Door(get={DESK: "302"}, post={DESK: "302"}),
    ),
    **model(
        "intakes_candidacy",
        a_candidacy,
        changelist=Door(get={READ: "302"}, post={READ: "302"}),
        change=Door(get={OWN_READ: "200"}, post={}, at=own(a_candidacy)),
    ),
    **BOARD,
    **model("intakes_interest", an_interest),
    **model(
        "intakes_letter",
        a_letter,
        add=ADDED,
        change=Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, at=own(a_letter)),
    ),
    "admin:intakes_letter_pdf": Door(
        get={OWN_DESK: "200"},
        post={OWN_DESK: "200"},
        at=lambda scene: {"pk": a_letter(scene).pk},
    ),
    "admin:intakes_letter_docx": Door(
        get={OWN_DESK: "200"},
        post={OWN_DESK: "200"},
        at=lambda scene: {"pk": a_letter(scene).pk},
    ),
    **model("intakes_offer", an_offer),
    **model(
        "intakes_import",
        an_import,
        add=ADDED,
        change=Door(get={OWN_DESK: "200"}, post={}, at=own(an_import)),
    ),
    "admin:intakes_import_example": Door(
        get={DESK: "200"}, post={DESK: "405"}, at=word(kind="interest")
    ),
    "admin:intakes_import_left": Door(get={OWN_DESK: "200"}, post={DESK: "405"}, at=own(an_import)),
    "admin:intakes_application_apart": Door(
        get={OWN_DESK - {"lead"}: "200"}, post={OWN_DESK - {"lead"}: "200"}, at=own(an_application)
    ),
    **model(
        "intakes_intakeform",
        an_intake,
        add=Door(get={}, post={}),
        change=Door(get={OWN_DESK: "200"}, post={}, at=own(an_intake)),
    ),
    "admin:intakes_intakeform_question": Door(
        get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, at=a_form
    ),
    "admin:intakes_intakeform_question_change": Door(
        get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, at=a_question
    ),
    **model(
        "intakes_queue",
        a_cohort,
        add=Door(get={}, post={}),
        change=Door(get={OWN_DESK: "200"}, post={}, at=own(a_cohort)),
    ),
    "admin:intakes_compose": Door(get={OWN_DESK: "200"}, post={}, at=of_a_cohort),
    "admin:intakes_compose_round": Door(
        get={OWN_DESK: "200"}, post={OWN_DESK: "302"}, at=of_a_cohort
    ),
    "admin:intakes_apart": Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, at=of_a_cohort),
    **model(
        "intakes_round",
        a_round,
        add=Door(get={}, post={}),
        change=Door(get={OWN_DESK: "200"}, post={OWN_DESK: "302"}, at=own(a_round)),
    ),
    "admin:intakes_rollover": Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, at=own(a_cohort)),
    **model(
        "cop_sessions_schedule",
        a_schedule,
        change=Door(get={OWN_DESK: "302"}, post={OWN_DESK: "302"}, at=own(a_schedule)),
        plan=Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, **COHORT_ID),
        meeting=Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, **COHORT_ID),
        add_session=Door(get={OWN_DESK: "200"}, post={OWN_DESK: "200"}, **COHORT_ID),
    ),
    **model(
        "cop_sessions_session",
        a_session,
        arrange=asks(a_session),
        move=asks(a_session),
        call_off=asks(a_session),
        split=asks(a_session),
        shift=asks(a_session),
        stand_in=Door(get={OWN_DESK: "200"}, post={OWN_DESK: "302"}, at=own(a_session)),
        elsewhere=Door(get={OWN_DESK: "200"}, post={OWN_DESK: "302"}, at=own(a_session)),
    ),
    **model("notices_notice", a_notice),
    "admin:job": Door(get={SENDER: "200"}, post={}, at=lambda scene: {"job_id": a_job(scene).pk}),
    **model(
        "notices_job",
        a_job,
        history=Door(get={SENDER: "200"}, post={SENDER: "200"}, at=own(a_job)),
        change=Door(get={SENDER: "200"}, post={}, at=own(a_job)),
    ),
    "desk/notices/job/<path:object_id>/": Door(get={SENDER: "200"}, post={}, at=own(a_job)),
    **model(
        "accounts_user",
        an_account,
        changelist=Door(
            get={KEEPER: "200", DESK - KEEPER: "403"}, post={KEEPER: "200", DESK - KEEPER: "403"}
        ),
        change=Door(
            get={KEEPER: "200", DESK - KEEPER: "302"}, post={DESK: "403"}, at=own(an_account)
        ),
        history=Door(
            get={KEEPER: "200", DESK - KEEPER: "403"},
            post={KEEPER: "200", DESK - KEEPER: "403"},
            at=own(an_account),
        ),
    ),
    **model(
        "accounts_invitation",
        an_invitation,  # the coordinator has sent it
        change=Door(get={SENDER: "200"}, post={DESK: "403"}, at=own(an_invitation)),
        history=Door(get={SENDER: "200"}, post={SENDER: "200"}, at=own(an_invitation)),
    ),
}

OF_A_REQUEST = {"at": lambda scene: {"object_id": asked(scene, "access").pk}}
PRIVACY = {
    "admin:privacy_desk": Door(get={DESK: "200"}, post={DESK: "200"}),
    "admin:accounts_datarequest_changelist": Door(get={DESK: "200"}, post={DESK: "200"}),
    "admin:privacy_new": Door(get={DESK: "200"}, post={DESK: "200"}),
    "admin:privacy_retention": Door(get={DESK: "200"}, post={}),
    "admin:accounts_datarequest_change": Door(get={OWN_DESK: "200"}, post={}, **OF_A_REQUEST),
    "admin:privacy_copy": Door(get={}, post={OWN_DESK: "200"}, **OF_A_REQUEST),
}

DOORS: dict[str, Door] = {
    **SITE,
    **HOSTING,
    **BETWEEN_SESSIONS,
    **PLANNING,
    **PRIVACY,
    **ACCOUNT,
    **DESK_PAGES,
    **DESK_MODELS,
}
