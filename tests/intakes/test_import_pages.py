"""People from a file at the desk: each page works, refuses, repeats, and hides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intakes import imports
from intakes.importing import columns, samples
from intakes.models import Import, ImportKind, ImportState, Interest
from notices import shifts
from notices.models import Job
from tests.intakes.sheets import csv_of, person, xlsx_of
from tests.world import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
ADD = "admin:intakes_import_add"


@pytest.fixture
def desk(client, world):
    sign_in(client, world.people["coordinator"])
    return client


def page(imported):
    return reverse("admin:intakes_import_change", args=[imported.pk])


def upload(client, world, data, name="list.csv", what=""):
    what = what or f"interest:{world.programs['here'].pk}"
    given = SimpleUploadedFile(name, data)
    return client.post(reverse(ADD), {"what": what, "file": given})


def read(client, world, rows, **options):
    upload(client, world, csv_of(rows), **options)
    return Import.objects.latest("pk")


def people(count):
    return [person(n, "Work in schools") for n in range(1, count + 1)]


def mapped(client, imported, **changes):
    mapping = columns.proposed(imported) | changes
    return client.post(page(imported), {"act": "columns"} | mapping)


def done(imported):
    shifts.work(at=imported.read_at, worker="test", budget_s=60)
    imported.refresh_from_db()
    return imported


def test_from_a_file_to_people_and_back(desk, world):
    before = Interest.objects.count()
    answer = upload(desk, world, xlsx_of([*people(3), person(9, "Cookery")]), "list.xlsx")
    imported = Import.objects.latest("pk")
    assert answer.url == page(imported)
    assert "What do the columns hold?" in desk.get(page(imported)).content.decode()

    assert mapped(desk, imported).url == page(imported)
    look = desk.get(page(imported)).content.decode()
    assert "3 people would be taken over" in look
    assert "First choice: “Cookery” is not on offer here." in look

    desk.post(page(imported), {"act": "apply"})
    imported.refresh_from_db()
    assert imported.state == ImportState.CHECKED  # a row has a problem, and nothing was ticked

    desk.post(page(imported), {"act": "apply", "leave_out": "on"})
    imported.refresh_from_db()
    assert desk.get(page(imported)).url == reverse("admin:job", args=[imported.job_id])
    done(imported)
    assert Interest.objects.count() == before + 3
    assert "3 people were taken over" in desk.get(page(imported)).content.decode()

    desk.post(page(imported), {"act": "undo"})
    done(imported)
    assert Interest.objects.count() == before
    assert "This import was undone" in desk.get(page(imported)).content.decode()


def test_applications_go_to_an_intake(desk, world):
    what = f"applications:{world.intakes['open'].pk}"
    rows = [person(1, "Emerging practitioners")]
    imported = read(desk, world, rows, what=what)
    mapped(desk, imported)

    desk.post(page(imported), {"act": "apply"})
    done(imported)

    assert imported.rows.get().application.intake == world.intakes["open"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF", "This is neither a CSV file nor an Excel workbook (.xlsx)."),
        (b"", "This file is empty."),
        (b"Email,Community\n", "There is a header in this file, and nobody below it."),
    ],
)
def test_a_file_that_is_none_is_refused_beside_its_field(desk, world, data, words):
    answer = upload(desk, world, data)

    assert (answer.status_code, answer.context["form"].errors["file"]) == (200, [words])
    assert Import.objects.count() == 1  # the world's own


@pytest.mark.parametrize("mega", [1, 3])  # above the page's limit, and above any upload's
def test_too_large_is_said_with_the_limit(desk, world, settings, mega):
    settings.IMPORT_MAX_MB, settings.UPLOAD_MAX_MB = 1, 2
    answer = upload(desk, world, b"a," * (mega * 600_000))

    assert answer.context["form"].errors["file"] == [
        "This file is larger than 1 MB. Please split it."
    ]


def test_nothing_chosen_is_asked_for(desk):
    answer = desk.post(reverse(ADD), {})

    assert answer.context["form"].errors == {
        "what": ["Please choose what is in the file."],
        "file": ["Please choose a file."],
    }


@pytest.mark.parametrize("what", ["interest:0", "applications:x", "\0", "interest"])
def test_what_is_not_theirs_cannot_be_chosen(desk, world, what):
    assert upload(desk, world, csv_of(people(1)), what=what).status_code == 200
    assert Import.objects.count() == 1  # the world's own


def test_another_program_is_not_offered(desk, world):
    there = f"interest:{world.programs['there'].pk}"

    assert upload(desk, world, csv_of(people(1)), what=there).status_code == 200
    assert Import.objects.count() == 1  # the world's own


def test_columns_that_do_not_fit_are_said_and_kept(desk, world):
    imported = read(desk, world, people(1))
    answer = mapped(desk, imported, role=1)

    assert answer.context["form"].non_field_errors() == [
        "One column is chosen for two things. Please choose it once."
    ]
    assert answer.context["form"]["role"].value() == "1"


@pytest.mark.parametrize("values", [{"email": "999"}, {"email": "\0"}, {"email": "1" * 1_000_000}])
def test_columns_from_nowhere_are_said(desk, world, values):
    imported = read(desk, world, people(1))

    assert desk.post(page(imported), {"act": "columns"} | values).status_code == 200


def test_columns_can_be_chosen_again(desk, world):
    imported = read(desk, world, people(1))
    mapped(desk, imported)

    assert "What do the columns hold?" in desk.get(page(imported) + "?columns").content.decode()


@pytest.mark.parametrize("act", ["columns", "apply", "undo", "discard", "other", ""])
@pytest.mark.parametrize("who", ["foreign_coordinator", "facilitator", "member"])
def test_somebody_elses_is_not_there(desk, client, world, act, who):
    imported = read(desk, world, people(1))
    sign_in(client, world.people[who])

    assert client.get(page(imported)).status_code == 404
    assert client.post(page(imported), {"act": act}).status_code == 404
    assert client.get(reverse("admin:intakes_import_left", args=[imported.pk])).status_code == 404


def test_whoever_leads_the_program_sees_its_imports_and_their_work(desk, client, world):
    imported = read(desk, world, people(1))
    mapped(desk, imported)
    desk.post(page(imported), {"act": "apply"})
    sign_in(client, world.people["lead"])

    assert client.get(reverse("admin:job", args=[Job.objects.latest("pk").pk])).status_code == 200


def test_an_act_that_is_none_is_not_there(desk, world):
    assert desk.post(page(read(desk, world, people(1))), {"act": "\0"}).status_code == 404


def test_acts_out_of_their_turn_are_answered_kindly(desk, world):
    imported = read(desk, world, people(1))

    for act in ("apply", "undo"):
        assert desk.post(page(imported), {"act": act}).url == page(imported)
    imported.refresh_from_db()
    assert imported.state == ImportState.READ


def test_put_away_by_a_press(desk, world):
    imported = read(desk, world, people(1))
    desk.post(page(imported), {"act": "discard"})

    assert "This file was put away" in desk.get(page(imported)).content.decode()


def test_the_look_is_a_page_at_a_time_with_a_constant_number_of_queries(desk, world):
    counts = []
    for number in (1, 3, 120):
        imported = read(desk, world, people(number))
        mapped(desk, imported)
        desk.get(page(imported))
        with CaptureQueriesContext(connection) as asked:
            answer = desk.get(page(imported), {"page": 9, "fate": "new"})
        counts.append(len(asked))

    assert len(answer.context["rows"]) == 20
    assert counts[0] == counts[1] == counts[2]


def test_a_name_in_a_file_is_only_words(desk, world):
    imported = read(desk, world, [person(1, "Work in schools", name="<script>x</script>")])
    mapped(desk, imported)

    assert "<script>x" not in desk.get(page(imported)).content.decode()


@pytest.mark.parametrize("kind", ImportKind.values)
def test_the_example_is_understood_whole(desk, kind):
    answer = desk.get(reverse("admin:intakes_import_example", args=[kind]))
    header = answer.content.decode("utf-8-sig").splitlines()[0].split(",")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert list(columns.guess(header, kind)) == [f.name for f in columns.fields_of(kind)]
    assert desk.get(reverse("admin:intakes_import_example", args=["x"])).status_code == 404


def test_rows_that_stayed_out_come_back_with_reasons_and_nothing_to_work_out(desk, world):
    imported = read(desk, world, [*people(1), person(2, "=1+1", name="@SUM(A1)")])
    mapped(desk, imported)
    desk.post(page(imported), {"act": "apply", "leave_out": "on"})
    done(imported)

    text = desk.get(reverse("admin:intakes_import_left", args=[imported.pk])).content.decode()

    assert "'@SUM(A1)," in text
    assert "'=1+1," in text
    assert "First choice: “=1+1” is not on offer here." in text
    assert [samples.harmless(sign) for sign in ("-1", "a-1")] == ["'-1", "a-1"]


def test_touched_rows_are_named_before_undoing(desk, world):
    imported = read(desk, world, people(2))
    mapped(desk, imported)
    desk.post(page(imported), {"act": "apply"})
    done(imported)
    interest = imported.rows.get(number=2).interest
    from intakes import interests

    interests.withdraw(interest_id=interest.pk, at=world.at, by=interest.person_id)

    seen = desk.get(f"{page(imported)}?undo").content.decode()
    assert "Row 2, Robin 1: Somebody has changed it since." in seen
    desk.post(page(imported), {"act": "undo"})
    imported.refresh_from_db()
    assert imported.state == ImportState.APPLIED
    desk.post(page(imported), {"act": "undo", "rest": "on"})
    assert done(imported).state == ImportState.UNDONE
    assert imports.touched(imported) != []
