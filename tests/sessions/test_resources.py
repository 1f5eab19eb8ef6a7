"""What a cohort shares: rules, what the database refuses, what is found, and where it may go."""

import os
import resource as limits
import signal
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from cop_platform import privacy
from notices import kinds, letters
from notices.models import Notice
from programs import grants, memberships
from programs.models import Grant, RoleKind
from sessions import between_steps, closed_circles
from sessions.models import Passing, Resource
from sessions.resources import checking, files, library, passing, sharing, shelf
from sessions.resources.passing import CannotPassOn, Contact
from sessions.resources.sharing import AlreadyHere, CannotShare, ChangedMeanwhile
from sessions.resources.shelf import Wanted
from tests.between import PLAIN, wording
from tests.factories import CohortFactory, MembershipFactory, RoleFactory, UserFactory
from tests.races import race
from tests.sessions.conftest import JULY

pytestmark = pytest.mark.django_db
LINK = "https://example.org/pairs"
TEAM = Contact("The team", "team@example.org")


def share(room, thing=LINK, *, by=None, key=None, at=JULY, **said):
    return sharing.share(
        cohort_id=room.cohort.pk,
        wording=wording(**{"session_number": None, **said}),
        thing=thing,
        key=key or uuid4(),
        by=(by or room.member).pk,
        at=at,
    )


def a_file(data=PLAIN, name="Pairs.txt"):
    return checking.check(name, data)


def kept():
    """What lies on the disk."""
    from django.conf import settings

    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def grant(room, value):
    return Grant.objects.create(
        cohort=room.cohort, matter=grants.SHARING_BEYOND, value=value, since=JULY
    )


# -- Sharing ---------------------------------------------------------------------------------------


def test_a_link_shared_twice_with_one_form_is_one(room):
    key = uuid4()

    first, again = share(room, key=key, session_number=3), share(room, key=key)

    assert (first.pk, first.session.number, first.url) == (again.pk, 3, LINK)
    assert list(Entry.objects.values_list("verb", flat=True))[-1] == "resource.shared"


def test_a_file_lies_under_a_random_name_and_is_there_once(room):
    made = share(room, a_file())
    key = uuid4()
    again = share(room, a_file(b"Another."), key=key)
    assert share(room, a_file(b"Another."), key=key) == again

    with pytest.raises(AlreadyHere, match="Pairs first"):
        share(room, a_file(), by=room.facilitator)

    assert [path.name for path in kept()] == sorted([made.stored, again.stored])
    assert (made.file_name, made.size, files.where(made.stored).read_bytes()) == (
        "Pairs.txt", len(PLAIN), PLAIN,
    )  # fmt: skip
    assert files.where(made.stored).stat().st_mode & 0o777 == 0o600


def test_only_members_and_facilitators_share(room):
    guest = RoleFactory(kind=RoleKind.GUEST, cohort=room.cohort).user
    gone = MembershipFactory(cohort=room.cohort).user
    memberships.leave(cohort_id=room.cohort.pk, user_id=gone.pk, by=gone.pk, at=JULY)

    for person in (guest, gone, room.coordinator, UserFactory()):
        with pytest.raises(CannotShare):
            share(room, a_file(), by=person)

    assert (share(room, by=room.facilitator).by, kept()) == (room.facilitator, [])


def test_each_person_has_so_much_room_for_files(room, settings):
    settings.RESOURCE_QUOTA_MB = 1
    share(room, a_file(b"x" * (checking.MEGA - 5)))

    with pytest.raises(CannotShare, match="1 MB"):
        share(room, a_file(b"y" * 6))
    assert share(room, a_file(b"y" * 5)).size == 5
    assert len(kept()) == 2
    assert share(room).url == LINK


def test_nobody_shares_more_than_thirty_things_in_an_hour(room):
    for number in range(30):
        share(room, f"{LINK}/{number}")

    with pytest.raises(CannotShare, match="in an hour"):
        share(room)
    assert share(room, by=room.facilitator).url == LINK
    assert share(room, at=JULY + timedelta(minutes=3)).url == LINK


def test_a_full_disk_is_said_and_leaves_nothing(room):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(files.NoRoom, match="no room"):
            share(room, a_file(b"x" * 5000))
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)

    assert (kept(), Resource.objects.count()) == ([], 0)


