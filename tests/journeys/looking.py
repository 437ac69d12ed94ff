"""What every page a journey comes by must fulfil, and the few gestures journeys are made of."""

import re
from contextlib import suppress
from pathlib import Path

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

PHONE_WIDTH = 390
SETTLE_MS = 20_000
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GRAVE = {"serious", "critical"}
# Each kind of page is examined once per width in a run; the same page in other states is not.
_examined: set[tuple[str, int]] = set()

OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SETTLES_MS = 3000


def look(page: Page) -> None:
    """
    Fail where a page keeps people out or scrolls sideways on a telephone.

    Serious and critical findings of axe count; each kind of page once per width.
    """
    page.wait_for_load_state("load")
    width = page.viewport_size["width"]
    address = UUID.sub("…", page.url.split("://", 1)[1].split("/", 1)[1].split("?")[0])
    if (address, width) not in _examined:
        _examined.add((address, width))
        assert _barriers(page) == [], address
    assert _sideways(page) <= 0, f"{address} scrolls sideways at {PHONE_WIDTH} px"


def _barriers(page: Page) -> list[str]:
    found = Axe().run(page)["violations"]
    return [
        f"{one['id']}: {one['help']} — {node['target']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


def _sideways(page: Page) -> int:
    """By how many pixels the page is wider than a telephone."""
    before = page.viewport_size
    page.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
    with suppress(PlaywrightTimeout):  # a chart takes a moment to shrink with the window
        page.wait_for_function(f"{OVER} <= 0", timeout=SETTLES_MS)
    over = page.evaluate(OVER)
    page.set_viewport_size(before)
    return over


def go(page: Page, address: str) -> None:
    """Open an address of this site and look at it."""
    page.goto(address)
    look(page)


def follow(page: Page, name: str) -> None:
    """Follow the first link of this name in the main part of the page."""
    page.locator("#content").get_by_role("link", name=name).first.click()
    look(page)


def press(where: Page | Locator, name: str) -> None:
    """Press the button of exactly this name in the main part of a page, or inside a part of it."""
    scope = where.locator("#content") if isinstance(where, Page) else where
    scope.get_by_role("button", name=name, exact=True).first.click()


def confirm(page: Page) -> None:
    """Say yes in the dialog that asks whether one is sure."""
    page.locator("dialog[open] .btn-primary, dialog[open] .btn-danger").first.click()


def told(page: Page, words: str) -> None:
    """The page says that something is done; then look at it."""
    expect(page.locator("#messages")).to_contain_text(words, timeout=SETTLE_MS)
    look(page)


def refused(page: Page, words: str) -> None:
    """The page says why something was not done."""
    shown = page.locator(".lf-refusal, .errorlist").filter(has_text=words)
    expect(shown.first).to_be_visible(timeout=SETTLE_MS)
    look(page)


def download(page: Page, name: str, folder: Path) -> Path:
    """Press a link that downloads a file, and keep the file."""
    with page.expect_download() as waiting:
        page.locator("#content").get_by_role("link", name=name).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def fetch(page: Page, name: str) -> bytes:
    """What a link leads to that the browser would show in place, such as a PDF."""
    link = page.locator("#content").get_by_role("link", name=name).first
    answer = page.request.get(link.evaluate("node => node.href"))
    assert answer.ok
    return answer.body()
