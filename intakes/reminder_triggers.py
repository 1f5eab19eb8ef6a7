"""The rows that intakes add to the table of reminders (programs/reminder_rules.py)."""

from django.utils.translation import gettext_lazy as _

from intakes import reminders, support
from programs.reminder_rules import Side, Trigger, Unit, register

OFFEREES = _("whoever has an offer and has not answered")

register(
    Trigger(
        name="intakes.receipt",
        words=_("Their form has come"),
        to_whom=_("applicants"),
        kind="intakes.receipt",
        also_kinds=("intakes.interest_receipt", "intakes.too_late"),
        may_be_off=False,
        order=10,
    )
)
register(
    Trigger(
        name=reminders.DRAFT_WAITS,
        words=_("A form begun and not sent"),
        to_whom=_("whoever began it"),
        what=_("it was last saved"),
        kind=reminders.DRAFT_WAITS,
        side=Side.AFTER,
        unit=Unit.BUSINESS_DAYS,
        offsets=(3,),
        order=11,
        things=reminders.resting,
        people=reminders.applicants,
    )
)
register(
    Trigger(
        name=reminders.DRAFT_LAST_DAY,
        words=_("A form not sent, and the intake closes"),
        to_whom=_("whoever began it"),
        what=_("the closing date"),
        kind=reminders.DRAFT_LAST_DAY,
        side=Side.BEFORE,
        offsets=(1,),
        order=12,
        things=reminders.closing,
        people=reminders.applicants,
    )
)
register(
    Trigger(
        name="intakes.outcome",
        words=_("What was decided"),
        to_whom=_("applicants"),
        kind="intakes.waitlisted",
        also_kinds=("intakes.unsuccessful",),
        may_be_off=False,
        order=13,
    )
)
register(
    Trigger(
        name="intakes.offer",
        words=_("An offer"),
        to_whom=_("whoever it is made to"),
        kind="intakes.offer",
        also_kinds=("intakes.promoted",),
        may_be_off=False,
        order=20,
    )
)
register(
    Trigger(
        name=reminders.OFFER,
        words=_("An offer waits for its answer"),
        to_whom=OFFEREES,
        what=_("it ends"),
        kind=reminders.OFFER,
        kind_on_the_day=reminders.OFFER_LAST_DAY,
        side=Side.BEFORE,
        unit=Unit.BUSINESS_DAYS,
        offsets=(2, 0),
        order=21,
        things=reminders.offered,
        people=reminders.offerees,
    )
)
register(
    Trigger(
        name=reminders.QUESTION,
        words=_("A place in the next intake waits for its answer"),
        to_whom=_("whoever was asked and has not answered"),
        what=_("the answer is due"),
        kind=reminders.QUESTION,
        kind_on_the_day=reminders.QUESTION_LAST_DAY,
        side=Side.BEFORE,
        unit=Unit.BUSINESS_DAYS,
        offsets=(2, 0),
        order=22,
        things=reminders.questions,
        people=reminders.asked_people,
    )
)
register(
    Trigger(
        name=support.REQUEST,
        words=_("A manager is asked"),
        to_whom=_("the manager an applicant names"),
        kind=support.REQUEST,
        may_be_off=False,
        order=30,
    )
)
register(
    Trigger(
        name=reminders.MANAGER,
        words=_("A manager who has not answered"),
        to_whom=_("the manager an applicant names"),
        what=_("they were asked"),
        kind=reminders.MANAGER,
        side=Side.AFTER,
        unit=Unit.BUSINESS_DAYS,
        offsets=(5,),
        order=31,
        things=reminders.managers,
        people=reminders.their_managers,
        by_itself=True,
        most=1,
    )
)
