"""Light, dark and language: the reader's own choice, kept in two cookies.

Who is signed in keeps the language with their profile too: what it says comes first.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import profiles
from accounts.access import Visitor, admits, anyone
from audit import clock
from cop_platform.pages import context

A_YEAR_S = 365 * 24 * 60 * 60


class LookForm(forms.Form):
    """What a reader may choose about the look of the site."""

    theme = forms.ChoiceField(
        label=_("Light or dark"),
        choices=[
            ("auto", _("As my device is set")),
            ("light", _("Always light, like paper")),
            ("dark", _("Always dark, like evening")),
        ],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) > 1:
            self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        else:
            del self.fields["language"]


@require_http_methods(["GET", "HEAD", "POST"])
@admits(anyone)
def look(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show the choice, and keep it."""
    form = LookForm(
        request.POST or None,
        initial={"theme": context.theme(request), "language": get_language()},
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data.get("language", "")
        if language and visitor.pk:
            profiles.speak(user_id=visitor.pk, language=language, by=visitor.pk, at=clock.now())
        return _kept(form.cleaned_data)
    return render(request, "pages/look.html", {"form": form, "kept": "kept" in request.GET})


def _kept(chosen: dict[str, str]) -> HttpResponse:
    """The same page again, with the choice in the reader's own browser."""
    response = HttpResponseRedirect(reverse("pages:look") + "?kept=1")
    for name, value in (
        (context.THEME_COOKIE, chosen["theme"]),
        (settings.LANGUAGE_COOKIE_NAME, chosen.get("language", "")),
    ):
        if value:
            response.set_cookie(
                name, value, max_age=A_YEAR_S, samesite="Lax", secure=settings.SECURE, httponly=True
            )
    return response
