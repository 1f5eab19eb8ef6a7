"""The table of reminders, program by program: which, when, off; and who would get what when."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock, history
from cop_platform.pages.reader import reader
from cop_platform.pages.reminder_forms import RuleForm
from notices import kinds, wording
from programs import belonging, reminder_rules
from programs.models import Program, ReminderRule
from programs.reminder_rules import Rule, Rules, Trigger
from programs.reminders import changes, plans, previews, sentences

A_PAGE = 20
SHOWN_ACTS = 20
AHEAD = (14, 30, 90)  # days


@dataclass(frozen=True)
class Line:
    """One row of the table. `count` None: it goes with what causes it, not by the clock."""

    trigger: Trigger
    rule: Rule
    when: str
    count: int | None

    @property
    def words(self) -> str:
        return str(self.trigger.words)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """All reminders of one's program, in plain words."""
    programs = list(belonging.programs_coordinated(reader(request), clock.now()))
    if not programs:
        raise Http404
    program = next((one for one in programs if str(one.pk) == request.GET.get("program")), None)
    program = program or belonging.at_hand(programs)
    context = {
        **admin.site.each_context(request),
        "title": _("Reminders"),
        "programs": programs,
        "program": program,
        "days": AHEAD[0],
        "lines": _lines(program),
    }
    return TemplateResponse(request, "desk/reminders.html", context)


def _lines(program: Program) -> list[Line]:
    rules, calendars = Rules(program.pk), plans.Calendars()
    at, ahead = clock.now(), timedelta(days=AHEAD[0])
    return [
        Line(
            one,
            rule,
            sentences.when(one, rule),
            len(
                previews.of(
                    one,
                    program_id=program.pk,
                    at=at,
                    ahead=ahead,
                    rules=rules,
                    calendars=calendars,
                )
            )
            if one.things
            else None,
        )
        for one in reminder_rules.every()
        for rule in [rules.of(program.pk, one)]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def one_reminder(request: HttpRequest, program_id: int, name: str) -> HttpResponse:
    """One reminder: what it leads to, and when it goes. A POST tunes it, or leaves it to how it
    came."""
    programs = belonging.programs_coordinated(reader(request), clock.now())
    program = programs.filter(pk=program_id).first()
    try:
        trigger = reminder_rules.get(name)
    except reminder_rules.UnknownTrigger:
        raise Http404 from None
    if program is None or not trigger.tunable:
        raise Http404
    rule = Rules(program.pk).of(program.pk, trigger)
    if request.method != "POST":
        return _page(request, RuleForm.of(trigger, rule), program, trigger)
    form = RuleForm(request.POST, trigger=trigger)
    if _tuned(request, form, program, trigger):
        return redirect("admin:reminder", program.pk, trigger.name)
    return _page(request, form, program, trigger)


def _tuned(request: HttpRequest, form: RuleForm, program: Program, trigger: Trigger) -> bool:
    """Whether it was changed; what was refused stands in the form."""
    came = request.POST.get("act") == "as_it_came"
    if not came and not form.is_valid():
        return False
    said: dict[str, Any] = {"offsets": (), "clock": None, "off": False} if came else form.said()
    shown = request.POST.get("shown", "")
    try:
        changes.tune(
            program_id=program.pk, trigger=trigger.name, **said, shown=shown,
            by=reader(request).pk, at=clock.now(),
        )  # fmt: skip
    except changes.CannotTune as refusal:
        if came:  # nothing was typed that could be kept
            messages.warning(request, str(refusal))
            return True
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    messages.success(request, _("Kept. What waits to leave follows it already."))
    return True


def _page(request: HttpRequest, form: RuleForm, program: Program, trigger: Trigger) -> HttpResponse:
    rule = Rules(program.pk).of(program.pk, trigger)
    days = next((n for n in AHEAD if str(n) == request.GET.get("days")), AHEAD[0])
    found = previews.of(trigger, program_id=program.pk, at=clock.now(), ahead=timedelta(days=days))
    page = Paginator(found.rows, A_PAGE).get_page(request.GET.get("page"))
    row = ReminderRule.objects.filter(program=program, trigger=trigger.name).first()
    context = {
        **admin.site.each_context(request),
        "title": str(trigger.words),
        "program": program,
        "trigger": trigger,
        "rule": rule,
        "form": form,
        "stands": changes.sign(rule),
        "when": sentences.when(trigger, rule),
        "came": sentences.when(trigger, reminder_rules.as_it_came(trigger)),
        "found": found,
        "page": page,
        "lines": previews.lines(list(page.object_list)),
        "days": days,
        "all_days": AHEAD,
        "mails": [_mail(program, name) for name in trigger.kinds],
        "acts_of": history.about(row)[:SHOWN_ACTS] if row else [],
    }
    return TemplateResponse(request, "desk/reminder.html", context)


def _mail(program: Program, name: str) -> dict[str, Any]:
    """What a mail says in this program, and whether it can be worded anew."""
    can = name in wording.editable()
    words = wording.of(program.pk, name) if can else None
    return {"kind": name, "title": kinds.words_for(name), "words": words}
