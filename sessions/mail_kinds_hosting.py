"""The mails about hosting and guests: neutral outside, the rest on pages that ask for a sign-in.

To a supporter, who has no account, a mail says what they must know: when, what is expected, whom
to call. It names nobody who is under 18, since nothing here does.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import clock
from notices import kinds
from notices.kinds import Kind, Letter, Owed
from notices.models import Notice
from programs import belonging
from sessions import changes
from sessions.hosting import letters, turns
from sessions.hosting.framing import letter
from sessions.models import GuestVisit, HostTurn, Session, SessionState, VisitState

LIVE = (VisitState.INVITED, VisitState.COMING)


def turn(notice: Notice) -> Letter:
    """To a facilitator: somebody hosts, or does not any more. `data`: what."""
    found = _turn(notice)
    if notice.data["what"] == turns.TAKEN:
        says = [_("Somebody has taken the turn to host this date.")]
    else:
        says = [_("A turn to host was given back: this date has no host now.")]
    return letter(
        _("News about a date"),
        found.session,
        says,
        url=_rota(found.session),
        leads_to=_("See who hosts"),
    )


def turn_holds(notice: Notice) -> bool:
    """Nothing has changed since, the session is to come, and the reader still facilitates."""
    found = _turn(notice)
    taken = notice.data["what"] == turns.TAKEN
    if not _to_come(found.session) or (found.ended_at is None) != taken:
        return False
    if not taken and turns.of(found.session_id):
        return False
    facilitators = belonging.facilitators_of(found.session.cohort_id, clock.now())
    return facilitators.filter(pk=notice.recipient_id or 0).exists()


def hosting(notice: Notice) -> Letter:
    """To a host: what others did with their turn. `data`: what."""
    found = _turn(notice)
    said = {
        turns.ASKED: _("You are asked to host this date. The page says what a host does."),
        turns.ENDED: _("You are not the host of this date any more. Thank you for offering."),
        turns.NOT_NEEDED: _("This date is online now and needs no host. Thank you for offering."),
    }
    what = notice.data["what"]
    url = _page("hosting", found.session) if what == turns.ASKED else _rota(found.session)
    leads_to = _("What a host does") if what == turns.ASKED else _("Look at the dates")
    return letter(_("About hosting"), found.session, [said[what]], url=url, leads_to=leads_to)


def hosting_holds(notice: Notice) -> bool:
    """The turn stands as it did, and the session is to come."""
    found = _turn(notice)
    still_theirs = found.ended_at is None
    return _to_come(found.session) and still_theirs == (notice.data["what"] == turns.ASKED)


def host_brief(notice: Notice) -> Letter:
    """To a host, weeks and days before. `data`: version."""
    found = _turn(notice)
    return letter(
        _("Hosting: what is good to know"),
        found.session,
        [
            _("You host this date. Thank you."),
            _("Your page has what is needed, as numbers, and a place for how to find you."),
        ],
        url=_page("hosting", found.session),
        leads_to=_("Open your page"),
    )


def host_brief_holds(notice: Notice) -> bool:
    """The turn is theirs, and the date stands as it was."""
    found = _turn(notice)
    return (
        found.ended_at is None
        and _to_come(found.session)
        and found.session.version == notice.data["version"]
    )


def guest_brief(notice: Notice) -> Letter:
    """To a guest, or to the supporter of one under 18. `data`: session (its version)."""
    visit = _visit(notice)
    if visit.under_18:
        return _to_supporter(visit, _("You come with a guest. This is what is good to know."))
    return letter(
        _("Your visit: what is good to know"),
        visit.session,
        [_("Thank you for coming as a guest."), _("Your page has your time and the way in.")],
        url=reverse("sessions:visit", kwargs={"pk": visit.pk}),
        leads_to=_("Open your page"),
    )


def guest_brief_holds(notice: Notice) -> bool:
    """They come, and the date stands as it was."""
    visit = _visit(notice)
    return (
        visit.state == VisitState.COMING
        and visit.forgotten_at is None
        and _to_come(visit.session)
        and visit.session.version == notice.data["session"]
    )


def visit(notice: Notice) -> Letter:
    """To a guest or supporter: something has changed. `data`: what, version, session."""
    found, what = _visit(notice), notice.data["what"]
    if what == letters.MOVED and found.session.state == SessionState.CANCELLED:
        what = letters.CALLED_OFF
    said = {
        letters.CALLED_OFF: _("This visit is called off. We are sorry for the trouble."),
        letters.MOVED: _("The date you are invited to has changed. This is the new one:"),
        letters.CHANGED: _("Something about your visit has changed. Please look again."),
        letters.READY: _("Everything is prepared. Thank you for coming with a guest."),
    }[what]
    if found.under_18:
        return _to_supporter(found, said)
    url = reverse("sessions:visit", kwargs={"pk": found.pk})
    more = {"url": url, "leads_to": _("Open your page")} if found.user_id else {}
    return letter(_("About your visit"), found.session, [said], **more)


def visit_holds(notice: Notice) -> bool:
    """It is the latest about this visit."""
    found, what = _visit(notice), notice.data["what"]
    if found.forgotten_at or found.session.ends_at <= clock.now():
        return False
    if what == letters.CALLED_OFF:
        return found.state == VisitState.CANCELLED
    same = (found.version, found.session.version) == (
        *(notice.data["version"], notice.data["session"]),
    )
    return found.state in LIVE and (same or what == letters.READY)


def guest_comes(notice: Notice) -> Letter:
    """To those of a session: a guest comes, or can't. `data`: what."""
    found = _visit(notice)
    if notice.data["what"] == letters.COMES:
        says = [_("A guest comes to this date, as you have agreed.")]
    else:
        says = [_("The guest of this date can't come after all.")]
    url, leads_to = _page("session", found.session), _("Look at the date")
    return letter(_("News about a date"), found.session, says, url=url, leads_to=leads_to)


