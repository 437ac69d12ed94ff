"""A server that dies in the middle of starting a response leaves all of its tasks or none."""

import http.client
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from .conftest import ROOT, Site, copy_home, sign_in, start_site
from .story import ask, propose

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(300, func_only=True)]
# How far into a start the server is killed, as a share of what an undisturbed one took.
SHARES = (0.3, 0.6, 0.85)


def _count_tasks(page: Page, site: Site, emergency: str) -> int:
    response = ask(page, site, f"emergencies/{emergency}")["response"]
    if response is None:
        return 0
    return sum(row["total"] for row in ask(page, site, f"tasks/board/{response['uuid']}"))


def _approve(page: Page, site: Site, proposal: str, patience: float) -> float | None:
    """Send the decision; returns how long the answer took, None if it did not come in time."""
    address = urlsplit(site.url)
    link = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
    started = time.monotonic()
    link.request(
        "POST", f"/emergencies/proposals/{proposal}/approve/",
        body=urlencode({"csrfmiddlewaretoken": token, "opinion": "同意。"}),
        headers={"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    link.sock.settimeout(patience)
    try:
        assert link.getresponse().status == 302
    except TimeoutError:
        return None
    finally:
        link.close()
    return time.monotonic() - started


def test_a_server_killed_while_a_response_starts_leaves_all_tasks_or_none(
    site: Site, chromium: Browser, tmp_path: Path
) -> None:
    home = copy_home(site, tmp_path / "home")
    own = start_site(home)
    try:
        health = sign_in(chromium, own, "卫生健康行政人员")
        proposals = [propose(health, own, f"中断试验之{turn}") for turn in "零一二三"]
        leader = sign_in(chromium, own, "县领导")
        whole = _approve(leader, own, proposals[0]["uuid"], patience=60)
        every = _count_tasks(leader, own, proposals[0]["emergency"])
        assert every > 50

        for share, proposal in zip(SHARES, proposals[1:], strict=True):
            answered = _approve(leader, own, proposal["uuid"], patience=whole * share)
            own.kill()
            own = start_site(home)
            leader = sign_in(chromium, own, "县领导")
            counted = _count_tasks(leader, own, proposal["emergency"])
            state = ask(leader, own, f"emergencies/proposals/{proposal['uuid']}")["state"]
            assert (state, counted) in {("pending", 0), ("approved", every)}
            assert answered is None or counted == every
    finally:
        own.kill()
    _audit_is_whole(home)


def _audit_is_whole(home: Path) -> None:
    """The command says that the chain holds after all that."""
    environment = os.environ | {"LIANFANG_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "lianfang.config.cli", "audit", "verify"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
