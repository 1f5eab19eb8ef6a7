"""What the mails of intakes are shown with where a program words them anew."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from intakes import mail_kinds
from notices import wording
from notices.mail_samples import CLOSES, DAY, MOMENT, SITE, contact
from notices.wording import Sample

Words = str | Promise
ACTION = lazy("Action needed by %(day)s")


def about_application() -> dict[str, Any]:
    """As `mail_kinds.about_application` has it."""
    return contact() | {
        "url": f"{SITE}/applications/1/",
        "decide_by": DAY,
        "closes_at": CLOSES,
        "interest_url": f"{SITE}/programs/1/interest/",
    }


def about_offer() -> dict[str, Any]:
    """As `offer_mail.about_offer` has it."""
    return contact() | {
        "url": f"{SITE}/offers/1/",
        "application_url": f"{SITE}/applications/2/",
        "interest_url": f"{SITE}/programs/1/interest/",
        "expires_at": MOMENT,
        "differs": False,
    }


def offered(
    name: str,
    subject: Words,
    context: Callable[[], dict[str, Any]],
    *,
    template: str = "",
    required: tuple[str, ...] = ("link",),
    day: str = "",
    **more: Any,
) -> None:
    """Let programs word this kind anew."""

    def sample() -> Sample:
        said = str(subject) % {"day": f"{{{day}}}"} if day else str(subject)
        source = template or f"mail/intakes_{name}"
        return Sample(said, source, context() | more, required)

    wording.offer(f"intakes.{name}", sample)


def only(*names: str) -> Callable[[], dict[str, Any]]:
    """Of an offer's context what still means something once it is answered."""
    return lambda: {name: value for name, value in about_offer().items() if name in names}


CONTACT = ("contact_name", "contact_email", "zone")
offered(
    "interest_receipt",
    lazy("We have received your message"),
    lambda: contact() | {"url": f"{SITE}/interest/1/"},
    template="mail/intakes_interest",
)
offered("receipt", lazy("We have received your form"), about_application)
offered("too_late", mail_kinds.FORM, about_application)
offered("withdrawn", mail_kinds.NOTED, about_application, required=())
offered(
    "draft_waits",
    lazy("Your form is waiting for you"),
    about_application,
    template="mail/intakes_draft",
)
offered("draft_last_day", ACTION, about_application, template="mail/intakes_draft", day="closes")
offered("unsuccessful", mail_kinds.FORM, about_application, required=("interest_link",))
offered("waitlisted", mail_kinds.FORM, about_application)
NEEDED = ("link", "deadline")
offered("offer", ACTION, about_offer, day="deadline", required=NEEDED, promoted=False)
offered(
    *("promoted", ACTION, about_offer),
    template="mail/intakes_offer",
    day="deadline",
    required=NEEDED,
    promoted=True,
)
for _kind in ("offer_reminder", "offer_last_day"):
    offered(
        *(_kind, ACTION, about_offer),
        template="mail/intakes_offer_reminder",
        day="deadline",
        required=NEEDED,
    )
offered(
    "accepted",
    lazy("Confirmed: what comes next"),
    only(*CONTACT, "application_url"),
    required=("application_link", "give_up_link", "dates"),
    sessions=[],
    give_up_url=f"{SITE}/offers/1/give-up/",
)
offered(
    *("declined", mail_kinds.NOTED, only(*CONTACT, "application_url")),
    required=("what_follows", "application_link"),
    offer={"decline_choice": ""},
)
offered("expired", lazy("Are you still interested?"), only(*CONTACT, "url", "interest_url"))
offered(
    *("expired_again", mail_kinds.FORM, only(*CONTACT, "application_url")),
    required=("application_link",),
)
offered(
    *("rescinded", lazy("A change to what we wrote"), only(*CONTACT, "application_url")),
    required=("application_link",),
)
offered("gave_up", mail_kinds.NOTED, only(*CONTACT, "interest_url"), required=())

# ------------------------------------------------- between intakes, and a manager's answer


def about_reply() -> dict[str, Any]:
    """As `queue_mail.about_rollover` has it."""
    return contact() | {"url": f"{SITE}/applications/1/", "reply_by": MOMENT}


def about_support(*, again: bool) -> Callable[[], dict[str, Any]]:
    """As `support_mail.request` has it."""
    asked = {"url": f"{SITE}/support/1/", "name": "Alexis", "manager": "", "again": again}
    return lambda: contact() | asked | {"expires_at": MOMENT}


offered(
    "apply_now",
    lazy("What you asked about is open now"),
    lambda: (
        contact()
        | {
            "closes_at": CLOSES,
            "url": f"{SITE}/interest/1/apply/",
            "interest_url": f"{SITE}/interest/1/",
        }
    ),
    required=("link", "closes"),
)
offered("extended", ACTION, about_offer, day="deadline", required=NEEDED)
for _kind in ("roll_over", "roll_over_reminder", "roll_over_last_day"):
    offered(
        *(_kind, ACTION, about_reply),
        template="mail/intakes_roll_over",
        day="reply_by",
        required=("link", "reply_by"),
    )
offered("kept", mail_kinds.NOTED, lambda: contact() | {"url": f"{SITE}/applications/1/"})
offered(
    "carried",
    lazy("What you said yes to has begun"),
    lambda: contact() | {"url": f"{SITE}/applications/1/"},
)
for _kind, _again in (("support_request", False), ("support_nudge", True)):
    offered(
        *(_kind, lazy("A question for you from a colleague"), about_support(again=_again)),
        template="mail/intakes_support_request",
        required=("link", "colleague"),
    )
offered(
    "support_answered",
    lazy("There is an answer for you"),
    lambda: contact() | {"url": f"{SITE}/applications/1/support/"},
)
