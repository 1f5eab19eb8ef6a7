"""What intakes let go by themselves: whose time is over, and how it goes (DOMAIN 3.10)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import AccessNeed, ConsentRecord, User
from audit import privacy as audit_privacy
from audit.models import Entry
from intakes import candidacies, imports
from intakes.models import (
    Answer,
    Application,
    ApplicationState,
    Candidacy,
    CandidacyState,
    Conflict,
    Import,
    ImportRow,
    ImportState,
    Interest,
    InterestState,
    ManagerSupport,
    Offer,
    Opinion,
    ReaderNote,
)
from intakes.privacy import INTEREST_WORDS, WORDS, blur
from programs.memberships import IN_THE_COHORT
from programs.models import CohortState, Membership, Role
from sessions.models import Session, SessionState

A, S = ApplicationState, CandidacyState
SEATED = (S.ACCEPTED, S.COMPLETED)
OF_AN_APPLICATION = (Answer, ManagerSupport, Conflict)
OF_A_CANDIDACY = (Opinion, ReaderNote)
OVER = (InterestState.LAPSED, InterestState.WITHDRAWN, InterestState.CONVERTED)


def _says_something(*names: str) -> Q:
    return ~Q(**dict.fromkeys(names, ""))


# -- Access needs: some time after the last session -----------------------------------------------


def past_access_needs(before: datetime, program_id: int | None = None) -> QuerySet[AccessNeed]:
    """Needs of people whose last session ended before this moment, and who wait for nothing:
    no cohort that still meets, no application that is open, nothing said anew since."""
    mine = Q(user=OuterRef("user"))
    meets = Membership.objects.filter(mine, state__in=IN_THE_COHORT)
    unfinished = meets.exclude(cohort__state=CohortState.CLOSED).filter(
        ~Exists(_sessions().filter(cohort=OuterRef("cohort")))
    )
    later = _sessions().filter(cohort=OuterRef("cohort"), ends_at__gte=before)
    attends = Membership.objects.filter(mine).filter(Exists(later))
    applies = Application.objects.filter(applicant=OuterRef("user")).filter(
        Q(saved_at__gte=before) | Q(settled_at__gte=before) | Q(candidacies__state__in=_WAITING)
    )
    said_anew = Entry.objects.filter(
        object_type="accounts.accessneed", object_id=OuterRef("pk"), at__gte=before
    )
    return AccessNeed.objects.filter(
        ~Exists(unfinished), ~Exists(attends), ~Exists(applies), ~Exists(said_anew)
    )


_WAITING = tuple(state for state in candidacies.LIVE if state not in SEATED)


def _sessions() -> QuerySet[Session]:
    return Session.objects.exclude(state=SessionState.CANCELLED)


# -- Applications: of those without a seat, and of those with one ----------------------------------


def settled_applications(before: datetime, program_id: int | None = None) -> QuerySet[Application]:
    """Applications that came to no seat, settled before this moment, and that still have words."""
    mine = Q(application=OuterRef("pk"))
    standing = Candidacy.objects.filter(mine).filter(
        Q(state__in=(*candidacies.LIVE, *SEATED)) | Q(told_at__gte=before)
    )
    answered = Offer.objects.filter(candidacy__application=OuterRef("pk"), settled_at__gte=before)
    over = Coalesce("settled_at", F("intake__closes_at"), output_field=DateTimeField())
    return (
        _worded(program_id)
        .filter(~Exists(standing), ~Exists(answered))
        .exclude(state=A.DRAFT)
        .alias(over=over)
        .filter(over__lt=before)
    )


def applications_of_members(
    before: datetime, program_id: int | None = None
) -> QuerySet[Application]:
    """Applications that came to a seat in a cohort whose window closed before this moment."""
    seated = Candidacy.objects.filter(
        application=OuterRef("pk"), state__in=SEATED, cohort__window_last__lt=before.date()
    )
    return _worded(program_id).filter(Exists(seated))


def _worded(program_id: int | None) -> QuerySet[Application]:
    mine = Q(application=OuterRef("pk"))
    parts = [Q(Exists(table._default_manager.filter(mine))) for table in OF_AN_APPLICATION]
    words = _says_something(*WORDS)
    for part in parts:
        words |= part
    return Application.objects.filter(words, intake__program=program_id)


def de_identify(ids: Collection[int], at: datetime) -> int:
    """Take out the words of these applications and all that was said about them; what is
    counted stays. How many there were."""
    rows = Application.objects.filter(pk__in=ids)
    blur(rows)
    rows.update(**dict.fromkeys(WORDS, ""))
    for table in OF_AN_APPLICATION:
        table._default_manager.filter(application__in=ids).delete()
    for about in OF_A_CANDIDACY:
        about._default_manager.filter(candidacy__application__in=ids).delete()
    chosen = Candidacy.objects.filter(application__in=ids)
    offers = Offer.objects.filter(candidacy__application__in=ids)
    audit_privacy.strike(
        {
            "intakes.application": list(ids),
            "intakes.candidacy": list(chosen.values_list("pk", flat=True)),
            "intakes.offer": list(offers.values_list("pk", flat=True)),
        }
    )
    return len(ids)


# -- Drafts, interest -----------------------------------------------------------------------------


def forgotten_drafts(before: datetime, program_id: int | None = None) -> QuerySet[Application]:
    """Drafts nobody came back to, of intakes that closed before this moment."""
    return Application.objects.filter(
        state=A.DRAFT,
        saved_at__lt=before,
        intake__closes_at__lt=before,
        intake__program=program_id,
        carried_from=None,
    )


def drop_drafts(ids: Collection[int], at: datetime) -> int:
    """Remove these drafts altogether: nothing was sent, so nothing counts."""
    for table in OF_AN_APPLICATION:
        table._default_manager.filter(application__in=ids).delete()
    Candidacy.objects.filter(application__in=ids, state=S.CHOSEN).delete()
    return Application.objects.filter(pk__in=ids).delete()[1].get("intakes.Application", 0)


def past_interests(before: datetime, program_id: int | None = None) -> QuerySet[Interest]:
    """Interests that ended before this moment and still have words."""
    return Interest.objects.filter(
        _says_something(*INTEREST_WORDS),
        state__in=OVER,
        settled_at__lt=before,
        program=program_id,
    )


def wipe_interests(ids: Collection[int], at: datetime) -> int:
    """Take out the words of these interests; that they were there still counts."""
    return Interest.objects.filter(pk__in=ids).update(**dict.fromkeys(INTEREST_WORDS, ""))


# -- Files that people were taken over from --------------------------------------------------------


def old_files(before: datetime, program_id: int | None = None) -> QuerySet[Import]:
    """Imports whose file was read before this moment, and still has words that nothing needs."""
    return Import.objects.filter(
        read_at__lt=before,
        emptied_at=None,
        state__in=(*imports.AGAIN, ImportState.APPLIED, ImportState.UNDONE),
        program=program_id,
    )


def forget_files(ids: Collection[int], at: datetime) -> int:
    """Put away what was never taken over; of the rest the rows that were left out forget their
    cells, which undoing does not need. How many files."""
    never = Import.objects.filter(pk__in=ids, state__in=imports.AGAIN)
    for pk in list(never.values_list("pk", flat=True)):
        imports.discard(import_id=pk, by=None, at=at)
    over = Import.objects.filter(pk__in=ids, emptied_at=None)
    ImportRow.objects.filter(imported__in=over).update(cells=[], email="")
    over.update(emptied_at=at)
    return len(ids)


# -- People of whom nothing is left ---------------------------------------------------------------


def people_gone(before: datetime, program_id: int | None = None) -> QuerySet[User]:
    """People who never had a seat or a role, of whose forms no words are left, who agreed to
    nothing that stands, and who have not been here since this moment."""
    mine = Q(applicant=OuterRef("pk"))
    worded = Application.objects.filter(mine).filter(
        _says_something(*WORDS) | Q(state=A.DRAFT) | Q(candidacies__state__in=candidacies.LIVE)
    )
    interested = Interest.objects.filter(person=OuterRef("pk")).filter(
        _says_something(*INTEREST_WORDS) | ~Q(state__in=OVER)
    )
    of_them = Q(user=OuterRef("pk"))
    agrees = ConsentRecord.objects.filter(of_them, withdrawn_at=None).exclude(kind="collection")
    return User.objects.filter(
        ~Exists(worded),
        ~Exists(interested),
        ~Exists(agrees),
        ~Exists(Membership.objects.filter(of_them)),
        ~Exists(Role.objects.filter(of_them)),
        Q(last_login=None) | Q(last_login__lt=before),
        date_joined__lt=before,
        erased_at=None,
        is_staff=False,
        is_superuser=False,
        is_demo=False,
    )
