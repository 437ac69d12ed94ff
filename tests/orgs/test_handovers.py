"""Duty is handed over, accepted by the next officer, and reminded of where it is not."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.notices.public import Notice, user_mailbox
from lianfang.county.orgs.models import Handover
from lianfang.county.orgs.services import (
    accept_handover,
    remind_of_handovers,
    write_handover,
)  # fmt: skip
from tests.builders.roster import (
    at,
    build_handover,
    build_shift,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_thursday")]
Login = Callable[[Actor], Client]
SYSTEM = Actor.system("交接班提醒")


def test_duty_is_handed_over_and_accepted_by_the_next_officer(
    office: Actor,
    duty: Actor,
    ma: Actor,
    staff: Actor,
    on_thursday: time_machine.Traveller,
    login: Login,
) -> None:
    build_shift(office, who=duty)
    build_shift(office, who=ma, begins=at(8))
    note = build_handover(duty)
    assert Notice.objects.get().mailbox == user_mailbox(ma.user_id)

    for actor in (duty, staff):
        with pytest.raises(RuleBroken):
            accept_handover(actor=actor, handover_uuid=note.uuid)
    write_handover(actor=duty, open_items="一、改过的事项")
    accept_handover(actor=ma, handover_uuid=note.uuid, remark="清楚")

    note.refresh_from_db()
    assert (note.accepted_by_id, note.remark, note.open_items) == (
        ma.user_id,
        "清楚",
        "一、改过的事项",
    )
    with pytest.raises(RuleBroken):
        accept_handover(actor=ma, handover_uuid=note.uuid)
    with pytest.raises(RuleBroken, match="没有需要交班"):
        write_handover(actor=duty, open_items="事后改写")
    client, address = login(office), reverse("orgs:handover_list")
    for asked, count in (({"q": "改过的"}, 1), ({"q": "别的事"}, 0), ({"only": "open"}, 0)):
        assert len(client.get(address, asked).context["page"]) == count
    raw = client.get(address, {"export": "xlsx", "q": "改过的"}).content
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(raw)).active.values for cell in row]
    assert "一、改过的事项" in cells
    assert "清楚" in cells


def test_who_has_no_duty_writes_no_handover(duty: Actor) -> None:
    with pytest.raises(RuleBroken, match="没有需要交班"):
        build_handover(duty)

    assert Handover.objects.count() == 0


def test_a_handover_that_nobody_accepts_is_reminded_of_and_shown(
    office: Actor, duty: Actor, ma: Actor, login: Login, on_thursday: time_machine.Traveller
) -> None:
    build_shift(office, who=duty)
    build_shift(office, who=ma, begins=at(8))
    build_handover(duty)
    Notice.objects.all().delete()

    found = []
    for hours in (8, 0.3, 0.1, 2.1):
        on_thursday.shift(timedelta(hours=hours))
        found.append(remind_of_handovers(actor=SYSTEM))

    assert found == [0, 1, 0, 1]
    assert set(Notice.objects.values_list("urgency", flat=True)) == {"urgent"}
    page = login(office).get(reverse("orgs:roster_calendar")).content.decode()
    assert "还没有接班人确认" in page


def test_a_shift_that_ended_without_a_note_is_shown(
    office: Actor, duty: Actor, login: Login, on_thursday: time_machine.Traveller
) -> None:
    build_shift(office, who=duty)
    on_thursday.shift(timedelta(hours=9))

    assert "没有交班记录" in login(office).get(reverse("orgs:roster_calendar")).content.decode()
