"""Signing in, being kept out, being signed out, changing the password."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import DESKTOP, ROOT, Site
from .looking import go, look, press, refused, told

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(120, func_only=True)]
# Sets the last sign of life of every session of an account back by an hour.
AGE_SESSIONS = """
import sys
from datetime import timedelta
import django
django.setup()
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from lianfang.base.accounts.models import User
from lianfang.base.kernel import clock
owner = str(User.objects.get(username=sys.argv[1]).pk)
for row in Session.objects.all():
    if row.get_decoded().get("_auth_user_id") == owner:
        store = SessionStore(row.session_key)
        store["seen_at"] = (clock.now() - timedelta(hours=1)).isoformat()
        store.save()
"""


@pytest.fixture
def stranger(site: Site, chromium: Browser) -> Iterator[Page]:
    """A browser in front of the sign-in page."""
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN")
    page = context.new_page()
    page.goto(site.url)
    yield page
    context.close()


def _try(page: Page, username: str, password: str) -> None:
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    press(page, "登录")


def test_five_wrong_passwords_lock_the_account_and_say_how_to_go_on(
    site: Site, stranger: Page
) -> None:
    look(stranger)
    # A desk at which no other journey sits.
    account = site.account("单位联络员", "县人民医院")
    for _ in range(4):
        _try(stranger, account["username"], "不是这个密码")
        refused(stranger, "账号或密码不正确")
        assert stranger.input_value("input[name=username]") == account["username"]

    _try(stranger, account["username"], "不是这个密码")

    expect(stranger.locator("h1")).to_have_text("账号已暂时锁定")
    expect(stranger.locator("#content")).to_contain_text("30 分钟")
    look(stranger)
    stranger.get_by_role("link", name="返回登录").click()
    _try(stranger, account["username"], account["password"])
    expect(stranger.locator("h1")).to_have_text("账号已暂时锁定")


def test_a_session_nobody_used_for_an_hour_ends_and_says_why(
    site: Site, sit_at: Callable[..., Page]
) -> None:
    page = sit_at("系统管理员")
    environment = os.environ | {
        "LIANFANG_HOME": str(site.home), "DJANGO_SETTINGS_MODULE": "lianfang.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    username = site.account("系统管理员")["username"]
    subprocess.run(
        [sys.executable, "-c", AGE_SESSIONS, username], env=environment, cwd=ROOT, check=True
    )

    page.goto(f"{site.url}/account/")

    expect(page.locator("#content")).to_contain_text("分钟未操作，已自动退出")
    look(page)


def test_a_new_password_must_be_good_and_then_works(
    site: Site, sit_at: Callable[..., Page]
) -> None:
    page = sit_at("工作人员")
    account = site.account("工作人员")
    go(page, f"{site.url}/account/")
    page.get_by_role("link", name="修改密码").click()
    _change(page, account["password"], "12345678")
    refused(page, "密码至少 10 位")

    _change(page, account["password"], "Zhong-Yu.2026-雪山")
    told(page, "密码已修改")
    page.context.clear_cookies()
    page.goto(site.url)
    _try(page, account["username"], account["password"])
    refused(page, "账号或密码不正确")
    account["password"] = "Zhong-Yu.2026-雪山"
    _try(page, account["username"], account["password"])
    page.wait_for_selector(".lf-shell")


def _change(page: Page, old: str, new: str) -> None:
    page.fill("[name=old_password]", old)
    page.fill("[name=new_password]", new)
    page.fill("[name=repeated]", new)
    press(page, "修改密码")


def test_a_person_given_a_second_post_changes_desks_without_signing_in_again(
    site: Site, sit_at: Callable[..., Page]
) -> None:
    guard = sit_at("安全管理员")
    username = site.account("工作人员")["username"]
    go(guard, f"{site.url}/account/users/?q={username}")
    guard.locator("#content tbody a.lf-title").first.click()
    look(guard)
    guard.locator("#content a[href*='/orgs/people/']").first.click()
    look(guard)
    guard.select_option("[name=unit]", label="县卫生健康委")
    guard.select_option("[name=role]", label="督导员")
    press(guard, "授予")
    told(guard, "岗位已授予")

    page = sit_at("工作人员")
    page.locator(".lf-user").click()
    page.get_by_role("button", name="卫健委 督导员", exact=True).click()

    expect(page.locator(".lf-user")).to_contain_text("督导员")
    go(page, f"{site.url}/emergencies/")
    page.locator(".lf-user").click()
    page.get_by_role("button", name="疾控中心 工作人员", exact=True).click()
    expect(page.locator(".lf-user")).to_contain_text("疾控中心 工作人员")
