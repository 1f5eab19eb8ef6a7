"""An import is one act: tried out, taken over once, undone until somebody acts on it."""

from datetime import timedelta
from functools import partial

import pytest

from accounts import signing_in
from accounts.models import User
from audit.models import Entry
from cop_platform import holds, retention
from intakes import applications, imports, interests, review
from intakes.importing import checking, columns
from intakes.importing.files import Unreadable
from intakes.imports import CannotImport
from intakes.models import (
    Application,
    Candidacy,
    CandidacyState,
    Fate,
    Import,
    ImportKind,
    ImportRow,
    ImportState,
    Interest,
    InterestState,
)
from notices import jobs, shifts
from notices.models import Job, JobState, Notice
from programs.models import CommunityState, IntakeState
from tests.factories import (
    CohortFactory,
    CommunityFactory,
    IntakeFactory,
    ProgramFactory,
    UserFactory,
)
from tests.intakes.making import coordinator_of
from tests.intakes.sheets import csv_of, person, xlsx_of
from tests.races import race

pytestmark = pytest.mark.django_db
HEADER_FITS = {
    **{"display_name": 0, "email": 1, "organisation": 2, "role": 3},
    **{"first": 4, "second": 5, "hopes": 6},
}


class Desk:
    """A coordinator at work on files."""

    def __init__(self, now, kind=ImportKind.INTEREST):
        self.now, self.kind = now, kind
        self.program = ProgramFactory()
        self.communities = [
            CommunityFactory(program=self.program, name=name, slug=name.lower())
            for name in ("Schools", "Sport")
        ]
        self.cohorts = []
        self.intake = None
        if kind == ImportKind.APPLICATIONS:
            self.intake = IntakeFactory(program=self.program)
            self.cohorts = [
                CohortFactory(community=one, intake=self.intake, published=True, name=f"{one} one")
                for one in self.communities
            ]
        self.by = coordinator_of(self.program)

    def read(self, rows, make=csv_of, **options):
        return imports.read_file(
            kind=self.kind,
            program_id=self.program.pk,
            intake_id=self.intake.pk if self.intake else None,
            name="list.csv",
            data=make(rows, **options),
            by=self.by.pk,
            at=self.now,
        )

    def try_out(self, imported, mapping=None):
        mapping = mapping or columns.proposed(imported)
        imports.map_columns(import_id=imported.pk, mapping=mapping, by=self.by.pk, at=self.now)
        return self.work(imported)

    def apply(self, imported, *, leave_out=False, tell=False):
        imports.apply(
            import_id=imported.pk, leave_out=leave_out, tell=tell, by=self.by.pk, at=self.now
        )
        return self.work(imported)

    def undo(self, imported, *, rest=False):
        imports.undo(import_id=imported.pk, rest=rest, by=self.by.pk, at=self.now)
        return self.work(imported)

    def work(self, imported):
        shifts.work(at=self.now, worker="test", budget_s=60)
        imported.refresh_from_db()
        return imported

    def taken_over(self, rows, **options):
        return self.apply(self.try_out(self.read(rows)), **options)


@pytest.fixture
def desk(now):
    return Desk(now)


@pytest.fixture
def choosing(now):
    return Desk(now, ImportKind.APPLICATIONS)


def people(count, community="Schools", first=1):
    return [person(number, community) for number in range(first, first + count)]


def fates(imported):
    return list(imported.rows.order_by("number").values_list("fate", flat=True))


def problems(imported):
    found = imported.rows.exclude(problem="").order_by("number")
    return dict(found.values_list("number", "problem"))


# -- Columns ---------------------------------------------------------------------------------------


def test_columns_are_guessed_by_their_words(desk):
    imported = desk.read(people(1))

    assert columns.proposed(imported) == HEADER_FITS


@pytest.mark.parametrize(
    ("header", "kind", "mapping"),
    [
        (
            ["E-mail", "Full Name", "Community of Practice"],
            "interest",
            {"email": 0, "display_name": 1, "first": 2},
        ),
        (["Your role:", "EMAIL  ADDRESS"], "interest", {"role": 0, "email": 1}),
        (["Email", "Email (work)"], "interest", {"email": 0}),
        (["Region", "Sole worker?"], "applications", {"region": 0, "sole_worker": 1}),
        (["Region", "", "Colour"], "interest", {}),
    ],
)  # fmt: skip
def test_guesses(header, kind, mapping):
    assert columns.guess(header, kind) == mapping


