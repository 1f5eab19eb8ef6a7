"""What the others do on the walk through the slice: the facilitator, the applicants, the member."""

from datetime import timedelta

from playwright.sync_api import Page

from accounts.models import User
from audit import clock
from cop_platform.demo.people import FIRST_NAMES
from intakes import applications, offers, people
from intakes.models import Application, CandidacyState, Offer, OfferState
from intakes.offers import Ticks, current_pledge
from programs.models import FacilitatorProfile
from tests.browser.slice_stage import Stage, link_in, melbourne, plain
from tests.entering import give_address, totp_code
from tests.factories import UserFactory

FACILITATOR = "facilitator@example.org"
APPLICANT = "robin@example.org"


# -- The facilitator -------------------------------------------------------------------------------


def the_facilitator_comes(stage: Stage) -> None:
    """By the invitation's link, past a second factor, to the profile."""
    stage.it_is("2024-07-08 14:00")
    page = stage.browser_of()
    page.goto(link_in(stage.newest_to(FACILITATOR)))
    stage.picture(page, "invitation")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("link", name="Set up an app").wait_for()
    stage.picture(page, "second-factor")
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Authenticator code").fill(totp_code(secret))
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_text("Your authenticator app is set up.").wait_for()
    names_themselves(stage, page)
    writes_the_profile(stage, page)


def names_themselves(stage: Stage, page: Page) -> None:
    page.goto(stage.live("accounts:profile"))
    page.get_by_label("Name others see").fill("Noor (demo)")
    page.get_by_label("Pronouns").fill("she/her")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_text("Noor (demo)").first.wait_for()


def writes_the_profile(stage: Stage, page: Page) -> None:
    page.goto(stage.live("pages:next"))
    page.get_by_role("link", name="Fill it in").click()
    page.get_by_label("How you make people feel heard").fill(
        "I wait longer than is comfortable, and say back what I heard before I add anything."
    )
    page.get_by_label("How you hold emotion and tension").fill(
        "Slowly. We name it, we pause, and nobody has to go on."
    )
    page.get_by_label("What you know of prevention").fill(
        "Ten years in schools and local government. I read, and I ask people who know more."
    )
    stage.picture(page, "profile", height=1100)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Thank you. That is how you facilitate, then.").wait_for()

    assert FacilitatorProfile.objects.get().user == User.objects.by_email(FACILITATOR)


# -- Applying --------------------------------------------------------------------------------------


def somebody_applies(stage: Stage) -> None:
    """From the public page, past an emailed code, through the steps of the form."""
    stage.it_is("2024-07-10 10:00")
    page = stage.browser_of()
    page.goto(stage.live("programs:program", slug=stage.program.slug))
    stage.picture(page, "program", height=1320)
    page.get_by_role("link", name="Apply").click()
    page.get_by_label("Your name").fill("Robin (demo)")
    page.get_by_label("Your email").fill(APPLICANT)
    page.get_by_role("button", name="Send me the code").click()
    page.get_by_role("heading", name="Type the code we sent").wait_for()
    stage.picture(page, "code")
    page.get_by_label("Code").fill(stage.code_to(APPLICANT))
    page.get_by_role("button", name="Go on").click()
    fills_in_the_form(stage, page)

    application = Application.objects.get(applicant__email=APPLICANT)
    assert application.state == "submitted"
    assert [c.cohort for c in application.candidacies.all()] == [stage.cohort]
    assert stage.newest_to(APPLICANT)["Subject"] == "We have received your form"


def fills_in_the_form(stage: Stage, page: Page) -> None:
    page.get_by_label("Your role").fill("Prevention officer")
    page.get_by_label("Where you work").fill("A health service in the country")
    page.get_by_label("The setting").fill("Community health")
    page.get_by_label("Your region").fill("Loddon Mallee")
    page.get_by_label("I am the only one doing this work").check()
    stage.picture(page, "apply", height=1100)
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_label("The community you would like most").select_option(
        label="Emerging practitioners"
    )
    page.get_by_label("As far as I can tell, the dates and hours work").check()
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_label("What do you hope for?").fill("Company in this work, and ideas to try.")
    page.get_by_label("What do you bring?").fill("Questions, and two things that went wrong.")
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_role("heading", name="Reaching you safely").wait_for()
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_label("I have read what happens to my words").check()
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("Thank you. It is sent.").wait_for()
    stage.picture(page, "application")


def thirty_more_apply(stage: Stage) -> None:
    """Through the rules alone, half a day apart, up to the close."""
    for number in range(1, 31):
        at = melbourne("2024-07-10 12:00") + number * timedelta(hours=12)
        person = UserFactory(
            email=f"applicant{number}@example.org", display_name=f"{FIRST_NAMES[number]} (demo)"
        )
        give_address(person)
        apply_by_the_rules(stage, person, number, at)

    assert Application.objects.filter(state="submitted").count() == 31
    assert stage.states() == {"in_review": 31}


