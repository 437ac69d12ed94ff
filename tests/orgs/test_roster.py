"""Duty: no seat empty unseen, nobody in two places, handed over and accepted."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.base.notices.public import Notice, user_mailbox
from lianfang.county.orgs import queries, rules
from lianfang.county.orgs.importers import COLUMNS, preview_roster
from lianfang.county.orgs.models import CalendarKey, Handover, Shift, ShiftSwap
from lianfang.county.orgs.presenters import day_lines, period_of
from lianfang.county.orgs.services import (
    accept_handover,
    cancel_shift,
    plan_rotation,
    remind_of_handovers,
    swap_shift,
    write_handover,
)  # fmt: skip
from tests.builders.roster import (
    build_calendar_key,
    build_colleague,
    build_handover,
    build_shift,
    post_of,
)  # fmt: skip
from tests.builders.world import World

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]
NOW = datetime(2026, 11, 26, 1, tzinfo=UTC)  # Thursday 09:00 in Beijing
SYSTEM = Actor.system("交接班提醒")


@pytest.fixture(autouse=True)
def moving() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@pytest.fixture
def ma(county: World) -> Actor:
    """Another officer of the command office."""
    return build_colleague(county, "command-office", "马小云", "duty_officer")


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], [(0, 24)]), ([(0, 24)], []), ([(-5, 30)], []), ([(2, 10)], [(0, 2), (10, 24)]),
        ([(0, 8), (8, 24)], []), ([(0, 9), (8, 20)], [(20, 24)]), ([(12, 24), (0, 11)], [(11, 12)]),
        ([(0, 20), (2, 3)], [(20, 24)]), ([(25, 30)], [(0, 24)]),
    ],
)  # fmt: skip
def test_gaps_are_what_no_shift_covers(spans: list, found: list) -> None:
    gaps = rules.gaps([(at(a), at(b)) for a, b in spans], begins=at(0), ends=at(24))

    assert gaps == [(at(a), at(b)) for a, b in found]


@pytest.mark.parametrize("hours", [0, -1, 0.4, 24 * 8 + 1])
def test_a_shift_has_a_sensible_length(hours: float) -> None:
    with pytest.raises(RuleBroken):
        rules.check_span(at(0), at(hours))


def test_whole_days_go_round_in_turn() -> None:
    turns = rules.rotation(date(2026, 11, 26), days=5, at=time(9), people=2)

    assert [who for who, _, _ in turns] == [0, 1, 0, 1, 0]
    assert turns[0][1] == NOW
    assert all(end - start == timedelta(days=1) for _, start, end in turns)


def test_a_seat_is_held_by_one_and_a_person_sits_in_one(
    office: Actor, duty: Actor, ma: Actor
) -> None:
    build_shift(office, who=duty)

    with pytest.raises(RuleBroken, match="已安排值班员"):
        build_shift(office, who=ma, begins=at(4))
    with pytest.raises(RuleBroken, match="已有班次"):
        build_shift(office, who=duty, position="driver", begins=at(4))
    build_shift(office, who=ma, begins=at(8))
    build_shift(office, who=office, position="leader", begins=at(4))

    assert Shift.objects.count() == 3


def test_helpers_may_be_several_at_once(office: Actor, duty: Actor, ma: Actor) -> None:
    build_shift(office, who=duty, position="assistant")
    build_shift(office, who=ma, position="assistant")

    assert Shift.objects.count() == 2


def test_duty_is_planned_by_the_units_own_desk_with_its_own_people(
    county: World, office: Actor, zhao: Actor, li: Actor
) -> None:
    worker = build_colleague(county, "township-beiting", "小工")
    with pytest.raises(NotAllowed):
        build_shift(zhao, who=li)
    with pytest.raises(NotAllowed):
        build_shift(worker)

    assert Shift.objects.count() == 0


def test_a_rotation_is_planned_as_a_whole_or_not_at_all(
    office: Actor, duty: Actor, ma: Actor
) -> None:
    posts = [post_of(duty), post_of(ma)]
    wanted = {"unit": post_of(duty).unit, "position": "officer", "posts": posts, "at": time(9)}
    plan_rotation(actor=office, begins_on=date(2026, 11, 28), days=3, **wanted)

    with pytest.raises(RuleBroken, match="第 3 个班次"):
        plan_rotation(actor=office, begins_on=date(2026, 11, 26), days=4, **wanted)

    assert Shift.objects.count() == 3
    assert AuditRow.objects.get(action="orgs.shift.planned").count == 3


def test_gaps_of_the_next_fourteen_days_are_told_by_seat(office: Actor, duty: Actor) -> None:
    unit = post_of(duty).unit
    build_shift(office, who=duty, hours=24)

    gaps = queries.list_gaps(unit)

    assert gaps == [("leader", at(0), at(14 * 24)), ("officer", at(24), at(14 * 24))]


def test_a_swap_keeps_the_shift_its_reason_and_tells_both(
    office: Actor, duty: Actor, ma: Actor
) -> None:
    shift = build_shift(office, who=duty)

    swap_shift(actor=office, shift_uuid=shift.uuid, post=post_of(ma), reason="家中有事")

    swap = ShiftSwap.objects.get()
    shift.refresh_from_db()
    assert shift.post.user_id == ma.user_id
    assert (swap.from_post_id, swap.to_post_id, swap.reason) == (
        duty.post_id,
        ma.post_id,
        "家中有事",
    )
    boxes = set(Notice.objects.values_list("mailbox", flat=True))
    assert boxes == {user_mailbox(duty.user_id), user_mailbox(ma.user_id)}


@pytest.mark.parametrize("wrong", ["busy", "same", "no reason", "over", "stranger"])
def test_a_swap_that_cannot_be_changes_nothing(
    county: World, office: Actor, duty: Actor, ma: Actor, li: Actor, moving: time_machine.Traveller, wrong: str
) -> None:  # fmt: skip
    shift = build_shift(office, who=duty)
    build_shift(office, who=ma if wrong == "busy" else office, position="assistant", begins=at(2))
    to, reason = (
        {"same": duty, "stranger": li}.get(wrong, ma),
        "" if wrong == "no reason" else "有事",
    )
    moving.shift(timedelta(hours=9 if wrong == "over" else 0))

    with pytest.raises(RuleBroken):
        swap_shift(actor=office, shift_uuid=shift.uuid, post=post_of(to), reason=reason)

    shift.refresh_from_db()
    assert shift.post_id == duty.post_id
    assert ShiftSwap.objects.count() == 0


def test_a_cancelled_shift_is_kept_and_leaves_its_seat(office: Actor, duty: Actor) -> None:
    shift = build_shift(office, who=duty)

    cancel_shift(actor=office, shift_uuid=shift.uuid, reason="重复排班")

    shift.refresh_from_db()
    assert (shift.cancelled_by_id, shift.cancel_reason) == (office.user_id, "重复排班")
    assert list(queries.list_shifts(office)) == []
    build_shift(office, who=duty)


def test_a_neighbours_shift_is_not_found_and_the_countys_is_not_ones_own(
    office: Actor, duty: Actor, li: Actor, zhao: Actor
) -> None:
    theirs, countys = build_shift(li), build_shift(office, who=duty)

    with pytest.raises(NotFound):
        cancel_shift(actor=zhao, shift_uuid=theirs.uuid, reason="取消它")
    with pytest.raises(NotAllowed):
        cancel_shift(actor=zhao, shift_uuid=countys.uuid, reason="取消它")

    assert Shift.objects.filter(cancelled_at=None).count() == 2


def test_duty_is_handed_over_and_accepted_by_the_next_officer(
    office: Actor,
    duty: Actor,
    ma: Actor,
    staff: Actor,
    moving: time_machine.Traveller,
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
    office: Actor, duty: Actor, ma: Actor, login: Login, moving: time_machine.Traveller
) -> None:
    build_shift(office, who=duty)
    build_shift(office, who=ma, begins=at(8))
    build_handover(duty)
    Notice.objects.all().delete()

    found = []
    for hours in (8, 0.3, 0.1, 2.1):
        moving.shift(timedelta(hours=hours))
        found.append(remind_of_handovers(actor=SYSTEM))

    assert found == [0, 1, 0, 1]
    assert set(Notice.objects.values_list("urgency", flat=True)) == {"urgent"}
    page = login(office).get(reverse("orgs:roster_calendar")).content.decode()
    assert "还没有接班人确认" in page


def test_a_shift_that_ended_without_a_note_is_shown(
    office: Actor, duty: Actor, login: Login, moving: time_machine.Traveller
) -> None:
    build_shift(office, who=duty)
    moving.shift(timedelta(hours=9))

    assert "没有交班记录" in login(office).get(reverse("orgs:roster_calendar")).content.decode()


def test_a_week_begins_on_monday_and_a_month_on_its_first() -> None:
    assert period_of("week", date(2026, 11, 26)) == (date(2026, 11, 23), date(2026, 11, 30))
    assert period_of("month", date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))


def test_long_shifts_stand_on_every_day_whose_noon_they_cover(office: Actor, chief: Actor) -> None:
    shift = build_shift(office, who=office, position="leader", hours=48)

    lines = day_lines([shift], date(2026, 11, 25), date(2026, 11, 29), [])

    assert [len(line.leaders) for line in lines] == [0, 1, 1, 0]


def test_pages_show_duty_to_those_who_work_with_the_unit(
    county: World, office: Actor, duty: Actor, li: Actor, zhao: Actor, login: Login
) -> None:
    build_shift(office, who=duty), build_shift(li)

    seen = {
        who: login(county.actors[who]).get(reverse("orgs:duty_now")).content.decode()
        for who in ("li", "zhao", "office")
    }

    assert all("马值班" in page for page in seen.values())
    assert "李联络" in seen["li"]
    assert "李联络" in seen["office"]
    assert "李联络" not in seen["zhao"]


def test_a_form_plans_and_a_refused_one_keeps_what_was_typed(
    office: Actor, duty: Actor, login: Login
) -> None:
    client, address = login(office), reverse("orgs:shift_new")
    sent = {"position": "officer", "post": post_of(duty).uuid, "starts_at": "2026-11-26T09:00",
            "ends_at": "2026-11-26T17:00", "note": "白班"}  # fmt: skip

    first, second = client.post(address, sent), client.post(address, sent)

    assert (first.status_code, second.status_code) == (302, 422)
    assert "已有班次" in second.content.decode()
    assert 'value="白班"' in second.content.decode()
    assert Shift.objects.get().starts_at == NOW


def sheet(*rows: tuple) -> bytes:
    return write_table("值班表", COLUMNS, rows, as_of=NOW)


def test_a_spreadsheet_is_looked_through_before_it_is_planned(
    office: Actor, duty: Actor, ma: Actor, login: Login
) -> None:
    raw = sheet(
        ("带班领导", "郭办", at(0), at(24), ""), ("值班员", "马值班", at(0), at(24), "首日"),
        ("值班员", "马小云", at(12), at(36), ""), ("值班员", "查无此人", at(24), at(48), ""),
        ("值班员", "马小云", at(30), at(24), ""),
    )  # fmt: skip
    client, address = login(office), reverse("orgs:roster_import")

    shown = client.post(address, {"file": SimpleUploadedFile("值班表.xlsx", raw)})
    assert Shift.objects.count() == 0
    preview = shown.context["preview"]
    done = client.post(address, {"sealed": shown.context["sealed"]})

    assert [len(preview.rows), len(preview.faults)] == [2, 3]
    assert "查无此人" in shown.content.decode()
    assert done.status_code == 302
    assert [s.post.user.name for s in queries.list_shifts(office)] == ["郭办", "马值班"]


def test_two_people_of_one_name_are_not_guessed_between(county: World, office: Actor) -> None:
    build_colleague(county, "command-office", "孙文")

    preview = preview_roster(office, "a.xlsx", sheet(("值班员", "孙文", at(0), at(8), "")))

    assert preview.rows == []
    assert "多位" in preview.faults[0].reason


def test_what_is_exported_can_be_read_in_again(office: Actor, duty: Actor, login: Login) -> None:
    build_shift(office, who=duty, note="=1+1")

    answer = login(office).get(reverse("orgs:shift_list"), {"export": "xlsx"})

    cells = [
        c for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.values for c in row
    ]
    assert "马值班" in cells
    shift = Shift.objects.get()
    cancel_shift(actor=office, shift_uuid=shift.uuid, reason="重来")
    again = preview_roster(office, "值班表.xlsx", answer.content)
    assert (len(again.rows), again.faults) == (1, [])


def test_a_calendar_program_reads_the_own_shifts_without_signing_in(
    county: World, office: Actor, duty: Actor, li: Actor, client: Client
) -> None:
    mine = build_shift(office, who=duty, note="备注，含;逗号\\与很长的文字" + "很长" * 30)
    build_shift(li)
    token, key = build_calendar_key(duty)

    answer = client.get(reverse("orgs:calendar_feed", args=[token]))

    events = list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))
    assert len(events) == 1
    assert events[0]["DTSTART"].dt == mine.starts_at
    assert events[0]["DTEND"].dt == mine.ends_at
    assert str(events[0]["SUMMARY"]) == "指挥部办公室值班员"
    assert str(events[0]["DESCRIPTION"]) == mine.note
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    assert "马值班" not in answer.content.decode()
    assert token not in key.digest


def test_an_old_key_a_guessed_one_and_a_shut_account_open_nothing(
    county: World, duty: Actor, client: Client
) -> None:
    old, _ = build_calendar_key(duty)
    new, _ = build_calendar_key(duty)

    def asked(token: str) -> int:
        return client.get(reverse("orgs:calendar_feed", args=[token])).status_code

    assert [asked(old), asked("0" * 48), asked(new)] == [404, 404, 200]
    user = county.users["duty"]
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert asked(new) == 404
    assert CalendarKey.objects.filter(revoked_at=None).count() == 1


def test_a_units_calendar_file_names_people(office: Actor, duty: Actor, login: Login) -> None:
    build_shift(office, who=duty)

    answer = login(office).get(reverse("orgs:roster_calendar"), {"export": "ics"})

    event = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert "马值班" in str(event["SUMMARY"])


def test_a_program_plans_swaps_and_hands_over(
    office: Actor, duty: Actor, ma: Actor, login: Login
) -> None:
    client = login(office)
    body = {"position": "officer", "post": str(post_of(duty).uuid), "starts_at": at(0).isoformat(),
            "ends_at": at(8).isoformat()}  # fmt: skip

    made = client.post("/api/v1/orgs/shifts", body, content_type="application/json")
    again = client.post("/api/v1/orgs/shifts", body, content_type="application/json")
    swapped = client.post(
        f"/api/v1/orgs/shifts/{made.json()['uuid']}/swap",
        {"post": str(post_of(ma).uuid), "reason": "有事"}, content_type="application/json",
    )  # fmt: skip
    noted = login(ma).post(
        "/api/v1/orgs/handovers", {"open_items": "一、待复核"}, content_type="application/json"
    )

    assert [made.status_code, again.status_code, swapped.status_code, noted.status_code] == [
        201,
        422,
        200,
        201,
    ]
    assert swapped.json()["person"] == "马小云"
    assert [row["person"] for row in client.get("/api/v1/orgs/duty").json()] == ["马小云"]
    unit = post_of(duty).unit
    gaps = client.get(f"/api/v1/orgs/units/{unit.uuid}/gaps").json()
    assert {gap["position"] for gap in gaps} == {"leader", "officer"}
