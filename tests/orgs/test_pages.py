"""Pages and API of areas, units, groups and posts: who sees what."""

import io

import pytest
from openpyxl import load_workbook

from lianfang.county.orgs.models import Post, Unit, UnitAlias
from lianfang.county.orgs.public import list_posts_of
from tests.builders.orgs import build_group
from tests.builders.world import COUNTY, build_unit

pytestmark = pytest.mark.django_db
UNITS, GROUPS, POSTS = "/orgs/units/", "/orgs/groups/", "/orgs/posts/"


def names(answer) -> set[str]:
    return {unit.code for unit in answer.context["page"]}


def address(unit: Unit, verb: str = "") -> str:
    return f"{UNITS}{unit.uuid}/{verb}"


def test_a_township_sees_the_county_and_itself_but_no_other_township(county, zhao, login) -> None:
    browser = login(zhao)

    seen = names(browser.get(UNITS))

    assert {"county-education", "command-office", "township-santai"} <= seen
    assert not {"township-beiting", "school-beiting"} & seen
    assert browser.get(address(county.units["township-beiting"])).status_code == 404
    assert browser.get(address(county.units["township-santai"])).status_code == 200
    uuid = county.units["township-beiting"].uuid
    assert browser.get(f"/api/v1/orgs/units/{uuid}").status_code == 404


def test_the_county_sees_all_its_townships(county, office, login) -> None:
    assert {"township-beiting", "township-santai"} <= names(login(office).get(UNITS))


def test_another_countys_units_do_not_exist(county, office, login) -> None:
    other = build_unit("other", county.areas["652328"], name="木垒县卫健委")

    browser = login(office)

    assert "other" not in names(browser.get(UNITS))
    assert browser.get(address(other)).status_code == 404


def test_the_list_is_searched_by_alias_and_filtered_by_kind(county, office, login) -> None:
    UnitAlias.objects.create(unit=county.units["county-education"], name="县教科局")
    browser = login(office)

    assert names(browser.get(UNITS, {"q": "教科"})) == {"county-education"}
    assert names(browser.get(UNITS, {"kind": "township"})) == {
        "township-beiting",
        "township-santai",
    }
    assert names(browser.get(UNITS, {"area": "652327103"})) == {
        "township-beiting",
        "school-beiting",
    }
    assert names(browser.get(UNITS, {"q": "没有这样的单位"})) == set()
    assert browser.get(UNITS, {"kind": "spaceship", "page": "-3"}).status_code == 200


def test_the_export_holds_the_filtered_rows(county, office, login) -> None:
    answer = login(office).get(UNITS, {"kind": "township", "export": "xlsx"})

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    text = str(rows)
    assert "township-beiting" in text
    assert "county-education" not in text
    assert "类别：township" in text or "类别：乡镇" in text


def test_a_unit_shows_its_people_with_masked_numbers(county, office, login) -> None:
    county.users["li"].phone = "13899990000"
    county.users["li"].save(update_fields=["phone"])

    page = login(office).get(address(county.units["township-beiting"])).content.decode()

    assert "李联络" in page
    assert "138****0000" in page
    assert "13899990000" not in page


def test_a_number_is_shown_after_a_reason(county, office, login) -> None:
    county.users["li"].phone = "13899990000"
    county.users["li"].save(update_fields=["phone"])
    post = list_posts_of(county.users["li"])[0]
    browser = login(office)

    refused = browser.post(f"{POSTS}{post.uuid}/phone/", {"reason": ""})
    shown = browser.post(f"{POSTS}{post.uuid}/phone/", {"reason": "催办签收"})

    assert refused.status_code == 422
    assert "13899990000" not in refused.content.decode()
    assert "13899990000" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]


def test_groups_are_shown_by_the_level_that_switches_them_on(county, office, login) -> None:
    units = county.units
    build_group(units["county-health"], units["county-cdc"], code="always", level=4)
    build_group(units["county-education"], code="grave", level=2)
    browser = login(office)

    def shown(level: str) -> set[str]:
        return {group.code for group in browser.get(GROUPS, {"level": level}).context["groups"]}

    assert shown("") == {"always", "grave"}
    assert shown("4") == {"always"}
    assert shown("3") == {"always"}
    assert shown("2") == {"always", "grave"}
    assert shown("9") == {"always", "grave"}
    api = browser.get("/api/v1/orgs/groups?level=3").json()
    assert [(g["code"], g["member_codes"]) for g in api] == [("always", ["county-cdc"])]
    assert browser.get("/api/v1/orgs/groups?level=9").status_code == 422


def test_a_township_belongs_to_the_groups_of_its_collective(county, li, login) -> None:
    build_group(county.units["county-health"], county.units["townships"], code="community")
    build_group(county.units["county-health"], county.units["county-cdc"], code="control")

    shown = login(li).get(address(county.units["township-beiting"])).context["groups"]

    assert [group.code for group in shown] == ["community"]


def test_areas_are_shown_as_a_tree(county, zhao, login) -> None:
    rows = login(zhao).get("/orgs/areas/").context["rows"]

    assert [(row.area.name, row.depth) for row in rows] == [
        ("新疆维吾尔自治区", 0),
        ("昌吉回族自治州", 1),
        ("吉木萨尔县", 2),
        ("三台镇", 3),
    ]


def test_a_rename_on_the_page_keeps_the_old_name(county, sysadmin, login) -> None:
    unit = county.units["county-education"]

    answer = login(sysadmin).post(
        address(unit, "rename/"), {"name": "县教体局", "short_name": "教体局"}
    )

    unit.refresh_from_db()
    assert answer.status_code == 302
    assert unit.name == "县教体局"
    assert unit.aliases.filter(name="县教育局").exists()


