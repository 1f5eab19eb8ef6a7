"""The board between sessions, the weekly word about it, and what people say of themselves."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from cop_platform import privacy
from notices import kinds, letters
from notices.models import Notice
from programs import memberships
from programs.reminders import plans
from sessions import closed_circles, introductions
from sessions.board import marks, nudges, posts, reading
from sessions.board.posts import CannotPost, ChangedMeanwhile
from sessions.models import LastSeen, Post, PostKind, Reply, Showing
from tests.factories import CohortFactory, MembershipFactory, UserFactory
from tests.sessions.conftest import JULY

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def post(room, words="Who has done this?", *, by=None, key=None, at=JULY, **said):
    return posts.post(
        cohort_id=room.cohort.pk,
        words=words,
        key=key or uuid4(),
        by=(by or room.member).pk,
        at=at,
        **{"kind": PostKind.NEWS, "until": None, **said},
    )


def reply(room, to, words="We have.", *, by=None, at=JULY):
    return posts.reply(post_id=to.pk, words=words, key=uuid4(), by=(by or room.member).pk, at=at)


def leave(room):
    memberships.leave(cohort_id=room.cohort.pk, user_id=room.member.pk, by=room.member.pk, at=JULY)


@pytest.fixture
def other(room):
    return MembershipFactory(cohort=room.cohort, user__display_name="Bea").user


# -- Writing ---------------------------------------------------------------------------------------


def test_a_notice_posted_twice_with_one_form_is_one(room):
    key = uuid4()

    assert post(room, key=key) == post(room, key=key)


def test_only_the_cohorts_own_people_write(room):
    there = post(room)
    for person in (room.coordinator, UserFactory()):
        with pytest.raises(CannotPost):
            post(room, by=person)
        with pytest.raises(CannotPost):
            reply(room, there, by=person)
    assert reply(room, there, by=room.facilitator).post == there


def test_an_opportunity_says_until_when_and_nothing_else_does(room):
    with pytest.raises(CannotPost):
        post(room, kind=PostKind.OPPORTUNITY)
    day = date(2024, 8, 1)

    assert post(room, kind=PostKind.OPPORTUNITY, until=day).until == day
    assert post(room, until=day).until is None


def test_its_author_words_it_anew_and_a_stale_form_does_not(room, other):
    there = post(room)
    said = {"post_id": there.pk, "kind": PostKind.NEWS, "until": None, "at": JULY}

    assert posts.change(words="New.", version=1, by=room.member.pk, **said).version == 2
    assert posts.change(words="New.", version=1, by=room.member.pk, **said).version == 2
    for version, by in ((1, room.member), (2, other), (2, room.facilitator)):
        with pytest.raises(ChangedMeanwhile):
            posts.change(words="Newer.", version=version, by=by.pk, **said)


def test_what_is_taken_out_has_no_words_left_and_a_stroke_is_told(room, other):
    there = post(room, "Kim works at the refuge.")
    answer = reply(room, there, "At the one in town.", by=other)
    with pytest.raises(CannotPost):
        posts.take_out(thing=Post, pk=there.pk, by=other.pk, at=JULY)

    posts.take_out(thing=Reply, pk=answer.pk, by=other.pk, at=JULY)
    for _twice in range(2):
        gone = posts.take_out(
            thing=Post, pk=there.pk, by=room.coordinator.pk, at=JULY, reason="A name."
        )

    assert (gone.words, gone.gone_how) == ("", "struck")
    assert reading.thread(room.cohort, there.pk, room.member.pk, "", JULY) is None
    assert reading.reply_of(room.cohort, answer.pk) is None
    told = Notice.objects.get(kind="sessions.struck")
    assert (told.recipient, told.data) == (room.member, {})
    with pytest.raises(CannotPost):
        reply(room, there)
    assert [*Entry.objects.order_by("pk").values_list("verb", flat=True)][-2:] == [
        "reply.taken_back", "post.struck",
    ]  # fmt: skip


REFUSED = {
    "no words": "words = ''",
    "gone, with words": "gone_at = now(), gone_how = 'struck'",
    "an opportunity without an end": "kind = 'opportunity'",
    "news with an end": "until = now()",
    "its form twice": "key = %(key)s",
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(room, values):
    one, there = post(room), post(room)
    change = f"UPDATE cop_sessions_post SET {values} WHERE id = %(id)s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, {"id": there.pk, "key": one.key})


def test_erased_people_leave_no_words_and_old_boards_go(room, other):
    there = post(room, "Mine.")
    reply(room, there, "Mine too.")
    reply(room, there, "Theirs.", by=other)
    assert privacy.export(room.member.pk, JULY)["cop_sessions.Reply"][0]["words"] == "Mine too."

    privacy.erase(user_id=room.member.pk, at=JULY, by=None)
    assert {*Post.objects.values_list("words", flat=True)} == {""}
    assert [*Reply.objects.order_by("pk").values_list("words", flat=True)] == ["", "Theirs."]

    kept = post(room, by=other)
    reply(room, kept, by=other)
    later = JULY + timedelta(days=800)
    due = closed_circles.notices(later, room.cohort.intake.program_id)
    assert closed_circles.let_notices_go([one.pk for one in due], later) == 1
    assert {*Reply.objects.filter(post=kept).values_list("words", "gone_how")} == {("", "over")}


# -- Reading ---------------------------------------------------------------------------------------


def test_what_was_last_spoken_of_stands_first_and_says_what_is_new(room, other):
    first, second = post(room), post(room, by=other, at=JULY + AN_HOUR)
    marks.look(cohort_id=room.cohort.pk, user_id=room.member.pk, what="board_at", at=JULY + AN_HOUR)
    assert [one.is_new for one in read(room).page] == [False, False]
    reply(room, first, by=other, at=JULY + 2 * AN_HOUR)

    board = read(room)

    assert [(one, one.answers, one.is_new) for one in board.page] == [
        (first, 1, True), (second, 0, False),
    ]  # fmt: skip
    assert [one.is_new for one in read(room, who=UserFactory()).page] == [True, True]


def read(room, who=None, kind=""):
    return reading.read(room.cohort, (who or room.member).pk, kind, "", JULY)


@pytest.mark.parametrize("many", [1, 12])
def test_a_board_takes_the_same_queries_for_few_and_many(room, many, django_assert_num_queries):
    for _n in range(many):
        last = reply(room, post(room))

    with django_assert_num_queries(3):
        assert len([str(one.by) for one in read(room).page]) == min(many, reading.A_PAGE)
    with django_assert_num_queries(4):
        found = reading.thread(room.cohort, last.post_id, room.member.pk, "", JULY)
        assert [str(one.by) for one in found.page] == ["Ari"]


def test_a_clock_that_is_behind_takes_no_mark_back(room):
    for at in (JULY, JULY - AN_HOUR):
        marks.look(cohort_id=room.cohort.pk, user_id=room.member.pk, what="board_at", at=at)

    assert LastSeen.objects.get().board_at == JULY


# -- The weekly word -------------------------------------------------------------------------------

THURSDAY = datetime(2024, 7, 11, 0, 0, tzinfo=UTC)  # 10:00 in Melbourne


def wants(person, weekday=3, clock=time(10, 30), at=JULY):
    return nudges.choose(user_id=person.pk, wanted=True, weekday=weekday, clock=clock, at=at)


def planned():
    return [*Notice.objects.filter(kind=nudges.NUDGE).order_by("due_at")]


@pytest.mark.parametrize(("zone", "hour"), [("", 0), ("Australia/Perth", 2), ("Europe/Sofia", 7)])
def test_it_falls_due_on_the_persons_own_weekday_and_clock(room, zone, hour):
    room.member.time_zone = zone
    room.member.save(update_fields=["time_zone"])
    wants(room.member)

    plans.plan(JULY + timedelta(hours=12), only=[nudges.NUDGE], ahead=timedelta(days=1))
    plans.plan(JULY + timedelta(hours=13), only=[nudges.NUDGE], ahead=timedelta(days=1))

    assert [(one.recipient, one.due_at) for one in planned()] == [
        (room.member, datetime(2024, 7, 11, hour, 30, tzinfo=UTC))
    ]


def test_each_week_once_and_none_without_the_wish(room):
    wants(room.member)
    for week in range(3):
        plans.plan(JULY + AN_HOUR + timedelta(days=7 * week), only=[nudges.NUDGE])
    assert [one.due_at.isoformat() for one in planned()] == [
        "2024-07-11T00:30:00+00:00", "2024-07-18T00:30:00+00:00", "2024-07-25T00:30:00+00:00",
    ]  # fmt: skip

    nudges.choose(user_id=room.member.pk, wanted=False, weekday=3, clock=time(9), at=JULY)
    assert not kinds.get(nudges.NUDGE).still_true(planned()[0])
    plans.plan(JULY + timedelta(days=21), only=[nudges.NUDGE])
    assert len(planned()) == 3


def test_it_leaves_only_when_somebody_else_did_something_since_the_last_look(room, other):
    wants(room.member)
    news = lambda: bool(nudges.with_news(room.member.pk, THURSDAY))  # noqa: E731
    post(room, at=JULY + AN_HOUR)
    post(room, by=other, at=JULY - AN_HOUR)
    assert not news()

    there = post(room, by=other, at=JULY + AN_HOUR)
    assert news()
    marks.mute(cohort_id=room.cohort.pk, user_id=room.member.pk, muted=True, at=JULY)
    assert not news()
    marks.mute(cohort_id=room.cohort.pk, user_id=room.member.pk, muted=False, at=JULY)
    seen = {"cohort_id": room.cohort.pk, "user_id": room.member.pk, "what": "board_at"}
    marks.look(**seen, at=JULY + AN_HOUR)
    assert not news()
    reply(room, there, by=other, at=JULY + 2 * AN_HOUR)
    assert news()
    posts.take_out(thing=Reply, pk=Reply.objects.get().pk, by=other.pk, at=THURSDAY)
    assert not news()


def test_it_says_no_word_of_what_it_is(room, other, frozen):
    wants(room.member)
    post(room, "A telling word.", by=other, at=JULY + AN_HOUR)
    plans.plan(JULY + AN_HOUR, only=[nudges.NUDGE])
    frozen.move_to(THURSDAY)
    notice = planned()[0]

    assert kinds.get(nudges.NUDGE).still_true(notice)
    said = letters.compose(notice, kinds.get(nudges.NUDGE), at=THURSDAY)
    assert said.subject == "Something new for you"
    assert f"/c/{room.cohort.code}/board/" in said.body
    for word in ("telling", "Bea", room.cohort.name, room.cohort.community.name):
        assert word not in said.body


def test_who_was_suspended_hears_nothing(room, other):
    wants(room.member)
    post(room, by=other, at=JULY + AN_HOUR)
    leave(room)

    assert nudges.with_news(room.member.pk, THURSDAY) == []


# -- Introductions ---------------------------------------------------------------------------------


def introduce(person, *cohorts, about="I work with clubs.", at=JULY):
    return introductions.change(
        user_id=person.pk, about=about, works_on="", ask_me="Referees",
        show_to=[one.pk for one in cohorts], at=at,
    )  # fmt: skip


def seen(cohort):
    return [str(one.user) for one in introductions.seen_in(cohort, JULY)]


def test_an_introduction_is_seen_where_it_is_shown_and_gone_when_it_is_not(room):
    elsewhere = CohortFactory()
    introduce(room.member, room.cohort, elsewhere)
    assert (seen(room.cohort), seen(elsewhere)) == (["Ari"], [])

    introduce(room.member)
    assert seen(room.cohort) == []
    introduce(room.member, room.cohort)
    assert introductions.change(
        user_id=room.member.pk, about="", works_on="", ask_me="", show_to=[room.cohort.pk], at=JULY
    ) is None  # fmt: skip
    assert (seen(room.cohort), Showing.objects.count()) == ([], 0)


def test_who_left_is_not_seen(room):
    introduce(room.member, room.cohort)
    introduce(room.facilitator, room.cohort)
    leave(room)

    assert seen(room.cohort) == [str(room.facilitator)]


def test_the_same_again_changes_nothing(room):
    introduce(room.member, room.cohort)
    acts = Entry.objects.count()

    introduce(room.member, room.cohort)

    assert Entry.objects.count() == acts