def test_the_same_columns_are_remembered(desk):
    chosen = {"email": 1, "first": 4, "role": 2}
    desk.try_out(desk.read(people(1)), chosen)

    assert columns.proposed(desk.read(people(1, first=2))) == chosen


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"first": 4}, "Please say which column holds: Email."),
        ({"email": 1}, "Please say which column holds: First choice."),
        ({"email": 1, "first": 1}, "One column is chosen for two things. Please choose it once."),
        ({"email": 1, "first": 99}, "One of these columns is not in the file."),
        ({"email": -1, "first": 4}, "One of these columns is not in the file."),
        ({"email": 1, "first": 4, "password": 2}, "One of these columns is not in the file."),
    ],
)
def test_columns_that_do_not_fit_are_refused(desk, mapping, words):
    imported = desk.read(people(1))

    with pytest.raises(CannotImport, match=words):
        imports.map_columns(import_id=imported.pk, mapping=mapping, by=desk.by.pk, at=desk.now)


# -- Trying it out ---------------------------------------------------------------------------------


def test_trying_it_out_says_each_rows_fate_and_keeps_nothing(desk):
    known, standing = UserFactory(), UserFactory()
    interests.express(
        person_id=standing.pk, program_id=desk.program.pk,
        community_ids=[desk.communities[0].pk], at=desk.now, by=None,
    )  # fmt: skip
    before = (User.objects.count(), Interest.objects.count(), Notice.objects.count())

    imported = desk.try_out(
        desk.read(
            [
                person(1, "Schools"),
                person(2, "SCHOOLS ", email=known.email.upper()),
                person(3, "Schools", email=standing.email.title()),
                person(4, "Cookery"),
                person(5, "Schools", email="nobody"),
                person(6, "Schools", email=""),
                person(7, "", email="g@example.org"),
                person(8, "Schools", email="ROBIN1@example.org"),
                person(9, "Schools; sport", role="x" * 121),
            ]
        )
    )

    assert fates(imported) == [Fate.NEW, Fate.KNOWN, Fate.THERE, *[Fate.PROBLEM] * 6]
    assert problems(imported) == {
        5: "First choice: “Cookery” is not on offer here.",
        6: "Email: this is no email address.",
        7: "Email: nothing is there.",
        8: "First choice: nothing is there.",
        9: "Row 2 has the same address.",
        10: "Role: longer than 120 signs.",
    }
    assert imported.counts == {"new": 1, "known": 1, "there": 1, "problem": 6}
    assert imported.state == ImportState.CHECKED
    assert (User.objects.count(), Interest.objects.count(), Notice.objects.count()) == before


def test_the_same_address_further_down_is_found_beyond_one_step(desk, monkeypatch):
    monkeypatch.setattr(checking, "CHUNK", 2)
    imported = desk.try_out(desk.read([*people(5), person(1, "Schools")]))

    assert problems(imported) == {7: "Row 2 has the same address."}
    assert Job.objects.get().done == 6


def test_somebody_whose_account_is_closed_is_left_out(desk):
    gone = UserFactory(is_active=False)
    imported = desk.try_out(desk.read([person(1, "Schools", email=gone.email)]))

    assert problems(imported) == {2: "This person's account is closed."}


def test_a_second_address_that_was_proved_is_the_same_person(desk):
    from allauth.account.models import EmailAddress

    known = UserFactory()
    EmailAddress.objects.create(user=known, email="other@example.org", verified=True)
    imported = desk.try_out(desk.read([person(1, "Schools", email="Other@example.org")]))

    assert imported.rows.get().person == known


def test_tried_out_again_with_other_columns(desk):
    imported = desk.try_out(desk.read(people(2)), {"email": 6, "first": 4})
    assert imported.counts["problem"] == 2

    imported = desk.try_out(imported, HEADER_FITS)

    assert imported.counts["new"] == 2


