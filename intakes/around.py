"""Who is around a cohort: applies for it, holds a seat, is a member, or has a part in it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from accounts.models import User
from intakes import candidacies, likeness
from intakes.likeness import Known
from intakes.models import Application, Candidacy, CandidacyState
from programs.models import Membership, MembershipState, Role, Seat

# Who has a form here at all, and who has sent one.
DRAFTED = candidacies.LIVE
SENT = tuple(state for state in candidacies.LIVE if state != CandidacyState.CHOSEN)
IN = (MembershipState.ACTIVE, MembershipState.SUSPENDED)

Pairs = Iterable[tuple[int | None, int | None]]


def cohorts_near(person_ids: Collection[int]) -> dict[int, set[int]]:
    """The cohorts these people apply for, draft or sent, or belong to: cohort → people."""
    forms = Candidacy.objects.filter(application__applicant__in=person_ids, state__in=DRAFTED)
    member = Membership.objects.filter(user__in=person_ids, state__in=IN)
    return _gathered(
        forms.order_by().values_list("cohort", "application__applicant"),
        member.values_list("cohort", "user"),
    )


def people_near(cohort_ids: Collection[int], at: datetime) -> dict[int, set[int]]:
    """Who is around each of these cohorts at `at` (aware): cohort → people; four queries."""
    forms = Candidacy.objects.filter(cohort__in=cohort_ids, state__in=SENT).order_by()
    seats = Seat.objects.filter(cohort__in=cohort_ids, holder__isnull=False)
    members = Membership.objects.filter(cohort__in=cohort_ids, state__in=IN)
    roles = Role.objects.live(at=at).filter(cohort__in=cohort_ids)
    return _gathered(
        forms.values_list("cohort", "application__applicant"),
        seats.values_list("cohort", "holder"),
        members.values_list("cohort", "user"),
        roles.values_list("cohort", "user"),
    )


def known(person_ids: Collection[int]) -> Iterator[tuple[int, Known]]:
    """Who these people are, as far as it can be compared; two queries."""
    places = _gathered_words(
        Application.objects.filter(applicant__in=person_ids)
        .exclude(organisation="")
        .values_list("applicant", "organisation")
    )
    people = User.objects.filter(pk__in=person_ids).values_list("pk", "display_name", "email")
    for pk, name, mail in people:
        yield pk, likeness.known(name, mail, places.get(pk, ()))


def _gathered(*pairs: Pairs) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for group in pairs:
        for cohort_id, person_id in group:
            if cohort_id and person_id:
                found[cohort_id].add(person_id)
    return found


def _gathered_words(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, words in pairs:
        found[key].add(words)
    return found
