"""Certificates of hours: what was confirmed counts, and nothing is told but hours."""

import pytest
from django.urls import reverse

from sessions import hours
from sessions.models import Attendance, Presence, SessionState
from tests.factories import UserFactory
from tests.sessions.conftest import JULY

pytestmark = pytest.mark.usefixtures("frozen")


def was_at(room, *numbers, presence=Presence.PRESENT, confirmed_at=JULY):
    for number in numbers:
        Attendance.objects.create(
            session=room.session(number),
            user=room.member,
            presence=presence,
            confirmed_at=confirmed_at,
        )


def url(room, name="certificate"):
    kwargs = {} if name == "hours" else {"program_id": room.cohort.intake.program_id}
    return reverse(f"sessions:{name}", kwargs=kwargs)


def test_what_was_confirmed_counts_also_for_a_part(room):
    was_at(room, 1, 2)
    was_at(room, 3, presence=Presence.PART)
    was_at(room, 4, presence=Presence.ABSENT)
    was_at(room, 5, presence=Presence.APOLOGY, confirmed_at=None)
    was_at(room, 6, presence=Presence.PROPOSED, confirmed_at=None)

    [found] = hours.of(room.member)
    assert (found.sessions, found.hours) == (3, "6")
    assert found.sentence == "Ari took part for 6 hours, from 14 August 2024 to 9 October 2024."


@pytest.mark.parametrize("changed", [{"is_induction": True}, {"state": SessionState.CANCELLED}])
def test_inductions_and_what_was_called_off_count_nothing(room, changed):
    was_at(room, 1)
    room.cohort.sessions.filter(number=1).update(**changed)

    assert hours.of(room.member) == []


@pytest.mark.parametrize(
    ("minutes", "said"), [(60, "1"), (50, "0.75"), (105, "1.75"), (210, "3.5")]
)
def test_hours_are_said_to_the_quarter(room, minutes, said):
    was_at(room, 1)
    room.cohort.sessions.filter(number=1).update(minutes=minutes)

    assert hours.of(room.member)[0].hours == said


def test_the_certificate_says_who_and_how_many_hours_and_no_more(client, room):
    was_at(room, 1, 2)
    client.force_login(room.member)

    page = client.get(url(room)).content.decode()
    program = room.cohort.intake.program
    said = page.split("<article")[1].split("</article>")[0]
    for word in (program.organisation, "Ari", "4", "hours", "from 14 August 2024 to 11 September"):
        assert word in said
    for word in (program.name, room.cohort.name, room.cohort.community.name, "session"):
        assert word not in said
    made = client.get(url(room, "certificate-file"))
    assert made.content.startswith(b"%PDF-")
    assert b"pdfuaid" in made.content
    assert made["Content-Disposition"] == 'attachment; filename="hours.pdf"'


def test_nobody_sees_another_ones(client, room):
    was_at(room, 1)
    client.force_login(UserFactory())

    assert client.get(url(room)).status_code == 404
    assert client.get(url(room, "certificate-file")).status_code == 404
    assert "No hours yet" in client.get(url(room, "hours")).content.decode()


def test_the_list_says_what_there_is(client, room):
    was_at(room, 1, 2)
    client.force_login(room.member)

    page = client.get(url(room, "hours")).content.decode()
    assert "4 hours at 2 sessions, from 14 August 2024 to 11 September 2024" in page
