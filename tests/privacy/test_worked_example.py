"""Worked example 16: asked on 1 September 2025, due on 1 October; erased, the totals stand."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.models import DataRequest, User
from programs.models import Membership, MembershipState
from sessions.models import Attendance
from tests.world import sign_in

pytestmark = pytest.mark.django_db

ASKED = datetime(2025, 9, 1, 4, 0, tzinfo=UTC)  # 14:00 in Melbourne
LAST_DAY = datetime(2025, 10, 1, 6, 0, tzinfo=UTC)


def attendance():
    return Counter(Attendance.objects.values_list("session__number", "presence"))


def test_from_the_request_to_the_last_day(client, world, frozen):
    member = world.people["member"]
    Membership.objects.filter(user=member).update(state=MembershipState.COMPLETED, left_at=world.at)
    there = attendance()
    frozen.move_to(ASKED)
    sign_in(client, member)
    client.post(reverse("pages:held_erase"), {"sure": "on"})
    request = DataRequest.objects.get()
    assert (request.received_at, request.due_on) == (ASKED, date(2025, 10, 1))

    frozen.move_to(LAST_DAY)
    sign_in(client, world.people["coordinator"])
    where = reverse("admin:accounts_datarequest_change", args=[request.pk])
    assert "Late" not in client.get(reverse("admin:privacy_desk")).content.decode()
    client.post(where, {"act": "erase", "sure": "on"})
    theirs = Attendance.objects.filter(user=member)

    assert attendance() == there
    assert theirs.count() == 2
    assert {str(one.user) for one in theirs} == {"somebody who asked to be forgotten"}
    assert User.objects.get(pk=member.pk).erased_at == LAST_DAY
    assert DataRequest.objects.get().state == "done"
