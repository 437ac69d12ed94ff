"""One emergency from the telephone call to its closing, told by the pages people use."""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from lianfang.base.kernel import clock

from .conftest import Site
from .looking import confirm, follow, go, look, press, refused, told

TITLE = "北庭镇中心幼儿园多名幼儿呕吐腹泻"


def minutes_ago(minutes: int) -> str:
    """A moment as a form takes it, in Beijing time."""
    return clock.beijing(clock.now() - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def days_ahead(days: int) -> str:
    return (clock.beijing(clock.now()) + timedelta(days=days)).strftime("%Y-%m-%d")


def small_picture(path: Path) -> Path:
    """A PNG of eight by eight green dots: what a telephone would have photographed."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = b"".join(b"\x00" + b"\x2a\x94\x63" * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )  # fmt: skip
    return path


def ask(page: Page, site: Site, path: str, body: dict | None = None) -> dict:
    """Call the API as the person who is signed in."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    headers = {"X-CSRFToken": token, "Referer": site.url}
    if body is None:
        answer = page.request.get(f"{site.url}/api/v1/{path}", headers=headers)
    else:
        answer = page.request.post(f"{site.url}/api/v1/{path}", headers=headers, data=body)
    assert answer.ok, answer.text()
    return answer.json()


def propose(page: Page, site: Site, name: str, *, is_exercise: bool = False) -> dict:
    """An emergency of the whole county, a real one if not said otherwise, for which level IV is proposed."""
    emergency = ask(page, site, "emergencies", {
        "name": name, "kind": "infectious", "area_code": "652327", "is_exercise": is_exercise,
        "detected": (clock.now() - timedelta(minutes=5)).isoformat(),
    })  # fmt: skip
    until = clock.beijing(clock.now()) + timedelta(days=10)
    return ask(page, site, f"emergencies/{emergency['uuid']}/proposals", {
        "kind": "start", "level": 4, "grade": 4, "evidence": "聚集性发病。", "measures": "流调、消毒。",
        "area_code": "652327", "expected_until": until.date().isoformat(),
    }) | {"emergency": emergency["uuid"]}  # fmt: skip


def unit_with_work(sit_at: Callable[..., Page], site: Site) -> Page:
    """
    A telephone at a unit with tasks to sign for, whatever hour it is: a response starts just now.

    It is an exercise, so that the real emergencies of other journeys stay alone in the boxes.
    """
    health = sit_at("卫生健康行政人员")
    proposal = propose(health, site, "二工镇中心校感染性腹泻聚集性疫情", is_exercise=True)
    path = f"emergencies/proposals/{proposal['uuid']}/approve"
    ask(sit_at("县领导"), site, path, {"opinion": "同意。"})
    return sit_at("单位联络员", "教育局", phone=True)


@dataclass
class Story:
    """Who sits at which desk, and where the things are that came up on the way."""

    sit_at: Callable[..., Page]
    base: str
    signal: str = ""
    emergency: str = ""
    response: str = ""
    desks: dict[str, Page] = field(default_factory=dict)

    def desk(self, role: str, unit: str = "", *, phone: bool = False) -> Page:
        """The page of somebody who signed in once and stays."""
        key = f"{role} {unit}"
        if key not in self.desks:
            self.desks[key] = self.sit_at(role, unit, phone=phone)
        return self.desks[key]

    # The emergency

    def duty_officer_records_a_signal_by_telephone(self) -> None:
        page = self.desk("值班员")
        go(page, f"{self.base}/signals/")
        follow(page, "登记信号")
        page.fill("[name=title]", TITLE)
        page.select_option("[name=source]", label="群众来电")
        page.select_option("[name=area]", label="北庭镇")
        page.fill("[name=place]", "中心幼儿园")
        page.fill("[name=found_at]", minutes_ago(50))
        page.fill("[name=cases]", "12")
        page.fill("[name=began_at]", minutes_ago(600))
        page.fill("[name=description]", "家长来电：小二班、中一班共12名幼儿呕吐、腹泻，无重症。")
        press(page, "登记信号")
        told(page, "已登记")
        self.signal = page.url

    def epidemiologist_verifies_it(self) -> None:
        page = self.desk("疾控流调人员")
        go(page, self.signal)
        page.fill("[name=judgement]", "电话向园医核实属实，已派流调组前往采样。")
        press(page, "核实属实")
        told(page, "核实")

    def epidemiologist_records_an_emergency_from_it(self) -> None:
        page = self.desk("疾控流调人员")
        follow(page, "转为事件")
        page.fill("[name=name]", "北庭镇中心幼儿园诺如病毒聚集性疫情")
        page.select_option("[name=kind]", label="传染病")
        assert not page.is_checked("[name=is_exercise]")
        assert page.input_value("[name=cases]") == "12"
        press(page, "登记事件")
        told(page, "已登记")
        self.emergency = page.url

    def epidemiologist_corrects_a_milestone_and_counts_anew(self) -> None:
        page = self.desk("疾控流调人员")
        follow(page, "登记时间")
        page.select_option("[name=milestone]", label="报告")
        page.fill("[name=happened]", minutes_ago(45))
        press(page, page.locator("#content form .btn-primary").inner_text().strip())
        refused(page, "更正须写明原因")
        assert page.input_value("[name=happened]") != ""
        page.fill("[name=reason]", "首次电话报告卫健委的时间。")
        page.locator("#content form .btn-primary").click()
        expect(page.locator("#content")).to_contain_text("首次电话报告卫健委的时间")
        go(page, self.emergency)
        follow(page, "更新病例数")
        page.fill("[name=cases]", "15")
        page.fill("[name=suspected]", "3")
        page.fill("[name=note]", "新增3例。")
        page.locator("#content form .btn-primary").click()
        expect(page.locator("#tallies")).to_contain_text("新增3例")
        look(page)

    # The level

    def health_commission_proposes(self, kind: str, level: str = "") -> str:
        """Propose a step; returns the address of the proposal."""
        page = self.desk("卫生健康行政人员")
        go(page, self.emergency)
        follow(page, f"建议{kind}")
        if level:
            page.select_option("[name=level]", label=level)
        page.select_option("[name=grade]", label="一般（Ⅳ级）")
        page.fill("[name=evidence]", "15例病例有共同暴露史，采样已送检；专家组建议按此处置。")
        page.fill(
            "[name=measures]", "全园停课消毒；开展流行病学调查和环节采样；落实晨午检和缺勤追踪。"
        )
        if kind == "终止响应":
            page.select_option("[name=closing_ground]", "danger_removed")
            page.fill("[name=removal_evidence]", "环境复采样连续两次阴性。")
            page.fill("[name=closing_conditions]", "末例病例后72小时无新发病例，终末消毒合格。")
        else:
            page.fill("[name=expected_until]", days_ahead(14))
        press(page, "提出建议")
        told(page, "建议")
        return page.url

    def nobody_approves_an_own_proposal(self, proposal: str) -> None:
        """No button on the page, and the address itself refuses."""
        page = self.desk("卫生健康行政人员")
        go(page, proposal)
        expect(page.get_by_role("button", name="同意并编号")).to_have_count(0)
        token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        answer = page.request.post(
            f"{proposal}approve/", form={"csrfmiddlewaretoken": token, "opinion": "同意"},
            headers={"Referer": proposal},
        )  # fmt: skip
        assert answer.status == 403
        go(page, proposal)
        expect(page.locator(".lf-head-badges")).to_contain_text("待决定")

    def leader_approves(self, proposal: str) -> None:
        page = self.desk("县领导")
        go(page, proposal)
        page.fill("[name=opinion]", "同意，各成员单位按预案立即行动。")
        press(page, "同意并编号")
        confirm(page)
        told(page, "文号")

    def decide(self, kind: str, level: str = "") -> None:
        self.leader_approves(self.health_commission_proposes(kind, level))

    def response_runs(self, level: str) -> None:
        """The emergency's page shows the level, and leads to the tasks."""
        page = self.desk("县领导")
        go(page, self.emergency)
        expect(page.locator(".lf-head-badges")).to_contain_text(level)
        if not self.response:
            address = page.get_by_role("link", name="响应任务").get_attribute("href")
            self.response = re.search(r"response=([0-9a-f-]+)", address)[1]

    def count(self, state: str = "") -> int:
        """How many tasks of this response are in a state, as the office's table says."""
        page = self.desk("指挥部办公室主任")
        go(page, f"{self.base}/tasks/all/?response={self.response}&state={state}")
        pager = page.locator(".lf-pager-count")
        return int(re.search(r"共 (\d+)", pager.inner_text())[1]) if pager.count() else 0

    # The tasks

    def first_task(self, page: Page, tab: str) -> Locator:
        """The first task of a box that belongs to this emergency and not to the exercise."""
        go(page, f"{self.base}/tasks/?tab={tab}")
        return page.locator("#rows tbody tr").filter(has_not_text="演练").first

    def unit_signs_for_a_task(self, page: Page) -> str:
        """Tick one in the box and sign; returns the address of the task."""
        row = self.first_task(page, "sign")
        address = row.locator("a.lf-title").get_attribute("href")
        row.locator("input[type=checkbox]").check()
        press(page, "签收所选任务")
        told(page, "已签收 1 件")
        return self.base + address

    def unit_reports(self, page: Page, task: str, photo: Path) -> None:
        """Words, a figure and a photo."""
        go(page, task)
        page.locator("#act-report summary").click()
        page.fill("#id_report_words", "已对全县幼儿园晨午检开展巡查，发现问题3处，现场整改。")
        page.fill("#id_report_progress", "60")
        page.fill("#id_report_figures", "排查幼儿园 21 所")
        page.set_input_files("#id_report_uploads", str(photo))
        press(page.locator("#act-report"), "反馈进展")
        told(page, "已反馈")
        card = page.locator(".tasks-feedback").first
        expect(card).to_contain_text("排查幼儿园")
        expect(card).to_contain_text("21")
        file = card.locator("a.tasks-file")
        expect(file).to_contain_text(photo.name)
        kept = page.request.get(self.base + file.get_attribute("href"))
        assert kept.body() == photo.read_bytes()

    def unit_submits(self, page: Page, task: str) -> None:
        go(page, task)
        self.open(page, "submit")
        page.fill("#id_submit_words", "巡查全部完成，问题已整改，附照片。")
        press(page.locator("#act-submit"), "提交办结")
        told(page, "等待审核销号")

    def open(self, page: Page, verb: str) -> None:
        """Unfold a form, where it is not open already."""
        details = page.locator(f"#act-{verb}")
        if details.get_attribute("open") is None:
            details.locator("summary").click()

    def unit_declines(self, page: Page, task: str) -> None:
        go(page, task)
        self.open(page, "decline")
        press(page.locator("#act-decline"), "报告不能办理")
        refused(page, "理由")
        page.fill("#id_decline_reason", "本镇无此类场所，无法开展。")
        press(page.locator("#act-decline"), "报告不能办理")
        told(page, "不能办理")

    def office_answers(self, task: str, verb: str, button: str, words: str, said: str) -> None:
        """Accept, return or excuse a task that waits in the review queue."""
        page = self.desk("指挥部办公室主任")
        go(page, task)
        self.open(page, verb)
        page.fill(f"#act-{verb} textarea", words)
        press(page.locator(f"#act-{verb}"), button)
        told(page, said)

    # The end

    def emergency_is_closed(self) -> None:
        page = self.desk("疾控流调人员")
        go(page, self.emergency)
        follow(page, "结案")
        page.fill("[name=conclusion]", "诺如病毒GII型，共15例，均痊愈；停课消毒后无新发。")
        page.locator("#content form .btn-primary").click()
        expect(page.locator(".lf-head-badges")).to_contain_text("已结案")
        look(page)

    def auditor_verifies_the_chain(self) -> None:
        page = self.desk("审计管理员")
        go(page, f"{self.base}/audit/")
        press(page, "校验审计链")
        told(page, "审计链完整")
