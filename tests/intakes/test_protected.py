"""The part kept apart: kept with the person, read at the desk for a reason, and never by chance."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts import access_needs, safe_contacts
from accounts.models import AccessNeed
from audit.models import Entry
from intakes import apart, protected
from intakes.models import Application
from notices.models import Notice
from programs.models import RoleKind
from tests.factories import RoleFactory, UserFactory
from tests.world import sign_in

AT = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)
PHONE = {
    "channel": "phone",
    "phone": "0400 000 000",
    "hours_from": None,
    "hours_to": None,
    "voicemail_ok": False,
    "sms_ok": False,
    "note": "",
}
SECRET = "a chair by the door"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def draft(world):
    return world.applications["drafting"]


@pytest.fixture
def as_(client, world):
    def signed_in(name):
        client.logout()
        sign_in(client, world.people[name])
        return client

    return signed_in


def keep(application, contact=None, apart_words="", **needs):
    protected.keep(
        application_id=application.pk,
        contact=contact or {},
        needs=needs,
        apart_words=apart_words,
        at=AT,
        by=application.applicant_id,
    )


def read(application, by, reason="They asked for a ramp."):
    return protected.read(application_id=application.pk, by=by.pk, at=AT, reason=reason)


def page(application):
    return reverse("admin:intakes_application_apart", args=[application.pk])


class TestKeeping:
    def test_it_is_kept_with_the_person(self, draft):
        keep(draft, PHONE, "Lee, at A service", access=SECRET, captions=True)

        said = protected.of(draft.applicant_id)
        assert (said.contact.phone, said.need.access, said.need.captions, said.apart) == (
            "0400 000 000",
            SECRET,
            True,
            "Lee, at A service",
        )

    def test_what_was_not_asked_stays_and_what_is_emptied_is_forgotten(self, draft):
        keep(draft, access=SECRET, dietary="No nuts")
        keep(draft, access="")
        stays = access_needs.of(draft.applicant_id)
        keep(draft, access="", dietary="", apart_words="")

        assert (stays.access, stays.dietary) == ("", "No nuts")
        assert AccessNeed.objects.count() == 0

    def test_nothing_said_leaves_no_trace(self, draft):
        keep(draft)

        assert AccessNeed.objects.count() == 0
        assert not Entry.objects.filter(verb__startswith="access_need").exists()

    def test_by_phone_without_a_number_keeps_nothing_at_all(self, draft):
        with pytest.raises(safe_contacts.NeedsANumber):
            keep(draft, PHONE | {"phone": ""}, access=SECRET)

        assert AccessNeed.objects.count() == 0


class TestReading:
    def test_a_coordinator_reads_it_for_a_reason_that_is_kept(self, draft, world):
        keep(draft, access=SECRET)
        by = world.people["coordinator"]

        said = read(draft, by)

        assert said.need.access == SECRET
        entry = Entry.objects.get(verb=protected.READ)
        assert (entry.actor, entry.reason.text) == (by, "They asked for a ramp.")
        assert protected.readings(draft) == [AT]

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_without_a_reason_nothing_is_read_and_nothing_is_kept(self, draft, world, reason):
        with pytest.raises(protected.NeedsAReason):
            read(draft, world.people["coordinator"], reason)

        assert protected.readings(draft) == []

    @pytest.mark.parametrize(
        "who", ["lead", "foreign_coordinator", "facilitator", "applicant", "funder"]
    )
    def test_nobody_else_reads_it(self, draft, world, who):
        with pytest.raises(protected.NotTheirs):
            read(draft, world.people[who])

    def test_a_reviewer_does_not_read_it(self, draft):
        reviewer = UserFactory(holds_staff_role=True, is_staff=True)
        RoleFactory(user=reviewer, kind=RoleKind.REVIEWER, program=draft.intake.program)

        with pytest.raises(protected.NotTheirs):
            read(draft, reviewer)


class TestThePages:
    def test_it_is_shown_in_answer_to_a_reason_and_not_again(self, as_, world, draft):
        keep(draft, PHONE, "Lee, at A service", access=SECRET)
        client = as_("coordinator")

        asked = client.get(page(draft))
        unsaid = client.post(page(draft), {"reason": " "})
        shown = client.post(page(draft), {"reason": "They asked for a ramp."})
        again = client.get(page(draft))

        found = [SECRET in answer.content.decode() for answer in (asked, unsaid, shown, again)]
        assert found == [False, False, True, False]
        assert "Lee, at A service" in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
        assert Entry.objects.filter(verb=protected.READ).count() == 1

    def test_no_other_page_of_the_desk_nor_a_mail_has_it(self, as_, world, draft):
        keep(draft, access=SECRET, apart_words="Lee, at A service")
        Application.objects.filter(pk=draft.pk).update(state="submitted", submitted_at=AT)
        client = as_("coordinator")
        person = as_("drafting")
        own = person.post(reverse("intakes:copy", args=[draft.pk]), follow=True)
        client = as_("coordinator")

        change = client.get(reverse("admin:intakes_application_change", args=[draft.pk]))

        from notices import kinds, letters

        notice = Notice.objects.get(kind="intakes.copy")
        mail = letters.compose(notice, kinds.get(notice.kind), at=AT)
        for text in (change.content.decode(), str(mail.body), own.content.decode()):
            assert (SECRET in text, "Lee, at" in text) == (False, False)
        assert page(draft) in change.content.decode()

    def test_the_person_sees_when_it_was_read(self, as_, world, draft):
        read(draft, world.people["coordinator"])

        said = as_("drafting").get(reverse("intakes:application", args=[draft.pk]))

        assert "opened the part kept apart once: 10 July 2024" in " ".join(
            said.content.decode().split()
        )

    @pytest.mark.parametrize("who", ["lead", "foreign_coordinator", "drafting", "facilitator"])
    def test_to_others_there_is_no_such_page(self, as_, world, draft, who):
        assert as_(who).get(page(draft)).status_code == 404
        assert as_(who).post(page(draft), {"reason": "Because"}).status_code == 404
        assert protected.readings(draft) == []

    def test_the_step_shows_its_person_what_they_said_and_the_last_look_does_not(
        self, as_, world, draft
    ):
        keep(draft, access=SECRET, apart_words="Lee, at A service")
        client = as_("drafting")

        step, last = (
            client.get(reverse("intakes:step", args=[draft.pk, name])).content.decode()
            for name in ("apart", "review")
        )

        assert (SECRET in step, "Lee, at A service" in step) == (True, True)
        assert (SECRET in last, "Lee, at A service" in last) == (False, False)

    def test_who_would_rather_meet_online_is_not_asked_what_they_eat(self, as_, world, draft):
        keep(draft, dietary="No nuts")
        Application.objects.filter(pk=draft.pk).update(meeting_format="online")
        client = as_("drafting")
        address = reverse("intakes:step", args=[draft.pk, "apart"])

        form = client.get(address).context["form"]
        client.post(address, {"channel": "email", "apart": "Lee"})

        assert "dietary" not in form.fields
        assert access_needs.of(draft.applicant_id).dietary == "No nuts"
        assert apart.words_of(draft.applicant_id) == "Lee"
