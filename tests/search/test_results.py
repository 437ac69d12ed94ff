"""The search page: groups, numbers that lead straight to their record, nothing out of scope."""

from uuid import uuid4

import pytest

from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import Entry, Finding, index_many
from lianfang.base.search.results import KINDS, PER_KIND, search
from lianfang.base.search.rules import is_number, same_number
from lianfang.command.tasks.public import accept_task
from lianfang.picture.portal.finding import find_tasks
from tests.builders.emergencies import build_response
from tests.builders.plans import build_jimsar
from tests.builders.surveillance import build_signal
from tests.builders.tasks import bring_to, task_of
from tests.builders.world import COUNTY, World

pytestmark = pytest.mark.django_db


def plant(county: World, count: int, **given: object) -> None:
    facts = {
        "kind": "duty",
        "url": "/plans/",
        "permission": Permission.PLAN_VIEW,
        "area_path": county.areas[COUNTY].path,
    }
    index_many(
        Finding(**(facts | {"uuid": uuid4(), "title": f"2.{n} 晨午检制度"} | given)) for n in range(count)
    )  # fmt: skip


@pytest.fixture
def busy(county: World, plan: object) -> World:
    build_response(county, level=4)
    build_signal(county)
    return county


def groups(client, words: str, **asked: str) -> dict[str, int]:
    found = client.get("/search/", {"q": words, **asked}).context["groups"]
    return {group.kind: len(group.hits) for group in found}


def test_two_characters_find_records_of_every_kind_in_groups(busy: World, login) -> None:
    found = groups(login(busy.actors["office"]), "诺如")

    assert found == {"emergency": 1}
    assert groups(login(busy.actors["office"]), "学校").keys() >= {"emergency", "task", "signal"}


def test_groups_come_in_the_order_of_the_house(busy: World, login) -> None:
    found = list(groups(login(busy.actors["office"]), "学校"))

    assert found == sorted(found, key=list(KINDS).index)


@pytest.mark.parametrize(
    ("who", "finds"), [("office", True), ("teacher", True), ("li", False), ("auditor", False)]
)
def test_tasks_are_found_by_the_words_of_their_action_within_sight(
    busy: World, login, who: str, finds: bool
) -> None:
    assert ("task" in groups(login(busy.actors[who]), "晨午检")) is finds


def test_a_finished_task_comes_last(busy: World) -> None:
    done = bring_to(busy, task_of(busy, "township-beiting", "4.1-a"), "submitted", who="li")
    accept_task(actor=busy.actors["office"], task_uuid=done.uuid)

    hits = find_tasks(busy.actors["office"], "排查", 10)

    assert ["已销号" in hit.summary for hit in hits] == [False, True]


def test_the_number_of_a_task_leads_straight_to_it(busy: World, login) -> None:
    task = task_of(busy, "county-education")
    client = login(busy.actors["teacher"])

    for typed in (task.number, task.number.lower(), f"  {task.number} "):
        answer = client.get("/search/", {"q": typed})
        assert (answer.status_code, answer["Location"]) == (302, f"/tasks/{task.uuid}/")


def test_the_number_of_a_neighbours_task_leads_nowhere(busy: World, login) -> None:
    task = task_of(busy, "township-beiting")

    answer = login(busy.actors["zhao"]).get("/search/", {"q": task.number})

    assert answer.status_code == 200
    assert "没有找到与检索词相符的内容" in answer.content.decode()


def test_the_numbers_of_signals_and_emergencies_lead_straight_to_them(busy: World, login) -> None:
    client = login(busy.actors["cdc"])
    numbers = Entry.objects.filter(kind__in=["signal", "emergency"])

    landed = {
        entry.url: client.get("/search/", {"q": number}).get("Location")
        for entry in numbers
        for number in [_number(entry)]
    }

    assert len(landed) == 2
    assert all(url == target for url, target in landed.items())


def _number(entry: Entry) -> str:
    from lianfang.command.emergencies.public import Emergency
    from lianfang.command.surveillance.public import Signal

    model = {"signal": Signal, "emergency": Emergency}[entry.kind]
    return model.objects.get(uuid=entry.target_uuid).number


