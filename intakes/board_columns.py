"""The columns of the board, what stands in each, and which of them somebody wants to see."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccessNeed, SafeContact, User
from intakes import board, opinions, questions, support
from intakes.models import BoardColumns, Candidacy, Question
from intakes.opinions import Summary
from programs.models import Intake

MOST_KEPT = 60


@dataclass
class Row:
    """One candidacy with what was read beside it."""

    candidacy: Candidacy
    summary: Summary
    answers: dict[int, str] = field(default_factory=dict)
    need: AccessNeed | None = None
    contact: SafeContact | None = None
    zone: ZoneInfo | None = None
    cells: list["Cell"] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """One column: `key` stands in addresses; `closed` ones are not for reviewers."""

    key: str
    label: str | Promise
    words: Callable[[Row], str]
    closed: bool = False
    long: bool = False

    @property
    def sorts(self) -> bool:
        return self.key in board.SORTS


@dataclass(frozen=True)
class Cell:
    column: Column
    words: str


def _of(name: str) -> Callable[[Row], str]:
    return lambda row: str(getattr(row.candidacy.application, name))


def _yes(value: bool) -> str:
    return _("yes") if value else ""


def rank_words(rank: int) -> str:
    """Which choice it is of this person's."""
    known = {1: _("first choice"), 2: _("second choice"), 3: _("third choice")}
    return known.get(rank) or _("choice %(rank)d") % {"rank": rank}


def opinion_words(summary: Summary) -> str:
    """What readers said, as far as one may know."""
    if summary.hidden:
        return _("after yours")
    said = [
        (summary.yes, _("%(count)d yes")),
        (summary.maybe, _("%(count)d maybe")),
        (summary.no, _("%(count)d no")),
    ]
    return ", ".join(words % {"count": count} for count, words in said if count)


def _support(row: Row) -> str:
    return support.shown(row.candidacy.application)


def _sent(row: Row) -> str:
    at = row.candidacy.application.submitted_at
    return date_format(at.astimezone(row.zone), "j M Y") if at else ""


ALL: tuple[Column, ...] = (
    Column("who", gettext_lazy("Who"), lambda row: str(row.candidacy.application.applicant)),
    Column("cohort", gettext_lazy("For"), lambda row: row.candidacy.cohort.name),
    Column("rank", gettext_lazy("Choice"), lambda row: rank_words(row.candidacy.rank)),
    Column("state", gettext_lazy("Stands"), lambda row: row.candidacy.get_state_display()),
    Column("opinions", gettext_lazy("Opinions"), lambda row: opinion_words(row.summary)),
    Column("role", gettext_lazy("Role"), _of("role")),
    Column("organisation", gettext_lazy("Organisation"), _of("organisation")),
    Column("setting", gettext_lazy("Setting"), _of("setting")),
    Column("region", gettext_lazy("Region"), _of("region")),
    Column(
        "stage",
        gettext_lazy("Stage of career"),
        lambda row: row.candidacy.application.get_career_stage_display(),
    ),
    Column(
        "alone",
        gettext_lazy("Works alone"),
        lambda row: _yes(row.candidacy.application.sole_worker),
    ),
    Column(
        "dates", gettext_lazy("Dates work"), lambda row: _yes(row.candidacy.application.can_commit)
    ),
    Column("support", gettext_lazy("Manager"), _support),
    Column("hopes", gettext_lazy("Hopes for"), _of("hopes"), long=True),
    Column("contribution", gettext_lazy("Brings"), _of("contribution"), long=True),
    Column("source", gettext_lazy("Heard of us"), _of("source")),
    Column("sent", gettext_lazy("Sent"), _sent),
    Column("band", gettext_lazy("Band"), lambda row: str(row.candidacy.band), closed=True),
    Column(
        "email",
        gettext_lazy("Address"),
        lambda row: row.candidacy.application.applicant.email,
        closed=True,
    ),
)
USUAL = ("who", "cohort", "state", "opinions", "setting", "region", "stage", "alone")


