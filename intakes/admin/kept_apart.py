"""The part of a form kept apart, read at the desk: by who coordinates, for a reason, once."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from audit import clock
from intakes import protected
from intakes.forms.protected import WhyForm
from intakes.models import Application

if TYPE_CHECKING:
    from programs.desk_tools import CoordinatedAdmin as Base
else:
    Base = object


class KeptApart(Base):
    """Adds the page to the admin of applications, and a link to it for those who may."""

    change_form_before_template = "intakes/desk/apart_link.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(never_cache(self.apart))
        address = path("<path:object_id>/apart/", view, name="intakes_application_apart")
        return [address, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        def may_read() -> bool:
            found = self.get_object(request, unquote(object_id)) if object_id else None
            return bool(found and _may_read(request, found))

        context = {"may_read_apart": may_read} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, context)

    def apart(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask why; shown only in the answer to that POST, and nowhere to come back to."""
        application = self.get_object(request, unquote(object_id))
        if application is None or not _may_read(request, application):
            raise Http404
        form = WhyForm(request.POST if request.method == "POST" else None)
        kept = None
        if form.is_valid():
            kept = protected.read(
                application_id=application.pk,
                reason=form.cleaned_data["reason"],
                by=cast(User, request.user).pk,
                at=clock.now(),
            )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Kept apart"),
            "heading": _("Kept apart"),
            "original": application,
            "person": application.applicant,
            "form": form,
            "kept": kept,
        }
        return TemplateResponse(request, "intakes/desk/apart_read.html", context)


def _may_read(request: HttpRequest, application: Application) -> bool:
    return protected.may_read(cast(User, request.user).pk, application, clock.now())
