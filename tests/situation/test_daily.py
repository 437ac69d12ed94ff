"""The daily report beside the situation report: its own series, a short list, groups, yesterday's values."""

import io
from datetime import UTC, datetime, timedelta

import docx
import pytest
from tests.builders.emergencies import build_group, build_response
from tests.builders.situation import build_report
from tests.builders.tasks import bring_to, task_of

from lianfang.base.files.public import read_attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import RuleBroken
from lianfang.picture.situation import services
from lianfang.picture.situation.models import Report, ReportFigure
from lianfang.picture.situation.queries import list_wanted

pytestmark = pytest.mark.django_db
STORY = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def emergency(county, plan):
    with clock.moved_to(STORY):
        yield running_emergency(county, plan)


@pytest.fixture
def running(county, plan):
    """By the machine's clock: pages do not see a moved one."""
    return running_emergency(county, plan)


def running_emergency(county, plan):
    build_group(county)
    return build_response(county).emergency


def test_two_days_of_daily_reports(county, emergency, staff, li, login) -> None:
    build_report(county, emergency)
    first = build_report(county, emergency, kind="daily", state="issued")
    with clock.moved_to(STORY + timedelta(days=1)):
        bring_to(county, task_of(county, "county-cdc", "2.1-a"), "signed", who="cdc")
        second = build_report(county, emergency, kind="daily")
        wanted = list_wanted(li).get(report=second)
        services.give_contribution(actor=li, contribution_uuid=wanted.uuid, words="走访 12 户。")
        services.approve_report(actor=county.actors["chief"], report_uuid=second.uuid)
        second = services.issue_report(actor=staff, report_uuid=second.uuid)

    assert (first.issue, second.issue, str(second.day)) == (1, 2, "2026-11-24")
    assert first.number.endswith("工作日报〔2026〕1号")
    assert second.number.endswith("工作日报〔2026〕2号")
    assert second.title.endswith("工作日报（11月24日，第2期）")
    keys = list(second.sections.order_by("sort").values_list("key", flat=True))
    assert "emergencies.decisions" not in keys
    assert keys[0] == "emergencies.overview"
    assert keys[-1] == "tasks.next"
    assert keys.index("tasks.groups") == keys.index("tasks") + 1
    figure = ReportFigure.objects.get(section__report=second, key="tasks.signed")
    assert (figure.previous, figure.value) == (0, 1)
    # The words of another series' draft are not this one's business.
    assert Report.objects.filter(kind="initial", state="draft").exists()
    paper = docx.Document(io.BytesIO(read_attachment(second.docx)))
    words = "\n".join(p.text for p in paper.paragraphs)
    cells = "\n".join(c.text for t in paper.tables for row in t.rows for c in row.cells)
    assert "各工作组、各单位工作情况" in words
    assert "走访 12 户" in words
    assert "（前一期0）" in cells + words


def test_every_figure_of_a_group_leads_to_its_rows(county, running, staff, login) -> None:
    report = build_report(county, running, kind="daily")
    figures = ReportFigure.objects.filter(section__report=report, key__startswith="tasks.groups.")
    counted = max(figures.filter(key__endswith=".open"), key=lambda figure: figure.value)
    client = login(staff)

    page = client.get(counted.url).content.decode()

    assert counted.value > 0
    assert f"未办结 {int(counted.value)} 件" in page
    assert client.get(counted.url + "x").status_code == 404
    due = ReportFigure.objects.get(section__report=report, key="tasks.due_next")
    assert f"{int(due.value)} 件" in client.get(due.url).content.decode()


def test_one_daily_report_a_day_and_its_cutoff_stays_in_it(county, emergency, staff) -> None:
    report = build_report(county, emergency, kind="daily", state="issued")
    with pytest.raises(RuleBroken, match="的日报已经有了"):
        build_report(county, emergency, kind="daily")
    services_before = Report.objects.count()
    with clock.moved_to(STORY + timedelta(days=2)):
        later = build_report(county, emergency, kind="daily")
        with pytest.raises(RuleBroken, match="只能在这一天之内"):
            services.refresh_report(
                actor=staff, report_uuid=later.uuid, cutoff_at=clock.now() - timedelta(days=1)
            )

    later.refresh_from_db()
    assert (report.day - later.day).days == -2
    assert Report.objects.count() == services_before + 1


def test_the_page_drafts_a_daily_report(county, running, staff, login) -> None:
    client = login(staff)
    page = client.get("/reports/new/?kind=daily").content.decode()
    answer = client.post(
        "/reports/new/",
        {"emergency": str(running.uuid), "kind": "daily", "cutoff_at": "2026-01-23T09:00"},
    )

    report = Report.objects.get()
    assert '<option value="daily" selected>' in page
    assert answer.status_code == 302
    assert report.is_daily
    assert "1月23日" in client.get(f"/reports/{report.uuid}/").content.decode()
    assert client.get("/reports/?kind=daily").content.decode().count("lf-title") == 1