def test_stopped_while_it_is_tried_out_the_columns_come_again(desk):
    imported = desk.read(people(2))
    job = imports.map_columns(
        import_id=imported.pk, mapping=HEADER_FITS, by=desk.by.pk, at=desk.now
    )
    jobs.cancel(job_id=job.pk, by=desk.by.pk, at=desk.now)
    imported.refresh_from_db()

    assert imported.state == ImportState.READ


def test_a_header_alone_is_refused(desk):
    with pytest.raises(CannotImport):
        desk.read([])
    assert Import.objects.count() == 0


def test_too_many_rows_leave_nothing_behind(desk, settings):
    settings.IMPORT_MAX_ROWS = 3

    with pytest.raises(Unreadable):
        desk.read(people(4))
    assert (Import.objects.count(), ImportRow.objects.count()) == (0, 0)


# -- Taking it over --------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_interest_is_taken_over_with_an_account_that_opens_to_nobody(desk, make):
    imported = desk.try_out(desk.read([person(1, "Schools; Sport", second="")], make))
    desk.apply(imported)

    user = User.objects.get(email="robin1@example.org")
    interest = user.interests.get()
    assert (user.display_name, user.has_usable_password(), user.is_staff) == (
        "Robin 1",
        False,
        False,
    )
    assert not user.emailaddress_set.exists()
    assert (interest.role, interest.organisation, interest.hopes, interest.state) == (
        "Practitioner", "A service", "To meet others.", InterestState.SUBMITTED,
    )  # fmt: skip
    assert [c.community for c in interest.choices.order_by("rank")] == desk.communities
    assert imported.state == ImportState.APPLIED
    assert imported.rows.get().cells == []
    assert Notice.objects.count() == 0
    assert [e.verb for e in Entry.objects.about(interest)] == ["interest.imported"]
    assert [e.verb for e in Entry.objects.about(user)] == ["person.imported"]


def test_proving_the_address_makes_the_account_their_own(desk):
    desk.taken_over(people(1))

    user = signing_in.person_at(email="Robin1@Example.org", at=desk.now)

    assert user.interests.count() == 1
    assert user.emailaddress_set.get().verified


def test_applications_are_taken_over_to_be_read(choosing):
    imported = choosing.taken_over(
        [person(1, "Sport", second="Schools"), person(2, choosing.cohorts[0].name)]
    )

    one, two = Application.objects.order_by("pk")
    ranked = one.candidacies.order_by("rank")
    assert [c.cohort for c in ranked] == choosing.cohorts[::-1]
    assert {c.state for c in ranked} == {CandidacyState.IN_REVIEW}
    assert (one.state, one.submitted_at.date(), one.notice_id) == (
        "submitted",
        choosing.now.date(),
        None,
    )
    assert [c.cohort for c in two.candidacies.all()] == choosing.cohorts[:1]
    assert imported.counts["new"] == 2
    assert Notice.objects.count() == 0
    review.decide(
        candidacy_id=ranked[0].pk, outcome=CandidacyState.ELIGIBLE, reason="Good",
        by=choosing.by.pk, at=choosing.now,
    )  # fmt: skip


def test_an_interest_leaves_the_pool_when_its_application_comes(choosing):
    known = UserFactory()
    said = interests.express(
        person_id=known.pk, program_id=choosing.program.pk,
        community_ids=[choosing.communities[0].pk], at=choosing.now, by=None,
    ).interest  # fmt: skip
    imported = choosing.taken_over([person(1, "Sport", email=known.email)])

    said.refresh_from_db()
    assert said.state == InterestState.CONVERTED

    choosing.undo(imported)

    said.refresh_from_db()
    assert (said.state, said.settled_at) == (InterestState.SUBMITTED, None)
    assert Application.objects.count() == 0
    assert User.objects.filter(pk=known.pk).exists()


def test_days_are_kept_and_strange_ones_named(desk):
    header = ["Email", "Community", "Date"]
    imported = desk.try_out(
        desk.read(
            [
                ["a@example.org", "Sport", "30/6/2024"],
                ["b@example.org", "Sport", "2024-07-01 09:30"],
                ["c@example.org", "Sport", "last week"],
                ["d@example.org", "Sport", "1/1/2031"],
            ],
            header=header,
        )
    )
    desk.apply(imported, leave_out=True)

    assert problems(imported) == {
        4: "Date: a day should look like 2024-07-30 or 30/7/2024.",
        5: "Date: this day is not one of the past years.",
    }
    days = Interest.objects.order_by("submitted_at").values_list("submitted_at", flat=True)
    assert [day.date().isoformat() for day in days] == ["2024-06-30", "2024-07-01"]


