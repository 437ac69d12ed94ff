"""The roster on pages, in spreadsheets, calendars and over the API."""

import io
from collections.abc import Callable
from datetime import date

import icalendar
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.county.orgs import queries
from lianfang.county.orgs.importers import COLUMNS, preview_roster
from lianfang.county.orgs.models import CalendarKey, Shift
from lianfang.county.orgs.presenters import day_lines, period_of
from lianfang.county.orgs.services import (
    cancel_shift,
)  # fmt: skip
from tests.builders.roster import (
    THURSDAY,
    at,
    build_calendar_key,
    build_colleague,
    build_shift,
    post_of,
)
from tests.builders.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_thursday")]
Login = Callable[[Actor], Client]
SYSTEM = Actor.system("交接班提醒")


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
    assert Shift.objects.get().starts_at == THURSDAY


def sheet(*rows: tuple) -> bytes:
    return write_table("值班表", COLUMNS, rows, as_of=THURSDAY)


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