def _need(name: str) -> Callable[[Row], str]:
    return lambda row: str(getattr(row.need, name)) if row.need else ""


def _ticked(name: str) -> Callable[[Row], str]:
    return lambda row: _yes(bool(row.need and getattr(row.need, name)))


def _contact(name: str) -> Callable[[Row], str]:
    return lambda row: str(getattr(row.contact, name)) if row.contact else ""


def _hours(row: Row) -> str:
    contact = row.contact
    if contact is None or not (contact.hours_from and contact.hours_to):
        return ""
    return f"{contact.hours_from:%H:%M} - {contact.hours_to:%H:%M}"


# The protected record: in a file alone, and only where a coordinator asks for it with a reason.
PROTECTED: tuple[Column, ...] = (
    Column("access", gettext_lazy("Access"), _need("access")),
    Column("captions", gettext_lazy("Captions"), _ticked("captions")),
    Column("auslan", gettext_lazy("Auslan"), _ticked("auslan")),
    Column("dietary", gettext_lazy("Dietary"), _need("dietary")),
    Column("caring", gettext_lazy("Caring"), _need("caring")),
    Column("background", gettext_lazy("In their own words"), _need("background")),
    Column("channel", gettext_lazy("Safe way to be reached"), _contact("channel")),
    Column("phone", gettext_lazy("Safe number"), _contact("phone")),
    Column("hours", gettext_lazy("Safe hours"), _hours),
    Column("note", gettext_lazy("Note on reaching them"), _contact("note")),
)


def offered(intake: Intake, *, coordinates: bool) -> list[Column]:
    """The columns somebody may choose among, the intake's further questions among them."""
    plain = [column for column in ALL if coordinates or not column.closed]
    return [*plain, *(_asked(question) for question in questions.of_intake(intake.pk))]


def _asked(question: Question) -> Column:
    pk = question.pk
    return Column(f"q{pk}", question.words, lambda row: row.answers.get(pk, ""), long=True)


def chosen(offer: Sequence[Column], keys: Iterable[str]) -> list[Column]:
    """Of those on offer, the ones named; who it is always stands first."""
    named = set(keys) or set(USUAL)
    return [column for column in offer if column.key in named or column.key == "who"]


def kept(person_id: int) -> list[str]:
    """The columns a person asked to see next time; none where they never did."""
    found = BoardColumns.objects.filter(person=person_id).first()
    return [str(key) for key in found.columns] if found else []


def keep(*, person_id: int, keys: Iterable[str]) -> None:
    """Keep a person's choice of columns."""
    listed = list(dict.fromkeys(key for key in keys if key.isalnum() and len(key) < 30))
    BoardColumns.objects.update_or_create(
        person_id=person_id, defaults={"columns": listed[:MOST_KEPT]}
    )


def filled(
    listed: Sequence[Candidacy],
    columns: Sequence[Column],
    viewer: User,
    at: datetime,
) -> list[Row]:
    """These candidacies with what stands in each column; the queries don't grow with them."""
    summaries = opinions.summary([one.pk for one in listed], viewer, at)
    found = [Row(one, summaries[one.pk], zone=one.intake.program.zone) for one in listed]
    keys = {column.key for column in columns}
    if any(key.startswith("q") and key[1:].isdigit() for key in keys):
        _read_answers(found)
    if keys & {column.key for column in PROTECTED}:
        _read_protected(found)
    for row in found:
        row.cells = [Cell(column, column.words(row)) for column in columns]
    return found


def _read_answers(found: Sequence[Row]) -> None:
    said = questions.answers_of({row.candidacy.application_id for row in found})
    for row in found:
        row.answers = said.get(row.candidacy.application_id, {})


def _read_protected(found: Sequence[Row]) -> None:
    people = {row.candidacy.application.applicant_id for row in found}
    needs = {need.user_id: need for need in AccessNeed.objects.filter(user__in=people)}
    contacts = {one.user_id: one for one in SafeContact.objects.filter(user__in=people)}
    for row in found:
        applicant = row.candidacy.application.applicant_id
        row.need, row.contact = needs.get(applicant), contacts.get(applicant)