def test_what_a_crash_left_is_swept_and_nothing_else(room, settings):
    made = share(room, a_file())
    orphan, fresh = files.keep(b"left"), files.keep(b"on its way")
    old = 2 * files.WAITS.total_seconds()
    for name in (made.stored, orphan):
        path = files.where(name)
        os.utime(path, (path.stat().st_mtime - old,) * 2)

    assert (files.sweep(JULY), files.sweep(JULY)) == (1, 0)
    assert {path.name for path in kept()} == {made.stored, fresh, "swept"}


@pytest.mark.django_db(transaction=True)
def test_a_form_posted_eight_times_at_once_is_one_resource_and_one_file(room):
    key = uuid4()

    outcomes = race(*[lambda: share(room, a_file(), key=key).pk] * 8)

    assert len({*outcomes}) == 1
    assert len(kept()) == 1


# -- Changing, taking out --------------------------------------------------------------------------


def test_its_sharer_changes_it_and_a_stale_form_does_not(room):
    made = share(room)
    said = {"resource_id": made.pk, "by": room.member.pk, "at": JULY}

    changed = sharing.change(wording=wording(title="Pairs", tags=[]), version=1, **said)

    assert (changed.title, changed.tags, changed.version) == ("Pairs", [], 2)
    assert sharing.change(wording=wording(title="Pairs", tags=[]), version=1, **said).version == 2
    with pytest.raises(ChangedMeanwhile):
        sharing.change(wording=wording(title="Threes"), version=1, **said)
    with pytest.raises(ChangedMeanwhile):
        sharing.change(wording=wording(), version=2, **{**said, "by": room.facilitator.pk})


@pytest.mark.parametrize("struck", [False, True], ids=["taken back", "struck out"])
def test_what_is_taken_out_is_gone_with_its_file(room, django_capture_on_commit_callbacks, struck):
    made = share(room, a_file())
    grant(room, grants.PUBLIC)
    passing.ask(resource_id=made.pk, to_cohort_id=None, by=room.member.pk, at=JULY, contact=TEAM)
    assert library.read("", "", JULY).paginator.count == 1

    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            if struck:
                by = room.facilitator.pk
                sharing.strike(resource_id=made.pk, reason="A name.", by=by, at=JULY)
            else:
                sharing.take_back(resource_id=made.pk, by=room.member.pk, at=JULY)

    made.refresh_from_db()
    assert (made.title, made.why, made.tags, made.stored, made.digest, made.search) == (
        "", "", [], "", "", "",
    )  # fmt: skip
    assert (kept(), shelf.one(room.cohort.pk, made.pk, JULY)) == ([], None)
    assert library.read("", "", JULY).paginator.count == 0
    assert [*Passing.objects.values_list("ended_at", "contact_email")] == [(JULY, "")]
    assert Notice.objects.filter(kind="sessions.struck").count() == struck
    assert Entry.objects.filter(verb__startswith="resource.").count() == 2


def test_the_same_file_may_come_again_after_it_was_taken_back(room):
    first = share(room, a_file())
    sharing.take_back(resource_id=first.pk, by=room.member.pk, at=JULY)

    assert share(room, a_file()).pk != first.pk


def test_nobody_elses_is_taken_back(room):
    with pytest.raises(Resource.DoesNotExist):
        sharing.take_back(resource_id=share(room).pk, by=room.facilitator.pk, at=JULY)


def test_an_erased_person_leaves_no_words_and_no_files(room, django_capture_on_commit_callbacks):
    share(room, a_file(), title="Mine alone")
    export = privacy.export(room.member.pk, JULY)["cop_sessions.Resource"]
    assert (export[0]["title"], export[0]["file_name"]) == ("Mine alone", "Pairs.txt")

    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(user_id=room.member.pk, at=JULY, by=None)

    assert (kept(), shelf.seen_in(room.cohort.pk, JULY).count()) == ([], 0)
    assert Resource.objects.get().gone_how == "erased"


