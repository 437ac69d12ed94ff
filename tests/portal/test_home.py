"""Each role's home shows what it needs first, with figures that are the rows they link to."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.command.tasks.public import Task, sign_task
from lianfang.picture.situation.public import draft_report
from tests.builders.emergencies import build_emergency, build_proposal, build_response
from tests.builders.surveillance import build_signal
from tests.builders.tasks import bring_to, task_of
from tests.builders.world import World

pytestmark = pytest.mark.django_db
ALL = (
    "chief", "office", "staff", "duty", "health", "cdc", "teacher", "wang", "li", "zhao",
    "sysadmin", "secadmin", "auditor",
)  # fmt: skip


def desk(login, actor):
    return login(actor).get("/").context["desk"]


def values(desk) -> dict[str, int]:
    return {figure.wanted.key: figure.value for figure in desk.figures}


@pytest.fixture
def busy(county: World, plan: object) -> World:
    """A county with a running response, a new signal, a waiting proposal, a drafted report."""
    response = build_response(county, level=4)
    bring_to(county, task_of(county, "county-education"), "submitted", who="teacher")
    build_signal(county)
    build_proposal(county, response.emergency, kind="raise", level=3)
    draft_report(
        actor=county.actors["staff"], emergency_uuid=response.emergency.uuid, kind="initial",
        cutoff_at=clock.now(),
    )  # fmt: skip
    return county


@pytest.mark.parametrize("who", ALL)
def test_the_home_page_costs_at_most_25_queries(
    busy: World, login, who: str, django_assert_max_num_queries
) -> None:
    client = login(busy.actors[who])
    client.get("/")

    with django_assert_max_num_queries(25):
        answer = client.get("/")

    assert answer.status_code == 200


@pytest.mark.parametrize("who", ALL)
def test_every_figure_is_the_number_of_rows_behind_its_link(busy: World, login, who: str) -> None:
    client = login(busy.actors[who])
    figures = client.get("/").context["desk"].figures

    rows = {}
    for figure in figures:
        context = client.get(figure.wanted.url).context
        if "page" in context:
            rows[figure.wanted.key] = context["page"].paginator.count
        else:
            listed = (
                context.get("rows") or context.get("lines") or context.get("contributions") or []
            )
            rows[figure.wanted.key] = len(listed)
    counted = {figure.wanted.key: figure.value for figure in figures}
    # Looking at pages is itself recorded by nothing, so the counts stand; jobs link to their whole table.
    counted.pop("jobs", None)
    rows.pop("jobs", None)

    assert figures
    assert rows == counted


def test_the_leader_sees_what_waits_for_a_decision_and_how_it_goes(busy: World, login) -> None:
    page = login(busy.actors["chief"]).get("/")
    shown = page.context["desk"]

    assert values(shown)["proposals"] == 1
    assert [p.kind for p in shown.pending] == ["raise"]
    assert "审阅并决定" in page.content.decode()
    assert shown.running[0].response.level == 4
    assert shown.steps[0].title.startswith("建议")
    assert shown.tasks is None
    assert shown.wanted is None


def test_a_liaison_sees_the_own_units_work_and_no_other_units(busy: World, login) -> None:
    page = login(busy.actors["li"]).get("/")
    shown = page.context["desk"]
    units = {task.unit_id for task in shown.tasks}

    assert (
        values(shown)["unit_sign"]
        == Task.objects.filter(unit=busy.units["township-beiting"], state="issued").count()
    )
    assert values(shown)["unit_sign"] > 0
    assert units == {busy.units["township-beiting"].pk}
    assert shown.running
    assert shown.pending is shown.review is shown.late_units is shown.steps is shown.signals is None
    assert "三台镇" not in page.content.decode()


def test_the_counts_of_a_liaisons_response_are_those_of_the_own_unit(busy: World, login) -> None:
    shown = desk(login, busy.actors["li"]).running[0]

    assert shown.total == Task.objects.filter(unit=busy.units["township-beiting"]).count()
    assert shown.total < Task.objects.count()


@pytest.mark.parametrize(
    ("key", "query"),
    [("total", "&kind=main"), ("accepted", "&kind=main&state=accepted"),
     ("waiting", "&kind=main&state=waiting"), ("open", "&kind=main&state=open"),
     ("overdue", "&kind=main&overdue=on"), ("parts", "&kind=part")],
)  # fmt: skip
def test_the_numbers_of_a_running_response_are_the_rows_they_link_to(
    busy: World, login, key: str, query: str
) -> None:
    client = login(busy.actors["office"])
    with clock.moved_to(clock.now() + timedelta(days=2)):
        row = client.get("/").context["desk"].running[0]
        url = f"{reverse('tasks:task_list')}?response={row.response.uuid}{query}"
        count = client.get(url).context["page"].paginator.count

    assert getattr(row, key) == count


def test_the_command_office_sees_the_review_queue_and_who_is_late(busy: World, login) -> None:
    client = login(busy.actors["office"])

    with clock.moved_to(clock.now() + timedelta(days=2)):
        shown = client.get("/").context["desk"]

    assert values(shown)["review_submitted"] == len(shown.review) == 1
    assert shown.late_units[0].overdue == max(row.overdue for row in shown.late_units) > 0
    assert shown.pending is None


def test_cdc_sees_the_signals_to_verify_and_a_liaison_does_not(busy: World, login) -> None:
    assert [s.title for s in desk(login, busy.actors["cdc"]).signals] == [
        "北庭镇中心学校多名学生呕吐"
    ]
    assert desk(login, busy.actors["teacher"]).signals is None


def test_the_health_commission_sees_its_proposal_wait_without_the_button_to_decide(
    busy: World, login
) -> None:
    page = login(busy.actors["health"]).get("/")

    assert len(page.context["desk"].pending) == 1
    assert "审阅并决定" not in page.content.decode()


def test_missing_contributions_are_named_to_the_unit_that_owes_them(busy: World, login) -> None:
    shown = desk(login, busy.actors["cdc"])

    assert values(shown)["wanted"] == len(shown.wanted) == 1
    assert shown.wanted[0].unit_id == busy.units["county-cdc"].pk


def test_the_drafter_sees_how_many_units_have_not_contributed(busy: World, login) -> None:
    page = login(busy.actors["staff"]).get("/")

    missing = page.context["desk"].reports[0].missing
    assert missing > 0
    assert f"缺 {missing} 家材料" in page.content.decode()


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditor"])
def test_administrators_see_no_business_on_their_home(busy: World, login, who: str) -> None:
    page = login(busy.actors[who]).get("/")
    shown = page.context["desk"]

    assert shown.running is shown.tasks is shown.reports is shown.steps is shown.signals is None
    assert "诺如" not in page.content.decode()


def test_the_system_administrator_sees_what_is_wrong_with_the_installation(
    county: World, login
) -> None:
    shown = desk(login, county.actors["sysadmin"])

    assert "后台任务从未运行" in " ".join(finding.words for finding in shown.findings)
    assert desk(login, county.actors["office"]).findings is None


def test_a_quiet_county_says_so(county: World, login) -> None:
    page = login(county.actors["chief"]).get("/").content.decode()

    assert "目前没有运行中的应急响应" in page
    assert 'class="lf-exercise"' not in page


def test_a_signed_out_person_is_sent_to_sign_in(client, county: World) -> None:
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/")


def test_zhao_sees_nothing_of_the_neighbour_township(county: World, plan: object, login) -> None:
    build_response(county, build_emergency(county, area="652327103"), area="652327103")

    page = login(county.actors["zhao"]).get("/")

    assert page.context["desk"].running == []
    assert "北庭镇" not in page.content.decode()


def test_the_pulse_answers_304_until_something_changes(busy: World, login) -> None:
    client = login(busy.actors["li"])
    first = client.get("/pulse/")
    again = client.get("/pulse/", headers={"If-None-Match": first["ETag"]})
    task = Task.objects.filter(unit=busy.units["township-beiting"], state="issued").first()
    sign_task(actor=busy.actors["li"], task_uuid=task.uuid)
    changed = client.get("/pulse/", headers={"If-None-Match": first["ETag"]})

    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert changed.json()["inbox"] == first.json()["inbox"] - 1


def test_the_pulse_tells_nobody_anything_of_others(busy: World, login) -> None:
    assert set(login(busy.actors["auditor"]).get("/pulse/").json()) == {"unread"}
