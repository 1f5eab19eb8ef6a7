"""Whatever is posted to a form of intakes: a page, a way on, or nothing there. Never a fault."""

import os
import random

import pytest
from django.urls import reverse

from intakes import support
from intakes.models import Question
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

ROUNDS = 40 if os.environ.get("DRILL") == "1" else 4
NASTY = (
    "",
    " ",
    "\0",
    "x\0y",
    "x" * 1_000_000,
    "-1",
    "0",
    "1",
    "9" * 40,
    "1e9",
    "NaN",
    "on",
    "yes",
    "later",
    "\ud800".encode("utf-8", "replace").decode(),
    "\u202e\u0000\ufffe",
    "😀" * 200,
    "<script>alert(1)</script>",
    "{{ 7 }}{% now %}",
    "'; DROP TABLE intakes_offer; --",
    "=HYPERLINK(1)",
    "a\r\nBcc: b@example.org",
    "a@example.org",
    "25:61",
    "phone",
    "email",
    "other",
    "next_intake",
)


def url(name, **kwargs):
    return reverse(f"intakes:{name}", kwargs=kwargs)


def support_link(world):
    """The link in the mail to the applicant's manager."""
    applied = world.applications["applicant"]
    asked = support.ask(
        application_id=applied.pk,
        name="Kim",
        email="boss@example.org",
        at=world.at,
        by=applied.applicant_id,
    )
    return support.token_of(asked)


def forms(world):
    """Who posts where, and the names of the fields there."""
    draft, holder = world.applications["drafting"].pk, world.offers["holder"].pk
    waits = world.applications["waiting"].candidacies.get()
    interest = ("first", "second", "third", "display_name", "email", "role", "organisation")
    interest += ("hopes", "source", "read_notice", "newsletter")
    about = ("display_name", "pronouns", "role", "organisation", "setting", "region", "note")
    about += ("career_stage", "sole_worker", "organisation_type", "previous_cop", "later")
    apart = ("channel", "phone", "hours_from", "hours_to", "note", "apart", "access", "captions")
    apart += ("dietary", "caring", "background", "share_adjustments", "later", "back")
    wishes = ("can_commit", "availability", "meeting_format", "later", "back")
    opened, moves = world.intakes["open"], ("act", "question")
    words = ("words", "help_words", "kind", "options", "needed")
    asked = Question.objects.filter(intake=opened)
    further = [f"{what}_{q.pk}" for q in asked for what in ("question", "shown")]
    manager = ("choice", "name", "email", "knows", "why", "take_back")
    letter = ("intake", "organisation", "attention", "address", "body", "look", "keep")
    queue = ("act", "shown", "reason", "band", "candidacy", "offer", "capacity")
    queue += ("days", "ends")
    review = ("action", "_selected_action", "reason", "select_across", "index")
    return [
        (None, url("interest", slug="together"), interest),
        ("interested", url("interest", slug="together"), interest),
        (None, url("interest_again", number=world.programs["here"].pk), interest),
        ("interested", url("apply_now", pk=world.interest.pk), ("x",)),
        ("interested", url("withdraw_interest", pk=world.interest.pk), ("x",)),
        (None, url("apply", slug="together"), ("display_name", "email")),
        ("drafting", url("step", pk=draft, step="about"), about),
        ("drafting", url("step", pk=draft, step="wishes"), (*interest[:3], *wishes)),
        ("drafting", url("step", pk=draft, step="hopes"), ("hopes", "topics", "source", "later")),
        ("drafting", url("step", pk=draft, step="further"), (*further, "later")),
        ("drafting", url("step", pk=draft, step="apart"), apart),
        ("drafting", url("step", pk=draft, step="review"), ("read_notice", "next_intake", "copy")),
        ("drafting", url("copy", pk=draft), ("x",)),
        ("holder", url("offer", pk=holder), ("notice", "pledge", "dates", "pledge_id")),
        ("holder", url("decline", pk=holder), ("choice", "other")),
        ("holder", url("give_up", pk=holder), ("reason",)),
        ("expired", url("rejoin", pk=world.offers["expired"].pk), ("x",)),
        ("waiting", url("leave_list", pk=waits.application_id, candidacy=waits.pk), ("x",)),
        ("applicant", url("support", pk=world.applications["applicant"].pk), manager),
        ("coordinator", reverse("admin:intakes_letter_add"), letter),
        (None, url("support_answer", token=support_link(world)), ("supports", "word")),
        ("waiting", url("withdraw", pk=waits.application_id), ("x",)),
        (
            "coordinator",
            reverse("admin:intakes_queue_change", args=[world.cohorts["full"].pk]),
            queue,
        ),
        (
            "coordinator",
            reverse("admin:intakes_rollover", args=[world.cohorts["full"].pk]),
            ("reply_on",),
        ),
        ("asked", url("roll_over", pk=world.applications["asked"].pk), ("keep",)),
        ("coordinator", reverse("admin:intakes_candidacy_changelist"), review),
        ("coordinator", reverse("admin:intakes_intakeform_change", args=[opened.pk]), moves),
        ("coordinator", reverse("admin:intakes_intakeform_question", args=[opened.pk]), words),
        ("coordinator", reverse("admin:intakes_application_apart", args=[draft]), ("reason",)),
        ("coordinator", reverse("admin:intakes_offer_changelist"), review),
    ]


WORDS = {
    "choice": ("ask", "not_needed", "rather_not"),
    "supports": ("yes", "no"),
    "act": (
        *("round", "promote", "pause", "resume", "band", "rescind", "capacity"),
        *("up", "retire", "extend", "place"),
    ),
    "kind": ("short", "choice", "scale"),
    "reply_on": ("2024-08-01", "2024-08-03"),
    "action": ("suitable", "not_this_time", "read_again", "take_back"),
}


def typed(chance, names):
    """Something for most of the fields, and now and then a field that nobody asked for."""
    sent = {name: chance.choice(NASTY + WORDS.get(name, ()) * 8) for name in names}
    sent = {name: value for name, value in sent.items() if chance.random() > 0.15}
    if chance.random() < 0.2:
        sent["state"] = "accepted"
    big = [name for name, value in sent.items() if len(value) > 100_000]
    for name in big[1:]:  # more than one of these is more than the site takes in at all
        sent[name] = "x" * 1000
    return sent


@pytest.mark.slow
@pytest.mark.parametrize("place", range(30))
def test_nothing_that_is_posted_is_a_fault(client, world, place):
    who, where, names = forms(world)[place]
    chance = random.Random(place)
    if who:
        sign_in(client, world.people[who])

    answers = [client.post(where, typed(chance, names)).status_code for _n in range(ROUNDS * 5)]

    assert sorted(set(answers) - {200, 302, 404}) == []


def test_every_form_is_in_the_list(world):
    assert len(forms(world)) == 30
