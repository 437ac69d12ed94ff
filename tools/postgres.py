"""
A throw-away PostgreSQL cluster: `with running() as url:`, or `postgres.py COMMAND…`.

The command runs with LIANFANG_DATABASE_URL set. The cluster lives in a temporary folder, listens on
a Unix socket only and does not sync to disk: fast, unreachable from outside, gone afterwards.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

# Test runs create a database per worker: durability is worth nothing here, time is.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "''",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}


def find_binaries() -> Path | None:
    """Return the folder of initdb and pg_ctl: the newest server installed."""
    newest_first = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
        reverse=True,
    )
    on_path = shutil.which("initdb")
    candidates = [*newest_first, *([Path(on_path).resolve()] if on_path else [])]
    return candidates[0].parent if candidates else None


def find_owner() -> pwd.struct_passwd | None:
    """Return whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit("PostgreSQL 不能以 root 运行，且本机没有 postgres 或 nobody 用户。")


def run_as(owner: pwd.struct_passwd | None, *command: str | Path) -> None:
    """Run a server command quietly, as the owner; show what it said only when it fails."""
    identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        **identity,
    )
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name}：\n{done.stdout}")


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a cluster, yield the address of an empty database, stop and remove it."""
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("没有找到 PostgreSQL 服务器程序，请安装 postgresql 软件包。")
    owner = find_owner()
    with tempfile.TemporaryDirectory(prefix="lianfang-pg-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        if owner:
            os.chown(home, owner.pw_uid, owner.pw_gid)
        cluster = home / "data"
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        # The log is a file: pg_ctl's child would otherwise keep our pipe open for ever.
        start = ["-D", cluster, "-w", "-l", home / "log", "-o", f"{options} -k {home}", "start"]
        run_as(
            owner,
            binaries / "initdb",
            "-D",
            cluster,
            "-U",
            "lianfang",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-N",
        )
        run_as(owner, binaries / "pg_ctl", *start)
        try:
            yield f"postgres://lianfang@{quote(str(home), safe='')}/postgres"
        finally:
            run_as(owner, binaries / "pg_ctl", "-D", cluster, "-m", "immediate", "stop")


def main() -> int:
    with running() as url:
        environment = {**os.environ, "LIANFANG_DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
