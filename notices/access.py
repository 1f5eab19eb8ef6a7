"""Who may read mail: local mail whoever runs the site; what was sent, whose it was."""

from django.conf import settings
from django.http import Http404

from accounts.access import Visitor, open_to_visitors
from accounts.models import User
from notices import letterbox
from notices.models import Notice


@open_to_visitors
def local_mail(user: Visitor) -> Visitor:
    """Everybody, where the site runs on its reader's own machine."""
    if not settings.LOCAL_MAIL:
        raise Http404
    return user


def own_letter(user: User, pk: int) -> Notice:
    """To whom it was sent."""
    found = letterbox.one(user.pk, pk)
    if found is None:
        raise Http404
    return found
