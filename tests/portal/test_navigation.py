"""The menu: what is shown can be entered, what cannot be entered is not shown."""

from collections.abc import Callable, Sequence

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.county.orgs.public import Post, list_posts_of
from lianfang.picture.portal.context import page_frame
from lianfang.picture.portal.navigation import ON_TELEPHONE, PLACES, menu, open_places
from tests.builders.tasks import start_response
from tests.builders.world import World, build_actor

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "chief", "office", "staff", "duty", "health", "cdc", "teacher", "wang", "li", "zhao",
    "sysadmin", "secadmin", "auditor",
)  # fmt: skip
BUSINESS = {"tasks:task_list", "emergencies:emergency_list", "situation:report_list"}


def items_of(sections: list[dict[str, object]]) -> list:
    return [item for section in sections for item in section["items"]]


@pytest.mark.parametrize("who", EVERYBODY)
def test_places_not_in_the_menu_refuse_or_hold_nothing_of_others(
    county: World, plan: object, login: Callable[[Actor], Client], who: str
) -> None:
    actor = county.actors[who]
    closed = [place for place in PLACES if place not in open_places(actor)]
    # A unit's own box is empty for whoever works for no unit, and a decision box for whoever decides nothing.
    # The list of orders shows a unit only those that came to it.
    mild = {
        "tasks:task_inbox", "tasks:task_review", "tasks:order_inbox", "tasks:order_list",
        "tasks:log_list", "emergencies:flash_list", "tasks:promise_list", "tasks:supervision_list",
        "orgs:unit_list", "orgs:group_list",
    }  # fmt: skip

    client = login(actor)
    answers = {p.name: client.get(reverse(p.name)).status_code for p in closed}

    assert {name for name, status in answers.items() if status != 403} <= mild


def test_every_place_of_the_menu_and_the_telephone_bar_exists() -> None:
    assert {place.name for place in PLACES} >= set(ON_TELEPHONE)
    assert all(reverse(place.name).startswith("/") for place in PLACES)


def test_administrators_see_no_business(county: World) -> None:
    for who in ("sysadmin", "secadmin", "auditor"):
        assert {place.name for place in open_places(county.actors[who])} & BUSINESS == set()


def test_the_three_administrators_share_no_desk(county: World) -> None:
    desks = {
        who: {p.name for p in open_places(county.actors[who]) if p.section == "管理"}
        for who in ("sysadmin", "secadmin", "auditor")
    }

    assert desks["auditor"] == {"audit:row_list"}
    assert "audit:row_list" not in desks["sysadmin"] | desks["secadmin"]
    assert "jobs:job_list" not in desks["secadmin"]


@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/", "portal:home"),
        ("/tasks/", "tasks:task_inbox"),
        ("/tasks/board/", "tasks:task_board"),
        ("/tasks/all/", "tasks:task_list"),
        ("/standards/grading/", "standards:disease_list"),
        ("/account/", ""),
    ],
)
def test_the_place_of_the_present_page_is_marked(county: World, path: str, active: str) -> None:
    items = items_of(menu(county.actors["office"], path, {}))

    assert [item.name for item in items if item.active] == ([active] if active else [])


def test_the_telephone_bar_has_four_places_and_starts_at_home(
    county: World, login: Callable[[Actor], Client]
) -> None:
    bar = login(county.actors["li"]).get("/").context["phone_nav"]

    assert [item.name for item in bar] == [
        "portal:home", "tasks:task_inbox", "tasks:task_review", "situation:contribution_list",
    ]  # fmt: skip


def frame_of(county: World, who: str, posts: Sequence[Post] = (), **headers: str) -> dict:
    """The frame, with the posts that the middleware has read."""
    request = RequestFactory().get("/tasks/", headers=headers)
    request.user, request.actor = county.users[who], county.actors[who]
    request.posts = posts
    from django_htmx.middleware import HtmxDetails

    request.htmx = HtmxDetails(request)
    return page_frame(request)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_frame_costs_at_most_three_queries(
    county: World, plan: object, who: str, django_assert_max_num_queries
) -> None:
    start_response(county, plan, level=4)

    posts, _ = list(list_posts_of(county.users[who])), county.actors[who]

    with django_assert_max_num_queries(3):
        frame = frame_of(county, who, posts)

    assert frame["county_name"] == "吉木萨尔县"
    assert frame["person_name"] == county.users[who].name


def test_a_fragment_pays_for_no_frame(county: World, django_assert_num_queries) -> None:
    assert county.actors["li"]
    with django_assert_num_queries(0):
        frame = frame_of(county, "li", **{"HX-Request": "true"})

    assert set(frame) == {"actor"}


def test_counts_in_the_menu_are_those_of_the_pages(county: World, plan: object, login) -> None:
    start_response(county, plan, level=4)
    client = login(county.actors["li"])

    response = client.get("/")
    item = next(i for i in items_of(response.context["nav"]) if i.name == "tasks:task_inbox")
    box = client.get("/tasks/?tab=sign").context["page"].paginator.count

    assert item.count == box > 0
    assert f'aria-label="{item.count} 项待办"' in response.content.decode()


def test_an_exercise_is_announced_on_every_page_of_whoever_takes_part(
    county: World, plan: object, login
) -> None:
    response = start_response(county, plan, level=4)
    response.emergency.is_exercise = True
    response.emergency.save(update_fields=["is_exercise"])

    townships = login(county.actors["li"]).get("/notices/").content.decode()
    auditors = login(county.actors["auditor"]).get("/audit/").content.decode()

    assert 'class="lf-exercise"' in townships
    assert 'class="lf-exercise"' not in auditors


def test_a_real_response_is_never_hidden_behind_the_banner_of_an_exercise(
    county: World, plan: object
) -> None:
    exercise = start_response(county, plan, level=4)
    exercise.emergency.is_exercise = True
    exercise.emergency.save(update_fields=["is_exercise"])
    start_response(county, plan, level=4)

    assert frame_of(county, "li")["exercise_active"] is False


def test_the_switcher_lists_the_posts_and_changes_the_menu(county: World, login) -> None:
    other = build_actor(county.users["li"], county.units["command-office"], "office_staff")
    client = login(county.actors["li"])
    posts = client.get("/").context["posts"]
    wanted = next(post for post in posts if not post["active"])

    client.post(reverse("orgs:post_choose"), {"post": wanted["value"]})
    after = client.get("/").context

    assert len(posts) == 2
    assert after["actor"].post_id == other.post_id
    assert "situation:report_list" in {item.name for item in items_of(after["nav"])}
    assert "指挥部办公室" in after["post_label"]


def test_a_person_without_a_post_sees_home_and_nothing_else(county: World, login) -> None:
    from lianfang.county.orgs.models import Post

    Post.objects.filter(user=county.users["li"]).update(
        starts_at="2000-01-01T00:00Z", ends_at="2001-01-01T00:00Z"
    )
    client = login(county.actors["li"])

    page = client.get("/")

    assert [item.name for item in items_of(page.context["nav"])] == ["portal:home"]
    assert "没有在任岗位" in page.content.decode()
