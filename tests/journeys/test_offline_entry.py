"""A site is reported from a village without a network, once, and nothing stays behind after signing out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .looking import SETTLE_MS, look

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(90, func_only=True)]
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('lf-report/'))"
STORES = "caches.keys().then((names) => Promise.all(names.map(async (n) => (await (await caches.open(n)).keys()).map((r) => r.url)))).then((all) => all.flat())"


def test_numbers_typed_without_a_network_are_sent_once_when_it_is_back(
    site: Site, sit_at: Callable[..., Page]
) -> None:
    page = sit_at("单位联络员", "北庭演示学校", phone=True)
    network = page.context
    page.goto(f"{site.url}/surveillance/?mine=on")
    page.get_by_role("link", name="填报", exact=True).first.click()
    address = page.url
    expect(page.locator("[data-offline-ready]")).to_be_visible()
    look(page)

    network.set_offline(True)
    page.goto(address)
    expect(page.locator("body")).to_contain_text("现在没有网络")
    look(page)
    # What is kept names nobody and holds no page but the empty form.
    pages = [url for url in page.evaluate(STORES) if "/static/" not in url]
    assert pages == [re.sub(r"\?.*", "", address) + "offline/"]
    assert page.locator("[name=csrfmiddlewaretoken]").count() == 0
    field = page.locator("input[inputmode]").first
    field.fill("3")
    page.get_by_role("button", name="保存，联网后发送").click()
    expect(page.locator("[data-offline-note]")).to_contain_text("已保存在本机")
    page.reload()
    expect(page.locator("[data-offline-waiting]")).to_contain_text("1 份填报等待发送")
    assert field.input_value() == "3"

    sent = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    network.set_offline(False)
    expect(page.locator("[data-offline-note]")).to_contain_text("已收到", timeout=SETTLE_MS)
    expect(page.locator("[data-offline-waiting]")).to_be_hidden()
    assert page.evaluate(KEPT) == []
    page.goto(address)
    assert page.locator("input[inputmode]").first.input_value() == "3"
    assert len(sent) == 1

    network.set_offline(True)
    page.goto(address)
    page.locator("input[inputmode]").first.fill("4")
    page.get_by_role("button", name="保存，联网后发送").click()
    expect(page.locator("[data-offline-waiting]")).to_contain_text("1 份")
    # The network comes back while the page is closed; signing out then asks first, and clears.
    page.goto("about:blank")
    network.set_offline(False)
    page.goto(f"{site.url}/notices/")
    page.locator("header [data-bs-toggle=dropdown]").last.click()
    page.locator("[data-sign-out] button").click()
    expect(page.locator("dialog[open]")).to_contain_text("1 份填报没有发送")
    page.locator("dialog[open] .btn-primary").click()
    page.wait_for_selector("[name=username]")
    assert page.evaluate(KEPT) == []
    assert page.evaluate(STORES) == []
