import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import Notice, unit_mailbox
from lianfang.command.emergencies.public import history
from lianfang.command.tasks.models import Call, CallDown, DispatchMeeting, LogEntry, Promise, Task
from lianfang.command.tasks.public import (
    call_meeting,
    check_promise,
    end_calldown,
    end_meeting,
    make_promise,
    note_call,
    report_unreached,
    start_calldown,
    write_entry,
)
from lianfang.command.tasks.queries import list_entries, list_targets
from lianfang.command.tasks.sections import sections
from lianfang.county.plans.models import Plan
from tests.builders.emergencies import build_emergency
from tests.builders.follow_through import build_order
from tests.builders.tasks import start_response
from tests.builders.world import World, build_actor, build_user

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]


def page(name: str, *args: object) -> str:
    return reverse(f"tasks:{name}", args=args)


# Duty log


def test_an_entry_is_of_its_position_and_seen_by_its_unit_and_the_command(
    county: World, li: Actor, zhao: Actor, duty: Actor
) -> None:
    entry = write_entry(actor=li, words="！村委会报告两户发热")

    assert (entry.position, entry.is_significant) == ("liaison", True)
    assert list(list_entries(li)) == [entry]
    assert list(list_entries(duty, significant=True, position="liaison")) == [entry]
    assert list(list_entries(zhao)) == []


def test_a_correction_is_a_later_entry_and_the_first_stays(li: Actor, zhao: Actor) -> None:
    first = write_entry(actor=li, words="两户发热")

    later = write_entry(actor=li, words="更正为三户", corrects_uuid=first.uuid, is_significant=True)

    first.refresh_from_db()
    assert (first.words, later.corrects, later.at) == ("两户发热", first, first.at)
    with pytest.raises(NotFound):
        write_entry(actor=zhao, words="改一下", corrects_uuid=first.uuid)
    assert LogEntry.objects.count() == 2


