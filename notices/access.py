"""Who may read local mail: whoever runs the site on their own machine, and nobody elsewhere."""

from django.conf import settings
from django.http import Http404

from accounts.access import Visitor, open_to_visitors


@open_to_visitors
def local_mail(user: Visitor) -> Visitor:
    """Everybody, where the site runs on its reader's own machine."""
    if not settings.LOCAL_MAIL:
        raise Http404
    return user
