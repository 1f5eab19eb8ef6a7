"""Who reads a page of the desk: somebody signed in, as its door has seen to."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def reader(request: HttpRequest) -> User:
    """The person at the desk."""
    return cast(User, request.user)
