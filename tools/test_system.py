"""Make sure that the machine has what tests need beside Python, and install it where we may."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import postgres

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def has_browser() -> bool:
    return any(shutil.which(name) for name in BROWSERS)


def has_chinese_fonts() -> bool:
    """Tell whether a Chinese font is there, so that the browser's pictures show characters."""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
        if listed.stdout.strip():
            return True
    folders = [Path("/usr/share/fonts"), Path.home() / ".fonts"]
    return any(next(folder.rglob("*CJK*"), None) for folder in folders if folder.exists())


def has_shifted_clock() -> bool:
    """Tell whether the library is there that shows another time of day to a process."""
    return any(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def has_postgres() -> bool:
    return postgres.find_binaries() is not None


@dataclass(frozen=True)
class Need:
    """Something the tests need and the Debian package that brings it."""

    package: str
    is_there: Callable[[], bool]


NEEDS = (
    Need("chromium", has_browser),
    Need("fonts-noto-cjk", has_chinese_fonts),
    Need("postgresql", has_postgres),
    Need("libfaketime", has_shifted_clock),
)


def administrator() -> list[str] | None:
    """Return the prefix that runs a command as root without asking, or None."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
    ):
        return ["sudo", "-n"]
    return None


def install(packages: list[str]) -> bool:
    """Install Debian packages; False where that is not possible."""
    prefix = administrator()
    if prefix is None or not shutil.which("apt-get"):
        return False
    print(f"安装测试所需的系统软件包：{' '.join(packages)} …", flush=True)
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*quiet, "update"], stdout=subprocess.DEVNULL, check=False)
    done = subprocess.run(
        [*quiet, "install", "-y", "--no-install-recommends", *packages],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def main() -> None:
    missing = [need.package for need in NEEDS if not need.is_there()]
    if missing and not install(missing):
        raise SystemExit(
            f"测试还需要系统软件包：{' '.join(missing)}。请管理员安装后重试"
            f"（例如 sudo apt-get install {' '.join(missing)}）。"
        )


if __name__ == "__main__":
    main()
