"""Erased: no name, no words, no way in, and every total as it was."""

import json
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts import (
    access_needs,
    closing,
    consents,
    data_requests,
    invitations,
    proofs,
    safe_contacts,
)
from accounts.models import ConsentKind, ConsentRecord, DataRequest, Invitation, Proof, User
from audit import record
from audit.models import Entry
from cop_platform import holds, privacy
from intakes import keeping, review, support
from intakes.models import Application, Candidacy, Interest, Offer, OfferState
from notices import outbox
from notices.models import Notice, NoticeState
from programs import memberships, roles
from programs.models import Cohort, CohortState, Membership, RoleKind, Seat
from sessions.models import Attendance
from tests.entering import give_passkey
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SAID = "Something only they said"


def count(model, *fields):
    return Counter(model.objects.values_list(*fields))


def totals():
    """What every report, the desk and every public page count."""
    return {
        "attendance": count(Attendance, "session", "presence", "detail"),
        "members": count(Membership, "cohort", "state"),
        "seats": count(Seat, "cohort", "state"),
        "applications": count(Application, "intake", "state", "career_stage", "sole_worker"),
        "candidacies": count(Candidacy, "cohort", "state", "rank"),
        "offers": count(Offer, "cohort", "state"),
        "interests": count(Interest, "program", "state"),
        "mails": count(Notice, "kind", "state"),
        "people": User.objects.count(),
        "consents": count(ConsentRecord, "kind"),
        "acts": count(Entry, "verb"),
    }


def less_the_erasing(found):
    found["acts"] -= Counter({("person.erased",): 1})
    return found


def filled_in(person, at, by):
    """Somebody about whom everything is held that can be."""
    who = {"by": person.pk, "at": at}
    safe_contacts.change(
        user_id=person.pk, channel="email", phone="03 5550 1234", hours_from=None, hours_to=None,
        voicemail_ok=True, sms_ok=False, note=SAID, **who,
    )  # fmt: skip
    access_needs.change(
        user_id=person.pk, access=SAID, captions=True, auslan=False, dietary=SAID, caring=SAID,
        share_adjustments=True, **who,
    )  # fmt: skip
    consents.give(user_id=person.pk, kinds=[ConsentKind.NEWSLETTER], notice_id=None, **who)
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    give_passkey(person)
    User.objects.filter(pk=person.pk).update(
        display_name=SAID, pronouns="they", time_zone="Australia/Perth"
    )
    Application.objects.filter(applicant=person).update(
        organisation=SAID, hopes=SAID, contribution=SAID, role=SAID
    )
    Notice.objects.create(
        key=f"told:{person.pk}", kind="intakes.receipt", recipient=person, due_at=at,
        state=NoticeState.SENT, sent_at=at, subject=SAID, data={"words": SAID},
    )  # fmt: skip
    for application in Application.objects.filter(applicant=person):
        record.record("application.submitted", application, at=at, by=by, reason=SAID)
    data_requests.ask(person_id=person.pk, kind="correct", words=SAID, **who)


def everywhere():
    """All that stands in any table, as text."""
    from django.apps import apps

    return json.dumps(
        [
            [str(value) for value in row]
            for model in apps.get_models()
            if not model._meta.proxy
            for row in model._base_manager.values_list()
        ]
    )


@pytest.fixture
def completed(world):
    """Took part to the end: nothing is held that would have to be given up."""
    person = world.people["completed"]
    filled_in(person, world.at, world.people["coordinator"].pk)
    Notice.objects.filter(recipient=person, state=NoticeState.PENDING).update(
        state=NoticeState.CANCELLED
    )
    return person


def erase(person, world, **how):
    return privacy.erase(
        user_id=person.pk, at=how.get("at", world.at), by=world.people["coordinator"].pk
    )


def test_no_word_of_theirs_stands_anywhere(completed, world):
    address = completed.email
    assert SAID in everywhere()
    erase(completed, world)
    left = everywhere()

    assert (SAID in left, address in left, "03 5550 1234" in left) == (False, False, False)


def test_every_total_is_as_before(completed, world):
    before = totals()
    erase(completed, world)

    assert less_the_erasing(totals()) == before


