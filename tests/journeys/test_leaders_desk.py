"""At the leader's desk: a proposal refused on paper, the county on its map, the daily report in people's hands."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from .conftest import Site
from .looking import confirm, download, fetch, follow, go, look, press, told
from .story import minutes_ago, propose

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(180, func_only=True)]
NAME = "沙河村群体性发热"
REASON = "病例均为普通感冒，未达到启动标准，请继续监测。"
NUMBER = re.compile(r"\S+〔\d{4}〕\d+号")


def test_a_refusal_on_paper_a_map_with_boundaries_and_a_daily_report_delivered(
    site: Site, sit_at: Callable[..., Page], tmp_path: Path
) -> None:
    health, leader = sit_at("卫生健康行政人员"), sit_at("县领导")
    refused = propose(health, site, NAME)
    emergency = f"{site.url}/emergencies/{refused['emergency']}/"

    _leader_refuses(leader, f"{site.url}/emergencies/proposals/{refused['uuid']}/", tmp_path)
    _map_shows_tiles_then_boundaries(leader, emergency, sit_at("系统管理员"), tmp_path)
    _daily_report_is_delivered(sit_at("指挥部办公室人员"), leader, emergency)


def _leader_refuses(leader: Page, proposal: str, folder: Path) -> None:
    """No without a reason; then the paper has a number of the decisions' series and says what stays."""
    go(leader, proposal)
    leader.fill("[name=opinion]", REASON)
    press(leader, "不同意")
    confirm(leader)
    told(leader, "批复")
    expect(leader.locator(".lf-head-badges")).to_contain_text("未同意")
    number = NUMBER.search(leader.locator("#content").inner_text())[0]
    paper = Document(str(download(leader, "批复 Word", folder)))
    words = "\n".join(line.text for line in paper.paragraphs)
    assert number in words
    assert REASON in words
    printed = "".join(p.extract_text() for p in PdfReader(BytesIO(fetch(leader, "批复 PDF"))).pages)
    assert number in re.sub(r"\s", "", printed)


def _map_shows_tiles_then_boundaries(
    leader: Page, emergency: str, administrator: Page, folder: Path
) -> None:
    go(leader, emergency)
    follow(leader, "乡镇地图")
    names = leader.locator("#content tbody th").all_inner_texts()
    assert len(names) > 5
    expect(leader.locator(".live-map svg")).to_have_count(0)

    go(administrator, re.sub("emergencies/.*", "orgs/areas/boundaries/", emergency))
    administrator.set_input_files("[name=file]", str(_boundaries(names, folder / "乡镇.geojson")))
    administrator.fill("[name=source]", "试验用方格，不是真实边界")
    press(administrator, "读取并预览")
    told(administrator, "请核对后启用")
    press(administrator, f"启用这 {len(names)} 个边界")
    told(administrator, "边界已启用")

    leader.reload()
    expect(leader.locator(".live-map path")).to_have_count(len(names))
    look(leader)
    # Others of this run see the tiles again.
    press(administrator, "移除，改用色块")
    told(administrator, "这份边界")


def _boundaries(names: list[str], path: Path) -> Path:
    """A row of squares, each by the name of a township."""
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [
            [[w, 44.0], [w + 0.1, 44.0], [w + 0.1, 44.1], [w, 44.1], [w, 44.0]]
        ]}}
        for w, name in ((round(88.5 + 0.1 * place, 1), name) for place, name in enumerate(names))
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def _daily_report_is_delivered(office: Page, leader: Page, emergency: str) -> None:
    go(office, emergency)
    follow(office, "起草情况报告")
    office.select_option("[name=kind]", label="日报")
    office.fill("[name=cutoff_at]", minutes_ago(0))
    press(office, "汇总并起草")
    told(office, "已起草")
    report = office.url
    go(leader, report)
    press(leader, "审签")
    told(leader, "已审签")
    go(office, report)
    follow(office, "编号印发")
    office.get_by_label("教育局", exact=False).first.check()
    office.locator("[name=posts]").first.check()
    press(office, "编号印发并送达")
    told(office, "已编号印发")
    expect(office.locator("#content")).to_contain_text(re.compile(r"日报〔\d{4}〕\d+号"))
    follow(office, "明细")
    expect(office.locator("#content")).to_contain_text("教育局")
    expect(office.locator("#content")).to_contain_text("未读")

    go(leader, re.sub("reports/.*", "notices/", report))
    expect(leader.locator("#content")).to_contain_text("日报")