def test_nothing_is_taken_over_while_a_row_has_a_problem_unless_it_may_stay_out(desk):
    imported = desk.try_out(desk.read([*people(2), person(3, "Cookery")]))

    with pytest.raises(CannotImport, match="Some rows have a problem"):
        desk.apply(imported)
    assert Interest.objects.count() == 0

    desk.apply(imported, leave_out=True)

    assert Interest.objects.count() == 2
    assert imported.rows.get(fate=Fate.PROBLEM).cells[4] == "Cookery"  # to be put right


def test_what_a_person_wrote_is_never_written_over(desk):
    known = UserFactory(display_name="As I said")
    interests.express(
        person_id=known.pk, program_id=desk.program.pk, role="My own words",
        community_ids=[desk.communities[1].pk], at=desk.now, by=None,
    )  # fmt: skip
    other = UserFactory(display_name="As I said, too")
    desk.taken_over(
        [person(1, "Schools", email=known.email), person(2, "Schools", email=other.email)]
    )

    known.refresh_from_db()
    other.refresh_from_db()
    assert (known.display_name, known.interests.get().role) == ("As I said", "My own words")
    assert known.interests.get().choices.get().community == desk.communities[1]
    assert (other.display_name, other.interests.get().role) == ("As I said, too", "Practitioner")


def test_what_a_person_says_between_trial_and_taking_over_stands(desk):
    imported = desk.try_out(desk.read(people(2)))
    user = signing_in.person_at(email="robin1@example.org", at=desk.now)
    interests.express(
        person_id=user.pk, program_id=desk.program.pk, role="Mine",
        community_ids=[desk.communities[0].pk], at=desk.now, by=user.pk,
    )  # fmt: skip
    desk.apply(imported)

    assert fates(imported) == [Fate.THERE, Fate.NEW]
    assert user.interests.get().role == "Mine"


def test_a_community_that_goes_meanwhile_stops_it_and_says_which_row(desk):
    imported = desk.try_out(desk.read([*people(1), person(2, "Sport")]))
    desk.communities[1].state = CommunityState.RETIRED
    desk.communities[1].save(update_fields=["state"])
    desk.apply(imported)

    job = Job.objects.get(pk=imported.job_id)
    assert (job.state, Interest.objects.count()) == (JobState.FAILED, 0)
    assert job.problem == (
        "Row 3 cannot be taken over any more. First choice: “Sport” is not on offer here."
    )
    assert imported.state == ImportState.APPLIED  # and can be undone


def test_people_hear_of_it_only_when_that_was_chosen(desk):
    imported = desk.taken_over(people(3), tell=True)

    assert sorted(Notice.objects.values_list("kind", "recipient__email")) == [
        ("intakes.imported", f"robin{n}@example.org") for n in (1, 2, 3)
    ]
    desk.undo(imported)
    assert Notice.objects.count() == 0


def test_applied_twice_it_is_one_job(desk):
    imported = desk.try_out(desk.read(people(2)))
    apply = partial(
        imports.apply,
        import_id=imported.pk,
        leave_out=False,
        tell=False,
        by=desk.by.pk,
        at=desk.now,
    )

    assert apply() == apply()
    desk.work(imported)
    assert apply().state == JobState.DONE
    assert Interest.objects.count() == 2


def test_asked_again_when_its_work_is_forgotten_it_was_done(desk):
    imported = desk.taken_over(people(1))
    assert jobs.sweep(at=desk.now + timedelta(days=91)) == 2

    with pytest.raises(CannotImport, match="This was done already"):
        desk.apply(imported)


def test_an_intake_that_is_over_takes_nobody(choosing):
    imported = choosing.try_out(choosing.read(people(1)))
    choosing.intake.state = IntakeState.FINAL
    choosing.intake.save(update_fields=["state"])

    with pytest.raises(CannotImport, match="This intake is over"):
        choosing.apply(imported)
    with pytest.raises(CannotImport, match="This intake is over"):
        choosing.read(people(1))