def test_the_number_of_a_document_is_the_same_in_any_brackets() -> None:
    assert same_number("吉突指〔2026〕1号", "吉突指(2026)1号")
    assert same_number("吉突指〔2026〕1号", "吉突指［２０２６］１号")
    assert not same_number("吉突指〔2026〕1号", "吉突指〔2026〕11号")
    assert not same_number("", "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [("T-2026-000123", True), ("sj-2026-0001", True), ("吉突指〔2026〕1号", True), ("诺如", False),
     ("T-2026-", False), ("T-2026-1 诺如", False), ("", False), ("2026", False)],
)  # fmt: skip
def test_only_a_whole_number_counts_as_one(words: str, expected: bool) -> None:
    assert is_number(words) is expected


def test_a_long_group_is_cut_and_offers_the_rest(county: World, login) -> None:
    plant(county, PER_KIND + 5)
    client = login(county.actors["office"])

    first = client.get("/search/", {"q": "晨午检"})
    rest = groups(client, "晨午检", kind="duty")

    assert first.context["groups"][0].more
    assert len(first.context["groups"][0].hits) == PER_KIND
    assert "kind=duty" in first.content.decode()
    assert rest == {"duty": PER_KIND + 5}


def test_an_unknown_kind_is_no_kind(county: World, login) -> None:
    plant(county, 1)

    assert groups(login(county.actors["office"]), "晨午检", kind="'; DROP") == {"duty": 1}


@pytest.mark.parametrize("words", ["", " ", "\x00", "。", "a" * 5000, "%", "_", '"', "-- ;"])
def test_odd_words_find_nothing_and_break_nothing(busy: World, login, words: str) -> None:
    answer = login(busy.actors["office"]).get("/search/", {"q": words})

    assert answer.status_code == 200
    assert answer.context["groups"] == []


def test_the_words_are_shown_as_words(county: World, login) -> None:
    page = login(county.actors["office"]).get("/search/", {"q": "<b>甲</b>"}).content.decode()

    assert "<b>甲" not in page
    assert "&lt;b&gt;甲" in page


def test_administrators_find_no_business(busy: World) -> None:
    for who in ("sysadmin", "secadmin", "auditor"):
        assert search(busy.actors[who], "学校") == []


def test_the_page_costs_few_queries(busy: World, login, django_assert_max_num_queries) -> None:
    plant(busy, 60)
    client = login(busy.actors["office"])
    client.get("/search/", {"q": "学校"})

    with django_assert_max_num_queries(14):
        client.get("/search/", {"q": "学校"})


def test_the_search_field_of_every_page_is_reached_by_a_slash(county: World, login) -> None:
    page = login(county.actors["li"]).get("/").content.decode()

    assert 'action="/search/"' in page
    assert 'data-hotkey="/"' in page


def test_the_api_finds_what_the_page_finds(busy: World, login) -> None:
    client = login(busy.actors["office"])

    body = client.get("/api/v1/search", {"q": "学校"}).json()

    assert {group["kind"]: len(group["hits"]) for group in body} == groups(client, "学校")
    assert set(body[0]["hits"][0]) == {"kind", "title", "summary", "number", "url"}


@pytest.mark.parametrize(
    "asked", [{}, {"q": ""}, {"q": "x" * 101}, {"q": "学校", "kind": "nothing"}]
)
def test_the_api_refuses_what_is_no_question(county: World, login, asked: dict[str, str]) -> None:
    answer = login(county.actors["office"]).get("/api/v1/search", asked)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "who",
    ["chief", "office", "duty", "cdc", "teacher", "wang", "li", "zhao", "sysadmin", "auditor"],
)
def test_whatever_is_found_opens_for_the_finder(busy: World, login, who: str) -> None:
    build_signal(busy, by="duty", title="值班员接报的学校信号")
    client = login(busy.actors[who])

    urls = [
        hit.url for words in ("学校", "北庭", "诺如", "晨午检") for group in search(busy.actors[who], words)
        for hit in group.hits
    ]  # fmt: skip

    assert {
        url: client.get(url).status_code for url in urls if client.get(url).status_code != 200
    } == {}


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_real_plan_and_its_units_are_found_by_two_characters(db, login) -> None:
    world = build_jimsar()
    client = login(world.actors["office"])

    found = groups(client, "疾控")
    duties = groups(client, "消杀")

    assert found["unit"] >= 1
    assert found["duty"] >= 1
    assert set(duties) & {"duty", "action"}
    urls = [hit.url for group in search(world.actors["office"], "疾控") for hit in group.hits]
    assert {client.get(url).status_code for url in urls} == {200}
