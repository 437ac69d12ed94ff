"""Unpacking a copy of everything, checked before it is trusted. Needs no settings."""

import json
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import Any

from lianfang.base.kernel.encryption import sm3_hex

MANIFEST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupBroken(Exception):
    """The archive is incomplete, altered, or for another engine; nothing was restored."""


def read_backup(source: Path, home: Path) -> dict[str, Any]:
    """
    Put an archive into an empty home folder.

    :raises BackupBroken: a digest does not hold, a file is missing, or the home is in use.
    """
    if any((home / name).exists() for name in ("lianfang.sqlite3", "keys/fields")):
        raise BackupBroken(
            f"{home} 里已有数据。请指定一个空目录：LIANFANG_HOME=<空目录> lianfang backup restore <文件>"
        )
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        place = Path(folder)
        try:
            with tarfile.open(source) as archive:
                archive.extractall(place, filter="data")
            manifest = json.loads((place / MANIFEST).read_text())
        # Half an archive ends in the middle of a member or of its compression.
        except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, KeyError) as fault:
            raise BackupBroken("备份文件无法读取，可能不完整。请换一份备份。") from fault
        _check(place, manifest)
        home.mkdir(parents=True, exist_ok=True)
        for name in ("files", "keys"):
            if (place / name).exists():
                shutil.copytree(place / name, home / name, dirs_exist_ok=True)
        if manifest["vendor"] == "sqlite":
            shutil.copy2(place / DATABASE["sqlite"], home / "lianfang.sqlite3")
        else:
            shutil.copy2(place / DATABASE["postgresql"], home / DATABASE["postgresql"])
    return manifest


def _check(place: Path, manifest: dict[str, Any]) -> None:
    for name, digest in manifest["digests"].items():
        path = place / name
        if not path.is_file() or sm3_hex(path.read_bytes()) != digest:
            raise BackupBroken(f"备份中的 {name} 缺失或被改动，未恢复任何内容。请换一份备份。")