def test_a_second_import_of_the_same_file_finds_everybody_there(desk):
    first = desk.taken_over(people(3))
    second = desk.try_out(desk.read(people(3)))

    assert second.counts["there"] == 3
    assert imports.came_before(second) == first
    with pytest.raises(CannotImport, match="nobody to take over"):
        desk.apply(second)


# -- Undoing it ------------------------------------------------------------------------------------


def test_undone_it_is_as_if_it_had_never_come(desk):
    before = set(User.objects.values_list("pk", flat=True))
    known = UserFactory()
    imported = desk.taken_over([*people(3), person(9, "Schools", email=known.email)])
    assert Interest.objects.count() == 4

    desk.undo(imported)
    desk.undo(imported)

    assert imported.state == ImportState.UNDONE
    assert Interest.objects.count() == 0
    assert set(User.objects.values_list("pk", flat=True)) == before | {known.pk}


def test_undone_it_can_be_taken_over_anew(desk):
    desk.undo(desk.taken_over(people(2)))

    assert desk.taken_over(people(2)).counts["new"] == 2


def acted(desk, what):
    user = User.objects.get(email="robin1@example.org")
    interest = user.interests.get()
    if what == "signed in":
        signing_in.person_at(email=user.email, at=desk.now)
    elif what == "withdrawn":
        interests.withdraw(interest_id=interest.pk, at=desk.now, by=user.pk)
    elif what == "renewed":
        interests.express(
            person_id=user.pk, program_id=desk.program.pk, role="Mine",
            community_ids=[desk.communities[0].pk], at=desk.now, by=user.pk,
        )  # fmt: skip


@pytest.mark.parametrize("what", ["signed in", "withdrawn", "renewed"])
def test_what_somebody_acted_on_is_named_and_the_rest_undone_only_if_chosen(desk, what):
    imported = desk.taken_over(people(3))
    acted(desk, what)

    assert [row.number for row in imports.touched(imported)] == [2]
    with pytest.raises(CannotImport, match="Somebody has acted on a row since"):
        desk.undo(imported)
    assert Interest.objects.count() == 3

    desk.undo(imported, rest=True)

    assert Interest.objects.get().person.email == "robin1@example.org"
    assert imported.rows.get(number=2).left != ""
    assert imported.state == ImportState.UNDONE


def test_a_decision_on_an_application_keeps_it(choosing):
    imported = choosing.taken_over(people(2, "Sport"))
    candidacy = Candidacy.objects.order_by("pk").first()
    review.decide(
        candidacy_id=candidacy.pk, outcome=CandidacyState.UNSUCCESSFUL, reason="Not now",
        by=choosing.by.pk, at=choosing.now,
    )  # fmt: skip

    assert [(row.number, row.left) for row in imports.touched(imported)] == [
        (2, "It has been decided on since.")
    ]


def test_an_application_taken_back_by_its_person_keeps_it(choosing):
    imported = choosing.taken_over(people(2, "Sport"))
    one = Application.objects.order_by("pk").first()
    applications.withdraw(application_id=one.pk, at=choosing.now, by=one.applicant_id)

    assert [row.number for row in imports.touched(imported)] == [2]


def test_somebody_whom_a_later_import_needs_stays(desk, choosing):
    first = desk.taken_over(people(1))
    choosing.taken_over(people(1, "Sport"))

    desk.undo(first)

    assert Interest.objects.count() == 0
    assert Application.objects.get().applicant.email == "robin1@example.org"


def test_before_it_is_taken_over_there_is_nothing_to_undo(desk):
    with pytest.raises(CannotImport):
        desk.undo(desk.try_out(desk.read(people(1))))


