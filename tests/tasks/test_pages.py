from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.public import cancel_task, decline_task, report_progress, sign_task
from lianfang.county.plans.models import Plan
from tests.builders.tasks import bring_to, start_response, task_of
from tests.builders.world import World

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]
VERBS = (
    "sign", "assign", "split", "report", "submit", "decline", "accept", "return", "excuse",
    "reassign", "cancel", "reopen",
)  # fmt: skip


@pytest.fixture
def task(county: World, plan: Plan) -> Task:
    """北庭镇's task, just issued."""
    start_response(county, plan)
    return task_of(county, "township-beiting", "4.1-a")


def page(name: str, *args: object) -> str:
    return reverse(f"tasks:{name}", args=args)


def test_the_box_shows_what_the_own_unit_has_to_sign_for(
    task: Task, li: Actor, login: Login
) -> None:
    answer = login(li).get(page("task_inbox"))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "北庭镇任务箱" in text
    assert "排查登记居家人员" in text
    assert "完成现场流调" not in text
    assert 'name="task"' in text


def test_ticked_tasks_are_signed_for(task: Task, li: Actor, login: Login) -> None:
    answer = login(li).post(page("tasks_sign"), {"task": [str(task.uuid)]}, follow=True)

    task.refresh_from_db()
    assert task.state == "signed"
    assert "已签收 1 件任务" in answer.content.decode()


def test_signing_for_nothing_says_what_to_do(task: Task, li: Actor, login: Login) -> None:
    answer = login(li).post(page("tasks_sign"), {}, follow=True)

    assert "请先勾选" in answer.content.decode()


@pytest.mark.parametrize("tab", ["sign", "work", "returned", "wait", "done", "nonsense"])
def test_every_tab_of_the_box_opens(task: Task, li: Actor, login: Login, tab: str) -> None:
    assert login(li).get(page("task_inbox"), {"tab": tab}).status_code == 200


def test_a_bureau_sees_the_tasks_of_the_units_below_it_apart(
    task: Task, teacher: Actor, login: Login
) -> None:
    client = login(teacher)

    own = client.get(page("task_inbox")).content.decode()
    below = client.get(page("task_inbox"), {"of": "below"}).content.decode()

    assert "部署学校晨午检" in own
    assert "学校晨午检零报告" not in own
    assert "学校晨午检零报告" in below


def test_zhao_gets_404_for_lis_task_on_every_address(task: Task, zhao: Actor, login: Login) -> None:
    client = login(zhao)

    assert client.get(page("task_detail", task.uuid)).status_code == 404
    assert client.get(page("attachment_get", task.uuid, uuid4())).status_code == 404
    for verb in VERBS:
        assert client.post(page(f"task_{verb}", task.uuid), {}).status_code == 404, verb
    task.refresh_from_db()
    assert task.state == "issued"


def test_zhao_finds_none_of_lis_tasks_in_the_table(task: Task, zhao: Actor, login: Login) -> None:
    text = login(zhao).get(page("task_list")).content.decode()

    assert "三台镇" in text
    assert "北庭镇" not in text


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditor"])
def test_administrators_see_no_tasks(task: Task, county: World, login: Login, who: str) -> None:
    client = login(county.actors[who])

    assert client.get(page("task_list")).status_code == 403
    assert client.get(page("task_detail", task.uuid)).status_code in (403, 404)


def test_the_page_of_a_task_quotes_its_clause_and_offers_what_can_be_done(
    task: Task, li: Actor, login: Login
) -> None:
    text = login(li).get(page("task_detail", task.uuid)).content.decode()

    assert "做好居家隔离人员管理工作" in text
    assert "启动Ⅳ级响应" in text
    assert page("task_sign", task.uuid) in text
    assert page("task_decline", task.uuid) in text
    assert page("task_accept", task.uuid) not in text


