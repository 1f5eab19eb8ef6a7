"""The categories of things that go by themselves: whose time is over, and how they go."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts import access_needs
from accounts import privacy as accounts_privacy
from accounts.models import AccessNeed, DataRequest, Invitation, RequestState
from audit.personal import Words
from cop_platform import privacy
from intakes import keeping
from notices import privacy as notices_privacy
from notices.models import CallNote, Notice
from sessions import closed_circles
from sessions.models import Attendance

Find = Callable[[datetime, int | None], QuerySet[Any]]
Go = Callable[[Collection[int], datetime], int]


@dataclass(frozen=True)
class Category:
    """One kind of thing that goes by itself. `whose` leads from a row to the person, if any."""

    name: str
    title: Words
    after: Words
    days: int
    find: Find
    go: Go
    whose: str = ""
    by_program: bool = True


def _forget_needs(ids: Collection[int], at: datetime) -> int:
    users = AccessNeed.objects.filter(pk__in=ids).values_list("user_id", flat=True)
    return sum(access_needs.forget(user_id=pk, by=None, at=at) for pk in list(users))


def _wipe_mails(ids: Collection[int], at: datetime) -> int:
    return notices_privacy.wipe(Notice.objects.filter(pk__in=ids))


def _forget_invited(ids: Collection[int], at: datetime) -> int:
    return accounts_privacy.forget_addresses(Invitation.objects.filter(pk__in=ids), at=at)


def _old_calls(before: datetime, program_id: int | None) -> QuerySet[CallNote]:
    return CallNote.objects.filter(at__lt=before, program_id=program_id or 0).exclude(words="")


def _wipe_calls(ids: Collection[int], at: datetime) -> int:
    return CallNote.objects.filter(pk__in=ids).update(words="")


def _old_requests(before: datetime, program_id: int | None) -> QuerySet[DataRequest]:
    settled = DataRequest.objects.exclude(state=RequestState.OPEN).filter(settled_at__lt=before)
    return settled.exclude(words="", outcome="")


def _wipe_requests(ids: Collection[int], at: datetime) -> int:
    return DataRequest.objects.filter(pk__in=ids).update(words="", outcome="")


def _erase(ids: Collection[int], at: datetime) -> int:
    return len([privacy.erase(user_id=pk, at=at, by=None) for pk in ids])


def _old_words(before: datetime, program_id: int | None) -> QuerySet[Attendance]:
    worded = Attendance.objects.exclude(private_word="").filter(session__ends_at__lt=before)
    return worded.filter(session__cohort__intake__program=program_id or 0)


def _wipe_words(ids: Collection[int], at: datetime) -> int:
    return Attendance.objects.filter(pk__in=ids).update(private_word="")


def _old_asking(before: datetime, program_id: int | None) -> QuerySet[Attendance]:
    return Attendance.objects.filter(
        asked_at__lt=before, session__cohort__intake__program=program_id or 0
    )


def _wipe_asking(ids: Collection[int], at: datetime) -> int:
    return Attendance.objects.filter(pk__in=ids).update(asked_words="", asked_at=None)


L = gettext_lazy
CATEGORIES: tuple[Category, ...] = (
    Category(
        "access_needs", L("What people need to take part"), L("after their last session"), 30,
        keeping.past_access_needs, _forget_needs, whose="user", by_program=False,
    ),
    Category(
        "unsuccessful", L("Applications that came to no seat"), L("after they were settled"), 365,
        keeping.settled_applications, keeping.de_identify, whose="applicant",
    ),
    Category(
        "members", L("Applications of members"), L("after their cohort's last day"), 730,
        keeping.applications_of_members, keeping.de_identify, whose="applicant",
    ),
    Category(
        "drafts", L("Drafts nobody came back to"), L("after the intake closed"), 60,
        keeping.forgotten_drafts, keeping.drop_drafts, whose="applicant",
    ),
    Category(
        "interests", L("Interest that ended"), L("after it ended"), 365,
        keeping.past_interests, keeping.wipe_interests, whose="person",
    ),
    Category(
        "files", L("Files that people were taken over from"), L("after they were read"), 14,
        keeping.old_files, keeping.forget_files, whose="rows__person",
    ),
    Category(
        "apologies", L("Private words with an apology"), L("after the session"), 14,
        _old_words, _wipe_words, whose="user",
    ),
    Category(
        "resources", L("What a cohort shared, and its files"), L("after its last day"), 365,
        closed_circles.resources, closed_circles.let_resources_go, whose="by",
    ),
    Category(
        "board", L("What was written on a cohort’s board"), L("after its last day"), 365,
        closed_circles.notices, closed_circles.let_notices_go, whose="by",
    ),
    Category(
        "corrections", L("Wishes to put attendance right"), L("after they were written"), 60,
        _old_asking, _wipe_asking, whose="user",
    ),
    Category(
        "calls", L("Words of call notes"), L("after the call"), 365,
        _old_calls, _wipe_calls, whose="person",
    ),
    Category(
        "mails", L("Words and addresses of mails"), L("after they were due"), 90,
        lambda before, program_id: notices_privacy.worded(before), _wipe_mails,
        whose="recipient", by_program=False,
    ),
    Category(
        "invitations", L("Addresses of invitations"), L("after they were answered or ran out"), 90,
        lambda before, program_id: accounts_privacy.old_invitations(before), _forget_invited,
        by_program=False,
    ),
    Category(
        "requests", L("Words of privacy requests"), L("after they were settled"), 365,
        _old_requests, _wipe_requests, whose="person", by_program=False,
    ),
    Category(
        "people", L("People of whom nothing is left"), L("after they were last here"), 365,
        keeping.people_gone, _erase, whose="pk", by_program=False,
    ),
)  # fmt: skip
