"""What readers think of an application: yes, maybe or no, with a reason, each by themselves.

A reviewer sees what others think, and their notes, only once their own opinion is given; the
rule that reads holds that back, not the page. Coordinators decide, so they see all. Opinions of
whoever has a conflict of interest are set aside. No numbers are made of people.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import record
from intakes import conflicts
from intakes.models import (
    Application,
    Candidacy,
    CandidacyState,
    Conflict,
    Opinion,
    ReaderNote,
    Verdict,
)
from programs import belonging


class CannotSay(Exception):
    """A refusal, worded for the reader who will read it."""


@dataclass
class Summary:
    """What can be told about the opinions on one candidacy. `hidden`: not before one's own."""

    own: str = ""
    yes: int = 0
    maybe: int = 0
    no: int = 0
    hidden: bool = False

    @property
    def given(self) -> int:
        return self.yes + self.maybe + self.no


@dataclass(frozen=True)
class Reading:
    """What one reader may see of what was said about one candidacy."""

    own: Opinion | None
    hidden: bool  # others' opinions and notes, until one's own is given
    others: list[Opinion] = field(default_factory=list)
    notes: list[ReaderNote] = field(default_factory=list)
    set_aside: int = 0


# ------------------------------------------------- acts


@transaction.atomic
def give(*, candidacy_id: int, verdict: str, reason: str, by: int, at: datetime) -> Opinion:
    """Say what one thinks, or think again; each word that stood stays in the audit.

    :raises CannotSay: no reason, no verdict, a conflict of interest, or it was decided.
    """
    if verdict not in Verdict.values:
        raise CannotSay(_("Please say yes, maybe or no."))
    if not reason.strip():
        raise CannotSay(_("Please say why: it is what helps whoever decides."))
    candidacy = _readable(candidacy_id, by, at)
    if candidacy.state != CandidacyState.IN_REVIEW:
        raise CannotSay(
            _("This was decided meanwhile: %(state)s.") % {"state": candidacy.get_state_display()}
        )
    standing = Opinion.objects.filter(candidacy=candidacy, reader=by).first()
    opinion = standing or Opinion(candidacy=candidacy, reader_id=by, given_at=at)
    if standing and (standing.verdict, standing.reason) == (verdict, reason.strip()):
        return standing
    opinion.verdict, opinion.reason = verdict, reason.strip()
    opinion.changed_at = at if standing else None
    opinion.save()
    record.record(f"opinion.{verdict}", opinion, at=at, by=by, reason=opinion.reason)
    return opinion


@transaction.atomic
def note(*, candidacy_id: int, words: str, by: int, at: datetime) -> ReaderNote:
    """Leave a note for the other readers. The same words twice in a row stand once.

    :raises CannotSay: no words, or a conflict of interest.
    """
    if not words.strip():
        raise CannotSay(_("There is nothing in this note yet."))
    candidacy = _readable(candidacy_id, by, at)
    last = ReaderNote.objects.filter(candidacy=candidacy, author=by).order_by("-pk").first()
    if last is not None and last.words == words.strip():
        return last
    made = ReaderNote.objects.create(
        candidacy=candidacy, author_id=by, words=words.strip(), written_at=at
    )
    record.record("reader_note.written", candidacy, at=at, by=by)
    return made


def _readable(candidacy_id: int, by: int, at: datetime) -> Candidacy:
    """The candidacy, its application locked, if this person may read it."""
    known = Candidacy.objects.get(pk=candidacy_id)
    application = Application.objects.select_for_update(of=("self",)).get(pk=known.application_id)
    candidacy = Candidacy.objects.select_related("intake").get(pk=candidacy_id)
    reader = User.objects.get(pk=by)
    if not belonging.programs_read(reader, at).filter(pk=candidacy.intake.program_id).exists():
        raise CannotSay(_("Only those who read for this program say what they think."))
    if conflicts.is_shut_out(application, by):
        raise CannotSay(_("You are not to read this application: a conflict of interest."))
    return candidacy


# ------------------------------------------------- reads


def about(candidacy: Candidacy, viewer: User, at: datetime) -> Reading:
    """What a person may see of what was said about a candidacy, as of `at` (aware).

    Of a candidacy they are shut out of: nothing.
    """
    if conflicts.is_shut_out(candidacy.application, viewer.pk):
        return Reading(own=None, hidden=True)
    listed = list(_counted(Opinion.objects.filter(candidacy=candidacy)).order_by("given_at", "pk"))
    own = next((one for one in listed if one.reader_id == viewer.pk), None)
    hidden = own is None and candidacy.intake.program_id not in _coordinated(viewer, at)
    notes = ReaderNote.objects.filter(candidacy=candidacy).select_related("author")
    if hidden:
        notes = notes.filter(author=viewer.pk)
    return Reading(
        own=own,
        hidden=hidden,
        others=[] if hidden else [one for one in listed if one.reader_id != viewer.pk],
        notes=list(notes.order_by("written_at", "pk")),
        set_aside=Opinion.objects.filter(_set_aside(), candidacy=candidacy).count(),
    )


def summary(candidacy_ids: Iterable[int], viewer: User, at: datetime) -> dict[int, Summary]:
    """For each candidacy, how many said what, as far as `viewer` may see; two queries."""
    found = {pk: Summary() for pk in candidacy_ids}
    coordinated = _coordinated(viewer, at)
    readable = conflicts.open_to(Candidacy.objects.filter(pk__in=found), viewer.pk)
    rows = _counted(Opinion.objects.filter(candidacy__in=readable))
    programs = dict(readable.values_list("pk", "intake__program_id"))
    said = list(rows.values_list("candidacy_id", "reader_id", "verdict"))
    for candidacy_id, reader_id, verdict in said:
        if reader_id == viewer.pk:
            found[candidacy_id].own = verdict
    for pk, one in found.items():
        one.hidden = not one.own and programs.get(pk) not in coordinated
    for candidacy_id, _reader, verdict in said:
        one = found[candidacy_id]
        if not one.hidden:
            setattr(one, verdict, getattr(one, verdict) + 1)
    return found


def without_mine(viewer_id: int) -> Q:
    """Of candidacies: those about which this person has said nothing yet."""
    return ~Q(Exists(Opinion.objects.filter(candidacy=OuterRef("pk"), reader=viewer_id)))


def _coordinated(viewer: User, at: datetime) -> set[int]:
    return set(belonging.programs_coordinated(viewer, at).values_list("pk", flat=True))


def _set_aside() -> Exists:
    return Exists(
        Conflict.objects.filter(
            application=OuterRef("candidacy__application"), reader=OuterRef("reader")
        )
    )


def _counted(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Without those of readers who have declared a conflict of interest."""
    return opinions.exclude(_set_aside()).select_related("reader")
