"""The table of reminders at the desk, and one of its rows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programs import reminder_rules
from programs.models import ProgramState, ReminderRule
from programs.reminders import sentences
from tests.factories import MembershipFactory, ProgramFactory, RoleFactory
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
NEAR = "sessions.reminder"


@pytest.fixture
def as_(client, world):
    def signed_in(name):
        sign_in(client, world.people[name])
        return client

    return signed_in


def there(world, name=NEAR):
    return reverse("admin:reminder", args=[world.programs["here"].pk, name])


def test_every_reminder_is_in_the_table_in_plain_words(as_):
    lines = as_("coordinator").get(reverse("admin:reminders")).context["lines"]

    said = {line.trigger.name: line.when for line in lines}
    assert list(said) == [one.name for one in reminder_rules.every()]
    assert said[NEAR] == "7 days and 1 day before a session, at its own time of day."
    assert said["intakes.offer_reminder"] == (
        "2 business days before it ends, and on the day itself, at 09:00."
    )
    assert said["intakes.draft_waits"] == "3 business days after it was last saved, at 09:00."
    assert said["sessions.changed"] == "At once, at any hour."


def test_a_year_that_is_only_planned_is_not_shown_first(as_, world):
    here = world.programs["here"]
    begins = here.starts_on + timedelta(days=365)
    after = ProgramFactory(starts_on=begins, state=ProgramState.PLANNED)
    RoleFactory(user=world.people["coordinator"], program=after)

    page = as_("coordinator").get(reverse("admin:reminders"))

    assert page.context["programs"] == [after, here]
    assert page.context["program"] == here
    assert as_("coordinator").get(reverse("admin:letter_texts")).context["program"] == here


def test_each_that_can_be_tuned_opens(as_, world):
    client = as_("coordinator")
    tunable = [one for one in reminder_rules.every() if one.tunable]

    assert [client.get(there(world, one.name)).status_code for one in tunable] == [200] * len(
        tunable
    )
    assert client.get(there(world, "sessions.changed")).status_code == 404
    assert client.get(there(world, "no.such")).status_code == 404


def test_it_is_tuned_turned_off_and_as_it_came_again(as_, world):
    client = as_("coordinator")

    def says(**said):
        rule = client.get(there(world)).context["stands"]
        answer = client.post(there(world), {"act": "keep", "shown": rule, **said})
        trigger = reminder_rules.get(NEAR)
        stands = reminder_rules.Rules().of(world.programs["here"].pk, trigger)
        return answer.status_code, sentences.when(trigger, stands)

    assert says(offsets="3; 10", clock="16:00") == (
        302, "10 days and 3 days before a session, at 16:00.",
    )  # fmt: skip
    assert says(offsets="10, 3", clock="16:00", off="on") == (302, "Off: nothing is sent.")
    assert says(act="as_it_came")[1] == "7 days and 1 day before a session, at its own time of day."


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"offsets": "soon"}, "offsets"),
        ({"offsets": "-1"}, "offsets"),
        ({"offsets": "999"}, "offsets"),
        ({"offsets": "5,4,3,2,1"}, "offsets"),
        ({"offsets": ""}, "offsets"),
        ({"offsets": "1", "clock": "23:00"}, "clock"),
        ({"offsets": "0"}, "clock"),
    ],
)
def test_what_cannot_be_stands_beside_its_field_with_what_was_typed(as_, world, said, field):
    answer = as_("coordinator").post(there(world), {"act": "keep", **said})

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (200, [field])
    assert form["offsets"].value() == said["offsets"]
    assert ReminderRule.objects.count() == 0


@pytest.mark.parametrize("more", [0, 25])
def test_the_page_takes_the_same_queries_for_few_and_many(
    as_, world, more, django_assert_max_num_queries
):
    client = as_("coordinator")
    client.get(there(world))
    MembershipFactory.create_batch(more, cohort=world.cohorts["meeting"])

    with django_assert_max_num_queries(40):
        answer = client.get(f"{there(world)}?days=90")

    assert answer.status_code == 200
    assert len(answer.context["lines"]) <= 20


def test_of_two_who_change_it_the_second_keeps_what_was_typed(as_, world):
    client = as_("coordinator")
    shown = client.get(there(world)).context["stands"]
    client.post(there(world), {"act": "keep", "offsets": "5", "shown": shown})

    answer = client.post(there(world), {"act": "keep", "offsets": "6", "shown": shown})
    again = client.post(
        there(world), {"act": "keep", "offsets": "6", "shown": answer.context["stands"]}
    )

    assert answer.context["form"]["offsets"].value() == "6"
    assert (answer.status_code, again.status_code) == (200, 302)
    assert ReminderRule.objects.get().offsets == [6]
