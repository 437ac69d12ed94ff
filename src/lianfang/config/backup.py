"""Writing a copy of everything: database, files, keys; and loading a restored PostgreSQL dump."""

import io
import json
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from lianfang.base.kernel.encryption import sm3_hex

from .backup_archive import DATABASE, MANIFEST


def write_backup(target: Path) -> dict[str, object]:
    """
    Write database, files and keys into one archive while the system runs.

    The archive holds the keys: whoever has it can read everything. Keep it as you keep the server.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(target.suffix + ".part")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DATABASE[connection.vendor]
        _dump(dump)
        home = Path(settings.LIANFANG_HOME)
        members = {dump.name: dump}
        for name in ("files", "keys"):
            members |= {
                str(p.relative_to(home)): p for p in (home / name).rglob("*") if p.is_file()
            }
        manifest = _manifest(members)
        with tarfile.open(partial, "w:gz") as archive:
            raw = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(raw)
            archive.addfile(entry, io.BytesIO(raw))
            for name, path in members.items():
                archive.add(path, name, recursive=False)
    partial.chmod(0o600)
    partial.replace(target)
    return manifest


def _manifest(members: dict[str, Path]) -> dict[str, object]:
    return {
        "made": datetime.now(UTC).isoformat(),  # noqa: TID251 — a real time, whatever the exercise clock says
        "vendor": connection.vendor,
        "digests": {name: sm3_hex(path.read_bytes()) for name, path in members.items()},
    }


def _dump(target: Path) -> None:
    if connection.vendor == "postgresql":
        command = ["pg_dump", "--format=custom", "--no-owner", f"--file={target}"]
        subprocess.run([*command, settings_url()], check=True, capture_output=True)
        return
    source = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()


def settings_url() -> str:
    """The PostgreSQL address as its own tools take it."""
    facts = connection.get_connection_params()
    facts.pop("cursor_factory", None)
    names = {
        "dbname": "dbname",
        "user": "user",
        "password": "password",
        "host": "host",
        "port": "port",
    }
    return " ".join(f"{names[key]}='{facts[key]}'" for key in names if facts.get(key))


def load_postgres_dump(home: Path) -> None:
    """Load a restored dump into the database that the settings name, which must be empty."""
    connections.close_all()
    command = [
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={settings_url()}",
    ]
    subprocess.run([*command, str(home / DATABASE["postgresql"])], check=True, capture_output=True)
    (home / DATABASE["postgresql"]).unlink()