def test_a_refused_rename_keeps_what_was_typed(county, sysadmin, login) -> None:
    unit = county.units["county-education"]

    answer = login(sysadmin).post(
        address(unit, "rename/"), {"name": "县卫生健康委", "short_name": "x"}
    )

    unit.refresh_from_db()
    assert answer.status_code == 422
    assert 'value="县卫生健康委"' in answer.content.decode()
    assert unit.name == "县教育局"


def test_a_unit_is_entered_corrected_and_taken_out_on_pages(county, sysadmin, login) -> None:
    browser = login(sysadmin)
    area = county.areas["652327101"]

    browser.post(
        f"{UNITS}new/",
        {"code": "school-santai", "name": "三台学校", "kind": "school", "area": area.pk},
    )
    unit = Unit.objects.get(code="school-santai")
    browser.post(
        address(unit, "edit/"),
        {
            "kind": "place",
            "area": area.pk,
            "parent": county.units["county-education"].pk,
            "aliases": "三台校\n三中",
        },
    )
    without = browser.post(address(unit, "switch-off/"), {"reason": ""})
    browser.post(address(unit, "switch-off/"), {"reason": "撤并"})

    unit.refresh_from_db()
    assert without.status_code == 422
    assert (unit.kind, unit.is_active) == ("place", False)
    assert set(unit.aliases.values_list("name", flat=True)) == {"三台校", "三中"}
    assert "已停用" in browser.get(address(unit)).content.decode()
    browser.post(address(unit, "switch-on/"))
    unit.refresh_from_db()
    assert unit.is_active


@pytest.mark.parametrize("verb", ["rename/", "edit/", "switch-off/"])
def test_pages_that_change_units_are_closed_to_others(verb: str, county, office, login) -> None:
    assert login(office).get(address(county.units["county-education"], verb)).status_code == 403


def test_posts_are_granted_and_ended_on_pages_by_the_security_administrator(
    county, secadmin, sysadmin, login
) -> None:
    user = county.users["wang"]
    page = f"/orgs/people/{user.uuid}/"
    typed = {"unit": county.units["county-cdc"].pk, "role": "epidemiologist", "title": "流调队员"}

    refused = login(sysadmin).post(page, typed)
    assert refused.status_code == 403
    assert not Post.objects.filter(title="流调队员").exists()
    browser = login(secadmin)
    browser.post(page, typed)
    post = Post.objects.get(title="流调队员")
    browser.post(f"{POSTS}{post.uuid}/end/", {"reason": "任务结束"})

    post.refresh_from_db()
    assert post.granted_by_id == secadmin.user_id
    assert post.ends_at is not None
    assert "已结束" in browser.get(page).content.decode()


def test_the_page_refuses_to_join_administration_with_other_work(county, secadmin, login) -> None:
    user = county.users["wang"]
    before = Post.objects.count()

    answer = login(secadmin).post(
        f"/orgs/people/{user.uuid}/",
        {"unit": county.units["command-office"].pk, "role": "audit_admin"},
    )

    assert answer.status_code == 422
    assert "三员分立" in answer.content.decode()
    assert Post.objects.count() == before


@pytest.mark.parametrize("who", ["chief", "office", "auditor", "li"])
def test_posts_of_others_are_closed_to_who_does_not_administer(who: str, county, login) -> None:
    browser = login(county.actors[who])

    assert browser.get(POSTS).status_code == 403
    assert browser.get(f"/orgs/people/{county.users['wang'].uuid}/").status_code == 403


def test_the_list_of_posts_is_searched_and_exported(county, secadmin, login) -> None:
    browser = login(secadmin)

    found = browser.get(POSTS, {"q": "北庭镇", "role": "liaison"})
    sheet = browser.get(POSTS, {"q": "北庭镇", "export": "xlsx"})

    assert [row.post.user.username for row in found.context["rows"]] == ["li"]
    assert "李联络" in str(
        list(load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))
    )


def test_the_api_pages_through_all_units_once(county, office, login) -> None:
    browser = login(office)
    codes, cursor = [], ""
    while cursor is not None:
        answer = browser.get("/api/v1/orgs/units", {"limit": 3, "cursor": cursor}).json()
        codes += [row["code"] for row in answer["items"]]
        cursor = answer["next"]

    assert sorted(codes) == sorted(county.units)
    assert browser.get("/api/v1/orgs/units", {"cursor": "nonsense"}).status_code == 422


def test_the_api_shows_a_unit_with_its_names_and_children(county, office, login) -> None:
    UnitAlias.objects.create(unit=county.units["townships"], name="各乡镇场")

    answer = login(office).get(f"/api/v1/orgs/units/{county.units['townships'].uuid}").json()

    assert answer["aliases"] == ["各乡镇场"]
    assert {child["code"] for child in answer["children"]} == {
        "township-beiting",
        "township-santai",
    }
    assert "id" not in answer


def test_the_api_lists_areas_in_scope(county, zhao, login) -> None:
    codes = [area["code"] for area in login(zhao).get("/api/v1/orgs/areas").json()]

    assert codes == ["650000", "652300", COUNTY, "652327101"]


def test_the_list_of_units_costs_the_same_for_many(
    county, office, login, django_assert_max_num_queries
) -> None:
    for number in range(60):
        build_unit(f"unit-{number}", county.areas[COUNTY], parent=county.units["county-education"])
    browser = login(office)
    browser.get(UNITS)

    with django_assert_max_num_queries(15):
        answer = browser.get(UNITS)

    assert len(answer.context["page"].object_list) == 50
    assert len(answer.content) < 150_000
