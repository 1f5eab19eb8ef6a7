"""People and invitations at the desk. What is health information or a secret is not there."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts import closing, invitations, stamps
from accounts.desk_rows import TickedRows, Tones, row_number
from accounts.models import Invitation, User
from audit import clock

# Secrets of second factors, sessions, addresses: people change their own, on their own pages.
for model in (Authenticator, EmailAddress, Group, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def actor(request: HttpRequest) -> int:
    """The id of who is at the desk."""
    return cast(User, request.user).pk


class ReadOnly(TickedRows, ModelAdmin):
    """Nothing is typed here; acts call the rules."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: object, object_id: str
    ) -> HttpResponse:
        raise Http404


@admin.register(User)
class PersonAdmin(ReadOnly):
    """For whoever keeps the site: who there is, who may come in."""

    list_display = ("name", "email", "is_staff", "holds_staff_role", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "holds_staff_role", "is_demo")
    search_fields = ("email", "display_name")
    ordering = ("-date_joined", "-id")
    fields = (
        *("display_name", "email", "pronouns", "time_zone", "language", "is_staff"),
        *("holds_staff_role", "is_superuser", "is_demo", "is_active", "date_joined", "last_login"),
    )
    actions = ("close_accounts", "reopen_accounts", "sign_out_everywhere")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and bool(getattr(request.user, "is_superuser", False))

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_module_permission(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Whoever only works with people is led to the page that is theirs to see."""
        if request.method == "GET" and not self.has_view_permission(request):
            return redirect("admin:person_page", row_number(object_id) or 0)
        shown: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return shown

    @display(description=_("Name"))
    def name(self, user: User) -> str:
        return str(user)

    @admin.action(description=_("Close the account: they are out at once"))
    def close_accounts(self, request: HttpRequest, people: QuerySet[User]) -> None:
        self._each(request, people, closing.close)

    @admin.action(description=_("Open the account again"))
    def reopen_accounts(self, request: HttpRequest, people: QuerySet[User]) -> None:
        self._each(request, people, closing.reopen)

    @admin.action(description=_("Sign them out everywhere"))
    def sign_out_everywhere(self, request: HttpRequest, people: QuerySet[User]) -> None:
        def sign_out(**who: object) -> None:
            stamps.renew(verb="sessions.ended", **who)  # type: ignore[arg-type]

        self._each(request, people, sign_out)

    def _each(
        self, request: HttpRequest, people: QuerySet[User], act: Callable[..., object]
    ) -> None:
        for person in people:
            try:
                act(user_id=person.pk, by=actor(request), at=clock.now())
            except closing.CannotClose as refusal:
                messages.warning(request, str(refusal))
            else:
                messages.success(request, _("Done: %(name)s") % {"name": person})


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """What one has sent oneself; whoever keeps the site sees all."""

    list_display = ("email", "to_what", "invited_by", "sent_at", "expires_at", "state")
    list_select_related = ("invited_by",)
    search_fields = ("email",)
    ordering = ("-sent_at", "-id")
    fields = ("email", "to_what", "invited_by", "sent_at", "expires_at", "state")
    actions = ("send_again", "withdraw")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_module_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        sent: QuerySet[Invitation] = super().get_queryset(request)
        if request.user.is_authenticated and request.user.is_superuser:
            return sent
        return sent.filter(invited_by=actor(request))

    @display(description=_("To what"))
    def to_what(self, invitation: Invitation) -> str:
        return invitations.describe(invitation)

    @display(description=_("State"), label=Tones(accepted="success", open="info", over="warning"))
    def state(self, invitation: Invitation) -> tuple[str, str]:
        return invitations.state(invitation, at=clock.now())

    @admin.action(description=_("Send a new link"))
    def send_again(self, request: HttpRequest, chosen: QuerySet[Invitation]) -> None:
        for one in chosen.open():  # type: ignore[attr-defined]
            try:
                invitations.invite(
                    email=one.email,
                    purpose=one.purpose,
                    payload=one.payload,
                    by=actor(request),
                    at=clock.now(),
                )
            except invitations.TooMany as refusal:
                messages.warning(request, str(refusal))
            else:
                messages.success(request, _("A new link is on its way to %s.") % one.email)

    @admin.action(description=_("Take back"))
    def withdraw(self, request: HttpRequest, chosen: QuerySet[Invitation]) -> None:
        for one in chosen:
            invitations.withdraw(invitation_id=one.pk, by=actor(request), at=clock.now())
        messages.success(request, _("Taken back what had not been accepted."))