def test_a_report_with_figures_and_a_file_is_shown_and_the_file_comes_back(
    task: Task, li: Actor, zhao: Actor, login: Login
) -> None:
    client = login(li)
    sign_task(actor=li, task_uuid=task.uuid)

    answer = client.post(
        page("task_report", task.uuid),
        {
            "words": "已排查三个村", "progress": "40", "figures": "排查户数 1,120 户\n人数：300人",
            "uploads": [SimpleUploadedFile("名单.txt", "样表".encode())],
        },
        follow=True,
    )  # fmt: skip

    text = answer.content.decode()
    file = task.feedbacks.get().attachments.get()
    address = page("attachment_get", task.uuid, file.uuid)
    assert "已排查三个村" in text
    assert "1120" in text.replace(",", "")
    assert client.get(address).content == "样表".encode()
    assert login(zhao).get(address).status_code == 404


def test_a_refused_report_keeps_what_was_typed(task: Task, li: Actor, login: Login) -> None:
    sign_task(actor=li, task_uuid=task.uuid)

    answer = login(li).post(
        page("task_report", task.uuid),
        {"words": "已排查三个村", "progress": "140", "figures": "很多户"},
    )

    text = answer.content.decode()
    task.refresh_from_db()
    assert answer.status_code == 422
    assert "已排查三个村" in text
    assert "看不懂" in text
    assert task.state == "signed"


def test_a_refusal_of_the_service_stands_above_its_form(
    task: Task, li: Actor, login: Login
) -> None:
    sign_task(actor=li, task_uuid=task.uuid)

    answer = login(li).post(page("task_submit", task.uuid), {"words": " "})

    assert answer.status_code == 422
    assert "请填写办结情况和凭据" in answer.content.decode()


def test_a_verb_that_is_no_longer_possible_is_answered_with_its_reason(
    task: Task, li: Actor, login: Login
) -> None:
    sign_task(actor=li, task_uuid=task.uuid)

    answer = login(li).post(page("task_sign", task.uuid), {})

    assert answer.status_code == 422
    assert "当前状态为“已签收”" in answer.content.decode()


def test_the_office_strikes_off_in_the_page(
    task: Task, county: World, office: Actor, login: Login
) -> None:
    bring_to(county, task, "submitted", who="li")
    client = login(office)

    queue = client.get(page("task_review")).content.decode()
    answer = client.post(page("task_accept", task.uuid), {"words": "材料齐全"}, follow=True)

    task.refresh_from_db()
    assert "已办结，附流调报告" in queue
    assert task.state == "accepted"
    assert "已销号" in answer.content.decode()


def test_what_is_reported_as_impossible_waits_under_its_tab(
    task: Task, li: Actor, office: Actor, login: Login
) -> None:
    decline_task(actor=li, task_uuid=task.uuid, reason="辖区无居家人员")

    text = login(office).get(page("task_review"), {"tab": "declined"}).content.decode()

    assert "辖区无居家人员" in text


def test_a_task_is_split_in_the_page(
    task: Task, county: World, teacher: Actor, login: Login
) -> None:
    whole = bring_to(county, task_of(county, "county-education", "3.1-a"), "signed", who="teacher")
    due = clock.beijing(whole.due_at - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M")

    answer = login(teacher).post(
        page("task_split", whole.uuid),
        {"units": [county.units["school-beiting"].uuid], "what": "落实晨午检", "due_at": due},
        follow=True,
    )

    part = Task.objects.get(parent=whole)
    assert part.unit == county.units["school-beiting"]
    assert "已分解" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 9),
        ({"q": "现场流调"}, 1),
        ({"q": "4.1-a"}, 2),
        ({"q": "%"}, 0),
        ({"state": "signed"}, 0),
        ({"state": "live"}, 9),
        ({"state": "nonsense"}, 9),
        ({"unit": "not-a-uuid"}, 9),
        ({"kind": "part"}, 0),
        ({"overdue": "on"}, 0),
        ({"level": "4"}, 9),
        ({"level": "1"}, 0),
        ({"page": "99"}, 9),
    ],
)
def test_the_table_is_narrowed(
    task: Task, office: Actor, login: Login, query: dict[str, str], count: int
) -> None:
    answer = login(office).get(page("task_list"), query)

    assert answer.status_code == 200
    assert answer.context["page"].paginator.count == count


