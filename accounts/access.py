"""Who may enter, and what they find there. One rule per view; outsiders see 404."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse

from accounts import proofs
from accounts.models import User

Found = TypeVar("Found")
View = Callable[..., HttpResponse]
Visitor = User | AnonymousUser


def admits(rule: Callable[..., Any]) -> Callable[[View], View]:
    """Admit whom `rule` admits, and hand the view what the rule found.

    The rule is called with the user and those of the URL's values that it names; it answers
    with what the view works on, or raises Http404. The other values go on to the view.
    A rule marked `@open_to_visitors` lets people in who have not signed in.
    """
    wanted = list(inspect.signature(rule).parameters)[1:]

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            found = rule(request.user, **{name: kwargs.pop(name) for name in wanted})
            return view(request, found, **kwargs)

        door.admits = rule  # type: ignore[attr-defined]  # read by the doors' test and middleware
        door.login_required = not getattr(rule, "open_to_visitors", False)  # type: ignore[attr-defined]
        return door

    return decorate


def open_to_visitors(rule: Callable[..., Found]) -> Callable[..., Found]:
    """Mark a rule that admits people who have not signed in."""
    rule.open_to_visitors = True  # type: ignore[attr-defined]
    return rule


@open_to_visitors
def anyone(user: Visitor) -> Visitor:
    """Everybody, signed in or not."""
    return user


def signed_in(user: User) -> User:
    """Everybody who has signed in, to what is their own."""
    return user


def staff(user: User) -> User:
    """People who work at the desk."""
    if not (user.is_active and user.is_staff):
        raise Http404
    return user


ASKED = "asked"  # in the session: the proofs this browser has asked for
REMEMBERED = 10


def remember_asking(request: HttpRequest, token: str) -> None:
    """This browser asked for the code: it may see the words that wait for it."""
    request.session[ASKED] = [*request.session.get(ASKED, []), token][-REMEMBERED:]


def asked_here(request: HttpRequest, token: str) -> bool:
    """Whether this browser asked for the code, and has not been closed or left since."""
    return token in request.session.get(ASKED, [])


def typed_before(request: HttpRequest, purpose: str) -> dict[str, Any]:
    """What was typed into this form before the code was asked for; empty where nothing was.

    For forms that were left by "use another address": the token stands in `?again=`.
    """
    token = request.GET.get("again", "")
    if not token or not asked_here(request, token):
        return {}
    return proofs.typed(token=token, purpose=purpose)
