import io
from datetime import date

import pytest
from openpyxl import load_workbook
from tests.builders.standards import build_china, build_disease

from lianfang.county.standards.public import get_disease

pytestmark = pytest.mark.django_db
LISTS = ["", "grading/", "thresholds/", "deadlines/", "authorities/", "levels/", "codes/"]


@pytest.fixture
def reader(county, login, cdc):
    """A browser of an epidemiologist, with the national rules loaded."""
    build_china()
    return login(cdc)


def words_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("path", LISTS)
def test_rule_pages_open_for_everybody_with_a_desk(county, login, li, path):
    build_china()

    response = login(li).get(f"/standards/{path}")

    assert response.status_code == 200
    assert "国家规则" in words_of(response)


@pytest.mark.parametrize("path", LISTS)
def test_rule_pages_say_what_to_do_while_nothing_is_loaded(county, login, cdc, path):
    response = login(cdc).get(f"/standards/{path}")

    assert response.status_code == 200
    assert "联系系统管理员" in words_of(response)


@pytest.mark.parametrize("path", LISTS)
def test_a_role_without_the_permission_is_refused(county, login, auditor, path):
    response = login(auditor).get(f"/standards/{path}")

    assert response.status_code == 403


@pytest.mark.parametrize("path", LISTS)
def test_strangers_are_sent_to_sign_in(client, db, path):
    response = client.get(f"/standards/{path}")

    assert response.status_code == 302
    assert "sign" in response["Location"]


@pytest.mark.parametrize("path", LISTS)
def test_rule_pages_only_read(reader, path):
    assert reader.post(f"/standards/{path}").status_code == 405


def test_the_catalogue_shows_class_incubation_and_what_is_unverified(reader):
    page = words_of(reader.get("/standards/", {"q": "诺如"}))

    assert "诺如病毒感染性腹泻" in page
    assert "12—72小时" in page
    assert "未核实默认值" in page
    assert "鼠疫" not in page


def test_the_catalogue_is_filtered_by_class(reader):
    page = reader.get("/standards/", {"disease_class": "a", "is_listed": "on"})

    assert [line.disease.name for line in page.context["rows"]] == ["鼠疫", "霍乱"]


def test_the_catalogue_is_paged(reader):
    first = reader.get("/standards/")
    second = reader.get("/standards/", {"page": "2"})

    assert len(first.context["rows"]) == 50
    assert len(second.context["rows"]) == 32


def test_diseases_managed_as_class_a_say_so(reader):
    assert "按甲类管理" in words_of(reader.get("/standards/", {"q": "肺炭疽"}))


def test_the_catalogue_can_be_read_as_of_another_day(reader):
    page = reader.get("/standards/", {"on": "2025-08-31"})

    assert page.context["rows"] == []
    assert "没有符合条件的规则" in words_of(page)


def test_a_date_that_is_none_is_answered_in_words(reader):
    page = reader.get("/standards/", {"on": "2025-02-30"})

    assert page.status_code == 200
    assert "查询日期应写作" in words_of(page)
    assert len(page.context["rows"]) == 50


@pytest.mark.parametrize(
    "query",
    [
        {"page": "x"},
        {"page": "-1"},
        {"disease_class": "z"},
        {"q": "%_'\"<script>"},
        {"q": "长" * 99},
    ],
)
def test_odd_filters_never_break_a_page(reader, query):
    response = reader.get("/standards/", query)

    assert response.status_code == 200
    assert "<script>alert" not in words_of(response)


def test_a_disease_page_shows_its_rules_and_forms(reader):
    page = words_of(reader.get(f"/standards/diseases/{build_disease('plague').uuid}/"))

    assert "肺鼠疫" in page
    assert "R01" in page
    assert "发现1例以上病例" in page


def test_a_disease_page_says_which_defaults_are_unverified(reader):
    page = words_of(reader.get(f"/standards/diseases/{build_disease('measles').uuid}/"))

    assert "8—12天" in page
    assert "21天" in page
    assert "G2-5" in page
    assert page.count("未核实默认值") == 3  # the look-back days, W06 and G3-4


def test_an_unknown_disease_is_not_found(reader):
    response = reader.get("/standards/diseases/00000000-0000-4000-8000-000000000000/")

    assert response.status_code == 404


