"""A real server on a seeded database, and real browsers in front of it."""

import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (
        p
        for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(p).exists()
    ),
    "",
)
ACCOUNT = re.compile(r"^\s{2}(?P<username>\S+)\s+(?P<password>\S+)\s+(?P<role>.+?) · (?P<unit>.+)$")
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
START_SECONDS = 240
PATIENCE_MS = 20_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Site:
    """A running installation: where it is, who may sign in, where it keeps its data."""

    url: str
    home: Path
    accounts: list[dict[str, str]] = field(default_factory=list)
    process: subprocess.Popen | None = None
    # Its last words, for whoever wants to know why it went.
    said: deque[str] = field(default_factory=lambda: deque(maxlen=60))

    def account(self, role: str, unit: str = "") -> dict[str, str]:
        return next(a for a in self.accounts if role in a["role"] and unit in a["unit"])

    def listen(self) -> None:
        """Read on: what it says later must not fill the pipe."""
        with self.process.stdout:
            self.said.extend(self.process.stdout)

    def kill(self) -> None:
        """Everything of it at once, as when the power goes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    """A port below those the kernel hands out: nobody takes it while the server gets ready."""
    for port in random.sample(range(20_000, 32_000), 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("no free port")


def start_site(home: Path, more: Mapping[str, str] | None = None) -> Site:
    """
    Start `lianfang serve --demo` as a person would and read what it prints.

    It leads a process group of its own, so that a test can take all of it down at once.
    """
    port = free_port()
    command = [sys.executable, "-m", "lianfang.config.cli", "serve", "--demo", "--port", str(port)]
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "LIANFANG_"))
    }
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        env=environment | {"LIANFANG_HOME": str(home), "PYTHONUNBUFFERED": "1"} | dict(more or {}),
    )  # fmt: skip
    site = Site(f"http://127.0.0.1:{port}", home, process=process)
    alarm = threading.Timer(START_SECONDS, process.kill)
    alarm.start()
    for line in process.stdout:
        site.said.append(line)
        if found := ACCOUNT.match(line.rstrip()):
            site.accounts.append(found.groupdict())
        elif site.accounts and not line.strip():
            break
    alarm.cancel()
    if not site.accounts:
        raise AssertionError("the server did not start:\n" + "".join(site.said))
    threading.Thread(target=site.listen, daemon=True).start()
    return site


def copy_home(site: Site, folder: Path) -> Path:
    """The demonstration as it stands, so that it need not be played a second time."""
    shutil.copytree(site.home, folder, ignore=shutil.ignore_patterns("*.sqlite3*", "*.txt", "pid"))
    source = sqlite3.connect(site.home / "lianfang.sqlite3")
    target = sqlite3.connect(folder / "lianfang.sqlite3")
    source.backup(target)
    source.close()
    target.close()
    return folder


def running_site(greeting: Path) -> Site:
    """A site that runs already, known by what it printed when it started."""
    words = greeting.read_text(encoding="utf-8")
    url = re.search(r"http://[\d.]+:\d+", words)
    found = [ACCOUNT.match(line) for line in words.splitlines()]
    return Site(url[0], greeting.parent, [match.groupdict() for match in found if match])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """
    The demonstration county on a temporary home.

    While writing a journey, LIANFANG_JOURNEYS_GREETING names the file to which a running
    `lianfang serve --demo` printed its greeting; then no other is started.
    """
    if greeting := os.environ.get("LIANFANG_JOURNEYS_GREETING"):
        yield running_site(Path(greeting))
        return
    site = start_site(tmp_path_factory.mktemp("home"))
    yield site
    site.process.terminate()
    site.process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def sign_in(
    browser: Browser, site: Site, role: str, unit: str = "", *, phone: bool = False
) -> Page:
    """A new browser of somebody of a role, signed in."""
    account = site.account(role, unit)
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(site.url)
    page.fill("input[name=username]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.click("button[type=submit]")
    page.wait_for_selector(".lf-shell")
    return page


@pytest.fixture
def sit_at(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    with desks_of(site, chromium) as sit:
        yield sit


@contextmanager
def desks_of(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a browser, sign in as somebody of a role, and fail on any fault the page reports."""
    opened, faults = [], []

    def sit(role: str, unit: str = "", *, phone: bool = False) -> Page:
        page = sign_in(chromium, site, role, unit, phone=phone)
        opened.append(page.context)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on(
            "response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 500 else None
        )
        # The page that is open already was loaded before anybody listened.
        page.reload()
        return page

    yield sit
    for context in opened:
        context.close()
    assert faults == []