def test_public_pages_say_the_same(client, completed, world):
    pages = [
        reverse("programs:program", kwargs={"slug": "together"}),
        reverse("programs:community", kwargs={"slug": "together", "community": "schools"}),
        reverse("pages:home"),
    ]

    def main(page):
        return client.get(page).content.decode().partition("<main")[2]

    before = [main(page) for page in pages]
    erase(completed, world)

    assert [main(page) for page in pages] == before


def test_the_person_is_nobody_and_nobody_can_come_in_as_them(client, completed, world):
    client.force_login(completed)
    assert client.get("/you/").status_code == 200
    erase(completed, world)
    completed.refresh_from_db()

    assert client.get("/you/").status_code == 302
    assert str(completed) == "somebody who asked to be forgotten"
    assert completed.email.endswith("@erased.invalid")
    assert (completed.is_active, completed.has_usable_password()) == (False, False)
    assert not EmailAddress.objects.filter(user=completed).exists()
    assert not Authenticator.objects.filter(user=completed).exists()


def test_the_account_is_not_opened_again(completed, world):
    erase(completed, world)

    with pytest.raises(closing.CannotClose):
        closing.reopen(user_id=completed.pk, by=world.people["keeper"].pk, at=world.at)


def test_the_address_can_begin_anew_as_somebody_else(completed, world):
    from accounts import signing_in

    address = completed.email
    erase(completed, world)
    again = signing_in.person_at(email=address, at=world.at)

    assert (again.pk == completed.pk, again.display_name) == (False, "")


def test_erased_twice_is_erased_once(completed, world):
    first = erase(completed, world)
    before = totals()
    second = erase(completed, world)

    assert (first.email, totals()) == (second.email, before)


def test_what_came_in_between_goes_the_second_time(completed, world):
    erase(completed, world)
    Application.objects.filter(applicant=completed).update(hopes=SAID)
    erase(completed, world)

    assert SAID not in everywhere()


def test_acts_stay_and_their_words_go(completed, world):
    theirs = Application.objects.get(applicant=completed)
    other = world.applications["unsuccessful"]
    record.record("application.submitted", other, at=world.at, by=None, reason="Kept words")
    before = Entry.objects.count()
    erase(completed, world)

    assert Entry.objects.about(theirs).exclude(reason=None).first().reason.text == ""
    assert Entry.objects.about(other).first().reason.text == "Kept words"
    assert Entry.objects.count() == before + 1


def test_a_reason_given_for_many_at_once_goes_with_the_last_of_them(world):
    theirs, others = world.applications["applicant"], world.applications["unsuccessful"]
    record.record_many("application.submitted", [theirs, others], at=world.at, by=None, reason=SAID)
    erase(world.people["applicant"], world)
    assert SAID in everywhere()
    keeping.de_identify([theirs.pk, others.pk], world.at)

    assert SAID not in everywhere()


def test_a_manager_is_not_asked_any_more(world):
    applied = world.applications["applicant"]
    support.ask(
        application_id=applied.pk, name="Boss", email="boss@example.org", at=world.at,
        by=applied.applicant_id,
    )  # fmt: skip
    assert "boss@example.org" in everywhere()
    erase(world.people["applicant"], world)

    assert "boss@example.org" not in everywhere()


def test_an_undecided_mail_is_cancelled_and_a_code_goes(completed, world):
    outbox.queue("intakes.receipt", key="soon", recipient_id=completed.pk, due_at=world.at)
    outbox.queue(
        "accounts.code", key="code", address=completed.email, due_at=world.at, data={"code": "1"}
    )
    Notice.objects.create(
        key="call", kind="intakes.offer", recipient=completed, due_at=world.at,
        state=NoticeState.CALL,
    )  # fmt: skip
    erase(completed, world)
    found = dict(
        Notice.objects.filter(key__in=["soon", "code", "call"]).values_list("key", "state")
    )

    assert found == {"soon": "cancelled", "call": "cancelled"}


