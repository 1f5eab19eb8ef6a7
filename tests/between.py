"""What stands between the sessions of the world's cohort: made once, however often it is asked."""

from uuid import UUID

from programs import grants
from programs.models import Grant
from sessions.board import posts
from sessions.models import Passing, Post, PostKind, Reply, Resource
from sessions.resources import checking, passing, sharing
from tests.world import World

PLAIN = b"Pairs first, the whole room after.\n"


def wording(**said) -> sharing.Wording:
    """What is said of a resource."""
    usual = {
        "title": "Pairs first",
        "why": "It got us talking.",
        "tags": ["beginnings"],
        "ok_at_work": True,
        "session_number": 3,
    }
    return sharing.Wording(**{**usual, **said})


def a_link(world: World) -> Resource:
    """Shared by the member."""
    return _share(world, "https://example.org/pairs", UUID(int=1))


def a_file(world: World) -> Resource:
    """Shared by the member: plain text, kept on the disk."""
    return _share(world, checking.check("Card.txt", PLAIN), UUID(int=2), title="A card to print")


def _share(world: World, thing, key: UUID, **said) -> Resource:
    return sharing.share(
        cohort_id=world.cohorts["meeting"].pk,
        wording=wording(**said),
        thing=thing,
        key=key,
        by=world.people["member"].pk,
        at=world.at,
    )


def agreed(world: World) -> None:
    """The cohort agreed to sharing with everybody."""
    cohort, matter = world.cohorts["meeting"], grants.SHARING_BEYOND
    Grant.objects.get_or_create(
        cohort=cohort, matter=matter, value=grants.PUBLIC, defaults={"since": world.at}
    )


def asked(world: World) -> Passing:
    """The facilitator asks the member for a link to go to the library."""
    agreed(world)
    return passing.ask(
        resource_id=a_link(world).pk,
        to_cohort_id=None,
        by=world.people["facilitator"].pk,
        at=world.at,
        contact=passing.Contact(),
    )


def in_the_library(world: World) -> Passing:
    """A file of the member's that everybody may have."""
    agreed(world)
    return passing.ask(
        resource_id=a_file(world).pk,
        to_cohort_id=None,
        by=world.people["member"].pk,
        at=world.at,
        contact=passing.Contact("The team", "team@example.org"),
    )


def a_post(world: World) -> Post:
    """On the board, by the member."""
    return posts.post(
        cohort_id=world.cohorts["meeting"].pk,
        kind=PostKind.QUESTION,
        words="Who has worked with a football club? https://example.org/clubs helped us.",
        until=None,
        key=UUID(int=3),
        by=world.people["member"].pk,
        at=world.at,
    )


def a_reply(world: World) -> Reply:
    """To it, by the member too."""
    return posts.reply(
        post_id=a_post(world).pk,
        words="We begin next month.",
        key=UUID(int=4),
        by=world.people["member"].pk,
        at=world.at,
    )
