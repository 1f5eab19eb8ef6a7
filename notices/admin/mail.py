"""The desk's page of mail: what left, what did not, whom to call. Never what a mail says."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts.desk_rows import TickedRows, Tones
from audit import clock, history
from notices import calls, kinds, outbox, sight
from notices.models import Notice, NoticeState

CALL_FIELDS = ("phone", "hours", "voicemail", "text_message", "note", "script")
ACTS = {  # what a person can do about a mail in that state
    NoticeState.CALL: "said_by_phone",
    NoticeState.FAILED: "send_again",
    NoticeState.IN_DOUBT: "send_again",
}
Refusal = (outbox.CannotSendAgain, outbox.NotOnTheCallList)


@admin.register(Notice)
class NoticeAdmin(TickedRows, ModelAdmin):
    list_display = ("to", "about", "how", "due_at", "sent_at", "attempts", "problem")
    list_filter = ("state",)
    list_per_page = 50
    list_select_related = ("recipient",)
    ordering = ("-due_at", "-id")
    show_full_result_count = False
    actions = ("send_again", "said_by_phone")
    fieldsets = (
        (None, {"fields": ("to", "about", "state", "problem", "subject")}),
        (_("The call"), {"fields": CALL_FIELDS}),
        (_("Times"), {"fields": ("due_at", "expires_at", "attempts", "retry_at", "sent_at")}),
    )
    readonly_fields = ("to", "about", "how", *CALL_FIELDS)
    change_form_outer_before_template = "notices/desk_act.html"
    change_form_outer_after_template = "desk/acts.html"
    TONES = Tones(
        pending="info", sent="success", failed="warning", in_doubt="warning", call="warning"
    )

    # -- Doors: whoever works at the desk, to what is about their own programs ---------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        if not request.user.is_authenticated:
            return Notice.objects.none()
        return sight.visible_to(request.user, at=clock.now())

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """What is not theirs looks like what is not there."""
        raise Http404

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Notice | None:
        """The notice, with the sheet for its call, if it is one."""
        notice: Notice | None = super().get_object(request, object_id, from_field)
        if notice is not None and request.user.is_authenticated:
            sheet = calls.read(notice_id=notice.pk, by=request.user.pk, at=clock.now())
            notice.call_sheet = sheet  # type: ignore[attr-defined]  # for the fields below
            notice.desk_action = self._action_for(notice)  # type: ignore[attr-defined]
        return notice

    def _action_for(self, notice: Notice) -> str:
        """What can be done about it now; nothing that the rule would refuse."""
        action = ACTS.get(NoticeState(notice.state), "")
        refused = action == "send_again" and outbox.cannot_send_again(notice, at=clock.now())
        return "" if refused else action

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = {"acts_of": partial(self._acts_of, object_id)} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """What the mail is about stands on top, rather than its number."""
        context["heading"] = kinds.words_for(context["original"].kind)
        return super().render_change_form(request, context, *args, **kwargs)

    def _acts_of(self, object_id: str | None) -> Any:
        notice = Notice.objects.filter(pk=object_id or 0).first()
        return history.about(notice) if notice else []

    def get_fieldsets(self, request: HttpRequest, obj: Notice | None = None) -> Any:
        call = getattr(obj, "call_sheet", None)
        return [part for part in self.fieldsets if call or part[0] != _("The call")]

    # -- What is shown --------------------------------------------------------------------------

    @display(description=_("to"), ordering="recipient__email")
    def to(self, notice: Notice) -> str:
        return str(notice.recipient) if notice.recipient else notice.address

    @display(description=_("about"), ordering="kind")
    def about(self, notice: Notice) -> str:
        return kinds.words_for(notice.kind)

    @display(description=_("how it went"), ordering="state", label=TONES)
    def how(self, notice: Notice) -> tuple[str, str]:
        return notice.state, notice.get_state_display()

    @display(description=_("number"))
    def phone(self, notice: Notice) -> str:
        return sheet_of(notice).contact.phone

    @display(description=_("safe hours"))
    def hours(self, notice: Notice) -> str:
        contact = sheet_of(notice).contact
        if contact.hours_from is None or contact.hours_to is None:
            return str(_("at any hour"))
        return f"{contact.hours_from:%H:%M}–{contact.hours_to:%H:%M}"

    @display(description=_("voicemail"))
    def voicemail(self, notice: Notice) -> str:
        return str(_("may be left") if sheet_of(notice).contact.voicemail_ok else _("never"))

    @display(description=_("text message"))
    def text_message(self, notice: Notice) -> str:
        return str(_("may be sent") if sheet_of(notice).contact.sms_ok else _("never"))

    @display(description=_("to know before calling"))
    def note(self, notice: Notice) -> str:
        return sheet_of(notice).contact.note

    @display(description=_("what to say"))
    def script(self, notice: Notice) -> SafeString:
        return format_html("{}", sheet_of(notice).script)

    # -- What can be done -------------------------------------------------------------------------

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, notices: QuerySet[Notice]) -> None:
        done = self._each(request, notices, outbox.send_again)
        if done:
            said = ngettext("%d mail is on its way again.", "%d mails are on their way.", done)
            messages.success(request, said % done)

    @admin.action(description=_("Said by phone"))
    def said_by_phone(self, request: HttpRequest, notices: QuerySet[Notice]) -> None:
        done = self._each(request, notices, outbox.said_by_phone)
        if done:
            said = ngettext("Noted: %d call made.", "Noted: %d calls made.", done)
            messages.success(request, said % done)

    def _each(
        self, request: HttpRequest, notices: QuerySet[Notice], rule: Callable[..., Notice]
    ) -> int:
        """How many the rule agreed to; each different refusal is said once."""
        done, refusals = 0, set()
        for notice_id in notices.values_list("pk", flat=True):
            try:
                rule(notice_id=notice_id, by=request.user.pk, at=clock.now())
            except Refusal as refusal:
                refusals.add(str(refusal))
            else:
                done += 1
        for words in sorted(refusals):
            messages.warning(request, words)
        return done


def sheet_of(notice: Notice) -> calls.CallSheet:
    """The sheet that `get_object` has put there."""
    sheet: calls.CallSheet = notice.call_sheet  # type: ignore[attr-defined]
    return sheet
