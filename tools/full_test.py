"""Every check and every test, on both engines and in a browser; the last line is the sum."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import subprocess
import sys
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
# Tests that never touch a database, or look at pages rather than rows, tell nothing new there.
WITHOUT_DATABASE = [
    f"--ignore=tests/{folder}"
    for folder in ("kernel", "packs", "tools", "plans/reading", "house", "api", "epi")
]
# Rules know no query by the walls of the house; what of their tests needs rows is named otherwise.
WITHOUT_DATABASE.append("--ignore-glob=*/test_*rules.py")
NO_TESTS = 5  # pytest's exit code for “nothing collected”


@dataclass
class Outcome:
    """What all steps together found."""

    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def has_setting(*keys: str) -> bool:
    """Tell whether pyproject.toml configures a tool, so that the step is worth running."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for key in keys:
        table = table.get(key, {})
    return bool(table)


def list_checks() -> list[tuple[str, list[str]]]:
    """Name the checks that need no database of their own, in the order of their speed."""
    checks = [
        ("代码规范", [str(BIN / "ruff"), "check", "."]),
        ("代码格式", [str(BIN / "ruff"), "format", "--check", "."]),
    ]
    if has_setting("tool", "importlinter") or (ROOT / ".importlinter").exists():
        checks.append(("房间之间的墙", [str(BIN / "lint-imports")]))
    if has_setting("tool", "mypy") or (ROOT / "mypy.ini").exists():
        checks.append(("类型", [str(BIN / "mypy")]))
    migrations = ["-m", "django", "makemigrations", "--check", "--dry-run"]
    settings = ["--settings", "lianfang.config.settings_test"]
    checks.append(("迁移齐全", [sys.executable, *migrations, *settings]))
    return checks


def say(words: str) -> None:
    print(f"\n=== {words}", flush=True)


def run_check(outcome: Outcome, name: str, command: list[str]) -> None:
    """Run a check; show what it says only when it finds something."""
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    say(
        f"{name}：{'通过' if not done.returncode else '未通过'}（{time.monotonic() - start:.0f} 秒）"
    )
    if done.returncode:
        print(done.stdout, flush=True)
        outcome.broken.append(name)


def run_pytest(
    outcome: Outcome, name: str, *options: str, database: str = "", is_quiet: bool = False
) -> None:
    """Run tests, showing them as they go (at the end where `is_quiet`), and add up pytest's own summary."""
    environment = {**os.environ}
    environment.pop("LIANFANG_DATABASE_URL", None)
    if database:
        environment["LIANFANG_DATABASE_URL"] = database
    process = subprocess.Popen(
        [str(BIN / "pytest"), *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if not is_quiet:
        say(name)
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if not is_quiet:
            print(line, end="", flush=True)
    code = process.wait()
    if is_quiet:
        say(name)
        print("".join(lines), end="", flush=True)
    summary = next((line for line in reversed(lines) if COUNTED.search(line)), "")
    for count, kind in COUNTED.findall(summary):
        outcome.counts[kind.rstrip("s") if kind.startswith("error") else kind] += int(count)
    if code == NO_TESTS:
        print("没有收集到测试。", flush=True)
    if code:
        outcome.broken.append(name)


@contextlib.contextmanager
def templates_made(url: str) -> Iterator[None]:
    """Migrate the databases that those of the tests are copied from, while something else is done."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.template"]
    plain = {k: v for k, v in os.environ.items() if k != "LIANFANG_DATABASE_URL"}
    made = [
        subprocess.Popen(command, cwd=ROOT, env=environment)
        for environment in (plain, plain | {"LIANFANG_DATABASE_URL": url})
    ]
    try:
        yield
    finally:
        for process in made:
            process.wait()


def run_tests(outcome: Outcome, url: str) -> None:
    """Run everything on SQLite, then rows again on PostgreSQL, and beside both of them the browser."""
    # One browser at a time: two starve each other on two cores and then time out. It begins first,
    # because it takes longest by itself: what begins last leaves a core idle.
    browser = threading.Thread(
        target=run_pytest,
        args=(outcome, "浏览器", "-m", "journey", "--timeout", "300"),
        kwargs={"is_quiet": True},
    )
    browser.start()
    run_pytest(outcome, "测试（SQLite）", "-n", "2", "-m", "not journey and not postgres_only")
    chosen = "not journey and not slow and not processes"
    options = ("-n", "2", "-m", chosen, "--create-db", *WITHOUT_DATABASE)
    run_pytest(outcome, "测试（PostgreSQL）", *options, database=url)
    browser.join()


def run_checks(outcome: Outcome) -> None:
    for name, command in list_checks():
        run_check(outcome, name, command)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks-only", action="store_true", help="no tests")
    chosen = parser.parse_args()
    # Some machines forbid it; then each of the hundred processes started here compiles everything anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.monotonic()
    outcome = Outcome()
    if chosen.checks_only:
        run_checks(outcome)
    else:
        with postgres.running() as url:
            with templates_made(url):
                run_checks(outcome)
            run_tests(outcome, url)
    say(
        f"用时 {time.monotonic() - start:.0f} 秒"
        + (f"；未通过：{'、'.join(outcome.broken)}" if outcome.broken else "")
    )
    if not chosen.checks_only:
        failed = outcome.counts["failed"] + outcome.counts["error"]
        print(
            f"{outcome.counts['passed']} passed, {failed} failed, {outcome.counts['skipped']} skipped"
        )
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