def test_a_year_after_the_last_day_all_goes_but_what_is_in_the_library(room):
    one, other = share(room), share(room, LINK + "/2")
    grant(room, grants.PUBLIC)
    passing.ask(resource_id=one.pk, to_cohort_id=None, by=room.member.pk, at=JULY, contact=TEAM)
    program, later = room.cohort.intake.program_id, JULY + timedelta(days=800)

    due = closed_circles.resources(later, program)

    assert list(due) == [other]
    assert closed_circles.let_resources_go([other.pk], later) == 1
    assert list(closed_circles.resources(later, program)) == []
    assert list(closed_circles.resources(JULY, program)) == []


# -- What the database refuses ---------------------------------------------------------------------

REFUSED = {
    "a link that is not https": "url = 'http://example.org'",
    "a script": "url = 'javascript:alert(1)'",
    "a link with spaces": "url = 'https://example.org/a b'",
    "neither a link nor a file": "url = ''",
    "no title": "title = ''",
    "gone, with words": "gone_at = now(), gone_how = 'struck'",
    "gone, nobody knows how": "gone_at = now(), title='', why='', url='', tags='[]'",
    "a file without a digest": (
        "url='', stored=repeat('a', 32), size=5, file_name='a', file_kind='txt'"
    ),
    "a file that leads elsewhere": (
        "url='', stored='../../../../etc/passwd0000000000', size=5, file_name='a', "
        "file_kind='txt', digest=repeat('a', 64)"
    ),
    "a session of another cohort": "session_id = %(session)s",
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(room, values):
    from tests.factories import SessionFactory

    made, elsewhere = share(room), SessionFactory(cohort=CohortFactory())
    change = f"UPDATE cop_sessions_resource SET {values} WHERE id = %(id)s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, {"id": made.pk, "session": elsewhere.pk})


def test_the_database_refuses_a_passing_to_all_without_a_contact_or_twice(room):
    made = share(room)
    asked = {"resource": made, "asked_by": room.member, "asked_at": JULY}
    with pytest.raises(IntegrityError), transaction.atomic():
        Passing.objects.create(**asked, agreed_at=JULY)
    Passing.objects.create(**asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Passing.objects.create(**asked)


# -- Finding ---------------------------------------------------------------------------------------


def test_words_are_found_in_their_forms_and_as_names_and_phrases(room):
    share(room, title="Agreements that hold", why="Worked with backlash.", tags=["schools"])
    share(room, LINK + "/2", title="The Who", why="A film about one agreement.", tags=["film"])
    there = shelf.seen_in(room.cohort.pk, JULY)

    def found(words, **more):
        wanted = Wanted(words=words, **more)
        return [one.title for one in shelf.narrowed(there, wanted)]

    assert found("agreement") == ["Agreements that hold", "The Who"]
    assert found("schools") == ["Agreements that hold"]
    assert found("the who") == ["The Who"]
    assert found('"with backlash"') == ["Agreements that hold"]
    assert found("agreement -film") == ["Agreements that hold"]
    assert found("film or backlash", tag="schools") == ["Agreements that hold"]
    assert found("' & | !( :* <->") == []
    assert [one.title for one in shelf.narrowed(there, Wanted(tag="film"))] == ["The Who"]


@pytest.mark.parametrize("many", [1, 15])
def test_a_shelf_takes_the_same_queries_for_few_and_many(room, many, django_assert_num_queries):
    for number in range(many):
        share(room, f"{LINK}/{number}", session_number=1, tags=[f"t{number}"])

    with django_assert_num_queries(4):
        found = shelf.read(room.cohort, Wanted(words="pairs"), "1", JULY)
        said = [(one.title, str(one.by), one.session.number) for one in found.page]
    assert len(said) == min(many, shelf.A_PAGE)
    assert len(found.tags) == many


# -- Beyond the cohort -----------------------------------------------------------------------------


@pytest.fixture
def elsewhere(room):
    return CohortFactory(intake=room.cohort.intake, community=room.cohort.community)


def test_without_the_cohorts_word_nothing_goes_on(room, elsewhere):
    made = share(room)
    for to in (elsewhere.pk, None):
        with pytest.raises(CannotPassOn):
            passing.ask(
                resource_id=made.pk, to_cohort_id=to, by=room.member.pk, at=JULY, contact=TEAM
            )
    grant(room, grants.WITHIN_PROGRAM)
    with pytest.raises(CannotPassOn):
        passing.ask(
            resource_id=made.pk, to_cohort_id=None, by=room.member.pk, at=JULY, contact=TEAM
        )
    with pytest.raises(CannotPassOn):
        passing.ask(
            resource_id=made.pk, to_cohort_id=CohortFactory().pk, by=room.member.pk, at=JULY,
            contact=TEAM,
        )  # fmt: skip


def test_a_facilitator_asks_the_sharer_agrees_and_the_other_cohort_sees_it(room, elsewhere):
    made = share(room)
    given = grant(room, grants.WITHIN_PROGRAM)
    said = {"at": JULY, "contact": Contact()}

    asked = passing.ask(
        resource_id=made.pk, to_cohort_id=elsewhere.pk, by=room.facilitator.pk, **said
    )
    assert shelf.one(elsewhere.pk, made.pk, JULY) is None
    assert Notice.objects.get(kind="sessions.passing").recipient == room.member
    with pytest.raises(Passing.DoesNotExist):
        passing.agree(passing_id=asked.pk, by=room.facilitator.pk, **said)
    passing.agree(passing_id=asked.pk, by=room.member.pk, **said)
    passing.agree(passing_id=asked.pk, by=room.member.pk, **said)
    assert shelf.one(elsewhere.pk, made.pk, JULY) == made

    grants.withdraw(grant_id=given.pk, by=room.coordinator.pk, at=JULY + timedelta(hours=1))
    assert shelf.one(elsewhere.pk, made.pk, JULY + timedelta(hours=1)) is None


def test_it_is_gone_there_when_its_sharer_ends_it(room, elsewhere):
    made = share(room)
    grant(room, grants.PUBLIC)
    went = [
        passing.ask(resource_id=made.pk, to_cohort_id=to, by=room.member.pk, at=JULY, contact=TEAM)
        for to in (elsewhere.pk, None)
    ]
    assert [one.contact_name for one in library.read("", "", JULY)] == ["The team"]

    for one in went:
        with pytest.raises(CannotPassOn):
            passing.end(passing_id=one.pk, by=UserFactory().pk, at=JULY)
        passing.end(passing_id=one.pk, by=room.member.pk, at=JULY)

    assert shelf.one(elsewhere.pk, made.pk, JULY) is None
    assert library.one(went[1].pk, JULY) is None
    assert {*Passing.objects.values_list("contact_email", flat=True)} == {""}


def test_to_the_library_only_with_somebody_to_ask(room):
    grant(room, grants.PUBLIC)
    with pytest.raises(CannotPassOn, match="who can be asked"):
        passing.ask(
            resource_id=share(room).pk, to_cohort_id=None, by=room.member.pk, at=JULY,
            contact=Contact(),
        )  # fmt: skip


@pytest.mark.usefixtures("frozen")
def test_the_mail_that_asks_says_no_words_and_is_not_sent_once_it_is_answered(room):
    grant(room, grants.PUBLIC)
    made = share(room, title="Telling title")
    passing.ask(
        resource_id=made.pk, to_cohort_id=None, by=room.facilitator.pk, at=JULY, contact=Contact()
    )
    notice = Notice.objects.get(kind="sessions.passing")
    kind = kinds.get(notice.kind)

    said = letters.compose(notice, kind, at=JULY)
    assert (said.subject, "Telling" in said.body, room.cohort.name in said.body) == (
        "A question for you", False, False,
    )  # fmt: skip
    assert kind.still_true(notice)
    sharing.take_back(resource_id=made.pk, by=room.member.pk, at=JULY)
    assert not kind.still_true(notice)


def test_a_question_stands_on_the_sharers_next_steps_until_it_is_answered(room):
    made = share(room)
    grant(room, grants.PUBLIC)
    asked = passing.ask(
        resource_id=made.pk, to_cohort_id=None, by=room.facilitator.pk, at=JULY, contact=Contact()
    )

    steps = between_steps.for_person(room.member, JULY)
    assert [step.url for step in steps] == [f"/c/{room.cohort.code}/resources/{made.pk}/"]
    assert between_steps.for_person(room.facilitator, JULY) == []
    passing.end(passing_id=asked.pk, by=room.member.pk, at=JULY)
    assert between_steps.for_person(room.member, JULY) == []