def test_forms_and_invitations_under_the_address_go(completed, world):
    proofs.ask(
        email=completed.email, purpose="intakes.interest", payload={"hopes": SAID}, at=world.at
    )
    invitations.invite(
        email=completed.email, purpose="programs.role", payload={"kind": "host"},
        by=world.people["coordinator"].pk, at=world.at,
    )  # fmt: skip
    address = completed.email
    erase(completed, world)

    assert not Proof.objects.filter(email=address).exists()
    assert not Invitation.objects.filter(email=address).exists()


def test_a_member_leaves_and_the_seat_goes_on(world):
    member, cohort = world.people["member"], world.cohorts["meeting"]
    before = count(Attendance, "session", "presence", "detail")
    erase(member, world)

    assert Membership.objects.get(user=member).state == "withdrawn"
    assert not Seat.objects.filter(holder=member).exists()
    assert count(Attendance, "session", "presence", "detail") == before
    assert Cohort.objects.get(pk=cohort.pk).seats.taken().count() == 19


def test_an_offer_is_declined_and_the_next_is_asked(world):
    holder = world.people["holder"]
    erase(holder, world)

    assert Offer.objects.get(pk=world.offers["holder"].pk).state == OfferState.DECLINED
    assert Seat.objects.filter(holder=world.people["waiting"]).exists()


def test_lists_are_left_and_interest_is_taken_back(world):
    for name in ("waiting", "applicant", "drafting", "interested"):
        erase(world.people[name], world)
    found = Application.objects.filter(
        applicant__in=[world.people[name] for name in ("waiting", "applicant", "drafting")]
    )

    assert {*found.values_list("state", flat=True)} == {"withdrawn"}
    assert Interest.objects.get(pk=world.interest.pk).state == "withdrawn"
    assert not Candidacy.objects.filter(
        application__in=found, state__in=("waitlisted", "in_review", "chosen")
    ).exists()


def test_a_place_in_a_closed_cohort_counts_on(world):
    member, cohort = world.people["member"], world.cohorts["meeting"]
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.CLOSED)
    before = totals()
    erase(member, world)

    assert less_the_erasing(totals())["members"] == before["members"]


def test_roles_of_others_end_by_themselves(world):
    host = world.people["host"]
    erase(host, world)

    assert host.roles.get().until == world.at


@pytest.mark.parametrize("name", ["facilitator", "coordinator", "lead", "keeper"])
def test_who_works_here_is_released_first(world, name):
    with pytest.raises(privacy.CannotErase):
        erase(world.people[name], world)


def test_a_facilitator_who_was_released_can_be_erased(world):
    person = world.people["facilitator"]
    for role in person.roles.all():
        roles.end(role_id=role.pk, by=world.people["coordinator"].pk, at=world.at)
    erase(person, world)

    assert not hasattr(User.objects.get(pk=person.pk), "facilitator_profile")


def test_a_role_that_begins_later_counts_as_well(world):
    from datetime import timedelta

    stranger = world.people["stranger"]
    roles.grant(
        user_id=stranger.pk, kind=RoleKind.FACILITATOR, cohort_id=world.cohorts["forming"].pk,
        by=None, at=world.at, since=world.at + timedelta(days=3),
    )  # fmt: skip

    with pytest.raises(privacy.CannotErase):
        erase(stranger, world)


@pytest.mark.parametrize("what", ["person", "program"])
def test_a_hold_keeps_everything(world, what):
    person, by = world.people["completed"], world.people["coordinator"].pk
    of = {"person_id": person.pk} if what == "person" else {"program_id": world.programs["here"].pk}
    hold = holds.place(**of, reason="A dispute", by=by, at=world.at)
    with pytest.raises(privacy.CannotErase):
        erase(person, world)
    holds.lift(hold_id=hold.pk, by=by, at=world.at)

    assert erase(person, world).erased_at == world.at


def test_reasons_of_a_review_go_with_the_person(world):
    candidacy = world.applications["applicant"].candidacies.get()
    review.decide(
        candidacy_id=candidacy.pk, outcome="unsuccessful", reason=SAID, at=world.at,
        by=world.people["coordinator"].pk,
    )  # fmt: skip
    erase(world.people["applicant"], world)

    assert SAID not in everywhere()


def test_a_region_stays_only_where_five_say_the_same(world):
    applicant = world.applications["applicant"]
    Application.objects.filter(pk=applicant.pk).update(region="A lonely valley")
    erase(world.people["applicant"], world)
    applicant.refresh_from_db()

    assert (applicant.region, applicant.setting) == ("", "Schools")