def guest_comes_holds(notice: Notice) -> bool:
    """It is so, the session is to come, and the reader is of it."""
    found = _visit(notice)
    is_so = (found.state == VisitState.COMING) == (notice.data["what"] == letters.COMES)
    return is_so and _to_come(found.session) and _is_told(found.session, notice)


def arranged(notice: Notice) -> Letter:
    """To everybody of a session: it meets in another way or place. `data`: arranged."""
    session = _session(notice)
    return letter(
        _("News about a date"),
        session,
        [_("How or where this date takes place has changed. The date and time stand.")],
        url=_page("session", session),
        leads_to=_("See how and where"),
    )


def arranged_holds(notice: Notice) -> bool:
    """Nothing was arranged anew since, and it still concerns the person."""
    session = _session(notice)
    latest = session.arranged == notice.data["arranged"]
    return latest and _to_come(session) and _is_told(session, notice)


def _to_supporter(visit: GuestVisit, said: str) -> Letter:
    """To somebody without an account: all there is to know."""
    begins = f"{visit.starts:%H:%M}" if visit.starts else ""
    says = [
        said,
        _("Nobody may ask your guest for a story of their own, and they can stop at any moment."),
        *([_("Your part begins at %(clock)s.") % {"clock": begins}] if begins else []),
        *([visit.expected] if visit.expected else []),
        _("For the way in, or if anything is unclear, call %(name)s: %(phone)s")
        % {"name": visit.call_name, "phone": visit.call_phone},
    ]
    off = visit.state == VisitState.CANCELLED or visit.session.state == SessionState.CANCELLED
    return letter(_("About a visit"), visit.session, [said] if off else says)


def _is_told(session: Session, notice: Notice) -> bool:
    people = changes.told(session.cohort_id, clock.now(), [session.pk])
    return people.filter(pk=notice.recipient_id or 0).exists()


def _to_come(session: Session, at: datetime | None = None) -> bool:
    return session.state == SessionState.SCHEDULED and session.ends_at > (at or clock.now())


def _session(notice: Notice) -> Session:
    return Session.objects.select_related("cohort").get(pk=notice.object_id or 0)


def _turn(notice: Notice) -> HostTurn:
    return HostTurn.objects.select_related("session__cohort").get(pk=notice.object_id or 0)


def _visit(notice: Notice) -> GuestVisit:
    return GuestVisit.objects.select_related("session__cohort").get(pk=notice.object_id or 0)


def _page(name: str, session: Session) -> str:
    kwargs = {"code": session.cohort.code, "number": session.number}
    return reverse(f"sessions:{name}", kwargs=kwargs)


def _rota(session: Session) -> str:
    return reverse("sessions:hosts", kwargs={"code": session.cohort.code})


KINDS = (
    Kind(
        name=letters.TURN,
        compose=turn,
        still_true=turn_holds,
        owed=Owed.REMINDER,
        words=gettext_lazy("Who hosts has changed"),
    ),
    Kind(
        name=letters.HOSTING,
        compose=hosting,
        still_true=hosting_holds,
        words=gettext_lazy("A turn to host"),
        script=gettext_lazy("It is about hosting one of your dates. Is this a good moment?"),
    ),
    Kind(
        name=letters.HOST_BRIEF,
        compose=host_brief,
        still_true=host_brief_holds,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("What a host needs to know"),
        script=gettext_lazy("You host one of your dates soon. Is there anything you need?"),
    ),
    Kind(
        name=letters.GUEST_BRIEF,
        compose=guest_brief,
        still_true=guest_brief_holds,
        owed=Owed.REMINDER,
        quiet=True,
        words=gettext_lazy("What a guest needs to know"),
        script=gettext_lazy("Your visit is near. Do you have all you need?"),
    ),
    Kind(
        name=letters.VISIT,
        compose=visit,
        still_true=visit_holds,
        words=gettext_lazy("A visit has changed"),
        script=gettext_lazy("Something about your visit has changed. Is this a good moment?"),
    ),
    Kind(
        name=letters.GUEST_COMES,
        compose=guest_comes,
        still_true=guest_comes_holds,
        words=gettext_lazy("A guest comes"),
        script=gettext_lazy("Somebody joins one of your dates. Is this a good moment to talk?"),
    ),
    Kind(
        name=letters.ARRANGED,
        compose=arranged,
        still_true=arranged_holds,
        words=gettext_lazy("How or where a date takes place"),
        script=gettext_lazy("How one of your dates takes place has changed."),
    ),
)
for kind in KINDS:
    kinds.register(kind)
