"""Searching, working without a mouse, working on a telephone, pressing twice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .looking import follow, go, look, press, told
from .story import minutes_ago, unit_with_work

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(120, func_only=True)]
FOCUSED = "document.activeElement.closest('#content') !== null"


def test_a_slash_reaches_the_search_and_two_characters_find_tasks(
    sit_at: Callable[..., Page],
) -> None:
    page = sit_at("指挥部办公室主任")
    page.keyboard.press("/")
    field = page.get_by_label("全站搜索")
    expect(field).to_be_focused()
    assert field.input_value() == ""

    page.keyboard.type("消毒")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("消毒")
    look(page)
    hit = page.locator("#content .list-group-item a").filter(has_text="消毒").first
    title = hit.inner_text()
    hit.click()
    expect(page.locator("#content")).to_contain_text(title)


def test_the_first_key_of_a_page_leads_past_the_menu_to_its_main_part(
    sit_at: Callable[..., Page],
) -> None:
    page = sit_at("县领导")
    page.keyboard.press("Tab")
    expect(page.locator(".lf-skip")).to_be_focused()
    expect(page.locator(".lf-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)


def test_a_unit_works_through_its_box_on_a_telephone(
    site: Site, sit_at: Callable[..., Page]
) -> None:
    page = unit_with_work(sit_at, site)
    go(page, site.url)
    page.locator(".lf-phone-nav a").filter(has_text="任务").click()
    look(page)
    # The box opens on what is to be done first: returned, to sign for, under way.
    page.locator("#rows tbody tr").first.locator("a.lf-title").click()
    look(page)
    sign = page.locator("#content").get_by_role("button", name="签收", exact=True)
    if sign.count():
        sign.click()
        told(page, "已签收")
    page.locator("#act-report summary").click()
    look(page)
    page.fill("#id_report_words", "已逐班晨检，缺勤3人均已追踪。")
    page.fill("#id_report_progress", "50")

    press(page.locator("#act-report"), "反馈进展")

    told(page, "已反馈")
    expect(page.locator(".tasks-feedback").first).to_contain_text("缺勤3人均已追踪")


def test_a_form_sent_with_a_double_click_counts_once(
    site: Site, sit_at: Callable[..., Page]
) -> None:
    page = sit_at("值班员")
    go(page, f"{site.url}/signals/")
    follow(page, "登记信号")
    page.fill("[name=title]", "双击登记的信号")
    page.select_option("[name=source]", label="群众来电")
    page.select_option("[name=area]", label="北庭镇")
    page.fill("[name=found_at]", minutes_ago(5))
    page.fill("[name=description]", "值班员连按了两下。")

    page.locator("#content").get_by_role("button", name="登记信号").dblclick()

    told(page, "已登记")
    page.goto(f"{site.url}/signals/?q=双击登记的信号")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