def apply_by_the_rules(stage: Stage, person: User, number: int, at) -> None:
    about = {"at": at, "by": person.pk}
    draft = applications.start(person_id=person.pk, intake_id=stage.cohort.intake_id, **about)
    applications.save_draft(
        application_id=draft.pk,
        cohort_ids=[stage.cohort.pk],
        answers={
            "role": "Prevention worker",
            "organisation": f"Service {number}",
            "region": ("Gippsland", "Hume", "Melbourne")[number % 3],
            "sole_worker": number % 4 == 0,
            "hopes": "To hear how others do it.",
            "can_commit": True,
        },
        **about,
    )
    notice = people.current_notice(at)
    applications.submit(application_id=draft.pk, notice_id=notice.pk, **about)


def a_visitor_comes_after_the_close(stage: Stage) -> None:
    """The page then offers what can still be done: to express interest."""
    stage.it_is("2024-07-26 17:00")
    page = stage.browser_of()
    page.goto(stage.live("programs:program", slug=stage.program.slug))
    page.get_by_text("Applications are closed for the August intake.").wait_for()
    page.get_by_role("link", name="Express interest").click()
    page.get_by_role("heading", name="Express interest").wait_for()
    stage.picture(page, "interest", height=1100)


# -- Answering -------------------------------------------------------------------------------------


def offer_to(address: str) -> Offer:
    """The person's latest offer."""
    return Offer.objects.filter(candidacy__application__applicant__email=address).latest("pk")


def the_applicant_accepts(stage: Stage) -> None:
    """From the mail's link, past signing in with a code, to a seat."""
    stage.it_is("2024-07-30 08:30")
    page = stage.browser_of()
    page.goto(link_in(stage.newest_to(APPLICANT)))
    page.get_by_label("Your email address").first.fill(APPLICANT)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(stage.code_to(APPLICANT))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="A seat is held for you").wait_for()
    stage.picture(page, "offer", height=1200)
    assert page.locator("section[aria-labelledby=dates] li").count() == 8
    page.get_by_role("button", name="Yes, I take the seat").click()
    page.get_by_text("Please tick this once you have looked at the dates.", exact=True).wait_for()
    assert offer_to(APPLICANT).state == OfferState.SENT

    for tick in ("I have read what happens", "I share the purpose", "I know the dates"):
        page.get_by_label(tick).check()
    page.get_by_role("button", name="Yes, I take the seat").click()
    page.get_by_role("heading", name="The seat is yours").wait_for()

    assert offer_to(APPLICANT).state == OfferState.ACCEPTED
    assert stage.seats() == {"confirmed": 1, "held": 24}
    assert stage.newest_to(APPLICANT)["Subject"] == "Confirmed: what comes next"


def twenty_one_more_accept(stage: Stage) -> None:
    for number in range(1, 22):
        accept_by_the_rules(stage, f"applicant{number}@example.org")

    assert stage.seats() == {"confirmed": 22, "held": 3}


def accept_by_the_rules(stage: Stage, address: str) -> None:
    offer = offer_to(address)
    pledge = current_pledge(stage.cohort)
    offers.accept(
        offer_id=offer.pk,
        ticks=Ticks(notice=True, pledge_id=pledge.pk, dates=True),
        at=clock.now(),
        by=offer.candidacy.application.applicant_id,
    )


def one_declines(stage: Stage) -> None:
    """Worked example 8: the seat goes to rank 1, until Wednesday 7 August at five."""
    stage.it_is("2024-07-31 10:00")
    address = "applicant22@example.org"
    page = stage.browser_of(User.objects.get(email=address))
    page.goto(stage.live("pages:next"))
    page.get_by_role("link", name="Read it and answer").click()
    page.get_by_role("link", name="No, not this time").click()
    page.get_by_label("Keep me for the next intake").check()
    stage.picture(page, "decline")
    page.get_by_role("button", name="Give the seat to somebody else").click()
    page.get_by_text("Thank you for telling us.").first.wait_for()

    promoted = offer_to("applicant25@example.org")
    assert promoted.expires_at == melbourne("2024-08-07 17:00")
    assert stage.seats() == {"confirmed": 22, "held": 3}
    assert waiting(stage) == ["applicant26", "applicant27", "applicant28"]
    mail = stage.newest_to("applicant25@example.org")
    assert mail["Subject"] == "Action needed by Wed 7 August"
    assert "A place has become free, and it is held for you." in plain(mail)
    assert stage.newest_to(address)["Subject"] == "We have noted your answer"


def waiting(stage: Stage) -> list[str]:
    """Who waits, the first first."""
    line = stage.cohort.candidacies.filter(state=CandidacyState.WAITLISTED).in_order()
    return [c.application.applicant.email.partition("@")[0] for c in line]


def the_seats_are_filled(stage: Stage) -> None:
    """Rank 1 accepts; two lapse on 5 August, and ranks 2 and 3 take their seats."""
    accept_by_the_rules(stage, "applicant25@example.org")
    stage.it_is("2024-08-05 16:59")
    assert stage.seats() == {"confirmed": 23, "held": 2}
    stage.it_is("2024-08-05 17:00")
    for address in ("applicant26@example.org", "applicant27@example.org"):
        assert offer_to(address).expires_at == melbourne("2024-08-12 17:00")
        accept_by_the_rules(stage, address)

    assert stage.seats() == {"confirmed": 25}
    assert waiting(stage) == ["applicant28"]
    assert stage.cohort.memberships.filter(state="active").count() == 25
