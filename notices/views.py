"""What a person was sent; and the mailroom: what people on this machine would have found."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.access import Visitor, admits, signed_in
from accounts.models import User
from notices import letterbox
from notices import mailroom as mails
from notices.access import local_mail, own_letter
from notices.mailroom import LocalMail
from notices.models import Notice

A_PAGE = 20
# A mail brings its own styles, loads nothing, runs nothing, and stands only in our frame.
MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


@require_safe
@csp_update({"frame-src": [SELF]})
@admits(local_mail)
def mailroom(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All local mail, newest first, with one of them opened (`?open=`, else the newest)."""
    wanted = request.GET.get("to", "")[:254]
    page = Paginator(mails.names(to=wanted), A_PAGE).get_page(request.GET.get("page"))
    asked = mails.read(request.GET.get("open", ""))
    shown = listed(page)
    return render(
        request,
        "notices/mailroom.html",
        {
            "page": page,
            "mails": shown,
            "opened": asked or next(iter(shown), None),
            "chosen": asked is not None,
            "wanted": wanted,
        },
    )


def listed(page: "Page[str]") -> list[LocalMail]:
    """The mails of one page; one deleted meanwhile is left out."""
    return [mail for mail in map(mails.read, page.object_list) if mail]


@require_safe
@xframe_options_sameorigin
@csp(MAIL_POLICY)
@admits(local_mail)
def letter(request: HttpRequest, visitor: Visitor, name: str) -> HttpResponse:
    """The HTML of one mail, for the frame that shows it."""
    mail = mails.read(name)
    if mail is None:
        raise Http404
    return HttpResponse(mails.page_of(mail))


@require_safe
@admits(signed_in)
def letters(request: HttpRequest, user: User) -> HttpResponse:
    """Everything that was sent to the person, or said by phone; the newest first."""
    page = Paginator(letterbox.of(user.pk), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/letters.html", {"page": page, "letters": page.object_list})


@require_safe
@admits(own_letter)
def one_letter(request: HttpRequest, told: Notice) -> HttpResponse:
    """One of them, as it was sent."""
    return render(request, "notices/one_letter.html", {"told": told})
