"""Letters of invitation: facts filled in, nothing else read, on paper as PDF and Word."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from audit.models import Entry
from intakes import letter_files, letters
from intakes.models import Letter
from tests.factories import IntakeFactory, ProgramFactory
from tests.intakes.making import coordinator_of
from tests.world import sign_in

AT = datetime(2024, 7, 10, 0, 0, tzinfo=UTC)


@pytest.fixture
def intake(db):
    return IntakeFactory(program=ProgramFactory(slug="here", cost="Nothing"))


def write(intake, body="Dear {attention}, {organisation} is invited.", **fields):
    said = {"organisation": "A service", "attention": "", "address": ""} | fields
    by = coordinator_of(intake.program).pk
    return letters.write(intake_id=intake.pk, body=body, at=AT, by=by, **said)


def change(letter, **fields):
    said = {
        "intake_id": letter.intake_id,
        "organisation": letter.organisation,
        "attention": letter.attention,
        "address": letter.address,
        "body": letter.body,
    }
    return letters.change(
        letter_id=letter.pk, at=AT + timedelta(days=1), by=letter.written_by_id, **said | fields
    )


# ------------------------------------------------- filling


def test_the_letter_of_the_house_fills_everything_it_names(intake):
    assert letters.unknown(letters.standard()) == []

    words = letters.sheet(write(intake, letters.standard())).words

    assert "{" not in words
    told = ("Dear colleagues,", "A service", "8 sessions of 2 hours each", "/programs/here/")
    assert [fact for fact in told if fact not in words] == []
    assert "Friday 26 July 2024, 17:00" in words  # the close, program time


def test_only_our_words_in_braces_are_read(intake):
    body = "{organisation} {0} {attention.__class__} {{program}} {organisation!r}"

    assert letters.unknown(body) == ["0", "attention.__class__", "organisation!r"]
    with pytest.raises(letters.CannotKeep, match="We can't fill this"):
        write(intake, body)


def test_braces_in_what_is_filled_in_are_not_filled_again(intake):
    letter = write(intake, "{organisation}", organisation="{program}")

    assert letters.sheet(letter).words == "{program}"


def test_a_date_that_was_moved_is_right_in_the_next_copy(intake):
    letter = write(intake, "Until {closes}.")
    intake.closes_at += timedelta(days=7)
    intake.save(update_fields=["closes_at"])

    letter.refresh_from_db()
    assert letters.sheet(letter).words == "Until Friday 2 August 2024, 17:00."


def test_the_address_stands_line_by_line(intake):
    letter = write(intake, attention="Kim Vale", address="1 Street\n\nTown 3000")

    assert letters.sheet(letter).to == ("Kim Vale", "A service", "1 Street", "Town 3000")


def test_a_new_letter_goes_on_with_the_words_of_the_latest(intake):
    assert letters.starting_words(intake) == letters.standard()
    write(intake, "Ours: {organisation}")

    following = IntakeFactory(program=intake.program)
    assert letters.starting_words(following) == "Ours: {organisation}"
    assert letters.starting_words(IntakeFactory()) == letters.standard()


# ------------------------------------------------- keeping


def test_writing_and_changing_are_on_record_and_the_same_again_is_nothing(intake):
    letter = write(intake)

    change(letter, organisation="Another service")
    letter.refresh_from_db()
    again = change(letter)

    assert (again.organisation, again.changed_at) == ("Another service", AT + timedelta(days=1))
    verbs = Entry.objects.filter(object_type="intakes.letter").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["letter.written", "letter.changed"]


def test_a_change_can_not_hold_what_nobody_can_fill(intake):
    letter = write(intake)

    with pytest.raises(letters.CannotKeep):
        change(letter, body="{nothing}")


# ------------------------------------------------- on paper


def test_the_pdf_is_tagged(intake):
    made = letter_files.as_pdf(write(intake, letters.standard()))

    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made


def test_the_word_document_holds_the_same_words(intake):
    from docx import Document

    letter = write(intake, "Dear {attention},\n\nTwo\nlines.", attention="Kim\x0b \ufffeVale")
    document = Document(BytesIO(letter_files.as_docx(letter)))

    assert [paragraph.text for paragraph in document.paragraphs] == [
        "An organisation",
        "10 July 2024",
        "Kim Vale\nA service",
        "Dear Kim Vale,",
        "Two\nlines.",
    ]
    assert document.core_properties.author == "An organisation"


# ------------------------------------------------- at the desk


@pytest.fixture
def desk(client, world, frozen):
    sign_in(client, world.people["coordinator"])
    return client


ADD = "/desk/intakes/letter/add/"


def typed(world, **fields):
    return {
        "intake": world.intakes["open"].pk,
        "organisation": "A library",
        "attention": "",
        "address": "",
        "body": "{organisation}, welcome.",
    } | fields


def test_looking_keeps_nothing_and_keeping_keeps(desk, world):
    looked = desk.post(ADD, typed(world, look="1")).content.decode()
    assert "A library, welcome." in looked
    assert Letter.objects.count() == 0

    kept = desk.post(ADD, typed(world, keep="1"), follow=True).content.decode()
    assert "The letter is kept." in kept
    assert (Letter.objects.get().organisation, "A library, welcome." in kept) == ("A library", True)


def test_what_can_not_be_filled_is_named_and_nothing_typed_is_lost(desk, world):
    page = desk.post(ADD, typed(world, body="Hello {nobody}", keep="1")).content.decode()

    assert "We can&#x27;t fill this: {nobody}" in page
    assert "Hello {nobody}" in page


def test_an_intake_of_another_program_is_not_on_offer(desk, world):
    page = desk.post(ADD, typed(world, intake=world.intakes["foreign"].pk, keep="1"))

    assert "Please choose an intake of your programs." in page.content.decode()


def test_it_is_printed_as_pdf_and_word(desk, world):
    desk.post(ADD, typed(world, keep="1"))
    letter = Letter.objects.get()

    for name, kind in (("pdf", "application/pdf"), ("docx", letter_files.DOCX)):
        answer = desk.get(reverse(f"admin:intakes_letter_{name}", args=[letter.pk]))
        assert (answer["Content-Type"], answer.content[:2]) == (
            kind,
            b"%P" if name == "pdf" else b"PK",
        )
        assert answer["Content-Disposition"] == f'attachment; filename="letter-{letter.pk}.{name}"'


def test_the_same_goes_to_another(desk, world):
    desk.post(ADD, typed(world, keep="1", body="As before, {organisation}"))

    page = desk.get(f"{ADD}?like={Letter.objects.get().pk}").content.decode()

    assert "As before, {organisation}" in page


def test_letters_of_another_program_are_not_there(desk, world):
    desk.post(ADD, typed(world, keep="1"))
    pk = Letter.objects.get().pk
    sign_in(desk, world.people["foreign_coordinator"])

    where = [
        reverse("admin:intakes_letter_change", args=[pk]),
        reverse("admin:intakes_letter_pdf", args=[pk]),
        reverse("admin:intakes_letter_docx", args=[pk]),
    ]
    assert [desk.get(one).status_code for one in where] == [404, 404, 404]
    assert desk.post(where[0], typed(world, keep="1")).status_code == 404


@pytest.mark.parametrize("like", ["", "x", "-1", "9" * 40, "0"])
def test_a_strange_like_is_no_fault(desk, world, like):
    assert desk.get(ADD, {"like": like}).status_code == 200
