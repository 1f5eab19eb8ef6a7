"""A program's own words for a kind of mail, and the mail that leaves in them."""

import pytest

from audit.models import Entry
from notices import kinds, letters, wording
from notices.models import Notice, Wording
from tests.notices.kinds import owe

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
KIND = "intakes.offer"
OURS = "Hello {first_name},\n\nplease say yes or no before {deadline}:\n\n{link}"
SUBJECT = "Please answer by {deadline}"
# Codes and what a library wrote keep their words; the rest of the kinds that mean somebody at
# the desk, or whose words are written each time.
FIXED = {
    *("accounts.code", "accounts.mail", "notices.message", "sessions.door"),
    "sessions.two_misses",  # to those who hold the room; the cohort's own policy words it
    *("intakes.copy", "intakes.imported"),  # made of what somebody wrote
    # each says what has happened, or goes to supporters too
    *("sessions.turn", "sessions.hosting", "sessions.visit", "sessions.guest_comes"),
    "sessions.guest_brief",
}


def change(world, **said):
    by = world.people["coordinator"].pk
    words = {"subject": SUBJECT, "text": OURS} | said
    here = world.programs["here"].pk
    return wording.change(program_id=here, kind=KIND, by=by, at=world.at, **words)


def mail_of(world, notice):
    return letters.compose(notice, kinds.get(notice.kind), at=world.at)


@pytest.fixture
def offer(world):
    return Notice.objects.get(key="world:0")


@pytest.mark.parametrize("kind", wording.editable())
def test_the_usual_words_of_every_kind_could_be_saved_as_they_are(world, kind):
    usual = wording.usual(kind)

    wording.check(world.programs["here"].pk, kind, subject=usual.subject, text=usual.text)


@pytest.mark.parametrize("kind", wording.editable())
def test_no_sample_is_left_in_the_usual_words(kind):
    text = wording.usual(kind).text

    assert [word for word in ("2031", "example.org", "Kim", "Alexis") if word in text] == []


def test_every_kind_of_the_apps_can_be_worded_or_is_fixed_for_a_reason():
    ours = ("accounts.", "notices.", "programs.", "sessions.", "intakes.")
    there = {name for name in kinds.names() if name.startswith(ours)}

    assert sorted(there - FIXED - set(wording.editable())) == []


def test_a_mail_leaves_in_its_programs_own_words(world, offer):
    change(world)

    mail = mail_of(world, offer)

    assert mail.subject == "Please answer by Sat 13 July"
    assert mail.body.startswith(
        "Hello Robin,\n\nplease say yes or no before Sat 13 July 2024, 5:00 pm Melbourne time:\n\n"
        "http"
    )
    assert '<a class="button" href="http' in mail.alternatives[0].content


def test_another_programs_mail_keeps_the_usual_words(world, offer):
    change(world)
    Wording.objects.update(program_id=world.programs["there"].pk)

    assert mail_of(world, offer).subject == "Action needed by Sat 13 July"


def test_a_notice_about_a_form_has_a_program_before_it_has_a_cohort(world):
    wording.change(
        program_id=world.programs["here"].pk,
        kind="intakes.receipt",
        subject="We have it",
        text="It is here: {link}",
        by=world.people["coordinator"].pk,
        at=world.at,
    )
    applicant, form = world.people["applicant"], world.applications["applicant"]
    receipt = owe(applicant, world.at, kind="intakes.receipt", object_id=form.pk)

    assert mail_of(world, receipt).subject == "We have it"


def test_reset_brings_the_usual_words_back(world, offer):
    change(world)
    by, here = world.people["coordinator"].pk, world.programs["here"].pk

    done = [wording.reset(program_id=here, kind=KIND, by=by, at=world.at) for _ in range(2)]

    assert done == [True, False]
    assert mail_of(world, offer).subject == "Action needed by Sat 13 July"
    verbs = Entry.objects.filter(verb__startswith="wording.").order_by("pk")
    assert list(verbs.values_list("verb", "actor")) == [
        ("wording.changed", by),
        ("wording.reset", by),
    ]


def test_saving_the_same_words_again_changes_nothing(world):
    change(world)
    change(world)

    assert Wording.objects.count() == 1
    assert Entry.objects.filter(verb="wording.changed").count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": "{deadline}"}, "text"),
        ({"text": "{link} {deadline} {nothing}"}, "text"),
        ({"text": ""}, "text"),
        ({"text": "{link} {deadline}" + "x" * 5000}, "text"),
        ({"subject": "Your seat in Emerging practitioners"}, "subject"),
        ({"subject": "Hello {first_name}"}, "subject"),
        ({"subject": "About prevention"}, "subject"),
    ],
)
def test_what_cannot_be_used_is_refused_beside_its_field(world, said, field):
    with pytest.raises(wording.NotUsable) as refusal:
        change(world, **said)

    assert list(refusal.value.troubles) == [field]
    assert Wording.objects.count() == 0


def test_words_that_can_no_longer_be_used_give_way_to_the_usual_ones(world, offer):
    change(world)
    Wording.objects.update(text="{no_longer_known}")

    assert mail_of(world, offer).subject == "Action needed by Sat 13 July"


def test_who_reads_another_language_gets_the_usual_words(world, offer):
    change(world)
    Wording.objects.update(language="de")

    assert mail_of(world, offer).subject == "Action needed by Sat 13 July"


def test_codes_are_not_worded_anew():
    assert FIXED.isdisjoint(wording.editable())
    with pytest.raises(wording.NoSuchKind):
        wording.usual("accounts.code")
