"""A cohort between its sessions: a shelf with links and files, a board, introductions, and a
library that everybody can read. All of it made up; links lead to example.org."""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid5

from PIL import Image, ImageDraw

from accounts.models import User
from programs import grants
from programs.models import Cohort, Membership
from sessions import introductions
from sessions.board import posts
from sessions.models import PostKind, Resource
from sessions.resources import checking, passing, sharing
from sessions.resources.passing import Contact
from sessions.resources.sharing import Wording

SPACE = UUID("6f1b5a52-8a4e-4b67-9c44-0d6d2f6d3d10")
TEAM = Contact("The team (demo)", "hello@example.org")
# Days ago, who (a number of a member, None: the facilitator), what, and what is said of it.
LINKS = (
    (26, None, "https://example.org/first-sessions", Wording(
        "A first session people come back to (demo)",
        "Short rounds, pairs before the whole room, and a clear end. I use it each time.",
        ("beginnings", "facilitation"), True, 1)),
    (24, 0, "https://example.org/podcast/backlash", Wording(
        "Staying calm when a room turns (demo)",
        "Forty minutes, good on a drive. The part on breathing before answering stayed with me.",
        ("backlash", "listening"), True, 1)),
    (12, 3, "https://example.org/clubs", Wording(
        "Working with a football club (demo)",
        "What one club changed in a season, told by its trainers, with what did not work.",
        ("clubs", "examples"), True, 2)),
    (10, 5, "https://example.org/lesson-plan", Wording(
        "A lesson plan on fairness, year 8 (demo)", "Two lessons with all the sheets.",
        ("schools",), True, 2)),
    (3, 2, "https://example.org/our-notes", Wording(
        "Our notes on saying no to a manager (demo)",
        "Please keep this among us: it is close to home for two of us.",
        ("managers",), False, None)),
)  # fmt: skip
CARD = (
    "What we say when somebody says it has gone too far (demo)\n\n"
    "1. Breathe. Ask what they mean.\n2. Find what you both want.\n"
    "3. Say one true thing, and stop.\n"
)
ON_THE_BOARD = (
    (20, 1, PostKind.QUESTION, None,
     "Has anybody a warm-up that works for people who know each other well already?",
     ((19, None, "Ask for the smallest thing that went well this week. It never takes long."),
      (18, 4, "We do two truths about our week. https://example.org/warm-ups has more."))),
    (6, None, PostKind.NEWS, None,
     "I put the card from our last session on the shelf, so that you can print it.", ()),
    (2, 6, PostKind.OPPORTUNITY, 21,
     "Small grants for prevention in sport are open: https://example.org/grants. "
     "Happy to read a draft.",
     ((1, 2, "Thank you! I would like to take you up on that."),)),
)  # fmt: skip
INTRODUCED = (
    (None, "I facilitate here, and walk a lot.", "Groups that look after themselves",
     "Anything about holding a room"),
    (0, "New to prevention, after years in early childhood.", "A regional partnership", "Play"),
    (3, "", "Clubs, and the people who run them on their weekends", "Referees, bar staff, mud"),
    (5, "I teach, and write lesson plans at night.", "Year 7 to 9", "What students really ask"),
)  # fmt: skip


def fill(
    cohort: Cohort, other: Cohort, facilitator: User, coordinator: User, *, at: datetime
) -> None:
    """The shelf, the board and the introductions of a cohort that meets; one resource went on to
    `other`, two to the library."""
    people = [one.user for one in Membership.objects.filter(cohort=cohort).order_by("pk")]
    grants.record(
        cohort_id=cohort.pk, matter=grants.SHARING_BEYOND, value=grants.PUBLIC,
        words="Tools may go to everybody; stories stay here.",
        by=coordinator.pk, at=at - timedelta(days=27),
    )  # fmt: skip
    shared = [
        _share(cohort, thing, said, _who(people, facilitator, number), at - timedelta(days=ago))
        for ago, number, thing, said in LINKS
    ]
    shared += _files(cohort, people, facilitator, at)
    _write(cohort, people, facilitator, at)
    for number, about, works_on, ask_me in INTRODUCED:
        introductions.change(
            user_id=_who(people, facilitator, number).pk, about=about, works_on=works_on,
            ask_me=ask_me, show_to=[cohort.pk], at=at - timedelta(days=20),
        )  # fmt: skip
    for resource in (shared[0], shared[2]):
        _pass(resource, None, resource.by, at - timedelta(days=8))
    _pass(shared[1], other, shared[1].by, at - timedelta(days=7))
    _pass(shared[3], None, facilitator, at - timedelta(days=1))


def _who(people: list[User], facilitator: User, number: int | None) -> User:
    return facilitator if number is None else people[number]


def _files(cohort: Cohort, people: list[User], facilitator: User, at: datetime) -> list[Resource]:
    card = checking.check("A card to print.txt", CARD.encode())
    ring = checking.check("Who said what.png", _drawing())
    week = at - timedelta(days=6)
    return [
        _share(cohort, card, Wording(
            "A card for hard moments (demo)", "From our last session, for the wallet.",
            ("backlash", "to print"), True, 2), facilitator, week),
        _share(cohort, ring, Wording(
            "Who spoke how much, drawn (demo)",
            "A circle for each of us: after ten minutes everybody sees who is quiet.",
            ("listening", "to print"), True, 2), people[4], week),
    ]  # fmt: skip


def _drawing() -> bytes:
    """Circles of different sizes around a table."""
    picture = Image.new("RGB", (900, 600), "#f7f2e7")
    pen = ImageDraw.Draw(picture)
    for number, (x, y) in enumerate(((150, 120), (450, 90), (750, 130), (720, 430), (200, 450))):
        size = 30 + 17 * number
        pen.ellipse((x - size, y - size, x + size, y + size), fill="#24584a")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _share(
    cohort: Cohort, thing: str | checking.Checked, said: Wording, by: User, at: datetime
) -> Resource:
    return sharing.share(
        cohort_id=cohort.pk, wording=said, thing=thing, key=uuid5(SPACE, said.title),
        by=by.pk, at=at,
    )  # fmt: skip


def _write(cohort: Cohort, people: list[User], facilitator: User, at: datetime) -> None:
    for ago, number, kind, left, words, replies in ON_THE_BOARD:
        posted = posts.post(
            cohort_id=cohort.pk, kind=kind, words=words, key=uuid5(SPACE, words),
            until=_day(at, left), by=_who(people, facilitator, number).pk,
            at=at - timedelta(days=ago),
        )  # fmt: skip
        for said_ago, by, said in replies:
            posts.reply(
                post_id=posted.pk, words=said, key=uuid5(SPACE, said),
                by=_who(people, facilitator, by).pk, at=at - timedelta(days=said_ago),
            )  # fmt: skip


def _day(at: datetime, left: int | None) -> date | None:
    return None if left is None else (at + timedelta(days=left)).date()


def _pass(resource: Resource, to: Cohort | None, by: User, at: datetime) -> None:
    passing.ask(
        resource_id=resource.pk, to_cohort_id=to.pk if to else None, by=by.pk, at=at, contact=TEAM
    )
