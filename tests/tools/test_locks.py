"""What is installed is pinned, hashed, and says nothing about where it was fetched."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_version_and_a_hash(lock):
    entries = re.split(r"\n(?=[a-zA-Z0-9])", lock.read_text(encoding="utf-8").strip())

    loose = [e.split("\n")[0] for e in entries if "==" not in e or "--hash=sha256:" not in e]

    assert entries
    assert loose == []


@pytest.mark.parametrize("lock", [*LOCKS, ROOT / "package-lock.json"], ids=lambda path: path.name)
def test_a_lock_names_no_host(lock):
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url.*", lock.read_text("utf-8")) == []


def test_every_npm_package_is_checked_by_its_digest():
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]

    unchecked = [name for name, facts in packages.items() if name and "integrity" not in facts]

    assert len(packages) > 1
    assert unchecked == []


def test_the_notice_names_exactly_what_is_shipped():
    command = [sys.executable, str(ROOT / "tools" / "notices.py"), "--check"]

    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr
