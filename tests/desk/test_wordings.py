"""The words of each kind of mail, at the desk."""

import pytest
from django.urls import reverse

from audit.models import Entry
from notices import wording
from notices.models import Wording
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SUBJECT = "Please answer by {deadline}"
TEXT = "Hello {first_name},\n\n**please** say yes or no before {deadline}:\n{link}"


@pytest.fixture
def as_(client, world):
    def signed_in(name):
        sign_in(client, world.people[name])
        return client

    return signed_in


def there(world, kind="intakes.offer", program="here"):
    return reverse("admin:letter_text", args=[world.programs[program].pk, kind])


def post(client, world, act, **said):
    shown = wording.sign(wording.of(world.programs["here"].pk, "intakes.offer"))
    words = {"subject": SUBJECT, "text": TEXT, "shown": shown}
    return client.post(there(world), {"act": act} | words | said)


def test_every_kind_is_listed_with_its_words(as_):
    answer = as_("coordinator").get(reverse("admin:letter_texts"))

    assert [line.kind for line in answer.context["mail_kinds"]] == wording.editable()
    assert all(line.words.text and line.own is None for line in answer.context["mail_kinds"])


@pytest.mark.parametrize("kind", wording.editable())
def test_each_kind_opens_with_its_usual_words(as_, world, kind):
    answer = as_("coordinator").get(there(world, kind))

    assert answer.status_code == 200
    assert answer.context["form"].initial["text"] == wording.usual(kind).text


def test_new_words_are_shown_as_text_and_html_and_nothing_is_kept(as_, world):
    answer = post(as_("coordinator"), world, "preview")

    preview = answer.context["preview"]
    assert preview.subject == "Please answer by Tue 5 August"
    assert preview.text.startswith("Hello Robin,\n\n**please** say yes or no before Tue 5 August")
    assert "<strong>please</strong>" in preview.html
    assert 'srcdoc="&lt;!doctype html&gt;' in answer.content.decode().replace("\n", "")
    assert Wording.objects.count() == 0


def test_new_words_are_kept_and_the_list_says_whose(as_, world):
    client = as_("coordinator")

    answer = post(client, world, "save")

    assert answer.url == there(world)
    listed = client.get(reverse("admin:letter_texts")).context["mail_kinds"]
    assert [line.words.subject for line in listed if line.own] == [SUBJECT]
    assert Entry.objects.get(verb="wording.changed").actor == world.people["coordinator"]
    assert "Mail worded anew" in client.get(there(world)).content.decode()


def test_the_usual_words_come_back(as_, world):
    client = as_("coordinator")
    post(client, world, "save")

    answers = [post(client, world, "reset") for _ in range(2)]

    assert [answer.url for answer in answers] == [there(world)] * 2
    assert Wording.objects.count() == 0


def test_who_comes_second_is_told_and_loses_nothing_that_was_typed(as_, world):
    client = as_("coordinator")
    before = client.get(there(world)).context["form"].initial["shown"]
    post(as_("lead"), world, "save", subject="Theirs by {deadline}")
    client = as_("coordinator")

    looked = post(client, world, "preview", shown=before)
    answer = post(client, world, "save", shown=looked.context["form"]["shown"].value())
    page = answer.content.decode()

    assert Wording.objects.get().subject == "Theirs by {deadline}"
    assert "Somebody else changed these words while you wrote." in page
    assert "Theirs by {deadline}" in page
    form = answer.context["form"]
    assert (form["subject"].value(), form["text"].value()) == (SUBJECT, TEXT)
    again = post(client, world, "save", shown=form["shown"].value())
    assert (again.status_code, Wording.objects.get().subject) == (302, SUBJECT)


def test_nobody_puts_the_usual_words_over_those_they_have_not_seen(as_, world):
    post(as_("lead"), world, "save")
    before = wording.sign(wording.of(world.programs["here"].pk, "intakes.offer"))
    post(as_("lead"), world, "save", subject="Others by {deadline}")

    post(as_("coordinator"), world, "reset", shown=before)

    assert Wording.objects.get().subject == "Others by {deadline}"


@pytest.mark.parametrize(
    ("said", "field", "trouble"),
    [
        ({"text": "{deadline}"}, "text", "Please keep {link}: without it they could not act."),
        ({"text": TEXT + "{x}"}, "text", "Nothing is known here that would stand for {x}."),
        ({"subject": "Your seat in Work in schools"}, "subject", "schools"),
        ({"subject": "For {first_name}"}, "subject", "This can't stand in a subject"),
        ({"subject": ""}, "subject", "Please give it a subject."),
        ({"text": "x" * 6000}, "text", "at most 5000"),
        ({"text": "\0"}, "text", "Please write something."),
    ],
)
@pytest.mark.parametrize("act", ["save", "preview"])
def test_what_cannot_be_used_is_said_beside_its_field(as_, world, act, said, field, trouble):
    answer = post(as_("coordinator"), world, act, **said)

    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert trouble in errors[field][0]
    assert Wording.objects.count() == 0


def test_nothing_that_is_typed_is_run(as_, world):
    text = "{{ settings.SECRET_KEY }} <script>alert(1)</script> {{% load x %}} {link} {deadline}"

    said = post(as_("coordinator"), world, "preview", text=text)

    assert list(said.context["form"].errors) == ["text"]


def test_another_programs_words_are_not_there(as_, world):
    foreign = as_("foreign_coordinator")

    assert foreign.get(there(world)).status_code == 404
    assert foreign.post(there(world), {"act": "reset"}).status_code == 404
    assert foreign.get(there(world, program="there")).status_code == 200


@pytest.mark.parametrize("kind", ["accounts.code", "accounts.mail", "nothing", "notices.message"])
def test_codes_cannot_be_worded(as_, world, kind):
    assert as_("coordinator").get(there(world, kind)).status_code == 404


def test_a_program_that_is_not_theirs_is_not_shown_in_the_list(as_, world):
    page = reverse("admin:letter_texts")
    other = as_("coordinator").get(page, {"program": world.programs["there"].pk})

    assert other.context["program"] == world.programs["here"]
