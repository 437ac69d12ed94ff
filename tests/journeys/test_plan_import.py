"""The county's own annex becomes a draft, is corrected and compared; rubbish is refused."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import ROOT, Site
from .looking import SETTLE_MS, follow, go, press, refused, told

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(180, func_only=True)]
ANNEX = ROOT / "packs" / "jimsar" / "annex1.txt"


@pytest.fixture
def office(site: Site, sit_at: Callable[..., Page]) -> Page:
    page = sit_at("指挥部办公室主任")
    go(page, f"{site.url}/plans/import/")
    return page


def test_the_real_annex_is_read_corrected_confirmed_and_compared(office: Page) -> None:
    office.fill("[name=title]", "吉木萨尔县成员单位职责（重读）")
    office.fill("[name=version]", "2026-重读")
    office.set_input_files("[name=file]", str(ANNEX))
    press(office, "读取并建立草稿")
    told(office, "已读出 29 个单位、94 条职责")

    _a_duty_is_corrected(office)
    _a_unit_is_confirmed(office)

    office.get_by_role("link", name="与现行预案比对").click()
    changed = office.locator("#rows tbody tr").filter(has_text="一事不漏")
    expect(changed).to_have_count(1)
    expect(changed.locator("ins")).to_contain_text("一事不漏")
    go(office, office.url)


def _a_duty_is_corrected(page: Page) -> None:
    """Words are added to the first duty; the source stays beside it."""
    duty = page.locator(".lf-duty").first
    duty.get_by_role("link", name="修改、拆分").click()
    field = page.locator("textarea[name=text]").first
    field.fill(f"{field.input_value()}，一事不漏")
    press(page, "保存职责")
    expect(page.locator(".lf-duty").first).to_contain_text("一事不漏")
    expect(page.locator(".lf-duty").first).to_contain_text("与原文不同")


def _a_unit_is_confirmed(page: Page) -> None:
    """The first card's unit and all its duties are found right."""
    card = page.locator("section[aria-label]").filter(has=page.locator(".lf-duty")).first
    done = _duties_done(page)
    expect(done).to_have_text("1/94")  # correcting a duty is finding it right
    duties = card.locator(".lf-duty").count()
    card.get_by_role("button", name=re.compile("职责全部无误")).click()
    expect(done).to_have_text(f"{duties}/94", timeout=SETTLE_MS)


def _duties_done(page: Page) -> Locator:
    return (
        page.locator("#draft-progress > div").filter(has_text="职责").locator(".lf-progress span")
    )


def test_a_file_that_is_no_plan_is_refused_and_what_was_typed_stays(
    office: Page, tmp_path: Path
) -> None:
    rubbish = tmp_path / "照片.docx"
    rubbish.write_bytes(bytes(range(256)) * 40)
    office.fill("[name=title]", "认真填写的名称")
    office.fill("[name=version]", "2026-9")
    office.set_input_files("[name=file]", str(rubbish))

    press(office, "读取并建立草稿")

    refused(office, "文件的扩展名与内容不符")
    assert office.input_value("[name=title]") == "认真填写的名称"
    assert office.input_value("[name=version]") == "2026-9"
    follow(office, "预案")
    expect(office.locator("#rows")).not_to_contain_text("认真填写的名称")
