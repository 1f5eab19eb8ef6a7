"""A cohort's board: read, written, answered, taken out; and the weekly mail about it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import admits, signed_in
from accounts.models import User
from audit import clock
from sessions import access
from sessions.board import marks, nudges, posts, reading
from sessions.board.posts import CannotPost, ChangedMeanwhile
from sessions.circle import Visit
from sessions.forms.board import (
    ChangePostForm,
    ChangeReplyForm,
    MuteForm,
    NewPostForm,
    NudgeForm,
    ReplyForm,
)
from sessions.forms.resources import StrikeForm
from sessions.models import Post, PostKind, Reply

READS = ["GET", "HEAD", "POST"]
STALE = gettext_lazy("It was changed meanwhile, on another page. Open it anew to see how.")


@require_safe
@admits(access.of_the_circle)
def board(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The notices, what was last spoken of first."""
    found = reading.read(
        visit.cohort,
        visit.user.pk,
        request.GET.get("kind", ""),
        request.GET.get("page", ""),
        visit.at,
    )
    _seen(visit)
    context = {
        "visit": visit,
        "cohort": visit.cohort,
        "board": found,
        "kinds": PostKind.choices,
        "nudge": nudges.own(visit.user.pk),
    }
    return render(request, "sessions/board.html", context)


@require_http_methods(READS)
@admits(access.writes_in_the_circle)
def write(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new notice."""
    form = NewPostForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = posts.post(
                cohort_id=visit.cohort.pk,
                kind=PostKind(said["kind"]),
                words=said["words"],
                until=said["until"],
                key=said["key"],
                by=visit.user.pk,
                at=visit.at,
            )
        except CannotPost as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is on the board."))
            return _to(visit, made.pk)
    context = {"visit": visit, "cohort": visit.cohort, "form": form}
    return render(request, "sessions/post_write.html", context)


@require_http_methods(READS)
@admits(access.of_the_circle)
def post(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """A notice and its replies; posted to, one more."""
    thread = reading.thread(visit.cohort, pk, visit.user.pk, request.GET.get("page", ""), visit.at)
    if thread is None:
        raise Http404
    form = ReplyForm(_typed(request))
    if request.method == "POST":
        if not visit.standing.belongs:
            raise Http404
        if form.is_valid():
            said = form.cleaned_data
            try:
                posts.reply(
                    post_id=pk, words=said["words"], key=said["key"], by=visit.user.pk, at=visit.at
                )
            except CannotPost as refusal:
                form.add_error(None, str(refusal))
            else:
                return _to(visit, pk)
    _seen(visit)
    context = {"visit": visit, "cohort": visit.cohort, "thread": thread, "form": form}
    return render(request, "sessions/post.html", context)


@require_http_methods(READS)
@admits(access.writes_in_the_circle)
def change(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Word one's own notice anew."""
    thread = reading.thread(visit.cohort, pk, visit.user.pk, "", visit.at)
    if thread is None or thread.post.by_id != visit.user.pk:
        raise Http404
    form = ChangePostForm(thread.post, _typed(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            posts.change(
                post_id=pk,
                kind=PostKind(said["kind"]),
                words=said["words"],
                until=said["until"],
                version=said["version"],
                by=visit.user.pk,
                at=visit.at,
            )
        except ChangedMeanwhile:
            form.add_error(None, str(STALE))
        except CannotPost as refusal:
            form.add_error("until", str(refusal))
        else:
            messages.success(request, _("It is changed."))
            return _to(visit, pk)
    context = {"visit": visit, "cohort": visit.cohort, "form": form, "post": thread.post}
    return render(request, "sessions/post_write.html", context)


@require_http_methods(READS)
@admits(access.writes_in_the_circle)
def change_reply(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Word one's own reply anew."""
    found = reading.reply_of(visit.cohort, pk)
    if found is None or found.by_id != visit.user.pk:
        raise Http404
    standing = {"words": found.words, "version": found.version}
    form = ChangeReplyForm(_typed(request), initial=standing)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            posts.change_reply(
                reply_id=pk,
                words=said["words"],
                version=said["version"],
                by=visit.user.pk,
                at=visit.at,
            )
        except ChangedMeanwhile:
            form.add_error(None, str(STALE))
        else:
            return _to(visit, found.post_id)
    context = {"visit": visit, "cohort": visit.cohort, "form": form, "post": found.post}
    return render(request, "sessions/post_write.html", context)


@require_http_methods(READS)
@admits(access.of_the_circle)
def take_out(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Take a notice out, after asking."""
    thread = reading.thread(visit.cohort, pk, visit.user.pk, "", visit.at)
    if thread is None:
        raise Http404
    return _take_out(request, visit, thread.post, pk)


@require_http_methods(READS)
@admits(access.of_the_circle)
def take_out_reply(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Take a reply out, after asking."""
    found = reading.reply_of(visit.cohort, pk)
    if found is None:
        raise Http404
    return _take_out(request, visit, found, found.post_id)


def _take_out(
    request: HttpRequest, visit: Visit, there: Post | Reply, post_id: int
) -> HttpResponse:
    own = there.by_id == visit.user.pk
    if not own and not visit.standing.may_strike:
        raise Http404
    form = StrikeForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        posts.take_out(
            thing=type(there),
            pk=there.pk,
            reason="" if own else form.cleaned_data["reason"],
            by=visit.user.pk,
            at=visit.at,
        )
        messages.success(request, _("It is gone."))
        if isinstance(there, Post):
            return redirect("sessions:board", code=visit.cohort.code)
        return _to(visit, post_id)
    context = {
        "heading": _("Take this out?") if own else _("Strike this out?"),
        "text": _("It is gone at once, for everybody.")
        if own
        else _("For what could endanger somebody. It is gone at once, and its author is told so."),
        "form": None if own else form,
        "confirm_label": _("Take it out") if own else _("Strike it out"),
        "danger": True,
        "cancel_url": reverse("sessions:post", args=[visit.cohort.code, post_id]),
    }
    return render(request, "components/confirm.html", context)


@require_POST
@admits(access.writes_in_the_circle)
def mute(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This cohort calls nobody, or does again."""
    form = MuteForm(request.POST)
    if form.is_valid():
        marks.mute(
            cohort_id=visit.cohort.pk,
            user_id=visit.user.pk,
            muted=form.cleaned_data["muted"],
            at=visit.at,
        )
    return redirect("sessions:board", code=visit.cohort.code)


@require_http_methods(READS)
@admits(signed_in)
def nudge(request: HttpRequest, user: User) -> HttpResponse:
    """One's own weekly mail."""
    form = NudgeForm(nudges.own(user.pk), _typed(request))
    if request.method == "POST" and form.is_valid():
        nudges.choose(user_id=user.pk, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("That is kept."))
        return redirect("sessions:nudge")
    return render(request, "sessions/nudge.html", {"form": form})


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _seen(visit: Visit) -> None:
    if visit.standing.belongs:
        marks.look(cohort_id=visit.cohort.pk, user_id=visit.user.pk, what="board_at", at=visit.at)


def _to(visit: Visit, pk: int) -> HttpResponse:
    return redirect("sessions:post", code=visit.cohort.code, pk=pk)