def test_the_bare_table_leaves_out_what_is_finished(
    task: Task, county: World, office: Actor, login: Login
) -> None:
    cancel_task(actor=office, task_uuid=task.uuid, reason="合并办理")
    client = login(office)

    bare = client.get(page("task_list"))
    everything = client.get(page("task_list"), {"state": ""})

    assert bare.context["page"].paginator.count == 8
    assert everything.context["page"].paginator.count == 9


def test_the_number_finds_the_task(task: Task, office: Actor, login: Login) -> None:
    answer = login(office).get(page("task_list"), {"q": task.number.lower()})

    assert [row.pk for row in answer.context["page"].object_list] == [task.pk]


def test_the_table_is_exported_with_the_same_filters(
    task: Task, office: Actor, login: Login
) -> None:
    answer = login(office).get(page("task_list"), {"q": "现场流调", "export": "xlsx"})

    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content[:2] == b"PK"


def test_the_rows_behind_a_figure_open_with_its_definition(
    task: Task, office: Actor, login: Login
) -> None:
    emergency = task.response.emergency
    client = login(office)

    answer = client.get(
        page("figure_tasks", emergency.uuid, "issued"), {"at": clock.now().isoformat()}
    )

    assert answer.context["page"].paginator.count == 9
    assert "截至时点下达" in answer.content.decode()
    assert client.get(page("figure_tasks", emergency.uuid, "nothing")).status_code == 404
    assert (
        client.get(page("figure_tasks", emergency.uuid, "open"), {"at": "heute"}).status_code == 404
    )


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_never_done_by_looking(task: Task, li: Actor, login: Login, verb: str) -> None:
    assert login(li).get(page(f"task_{verb}", task.uuid)).status_code == 405


@pytest.mark.parametrize("verb", VERBS)
def test_nonsense_in_a_form_is_answered_with_reasons(
    task: Task, county: World, office: Actor, li: Actor, login: Login, verb: str
) -> None:
    sign_task(actor=li, task_uuid=task.uuid)
    before = Task.objects.get(pk=task.pk).state
    nonsense = {
        "words": "\x00", "reason": "", "units": "x", "due_at": "morgen", "progress": "viel",
        "assignee": "1 OR 1=1", "to_unit": "<script>", "figures": "=1+1",
    }  # fmt: skip

    for actor in (li, office):
        answer = login(actor).post(page(f"task_{verb}", task.uuid), nonsense)
        assert answer.status_code in (403, 422), (verb, answer.status_code)
        assert "<script>" not in answer.content.decode().split("<main")[1]

    assert Task.objects.get(pk=task.pk).state == before


@pytest.fixture
def crowd(county: World, plan: Plan) -> Task:
    """Thirty tasks of one unit with steps, feedback and parts, as a busy week leaves them."""
    for _ in range(15):
        start_response(county, plan)
    for task in Task.objects.filter(unit=county.units["township-beiting"]).order_by("id")[:20]:
        sign_task(actor=county.actors["li"], task_uuid=task.uuid)
        report_progress(actor=county.actors["li"], task_uuid=task.uuid, words="已排查", progress=10)
    return task_of(county, "township-beiting")


@pytest.mark.parametrize(
    ("who", "name", "query"),
    [
        ("li", "task_inbox", {"tab": "work"}),
        ("li", "task_inbox", {"tab": "sign"}),
        ("office", "task_list", {}),
        ("office", "task_list", {"q": "排查"}),
        ("office", "task_board", {}),
        ("office", "task_review", {}),
    ],
)
def test_a_list_asks_the_database_little(
    crowd: Task, county: World, login: Login, who: str, name: str, query: dict[str, str],
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    client = login(county.actors[who])

    with django_assert_max_num_queries(25):
        answer = client.get(page(name), query)

    assert answer.status_code == 200
    assert len(answer.content) < 150_000


def test_the_page_of_a_task_asks_the_database_little(
    crowd: Task, li: Actor, login: Login, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(8):
        report_progress(actor=li, task_uuid=crowd.uuid, words=f"第{number}次", progress=20)
    client = login(li)

    with django_assert_max_num_queries(25):
        answer = client.get(page("task_detail", crowd.uuid))

    assert answer.status_code == 200
