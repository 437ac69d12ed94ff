"""
A migrated, empty database that test databases are copied from: migrating takes twenty seconds.

`python -m tests.template` makes it for the engine in use, once for a state of the migrations: a file
under `.build/` for SQLite, a database of the cluster for PostgreSQL. Django migrates the copy again,
which finds nothing left to do.
"""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".build" / "test-databases"
# Kept open: a database in memory lives as long as somebody holds it.
_held: list[sqlite3.Connection] = []


def state_of_migrations() -> str:
    """A short name for the migrations as they are, our own and those of the packages."""
    import django

    found = hashlib.sha256(django.get_version().encode())
    found.update((ROOT / "requirements" / "run.txt").read_bytes())
    found.update((ROOT / "src/lianfang/config/settings.py").read_bytes())
    for path in sorted((ROOT / "src").rglob("migrations/*.py")):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def file_of_sqlite() -> Path:
    return FOLDER / f"{state_of_migrations()}.sqlite3"


def name_in_cluster() -> str:
    return f"lianfang_template_{state_of_migrations()}"


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process makes the file; the others wait for it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ready_sqlite() -> Path:
    """The migrated file, made by a process of its own where there is none yet."""
    path = file_of_sqlite()
    with _alone():
        if not path.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            draft = path.with_suffix(".sqlite3-draft")
            _make(draft)
            draft.replace(path)
    return path


def _make(draft: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.template", "--migrate", str(draft)]
    environment = {k: v for k, v in os.environ.items() if k != "LIANFANG_DATABASE_URL"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def copy_for_tests(connection: Any) -> None:
    """Let the coming test database of a connection begin as a copy of the template, where there is one."""
    if connection.vendor == "sqlite":
        _copy_into_memory(connection.creation, ready_sqlite())
    elif _is_in_cluster(connection):
        connection.settings_dict["TEST"]["TEMPLATE"] = name_in_cluster()


def _copy_into_memory(creation: Any, path: Path) -> None:
    make: Callable[..., str] = creation._create_test_db

    def make_and_fill(*arguments: Any, **options: Any) -> str:
        name = make(*arguments, **options)
        if "mode=memory" in name:
            _held.append(sqlite3.connect(name, uri=True))
            with contextlib.closing(sqlite3.connect(path)) as source:
                source.backup(_held[-1])
        return name

    creation._create_test_db = make_and_fill


def _is_in_cluster(connection: Any) -> bool:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name_in_cluster()])
        return cursor.fetchone() is not None


def _migrate(name: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)
    connection.close()


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings_test")
    django.setup()
    from django.db import connection

    if sys.argv[1:2] == ["--migrate"]:
        _migrate(sys.argv[2])
    elif connection.vendor == "sqlite":
        ready_sqlite()
    elif not _is_in_cluster(connection):
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name_in_cluster()}"')
        _migrate(name_in_cluster())


if __name__ == "__main__":
    main()