def test_stopped_in_the_middle_what_came_can_be_undone(desk, monkeypatch):
    from intakes.importing import applying

    monkeypatch.setattr(applying, "CHUNK", 2)
    imported = desk.try_out(desk.read(people(5)))
    job = imports.apply(
        import_id=imported.pk, leave_out=False, tell=False, by=desk.by.pk, at=desk.now
    )
    shifts.work(at=desk.now, worker="test", enough=partial(next, iter([False, True, True])))
    jobs.cancel(job_id=job.pk, by=desk.by.pk, at=desk.now)
    imported.refresh_from_db()

    assert (Interest.objects.count(), imported.state) == (2, ImportState.APPLIED)
    desk.undo(imported)
    assert Interest.objects.count() == 0


# -- Keeping it no longer than needed ------------------------------------------------------------


def test_put_away_its_rows_are_gone(desk):
    imported = desk.try_out(desk.read(people(2)))
    for _press in range(2):
        imports.discard(import_id=imported.pk, by=desk.by.pk, at=desk.now)
    imported.refresh_from_db()

    assert (imported.state, imported.rows.count()) == (ImportState.DISCARDED, 0)
    applied = desk.taken_over(people(1))
    with pytest.raises(CannotImport):
        imports.discard(import_id=applied.pk, by=desk.by.pk, at=desk.now)


@pytest.mark.parametrize("what", ["person", "program"])
def test_while_somebody_in_it_or_its_program_is_on_hold_a_files_words_stay(desk, what):
    known = UserFactory(email="robin8@example.org")
    kept = desk.taken_over([person(7, "Sport"), person(8, "Cookery")], leave_out=True)
    of = {"person_id": known.pk} if what == "person" else {"program_id": desk.program.pk}
    hold = holds.place(**of, reason="A dispute", by=desk.by.pk, at=desk.now)
    late = desk.now + timedelta(days=15)

    assert retention.dry_run([desk.program], late) == []
    assert retention.nightly(at=late) == 0
    assert kept.rows.exclude(cells=[]).count() == 1
    holds.lift(hold_id=hold.pk, by=desk.by.pk, at=late)
    due = retention.dry_run([desk.program], late)
    assert [(one.category.name, one.count) for one in due] == [("files", 1)]
    assert retention.nightly(at=late + timedelta(days=1)) == 1
    assert kept.rows.exclude(cells=[]).count() == 0


def test_after_two_weeks_the_files_words_are_gone(desk):
    forgotten = desk.try_out(desk.read(people(2)))
    kept = desk.taken_over([person(7, "Sport"), person(8, "Cookery")], leave_out=True)

    assert retention.nightly(at=desk.now + timedelta(days=13)) == 0
    assert kept.rows.exclude(cells=[]).count() == 1
    assert retention.nightly(at=desk.now + timedelta(days=15)) == 2

    forgotten.refresh_from_db()
    assert forgotten.state == ImportState.DISCARDED
    assert kept.rows.exclude(cells=[]).count() == 0
    desk.undo(kept)
    assert Interest.objects.count() == 0


# -- Races -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_who_press_at_once_take_it_over_once(desk):
    imported = desk.try_out(desk.read(people(30)))
    apply = partial(
        imports.apply,
        import_id=imported.pk,
        leave_out=False,
        tell=False,
        by=desk.by.pk,
        at=desk.now,
    )

    outcomes = race(*[apply] * 8)
    race(*[partial(shifts.work, at=desk.now, worker="w", budget_s=60)] * 8)

    assert len({job.pk for job in outcomes}) == 1
    assert Interest.objects.count() == 30
    assert Entry.objects.filter(verb="interest.imported").count() == 30


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_imports_of_the_same_people_make_each_person_once(desk, monkeypatch):
    from intakes.importing import applying

    monkeypatch.setattr(applying, "CHUNK", 5)
    tried = [desk.try_out(desk.read(people(20))) for _one in range(8)]
    for imported in tried:
        imports.apply(
            import_id=imported.pk, leave_out=False, tell=False, by=desk.by.pk, at=desk.now
        )

    race(*[partial(shifts.work, at=desk.now, worker="w", budget_s=60)] * 8)
    for later in range(1, 9):  # who came second looks again after a moment
        shifts.work(at=desk.now + timedelta(minutes=10 * later), worker="w", budget_s=60)

    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert Interest.objects.count() == 20
    assert User.objects.filter(email__startswith="robin").count() == 20
    assert sum(i.rows.exclude(interest=None).count() for i in tried) == 20
