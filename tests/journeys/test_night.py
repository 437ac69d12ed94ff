"""
One night in a real browser: a call at 02:10, the official report, orders, reminders, the morning report.

The server lives in that night (tests/config/running.py): what comes due comes due by its clock.
"""

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lianfang.base.kernel import clock
from tests.config.running import ShiftedClock

from .conftest import Site, copy_home, desks_of, start_site
from .looking import confirm, follow, go, look, press, told
from .story import Story, minutes_ago

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(480, func_only=True)]
EVENT = "北庭镇第二幼儿园感染性腹泻疫情"
ORDER = "连夜落实幼儿园停用直饮水和晨检"
BEGINS = "02:05"
# One turn of the job that was just over, one more after a failure, and a slow machine.
PATIENCE_SECONDS = 150


@dataclass
class Night(Story):
    """The desks of one night; each step is taken by the links of the page before it."""

    shifted: ShiftedClock | None = None
    pictures: Path | None = None

    def at(self, hour: str) -> None:
        """Let the night go on until this time of day; an hour that has begun already is kept."""
        now = clock.beijing(self.shifted.now())
        further = moment_of(hour, now) - now
        assert further < timedelta(hours=12), f"it is later than {hour} already"
        self.shifted.move(further)

    def sleep_until(self, hour: str) -> None:
        """Half an hour without a touch signs everybody out; whoever goes on signs in again."""
        self.at(hour)
        for page in self.desks.values():
            page.context.close()
        self.desks.clear()

    def watch(self, page: Page, words: str) -> None:
        """Look at a page again until the background job, which runs every minute, has done its work."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and not page.locator("#content").get_by_text(words).count():
            page.wait_for_timeout(500)
            page.reload()
        expect(page.locator("#content")).to_contain_text(words)
        look(page)

    def show(self, page: Page, name: str) -> None:
        """Keep a picture of a step, when somebody wants to look at the pages."""
        if self.pictures:
            page.screenshot(path=str(self.pictures / f"night-{name}.png"), full_page=True)

    # The call

    def duty_officer_notes_the_call_and_records_a_signal(self) -> None:
        page = self.desk("值班员", phone=True)
        go(page, f"{self.base}/tasks/log/")
        self.at("02:10")
        page.fill("[name=words]", "！凌晨来电，北庭镇卫生院：第二幼儿园夜托班21名幼儿呕吐腹泻。")
        self.show(page, "01-log")
        page.locator("[data-quick-log] button").click()
        line = page.locator("#rows .tasks-significant").first
        expect(line).to_contain_text("第二幼儿园夜托班")
        expect(line).to_contain_text("02:10")
        follow(page, "登记信号")
        page.fill("[name=title]", "北庭镇第二幼儿园多名幼儿呕吐腹泻")
        page.select_option("[name=source]", label="群众来电")
        page.select_option("[name=area]", label="北庭镇")
        page.fill("[name=place]", "第二幼儿园")
        page.fill("[name=found_at]", minutes_ago(0))
        page.fill("[name=began_at]", minutes_ago(300))
        page.fill("[name=cases]", "21")
        page.fill("[name=description]", "夜托班21名幼儿呕吐、腹泻，无重症。")
        self.show(page, "02-signal-new")
        press(page, "登记信号")
        told(page, "已登记")
        expect(page.locator("#content")).to_contain_text("02:10")
        self.signal = page.url

    def duty_officer_makes_it_an_emergency(self) -> None:
        page = self.desk("值班员", phone=True)
        self.at("02:16")
        page.fill("[name=judgement]", "电话向园医和卫生院核实属实，疾控流调组已出发。")
        self.show(page, "03-signal")
        press(page, "核实属实")
        told(page, "已核实")
        follow(page, "是否达到报告标准")
        self.show(page, "04-reportable")
        follow(page, "登记为事件")
        page.fill("[name=name]", EVENT)
        page.select_option("[name=kind]", label="传染病")
        self.show(page, "05-emergency-new")
        press(page, "登记事件")
        told(page, "已登记")
        self.emergency = page.url
        self.show(page, "06-emergency-phone")

    # The official report

    def epidemiologist_fills_the_initial_card(self) -> None:
        self.at("02:30")
        page = self.desk("疾控流调人员")
        go(page, self.emergency)
        self.show(page, "07-emergency")
        running = page.locator("#clocks tr").filter(has_text="T01")
        expect(running).to_contain_text("04:10")
        expect(running).to_contain_text(re.compile("剩余1小时3[5-9]分"))
        self.nothing_is_late(page)
        press(page, "起草初步报告")
        told(page, "已按登记内容生成报告卡")
        page.select_option("[name=place_kind]", "01")
        page.select_option("[name=school_kind]", index=1)
        page.select_option("[name=source]", index=1)
        page.locator("[name=symptoms]").first.check()
        page.fill("[name=first_diagnosis]", "感染性腹泻")
        page.fill("[name=occurred]", minutes_ago(300))
        page.fill("[name=measures]", "停用直饮水，封存留样，有症状幼儿离园就医，环境消毒。")
        page.fill("[name=cause]", "初步考虑诺如病毒感染，原因待查。")
        self.show(page, "08-card")
        press(page, "保存并送审")
        told(page, "报告卡已送审")
        self.card = page.url

    def nothing_is_late(self, page: Page) -> None:
        expect(page.locator("#clocks")).not_to_contain_text("已超时")
        expect(page.locator("#clocks")).not_to_contain_text("逾期")

    def health_commission_signs_and_files_it(self) -> None:
        self.at("02:50")
        page = self.desk("卫生健康行政人员")
        go(page, self.card)
        press(page, "审核通过")
        told(page, "报告卡已审核")
        press(page, "签发")
        told(page, "报告卡已签发")
        page.fill("[name=filing_number]", "652327-2026-0001")
        page.fill("[name=filed]", minutes_ago(0))
        page.fill("[name=filer]", "值班医师")
        press(page, "登记已直报")
        told(page, "直报情况已登记")
        self.show(page, "09-card-filed")
        go(page, self.emergency)
        stopped = page.locator("#clocks details")
        stopped.locator("summary").click()
        expect(stopped).to_contain_text("按时")
        self.show(page, "10-clocks")

    def health_commission_grades_it(self) -> None:
        page = self.desk("卫生健康行政人员")
        follow(page, "分级判定")
        self.show(page, "11-grading")
        page.select_option("[name=grade]", "4")
        page.fill("[name=reason]", "由县卫生健康委认定为一般事件：同园21例，达到报告标准。")
        press(page, "判定并编号")
        told(page, "已判定为")

    # Orders and supervision

    def office_orders(self) -> None:
        self.at("03:20")
        page = self.desk("指挥部办公室主任")
        go(page, self.emergency)
        follow(page, "起草指令")
        expect(page.locator("[name=emergency] option:checked")).to_contain_text(EVENT)
        page.fill("[name=title]", ORDER)
        page.fill("[name=words]", "停用直饮水，逐班晨检，症状幼儿由家长接回。")
        page.select_option("[name=urgency]", label="加急")
        page.select_option("[name=wants]", label="签收并反馈")
        page.fill("[name=sign_until]", minutes_ago(-60))
        page.fill("[name=answer_until]", minutes_ago(-300))
        page.get_by_label("教育局", exact=False).first.check()
        page.get_by_label("北庭镇", exact=False).first.check()
        self.show(page, "12-order-new")
        press(page, "存为草稿")
        told(page, "已存为草稿")
        press(page, "签发")
        confirm(page)
        told(page, "已编号下发")
        self.order = page.url

    def unit_signs_on_a_telephone(self, unit: str, picture: str) -> None:
        page = self.desk("单位联络员", unit, phone=True)
        go(page, self.base)
        follow(page, "待签收")
        follow(page, ORDER)
        self.show(page, picture)
        press(page, "签收")
        told(page, "已签收")

    def the_first_reminder_comes_by_the_clock(self) -> None:
        """An urgent order that is unsigned half an hour after its limit of 04:20."""
        self.at("04:49")
        page = self.desk("指挥部办公室主任")
        go(page, self.emergency)
        expect(page.locator("main, body").first).to_contain_text("30 分钟")
        self.sleep_until("04:53")
        page = self.desk("指挥部办公室主任")
        go(page, f"{self.base}/tasks/supervision/?q={ORDER}")
        self.watch(page, ORDER)
        follow(page, ORDER)
        expect(page.locator("#content")).to_contain_text("升级到“提醒”")
        expect(page.locator("#content")).to_contain_text("04:5")
        expect(page.locator("#content")).not_to_contain_text("升级到“单位负责人”")
        self.supervision = page.url

    def the_second_reminder_goes_to_the_head_of_the_unit(self) -> None:
        """Four hours after the limit."""
        self.sleep_until("08:23")
        page = self.desk("指挥部办公室主任")
        go(page, self.supervision)
        self.watch(page, "升级到“单位负责人”")
        expect(page.locator("#content")).to_contain_text("08:2")
        self.show(page, "14-supervision")

    def the_township_was_reminded_twice(self) -> None:
        page = self.desk("单位联络员", "北庭镇", phone=True)
        go(page, f"{self.base}/notices/?q=督办")
        for rung in ("提醒", "单位负责人"):
            expect(page.locator("#content")).to_contain_text(f"督办（{rung}）")

    def the_matter_is_struck_off_after_the_answer(self) -> None:
        town = self.desk("单位联络员", "北庭镇", phone=True)
        self.at("08:28")
        town.fill("[name=words]", "直饮水已断水贴封，逐班晨检完成，症状幼儿全部接回。")
        press(town, "提交反馈")
        told(town, "办理情况已反馈")
        office = self.desk("指挥部办公室主任")
        go(office, self.order)
        press(office.locator("#rows tr").filter(has_text="北庭镇"), "销号")
        told(office, "反馈已销号")
        self.show(office, "15-order")
        go(office, self.supervision)
        expect(office.locator("#content")).to_contain_text("已了结：已销号")

    # The morning and the end

    def morning_report_is_issued(self) -> None:
        self.at("08:40")
        office, leader = self.desk("指挥部办公室人员"), self.desk("县领导")
        go(office, self.emergency)
        follow(office, "起草情况报告")
        expect(office.locator("[name=emergency] option:checked")).to_contain_text(EVENT)
        office.fill("[name=cutoff_at]", minutes_ago(0))
        press(office, "汇总并起草")
        told(office, "已起草")
        report = office.url
        go(leader, report)
        press(leader, "审签")
        told(leader, "已审签")
        go(office, report)
        follow(office, "编号印发")
        press(office, "编号印发并送达")
        told(office, "已编号印发")
        expect(office.locator("#content")).to_contain_text("内容和数字已固定")
        expect(office.locator("#content")).to_contain_text("08:40（北京时间）")
        self.show(office, "16-report")

    def the_night_is_reviewed(self) -> None:
        page = self.desk("指挥部办公室主任")
        go(page, self.emergency)
        self.show(page, "17-emergency-end")
        follow(page, "建立复盘")
        expect(page.locator("[name=emergency] option:checked")).to_contain_text(EVENT)
        page.locator("#content form .btn-primary").click()
        told(page, "复盘已建立")
        expect(page.locator("#timeliness")).to_be_visible()
        look(page)
        self.show(page, "18-review")


def moment_of(hour: str, now: datetime) -> datetime:
    """The next moment of this time of day; now, when its minute has begun."""
    hours, minutes = map(int, hour.split(":"))
    moment = now.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    if moment <= now < moment + timedelta(minutes=1):
        return now
    return moment if moment > now else moment + timedelta(days=1)


@pytest.fixture
def night(
    site: Site, chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Night]:
    """The demonstration in the coming night: its server, its jobs, and what this test writes into forms."""
    shifted = ShiftedClock(tmp_path / "offset")
    now = clock.beijing(shifted.now())
    shifted.move(moment_of(BEGINS, now) - now)
    monkeypatch.setattr(clock, "now", shifted.now)
    own = start_site(copy_home(site, tmp_path / "home"), shifted.environment)
    try:
        with desks_of(own, chromium) as sit_at:
            yield Night(sit_at, own.url, shifted=shifted)
    finally:
        own.kill()


def test_a_call_in_the_small_hours_is_reported_ordered_supervised_and_reviewed(
    night: Night,
) -> None:
    """With LIANFANG_NIGHT_PICTURES naming a folder, a picture of every step is kept there."""
    if folder := os.environ.get("LIANFANG_NIGHT_PICTURES"):
        night.pictures = Path(folder)

    night.duty_officer_notes_the_call_and_records_a_signal()
    night.duty_officer_makes_it_an_emergency()
    night.epidemiologist_fills_the_initial_card()
    night.health_commission_signs_and_files_it()
    night.health_commission_grades_it()
    night.decide("启动响应", "Ⅳ级")
    night.response_runs("Ⅳ级")

    night.office_orders()
    night.unit_signs_on_a_telephone("教育", "13-order-phone")
    night.the_first_reminder_comes_by_the_clock()
    night.the_second_reminder_goes_to_the_head_of_the_unit()
    night.the_township_was_reminded_twice()
    night.unit_signs_on_a_telephone("北庭镇", "13-order-phone-late")
    night.the_matter_is_struck_off_after_the_answer()

    night.morning_report_is_issued()
    night.decide("终止响应")
    night.the_night_is_reviewed()
