"""Acts of the audit in words. A builtin of all templates.

{% acts entries as said %}    each entry with what was done, to whom or what, by whom
{{ entry|act_words }}
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import template
from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentKind, RequestKind, RequestState
from audit.models import Entry
from cop_platform.categories import CATEGORIES
from cop_platform.pages.acts_of_hosting import HOSTING
from cop_platform.pages.acts_of_planning import PLANNING
from intakes.models import (
    CandidacyState,
    InterestState,
    MatchState,
    RolloverState,
    SupportState,
    Verdict,
)
from notices.models import JobState
from programs import grants
from programs.models import CohortState, CommunityState, IntakeState, ProgramState, RoleKind
from sessions.models import Gone

register = template.Library()

Words = str | Promise

# What each verb says to a coordinator; tests/pages/test_acts.py finds those that are missing.
WORDS: dict[str, Words] = {
    **PLANNING,
    **HOSTING,
    "access_need.read": _("What they need to take part was read"),
    "access_need.changed": _("Said what they need to take part"),
    "access_need.removed": _("Removed what they need to take part"),
    "address.proved": _("Address proved"),
    "apart.match_found": _("Two people found who may not be safe in one room"),
    "apart.said": _("Said whom they would not be safe with"),
    "apart.taken_back": _("Took back whom they would not be safe with"),
    "application.carried": _("Application begun from the last intake"),
    "application.closed": _("Application closed"),
    "application.copied": _("A copy by mail was asked for"),
    "application.protected_read": _("The part kept apart was read"),
    "application.started": _("Application started"),
    "application.submitted": _("Application sent"),
    "application.too_late": _("Application came after the close and became interest"),
    "application.withdrawn": _("Application withdrawn"),
    "attendance.apology": _("Apology sent"),
    "attendance.correction_asked": _("Asked to put attendance right"),
    "attendance.correction_declined": _("Attendance left as it is"),
    "attendance.correction_taken_back": _("Attendance needs nothing put right"),
    "attendance.miss_settled": _("In touch after misses"),
    "attendance.missed_told": _("Written to after a miss"),
    "attendance.proposal_taken_back": _("Not there after all"),
    "attendance.confirmed": _("List of those present confirmed"),
    "attendance.corrected": _("List of those present corrected"),
    "attendance.proposed": _("Joined the session"),
    "board.exported": _("Applications taken away as a file"),
    "board.exported_with_protected": _("Applications taken away with the protected record"),
    "calendar.address_made": _("Address for their calendar made"),
    "calendar.address_renewed": _("Address for their calendar made anew"),
    "calendar.address_taken_back": _("Address for their calendar taken back"),
    "calendar.invitations_unwanted": _("Stopped dates by mail"),
    "calendar.invitations_wanted": _("Asked for dates by mail"),
    "program.next_year_made": _("Next year made from this year"),
    "program.calendar_changed": _("Holidays changed"),
    "program.school_terms_changed": _("School terms changed"),
    "program.school_terms_loaded": _("School terms loaded"),
    "candidacy.band_changed": _("Priority changed"),
    "candidacy.carried": _("Place in the line kept from the last intake"),
    "candidacy.put_back": _("Put back as it was before the round"),
    "cohort.added": _("Cohort added"),
    "cohort.capacity_changed": _("Number of places changed"),
    "cohort.changed": _("Cohort changed"),
    "cohort.opened": _("Cohort opened"),
    "cohort.policy_changed": _("Attendance policy worded anew"),
    "cohort.paused": _("Offers paused"),
    "cohort.published": _("Cohort published"),
    "cohort.resumed": _("Offers resumed"),
    "cohort.round_made": _("Round of offers made"),
    "cohort.round_stopped": _("Round stopped, everything as before"),
    "conflict.declared": _("Said that a conflict of interest keeps them from reading"),
    "conflict.lifted": _("Let a reader in again"),
    "criteria.changed": _("What readers look for changed"),
    "email.changed": _("Address to sign in with changed"),
    "facilitator.described": _("Said how they facilitate"),
    "facilitator.described_anew": _("Said anew how they facilitate"),
    "hold.lifted": _("Hold lifted"),
    "hold.placed": _("Hold placed"),
    "application.imported": _("Application taken over from a file"),
    "application.import_undone": _("Application from a file taken back"),
    "import.applied": _("File taken over"),
    "import.discarded": _("File put away"),
    "import.read": _("File read"),
    "import.undone": _("Import undone"),
    "intake.pool_told": _("The interest pool was told"),
    "interest.imported": _("Interest taken over from a file"),
    "interest.import_undone": _("Interest from a file taken back"),
    "interest.restored": _("Interest stands again"),
    "letter.changed": _("Letter changed"),
    "letter.written": _("Letter written"),
    "offer.extended": _("Offer given more time"),
    "person.imported": _("Account from a file"),
    "person.import_undone": _("Account from a file removed"),
    "invitation.accepted": _("Invitation accepted"),
    "invitation.sent": _("Invitation sent"),
    "invitation.withdrawn": _("Invitation taken back"),
    "job.queued": _("Background work begun"),
    "job.tried_again": _("Background work tried again"),
    "meeting.replaced": _("Joining address replaced"),
    "membership.completed": _("Completed the cohort"),
    "membership.joined": _("Took a seat"),
    "membership.left": _("Left the cohort"),
    "membership.reinstated": _("Let in again"),
    "membership.removed": _("Removed from the cohort"),
    "membership.suspended": _("Suspended"),
    "call.made": _("Told by phone"),
    "call.no_answer": _("Nobody answered a call"),
    "call.noted": _("Note of a call"),
    "message.sent": _("Message sent"),
    "reminder_rule.as_it_came": _("Reminder as it came again"),
    "reminder_rule.changed": _("Reminder changed"),
    "reminders.muted": _("Did without some reminders"),
    "reminders.wanted": _("Wanted reminders again"),
    "rollover.carried": _("Carried to the next intake"),
    "safe_contact.read": _("Number looked at"),
    "support.requested": _("Manager asked"),
    "support.taken_back": _("Request to the manager taken back"),
    "target.dropped": _("Wish for the mix dropped"),
    "target.set": _("Wish for the mix set"),
    "wording.changed": _("Mail worded anew"),
    "wording.reset": _("Usual words of a mail again"),
    "notice.number_read": _("Number for a call read"),
    "notice.said_by_phone": _("Said by phone"),
    "notice.sent_again": _("Mail sent again"),
    "password.changed": _("Password changed"),
    "person.began": _("Account began"),
    "person.closed": _("Account closed"),
    "person.copied": _("Copy of all that is held taken"),
    "person.erased": _("Erased: a pseudonym stays"),
    "person.keeps_the_site": _("Keeps the site"),
    "person.reopened": _("Account opened again"),
    "period.changed": _("How long things are kept changed"),
    "pledge.created": _("New purpose and pledge"),
    "profile.changed": _("Profile changed"),
    "reader_note.written": _("Note left for those who read"),
    "run_sheet.finished": _("Run-sheet finished"),
    "run_sheet.moved_back": _("Run-sheet: back to the item before"),
    "run_sheet.moved_on": _("Run-sheet: on to the next item"),
    "run_sheet.not_started": _("Run-sheet: start taken back"),
    "run_sheet.paused": _("Run-sheet paused"),
    "run_sheet.resumed": _("Run-sheet resumed"),
    "run_sheet.started": _("Run-sheet started"),
    "run_sheet.time_given": _("Run-sheet: minutes given to an item"),
    "safe_contact.changed": _("Safe way to be reached changed"),
    "schedule.published": _("Dates published"),
    "question.added": _("Question added to the form"),
    "question.brought_back": _("Question asked again"),
    "question.changed": _("Question worded anew"),
    "question.moved": _("Question moved"),
    "question.retired": _("Question retired"),
    "seat.extra_added": _("Extra seat added"),
    "second_factor.added": _("Second factor added"),
    "second_factor.changed": _("Second factor changed"),
    "session.cancelled": _("Session cancelled"),
    "session.meeting_dropped": _("Session meets where its cohort does"),
    "session.meeting_replaced": _("Joining address of a session replaced"),
    "session.wall_code_changed": _("New code on the wall"),
    "stand_in.added": _("Stand-in facilitator for a session"),
    "stand_in.ended": _("Stand-in facilitator not needed any more"),
    "session.moved": _("Session moved"),
    "session.scheduled": _("Session added"),
    "sessions.ended": _("Signed out everywhere"),
}
# Verbs made of a state: "candidacy.offered", "role.granted.facilitator".
STATES: dict[str, tuple[Words, Mapping[str, Words]]] = {
    "candidacy.": (_("Candidacy"), dict(CandidacyState.choices)),
    "interest.": (
        _("Interest"),
        {**dict(InterestState.choices), "expressed": _("expressed"), "renewed": _("renewed")},
    ),
    "apart.": (_("Not in one room"), dict(MatchState.choices)),
    "rollover.": (_("Place kept for the next intake"), dict(RolloverState.choices)),
    "support.": (_("Manager's support"), dict(SupportState.choices)),
    "job.": (_("Background work"), dict(JobState.choices)),
    "consent.given.": (_("Consent given"), dict(ConsentKind.choices)),
    "consent.withdrawn.": (_("Consent withdrawn"), dict(ConsentKind.choices)),
    "data_request.": (
        _("Privacy request"),
        {**dict(RequestKind.choices), **dict(RequestState.choices)},
    ),
    "grant.recorded.": (_("Recorded as agreed"), grants.MATTERS),
    "grant.withdrawn.": (_("Not agreed any more"), grants.MATTERS),
    "retention.": (
        _("Its time was over"),
        {one.name: one.title for one in CATEGORIES},
    ),
    "program.": (_("Program"), dict(ProgramState.choices)),
    "community.": (_("Community"), dict(CommunityState.choices)),
    "intake.": (_("Intake"), dict(IntakeState.choices)),
    "opinion.": (_("Opinion"), dict(Verdict.choices)),
    "cohort.": (_("Cohort"), dict(CohortState.choices)),
    "resource.": (
        _("Resource"),
        {**dict(Gone.choices), "shared": _("shared"), "changed": _("changed")},
    ),
    "passing.": (
        _("Passing a resource on"),
        {"asked": _("asked"), "agreed": _("agreed to"), "ended": _("ended")},
    ),
    "post.": (
        _("Notice on the board"),
        {**dict(Gone.choices), "posted": _("posted"), "changed": _("changed")},
    ),
    "reply.": (
        _("Reply on the board"),
        {**dict(Gone.choices), "posted": _("posted"), "changed": _("changed")},
    ),
    "introduction.": (
        _("Introduction"),
        {
            **{"written": _("written"), "changed": _("changed"), "taken_out": _("taken out")},
            **{"shown": _("shown to a cohort"), "hidden": _("hidden from a cohort")},
        },
    ),
    "nudge.": (
        _("Weekly mail"),
        {
            **{"on": _("wanted"), "off": _("not wanted any more"), "changed": _("another day")},
            **{"muted": _("a cohort left out"), "unmuted": _("a cohort counted again")},
        },
    ),
    "role.granted.": (_("Role given"), dict(RoleKind.choices)),
    "role.ended.": (_("Role ended"), dict(RoleKind.choices)),
    "role.shifted.": (_("Role given another time"), dict(RoleKind.choices)),
}
DESK_VERBS: dict[str, Words] = {
    "added": _("Added at the desk"),
    "changed": _("Changed at the desk"),
    "created": _("Loaded from a file"),
    "updated": _("Brought up to date from a file"),
}

# How to reach the person whom a thing is about.
WHOSE = {
    "accounts.datarequest": "person",
    "accounts.user": "",
    "intakes.application": "applicant",
    "intakes.candidacy": "application__applicant",
    "intakes.interest": "person",
    "intakes.offer": "candidacy__application__applicant",
    "intakes.opinion": "candidacy__application__applicant",
    "notices.notice": "recipient",
    "programs.membership": "user",
    "programs.role": "user",
    "cop_sessions.attendance": "user",
}
# Things that say themselves which they are.
NAMED = {
    "cop_sessions.session": _("session %s"),
    "programs.seat": _("seat %s"),
}


@dataclass(frozen=True)
class Act:
    """One entry, ready to be read."""

    entry: Entry
    words: Words
    about: str


@register.filter
def act_words(entry: Entry) -> Words:
    """What was done; a verb without words of its own is read out."""
    return WORDS.get(entry.verb) or _of_a_state(entry.verb) or _at_the_desk(entry.verb)


def _of_a_state(verb: str) -> Words:
    for beginning, (thing, states) in STATES.items():
        state = verb.removeprefix(beginning)
        if state != verb and state in states:
            return f"{thing}: {states[state]}"
    return ""


def _at_the_desk(verb: str) -> Words:
    return DESK_VERBS.get(verb.rsplit(".", 1)[-1]) or verb.replace(".", " ").replace("_", " ")


@register.simple_tag
def acts(entries: Iterable[Entry]) -> list[Act]:
    """The entries with their words; one query for each kind of thing they are about."""
    listed = list(entries)
    names = _subjects(listed)
    return [
        Act(entry, act_words(entry), names.get((entry.object_type, entry.object_id), ""))
        for entry in listed
    ]


def _subjects(entries: list[Entry]) -> dict[tuple[str, int], str]:
    """Whom or what the entries are about, by kind and id."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.object_type].add(entry.object_id)
    return {
        (kind, key): said for kind, ids in wanted.items() for key, said in _said(kind, ids).items()
    }


def _said(kind: str, ids: set[int]) -> dict[int, str]:
    if kind in WHOSE:
        path = f"{WHOSE[kind]}__display_name".lstrip("_")
        rows = apps.get_model(kind)._base_manager.filter(pk__in=ids)
        return {key: name or "" for key, name in rows.values_list("pk", path)}
    if kind in NAMED:
        rows = apps.get_model(kind)._base_manager.filter(pk__in=ids)
        return {key: str(NAMED[kind]) % number for key, number in rows.values_list("pk", "number")}
    return {}
