"""Nonsense for every form of choosing people, and for the desk's pages around it.

What a form's fields are called, and what would make sense in them, is read off its page. Posted
by tests/intakes/test_fuzz.py; a new address that takes a POST needs a line in FORMS, and a test
there says which. tests/sessions/posting.py has the forms of sessions.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import cycle
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import data_requests
from accounts.models import ConsentKind, ConsentRecord
from intakes import letters, rounds, support
from intakes.models import ApartMatch, Candidacy, Import, ImportState, Target, TargetKind
from notices.models import Job
from tests import doors
from tests.entering import Client
from tests.intakes.sheets import csv_of, person, xlsx_of
from tests.world import World, sign_in

LONG = "x" * 1_000_000
NASTY = (
    *("", " ", "\0", "x\0y", "x" * 5001, "-1", "0", "1", "9" * 40, "1e9", "NaN", "on", "yes"),
    "\ud800".encode("utf-8", "replace").decode(),
    "\u202e\u0000\ufffe",
    "😀" * 200,
    "<script>alert(1)</script>",
    "{{ 7 }}{% now %}",
    "{first_name} {link} {deadline} {",
    "'; DROP TABLE intakes_offer; --",
    "=HYPERLINK(1)",
    "a\r\nBcc: b@example.org",
    "a@example.org",
    "25:61",
    "2024-02-30",
    "9999-12-31",
)
FILES = tuple(make(person(n, "Work in schools") for n in range(4)) for make in (csv_of, xlsx_of))
POSTS_A_TURN = 5
Fields = dict[str, list[str]]  # a field's name: what would make sense in it
ALWAYS: Fields = {"act": ["save"], "reason": ["Because."], "page": ["2"]}


@dataclass(frozen=True)
class Form:
    """One address that takes a POST: who posts there (None: a visitor), and where it is. `where`
    makes what stands there; whatever a turn makes or does is taken back. `look`: fields of its
    address. `page`: the page its form is on, where that is another of the same object."""

    name: str
    who: str | None
    where: Callable[[World], list[Any]]
    look: tuple[str, ...] = ()
    page: str = ""

    def urls(self, world: World) -> tuple[str, str]:
        """Where it is posted to, and the page with the form."""
        args = self.where(world)
        return reverse(self.name, args=args), reverse(self.page or self.name, args=args)


# -- What stands in an address ---------------------------------------------------------------------


def of_program(world: World) -> list[Any]:
    return [world.programs["here"].pk]


def by_slug(world: World) -> list[Any]:
    return [world.programs["here"].slug]


def of_intake(world: World) -> list[Any]:
    return [world.intakes["open"].pk]


def of_cohort(name: str) -> Callable[[World], list[Any]]:
    return lambda world: [world.cohorts[name].pk]


def of_interest(world: World) -> list[Any]:
    return [world.interest.pk]


def of_form(name: str, *rest: Any) -> Callable[[World], list[Any]]:
    return lambda world: [world.applications[name].pk, *rest]


def of_offer(name: str) -> Callable[[World], list[Any]]:
    return lambda world: [world.offers[name].pk]


def a_wait(world: World) -> list[Any]:
    application = world.applications["waiting"]
    return [application.pk, application.candidacies.get().pk]


def a_candidacy(world: World) -> list[Any]:
    return [world.applications["applicant"].candidacies.get().pk]


def a_support_link(world: World) -> list[Any]:
    applied = world.applications["applicant"]
    said = {"name": "Kim", "email": "boss@example.org", "by": applied.applicant_id}
    return [support.token_of(support.ask(application_id=applied.pk, at=world.at, **said))]


def a_question(world: World) -> list[Any]:
    return [*of_intake(world), world.intakes["open"].questions.first().pk]


def a_letter(world: World) -> list[Any]:
    said = {"organisation": "A library", "attention": "", "address": "", "body": "Hello."}
    by = world.people["coordinator"].pk
    intake = world.intakes["open"].pk
    return [letters.write(intake_id=intake, at=world.at, by=by, **said).pk]


def a_round(world: World) -> list[Any]:
    by, cohort = world.people["coordinator"].pk, world.cohorts["forming"].pk
    made = rounds.make_offers(cohort_id=cohort, by=by, at=world.at).made
    assert made is not None
    return [made.pk]


def a_group(world: World) -> list[Any]:
    """With a wish, and a possible match to decide."""
    cohort = world.cohorts["forming"]
    Target.objects.create(cohort=cohort, kind=TargetKind.SOLE_WORKER, number=2)
    one, other = list(Candidacy.objects.filter(cohort=cohort, state="eligible"))[:2]
    ApartMatch.objects.create(
        person=one.application.applicant,
        other=other.application.applicant,
        why="name",
        found_at=world.at,
    )
    return [cohort.pk]


def an_import(state: str) -> Callable[[World], list[Any]]:
    def found(world: World) -> list[Any]:
        imported = Import.objects.get()
        Import.objects.filter(pk=imported.pk).update(state=state)
        return [imported.pk]

    return found


def a_job(world: World) -> list[Any]:
    return [Job.objects.get().pk]


def a_wording(world: World) -> list[Any]:
    return [*of_program(world), "intakes.offer"]


def a_reminder(world: World) -> list[Any]:
    return [*of_program(world), "sessions.reminder"]


def a_seat(world: World) -> list[Any]:
    offer = world.people["member"].applications.get().candidacies.get().offers.get()
    return [offer.pk]


def a_person(world: World) -> list[Any]:
    return [world.people["holder"].pk]


def a_consent(world: World) -> list[Any]:
    person = world.people["applicant"]
    given = {"user": person, "kind": ConsentKind.NEWSLETTER, "given_at": world.at}
    return [ConsentRecord.objects.create(**given).pk]


def a_request(kind: str) -> Callable[[World], list[Any]]:
    def found(world: World) -> list[Any]:
        who = world.people["applicant"].pk
        said = {"kind": kind, "words": "-", "at": world.at, "by": who}
        return [data_requests.ask(person_id=who, **said).pk]

    return found


def nowhere(world: World) -> list[Any]:
    return []


# -- The forms -------------------------------------------------------------------------------------

LOOK = ("intake", "cohort", "state", "region", "stage", "search", "sort", "page", "c", "pick")
OFFICE = "coordinator"
FATE = ("fate", "page", "columns", "undo")
STEPS = ("about", "wishes", "hopes", "further", "apart", "review")
REQUESTS = ("access", "correct", "erase")
LISTS = ("interest", "letter", "offer", "round", "queue", "intakeform", "import")

FORMS: tuple[Form, ...] = (
    Form("intakes:interest", None, by_slug),
    Form("intakes:interest", "interested", by_slug),
    Form("intakes:interest_again", None, of_program),
    Form("intakes:apply", None, by_slug),
    Form("intakes:apply_now", "interested", of_interest),
    Form("intakes:withdraw_interest", "interested", of_interest),
    *(Form("intakes:step", "drafting", of_form("drafting", step)) for step in STEPS),
    Form("intakes:copy", "applicant", of_form("applicant")),
    Form("intakes:withdraw", "waiting", of_form("waiting")),
    Form("intakes:leave_list", "waiting", a_wait),
    Form("intakes:roll_over", "asked", of_form("asked")),
    Form("intakes:support", "applicant", of_form("applicant")),
    Form("intakes:support_answer", None, a_support_link),
    Form("intakes:offer", "holder", of_offer("holder")),
    Form("intakes:decline", "holder", of_offer("holder")),
    Form("intakes:rejoin", "expired", of_offer("expired")),
    Form("intakes:give_up", "member", a_seat),
    # The desk: read, decided, composed.
    Form("admin:intakes_board", OFFICE, nowhere, LOOK),
    Form("admin:intakes_board_columns", OFFICE, nowhere, LOOK),
    Form("admin:intakes_board_act", OFFICE, nowhere, LOOK),
    Form("admin:intakes_board_act", "reviewer", nowhere),
    Form("admin:intakes_board_compare", "reviewer", nowhere, LOOK),
    Form("admin:intakes_board_export", OFFICE, nowhere, LOOK),
    Form("admin:intakes_pipeline", OFFICE, nowhere, ("intake", "cohort")),
    Form("admin:intakes_criteria", OFFICE, of_program),
    Form("admin:intakes_candidacy_change", OFFICE, a_candidacy),
    Form("admin:intakes_candidacy_change", "reviewer", a_candidacy),
    Form("admin:intakes_conflict", "lead", a_candidacy),
    Form("admin:intakes_application_apart", OFFICE, of_form("drafting")),
    Form("admin:intakes_compose", OFFICE, a_group, ("page", "after")),
    Form("admin:intakes_compose_round", OFFICE, of_cohort("forming")),
    Form("admin:intakes_apart", OFFICE, a_group),
    Form("admin:intakes_round_change", OFFICE, a_round),
    Form("admin:intakes_queue_change", OFFICE, of_cohort("full"), ("page",)),
    Form("admin:intakes_queue_change", OFFICE, of_cohort("forming")),
    Form("admin:intakes_rollover", OFFICE, of_cohort("full")),
    # The desk: the form, the pool, letters, files, lists.
    Form("admin:intakes_intakeform_change", OFFICE, of_intake),
    Form("admin:intakes_intakeform_question", OFFICE, of_intake),
    Form("admin:intakes_intakeform_question_change", OFFICE, a_question),
    Form("admin:intakes_invite", OFFICE, of_intake, ("page",)),
    Form("admin:intakes_letter_add", OFFICE, nowhere, ("like",)),
    Form("admin:intakes_letter_change", OFFICE, a_letter),
    Form("admin:intakes_letter_pdf", OFFICE, a_letter),
    Form("admin:intakes_letter_docx", OFFICE, a_letter),
    Form("admin:intakes_import_add", OFFICE, nowhere),
    *(Form("admin:intakes_import_change", OFFICE, an_import(s), FATE) for s in ImportState.values),
    Form("admin:job", OFFICE, a_job),
    *(Form(f"admin:intakes_{name}_changelist", OFFICE, nowhere, ("q", "p")) for name in LISTS),
    Form("admin:intakes_candidacy_changelist", OFFICE, nowhere, LOOK),
    Form("admin:intakes_application_changelist", OFFICE, nowhere),
    # Words to people, calls, and what is held of them.
    Form("admin:message", OFFICE, nowhere, ("person", "members", "waiting", "people", "program")),
    Form("admin:letter_text", OFFICE, a_wording),
    Form("admin:next_year_of", OFFICE, of_program),
    Form("admin:reminder", OFFICE, a_reminder, ("days", "page")),
    Form("admin:person_page", OFFICE, a_person),
    Form("admin:call_list", OFFICE, nowhere, ("page",)),
    Form("admin:privacy_desk", OFFICE, nowhere, ("page",)),
    Form("admin:accounts_datarequest_changelist", OFFICE, nowhere),
    Form("admin:privacy_new", OFFICE, nowhere),
    Form("admin:privacy_retention", OFFICE, nowhere),
    *(Form("admin:accounts_datarequest_change", OFFICE, a_request(kind)) for kind in REQUESTS),
    Form("admin:privacy_copy", OFFICE, a_request("access")),
    Form("pages:held_copy", "member", nowhere),
    Form("pages:held_correct", "member", nowhere),
    Form("pages:held_erase", "member", nowhere),
    Form("pages:held_consent", "applicant", a_consent),
    Form("pages:held_take_back", "applicant", a_request("correct")),
    Form("programs:own_mail", "member", nowhere),
    Form("pages:look", None, nowhere),
)


# -- What its page has -----------------------------------------------------------------------------


class Page(HTMLParser):
    """The forms of a page that are posted: where each goes, and its fields with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self.open = False
        self.name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = said.get("method", "").lower() == "post"
            if self.open:
                self.forms.append((said.get("action", ""), {}))
        elif self.open and tag in ("input", "select", "textarea", "button"):
            self.name = said.get("name", "")
            self._takes("file" if said.get("type") == "file" else said.get("value"))
        elif self.open and tag == "option":
            self._takes(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = False

    def _takes(self, value: str | None) -> None:
        if self.name and self.name != "csrfmiddlewaretoken":
            values = self.forms[-1][1].setdefault(self.name, [])
            values += [] if value is None else [value]


def forms_on(browser: Client, url: str, there: str) -> list[Fields]:
    """The forms that are posted to this address, as the page there or the one it leads to has
    them."""
    page, answer = Page(), browser.get(there, follow=True)
    if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
        page.feed(answer.content.decode())
    here = answer.request["PATH_INFO"]
    return [
        fields for goes, fields in page.forms if (urlsplit(goes).path or here) == urlsplit(url).path
    ]


# -- What is posted --------------------------------------------------------------------------------


def typed(chance: random.Random, fields: Fields) -> dict[str, Any]:
    """Something for most fields; now and then a very long one, and one that nobody asked for."""
    sent: dict[str, Any] = {}
    for name, sense in fields.items():
        if chance.random() < 0.1:
            continue
        if sense == ["file"]:
            sent[name] = _file(chance)
        elif sense and chance.random() < 0.6:
            sent[name] = chance.sample(sense, chance.randrange(1, min(4, len(sense)) + 1))
        else:
            sent[name] = chance.choice(NASTY)
    if chance.random() < 0.05:
        sent["state"] = "accepted"
    if fields and chance.random() < 0.05:
        sent[chance.choice(list(fields))] = LONG
    return sent


def _file(chance: random.Random) -> SimpleUploadedFile:
    """A file, most of the time with some of its bytes spoiled, and perhaps cut short."""
    data = bytearray(chance.choice(FILES))
    for _n in range(chance.randrange(12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(1, len(data)) :]
    return SimpleUploadedFile(chance.choice(("a.csv", "..\\x", "=1.xlsx")), bytes(data))


def post(
    world: World,
    seed: int,
    posts: int,
    forms: tuple[Form, ...] = FORMS,
    a_turn: int = POSTS_A_TURN,
) -> tuple[Counter[str], set[str]]:
    """So many posts, each form in turn; how many got each answer, and which were faults."""
    chance = random.Random(seed)
    answers: Counter[str] = Counter()
    faults: set[str] = set()
    turns = list(forms)
    chance.shuffle(turns)
    browsers: dict[str | None, Client] = {}
    for form in cycle(turns):
        if answers.total() >= posts:
            return answers, faults
        if form.who not in browsers:
            browsers[form.who] = Client()
            if form.who:
                sign_in(browsers[form.who], world.people[form.who])
        for status in _turn(form, browsers[form.who], world, chance, a_turn):
            answers[str(status)] += 1
            if status not in (200, 302, 404):
                faults.add(f"{form.name}: {status}")
    raise AssertionError


def _turn(
    form: Form, browser: Client, world: World, chance: random.Random, posts: int
) -> list[int]:
    """Look at the page, then post a few times, now and then the same again; all taken back."""
    cookies = browser.cookies.copy()
    with doors.undone():
        url, page = form.urls(world)
        found = forms_on(browser, url, page) or [ALWAYS]
        statuses = []
        for _n in range(posts):
            sent = typed(chance, chance.choice(found) | (ALWAYS if chance.random() < 0.1 else {}))
            look = {name: chance.choice(NASTY)[:200] for name in form.look if chance.random() < 0.3}
            again = 2 if chance.random() < 0.1 else 1
            for _again in range(again):
                _rewind(sent)
                there = f"{url}?{urlencode(look)}" if look else url
                statuses.append(browser.post(there, sent).status_code)
    browser.cookies = cookies
    return statuses


def _rewind(sent: dict[str, Any]) -> None:
    for value in sent.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
