"""Messages: into whose box they fall, who may read them, what the page shows."""

from uuid import uuid4

import pytest
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotFound
from lianfang.base.notices.public import (
    Letter,
    Notice,
    count_unread,
    list_notices,
    mark_all_read,
    mark_read,
    send_letters,
    unit_mailbox,
    user_mailbox,
)
from tests.builders.world import World

pytestmark = pytest.mark.django_db


def send(county: World, unit: str = "township-beiting", **given: object) -> Notice:
    """A message to a unit, as another room would send it."""
    facts = {"kind": "tasks.issued", "subject": "下达任务：排查登记居家人员", "url": "/tasks/"}
    send_letters([Letter(mailbox=unit_mailbox(county.units[unit].pk), **(facts | given))])
    return Notice.objects.latest("id")


def test_a_message_to_a_unit_is_read_by_its_people_and_nobody_else(county: World) -> None:
    notice = send(county)

    assert list(list_notices(county.actors["li"])) == [notice]
    assert list(list_notices(county.actors["zhao"])) == []
    assert list(list_notices(county.actors["office"])) == []


def test_administrators_see_no_business_of_the_unit_they_sit_in(county: World) -> None:
    send(county, "command-office", subject="任务已提交")

    seen = {
        who: list_notices(county.actors[who]).count()
        for who in ("staff", "sysadmin", "secadmin", "auditor")
    }

    assert seen == {"staff": 1, "sysadmin": 0, "secadmin": 0, "auditor": 0}


def test_a_message_to_a_person_follows_the_person(county: World) -> None:
    send_letters(
        [Letter(mailbox=user_mailbox(county.users["li"].pk), kind="x", subject="请修改密码")]
    )

    assert [n.subject for n in list_notices(county.actors["li"])] == ["请修改密码"]
    assert list(list_notices(county.actors["zhao"])) == []


def test_the_first_reader_is_kept(county: World) -> None:
    notice = send(county)
    first = mark_read(actor=county.actors["li"], notice_uuid=notice.uuid)

    again = mark_read(actor=county.actors["li"], notice_uuid=notice.uuid)

    assert again.read_at == first.read_at
    assert again.read_by_id == county.users["li"].pk


def test_a_strangers_message_is_not_found_and_stays_unread(county: World) -> None:
    notice = send(county)

    with pytest.raises(NotFound):
        mark_read(actor=county.actors["zhao"], notice_uuid=notice.uuid)

    notice.refresh_from_db()
    assert (notice.read_at, notice.read_by_id) == (None, None)


def test_marking_all_read_touches_the_own_boxes_only_and_is_on_record(county: World) -> None:
    send(county), send(county)
    others = send(county, "township-santai")

    count = mark_all_read(actor=county.actors["li"])

    others.refresh_from_db()
    assert count == 2
    assert count_unread(county.actors["li"]) == 0
    assert others.read_at is None
    assert AuditRow.objects.get(action="notices.notice.all_read").count == 2


def test_marking_all_read_twice_leaves_one_record(county: World) -> None:
    send(county)
    mark_all_read(actor=county.actors["li"])

    assert mark_all_read(actor=county.actors["li"]) == 0
    assert AuditRow.objects.filter(action="notices.notice.all_read").count() == 1


def test_unread_messages_are_counted_to_a_hundred_at_most(county: World) -> None:
    box = unit_mailbox(county.units["township-beiting"].pk)
    send_letters([Letter(mailbox=box, kind="x", subject=f"第 {n} 条") for n in range(120)])

    assert count_unread(county.actors["li"]) == 100


def test_a_long_subject_is_cut_to_its_column(county: World) -> None:
    assert len(send(county, subject="题" * 300).subject) == 200


@pytest.mark.parametrize(
    ("only", "subjects"),
    [
        ("", {"急件", "已读急件", "平件"}),
        ("unread", {"急件", "平件"}),
        ("urgent", {"急件", "已读急件"}),
        ("unread_urgent", {"急件"}),
        ("nonsense", {"急件", "已读急件", "平件"}),
    ],
)
def test_the_page_is_narrowed_by_reading_and_urgency(
    county: World, login, only: str, subjects: set[str]
) -> None:
    send(county, subject="急件", urgency="urgent")
    read = send(county, subject="已读急件", urgency="urgent")
    send(county, subject="平件")
    mark_read(actor=county.actors["li"], notice_uuid=read.uuid)

    page = login(county.actors["li"]).get("/notices/", {"only": only}).context["page"]

    assert {notice.subject for notice in page} == subjects


def test_words_of_the_body_are_found(county: World, login) -> None:
    send(county, subject="甲", body="请于今日 18 时前报送")
    send(county, subject="乙")

    page = login(county.actors["li"]).get("/notices/", {"q": "报送"}).context["page"]

    assert [notice.subject for notice in page] == ["甲"]