def test_criteria_are_filtered_by_grade_and_words(reader):
    page = reader.get("/standards/grading/", {"grade": "4", "q": "食物中毒"})

    assert [line.rule.code for line in page.context["rows"]] == ["G4-3"]


def test_watch_lines_stand_apart_from_reporting_thresholds(reader):
    page = reader.get("/standards/thresholds/", {"in_list": "watch"})

    assert {line.rule.in_list for line in page.context["rows"]} == {"watch"}
    assert "未核实默认值" in words_of(page)


def test_what_the_county_may_not_order_is_named(reader):
    page = reader.get("/standards/authorities/", {"county_power": "propose_only"})

    assert [line.rule.measure for line in page.context["rows"]] == [
        "lockdown",
        "traffic_quarantine",
    ]
    assert "县级无权决定" in words_of(page)


def test_deadlines_show_their_limit_and_basis(reader):
    page = words_of(reader.get("/standards/deadlines/", {"q": "T08"}))

    assert "立即，最迟2小时" in page
    assert "第三十三条" in page


@pytest.mark.parametrize(
    "path, count",
    [("", 82), ("grading/", 34), ("thresholds/", 41), ("deadlines/", 20), ("authorities/", 23)],
)
def test_every_list_is_exported_whole(reader, path, count):
    response = reader.get(f"/standards/{path}", {"export": "xlsx"})

    sheet = load_workbook(io.BytesIO(response.content)).active
    assert response["Content-Disposition"].startswith("attachment")
    assert sheet.max_row == count + 2


def test_an_export_follows_the_filter(reader):
    response = reader.get("/standards/", {"export": "xlsx", "q": "霍乱"})

    sheet = load_workbook(io.BytesIO(response.content)).active
    names = [row[1].value for row in sheet.iter_rows(min_row=3)]
    assert names == ["霍乱", "其它感染性腹泻病"]
    assert "检索：霍乱" in sheet["A1"].value


@pytest.mark.parametrize(
    "path, budget",
    [("", 14), ("grading/", 16), ("thresholds/", 16), ("deadlines/", 12), ("authorities/", 12)],
)
def test_lists_stay_within_their_query_budget(reader, django_assert_max_num_queries, path, budget):
    reader.get(f"/standards/{path}")

    with django_assert_max_num_queries(budget):
        reader.get(f"/standards/{path}")


def test_the_api_lists_diseases_page_by_page(reader):
    first = reader.get("/api/v1/standards/diseases", {"limit": 50}).json()
    second = reader.get("/api/v1/standards/diseases", {"cursor": first["next"]}).json()

    codes = [item["code"] for item in first["items"] + second["items"]]
    assert len(codes) == len(set(codes)) == 82
    assert second["next"] is None


def test_the_api_tells_one_disease_with_its_incubation(reader):
    answer = reader.get("/api/v1/standards/diseases/sars").json()

    assert answer["managed_class"] == "a"
    assert answer["incubation"]["max_hours"] == 336
    assert answer["uuid"] == str(get_disease("sars").uuid)
    assert "id" not in answer


@pytest.mark.parametrize(
    "path, count",
    [("criteria", 34), ("thresholds", 41), ("deadlines", 20), ("authorities", 23), ("codes", 29)],
)
def test_the_api_lists_every_kind_of_rule(reader, path, count):
    answer = reader.get(f"/api/v1/standards/{path}", {"limit": 200}).json()

    assert len(answer["items"]) == count


def test_the_api_narrows_criteria_to_a_disease(reader):
    answer = reader.get("/api/v1/standards/criteria", {"disease": "cholera"}).json()

    assert [item["code"] for item in answer["items"]] == ["G2-4", "G3-3", "G4-2"]
    assert answer["items"][1]["clauses"][0]["max_cases"] == 29


def test_the_api_answers_an_unknown_code_with_a_problem(reader):
    response = reader.get("/api/v1/standards/diseases/nothing")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["diseases", "diseases/sars", "criteria", "thresholds", "codes"])
def test_the_api_refuses_roles_without_the_permission(county, login, auditor, path):
    build_china()

    assert login(auditor).get(f"/api/v1/standards/{path}").status_code == 403


def test_the_api_reads_rules_of_another_day(reader):
    answer = reader.get("/api/v1/standards/diseases", {"on": str(date(2025, 8, 31))}).json()

    assert answer == {"items": [], "next": None}
