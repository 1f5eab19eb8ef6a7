"""Guests: only where the cohort has agreed, for one session, and under 18 never named."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Invitation
from notices.models import Notice
from programs import grants
from sessions import changes, hosting_holdings, joining
from sessions.hosting import guests, letters, reminders, visitors, young_guests
from sessions.hosting.young_guests import Supporter
from sessions.models import GuestVisit
from tests.factories import MembershipFactory, UserFactory
from tests.sessions.conftest import JULY
from tests.sessions.hosting.conftest import BRIEF, agree

pytestmark = pytest.mark.django_db
SUPPORTER = Supporter("A supporter", "supporter@example.org", "03 5550 9999")


def invite(room, email="guest@example.org", number=3):
    return guests.invite(
        session_id=room.session(number).pk,
        name="A guest",
        email=email,
        position="Works on policy",
        brief=BRIEF,
        by=room.facilitator.pk,
        at=JULY,
    )


def coming(room):
    """A guest who has accepted, and their visit."""
    visit, guest = invite(room), UserFactory(email="guest@example.org")
    guests.accepted(user_id=guest.pk, payload={"visit": visit.pk}, by=room.facilitator.pk, at=JULY)
    visit.refresh_from_db()
    return guest, visit


def prepare(room):
    return young_guests.prepare(
        session_id=room.session(3).pk,
        supporter=SUPPORTER,
        brief=BRIEF,
        by=room.facilitator.pk,
        at=JULY,
    )


def kinds(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient", "address"))


def test_nobody_is_invited_before_the_cohort_has_agreed(room):
    with pytest.raises(guests.CannotInvite, match="not agreed to guests"):
        invite(room)
    agree(room, (grants.GUESTS, grants.GROWN_UP))
    with pytest.raises(guests.CannotInvite, match="young people"):
        prepare(room)

    assert GuestVisit.objects.count() == 0


def test_invited_twice_it_is_one_visit(agreed):
    assert invite(agreed) == invite(agreed, "Guest@example.org ")
    assert Invitation.objects.get().payload == {"visit": GuestVisit.objects.get().pk}


def test_who_accepts_comes_and_the_cohort_is_told(agreed):
    guest, visit = coming(agreed)

    assert (visit.state, visit.user) == ("coming", guest)
    told = [pk for pk, _address in kinds(letters.GUEST_COMES)]
    assert told == sorted([agreed.member.pk, agreed.facilitator.pk])


def test_a_visit_opens_its_own_session_and_no_other(agreed):
    guest, visit = coming(agreed)
    session, other = agreed.session(3), agreed.session(2)
    hour = timedelta(hours=1)

    def is_let_in(session, at):
        return joining.standing_of(session, guest.pk, at).may_join

    assert is_let_in(session, session.starts_at - hour)
    assert not is_let_in(session, session.starts_at - 2 * hour)
    assert not is_let_in(session, session.ends_at)
    assert not is_let_in(other, other.starts_at)
    code = agreed.cohort.code
    assert visitors.cohort_for(guest.pk, code, 3, session.starts_at) == agreed.cohort
    assert visitors.cohort_for(guest.pk, code, 2, session.starts_at) is None
    guests.cancel(visit_id=visit.pk, by=agreed.facilitator.pk, at=JULY)
    assert not is_let_in(session, session.starts_at)


def test_who_was_removed_is_let_in_by_no_visit(agreed):
    guest, _visit = coming(agreed)
    MembershipFactory(
        cohort=agreed.cohort, user=guest, state="removed", left_at=JULY, excluded_at=JULY
    )
    session = agreed.session(3)

    assert not joining.standing_of(session, guest.pk, session.starts_at).may_join
    code = agreed.cohort.code
    assert visitors.cohort_for(guest.pk, code, 3, session.starts_at) is None
    assert list(visitors.users_of([session.pk])) == []


def test_who_is_erased_is_no_guest_any_more(agreed):
    guest, visit = coming(agreed)
    hosting_holdings.erase(guest.pk, JULY)

    visit.refresh_from_db()
    assert (visit.state, visit.name, visit.email) == ("declined", "", "")


def test_of_one_that_was_called_off_nothing_comes(agreed):
    visit = invite(agreed)
    for _time in range(2):
        guests.cancel(visit_id=visit.pk, by=agreed.facilitator.pk, at=JULY)
    guest = UserFactory(email="guest@example.org")
    payload = {"visit": visit.pk}
    guests.accepted(user_id=guest.pk, payload=payload, by=agreed.facilitator.pk, at=JULY)

    visit.refresh_from_db()
    assert (visit.state, visit.user) == ("cancelled", None)
    assert Invitation.objects.get().withdrawn_at == JULY
    assert kinds(letters.VISIT) == [(None, "guest@example.org")]


def test_somebody_else_comes_instead_with_the_same_brief(agreed):
    old = invite(agreed)
    new = guests.replace(
        visit_id=old.pk,
        name="Another",
        email="another@example.org",
        position="",
        by=agreed.facilitator.pk,
        at=JULY,
    )

    assert guests.brief_of(new) == BRIEF
    assert guests.of(new.session_id) == [new]


def test_a_changed_brief_is_told_to_who_comes(agreed):
    guest, visit = coming(agreed)
    for _time in range(2):
        guests.change_brief(
            visit_id=visit.pk,
            brief=replace(BRIEF, minutes=20),
            by=agreed.facilitator.pk,
            at=JULY,
        )

    assert kinds(letters.VISIT) == [(guest.pk, "")]


def test_who_can_not_come_says_so_to_the_facilitators(agreed):
    guest, visit = coming(agreed)
    Notice.objects.all().delete()
    guests.decline(visit_id=visit.pk, by=guest.pk, at=JULY)

    assert kinds(letters.GUEST_COMES) == [(agreed.facilitator.pk, "")]


def test_a_move_is_told_to_guests_and_supporters(agreed):
    guest, _visit = coming(agreed)
    invite(agreed, "asked@example.org")
    young = prepare(agreed)
    Notice.objects.all().delete()
    session = agreed.session(3)
    changes.move(
        session_id=session.pk,
        day=session.day + timedelta(days=1),
        start=session.start,
        minutes=120,
        by=agreed.coordinator.pk,
        at=JULY,
    )

    assert guest.pk in [pk for pk, _address in kinds(changes.CHANGED)]
    assert kinds(letters.VISIT) == [
        (None, "asked@example.org"),
        (None, young.supporter_email),
    ]


def test_a_young_guest_comes_with_consent_and_checks_and_the_supporter_is_told(agreed):
    visit = prepare(agreed)
    assert visit == prepare(agreed)
    young_guests.record_consent(
        visit_id=visit.pk, on=date(2024, 7, 9), how="written", by=agreed.facilitator.pk, at=JULY
    )
    visit.refresh_from_db()
    assert visit.state == "invited"
    young_guests.confirm_checks(visit_id=visit.pk, by=agreed.coordinator.pk, at=JULY)
    visit.refresh_from_db()

    assert visit.state == "coming"
    assert kinds(letters.VISIT) == [(None, "supporter@example.org")]
    assert len(kinds(letters.GUEST_COMES)) == 2


def test_consent_of_a_day_to_come_is_refused(agreed):
    with pytest.raises(guests.CannotInvite) as refusal:
        young_guests.record_consent(
            visit_id=prepare(agreed).pk,
            on=date(2024, 7, 11),
            how="written",
            by=agreed.facilitator.pk,
            at=JULY,
        )
    assert refusal.value.field == "on"


def test_supporters_are_sent_the_brief_as_guests_are_and_forgotten_afterwards(agreed):
    visit = prepare(agreed)
    young_guests.record_consent(
        visit_id=visit.pk, on=date(2024, 7, 9), how="written", by=agreed.facilitator.pk, at=JULY
    )
    young_guests.confirm_checks(visit_id=visit.pk, by=agreed.coordinator.pk, at=JULY)
    starts = agreed.session(3).starts_at
    owed = [reminders.sweep(starts - timedelta(days=days)) for days in (15, 13, 13, 1)]

    assert owed[:2] == [0, 1]
    assert kinds(letters.GUEST_BRIEF) == [(None, "supporter@example.org")] * 2
    reminders.sweep(starts + timedelta(days=31))
    visit.refresh_from_db()
    assert (visit.supporter_name, visit.supporter_email, visit.state) == ("", "", "coming")


YOUNG = [
    ("name = 'Sam'", "guest_under_18_is_not_named"),
    ("email = 'sam@example.org'", "guest_under_18_is_not_named"),
    ("user_id = invited_by_id", "guest_under_18_is_not_named"),
    ("supporter_name = ''", "guest_under_18_has_a_supporter"),
    ("state = 'coming', settled_at = now()", "guest_under_18_comes_safely"),
    ("consent_on = now()", "guest_consent_was_recorded"),
    ("checks_at = now()", "guest_checks_were_confirmed"),
    ("call_phone = ''", "guest_knows_who_to_call"),
    ("minutes = 4", "guest_minutes"),
    ("state = 'cancelled'", "guest_settled_has_a_time"),
]
GROWN_UP = [
    ("name = ''", "guest_has_a_name_and_address"),
    ("supporter_name = 'x'", "guest_grown_up_needs_no_supporter"),
    ("state = 'coming', settled_at = now()", "guest_who_comes_has_an_account"),
]


def test_the_database_keeps_the_young_safe_by_itself(agreed):
    rows = {prepare(agreed).pk: YOUNG, invite(agreed).pk: GROWN_UP}
    for pk, cases in rows.items():
        for change, name in cases:
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                connection.cursor().execute(
                    f"UPDATE cop_sessions_guestvisit SET {change} WHERE id = {pk}"
                )
