"""A report from its draft to the frozen paper."""

import io
from datetime import UTC, datetime, timedelta

import docx
import pypdf
import pytest
from tests.builders.situation import build_report
from tests.builders.tasks import bring_to, start_response, task_of

from lianfang.base.audit.public import verify_chain
from lianfang.base.files.public import read_attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.notices.public import list_notices
from lianfang.picture.situation import services
from lianfang.picture.situation.models import Contribution, Report, ReportFigure
from lianfang.picture.situation.queries import get_report, list_reports, list_wanted

pytestmark = pytest.mark.django_db
STORY = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def emergency(county, plan):
    with clock.moved_to(STORY):
        yield start_response(county, plan).emergency


def test_a_draft_gathers_the_rooms_and_asks_the_units_at_work(county, emergency, wang, li) -> None:
    report = build_report(county, emergency)

    keys = [section.key for section in report.sections.order_by("sort")]
    asked = set(report.contributions.values_list("unit__code", flat=True))
    assert "tasks" in keys
    assert "county-cdc" in asked
    assert {"township-beiting", "township-santai"} <= asked
    assert "school-beiting" not in asked
    assert list_notices(li).filter(kind="situation.contribution_wanted").count() == 1
    assert list(list_wanted(li).values_list("unit__code", flat=True)) == ["township-beiting"]


def test_what_happens_after_the_cutoff_does_not_count(county, emergency, cdc) -> None:
    cutoff = clock.now()
    with clock.moved_to(STORY + timedelta(hours=1)):
        bring_to(county, task_of(county, "county-cdc", "2.1-a"), "signed", who="cdc")
        early = build_report(county, emergency, cutoff_at=cutoff)

        signed_early = _figure(early, "tasks.signed")
        services.refresh_report(actor=county.actors["staff"], report_uuid=early.uuid)

        assert signed_early == 0
        assert _figure(early, "tasks.signed") == 1


def test_refreshing_keeps_words_written_by_hand(county, emergency, staff) -> None:
    report = build_report(county, emergency)
    services.edit_section(
        actor=staff, report_uuid=report.uuid, key="tasks", words="人工写的一段话。"
    )

    services.refresh_report(actor=staff, report_uuid=report.uuid)

    assert report.sections.get(key="tasks").words == "人工写的一段话。"


def test_a_unit_gives_its_words_and_may_correct_them_until_approval(
    county, emergency, li, chief
) -> None:
    report = build_report(county, emergency)
    wanted = list_wanted(li).get()
    services.give_contribution(actor=li, contribution_uuid=wanted.uuid, words="已走访 12 户。")
    services.give_contribution(actor=li, contribution_uuid=wanted.uuid, words="已走访 15 户。")
    services.approve_report(actor=chief, report_uuid=report.uuid)

    with pytest.raises(RuleBroken, match="不再接收材料"):
        services.give_contribution(actor=li, contribution_uuid=wanted.uuid, words="又有新情况")

    wanted.refresh_from_db()
    assert wanted.words == "已走访 15 户。"
    assert wanted.given_by_id == li.user_id


def test_another_township_cannot_speak_for_ours(county, emergency, li, zhao) -> None:
    build_report(county, emergency)
    wanted = list_wanted(li).get()

    with pytest.raises(NotFound):
        services.give_contribution(actor=zhao, contribution_uuid=wanted.uuid, words="冒名")

    wanted.refresh_from_db()
    assert wanted.given_at is None


def test_the_drafter_cannot_approve(county, emergency, office) -> None:
    report = services.draft_report(
        actor=office, emergency_uuid=emergency.uuid, kind="initial", cutoff_at=clock.now()
    )

    with pytest.raises(RuleBroken, match="起草人不能审签"):
        services.approve_report(actor=office, report_uuid=report.uuid)

    report.refresh_from_db()
    assert (report.state, report.approved_by_id) == ("draft", None)


@pytest.mark.parametrize("who", ["wang", "li", "observer_less", "auditor"])
def test_without_the_permission_nothing_is_drafted(county, emergency, who) -> None:
    actor = county.actors.get(who, county.actors["teacher"])

    with pytest.raises(NotAllowed):
        services.draft_report(
            actor=actor, emergency_uuid=emergency.uuid, kind="initial", cutoff_at=clock.now()
        )

    assert not Report.objects.exists()


def test_an_issued_report_is_numbered_printed_and_frozen(county, emergency, li) -> None:
    report = build_report(county, emergency, state="issued")
    before = _figure(report, "tasks.signed")
    bring_to(county, task_of(county, "township-beiting", "4.1-a"), "signed", who="li")

    report.refresh_from_db()
    words = "\n".join(
        p.text for p in docx.Document(io.BytesIO(read_attachment(report.docx))).paragraphs
    )
    pages = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(read_attachment(report.pdf))).pages
    )
    assert report.number.startswith(("情况报告〔2026〕", "演练情况报告〔2026〕"))
    assert report.number in words
    assert "任务落实情况" in words
    assert "未报送材料的单位" in words
    assert "2026年11月23日" in pages.replace(" ", "")
    assert _figure(report, "tasks.signed") == before
    assert list_notices(li).filter(kind="situation.report_issued").exists()
    assert verify_chain().is_whole


@pytest.mark.parametrize(
    "service", [services.refresh_report, services.approve_report, services.issue_report]
)
def test_an_issued_report_does_not_move(county, emergency, service, office) -> None:
    report = build_report(county, emergency, state="issued")
    held = Report.objects.filter(pk=report.pk).values().get()

    with pytest.raises(RuleBroken):
        service(actor=office, report_uuid=report.uuid)

    assert Report.objects.filter(pk=report.pk).values().get() == held


def test_the_next_issue_shows_the_value_before(county, emergency, staff) -> None:
    build_report(county, emergency, state="issued")
    with clock.moved_to(STORY + timedelta(hours=5)):
        bring_to(county, task_of(county, "county-cdc", "2.1-a"), "signed", who="cdc")
        second = build_report(county, emergency, kind="progress")

    figure = ReportFigure.objects.get(section__report=second, key="tasks.signed")
    assert (figure.previous, figure.value) == (0, 1)
    assert second.issue == 2


def test_a_discarded_issue_gives_its_number_back(county, emergency, staff) -> None:
    first = build_report(county, emergency)
    services.discard_report(actor=staff, report_uuid=first.uuid, reason="截止时间写错")

    second = build_report(county, emergency)

    assert (first.issue, second.issue) == (1, 1)


def test_a_draft_is_seen_by_the_asked_and_not_by_others(county, emergency, li, wang) -> None:
    report = build_report(county, emergency)
    Contribution.objects.filter(report=report, unit__code="county-hospital").delete()

    assert list(list_reports(li)) == [report]
    with pytest.raises(NotFound):
        get_report(wang, report.uuid)


def _figure(report: Report, key: str) -> int:
    return int(ReportFigure.objects.get(section__report=report, key=key).value)