def test_everybody_sees_what_is_held_and_nobody_elses(world):
    person = world.people["applicant"]
    filled_in(person, world.at, None)
    words = json.dumps(privacy.export(person.pk, world.at))
    shown = str(privacy.held(person.pk, world.at))

    assert SAID in words
    assert SAID in shown
    assert world.people["member"].email not in words + shown


def test_a_copy_has_the_time_and_the_word_of_each_act(world):
    record.record(
        "cohort.published", world.cohorts["meeting"], at=world.at, by=world.people["lead"].pk
    )
    copy = privacy.export(world.people["lead"].pk, world.at)

    assert copy["audit.Entry"][-1] == {"at": world.at.isoformat(), "verb": "cohort.published"}


def test_no_secret_is_shown(world):
    person = world.people["lead"]
    words = json.dumps(privacy.export(person.pk, world.at))

    assert person.password not in words
    assert "credential" not in words


def test_a_request_is_carried_out_once_and_one_mail_leaves(completed, world):
    DataRequest.objects.all().delete()
    address = completed.email
    request = data_requests.ask(person_id=completed.pk, kind="erase", at=world.at, by=completed.pk)
    for _n in range(2):
        privacy.carry_out(request_id=request.pk, by=world.people["coordinator"].pk, at=world.at)
    mails = Notice.objects.filter(address=address)

    assert DataRequest.objects.get().state == "done"
    assert [(one.recipient, one.state) for one in mails] == [(None, "pending")]


def test_a_seat_is_not_given_up_unasked(world):
    member = world.people["member"]
    request = data_requests.ask(person_id=member.pk, kind="erase", at=world.at, by=member.pk)
    with pytest.raises(privacy.CannotErase):
        privacy.carry_out(request_id=request.pk, by=1, at=world.at)
    data_requests.ask(
        person_id=member.pk, kind="erase", gives_up_seat=True, at=world.at, by=member.pk
    )
    privacy.carry_out(request_id=request.pk, by=world.people["coordinator"].pk, at=world.at)

    assert memberships.IN_THE_COHORT[0] == "active"
    assert Membership.objects.get(user=member).state == "withdrawn"


def test_who_gets_no_mail_gets_none_about_it(completed, world):
    DataRequest.objects.all().delete()
    safe_contacts.change(
        user_id=completed.pk, channel="phone", phone="03 5550 1234", hours_from=None,
        hours_to=None, voicemail_ok=False, sms_ok=False, note="", by=completed.pk, at=world.at,
    )  # fmt: skip
    request = data_requests.ask(person_id=completed.pk, kind="erase", at=world.at, by=completed.pk)
    privacy.carry_out(request_id=request.pk, by=world.people["coordinator"].pk, at=world.at)

    assert not Notice.objects.filter(recipient=None).exists()


def test_another_account_is_untouched(completed, world):
    other = UserFactory(display_name="Other")
    erase(completed, world)
    other.refresh_from_db()

    assert (other.display_name, other.erased_at) == ("Other", None)


def test_what_was_decided_and_not_told_is_not_in_the_copy(world):
    candidacy = world.applications["unsuccessful"].candidacies.get()
    Candidacy.objects.filter(pk=candidacy.pk).update(told_at=None)
    said = privacy.export(world.people["unsuccessful"].pk, world.at)["intakes.Candidacy"]
    Candidacy.objects.filter(pk=candidacy.pk).update(told_at=world.at)
    told = privacy.export(world.people["unsuccessful"].pk, world.at)["intakes.Candidacy"]

    assert [said[0]["state"], told[0]["state"]] == ["in_review", "unsuccessful"]


def test_an_offer_that_has_not_left_is_not_in_the_copy(world):
    from datetime import timedelta

    holder, offer = world.people["holder"], world.offers["holder"]
    Offer.objects.filter(pk=offer.pk).update(sent_at=world.at + timedelta(minutes=10))
    copy = privacy.export(holder.pk, world.at)

    assert (copy["intakes.Offer"], copy["programs.Seat"]) == ([], [])
