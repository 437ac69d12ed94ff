"""The pictures of the README are taken from the running system, and none is missing or left over."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .conftest import ROOT, Site
from .looking import look
from .story import unit_with_work

PICTURES = ROOT / "docs" / "pictures"
LARGEST = 300_000
SCREEN = {"width": 1280, "height": 800}
NAMED = re.compile(r"\]\((?:docs/)?(?:\.\./)*(?:pictures/)?([\w-]+\.png)\)")


def _pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_picture_named_in_the_documents_exists_and_none_is_left_over() -> None:
    named = {name for page in _pages() for name in NAMED.findall(page.read_text(encoding="utf-8"))}
    assert named == {path.name for path in PICTURES.glob("*.png")}


def test_no_picture_is_heavier_than_a_reader_should_wait_for() -> None:
    assert [path.name for path in PICTURES.glob("*.png") if path.stat().st_size > LARGEST] == []


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.timeout(180, func_only=True)
def test_the_pictures_are_taken_again(
    site: Site, sit_at: Callable[..., Page], tmp_path: Path
) -> None:
    """With LIANFANG_PICTURES=1 they replace those in docs/pictures; without, only the pages are tried."""
    folder = PICTURES if os.environ.get("LIANFANG_PICTURES") == "1" else tmp_path
    office = sit_at("指挥部办公室主任")
    office.set_viewport_size(SCREEN)
    _take(office, folder, "home-office", f"{site.url}/")
    _take(office, folder, "board", f"{site.url}/tasks/board/")
    _take(office, folder, "coverage", f"{site.url}/reports/coverage/")
    office.goto(f"{site.url}/emergencies/")
    _take(office, folder, "emergency", site.url + _first_exercise(office))
    office.goto(f"{site.url}/reports/")
    _take(office, folder, "report", site.url + _first_exercise(office))
    unit = unit_with_work(sit_at, site)
    _take(unit, folder, "inbox-phone", f"{site.url}/tasks/")
    taken = {path.name for path in folder.glob("*.png")}
    assert {"home-office.png", "board.png", "inbox-phone.png", "report.png"} <= taken
    assert max(path.stat().st_size for path in folder.glob("*.png")) <= LARGEST


def _first_exercise(page: Page) -> str:
    row = page.locator("#content tbody tr").filter(has_text="演示中心学校").first
    return row.locator("a.lf-title").get_attribute("href")


def _take(page: Page, folder: Path, name: str, address: str) -> None:
    page.goto(address)
    look(page)
    page.evaluate("document.fonts.ready")
    page.mouse.move(0, 0)
    page.screenshot(path=str(folder / f"{name}.png"), animations="disabled")