def test_the_page_shows_no_message_of_another_unit(county: World, login) -> None:
    send(county, subject="只给北庭镇的消息")

    page = login(county.actors["zhao"]).get("/notices/").content.decode()

    assert "只给北庭镇的消息" not in page
    assert "没有符合条件的消息" in page


def test_a_long_box_is_paged(county: World, login) -> None:
    box = unit_mailbox(county.units["township-beiting"].pk)
    send_letters([Letter(mailbox=box, kind="x", subject=f"第 {n} 条") for n in range(70)])
    client = login(county.actors["li"])

    last = client.get("/notices/", {"page": 3}).context["page"]

    assert [notice.subject for notice in last][-1] == "第 0 条"
    assert len(last.object_list) == 10


def test_the_page_costs_the_same_with_one_message_and_with_thirty(
    county: World, login, django_assert_max_num_queries
) -> None:
    box = unit_mailbox(county.units["township-beiting"].pk)
    send_letters([Letter(mailbox=box, kind="x", subject=f"第 {n} 条") for n in range(30)])
    mark_all_read(actor=county.actors["li"])
    client = login(county.actors["li"])
    client.get("/notices/")

    with django_assert_max_num_queries(12):
        client.get("/notices/")


def test_opening_a_message_reads_it_and_leads_to_its_record(county: World, login) -> None:
    notice = send(county, url="/tasks/board/")

    answer = login(county.actors["li"]).post(reverse("notices:notice_open", args=[notice.uuid]))

    notice.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/tasks/board/")
    assert notice.read_at is not None


@pytest.mark.parametrize(
    "url", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""]
)
def test_a_message_leads_to_no_other_site(county: World, login, url: str) -> None:
    notice = send(county, url=url)

    answer = login(county.actors["li"]).post(reverse("notices:notice_open", args=[notice.uuid]))

    assert answer["Location"] == "/notices/"


@pytest.mark.parametrize("verb", ["notice_open", "notice_read"])
def test_zhao_cannot_open_the_neighbours_message(county: World, login, verb: str) -> None:
    notice = send(county)

    answer = login(county.actors["zhao"]).post(reverse(f"notices:{verb}", args=[notice.uuid]))

    notice.refresh_from_db()
    assert answer.status_code == 404
    assert notice.read_at is None


def test_looking_marks_nothing_as_read(county: World, login) -> None:
    notice = send(county)
    client = login(county.actors["li"])

    client.get("/notices/")
    refused = client.get(reverse("notices:notice_open", args=[notice.uuid]))

    notice.refresh_from_db()
    assert refused.status_code == 405
    assert notice.read_at is None


def test_marking_goes_back_to_the_list_as_it_was_and_nowhere_else(county: World, login) -> None:
    client, url = login(county.actors["li"]), reverse("notices:notices_read")

    assert (
        client.post(url, {"next": "/notices/?only=unread"})["Location"] == "/notices/?only=unread"
    )
    assert client.post(url, {"next": "https://example.org/"})["Location"] == "/notices/"


def test_the_api_pages_through_the_box_without_losing_a_message(county: World, login) -> None:
    box = unit_mailbox(county.units["township-beiting"].pk)
    send_letters([Letter(mailbox=box, kind="x", subject=f"第 {n} 条") for n in range(7)])
    client, seen, cursor = login(county.actors["li"]), [], ""

    while cursor is not None:
        page = client.get("/api/v1/notices", {"limit": 3, "cursor": cursor}).json()
        seen += [notice["subject"] for notice in page["items"]]
        cursor = page["next"]

    assert seen == [f"第 {n} 条" for n in range(6, -1, -1)]


def test_the_api_reads_one_and_refuses_a_strangers(county: World, login) -> None:
    notice = send(county)

    stranger = login(county.actors["zhao"]).post(f"/api/v1/notices/{notice.uuid}/read")
    owner = login(county.actors["li"]).post(f"/api/v1/notices/{notice.uuid}/read")
    missing = login(county.actors["li"]).post(f"/api/v1/notices/{uuid4()}/read")

    assert (stranger.status_code, owner.status_code, missing.status_code) == (404, 200, 404)
    assert stranger["Content-Type"] == "application/problem+json"
    assert owner.json()["read_at"] is not None


def test_the_api_marks_all_read(county: World, login) -> None:
    send(county), send(county)

    answer = login(county.actors["li"]).post("/api/v1/notices/read")

    assert answer.json() == {"count": 2}
    assert Notice.objects.filter(read_at=None).count() == 0


def test_messages_carry_the_moment_of_the_acting_clock(county: World) -> None:
    at = clock.now()
    with clock.moved_to(at):
        notice = send(county)

    assert notice.created_at == at