def test_a_double_press_writes_one_line_and_the_future_none(li: Actor, auditor: Actor) -> None:
    key = uuid4()
    write_entry(actor=li, words="交班", key=key)
    write_entry(actor=li, words="交班", key=key)

    with pytest.raises(RuleBroken):
        write_entry(actor=li, words="明天", at=clock.now() + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        write_entry(actor=auditor, words="试试")
    assert LogEntry.objects.count() == 1


def test_significant_entries_stand_in_the_course_and_the_report_of_the_emergency(
    county: World, cdc: Actor
) -> None:
    emergency = build_emergency(county)
    write_entry(actor=cdc, words="例行交接", emergency_uuid=emergency.uuid)
    write_entry(actor=cdc, words="！首例阳性", emergency_uuid=emergency.uuid)
    now = clock.now()

    told = [event.text for event in history(emergency) if event.title.startswith("值班日志")]
    found = [section for section in sections(emergency, now) if section.key == "tasks.log"]

    assert told == ["首例阳性"]
    assert "首例阳性" in found[0].words
    assert "例行交接" not in found[0].words
    early = now - timedelta(hours=1)
    assert [section for section in sections(emergency, early) if section.key == "tasks.log"] == []


def test_the_quick_line_over_the_page(county: World, duty: Actor, login: Login) -> None:
    client = login(duty)

    refused = client.post(page("log_list"), {"words": "！"})
    client.post(page("log_list"), {"words": "！县医院来电：收治三例", "key": str(uuid4())})
    shown = client.get(page("log_list"), {"significant": "on"}).content.decode()
    entry = LogEntry.objects.get()
    client.post(page("log_correct", entry.uuid), {"words": "应为四例"})

    assert refused.status_code == 422
    assert "县医院来电：收治三例" in shown
    assert LogEntry.objects.filter(corrects=entry).count() == 1
    assert client.get(page("log_list"), {"export": "xlsx"}).status_code == 200


# Call-down


@pytest.fixture
def calldown(county: World, duty: Actor) -> CallDown:
    build_actor(build_user("head", name="张镇长"), county.units["township-beiting"], "unit_leader")
    units = [county.units["township-beiting"], county.units["township-santai"]]
    return start_calldown(actor=duty, title="启动响应", words="请即到岗", units=units)


def test_leaders_are_called_first_and_no_answer_passes_on(calldown: CallDown, duty: Actor) -> None:
    beiting, _ = list_targets(calldown)
    head, liaison = beiting.callees.all()

    note_call(actor=duty, callee_uuid=head.uuid, result="no_answer")
    note_call(actor=duty, callee_uuid=liaison.uuid, result="acknowledged", words="已复述")

    beiting.refresh_from_db()
    assert [head.post.role, liaison.post.role] == ["unit_leader", "liaison"]
    assert beiting.acknowledged_by_id == liaison.post.user_id
    with pytest.raises(RuleBroken, match="已有人确认"):
        note_call(actor=duty, callee_uuid=head.uuid, result="reached")
    assert Call.objects.count() == 2


def test_a_unit_nobody_answers_for_is_reported_once_after_its_minutes(
    county: World, calldown: CallDown, duty: Actor
) -> None:
    beiting, _ = list_targets(calldown)
    note_call(actor=duty, callee_uuid=beiting.callees.first().uuid, result="acknowledged")
    clockwork, begun = Actor.system("叫应超时"), calldown.started_at

    counts = [
        report_unreached(actor=clockwork, at=begun + timedelta(minutes=minutes))
        for minutes in (14.9, 15, 16)
    ]

    assert counts == [0, 1, 0]
    box = unit_mailbox(county.units["command-office"].pk)
    letter = Notice.objects.get(mailbox=box, kind="tasks.unreached")
    assert "三台镇" in letter.body
    assert "北庭镇" not in letter.body


def test_an_ended_round_takes_no_more_calls_and_strangers_none_at_all(
    calldown: CallDown, duty: Actor, li: Actor, health: Actor
) -> None:
    callee = list_targets(calldown)[0].callees.first()
    with pytest.raises(NotFound):
        note_call(actor=li, callee_uuid=callee.uuid, result="acknowledged")
    with pytest.raises(NotAllowed):
        note_call(actor=health, callee_uuid=callee.uuid, result="acknowledged")
    end_calldown(actor=duty, calldown_uuid=calldown.uuid)
    with pytest.raises(RuleBroken, match="已结束"):
        note_call(actor=duty, callee_uuid=callee.uuid, result="acknowledged")
    assert Call.objects.count() == 0


def test_numbers_are_masked_on_the_page(
    county: World, calldown: CallDown, duty: Actor, login: Login
) -> None:
    user = county.users["zhao"]
    user.phone = "13999990000"
    user.save(update_fields=["phone"])

    text = login(duty).get(page("calldown_detail", calldown.uuid)).content.decode()

    assert "139****0000" in text
    assert "13999990000" not in text
    assert "下一个呼叫" in text


# The daily meeting


@pytest.fixture
def late(county: World, plan: Plan) -> None:
    start_response(county, plan)
    build_order(county, "township-beiting")
    Task.objects.filter(unit__code="county-cdc").update(due_at=clock.now() - timedelta(hours=5))


def test_the_agenda_is_drawn_from_the_records(county: World, late: None, office: Actor) -> None:
    with clock.moved_to(clock.now() + timedelta(hours=1, minutes=30)):
        meeting = call_meeting(actor=office)

    lines = {(item.kind, item.unit.code): item for item in meeting.items.select_related("unit")}
    assert lines["overdue", "county-cdc"].count == 2
    assert "最久 6 小时" in lines["overdue", "county-cdc"].words
    assert ("unsigned", "township-beiting") in lines
    with pytest.raises(RuleBroken, match="还没有结束"):
        call_meeting(actor=office)


def test_a_meeting_about_an_exercise_stands_beside_the_real_one(
    county: World, late: None, office: Actor, login: Login
) -> None:
    drill = build_emergency(county, is_exercise=True)
    until = clock.now() + timedelta(hours=2)
    real = call_meeting(actor=office)
    login(office).post(page("meeting_new"), {"emergency": str(drill.uuid)})

    meeting = DispatchMeeting.objects.get(emergency=drill)
    make_promise(
        actor=office, meeting_uuid=meeting.uuid, unit=county.units["county-cdc"], what="补表", until=until
    )  # fmt: skip
    end_meeting(actor=office, meeting_uuid=meeting.uuid, words="演练结束")
    end_meeting(actor=office, meeting_uuid=real.uuid, words="抓紧办理")
    with clock.moved_to(until + timedelta(hours=1)):
        again, next_real = (
            call_meeting(actor=office, emergency_uuid=drill.uuid),
            call_meeting(actor=office),
        )

    assert real.items.exists()
    assert not meeting.items.exists()
    assert meeting.number.startswith("DX-")
    assert Notice.objects.filter(subject="【演练】调度会议承诺：补表").exists()
    assert again.items.filter(kind="promise").count() == 1
    assert not next_real.items.filter(kind="promise").exists()


def test_promises_become_checks_of_the_next_meeting(county: World, office: Actor) -> None:
    first = call_meeting(actor=office)
    units = [county.units[code] for code in ("county-cdc", "county-health", "county-education")]
    until = clock.now() + timedelta(hours=20)
    made = [
        make_promise(actor=office, meeting_uuid=first.uuid, unit=unit, what="补齐名册", until=until)
        for unit in units
    ]
    end_meeting(actor=office, meeting_uuid=first.uuid, words="各单位按承诺落实")

    with clock.moved_to(until + timedelta(hours=4)):
        second = call_meeting(actor=office, chair="副县长")
        with pytest.raises(RuleBroken, match="3 项到期承诺"):
            end_meeting(actor=office, meeting_uuid=second.uuid, words="继续")
        later = clock.now() + timedelta(days=1)
        for promise, answer in zip(
            made,
            ({"state": "kept"}, {"state": "broken", "reason": "人手不足"},
             {"state": "moved", "reason": "停电", "until": later}),
            strict=True,
        ):  # fmt: skip
            check_promise(
                actor=office, meeting_uuid=second.uuid, promise_uuid=promise.uuid, **answer
            )
        with pytest.raises(RuleBroken, match="已经核对"):
            check_promise(
                actor=office, meeting_uuid=second.uuid, promise_uuid=made[0].uuid, state="kept"
            )
        end_meeting(actor=office, meeting_uuid=second.uuid, words="继续")

    assert second.items.filter(kind="promise").count() == 3
    moved = Promise.objects.get(moved_from=made[2])
    assert (moved.meeting, moved.state, moved.until) == (second, "open", later)
    with pytest.raises(RuleBroken, match="会议已结束"):
        make_promise(actor=office, meeting_uuid=second.uuid, unit=units[0], what="补", until=later)


def test_a_meeting_over_the_pages_and_on_paper(
    county: World, late: None, office: Actor, li: Actor, login: Login
) -> None:
    client = login(office)
    client.post(page("meeting_new"), {"chair": "县长"})
    meeting = DispatchMeeting.objects.get()
    soon = clock.beijing(clock.now() + timedelta(hours=3))

    sent = {"unit": str(county.units["township-beiting"].uuid), "what": "今晚完成排查",
            "until": f"{soon:%Y-%m-%dT%H:%M}"}  # fmt: skip
    client.post(page("meeting_promise", meeting.uuid), sent)
    shown = client.get(page("meeting_detail", meeting.uuid)).content.decode()
    client.post(page("meeting_end", meeting.uuid), {"words": "抓紧办理"})
    paper = client.get(page("meeting_document", meeting.uuid, "docx"))
    own = login(li).get(page("promise_list")).content.decode()

    assert "县疾控中心逾期任务 2 件" in shown
    assert len(paper.content) > 2000
    assert "今晚完成排查" in own


@pytest.mark.parametrize("who", ["li", "health", "duty"])
def test_only_the_office_holds_meetings(county: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        call_meeting(actor=county.actors[who])
    assert DispatchMeeting.objects.count() == 0


def test_rounds_and_meetings_leave_as_sheets_and_meetings_over_the_api(
    calldown: CallDown, duty: Actor, office: Actor, li: Actor, login: Login
) -> None:
    meeting = call_meeting(actor=office, chair="县长")
    client = login(duty)

    rounds = sheet_of(client, "/tasks/calldown/?export=xlsx")
    meetings = sheet_of(client, "/tasks/dispatch/?export=xlsx")
    page = client.get("/api/v1/tasks/dispatch", {"q": meeting.number}).json()
    strange = login(li).get("/api/v1/tasks/dispatch")

    assert sum(calldown.title in row for row in rounds) == 1
    assert sum(meeting.number in row and "县长" in row for row in meetings) == 1
    assert [(row["number"], row["promised"]) for row in page["items"]] == [(meeting.number, 0)]
    assert client.get(f"/api/v1/tasks/dispatch/{meeting.uuid}").json()["number"] == meeting.number
    assert strange.status_code == 403


def sheet_of(client: Client, url: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(client.get(url).content))
    return list(book.active.iter_rows(values_only=True))
