"""The whole main job in a real browser: from a telephone call to a closed emergency."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from .conftest import Site
from .looking import download, fetch, follow, go, look, press, told
from .story import Story, minutes_ago, small_picture

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(300, func_only=True)]


def test_a_telephone_call_becomes_a_response_and_ends_as_a_closed_emergency(
    site: Site, sit_at: Callable[..., Page], tmp_path: Path
) -> None:
    story = Story(sit_at, site.url)

    story.duty_officer_records_a_signal_by_telephone()
    story.epidemiologist_verifies_it()
    story.epidemiologist_records_an_emergency_from_it()
    story.epidemiologist_corrects_a_milestone_and_counts_anew()

    proposal = story.health_commission_proposes("启动响应", "Ⅳ级")
    story.nobody_approves_an_own_proposal(proposal)
    story.leader_approves(proposal)
    story.response_runs("Ⅳ级")
    issued = story.count()
    assert issued > 0

    _units_work_and_the_office_answers(story, tmp_path)

    story.decide("提高级别", "Ⅲ级")
    raised = story.count()
    assert raised > issued
    assert story.count("cancelled") == 1
    story.decide("降低级别", "Ⅳ级")
    assert story.count() == raised
    assert story.count("cancelled") > 1

    _a_report_is_issued(story, tmp_path)

    story.decide("终止响应")
    assert story.count("open") == 0
    story.emergency_is_closed()
    story.auditor_verifies_the_chain()


def _units_work_and_the_office_answers(story: Story, folder: Path) -> None:
    """Education on a telephone: returned once, then accepted. The town declines one."""
    teacher = story.desk("单位联络员", "教育", phone=True)
    task = story.unit_signs_for_a_task(teacher)
    story.unit_reports(teacher, task, small_picture(folder / "现场.png"))
    story.unit_submits(teacher, task)
    story.office_answers(task, "return", "退回", "请补充整改后的照片和园所名单。", "已退回")
    go(teacher, task)
    expect(teacher.locator("#content")).to_contain_text("请补充整改后的照片和园所名单。")
    story.unit_submits(teacher, task)
    story.office_answers(task, "accept", "审核通过，销号", "核对无误。", "已销号")

    town = story.desk("单位联络员", "北庭镇")
    declined = story.unit_signs_for_a_task(town)
    story.unit_declines(town, declined)
    story.office_answers(
        declined, "excuse", "同意不办理", "情况属实，由邻镇一并办理。", "已同意不办理"
    )


def _a_report_is_issued(story: Story, folder: Path) -> None:
    """Drafted by the office, with a unit's 零报告, signed by the leader, issued and downloaded."""
    office = story.desk("指挥部办公室人员")
    go(office, f"{story.base}/reports/new/")
    office.select_option("[name=emergency]", label="北庭镇中心幼儿园诺如病毒聚集性疫情")
    office.fill("[name=cutoff_at]", minutes_ago(0))
    press(office, "汇总并起草")
    told(office, "已起草")
    report = office.url

    town = story.desk("单位联络员", "北庭镇")
    go(town, f"{story.base}/reports/wanted/")
    follow(town, "北庭镇中心幼儿园")
    press(town, "零报告（无新增情况）")
    told(town, "材料已报送")

    leader = story.desk("县领导")
    go(leader, report)
    press(leader, "审签")
    told(leader, "已审签")
    go(office, report)
    follow(office, "编号印发")
    press(office, "编号印发并送达")
    told(office, "已编号印发")
    number = re.search(r"\S+〔\d{4}〕\d+号", office.locator("#content").inner_text())[0]

    paper = Document(str(download(office, "Word", folder)))
    words = "\n".join(p.text for p in paper.paragraphs)
    assert number in words
    assert "北庭镇中心幼儿园" in words
    printed = PdfReader(BytesIO(fetch(office, "PDF")))
    text = "".join(page.extract_text() for page in printed.pages)
    assert "北庭镇中心幼儿园" in re.sub(r"\s", "", text)
    look(office)
