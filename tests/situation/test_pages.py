"""What people see of reports and of the plan's fulfilment."""

import io
import json

import openpyxl
import pytest
from tests.builders.situation import build_report
from tests.builders.tasks import start_response

from lianfang.base.kernel import clock
from lianfang.picture.situation.models import Report
from lianfang.picture.situation.queries import list_wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def emergency(county, plan):
    return start_response(county, plan).emergency


def test_the_office_drafts_a_report_through_the_page(county, emergency, staff, login) -> None:
    client = login(staff)
    typed = {
        "emergency": str(emergency.uuid), "kind": "initial",
        "cutoff_at": clock.beijing(clock.now()).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip

    answer = client.post("/reports/new/", typed, follow=True)

    report = Report.objects.get()
    assert answer.redirect_chain[-1][0] == f"/reports/{report.uuid}/"
    # The cut-off is typed to the minute: what was issued within this minute is not in yet.
    assert "事件概况" in answer.content.decode()


def test_a_refused_draft_keeps_what_was_typed(county, emergency, staff, login) -> None:
    client = login(staff)

    answer = client.post(
        "/reports/new/",
        {"emergency": str(emergency.uuid), "kind": "final", "cutoff_at": "2026-01-02T03:04"},
    )

    assert answer.status_code == 422
    assert "第一期应为初报" in answer.content.decode()
    assert "2026-01-02T03:04" in answer.content.decode()
    assert not Report.objects.exists()


def test_nothing_new_is_one_press(county, emergency, li, login) -> None:
    build_report(county, emergency)
    wanted = list_wanted(li).get()

    answer = login(li).post(f"/reports/wanted/{wanted.uuid}/", {"nothing": "1"})

    wanted.refresh_from_db()
    assert answer.status_code == 302
    assert wanted.words == "截至目前无新增情况。"


@pytest.mark.parametrize(
    "path", ["", "refresh/", "approve/", "issue/", "discard/", "compare/", "report.pdf"]
)
def test_a_stranger_finds_no_draft(county, emergency, wang, login, path) -> None:
    report = build_report(county, emergency)
    report.contributions.filter(unit__code="county-hospital").delete()
    client = login(wang)

    answer = (
        client.post(f"/reports/{report.uuid}/{path}")
        if path in ("refresh/", "approve/", "issue/")
        else client.get(f"/reports/{report.uuid}/{path}")
    )

    assert answer.status_code in (403, 404)
    assert Report.objects.get().state == "draft"


def test_issuing_through_the_pages_gives_both_files(
    county, emergency, staff, office, login
) -> None:
    report = build_report(county, emergency)
    login(office).post(f"/reports/{report.uuid}/approve/")
    client = login(staff)
    client.post(f"/reports/{report.uuid}/issue/")

    pdf = client.get(f"/reports/{report.uuid}/report.pdf")
    word = client.get(f"/reports/{report.uuid}/report.docx")

    assert pdf.content.startswith(b"%PDF-")
    assert word.content.startswith(b"PK")


def test_lists_and_details_need_few_statements(
    county, emergency, staff, login, django_assert_max_num_queries
) -> None:
    for _ in range(25):
        report = build_report(county, emergency)
        login_free_discard(county, report)
    report = build_report(county, emergency)
    client = login(staff)

    with django_assert_max_num_queries(20):
        client.get("/reports/")
    with django_assert_max_num_queries(25):
        client.get(f"/reports/{report.uuid}/")


def login_free_discard(county, report) -> None:
    from lianfang.picture.situation.public import discard_report

    discard_report(actor=county.actors["staff"], report_uuid=report.uuid, reason="重起草")


def test_coverage_shows_every_duty_and_its_tasks(
    county, emergency, staff, login, django_assert_max_num_queries
) -> None:
    client = login(staff)

    with django_assert_max_num_queries(25):
        page = client.get("/reports/coverage/").content.decode()

    assert "开展现场流行病学调查" in page
    assert "排查登记居家人员" in page
    book = openpyxl.load_workbook(io.BytesIO(client.get("/reports/coverage/?export=xlsx").content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert sum(1 for row in rows if "2.1-a" in row) == 1


def test_the_api_drafts_once_under_one_key(county, emergency, staff, login) -> None:
    client = login(staff)
    body = json.dumps(
        {
            "emergency": str(emergency.uuid),
            "kind": "initial",
            "cutoff_at": clock.now().isoformat(),
        }
    )
    headers = {"HTTP_IDEMPOTENCY_KEY": "draft-1"}

    first = client.post("/api/v1/reports", body, content_type="application/json", **headers)
    again = client.post("/api/v1/reports", body, content_type="application/json", **headers)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["uuid"] == again.json()["uuid"]
    assert Report.objects.count() == 1


def test_the_api_refuses_in_problem_json(county, emergency, wang, login) -> None:
    body = json.dumps(
        {"emergency": str(emergency.uuid), "kind": "initial", "cutoff_at": "2026-01-01T00:00:00Z"}
    )

    answer = login(wang).post("/api/v1/reports", body, content_type="application/json")

    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert not Report.objects.exists()
